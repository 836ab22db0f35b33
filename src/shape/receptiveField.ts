/**
 * How much of the input one output element sees, and where. Composed layer by layer: size += (window − 1) · jump,
 * jump ·= stride (Araujo, Norris, Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019).
 */
import type { WindowAxis } from './conv/types';
import { add, ceilDiv, div, equalDims, isNumber, maxDim, minDim, mul, sub } from './dim';
import { formatDim } from './format';
import type { Dim } from './types';

/** One axis, all in elements of the network's input. */
export interface RfAxis {
  /** How many input elements one output element sees. */
  readonly size: Dim;
  /** How far the view moves from one output element to the next: the total stride. */
  readonly jump: Dim;
  /** The centre of the first output element's view; 0 is the centre of the first input element. */
  readonly start: Dim;
}

export interface ReceptiveField {
  readonly axes: readonly RfAxis[];
}

/** The input sees itself. */
export function rfInput(rank: number): ReceptiveField {
  return { axes: Array.from({ length: rank }, () => ({ size: 1, jump: 1, start: 0 })) };
}

/** The receptive field behind a convolution or pooling; a transposed one divides the jump. */
export function rfThrough(rf: ReceptiveField, axes: readonly WindowAxis[], transposed = false): ReceptiveField {
  return { axes: rf.axes.map((axis, i) => (axes[i] ? through(axis, axes[i], transposed) : axis)) };
}

function through(rf: RfAxis, axis: WindowAxis, transposed: boolean): RfAxis {
  const half = div(sub(axis.effectiveKernel, 1), 2);
  const spread = transposed ? axis.stride : axis.inputDilation;
  const step = transposed ? 1 : axis.stride;
  // Between spread-out input rows lie zeros, so a window meets only every spread-th of its rows.
  const met = equalDims(spread, 1) ? axis.effectiveKernel : ceilDiv(axis.effectiveKernel, spread);
  const unit = equalDims(spread, 1) ? rf.jump : div(rf.jump, spread);
  const shift = transposed ? sub(axis.padBefore, half) : sub(half, axis.padBefore);
  return {
    size: add(rf.size, mul(sub(met, 1), rf.jump)),
    jump: mul(unit, step),
    start: add(rf.start, mul(shift, unit)),
  };
}

/** The receptive field of a sum or concatenation of branches: the smallest span that holds all of theirs. */
export function rfMerge(branches: readonly ReceptiveField[]): ReceptiveField {
  const [first, ...others] = branches;
  if (!first) return { axes: [] };
  return others.reduce(
    (merged, rf) => ({ axes: merged.axes.map((axis, i) => union(axis, rf.axes[i] ?? axis)) }),
    first,
  );
}

function union(a: RfAxis, b: RfAxis): RfAxis {
  if (equalDims(a.start, b.start) && equalDims(a.jump, b.jump)) return { ...a, size: maxDim(a.size, b.size) };
  const edge = (axis: RfAxis, sign: 1 | -1): Dim => add(axis.start, mul(div(sub(axis.size, 1), 2), sign));
  const low = minDim(edge(a, -1), edge(b, -1));
  const high = maxDim(edge(a, 1), edge(b, 1));
  return { size: add(sub(high, low), 1), jump: maxDim(a.jump, b.jump), start: div(add(low, high), 2) };
}

/** Whether two receptive fields are the same. */
export function rfEqual(a: ReceptiveField, b: ReceptiveField): boolean {
  const same = (x: RfAxis, y: RfAxis) =>
    equalDims(x.size, y.size) && equalDims(x.jump, y.jump) && equalDims(x.start, y.start);
  return a === b || (a.axes.length === b.axes.length && a.axes.every((axis, i) => same(axis, b.axes[i]) === true));
}

/** The receptive field behind global pooling or flattening of the given spatial sizes: all that they saw together. */
export function rfGlobal(rf: ReceptiveField, spatial: readonly Dim[]): ReceptiveField {
  return {
    axes: rf.axes.map((axis, i) => {
      const span = mul(sub(spatial[i] ?? 1, 1), axis.jump);
      return {
        size: add(axis.size, span),
        jump: mul(axis.jump, spatial[i] ?? 1),
        start: add(axis.start, div(span, 2)),
      };
    }),
  };
}

/**
 * Whether a receptive field can be told in whole elements of the input. Behind a transposed convolution neighbours
 * look at places that are parts of an element apart, and a side length in parts says nothing to anyone.
 */
export function isWholeField(rf: ReceptiveField): boolean {
  const whole = (size: Dim) => !isNumber(size) || Number.isInteger(size);
  return rf.axes.length > 0 && rf.axes.every((axis) => whole(axis.size) && whole(axis.jump));
}

/** The size and the stride of a receptive field: `51 × 51` and `8`; strides that differ between the axes are all given. */
export function receptiveFieldTexts(rf: ReceptiveField): { size: string; stride: string } {
  const strides = rf.axes.map((axis) => formatDim(axis.jump));
  const same = strides.every((stride) => stride === strides[0]);
  return {
    size: rf.axes.map((axis) => formatDim(axis.size)).join(' × '),
    stride: same ? strides[0] : strides.join(' × '),
  };
}
