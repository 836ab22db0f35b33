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
  readonly place: ResultPlace;
  readonly order: CellOrder;
  /** Writes the padded input; what is padding is not written. */
  packInput(item: ItemSource, into: Float32Array): void;
  packWeight(weight: NumberArray, into: Float32Array): void;
  packBias(bias: NumberArray | undefined, into: Float32Array): void;
  /** Where the result's numbers lie; `spatial` belongs to (rows, columns). */
  readonly result: MapLayout;
}

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** `count` rounded up to a multiple of `step`. */
export function roundUp(count: number, step: number): number {
  return Math.ceil(count / step) * step;
}
