import type { CellOrder, ResultPlace } from '../backends/webasmCode';
import type { MapLayout } from '../layout';
import type { NumberArray } from '../ndarray';
import { times } from './kernelText';
import type { ItemSource } from './program';

/** Numbers that one instruction works on, side by side in memory. */
export const LANES = 4;

/**
 * A convolution written out for gpu.js's WebAssembly with `webasmCode.ts`. A cell makes the four channels of a lane
 * quad for several output positions and stores them where its place says. Arguments are input, weight and bias;
 * their memory starts out as zeros.
 */
export interface LaneProgram {
  readonly source: string;
  /** Threads along x, y, z; x counts lanes. */
  readonly threads: readonly [number, number, number];
  /** Elements of input `x`, weight `w` and bias `b` along x, y, z. */
  readonly sizes: Readonly<Record<'x' | 'w' | 'b', readonly [number, number, number]>>;
  readonly place: ResultPlace;
  readonly order: CellOrder;
  /** How the input is gone through where only a part of its rows is in memory at once; undefined where all of it is. */
  readonly stripes?: Stripes;
  /**
   * Writes the padded input; what is padding is not written.
   * @param window rows to begin the memory with, what is padding of them included; without it, all.
   */
  packInput(item: ItemSource, into: Float32Array, window?: RowWindow): void;
  packWeight(weight: NumberArray, into: Float32Array): void;
  packBias(bias: NumberArray | undefined, into: Float32Array): void;
  /** Where the result's numbers lie; `spatial` belongs to (rows, columns). */
  readonly result: MapLayout;
}

/** Rows `from` … `to` − 1 of a padded input. */
export interface RowWindow {
  readonly from: number;
  readonly to: number;
}

/**
 * A large input is laid out stripe by stripe in the same few rows of memory, which so stay in the cache, and what reads a stripe is
 * computed before the next one is.
 */
export interface Stripes {
  /** Blocks of output rows that a stripe makes. */
  readonly blocks: number;
  /** Slices of the outermost coordinate in a stripe. */
  readonly slices: number;
  /** Padded rows that a stripe reads. */
  readonly rows: number;
  /** Padded rows from a stripe's first to the next one's. */
  readonly step: number;
}

/** Of the second cache, what a stripe's input may take. */
const STRIPE_BYTES = 2 ** 18;

/** What is walked down: blocks of output rows, one below the other. */
interface Walk {
  /** Blocks in all. */
  readonly down: number;
  /** Slices of the outermost coordinate in a block. */
  readonly slices: number;
  /** Padded rows that a block reads. */
  readonly reach: number;
  /** Padded rows from block to block. */
  readonly step: number;
  /** Elements of a padded row. */
  readonly width: number;
}

/** Stripes of as many blocks as have room in the cache, one at least; undefined where one stripe takes all. */
export function stripesOf({ down, slices, reach, step, width }: Walk): Stripes | undefined {
  const fitting = STRIPE_BYTES / (width * Float32Array.BYTES_PER_ELEMENT);
  const blocks = 1 + Math.max(0, Math.floor((fitting - reach) / step));
  return blocks < down
    ? { blocks, slices: blocks * slices, rows: reach + (blocks - 1) * step, step: blocks * step }
    : undefined;
}

/** The first row of memory that the block `down` reads, as text. */
export function topOf(stripes: Stripes | undefined, step: number): string {
  if (!stripes) return times('down', step);
  if (stripes.blocks === 1) return '0';
  return `(down - ((down / ${stripes.blocks}) | 0) * ${stripes.blocks}) * ${step}`;
}

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** `count` rounded up to a multiple of `step`. */
export function roundUp(count: number, step: number): number {
  return Math.ceil(count / step) * step;
}
