import { type Maps, denseMaps } from './layout';
import type { NumberArray } from './ndarray';
import { type ConvAxis, type ConvProblem, inPerGroup, outPerGroup, outputShapeOf, paddedSource } from './problem';

/**
 * The definition of convolution as a loop in float64: what every other result is compared with.
 * It shares no geometry with the kernels: each axis has a table that says, for an output position and
 * a kernel tap, which input position is read, straight from the definition.
 */
export interface Reference {
  /** The value at batch item `n`, output channel `o` and a flat output position (row-major over the spatial axes). */
  at(n: number, o: number, position: number): number;
  /** The sum of |input·weight| at that place: the scale that rounding errors are measured by. */
  magnitudeAt(n: number, o: number, position: number): number;
}

/** For each output position and tap of one axis the input position read, −1 for a zero. */
interface TapTable {
  readonly taps: number;
  readonly outputs: number;
  readonly source: Int32Array;
}

/**
 * @param input the maps, (N, C, …spatial).
 * @param weight row-major: (out, in / groups, …kernel), for a transposed convolution (in, out / groups, …kernel).
 * @param bias one number per output channel.
 */
export function reference(problem: ConvProblem, input: Maps, weight: NumberArray, bias?: NumberArray): Reference {
  const tables = [...problem.axes].map((axis) => tapTable(axis, problem));
  while (tables.length < 3) tables.unshift({ taps: 1, outputs: 1, source: new Int32Array(1) });
  const [depth, rows, columns] = tables;
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

/** The whole output in float64, (N, C, …spatial), row-major. */
export function convolve(problem: ConvProblem, input: Maps, weight: NumberArray, bias?: NumberArray): Maps {
  const loop = reference(problem, input, weight, bias);
  const shape = outputShapeOf(problem);
  const positions = shape.slice(2).reduce((a, b) => a * b, 1);
  const data = new Float64Array(shape[0] * shape[1] * positions);
  let target = 0;
  for (let n = 0; n < shape[0]; n++) {
    for (let o = 0; o < shape[1]; o++) {
      for (let position = 0; position < positions; position++) data[target++] = loop.at(n, o, position);
    }
  }
  return denseMaps(shape, data, 'channels_first');
}

/**
 * Ordinary: output y and tap k read padded input y·stride + k·dilation.
 * Transposed (PyTorch, `ConvTranspose2d`): input i reaches output i·stride + k·dilation − padding, so output y
 * and tap k read the i for which that holds, if there is one.
 */
function tapTable(axis: ConvAxis, problem: ConvProblem): TapTable {
  const source = new Int32Array(axis.output * axis.kernel);
  for (let y = 0; y < axis.output; y++) {
    for (let k = 0; k < axis.kernel; k++) {
      source[y * axis.kernel + k] = problem.transposed
        ? transposedSource(y, k, axis)
        : paddedSource(y * axis.stride + k * axis.dilation, axis.input, axis.padBefore, problem.paddingMode);
    }
  }
  return { taps: axis.kernel, outputs: axis.output, source };
}

function transposedSource(y: number, k: number, axis: ConvAxis): number {
  const reached = y + axis.padBefore - k * axis.dilation;
  if (reached < 0 || reached % axis.stride !== 0) return -1;
  const i = reached / axis.stride;
  return i < axis.input ? i : -1;
}
