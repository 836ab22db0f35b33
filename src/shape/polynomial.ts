/**
 * Sums of terms over atoms, the inside of a SymbolicDim. Functions here take and give term lists in canonical order;
 * `dim.ts` wraps them. A list without terms is zero.
 */
import { fraction, gcd, lcm } from './fraction';
import type { Atom, Factor, SymbolicDim, Term } from './types';

export type Terms = readonly Term[];

/** A list of terms that grows beyond this is given up as unknown: nobody can read it and products would explode. */
export const MOST_TERMS = 64;

export function constantTerm(num: number, den = 1): Terms {
  return num === 0 ? [] : [{ ...fraction(num, den), factors: [], key: '' }];
}

export function atomTerm(atom: Atom): Terms {
  return [{ num: 1, den: 1, factors: [{ atom, power: 1 }], key: factorsKey([{ atom, power: 1 }]) }];
}

function factorsKey(factors: readonly Factor[]): string {
  return factors.map(({ atom, power }) => (power === 1 ? atom.key : `${atom.key}^${power}`)).join('·');
}

function degree(term: Term): number {
  return term.factors.reduce((sum, factor) => sum + factor.power, 0);
}

/** Higher degree first, then by name: the order in which people write polynomials. Constants come last. */
function compareTerms(a: Term, b: Term): number {
  // Fractions such as h/p have degree 0 as constants do, or less, and stand before them all the same.
  const constants = Number(a.key === '') - Number(b.key === '');
  return constants || degree(b) - degree(a) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}

/** Collects like terms and puts them in order. */
export function collect(terms: Iterable<Term>): Terms {
  const byKey = new Map<string, Term>();
  for (const term of terms) {
    const seen = byKey.get(term.key);
    if (!seen) byKey.set(term.key, term);
    else byKey.set(term.key, { ...seen, ...fraction(seen.num * term.den + term.num * seen.den, seen.den * term.den) });
  }
  return [...byKey.values()].filter((term) => term.num !== 0).sort(compareTerms);
}

export function addTerms(a: Terms, b: Terms): Terms {
  return collect([...a, ...b]);
}

export function scaleTerms(terms: Terms, num: number, den = 1): Terms {
  if (num === 0) return [];
  return terms.map((term) => ({ ...term, ...fraction(term.num * num, term.den * den) }));
}

function multiplyTerm(a: Term, b: Term): Term {
  const powers = new Map<string, Factor>();
  for (const factor of [...a.factors, ...b.factors]) {
    const seen = powers.get(factor.atom.key);
    powers.set(factor.atom.key, seen ? { atom: factor.atom, power: seen.power + factor.power } : factor);
  }
  const factors = [...powers.values()]
    .filter((factor) => factor.power !== 0)
    .sort((x, y) => (x.atom.key < y.atom.key ? -1 : 1));
  return { ...fraction(a.num * b.num, a.den * b.den), factors, key: factorsKey(factors) };
}

export function multiplyTerms(a: Terms, b: Terms): Terms {
  return collect(a.flatMap((x) => b.map((y) => multiplyTerm(x, y))));
}

/** 1/term: powers change sign. */
export function invertTerm(term: Term): Term {
  const factors = term.factors.map(({ atom, power }) => ({ atom, power: -power }));
  return { ...fraction(term.den, term.num), factors, key: factorsKey(factors) };
}

/**
 * The exact quotient a / b when it is a polynomial again: long division by the leading term of b. Undefined when a
 * remainder is left.
 */
export function divideExactly(a: Terms, b: Terms): Terms | undefined {
  if (b.length === 1) return multiplyTerms(a, [invertTerm(b[0])]);
  let rest = a;
  let quotient: Terms = [];
  for (let step = 0; step < MOST_TERMS && rest.length > 0; step++) {
    const next = multiplyTerm(rest[0], invertTerm(b[0]));
    if (next.factors.some((factor) => factor.power < 0)) return undefined;
    quotient = addTerms(quotient, [next]);
    rest = addTerms(rest, scaleTerms(multiplyTerms([next], b), -1));
  }
  return rest.length === 0 ? quotient : undefined;
}

/** The least common denominator of the coefficients. */
export function denominator(terms: Terms): number {
  return terms.reduce((den, term) => lcm(den, term.den), 1);
}

/** The greatest integer that divides every numerator; 1 for no terms. */
export function content(terms: Terms): number {
  return terms.reduce((common, term) => gcd(common, term.num), 0) || 1;
}

/** The constant among the terms, as a fraction. */
export function constantOf(terms: Terms): { num: number; den: number } {
  const last = terms[terms.length - 1];
  return last && last.key === '' ? last : { num: 0, den: 1 };
}

export function withoutConstant(terms: Terms): Terms {
  return terms.filter((term) => term.key !== '');
}

/** Whether a product of atoms is an integer for all values of the symbols, the coefficient aside. */
export function integralFactors(term: Term): boolean {
  return term.factors.every(({ atom, power }) => power > 0 && integralAtom(atom));
}

function integralAtom(atom: Atom): boolean {
  switch (atom.kind) {
    case 'symbol':
    case 'floor':
      return true;
    case 'reciprocal':
      return false;
    default:
      return atom.args.every((arg) => (typeof arg === 'number' ? Number.isInteger(arg) : integralTerms(arg.terms)));
  }
}

/** Whether the sum is certainly an integer. */
export function integralTerms(terms: Terms): boolean {
  return terms.every((term) => term.den === 1 && integralFactors(term));
}

/** A SymbolicDim of terms that are not just a constant. */
export function symbolic(terms: Terms): SymbolicDim {
  return { kind: 'symbolic', terms, key: termsKey(terms) };
}

export function termsKey(terms: Terms): string {
  return terms
    .map((term) => `${term.num}${term.den === 1 ? '' : `/${term.den}`}${term.key && `·${term.key}`}`)
    .join('+');
}
