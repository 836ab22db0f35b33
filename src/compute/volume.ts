import { type Maps, denseMaps, toDense } from './layout';
import { type LoweredAxis, lowerAxis } from './lower';
import type { NumberArray } from './ndarray';
import { type ConvAxis, type ConvProblem, inPerGroup, outputShapeOf, pointwiseAxis } from './problem';

/** Runs a problem of two spatial axes on one batch item. */
export type RunPlanes = (
  problem: ConvProblem,
  input: Maps,
  weight: NumberArray,
  bias: NumberArray | undefined,
) => Promise<Maps>;

/** One batch item of a problem of three spatial axes. */
interface Task {
  /** Of batch size one. */
  readonly problem: ConvProblem;
  /** (1, C, depth, rows, columns). */
  readonly input: Maps;
  readonly weight: NumberArray;
  readonly bias: NumberArray | undefined;
  readonly run: RunPlanes;
}

/**
 * A problem of three spatial axes by means of kernels for two.
 *
 * - A convolution: every slice of the output is a convolution of two axes, whose input channels are the slices under
 *   the kernel's depth, channel by channel: Σ over channels and depth is one sum.
 * - Pooling: first rows and columns of every slice, then depth; both kinds of it come apart by axes.
 * - What treats every number by itself: slices stand below one another.
 *
 * @returns (1, C, depth, rows, columns).
 */
export function runVolume(task: Task): Promise<Maps> {
  const { problem } = task;
  if (problem.pooling) return poolVolume(task);
  const single = problem.axes.every(isPointwise) && inPerGroup(problem) === 1;
  return single ? mapVolume(task) : convolveVolume(task);
}

const isPointwise = ({ kernel, stride, padBefore, padAfter }: ConvAxis): boolean =>
  kernel === 1 && stride === 1 && padBefore === 0 && padAfter === 0;

async function convolveVolume({ problem, input, weight, bias, run }: Task): Promise<Maps> {
  const [first, ...plane] = problem.axes;
  const depth = lowerAxis(first, 0, problem);
  const slices = stackSlices(input, depth);
  const size = plane[0].input * plane[1].input;
  const planar = { ...problem, inChannels: problem.inChannels * depth.kernel, axes: plane };
  const shape = [1, planar.inChannels, plane[0].input, plane[1].input];
  const planarWeight = problem.transposed ? turnDepth(weight, problem) : weight;
  const results: Maps[] = [];
  for (let z = 0; z < depth.output; z++) {
    const channel = Int32Array.from({ length: planar.inChannels }, (_, c) => {
      const [own, tap] = [Math.floor(c / depth.kernel), c % depth.kernel];
      return (own * depth.source.length + z * depth.stride + tap * depth.dilation) * size;
    });
    const layout = { batch: 0, channel, spatial: [plane[1].input, 1] };
    results.push(await run(planar, { shape, data: slices, layout }, planarWeight, bias));
  }
  // All slices lie alike: one after the other they are a volume.
  const [{ data, layout }] = results;
  const volume = new Float32Array(results.length * data.length);
  results.forEach((slice, z) => volume.set(slice.data, z * data.length));
  return {
    shape: outputShapeOf(problem),
    data: volume,
    layout: { batch: 0, channel: layout.channel, spatial: [data.length, ...layout.spatial] },
  };
}

/** The input padded along its depth: [channel][padded slice][row][column]. */
function stackSlices(input: Maps, depth: LoweredAxis): Float32Array {
  const [, channels, before, ...plane] = input.shape;
  const size = plane[0] * plane[1];
  const dense = toDense(input, 'channels_first');
  const stacked = new Float32Array(channels * depth.source.length * size);
  for (let c = 0; c < channels; c++) {
    depth.source.forEach((z, at) => {
      if (z < 0) return;
      const from = (c * before + z) * size;
      stacked.set(dense.subarray(from, from + size), (c * depth.source.length + at) * size);
    });
  }
  return stacked;
}

/**
 * A transposed convolution's weight, (in, out / groups, depth, …), as (in · depth, out / groups, …) with the taps of the depth
 * backwards: between stuffed slices it is an ordinary convolution with the kernel turned around.
 */
function turnDepth(weight: NumberArray, { inChannels, outChannels, groups, axes }: ConvProblem): Float32Array {
  const [depth, rows, columns] = axes.map((axis) => axis.kernel);
  const taps = rows * columns;
  const outs = outChannels / groups;
  const turned = new Float32Array(weight.length);
  for (let i = 0; i < inChannels; i++) {
    for (let o = 0; o < outs; o++) {
      for (let z = 0; z < depth; z++) {
        const from = ((i * outs + o) * depth + (depth - 1 - z)) * taps;
        turned.set(weight.subarray(from, from + taps), ((i * depth + z) * outs + o) * taps);
      }
    }
  }
  return turned;
}

async function poolVolume({ problem, input, weight, bias, run }: Task): Promise<Maps> {
  const [depth, rows, columns] = problem.axes;
  const channels = problem.inChannels;
  const inPlanes = channels * depth.input;
  const flat = denseMaps([1, inPlanes, rows.input, columns.input], toDense(input, 'channels_first'), 'channels_first');
  const planes = { ...problem, inChannels: inPlanes, outChannels: inPlanes, groups: inPlanes, axes: [rows, columns] };
  const pooled = toDense(await run(planes, flat, weight, bias), 'channels_first');
  const size = rows.output * columns.output;
  const stacked = denseMaps([1, channels, depth.input, size], pooled, 'channels_first');
  const result = await run({ ...problem, axes: [depth, pointwiseAxis(size)] }, stacked, weight, bias);
  return denseMaps(outputShapeOf(problem), toDense(result, 'channels_first'), 'channels_first');
}

async function mapVolume({ problem, input, weight, bias, run }: Task): Promise<Maps> {
  const [depth, rows, columns] = problem.axes;
  const shape = [1, problem.inChannels, depth.input * rows.input, columns.input];
  const flat = denseMaps(shape, toDense(input, 'channels_first'), 'channels_first');
  const result = await run(
    { ...problem, axes: [pointwiseAxis(shape[2]), pointwiseAxis(shape[3])] },
    flat,
    weight,
    bias,
  );
  return denseMaps(outputShapeOf(problem), toDense(result, 'channels_first'), 'channels_first');
}
