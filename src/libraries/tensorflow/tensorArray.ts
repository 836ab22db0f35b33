/** `tf.TensorArray`: a list of tensors that loops of a graph write and stack. */
import { equalDims, isNumber, maxDim, mul, type Dim, type Shape } from '../../shape';
import type { Context } from '../../python/interpreter/context';
import { getter, native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { InstanceValue, NONE, str, type TensorValue, type Value } from '../../python/interpreter/values';
import { dtypeArg } from '../common/dtypes';
import { convert } from './convert';
import { readShape, readSize } from './staticShape';
import { makeTensor } from './tensorClasses';
import { result } from './ops/tensors';

/** What is known of the elements. Every write makes a new one, as the array that `write` gives is a new one in TensorFlow. */
interface Elements {
  readonly size: Dim;
  /** The shape that all elements share as far as it is known; undefined before the first. */
  readonly element: Shape | undefined;
  readonly dtype: string | undefined;
  readonly grows: boolean;
}

const elementsOf = (self: Value): Elements => (self as InstanceValue).native as Elements;

function made(elements: Elements): InstanceValue {
  const array = new InstanceValue(tensorArrayClass);
  array.native = elements;
  return array;
}

/** Sizes on which two shapes agree. */
function common(cx: Context, one: Shape | undefined, other: Shape): Shape | undefined {
  if (!one) return other;
  if (one.length !== other.length) return undefined;
  return one.map((dim, i) =>
    equalDims(dim, other[i]) === true ? dim : cx.unknownDim('the elements of the TensorArray differ in size'),
  );
}

function written(cx: Context, before: Elements, index: Value, value: Value): Elements {
  const x = convert(cx, value);
  const place = index.kind === 'int' ? index.value : undefined;
  const size = !before.grows
    ? before.size
    : place !== undefined && isNumber(place) && isNumber(before.size)
      ? maxDim(before.size, place + 1)
      : cx.unknownDim('how many elements the loop writes is not known');
  const element = x.kind === 'tensor' && x.shape ? common(cx, before.element, x.shape) : before.element;
  return { ...before, size, element, dtype: before.dtype ?? (x.kind === 'tensor' ? x.dtype : undefined) };
}

/** All elements, one behind the other along a new axis. */
function stacked(cx: Context, { size, element, dtype }: Elements, count: Dim = size): Value {
  return element ? result([count, ...element], dtype) : cx.unknown('what is written to the TensorArray is not known');
}

function unstacked(cx: Context, before: Elements, value: Value): Elements {
  const x = convert(cx, value);
  if (x.kind !== 'tensor' || !x.shape || x.shape.length === 0) return before;
  return { ...before, size: x.shape[0], element: common(cx, before.element, x.shape.slice(1)), dtype: x.dtype };
}

const isTensor = (value: Value): value is TensorValue => value.kind === 'tensor';

export const tensorArrayClass = nativeClass('tensorflow', 'TensorArray', [types.object], {
  __init__: native(
    '__init__',
    'self, dtype, size=None, dynamic_size=None, clear_after_read=None, tensor_array_name=None, handle=None, flow=None, infer_shape=True, element_shape=None, colocate_with_first_write_call=True, name=None',
    (a, cx) => {
      const size: Dim = a.isNone('size') ? 0 : readSize(a.get('size'), cx, 'size');
      const element = a.isNone('element_shape') ? undefined : readShape(a.get('element_shape'), cx, 'element_shape');
      const elements: Elements = {
        size,
        element,
        dtype: dtypeArg(a.get('dtype')),
        grows: a.truth('dynamic_size') === true,
      };
      (a.get('self') as InstanceValue).native = elements;
      return NONE;
    },
  ),
  write: native('write', 'self, index, value, name=None', (a, cx) =>
    made(written(cx, elementsOf(a.get('self')), a.get('index'), a.get('value'))),
  ),
  read: native('read', 'self, index, name=None', (a, cx) => {
    const { element, dtype } = elementsOf(a.get('self'));
    return element ? makeTensor(element, dtype) : cx.unknown('what is written to the TensorArray is not known');
  }),
  stack: native('stack', 'self, name=None', (a, cx) => stacked(cx, elementsOf(a.get('self')))),
  gather: native('gather', 'self, indices, name=None', (a, cx) => {
    const indices = convert(cx, a.get('indices'));
    const count = isTensor(indices) ? indices.shape?.[0] : undefined;
    return stacked(cx, elementsOf(a.get('self')), count ?? cx.unknownDim('how many elements are taken is not known'));
  }),
  concat: native('concat', 'self, name=None', (a, cx) => {
    const { size, element, dtype } = elementsOf(a.get('self'));
    if (!element || element.length === 0) return cx.unknown('what is written to the TensorArray is not known');
    return result([mul(size, element[0]), ...element.slice(1)], dtype);
  }),
  unstack: native('unstack', 'self, value, name=None', (a, cx) =>
    made(unstacked(cx, elementsOf(a.get('self')), a.get('value'))),
  ),
  scatter: native('scatter', 'self, indices, value, name=None', (a, cx) =>
    made(unstacked(cx, elementsOf(a.get('self')), a.get('value'))),
  ),
  size: native('size', 'self, name=None', (a) => {
    const { size } = elementsOf(a.get('self'));
    return result([], 'int32', { elements: [size] });
  }),
  identity: native('identity', 'self', (a) => a.get('self')),
  mark_used: native('mark_used', 'self', () => NONE),
  close: native('close', 'self, name=None', () => NONE),
  dtype: getter('dtype', (self) => str(elementsOf(self).dtype ?? 'float32')),
});
