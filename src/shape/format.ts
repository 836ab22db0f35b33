import { denominator, scaleTerms } from './polynomial';
import type { Terms } from './polynomial';
import type { Atom, Dim, Shape, Term } from './types';

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

function formatSum(terms: Terms): string {
  const den = denominator(terms);
  if (den === 1) return formatWhole(terms);
  // A fraction of a sum is printed over its common denominator: (H + W)/2.
  const top = scaleTerms(terms, den);
  if (top.length === 1) return `${formatTerm(top[0])}/${den}`;
  return `(${formatWhole(top)})/${den}`;
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
  for (const { atom, power } of term.factors) {
    const inverse = power < 0 !== (atom.kind === 'reciprocal');
    const times = Math.abs(power) === 1 ? formatAtom(atom) : `${formatAtom(atom)}^${Math.abs(power)}`;
    (inverse ? below : above).push(times);
  }
  const coefficient = Math.abs(term.num);
  if (coefficient !== 1 || above.length === 0) above.unshift(String(coefficient));
  const sign = term.num < 0 ? MINUS : '';
  if (below.length === 0) return sign + above.join('·');
  return `${sign}${above.join('·')}/${below.length === 1 ? below[0] : `(${below.join('·')})`}`;
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
