/**
 * Arithmetic on sizes. Plain numbers take the first line of every function; symbolic expressions come out in
 * canonical form; an unknown operand makes the result unknown, with the first operand's reason kept.
 */
import type { Words } from '../protocol/say';
import { boundsOf } from './bounds';
import { fractionOf } from './fraction';
import {
  addTerms,
  atomTerm,
  constantOf,
  constantTerm,
  content,
  denominator,
  divideExactly,
  MOST_TERMS,
  multiplyTerms,
  scaleTerms,
  symbolic,
  termsKey,
} from './polynomial';
import type { Terms } from './polynomial';
import { ceilTerms, floorTerms, joinHalves } from './rounding';
import type { Atom, Dim, SourcePlace, SymbolicDim, UnknownDim } from './types';
import { said } from '../protocol/say';

/**
 * Characters that an expression may take, far beyond what anybody reads: floors of floors of sums would double with every
 * step otherwise.
 */
const LONGEST = 2000;

/** A size known by name. Symbols of the same name are the same size; they stand for positive integers. */
export function sym(name: string): SymbolicDim {
  return symbolic(atomTerm({ kind: 'symbol', name, key: name }));
}

/** A size that cannot be known, and why: `reason` is a full clause that a hover prints. */
export function unknownDim(reason: Words, at?: SourcePlace): UnknownDim {
  return at ? { kind: 'unknown', reason, at } : { kind: 'unknown', reason };
}

export function isNumber(dim: Dim): dim is number {
  return typeof dim === 'number';
}

export function isSymbolic(dim: Dim): dim is SymbolicDim {
  return typeof dim !== 'number' && dim.kind === 'symbolic';
}

export function isUnknown(dim: Dim): dim is UnknownDim {
  return typeof dim !== 'number' && dim.kind === 'unknown';
}

export function add(a: Dim, b: Dim): Dim {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (b === 0) return a;
  if (a === 0) return b;
  return combine(a, b, (x, y) => joinHalves(addTerms(x, y)));
}

export function sub(a: Dim, b: Dim): Dim {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (b === 0) return a;
  return combine(a, b, (x, y) => joinHalves(addTerms(x, scaleTerms(y, -1))));
}

export function mul(a: Dim, b: Dim): Dim {
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  // Nothing times an unknown size is still nothing: an empty tensor stays empty.
  if (a === 0 || b === 0) return 0;
  if (b === 1) return a;
  if (a === 1) return b;
  return combine(a, b, multiplyTerms);
}

export function neg(a: Dim): Dim {
  return typeof a === 'number' ? 0 - a : mul(a, -1);
}

/** The sum of the sizes; 0 for none. */
export function sumOf(dims: Iterable<Dim>): Dim {
  let sum: Dim = 0;
  for (const dim of dims) sum = add(sum, dim);
  return sum;
}

/** The product of the sizes; 1 for none. */
export function productOf(dims: Iterable<Dim>): Dim {
  let product: Dim = 1;
  for (const dim of dims) product = mul(product, dim);
  return product;
}

/** True division, Python's `/`: numbers divide as floats, expressions exactly. Division by zero is unknown. */
export function div(a: Dim, b: Dim): Dim {
  if (b === 0) return unknownDim('division by zero');
  if (typeof a === 'number' && typeof b === 'number') return a / b;
  if (b === 1) return a;
  return combine(a, b, quotientTerms);
}

/** Python's `//`: rounds towards minus infinity. Division by zero is unknown. */
export function floorDiv(a: Dim, b: Dim): Dim {
  if (typeof a === 'number' && typeof b === 'number' && b !== 0) return floorQuotient(a, b);
  return floorDim(div(a, b));
}

/** Rounds the quotient towards plus infinity. Division by zero is unknown. */
export function ceilDiv(a: Dim, b: Dim): Dim {
  if (typeof a === 'number' && typeof b === 'number' && b !== 0) return 0 - floorQuotient(0 - a, b);
  return ceilDim(div(a, b));
}

/** Python's `%`: a − b·⌊a/b⌋, with the sign of b. */
export function mod(a: Dim, b: Dim): Dim {
  if (b === 0) return unknownDim('division by zero');
  if (typeof a === 'number' && typeof b === 'number') return floorRemainder(a, b);
  return sub(a, mul(b, floorDiv(a, b)));
}

/** The remainder with the sign of the divisor; exact for floats too, as C's fmod is (CPython `float_rem`). */
function floorRemainder(a: number, b: number): number {
  const remainder = a % b;
  return remainder !== 0 && remainder < 0 !== b < 0 ? remainder + b : remainder + 0;
}

/** ⌊a/b⌋ from the exact remainder: 1 // 0.1 is 9 as in Python, where the rounded quotient would give 10. */
function floorQuotient(a: number, b: number): number {
  if (Number.isInteger(a) && Number.isInteger(b)) return Math.floor(a / b);
  return Math.round((a - floorRemainder(a, b)) / b);
}

/** The largest integer that is not above the value. */
export function floorDim(a: Dim): Dim {
  if (typeof a === 'number') return Math.floor(a);
  return a.kind === 'unknown' ? a : fromTerms(floorTerms(a.terms));
}

/** The smallest integer that is not below the value. */
export function ceilDim(a: Dim): Dim {
  if (typeof a === 'number') return Math.ceil(a) + 0;
  return a.kind === 'unknown' ? a : fromTerms(ceilTerms(a.terms));
}

export function maxDim(a: Dim, ...others: readonly Dim[]): Dim {
  return extreme('max', [a, ...others]);
}

export function minDim(a: Dim, ...others: readonly Dim[]): Dim {
  return extreme('min', [a, ...others]);
}

/**
 * Whether two sizes are equal: true when they are the same expression, false when they differ by a constant other
 * than zero, undefined when it depends on the symbols or is unknown.
 */
export function equalDims(a: Dim, b: Dim): boolean | undefined {
  if (typeof a === 'number' && typeof b === 'number') return a === b;
  if (isSymbolic(a) && isSymbolic(b) && a.key === b.key) return true;
  const difference = sub(a, b);
  return typeof difference === 'number' ? difference === 0 : undefined;
}

/** The sign of a − b (−1, 0, 1) when it is the same for all positive values of the symbols, else undefined. */
export function compareDims(a: Dim, b: Dim): -1 | 0 | 1 | undefined {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  const [low, high] = boundsOf(sub(a, b));
  if (low > 0) return 1;
  if (high < 0) return -1;
  return low === 0 && high === 0 ? 0 : undefined;
}

/** a ≤ b for certain. */
export function atMost(a: Dim, b: Dim): boolean {
  return boundsOf(sub(a, b))[1] <= 0;
}

/** a < b for certain. */
export function lessThan(a: Dim, b: Dim): boolean {
  return boundsOf(sub(a, b))[1] < 0;
}

/** Whether `b` divides `a`: true or false when certain, undefined when it depends on the symbols or is unknown. */
export function divides(b: Dim, a: Dim): boolean | undefined {
  if (b === 0) return a === 0;
  return equalDims(mod(a, b), 0);
}

/** The expression with symbols replaced; symbols that the map does not hold stay. */
export function substitute(dim: Dim, values: ReadonlyMap<string, Dim>): Dim {
  if (!isSymbolic(dim)) return dim;
  const [numerator, denominator] = substituteSum(dim, values);
  return equalDims(denominator, 1) ? numerator : div(numerator, denominator);
}

/** `substitute` for every axis of a shape. */
export function substituteShape(shape: readonly Dim[], values: ReadonlyMap<string, Dim>): Dim[] {
  return shape.map((dim) => substitute(dim, values));
}

/** The names in an expression, sorted. */
export function symbolsOf(dim: Dim): string[] {
  const names = new Set<string>();
  const visit = (d: Dim): void => {
    if (!isSymbolic(d)) return;
    for (const { atom } of d.terms.flatMap((term) => term.factors)) {
      if (atom.kind === 'symbol') names.add(atom.name);
      else if ('of' in atom) visit(atom.of);
      else atom.args.forEach(visit);
    }
  };
  visit(dim);
  return [...names].sort();
}

/** An expression's value as numerator and denominator, so that numbers stay whole until one division at the end. */
function substituteSum(sum: SymbolicDim, values: ReadonlyMap<string, Dim>): [numerator: Dim, denominator: Dim] {
  let numerator: Dim = 0;
  let denominator: Dim = 1;
  for (const term of sum.terms) {
    let top: Dim = term.num;
    let bottom: Dim = term.den;
    for (const { atom, power } of term.factors) {
      const value = atom.kind === 'reciprocal' ? substitute(atom.of, values) : substituteAtom(atom, values);
      const divides = power > 0 === (atom.kind === 'reciprocal');
      for (let i = 0; i < Math.abs(power); i++) {
        if (divides) bottom = mul(bottom, value);
        else top = mul(top, value);
      }
    }
    if (equalDims(bottom, denominator)) numerator = add(numerator, top);
    else {
      numerator = add(mul(numerator, bottom), mul(top, denominator));
      denominator = mul(denominator, bottom);
    }
  }
  return [numerator, denominator];
}

function substituteAtom(atom: Exclude<Atom, { kind: 'reciprocal' }>, values: ReadonlyMap<string, Dim>): Dim {
  switch (atom.kind) {
    case 'symbol':
      return values.get(atom.name) ?? sym(atom.name);
    case 'floor':
      return floorDiv(...substituteSum(atom.of, values));
    default:
      return extreme(
        atom.kind,
        atom.args.map((arg) => substitute(arg, values)),
      );
  }
}

/** The terms of a size, or the reason why there are none. */
function termsOf(dim: Dim): Terms | UnknownDim {
  if (typeof dim !== 'number') return dim.kind === 'unknown' ? dim : dim.terms;
  const exact = fractionOf(dim);
  return exact ? constantTerm(exact.num, exact.den) : unknownDim(said`${dim} is no exact fraction`);
}

/** Terms as a size: a constant becomes a number again; what grew out of hand becomes unknown. */
function fromTerms(terms: Terms): Dim {
  if (terms.length === 0) return 0;
  if (terms.length === 1 && terms[0].key === '') return terms[0].num / terms[0].den;
  if (
    terms.length > MOST_TERMS ||
    terms.some((term) => !Number.isSafeInteger(term.num) || !Number.isSafeInteger(term.den)) ||
    terms.reduce((length, term) => length + term.key.length, 0) > LONGEST
  )
    return unknownDim('the expression grew too large');
  return symbolic(terms);
}

function combine(a: Dim, b: Dim, operation: (a: Terms, b: Terms) => Terms): Dim {
  // The result is another size than the operand: the same object would say that they are equal.
  const x = termsOf(a);
  if (!isTerms(x)) return { ...x };
  const y = termsOf(b);
  if (!isTerms(y)) return { ...y };
  if (x.length * y.length > MOST_TERMS * MOST_TERMS) return unknownDim('the expression grew too large');
  return fromTerms(operation(x, y));
}

function isTerms(value: Terms | UnknownDim): value is Terms {
  return Array.isArray(value);
}

function quotientTerms(a: Terms, b: Terms): Terms {
  const exact = divideExactly(a, b);
  if (exact) return exact;
  // What is left is 1/sum as an atom; the sum is made primitive so that equal divisors get equal keys.
  const common = content(b) * Math.sign(b[0].num);
  const primitive = symbolic(scaleTerms(b, denominator(b), common));
  const atom: Atom = { kind: 'reciprocal', of: primitive, key: `1/(${primitive.key})` };
  return multiplyTerms(scaleTerms(a, denominator(b), common), atomTerm(atom));
}

function extreme(kind: 'max' | 'min', dims: readonly Dim[]): Dim {
  if (dims.every(isNumber)) return kind === 'max' ? Math.max(...dims) : Math.min(...dims);
  const unknown = dims.find(isUnknown);
  if (unknown) return { ...unknown };
  const flat = dims.flatMap((dim) => flatten(kind, dim as number | SymbolicDim));
  const kept = flat.filter((dim, i) => !flat.some((other, j) => i !== j && beats(kind, other, dim, j < i)));
  if (kept.length === 1) return kept[0];
  const args = kept
    .map((dim) => ({ dim, key: typeof dim === 'number' ? String(dim) : dim.key }))
    .sort((a, b) => Number(isNumber(a.dim)) - Number(isNumber(b.dim)) || (a.key < b.key ? -1 : 1));
  const key = `${kind}(${args.map((arg) => arg.key).join(',')})`;
  return fromTerms(atomTerm({ kind, args: args.map((arg) => arg.dim), key }));
}

/** max(a, max(b, c)) has the arguments a, b, c. */
function flatten(kind: 'max' | 'min', dim: number | SymbolicDim): (number | SymbolicDim)[] {
  if (typeof dim === 'number' || dim.terms.length !== 1) return [dim];
  const [term] = dim.terms;
  const atom = term.factors.length === 1 && term.factors[0].power === 1 ? term.factors[0].atom : undefined;
  return atom?.kind === kind && term.num === 1 && term.den === 1 ? [...atom.args] : [dim];
}

/** Whether `other` makes `dim` superfluous in a maximum or minimum; of two equal ones the earlier stays. */
function beats(kind: 'max' | 'min', other: Dim, dim: Dim, earlier: boolean): boolean {
  const [low, high] = boundsOf(kind === 'max' ? sub(other, dim) : sub(dim, other));
  if (low === 0 && high === 0) return earlier;
  return low >= 0;
}

/** The canonical text of an expression's identity, for use as a map key. */
export function dimKey(dim: Dim): string {
  if (typeof dim === 'number') return String(dim);
  return dim.kind === 'unknown' ? '?' : termsKey(dim.terms);
}

/** The constant part of an expression; 0 when there is none. */
export function constantPart(dim: SymbolicDim): number {
  const { num, den } = constantOf(dim.terms);
  return num / den;
}
