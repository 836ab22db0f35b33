/** The numbers of a convolution, where input and weight are known: through the reference loop of src/compute. */
import { astype, permute, reshape, type NdArray } from '../../compute/ndarray';
import { denseMaps, inFormat, type DataFormat, type Maps } from '../../compute/layout';
import { problemOfPlan, type ConvProblem } from '../../compute/problem';
import { convolve } from '../../compute/reference';
import { isNumber, type ConvPlan, type SeparablePlan } from '../../shape';
import type { Context } from '../../python/interpreter/context';
import type { TensorValue } from '../../python/interpreter/values';
import { storedDtype } from '../common/dtypes';
import { affordable } from '../common/tensors';

/** The most multiply-adds spent on one call: the loop is the definition of convolution, not a fast one. */
const MOST_MACS = { analysis: 2e6, run: 3e8 };

/**
 * The numbers of a convolution's output in the input's own dtype and order of axes; undefined where something is
 * not known or too much.
 */
export function convolveNumbers(
  cx: Context,
  plan: ConvPlan,
  input: TensorValue,
  weight: TensorValue | undefined,
  bias?: TensorValue,
): NdArray | undefined {
  if (plan.bias && !bias?.data) return undefined;
  if (!input.data || !weight?.data || !isNumber(plan.macs) || plan.macs > MOST_MACS[cx.mode]) return undefined;
  // Of an input with zeros between its rows only shapes are known (compute/problem.ts).
  if (!plan.transposed && plan.axes.some(({ inputDilation }) => inputDilation !== 1)) return undefined;
  if (!affordable(cx, plan.outputShape)) return undefined;
  return convolveArrays(plan, input.data, weight.data, plan.bias ? bias?.data : undefined);
}

function convolveArrays(plan: ConvPlan, input: NdArray, weight: NdArray, bias?: NdArray): NdArray {
  const problem = problemOfPlan(plan);
  const format = plan.roles.layout;
  const spatial = problem.axes.map((axis) => axis.input);
  const shape = [problem.batch, problem.inChannels, ...spatial];
  const maps = denseMaps(shape, input.data, format);
  const result = convolve(problem, maps, neutralWeight(plan, problem, weight).data, bias?.data);
  const dtype = storedDtype(input.dtype) ?? 'float32';
  return reshape(inOrder(result, format, dtype), plan.outputShape as number[]);
}

/** The weight as the loop reads it: (out, in / groups, …kernel), transposed (in, out / groups, …kernel). */
function neutralWeight(plan: ConvPlan, problem: ConvProblem, weight: NdArray): NdArray {
  const { rank } = plan;
  const kernel = Array.from({ length: rank }, (_, axis) => axis);
  switch (plan.weightLayout) {
    case 'kIO':
    case 'kOI':
      return permute(weight, [rank + 1, rank, ...kernel]);
    case 'kIM':
      return reshape(permute(weight, [rank, rank + 1, ...kernel]), [
        problem.outChannels,
        1,
        ...problem.axes.map((axis) => axis.kernel),
      ]);
    default:
      return weight;
  }
}

/** Dense maps in (N, C, …spatial) as an array in the order of `format`. */
function inOrder(maps: Maps, format: DataFormat, dtype: NdArray['dtype']): NdArray {
  const array: NdArray = { shape: maps.shape, dtype: 'float64', data: maps.data };
  const rank = maps.shape.length - 2;
  const order = inFormat([0, 1, ...Array.from({ length: rank }, (_, axis) => axis + 2)], format);
  return astype(permute(array, order), dtype);
}

/** The numbers of a depthwise convolution followed by a 1×1 one. */
export function separableNumbers(
  cx: Context,
  plan: SeparablePlan,
  input: TensorValue,
  depthwise: TensorValue | undefined,
  pointwise: TensorValue | undefined,
  bias?: TensorValue,
): NdArray | undefined {
  if (!isNumber(plan.macs) || plan.macs > MOST_MACS[cx.mode] || !affordable(cx, plan.outputShape)) return undefined;
  if (!input.data || !depthwise?.data || !pointwise?.data) return undefined;
  if (plan.pointwise.bias && !bias?.data) return undefined;
  const between = convolveArrays({ ...plan.depthwise, bias: false }, input.data, depthwise.data);
  return convolveArrays(plan.pointwise, between, pointwise.data, plan.pointwise.bias ? bias?.data : undefined);
}
