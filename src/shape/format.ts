import { denominator, scaleTerms } from './polynomial';
import type { Terms } from './polynomial';
import type { Atom, Dim, Factor, Shape, Term } from './types';

/** The minus sign of mathematics, U+2212, which cannot be taken for a hyphen. */
const MINUS = '−';

/** A size as people write it: `56`, `⌊(H − 1)/2⌋ + 1`, `2·planes`; unknown is `?`. Equal expressions print equally. */
export function formatDim(dim: Dim): string {
  if (typeof dim === 'number') return formatNumber(dim);
  return dim.kind === 'unknown' ? '?' : formatSum(dim.terms);
}

/** A shape as Python prints a tuple: `(N, 64, 56, 56)`, `(64,)`, `()`. */
export function formatShape(shape: Shape): string {
  const sizes = shape.map(formatDim).join(', ');
  return shape.length === 1 ? `(${sizes},)` : `(${sizes})`;
}

/** The JSON form of a size: a number, the text of an expression, or null for unknown. */
export function dimToJson(dim: Dim): number | string | null {
  if (typeof dim === 'number') return Number.isFinite(dim) ? dim : null;
  return dim.kind === 'unknown' ? null : formatDim(dim);
}

/** The JSON form of a shape; see `dimToJson`. */
export function shapeToJson(shape: Shape): (number | string | null)[] {
  return shape.map(dimToJson);
}

/** A number with the mathematical minus sign and no thousands separators. */
export function formatNumber(value: number): string {
  return value < 0 ? `${MINUS}${-value}` : String(value);
}

/** What all terms are divided by is written once: `(H − 1)/2`, `(H − 1)/stride`. */
function formatSum(terms: Terms): string {
  const divisors = terms.length > 1 ? commonDivisors(terms) : [];
  const undivided = divisors.length === 0 ? terms : terms.map((term) => without(term, divisors));
  const den = denominator(undivided);
  const below = [...(den === 1 ? [] : [String(den)]), ...divisors.map(formatPower)];
  if (below.length === 0) return formatWhole(terms);
  const top = den === 1 ? undivided : scaleTerms(undivided, den);
  const above = top.length === 1 ? formatTerm(top[0]) : `(${formatWhole(top)})`;
  return `${above}/${below.length === 1 ? below[0] : `(${below.join('·')})`}`;
}

/** The factors by which every term is divided, to the same power. */
function commonDivisors([first, ...others]: Terms): Factor[] {
  return first.factors.filter(
    (factor) => isDivisor(factor) && others.every((term) => term.factors.some((other) => isSame(factor, other))),
  );
}

const isDivisor = ({ atom, power }: Factor): boolean => power < 0 !== (atom.kind === 'reciprocal');

const isSame = (a: Factor, b: Factor): boolean => a.atom.key === b.atom.key && a.power === b.power;

function without(term: Term, divisors: readonly Factor[]): Term {
  return { ...term, factors: term.factors.filter((factor) => !divisors.some((one) => isSame(one, factor))) };
}

function formatWhole(terms: Terms): string {
  const firstPositive = terms.findIndex((term) => term.num > 0);
  const ordered = firstPositive > 0 ? [terms[firstPositive], ...terms.filter((_, i) => i !== firstPositive)] : terms;
  return ordered
    .map((term, i) => {
      const text = formatTerm({ ...term, num: Math.abs(term.num) });
      if (i === 0) return term.num < 0 ? `${MINUS}${text}` : text;
      return `${term.num < 0 ? MINUS : '+'} ${text}`;
    })
    .join(' ');
}

function formatTerm(term: Term): string {
  const above: string[] = [];
  const below: string[] = [];
  for (const factor of term.factors) (isDivisor(factor) ? below : above).push(formatPower(factor));
  const coefficient = Math.abs(term.num);
  if (coefficient !== 1 || above.length === 0) above.unshift(String(coefficient));
  const sign = term.num < 0 ? MINUS : '';
  if (below.length === 0) return sign + above.join('·');
  return `${sign}${above.join('·')}/${below.length === 1 ? below[0] : `(${below.join('·')})`}`;
}

/** A factor or divisor without its sign. */
function formatPower({ atom, power }: Factor): string {
  return Math.abs(power) === 1 ? formatAtom(atom) : `${formatAtom(atom)}^${Math.abs(power)}`;
}

function formatAtom(atom: Atom): string {
  switch (atom.kind) {
    case 'symbol':
      return atom.name;
    case 'floor':
      return `⌊${formatSum(atom.of.terms)}⌋`;
    case 'reciprocal':
      return `(${formatSum(atom.of.terms)})`;
    default:
      return `${atom.kind}(${atom.args.map(formatDim).join(', ')})`;
  }
}
