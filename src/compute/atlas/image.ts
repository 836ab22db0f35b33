import type { Maps } from '../layout';
import type { NumberArray } from '../ndarray';

/**
 * One map as a picture of numbers, over the array that holds them. One axis gives a single row; of three axes
 * the slices stand below each other.
 */
export interface MapImage {
  readonly rows: number;
  readonly columns: number;
  readonly data: NumberArray;
  /** Where a row begins in `data`; its columns follow `columnStride` apart. */
  rowStart(row: number): number;
  readonly columnStride: number;
}

/** Rows and columns of a map of these spatial sizes. */
export function imageSize(spatial: readonly number[]): { rows: number; columns: number } {
  const [depth, rows, columns] = [1, 1, 1, ...spatial].slice(-3);
  return { rows: depth * rows, columns };
}

/** Rows of each slice in a picture of these spatial sizes; undefined where there is one slice only. */
export function sliceRows(spatial: readonly number[]): number | undefined {
  return spatial.length === 3 && spatial[0] > 1 ? spatial[1] : undefined;
}

/** The picture of one channel of one batch item. */
export function imageOf(maps: Maps, item: number, channel: number): MapImage {
  const { data, layout } = maps;
  const [, , ...spatial] = maps.shape;
  const offset = item * layout.batch + layout.channel[channel];
  const [strideZ, strideY, columnStride] = [0, 0, 0, ...layout.spatial].slice(-3);
  const size = imageSize(spatial);
  const height = spatial.length < 3 ? size.rows : spatial[1];
  const rowStart = (row: number): number => offset + Math.floor(row / height) * strideZ + (row % height) * strideY;
  return { ...size, data, rowStart, columnStride };
}

/** The picture of the kernel of output channel `output`, for weights with one input channel per group. */
export function kernelImage(weight: NumberArray, kernel: readonly number[], output: number): MapImage {
  const { rows, columns } = imageSize(kernel);
  const offset = output * rows * columns;
  return { rows, columns, data: weight, rowStart: (row) => offset + row * columns, columnStride: 1 };
}

/** The number at a place of a picture. */
export function valueAt(image: MapImage, row: number, column: number): number {
  return image.data[image.rowStart(row) + column * image.columnStride];
}

/** The numbers of a picture, row by row, in an array of their own. */
export function numbersOf(image: MapImage): Float32Array {
  const { rows, columns, data, columnStride } = image;
  const numbers = new Float32Array(rows * columns);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0, from = image.rowStart(row); column < columns; column++, from += columnStride) {
      numbers[at++] = data[from];
    }
  }
  return numbers;
}

/** A picture over numbers that stand row by row. */
export function pictureOf(numbers: NumberArray, rows: number, columns: number): MapImage {
  return { rows, columns, data: numbers, rowStart: (row) => row * columns, columnStride: 1 };
}
