import { type Maps, denseMaps } from './layout';
import { type ConvAxis, type ConvProblem, type Pooling } from './problem';
import type { Reference } from './referenceValues';
import { tapTables } from './tapTables';

/**
 * Pooling as a loop in float64. A maximum is NaN where its window holds one (PyTorch and TensorFlow alike).
 * @param input the maps, (N, C, …spatial).
 */
export function poolReference(problem: ConvProblem, input: Maps): Reference {
  const [depth, rows, columns] = tapTables(problem);
  const [strideZ, strideY, strideX] = [0, 0, 0, ...input.layout.spatial].slice(-3);
  const { data, layout } = input;
  const shares = axisShares(problem);

  const visit = (n: number, c: number, position: number, take: (value: number) => void): number => {
    const x = position % columns.outputs;
    const y = Math.floor(position / columns.outputs) % rows.outputs;
    const z = Math.floor(position / (columns.outputs * rows.outputs));
    const from = n * layout.batch + layout.channel[c];
    for (let kz = 0; kz < depth.taps; kz++) {
      const sz = depth.source[z * depth.taps + kz];
      for (let ky = 0; ky < rows.taps; ky++) {
        const sy = rows.source[y * rows.taps + ky];
        for (let kx = 0; kx < columns.taps; kx++) {
          const sx = columns.source[x * columns.taps + kx];
          if (sz >= 0 && sy >= 0 && sx >= 0) take(data[from + sz * strideZ + sy * strideY + sx * strideX]);
        }
      }
    }
    return [z, y, x].slice(3 - shares.length).reduce((share, at, axis) => share * shares[axis][at], 1);
  };
  const maximum = (n: number, c: number, position: number): number => {
    let most = -Infinity;
    visit(n, c, position, (value) => {
      if (value > most || Number.isNaN(value)) most = value;
    });
    return most;
  };
  const average = (n: number, c: number, position: number, term: (value: number) => number): number => {
    let total = 0;
    const share = visit(n, c, position, (value) => (total += term(value)));
    return total * share;
  };
  return problem.pooling?.kind === 'max'
    ? { at: maximum, magnitudeAt: (n, c, position) => Math.abs(maximum(n, c, position)) }
    : {
        at: (n, c, position) => average(n, c, position, (value) => value),
        magnitudeAt: (n, c, position) => average(n, c, position, Math.abs),
      };
}

/**
 * The output in float64, row-major; yields after every channel.
 * @param shape (N, C, …spatial) of the whole output, or of its first channels.
 */
export function* poolMaps(problem: ConvProblem, input: Maps, shape: readonly number[]): Generator<void, Maps> {
  const [batch, channels, ...spatial] = shape;
  const positions = spatial.reduce((a, b) => a * b, 1);
  const data = new Float64Array(batch * channels * positions);
  const { at } = poolReference(problem, input);
  let index = 0;
  for (let n = 0; n < batch; n++) {
    for (let c = 0; c < channels; c++) {
      for (let position = 0; position < positions; position++) data[index++] = at(n, c, position);
      yield;
    }
  }
  return denseMaps(shape, data, 'channels_first');
}

/**
 * For each spatial axis and output position what a sum is multiplied with on the axis's account, so that the
 * product over the axes is 1 / (numbers that count). A window's count is the product of its counts along the axes,
 * for its taps are a grid.
 */
export function axisShares({ axes, pooling }: ConvProblem): Float64Array[] {
  return axes.map((axis) => Float64Array.from({ length: axis.output }, (_, at) => 1 / countAt(axis, at, pooling!)));
}

/**
 * Taps that count at one output position of an axis. What ceil_mode reads beyond the padding never counts (ATen,
 * `avg_pool2d`: the window is cut at input + padding before the division).
 */
function countAt(axis: ConvAxis, output: number, { kind, countsPadding }: Pooling): number {
  if (kind === 'max') return 1;
  const [low, high] = countsPadding
    ? [0, axis.padBefore + axis.input + axis.padAfter]
    : [axis.padBefore, axis.padBefore + axis.input];
  let count = 0;
  for (let k = 0; k < axis.kernel; k++) {
    const at = output * axis.stride + k * axis.dilation;
    if (at >= low && at < high) count++;
  }
  return count;
}
