/** Convolution on numbers, where input, weight and bias hold them: the reference loop of src/compute. */
import { denseMaps } from '../../../compute/layout';
import { fromFlat, type Dtype, type NdArray } from '../../../compute/ndarray';
import { problemOfPlan } from '../../../compute/problem';
import { convolve } from '../../../compute/reference';
import { isNumber, type ConvPlan } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import type { TensorValue } from '../../../python/interpreter/values';
import { affordable } from '../../common/tensors';
import { isConcrete, isHeld } from '../tensor';
import { lazyNumbers, recipeOf } from './lazy';

/** Multiply-adds worth waiting for. */
const MOST_MACS = { analysis: 2e5, run: 1e8 };

/** Gives a convolution's output its numbers, where everything is known and it does not take too long. */
export function withConvNumbers(
  cx: Context,
  output: TensorValue,
  plan: ConvPlan,
  input: TensorValue,
  weight: TensorValue,
  bias: TensorValue | undefined,
): TensorValue {
  if (plan.error || !isNumber(plan.macs) || plan.macs > MOST_MACS[cx.mode]) return output;
  if (!isConcrete(plan.outputShape) || !affordable(cx, plan.outputShape) || !isHeld(input.dtype)) return output;
  const [numbers, kernel] = [recipeOf(input), recipeOf(weight)];
  const shift = bias && recipeOf(bias);
  if (!numbers || !kernel || (bias && !shift)) return output;
  const { dtype } = input;
  return lazyNumbers(output, () => compute(plan, dtype, numbers(), kernel(), shift?.()));
}

function compute(
  plan: ConvPlan,
  dtype: Dtype,
  input: NdArray | undefined,
  weight: NdArray | undefined,
  bias: NdArray | undefined,
): NdArray | undefined {
  if (!input || !weight || (plan.bias && !bias)) return undefined;
  const problem = problemOfPlan(plan);
  const shape = [problem.batch, problem.inChannels, ...problem.axes.map((axis) => axis.input)];
  const maps = convolve(problem, denseMaps(shape, input.data, 'channels_first'), weight.data, bias?.data);
  return fromFlat(plan.outputShape as number[], maps.data, dtype);
}
