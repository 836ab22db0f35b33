import type { MapImage } from './image';

/** Smallest and largest finite number, and how many are NaN or infinite. */
export interface Extent {
  readonly min: number;
  readonly max: number;
  readonly nonFinite: number;
}

/** The numbers of a map that are none: how many of each kind. */
export interface Oddities {
  readonly nan: number;
  readonly positive: number;
  readonly negative: number;
}

/** What one pass over a map, or over several, tells. NaN and infinities are counted and otherwise left out. */
export interface MapStatistics extends Extent {
  /** What `nonFinite` consists of: NaN, ∞ and −∞. */
  readonly odd: Oddities;
  /** How many numbers there are. */
  readonly count: number;
  readonly zeros: number;
  /** NaN where there is no finite number, as are the two below. */
  readonly mean: number;
  /** Of the whole map, so divided by the count and not by one less (`torch.std(…, correction=0)`). */
  readonly std: number;
}

export const EMPTY_STATISTICS: MapStatistics = {
  min: Infinity,
  max: -Infinity,
  nonFinite: 0,
  odd: { nan: 0, positive: 0, negative: 0 },
  count: 0,
  zeros: 0,
  mean: NaN,
  std: NaN,
};

/**
 * The statistics of one picture. Sums are taken of the distance from the map's first finite number, so that a small
 * spread around a large mean is not lost.
 */
export function statisticsOf(image: MapImage): MapStatistics {
  const { rows, columns, data, columnStride } = image;
  let min = Infinity;
  let max = -Infinity;
  const odd = { nan: 0, positive: 0, negative: 0 };
  let zeros = 0;
  let origin = NaN;
  let sum = 0;
  let squares = 0;
  for (let row = 0; row < rows; row++) {
    let at = image.rowStart(row);
    for (let column = 0; column < columns; column++, at += columnStride) {
      const number = data[at];
      // Only NaN and infinities give something else than zero.
      if (number - number !== 0) {
        odd[number > 0 ? 'positive' : number < 0 ? 'negative' : 'nan']++;
        continue;
      }
      if (number === 0) zeros++;
      if (number < min) min = number;
      if (number > max) max = number;
      if (origin !== origin) origin = number;
      const distance = number - origin;
      sum += distance;
      squares += distance * distance;
    }
  }
  const count = rows * columns;
  const nonFinite = odd.nan + odd.positive + odd.negative;
  const finite = count - nonFinite;
  const off = sum / finite;
  const std = Math.sqrt(Math.max(0, squares / finite - off * off));
  return { min, max, nonFinite, odd, count, zeros, mean: origin + off, std: min === max ? 0 : std };
}

/** The statistics of both together (the pooled variance of Chan, Golub and LeVeque, 1983). */
export function joinStatistics(a: MapStatistics, b: MapStatistics): MapStatistics {
  const [na, nb] = [a.count - a.nonFinite, b.count - b.nonFinite];
  const both = {
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    nonFinite: a.nonFinite + b.nonFinite,
    odd: {
      nan: a.odd.nan + b.odd.nan,
      positive: a.odd.positive + b.odd.positive,
      negative: a.odd.negative + b.odd.negative,
    },
    count: a.count + b.count,
    zeros: a.zeros + b.zeros,
  };
  if (na === 0 || nb === 0) {
    const { mean, std } = na === 0 ? b : a;
    return { ...both, mean, std };
  }
  const n = na + nb;
  const apart = b.mean - a.mean;
  const variance = (na * a.std ** 2 + nb * b.std ** 2 + (apart * apart * na * nb) / n) / n;
  return { ...both, mean: a.mean + (apart * nb) / n, std: Math.sqrt(variance) };
}

/**
 * The extent of several pictures together: all that colours need, and found many times sooner than their statistics. In
 * the order in which numbers stand in memory: where channels stand side by side, the same row of all pictures comes before the
 * next, and what was fetched for one picture is still at hand for the others.
 */
export function extentOf(images: readonly MapImage[]): Extent {
  const all = { min: Infinity, max: -Infinity, nonFinite: 0 };
  if (images.every(({ columnStride }) => columnStride === 1)) {
    for (const image of images) for (let row = 0; row < image.rows; row++) extend(all, image, row);
    return all;
  }
  const tallest = images.reduce((most, { rows }) => Math.max(most, rows), 0);
  for (let row = 0; row < tallest; row++) {
    for (const image of images) if (row < image.rows) extend(all, image, row);
  }
  return all;
}

/** Takes a row into an extent. A function of its own: what is called often is compiled soon. */
function extend(all: { min: number; max: number; nonFinite: number }, image: MapImage, row: number): void {
  const { columns, data, columnStride } = image;
  let { min, max } = all;
  let at = image.rowStart(row);
  for (let column = 0; column < columns; column++, at += columnStride) {
    const number = data[at];
    // Nearly every number: neither NaN nor an infinity is within finite ends.
    if (number >= min && number <= max) continue;
    if (number - number !== 0) {
      all.nonFinite++;
      continue;
    }
    if (number < min) min = number;
    if (number > max) max = number;
  }
  all.min = min;
  all.max = max;
}

/** Whether a map says anything: `zero` and `constant` maps hold one number only, `odd` ones NaN or infinities. */
export type Liveness = 'alive' | 'zero' | 'constant' | 'odd';

export function livenessOf({ min, max, nonFinite, count }: MapStatistics): Liveness {
  if (nonFinite > 0) return 'odd';
  // A single number cannot vary.
  if (min !== max || count === 1) return min === 0 && max === 0 ? 'zero' : 'alive';
  return min === 0 ? 'zero' : 'constant';
}
