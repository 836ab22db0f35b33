import type { MapLayout } from '../layout';
import type { LoweredAxis } from '../lower';
import type { NumberArray } from '../ndarray';

/** One batch item of the input: `data` from `offset` on, spatial strides for the two lowered axes. */
export interface ItemSource {
  readonly data: NumberArray;
  readonly offset: number;
  readonly channel: ArrayLike<number>;
  readonly rowStride: number;
  readonly columnStride: number;
}

/** A block of numbers for a kernel argument, indexed `[z][y][x]` in the kernel, x fastest. */
export interface Block {
  readonly data: Float32Array;
  /** x, y, z. For texels these count texels of four numbers. */
  readonly size: readonly [number, number, number];
}

/**
 * A convolution written out for gpu.js. The source is text from the start, so no minifier reaches it;
 * its arguments are input, weight and bias, in this order: blocks of texels or of single numbers.
 */
export interface Program {
  readonly source: string;
  /**
   * Functions that the source calls with what further rows of its block come to: a thread makes
   * 1 + companions rows, one below the other. Empty for one row.
   */
  readonly companions: readonly string[];
  /** Threads along x, y, z. */
  readonly output: readonly [number, number, number];
  /** The input as `packInput` lays it out. */
  readonly input: PackedInput;
  packInput(item: ItemSource): Block;
  packWeight(weight: NumberArray): Block;
  packBias(bias: NumberArray | undefined): Block;
  /** Where the result's numbers lie in the raw output, rows in their order; `spatial` belongs to (rows, columns) of the lowered problem. */
  readonly result: MapLayout;
}

/** What stands in the padded rows and columns of an input, and around them. */
export interface PackedInput {
  readonly rows: Pick<LoweredAxis, 'source'>;
  readonly columns: Pick<LoweredAxis, 'source'>;
  readonly fill: number;
  /** True where the rows are the correlation's columns. */
  readonly turned?: boolean;
}

/**
 * Maps that a kernel left behind as the input of the next one.
 * @param turned their rows are the columns of what reads them.
 */
export function itemOfMaps(layout: MapLayout, data: NumberArray, turned: boolean): ItemSource {
  const [rowStride, columnStride] = turned ? [...layout.spatial].reverse() : layout.spatial;
  return { data, offset: 0, channel: layout.channel, rowStride, columnStride };
}
