/** Convolution on numbers, where input, weight and bias hold them: the reference loop of src/compute. */
import { denseMaps } from '../../../compute/layout';
import { fromFlat, type NdArray } from '../../../compute/ndarray';
import { problemOfPlan } from '../../../compute/problem';
import { convolve } from '../../../compute/reference';
import { isNumber, type ConvPlan } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import type { TensorValue } from '../../../python/interpreter/values';
import { affordable } from '../../common/tensors';
import { isConcrete, isHeld } from '../tensor';

/** Multiply-adds worth waiting for. */
const MOST_MACS = { analysis: 2e5, run: 2e9 };

/** The output's numbers; undefined where something is not known or it would take too long. */
export function convNumbers(
  cx: Context,
  plan: ConvPlan,
  input: TensorValue,
  weight: TensorValue,
  bias: TensorValue | undefined,
): NdArray | undefined {
  if (plan.error || !isNumber(plan.macs) || plan.macs > MOST_MACS[cx.mode]) return undefined;
  if (!isConcrete(plan.outputShape) || !affordable(cx, plan.outputShape) || !isHeld(input.dtype)) return undefined;
  const numbers = input.data;
  const kernel = numbers && weight.data;
  if (!numbers || !kernel || (bias && !bias.data)) return undefined;
  const problem = problemOfPlan(plan);
  const shape = [problem.batch, problem.inChannels, ...problem.axes.map((axis) => axis.input)];
  const maps = convolve(problem, denseMaps(shape, numbers.data, 'channels_first'), kernel.data, bias?.data?.data);
  return fromFlat(plan.outputShape, maps.data, input.dtype);
}
