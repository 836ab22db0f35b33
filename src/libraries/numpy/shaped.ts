/** What functions of NumPy need whose numbers are not computed: the arrays they are given, and results by their shapes alone. */
import type { Context } from '../../python/interpreter/context';
import { native, type Bound } from '../../python/interpreter/native';
import type { NativeFunction, TensorValue, Value } from '../../python/interpreter/values';
import type { Shape } from '../../shape';
import { promoteNumpy } from '../common/dtypes';
import { resultTensor } from '../common/tensors';
import { asArray, numpyFamily } from './classes';
import { unshaped } from './rearranging';

/** An array of known rank. */
export type Shaped = TensorValue & { readonly shape: Shape };

/** An array, or a scalar where no axis is left, of which the numbers are not known. */
export const made = (shape: Shape, dtype: string | undefined): TensorValue =>
  resultTensor(numpyFamily, shape, dtype, {});

/** What integers become in arithmetic that divides: double; other types stay. */
export const floating = (dtype: string | undefined): string | undefined =>
  dtype === undefined || /^(float|complex)/.test(dtype) ? dtype : 'float64';

/** What arrays have in common. */
export const common = (...arrays: readonly TensorValue[]): string | undefined =>
  arrays.some(({ dtype }) => dtype === undefined) ? undefined : promoteNumpy(arrays.map(({ dtype }) => ({ dtype })));

/**
 * A function of the arrays that the parameters in front of the signature are, as many as the rule takes. Where the rank of one is
 * not known, neither is the result's.
 */
export function ofArrays(
  name: string,
  signature: string,
  count: number,
  rule: (arrays: readonly Shaped[], a: Bound, cx: Context) => Value,
): NativeFunction {
  const names = signature.split(', ').slice(0, count);
  return native(name, signature, (a, cx) => {
    const arrays = names.map((parameter) => asArray(cx, a.get(parameter.split('=')[0])));
    const open = arrays.find(({ shape }) => !shape);
    return open ? unshaped(cx, open) : rule(arrays as Shaped[], a, cx);
  });
}

/** The same of one array. */
export const ofArray = (
  name: string,
  signature: string,
  rule: (x: Shaped, a: Bound, cx: Context) => Value,
): NativeFunction => ofArrays(name, signature, 1, ([x], a, cx) => rule(x, a, cx));
