/** Pooling on numbers, straight from the plan's windows. */
import { sizeOf, zeros, type NdArray } from '../../../compute/ndarray';
import { isNumber, type PoolPlan, type Shape, type WindowAxis } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import type { TensorValue } from '../../../python/interpreter/values';
import { affordable } from '../../common/tensors';
import { isConcrete, isHeld } from '../tensor';

export interface AverageRule {
  countIncludePad: boolean;
  divisor: number | undefined;
}

/** One axis in numbers. */
interface Axis {
  input: number;
  output: number;
  kernel: number;
  stride: number;
  dilation: number;
  pad: number;
}

/** The output's numbers, of another shape with as many elements where `shape` says so; undefined where unknown. */
export function poolNumbers(
  cx: Context,
  plan: PoolPlan,
  input: TensorValue,
  rule: AverageRule,
  shape: Shape = plan.outputShape,
): NdArray | undefined {
  const source = input.data;
  if (!source || plan.error || plan.kind === 'lp' || !isHeld(input.dtype)) return undefined;
  if (!isConcrete(plan.outputShape) || !isConcrete(shape) || !affordable(cx, shape)) return undefined;
  const axes = plan.axes.map(inNumbers);
  if (axes.some((axis) => !axis)) return undefined;
  while (axes.length < 3) axes.unshift({ input: 1, output: 1, kernel: 1, stride: 1, dilation: 1, pad: 0 });
  const [z, y, x] = axes as Axis[];
  const result = zeros(shape, input.dtype);
  const planes = sizeOf(plan.outputShape.slice(0, -plan.rank));
  const size = z.input * y.input * x.input;
  let target = 0;
  for (let plane = 0; plane < planes; plane++) {
    for (let oz = 0; oz < z.output; oz++) {
      for (let oy = 0; oy < y.output; oy++) {
        for (let ox = 0; ox < x.output; ox++) {
          result.data[target++] = window(source.data, plane * size, [z, y, x], [oz, oy, ox], plan.kind === 'max', rule);
        }
      }
    }
  }
  return result;
}

function inNumbers(axis: WindowAxis): Axis | undefined {
  const { input, output, kernel, stride, dilation, padBefore } = axis;
  if (![input, output, kernel, stride, dilation, padBefore].every(isNumber)) return undefined;
  return { input, output, kernel, stride, dilation, pad: padBefore } as Axis;
}

/** The maximum or average of one window. PyTorch counts padding, but nothing beyond it (`count_include_pad`). */
function window(
  data: ArrayLike<number>,
  offset: number,
  axes: [Axis, Axis, Axis],
  at: [number, number, number],
  max: boolean,
  rule: AverageRule,
): number {
  const start = axes.map((axis, i) => at[i] * axis.stride - axis.pad);
  let best = -Infinity;
  let sum = 0;
  let count = 0;
  for (let kz = 0; kz < axes[0].kernel; kz++) {
    const z = start[0] + kz * axes[0].dilation;
    if (z < 0 || z >= axes[0].input) continue;
    for (let ky = 0; ky < axes[1].kernel; ky++) {
      const y = start[1] + ky * axes[1].dilation;
      if (y < 0 || y >= axes[1].input) continue;
      for (let kx = 0; kx < axes[2].kernel; kx++) {
        const x = start[2] + kx * axes[2].dilation;
        if (x < 0 || x >= axes[2].input) continue;
        const value = data[offset + (z * axes[1].input + y) * axes[2].input + x];
        // A NaN in the window is the maximum, as in PyTorch.
        if (value > best || Number.isNaN(value)) best = value;
        sum += value;
        count++;
      }
    }
  }
  if (max) return best;
  const padded = axes.reduce(
    (n, axis, i) => n * (Math.min(start[i] + axis.kernel, axis.input + axis.pad) - start[i]),
    1,
  );
  return sum / (rule.divisor ?? (rule.countIncludePad ? padded : count));
}
