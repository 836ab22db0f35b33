import { activationFunction } from './activation';
import type { Maps } from './layout';
import type { NumberArray } from './ndarray';
import { axisShares } from './pooling';
import { type ConvAxis, type ConvProblem, inPerGroup, outPerGroup } from './problem';
import { tapSource } from './tapTables';

/** What stands under one tap of the kernel. */
export const INSIDE = 0;
/** Outside the image: a zero, or with another padding mode the number that stands for it. */
export const PADDING = 1;
/** A transposed convolution only: no input element reaches the output through this tap. */
export const GAP = 2;

/** What one input channel adds to one output number. All grids are row-major over the kernel's picture. */
export interface Contribution {
  readonly channel: number;
  readonly kernel: Float64Array;
  readonly patch: Float64Array;
  readonly products: Float64Array;
  readonly sum: number;
}

/**
 * How one output number comes about: Σ over channels of Σ kernel · patch, plus bias, through the activation. All in
 * float64. An average pooling is told as a kernel of equal shares, a maximum as one that takes one number and no other.
 */
export interface Arithmetic {
  /** Rows and columns of the kernel's picture; of three axes the slices stand below each other. */
  readonly rows: number;
  readonly columns: number;
  /** For each tap what stands under it: `INSIDE`, `PADDING` or `GAP`. */
  readonly places: Uint8Array;
  /** The channels of the output's group that add most, by magnitude, at most `limit`. */
  readonly contributions: readonly Contribution[];
  /** The channels of the group that are not listed, together. */
  readonly rest: { readonly channels: number; readonly sum: number };
  readonly bias: number | undefined;
  /** Σ and bias together, before the activation where there is one. */
  readonly sum: number;
  readonly value: number;
}

/**
 * The arithmetic of one output number.
 * @param input one batch item or more; `item` says which.
 * @param weight as the protocol stores it, see `weightShapeOf`.
 * @param position along each spatial axis of the output.
 * @param limit how many input channels are listed.
 */
export function arithmeticOf(
  problem: ConvProblem,
  input: Maps,
  weight: NumberArray,
  bias: NumberArray | undefined,
  at: { item: number; channel: number; position: readonly number[] },
  limit: number,
): Arithmetic {
  const taps = tapsOf(problem, input, at.position);
  const ins = inPerGroup(problem);
  const first = Math.floor(at.channel / outPerGroup(problem)) * ins;
  const imageStart = (i: number): number => at.item * input.layout.batch + input.layout.channel[first + i];
  const kernelStart = (i: number): number => weightStart(problem, first + i, at.channel, taps.places.length);
  const pooled = problem.pooling && poolKernel(problem, taps, input.data, imageStart(0), at.position);
  const [factors, start] = pooled ? [pooled, () => 0] : [weight, kernelStart];
  // A maximum does not read the numbers that it passes over: infinities among them add nothing.
  const picks = problem.pooling?.kind === 'max';
  const sums = Float64Array.from({ length: ins }, (_, i) =>
    productSum(taps, input.data, imageStart(i), factors, start(i), picks),
  );
  const listed = [...sums.keys()].sort((a, b) => magnitude(sums[b]) - magnitude(sums[a]) || a - b).slice(0, limit);
  const contributions = listed.map((i): Contribution => {
    const [image, from] = [imageStart(i), start(i)];
    const kernel = Float64Array.from(taps.places, (_, tap) => factors[from + tap]);
    const patch = Float64Array.from(taps.offsets, (offset) => (offset < 0 ? 0 : input.data[image + offset]));
    // What is not read is not multiplied: beside a padding zero even an infinite weight adds nothing.
    const products = kernel.map((factor, tap) =>
      taps.offsets[tap] < 0 || (picks && factor === 0) ? 0 : factor * patch[tap],
    );
    return { channel: first + i, kernel, patch, products, sum: sums[i] };
  });
  const total = sums.reduce((a, b) => a + b, 0);
  const shown = new Set(listed);
  const rest = sums.reduce((sum, value, i) => (shown.has(i) ? sum : sum + value), 0);
  const offset = bias?.[at.channel];
  const sum = total + (offset ?? 0);
  const { rows, columns, places } = taps;
  return {
    rows,
    columns,
    places,
    contributions,
    rest: { channels: ins - listed.length, sum: rest },
    bias: offset,
    sum,
    value: problem.activation ? activationFunction(problem.activation)(sum) : sum,
  };
}

/** NaN counts as the largest: what makes the result NaN must be seen. */
function magnitude(value: number): number {
  return Number.isNaN(value) ? Number.MAX_VALUE : Math.min(Math.abs(value), Number.MAX_VALUE);
}

interface Taps {
  readonly rows: number;
  readonly columns: number;
  readonly places: Uint8Array;
  /** For each tap where its number lies within a channel; −1 for none. */
  readonly offsets: Int32Array;
}

function tapsOf(problem: ConvProblem, input: Maps, position: readonly number[]): Taps {
  let offsets = [0];
  let places = [INSIDE];
  problem.axes.forEach((axis, i) => {
    const sources = Array.from({ length: axis.kernel }, (_, k) => tapSource(axis, problem, position[i], k));
    const kinds = sources.map((source, k) => placeOf(problem, axis, position[i], k, source));
    const stride = input.layout.spatial[i];
    offsets = offsets.flatMap((base) => sources.map((s) => (base < 0 || s < 0 ? -1 : base + s * stride)));
    places = places.flatMap((place) => kinds.map((kind) => Math.max(place, kind)));
  });
  const columns = problem.axes[problem.axes.length - 1].kernel;
  return {
    rows: places.length / columns,
    columns,
    places: Uint8Array.from(places),
    offsets: Int32Array.from(offsets),
  };
}

function placeOf(problem: ConvProblem, axis: ConvAxis, output: number, tap: number, source: number): number {
  if (problem.transposed) return source < 0 ? GAP : INSIDE;
  const at = output * axis.stride + tap * axis.dilation - axis.padBefore;
  return at < 0 || at >= axis.input ? PADDING : INSIDE;
}

/** What pooling multiplies each tap with: shares of one that are alike, or one for the maximum and zero for the others. */
function poolKernel(
  problem: ConvProblem,
  { offsets }: Taps,
  data: NumberArray,
  image: number,
  position: readonly number[],
): Float64Array {
  const kernel = new Float64Array(offsets.length);
  if (problem.pooling?.kind === 'average') {
    return kernel.fill(axisShares(problem).reduce((share, shares, axis) => share * shares[position[axis]], 1));
  }
  let most = -1;
  offsets.forEach((offset, tap) => {
    if (offset < 0) return;
    const value = data[image + offset];
    const isMore = most < 0 || value > data[image + offsets[most]] || Number.isNaN(value);
    if (isMore) most = tap;
  });
  if (most >= 0) kernel[most] = 1;
  return kernel;
}

/** Where the weights of an input and an output channel begin. */
function weightStart(problem: ConvProblem, inChannel: number, outChannel: number, taps: number): number {
  const [ins, outs] = [inPerGroup(problem), outPerGroup(problem)];
  const index = problem.transposed ? inChannel * outs + (outChannel % outs) : outChannel * ins + (inChannel % ins);
  return index * taps;
}

function productSum(
  { offsets }: Taps,
  data: NumberArray,
  image: number,
  weight: NumberArray,
  from: number,
  picks: boolean,
): number {
  let sum = 0;
  for (let tap = 0; tap < offsets.length; tap++) {
    const factor = weight[from + tap];
    if (offsets[tap] >= 0 && !(picks && factor === 0)) sum += data[image + offsets[tap]] * factor;
  }
  return sum;
}
