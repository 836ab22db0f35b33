import type { Maps } from '../layout';
import type { NumberArray } from '../ndarray';

/** One map as a picture of numbers. One axis gives a single row; of three axes the slices stand below each other. */
export interface MapImage {
  readonly rows: number;
  readonly columns: number;
  value(row: number, column: number): number;
}

/** Rows and columns of a map of these spatial sizes. */
export function imageSize(spatial: readonly number[]): { rows: number; columns: number } {
  const [depth, rows, columns] = [1, 1, 1, ...spatial].slice(-3);
  return { rows: depth * rows, columns };
}

/** The picture of one channel of one batch item. */
export function imageOf(maps: Maps, item: number, channel: number): MapImage {
  const { data, layout } = maps;
  const [, , ...spatial] = maps.shape;
  const offset = item * layout.batch + layout.channel[channel];
  const [strideZ, strideY, strideX] = [0, 0, 0, ...layout.spatial].slice(-3);
  const size = imageSize(spatial);
  if (spatial.length < 3) {
    return { ...size, value: (row, column) => data[offset + row * strideY + column * strideX] };
  }
  const height = spatial[1];
  return {
    ...size,
    value: (row, column) =>
      data[offset + Math.floor(row / height) * strideZ + (row % height) * strideY + column * strideX],
  };
}

/** The picture of the kernel of output channel `output`, for weights with one input channel per group. */
export function kernelImage(weight: NumberArray, kernel: readonly number[], output: number): MapImage {
  const { rows, columns } = imageSize(kernel);
  const offset = output * rows * columns;
  return { rows, columns, value: (row, column) => weight[offset + row * columns + column] };
}

/** Smallest and largest finite number, and how many are NaN or infinite. */
export interface Extent {
  readonly min: number;
  readonly max: number;
  readonly nonFinite: number;
}

export const EMPTY_EXTENT: Extent = { min: Infinity, max: -Infinity, nonFinite: 0 };

/** The extent of one picture. */
export function extentOf({ rows, columns, value }: MapImage): Extent {
  let min = Infinity;
  let max = -Infinity;
  let nonFinite = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const number = value(row, column);
      if (!Number.isFinite(number)) nonFinite++;
      else {
        if (number < min) min = number;
        if (number > max) max = number;
      }
    }
  }
  return { min, max, nonFinite };
}

/** What covers both. */
export function joinExtents(a: Extent, b: Extent): Extent {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max), nonFinite: a.nonFinite + b.nonFinite };
}
