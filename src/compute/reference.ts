/**
 * The definition of convolution as a loop in float64: what every other result is compared with.
 * It shares no geometry with the kernels: each axis has a table that says, for an output position and
 * a kernel tap, which input position is read, straight from the definition.
 */
import { activationFunction } from './activation';
import { type Maps, denseMaps } from './layout';
import type { NumberArray } from './ndarray';
import { poolMaps, poolReference } from './pooling';
import { type ConvProblem, inPerGroup, outPerGroup, outputShapeOf } from './problem';
import { type TapTable, tapTables } from './tapTables';
import type { Reference } from './referenceValues';

/**
 * A convolution, or what the problem says in its place (`pooling`, `activation`).
 * @param input the maps, (N, C, …spatial).
 * @param weight row-major: (out, in / groups, …kernel), for a transposed convolution (in, out / groups, …kernel).
 * @param bias one number per output channel.
 */
export function reference(problem: ConvProblem, input: Maps, weight: NumberArray, bias?: NumberArray): Reference {
  const plain = problem.pooling ? poolReference(problem, input) : weightedSum(problem, input, weight, bias);
  if (!problem.activation) return plain;
  const apply = activationFunction(problem.activation);
  const at = (n: number, o: number, position: number): number => apply(plain.at(n, o, position));
  // Activations are no steeper than 1.13, so that the scale of errors is that of the sum, or of what is made of it: a
  // sigmoid of almost nothing is a half, and rounded as one.
  return {
    at,
    magnitudeAt: (n, o, position) => {
      const value = Math.abs(at(n, o, position));
      return Math.max(plain.magnitudeAt(n, o, position), Number.isFinite(value) ? value : 0);
    },
  };
}

function weightedSum(problem: ConvProblem, input: Maps, weight: NumberArray, bias?: NumberArray): Reference {
  const [depth, rows, columns] = tapTables(problem);
  const [strideZ, strideY, strideX] = [0, 0, 0, ...input.layout.spatial].slice(-3);
  const perGroup = inPerGroup(problem);
  const outs = outPerGroup(problem);
  const taps = depth.taps * rows.taps * columns.taps;
  const weightStep = problem.transposed ? outs * taps : taps;
  const { data, layout } = input;

  const sum = (n: number, o: number, position: number, term: (product: number) => number): number => {
    const x = position % columns.outputs;
    const y = Math.floor(position / columns.outputs) % rows.outputs;
    const z = Math.floor(position / (columns.outputs * rows.outputs));
    const group = Math.floor(o / outs);
    let total = 0;
    for (let i = 0; i < perGroup; i++) {
      const channel = group * perGroup + i;
      const from = n * layout.batch + layout.channel[channel];
      let w = problem.transposed ? channel * weightStep + (o % outs) * taps : (o * perGroup + i) * weightStep;
      for (let kz = 0; kz < depth.taps; kz++) {
        const sz = depth.source[z * depth.taps + kz];
        for (let ky = 0; ky < rows.taps; ky++) {
          const sy = rows.source[y * rows.taps + ky];
          for (let kx = 0; kx < columns.taps; kx++, w++) {
            const sx = columns.source[x * columns.taps + kx];
            if (sz < 0 || sy < 0 || sx < 0) continue;
            total += term(data[from + sz * strideZ + sy * strideY + sx * strideX] * weight[w]);
          }
        }
      }
    }
    return total;
  };

  return {
    at: (n, o, position) => sum(n, o, position, (product) => product) + (bias ? bias[o] : 0),
    magnitudeAt: (n, o, position) => sum(n, o, position, Math.abs) + (bias ? Math.abs(bias[o]) : 0),
  };
}

/**
 * The whole output in float64, (N, C, …spatial), row-major.
 *
 * The same sum as `reference`, ordered weight by weight so that the innermost loop runs along a row: some
 * hundred million multiply-adds a second, where the loop by output positions makes a tenth of that.
 * @param outputs how many of the output channels, the first ones: all unless it is given.
 */
export function convolve(
  problem: ConvProblem,
  input: Maps,
  weight: NumberArray,
  bias?: NumberArray,
  outputs = problem.outChannels,
): Maps {
  const pieces = convolving(problem, input, weight, bias, outputs);
  for (;;) {
    const piece = pieces.next();
    if (piece.done) return piece.value;
  }
}

/** The same for who must not hold up the page: it yields after every pair of an output and an input channel. */
export function* convolving(
  problem: ConvProblem,
  input: Maps,
  weight: NumberArray,
  bias?: NumberArray,
  outputs = problem.outChannels,
): Generator<void, Maps> {
  const [batch, channels, ...spatial] = outputShapeOf(problem);
  const shape = [batch, Math.min(outputs, channels), ...spatial];
  const maps = problem.pooling
    ? yield* poolMaps(problem, input, shape)
    : yield* weightedSums(problem, shape, input, weight, bias);
  if (!problem.activation) return maps;
  return { ...maps, data: maps.data.map(activationFunction(problem.activation)) };
}

/** @param shape of the result: (N, the first channels, …spatial). */
function* weightedSums(
  problem: ConvProblem,
  shape: readonly number[],
  input: Maps,
  weight: NumberArray,
  bias?: NumberArray,
): Generator<void, Maps> {
  const [batch, channels] = shape;
  const tables = tapTables(problem);
  const [depth, rows, columns] = tables;
  const strides = [0, 0, 0, ...input.layout.spatial].slice(-3);
  const reads = Array.from({ length: columns.taps }, (_, kx) => readsOf(columns, kx, strides[2]));
  const ins = inPerGroup(problem);
  const outs = outPerGroup(problem);
  const taps = depth.taps * rows.taps * columns.taps;
  const plane = depth.outputs * rows.outputs * columns.outputs;
  const result = new Float64Array(batch * channels * plane);
  const { data, layout } = input;

  for (let n = 0; n < batch; n++) {
    for (let o = 0; o < channels; o++) {
      const to = (n * channels + o) * plane;
      if (bias) result.fill(bias[o], to, to + plane);
      const group = Math.floor(o / outs);
      for (let i = 0; i < ins; i++) {
        const channel = group * ins + i;
        const from = n * layout.batch + layout.channel[channel];
        const w = (problem.transposed ? channel * outs + (o % outs) : o * ins + i) * taps;
        addPlane({ result, to, data, from, weight, w }, tables, strides, reads);
        yield;
      }
    }
  }
  return denseMaps(shape, result, 'channels_first');
}

/** Where an input channel, its kernel, and the output channel that they are added to begin. */
interface Channels {
  readonly result: Float64Array;
  readonly to: number;
  readonly data: NumberArray;
  readonly from: number;
  readonly weight: NumberArray;
  readonly w: number;
}

/** Adds what one input channel gives to one output channel. */
function addPlane(
  { result, to, data, from, weight, w: first }: Channels,
  [depth, rows, columns]: readonly TapTable[],
  [strideZ, strideY]: readonly number[],
  reads: readonly RowReads[],
): void {
  let w = first;
  for (let kz = 0; kz < depth.taps; kz++) {
    for (let ky = 0; ky < rows.taps; ky++) {
      for (let kx = 0; kx < columns.taps; kx++, w++) {
        const factor = weight[w];
        for (let z = 0; z < depth.outputs; z++) {
          const sz = depth.source[z * depth.taps + kz];
          if (sz < 0) continue;
          for (let y = 0; y < rows.outputs; y++) {
            const sy = rows.source[y * rows.taps + ky];
            if (sy < 0) continue;
            const line = to + (z * rows.outputs + y) * columns.outputs;
            addRow(result, line, data, from + sz * strideZ + sy * strideY, factor, reads[kx]);
          }
        }
      }
    }
  }
}

/** Adds a tap's products to a row of the result. A function of its own: what is called often is compiled soon. */
function addRow(
  result: Float64Array,
  line: number,
  data: NumberArray,
  start: number,
  factor: number,
  { targets, sources, step }: RowReads,
): void {
  const count = targets.length;
  if (step === undefined) {
    for (let x = 0; x < count; x++) result[line + targets[x]] += factor * data[start + sources[x]];
    return;
  }
  // Looking up every place would take as long as the arithmetic.
  const to = line + targets[0];
  const from = start + sources[0];
  for (let x = 0; x < count; x++) result[to + x] += factor * data[from + x * step];
}

/** What a tap adds to a row. */
interface RowReads {
  /** The columns that it contributes to, and the offsets in the input's row that it reads for them. */
  readonly targets: Int32Array;
  readonly sources: Int32Array;
  /** Where neighbouring columns are read from equally far apart: how far. */
  readonly step: number | undefined;
}

function readsOf(columns: TapTable, kx: number, stride: number): RowReads {
  const targets: number[] = [];
  const sources: number[] = [];
  for (let x = 0; x < columns.outputs; x++) {
    const source = columns.source[x * columns.taps + kx];
    if (source < 0) continue;
    targets.push(x);
    sources.push(source * stride);
  }
  const step = targets.length > 1 ? sources[1] - sources[0] : 0;
  const isEven = targets.every((target, i) => target === targets[0] + i && sources[i] === sources[0] + i * step);
  const isRun = targets.length > 0 && isEven;
  return { targets: Int32Array.from(targets), sources: Int32Array.from(sources), step: isRun ? step : undefined };
}
