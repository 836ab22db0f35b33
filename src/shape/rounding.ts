import {
  atomTerm,
  addTerms,
  constantTerm,
  denominator,
  integralFactors,
  integralTerms,
  scaleTerms,
  symbolic,
  constantOf,
  termsKey,
  withoutConstant,
} from './polynomial';
import type { Terms } from './polynomial';
import type { Atom } from './types';

/**
 * ⌊sum⌋ in canonical form:
 * 1. whole multiples of integers move out: ⌊(5H + 4)/2⌋ = 2H + ⌊H/2⌋ + 2;
 * 2. the constant left inside lies in (−1, 0], so that ⌈H/s⌉ reads ⌊(H − 1)/s⌋ + 1 however it came about;
 * 3. the leading coefficient inside is positive: ⌊−x⌋ = −⌈x⌉;
 * 4. a floor inside a floor is dissolved: ⌊⌊H/2⌋/2⌋ = ⌊H/4⌋.
 */
export function floorTerms(sum: Terms): Terms {
  const { whole, rest } = takeWhole(sum);
  if (rest.length === 0) return whole;
  if (leads(rest) < 0) return addTerms(whole, scaleTerms(ceilTerms(scaleTerms(rest, -1)), -1));
  const flat = dissolve(rest);
  if (flat) return addTerms(whole, floorTerms(flat));
  return addTerms(whole, atomTerm(floorAtom(rest)));
}

/** ⌈sum⌉, written with a floor: over integers with common denominator D it is ⌊sum + (D − 1)/D⌋. */
export function ceilTerms(sum: Terms): Terms {
  const den = denominator(sum);
  if (integralTerms(scaleTerms(sum, den))) return floorTerms(addTerms(sum, constantTerm(den - 1, den)));
  return scaleTerms(floorAtomTerms(scaleTerms(sum, -1)), -1);
}

/** ⌊sum⌋ where the sum is no fraction of integers (a reciprocal is in it), so only whole constants move out. */
function floorAtomTerms(sum: Terms): Terms {
  const { whole, rest } = takeWhole(sum);
  return rest.length === 0 ? whole : addTerms(whole, atomTerm(floorAtom(rest)));
}

function floorAtom(rest: Terms): Atom {
  const of = symbolic(rest);
  return { kind: 'floor', of, key: `⌊${of.key}⌋` };
}

function leads(terms: Terms): number {
  const first = terms[0];
  return terms.length > 0 && integralTerms(scaleTerms(terms, denominator(terms))) ? Math.sign(first.num) : 1;
}

/** Splits a sum into its certainly whole part and a rest whose constant lies in (−1, 0]. */
function takeWhole(sum: Terms): { whole: Terms; rest: Terms } {
  let whole: Terms = [];
  let rest: Terms = [];
  for (const term of withoutConstant(sum)) {
    const units = integralFactors(term) ? Math.trunc(term.num / term.den) : 0;
    const left = term.num - units * term.den;
    if (units !== 0) whole = addTerms(whole, [{ ...term, num: units, den: 1 }]);
    if (left !== 0) rest = addTerms(rest, [{ ...term, num: left }]);
  }
  const constant = constantOf(sum);
  const den = denominator(rest);
  // Between two multiples of 1/den the floor cannot change, so the constant is first rounded down to one of them.
  const fine = integralTerms(scaleTerms(rest, den))
    ? { num: Math.floor((constant.num * den) / constant.den), den }
    : constant;
  const units = Math.ceil(fine.num / fine.den);
  whole = addTerms(whole, constantTerm(units));
  if (rest.length > 0) rest = addTerms(rest, constantTerm(fine.num - units * fine.den, fine.den));
  else whole = addTerms(whole, constantTerm(Math.floor(fine.num / fine.den) - units));
  return { whole, rest };
}

/** ⌊(⌊x⌋ + n)/d⌋ = ⌊(x + n)/d⌋ for whole n: the sum with the inner floor opened, or undefined when there is none. */
function dissolve(rest: Terms): Terms | undefined {
  const den = denominator(rest);
  for (const term of rest) {
    const atom = term.factors[0]?.atom;
    const alone = term.factors.length === 1 && term.factors[0].power === 1 && term.num === 1 && term.den === den;
    if (!alone || atom?.kind !== 'floor') continue;
    const others = rest.filter((other) => other !== term);
    if (integralTerms(scaleTerms(others, den))) return addTerms(scaleTerms(atom.of.terms, 1, den), others);
  }
  return undefined;
}

/**
 * The sum with ⌊x⌋ + ⌊x + 1/2⌋ = ⌊2x⌋ (Hermite) put together wherever both are in it: what ⌊(k − 1)/2⌋ on one side and ⌊k/2⌋ on the
 * other pad is k − 1.
 */
export function joinHalves(terms: Terms): Terms {
  const floors = terms.filter(
    ({ factors }) => factors.length === 1 && factors[0].power === 1 && floorIn(factors[0].atom),
  );
  for (const lower of floors) {
    for (const upper of floors) {
      const [x, above] = [lower, upper].map(({ factors }) => floorIn(factors[0].atom)!);
      const isHalfAbove = termsKey(addTerms(above, scaleTerms(x, -1))) === termsKey(constantTerm(1, 2));
      if (!isHalfAbove || Math.sign(lower.num) !== Math.sign(upper.num)) continue;
      const [a, b] = [lower.num / lower.den, upper.num / upper.den];
      const fewer = Math.abs(a) < Math.abs(b) ? lower : upper;
      const both = addTerms(floorTerms(scaleTerms(x, 2)), [
        { ...lower, num: -1, den: 1 },
        { ...upper, num: -1, den: 1 },
      ]);
      return joinHalves(addTerms(terms, scaleTerms(both, fewer.num, fewer.den)));
    }
  }
  return terms;
}

const floorIn = (atom: Atom): Terms | undefined => (atom.kind === 'floor' ? atom.of.terms : undefined);
