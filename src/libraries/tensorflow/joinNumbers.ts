/** Numbers of tensors put one behind the other, where all of them are known. */
import { concatenate } from '../../compute/numeric/manipulation';
import type { NdArray } from '../../compute/ndarray';
import type { Shape } from '../../shape';
import type { Context } from '../../python/interpreter/context';
import type { TensorValue } from '../../python/interpreter/values';
import { affordable } from '../common/tensors';

/** The numbers of `inputs` joined along `axis` into `shape`; undefined where one of them is not known. */
export function concatNumbers(
  cx: Context,
  inputs: readonly TensorValue[],
  axis: number,
  shape: Shape,
): NdArray | undefined {
  const arrays = inputs.map((input) => input.data).filter((data) => data !== undefined);
  if (arrays.length === 0 || arrays.length < inputs.length || !affordable(cx, shape)) return undefined;
  return concatenate(arrays, axis, arrays[0].dtype);
}
