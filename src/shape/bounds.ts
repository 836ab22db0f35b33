import type { Terms } from './polynomial';
import type { Atom, Dim } from './types';

/** The range in which a value certainly lies, ends included; infinite where there is no bound. */
export type Bounds = readonly [low: number, high: number];

const ANYTHING: Bounds = [-Infinity, Infinity];

/** Bounds of a dimension when every symbol is a positive integer. They are safe, not always tight. */
export function boundsOf(dim: Dim): Bounds {
  if (typeof dim === 'number') return [dim, dim];
  return dim.kind === 'unknown' ? ANYTHING : termsBounds(dim.terms);
}

export function termsBounds(terms: Terms): Bounds {
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
