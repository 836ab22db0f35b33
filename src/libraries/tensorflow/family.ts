/** What common operations need to know about TensorFlow's tensors. */
import type { Context } from '../../python/interpreter/context';
import type { TensorValue, UnknownValue, Value } from '../../python/interpreter/values';
import { promoteTensorflow } from '../common/dtypes';
import { readNested } from '../common/literals';
import { makeTensor as makeAnyTensor, type TensorFamily } from '../common/tensors';
import { StaticShape } from './staticShape';
import { tensorClass } from './tensorClasses';

/** TensorFlow's own default types for Python numbers: float32 and int32 (`tf.convert_to_tensor`). */
export function defaultDtype(weak: 'bool' | 'int' | 'float' | 'complex'): string {
  return { bool: 'bool', int: 'int32', float: 'float32', complex: 'complex128' }[weak];
}

export const tensorflow: TensorFamily = {
  name: 'tensorflow',
  promote: promoteTensorflow,
  quotientDtype: (dtype) => (/^u?int(8|16)$/.test(dtype) ? 'float32' : 'float64'),
  reducedDtype: (op, dtype) => {
    if (op === 'any' || op === 'all') return 'bool';
    return op === 'argmax' || op === 'argmin' ? 'int64' : dtype;
  },
  resultClass: () => tensorClass,
  views: false,
  coerce: listAsTensor,
};

/** A nested list of numbers, or a TensorShape, as TensorFlow converts it. */
function listAsTensor(cx: Context, value: Value): TensorValue | UnknownValue | undefined {
  if (value.kind === 'instance' && value.native instanceof StaticShape) {
    const { shape } = value.native;
    return shape && makeAnyTensor(tensorClass, [shape.length], 'int32', { elements: shape });
  }
  const nested = readNested(cx, value);
  if (!nested) return undefined;
  const dtype = nested.weak ? defaultDtype(nested.weak) : nested.dtype;
  return makeAnyTensor(tensorClass, nested.shape, dtype, { data: nested.data, elements: nested.elements });
}
