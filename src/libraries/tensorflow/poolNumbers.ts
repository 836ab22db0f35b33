/** The numbers of a pooling, where the input's are known. */
import { allocate, sizeOf, stridesOf, type NdArray } from '../../compute/ndarray';
import { isFloating } from '../../compute/numeric/elementwise';
import { reduce } from '../../compute/numeric/reduction';
import type { PoolPlan } from '../../shape';
import type { Context } from '../../python/interpreter/context';
import type { TensorValue } from '../../python/interpreter/values';
import { affordable } from '../common/tensors';

interface Axis {
  readonly input: number;
  readonly output: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padBefore: number;
}

/** The most elements read in one call. */
const MOST_READS = { analysis: 2e6, run: 5e8 };

/**
 * Max or average over windows. Padding takes no part: a maximum skips it, and TensorFlow divides by the number of
 * elements that are inside (tf.nn.avg_pool, "Each entry in output is the mean").
 */
export function poolNumbers(cx: Context, plan: PoolPlan, tensor: TensorValue): NdArray | undefined {
  const shape = affordable(cx, plan.outputShape);
  const input = tensor.data;
  if (!shape || !input || plan.kind === 'lp') return undefined;
  const axes: Axis[] = [];
  for (const { input: size, output, kernel, stride, dilation, padBefore } of plan.axes) {
    const all = [size, output, kernel, stride, dilation, padBefore];
    if (!all.every((value) => typeof value === 'number')) return undefined;
    axes.push({ input: size, output, kernel, stride, dilation, padBefore } as Axis);
  }
  const taps = axes.reduce((product, axis) => product * axis.kernel, 1);
  if (sizeOf(shape) * taps > MOST_READS[cx.mode]) return undefined;
  const from = stridesOf(input.shape);
  const data = allocate(input.dtype, sizeOf(shape));
  const strides = stridesOf(shape);
  const spatial = plan.roles.spatial;
  const max = plan.kind === 'max';
  for (let target = 0; target < data.length; target++) {
    let base = 0;
    const starts: number[] = [];
    for (let axis = 0; axis < shape.length; axis++) {
      const at = Math.floor(target / strides[axis]) % shape[axis];
      const place = spatial.indexOf(axis);
      if (place < 0) base += at * from[axis];
      else starts[place] = at * axes[place].stride - axes[place].padBefore;
    }
    let result = max ? -Infinity : 0;
    let count = 0;
    const visit = (place: number, offset: number): void => {
      if (place === axes.length) {
        const value = input.data[offset];
        result = max ? Math.max(result, value) : result + value;
        count++;
        return;
      }
      const { kernel, dilation, input: size } = axes[place];
      for (let k = 0; k < kernel; k++) {
        const at = starts[place] + k * dilation;
        if (at >= 0 && at < size) visit(place + 1, offset + at * from[spatial[place]]);
      }
    };
    visit(0, base);
    data[target] = max ? result : result / count;
  }
  return { shape, dtype: input.dtype, data };
}

/** Max or average over whole axes. */
export function globalPoolNumbers(
  kind: 'max' | 'avg',
  { data }: TensorValue,
  axes: readonly number[],
  keepDims: boolean,
): NdArray | undefined {
  if (!data || !isFloating(data.dtype) || sizeOf(data.shape) === 0) return undefined;
  return reduce(kind === 'max' ? 'max' : 'mean', data, axes, keepDims, data.dtype);
}
