import type { CellOrder, ResultPlace } from '../backends/webasmCode';
import type { MapLayout } from '../layout';
import type { NumberArray } from '../ndarray';
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
  /** Where a cell's numbers stand in the kernel's memory, which holds the result, or a stripe of it. */
  readonly place: ResultPlace;
  /** Elements of the whole result: the stripes, one behind the other, the last of them cut off. */
  readonly length: number;
  readonly order: CellOrder;
  /** How the rows are gone through where only some of them are in memory at once; undefined where all are. */
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
 * Where input and result are large, they are gone through stripe by stripe: some rows of the input are laid out, what reads them is
 * computed, and the rows of the result are taken away, before the next ones take their place in memory. So that memory stays in the
 * cache, and a first call asks the system for little of it, which may take longer than to compute.
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

/** Of the second cache, what a stripe's input and result may take. */
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
  /** Elements of the result that a block makes. */
  readonly made: number;
}

/** Stripes of as many blocks as have room in the cache, one at least; undefined where one stripe takes all. */
export function stripesOf({ down, slices, reach, step, width, made }: Walk): Stripes | undefined {
  const room = STRIPE_BYTES / Float32Array.BYTES_PER_ELEMENT;
  const blocks = 1 + Math.max(0, Math.floor((room - reach * width - made) / (step * width + made)));
  return blocks < down
    ? { blocks, slices: blocks * slices, rows: reach + (blocks - 1) * step, step: blocks * step }
    : undefined;
}

/** Which block of its stripe the block `down` is, as text: a name or 0, and the code that declares the name. */
export function blockInStripe(stripes: Stripes | undefined): { name: string; declaration: string } {
  if (!stripes) return { name: 'down', declaration: '' };
  const { blocks } = stripes;
  if (blocks === 1) return { name: '0', declaration: '' };
  return { name: 'within', declaration: `const within = down - ((down / ${blocks}) | 0) * ${blocks};\n` };
}

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** `count` rounded up to a multiple of `step`. */
export function roundUp(count: number, step: number): number {
  return Math.ceil(count / step) * step;
}
