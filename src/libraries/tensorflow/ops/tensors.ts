/** What most operations start with: their tensor argument, its shape known, or the unknown value instead. */
import { formatDim, isSymbolic, type Dim, type Shape } from '../../../shape';
import type { NdArray } from '../../../compute/ndarray';
import type { Context } from '../../../python/interpreter/context';
import { UnknownValue, type TensorValue, type Value } from '../../../python/interpreter/values';
import { makeTensor as makeAnyTensor } from '../../common/tensors';
import { convert } from '../convert';
import { tensorClass } from '../tensorClasses';
import { said } from '../../../protocol/say';

/** A tensor whose rank is known. */
export interface Known extends TensorValue {
  shape: Shape;
}

/**
 * Runs a rule on a tensor argument; what is not known stays unknown. A parameter that nobody gave, and arithmetic on
 * one, may be a number or any tensor: how many axes it has is not known.
 */
export function withTensor(cx: Context, value: Value, rule: (x: Known) => Value, dtype?: string): Value {
  if (value.kind === 'unknown') return value.symbol ? new UnknownValue(value.reason, value.at) : value;
  if ((value.kind === 'int' || value.kind === 'float') && isSymbolic(value.value)) {
    return cx.unknown(said`${formatDim(value.value)} follows from a parameter that is not given: a number or a tensor`);
  }
  const x = convert(cx, value, dtype);
  if (x.kind !== 'tensor') return x;
  if (!x.shape) return x.reason ?? cx.unknown('the shape of the tensor is not known');
  return rule(x as Known);
}

/** A result with numbers, or with sizes for elements where the numbers are sizes. */
export function result(
  shape: Shape,
  dtype: string | undefined,
  parts: { data?: NdArray; elements?: readonly Dim[] } = {},
): TensorValue {
  return makeAnyTensor(tensorClass, shape, dtype, parts);
}
