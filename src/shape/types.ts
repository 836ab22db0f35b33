import type { Words } from '../protocol/say';

/** A place in a source file; line and column count from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * An exact expression over named sizes, in canonical form: a polynomial with rational coefficients whose atoms are
 * symbols, floors, maxima and minima. Symbols stand for positive integers. Build it with the functions of `dim.ts`.
 */
export interface SymbolicDim {
  readonly kind: 'symbolic';
  /** The terms in canonical order; no two have the same factors and none has coefficient zero. */
  readonly terms: readonly Term[];
  /** Equal keys mean equal expressions. */
  readonly key: string;
}

/** A size that cannot be known, with the reason that a person can act on. Contagious through arithmetic. */
export interface UnknownDim {
  readonly kind: 'unknown';
  readonly reason: Words;
  readonly at?: SourcePlace;
  /** Where it is one of two sizes that can be told. */
  readonly between?: readonly [Dim, Dim];
}

/** The size of one axis: a number, an expression over named sizes, or unknown. Never guessed. */
export type Dim = number | SymbolicDim | UnknownDim;

/** The sizes of a tensor's axes, outermost first. */
export type Shape = readonly Dim[];

/** coefficient · Π atom^power; a power may be negative (`planes / groups`). */
export interface Term {
  /** The exact fraction num/den, den > 0, in lowest terms. */
  readonly num: number;
  readonly den: number;
  /** Sorted by the atoms' keys. */
  readonly factors: readonly Factor[];
  /** Names the factors without the coefficient: the key by which like terms are collected. */
  readonly key: string;
}

export interface Factor {
  readonly atom: Atom;
  readonly power: number;
}

/** What cannot be taken apart further. `reciprocal` is 1/of for a sum that divides. */
export type Atom =
  | { readonly kind: 'symbol'; readonly name: string; readonly key: string }
  | { readonly kind: 'floor'; readonly of: SymbolicDim; readonly key: string }
  | { readonly kind: 'reciprocal'; readonly of: SymbolicDim; readonly key: string }
  | { readonly kind: 'max' | 'min'; readonly args: readonly (number | SymbolicDim)[]; readonly key: string };
