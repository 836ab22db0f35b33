import { addTerms, denominator, integralTerms, scaleTerms, type Terms } from './polynomial';
import type { Atom, Dim, Term } from './types';

/** The range in which a value certainly lies, ends included; infinite where there is no bound. */
export type Bounds = readonly [low: number, high: number];

const ANYTHING: Bounds = [-Infinity, Infinity];

/** Bounds of a dimension when every symbol is a positive integer. They are safe, not always tight. */
export function boundsOf(dim: Dim): Bounds {
  if (typeof dim === 'number') return [dim, dim];
  return dim.kind === 'unknown' ? ANYTHING : termsBounds(dim.terms);
}

export function termsBounds(terms: Terms): Bounds {
  const bounds = boundsOfEach(terms);
  if (!integralTerms(terms)) return bounds;
  const [low, high] = openedBounds(terms);
  // The sum is a whole number: what the arithmetic of floats has cut off is rounded away.
  return [Math.max(bounds[0], Math.ceil(low - ROUNDING)), Math.min(bounds[1], Math.floor(high + ROUNDING))];
}

const ROUNDING = 1e-6;

/** The bounds with floors opened one after the other. */
function openedBounds(terms: Terms): Bounds {
  const opened = open(terms);
  if (!opened) return boundsOfEach(terms);
  const [low, high] = openedBounds(opened.terms);
  return [low + opened.slack[0], high + opened.slack[1]];
}

/**
 * A sum with one of its floors opened, and how far the sum may lie from it: H − 2·⌊H/2⌋ is 0 and from 0 to 1 more, which the
 * ranges of its terms do not see. A floor beside one that it is made of, as ⌊H/4⌋ = ⌊⌊H/2⌋/2⌋, is opened down to that one.
 */
function open(terms: Terms): { terms: Terms; slack: Bounds } | undefined {
  const floors = terms.flatMap((term) => quotientIn(term) ?? []).sort((a, b) => b.den - a.den);
  const [widest, ...others] = floors;
  if (!widest) return undefined;
  const { term, of, den } = widest;
  const rest = terms.filter((other) => other !== term);
  for (const inner of others) {
    const times = den / inner.den;
    if (times === 1 || !Number.isInteger(times)) continue;
    const more = addTerms(scaleTerms(of, times), scaleTerms(inner.of, -1));
    if (!integralTerms(more)) continue;
    const whole = addTerms([{ ...inner.term, num: 1, den: 1 }], more);
    return { terms: addTerms(rest, scaleTerms(whole, term.num, term.den * times)), slack: cutOff(term, times) };
  }
  return { terms: addTerms(rest, scaleTerms(of, term.num, term.den)), slack: cutOff(term, den) };
}

/** A term that is a multiple of ⌊whole number / den⌋. */
function quotientIn(term: Term): { term: Term; of: Terms; den: number } | undefined {
  const [{ atom, power } = { atom: undefined, power: 0 }] = term.factors;
  if (term.factors.length !== 1 || power !== 1 || atom?.kind !== 'floor') return undefined;
  const den = denominator(atom.of.terms);
  return integralTerms(scaleTerms(atom.of.terms, den)) ? { term, of: atom.of.terms, den } : undefined;
}

/** What a multiple of ⌊n/den⌋ differs by from that of n/den. */
function cutOff({ num, den: below }: Term, den: number): Bounds {
  const most = (-(num / below) * (den - 1)) / den;
  return [Math.min(0, most), Math.max(0, most)];
}

function boundsOfEach(terms: Terms): Bounds {
  let low = 0;
  let high = 0;
  for (const term of terms) {
    let product: Bounds = [term.num / term.den, term.num / term.den];
    for (const { atom, power } of term.factors) product = times(product, powerBounds(atomBounds(atom), power));
    low += product[0];
    high += product[1];
  }
  return [low, high];
}

function atomBounds(atom: Atom): Bounds {
  switch (atom.kind) {
    case 'symbol':
      return [1, Infinity];
    case 'floor': {
      const [low, high] = termsBounds(atom.of.terms);
      return [Math.floor(low), Math.floor(high)];
    }
    case 'reciprocal':
      return powerBounds(termsBounds(atom.of.terms), -1);
    default: {
      const args = atom.args.map(boundsOf);
      const pick = atom.kind === 'max' ? Math.max : Math.min;
      return [pick(...args.map((b) => b[0])), pick(...args.map((b) => b[1]))];
    }
  }
}

function powerBounds(base: Bounds, power: number): Bounds {
  if (power < 0) {
    if (base[0] <= 0) return ANYTHING;
    const [low, high] = powerBounds(base, -power);
    return [1 / high, 1 / low];
  }
  let result: Bounds = [1, 1];
  for (let i = 0; i < power; i++) result = times(result, base);
  // An even power is never negative, which the product of the same range with itself does not see.
  return power % 2 === 0 ? [Math.max(0, result[0]), result[1]] : result;
}

function times(a: Bounds, b: Bounds): Bounds {
  const products = [a[0] * b[0], a[0] * b[1], a[1] * b[0], a[1] * b[1]].map((p) => (Number.isNaN(p) ? 0 : p));
  return [Math.min(...products), Math.max(...products)];
}
