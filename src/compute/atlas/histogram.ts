import type { ColorRange } from './colors';
import type { MapImage } from './image';

/** How many finite numbers fall into each of equally wide bins between `low` and `high`, both included. */
export interface Histogram extends ColorRange {
  readonly counts: Uint32Array;
  readonly total: number;
}

/**
 * The histogram of one or more pictures over a range that holds all their finite numbers.
 * @param everyRow of so many rows one is counted, another one of each picture.
 */
export function histogramOf(images: Iterable<MapImage>, range: ColorRange, bins: number, everyRow = 1): Histogram {
  const counting = countingOf(images, range, bins, everyRow);
  for (;;) {
    const picture = counting.next();
    if (picture.done) return picture.value;
  }
}

/** The same histogram, stopping after each picture: there may be millions of numbers. */
export function* countingOf(
  images: Iterable<MapImage>,
  { low, high }: ColorRange,
  bins: number,
  everyRow = 1,
): Generator<void, Histogram> {
  const counts = new Uint32Array(bins);
  const scale = high > low ? bins / (high - low) : 0;
  let total = 0;
  let index = 0;
  for (const image of images) {
    const { rows, columns, data, columnStride } = image;
    for (let row = index++ % everyRow; row < rows; row += everyRow) {
      let at = image.rowStart(row);
      for (let column = 0; column < columns; column++, at += columnStride) {
        const number = data[at];
        if (number - number !== 0) continue;
        const bin = Math.floor((number - low) * scale);
        counts[bin < 0 ? 0 : bin < bins ? bin : bins - 1]++;
        total++;
      }
    }
    yield;
  }
  return { low, high, counts, total };
}

/**
 * The number below which a share of all numbers lies, to the width of a bin: within a bin the numbers are
 * taken to be spread evenly.
 */
export function quantileOf({ low, high, counts, total }: Histogram, share: number): number {
  const wanted = share * total;
  let below = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    const count = counts[bin];
    if (count > 0 && below + count >= wanted) {
      return low + ((bin + (wanted - below) / count) / counts.length) * (high - low);
    }
    below += count;
  }
  return high;
}
