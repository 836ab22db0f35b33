/**
 * `tf.TensorShape` and TensorFlow 1's `tf.Dimension`.
 *
 * In TensorFlow 1 (and with `disable_v2_behavior`) the sizes of a shape are Dimension objects and print as `?` where
 * they are None; in TensorFlow 2 they are integers and None (tensorflow/python/framework/tensor_shape.py).
 */
import { isNumber, productOf, type Dim, type Shape } from '../../shape';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { getter, native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import {
  FALSE,
  InstanceValue,
  IteratorValue,
  NONE,
  bool,
  int,
  list,
  str,
  type Value,
} from '../../python/interpreter/values';
import { StaticShape, isNoneDim, readShape, readSize, sizeValue } from './staticShape';
import { stateOf } from './state';
import { kerasShapeClass } from './tensorClasses';

const shapeOf = (value: Value): Shape | undefined => ((value as InstanceValue).native as StaticShape).shape;
const self = (value: Value): InstanceValue => value as InstanceValue;

/** Arithmetic with None gives None, which the reason of the None dimension carries along. */
function arithmetic(name: string, op: string, reflected = false): Value {
  return native(name, 'self, other', (a, cx) => {
    const [own, other] = [a.get('self'), a.get('other')].map((value) => int(readSize(value, cx, 'a dimension')));
    const [left, right] = reflected ? [other, own] : [own, other];
    if (isNoneDim(left.value) || isNoneDim(right.value))
      return dimension(cx, (isNoneDim(left.value) ? left : right).value);
    const result = cx.binary(op, left, right);
    return result.kind === 'int' ? dimension(cx, result.value) : result;
  });
}

const comparison = (name: string, op: string): Value =>
  native(name, 'self, other', (a, cx) => {
    const [own, other] = [a.get('self'), a.get('other')].map((value) => readSize(value, cx, 'a dimension'));
    if (op === '==' && isNoneDim(own)) return a.get('other').kind === 'none' ? bool(true) : NONE;
    return isNoneDim(own) || isNoneDim(other) ? NONE : cx.compare(op, int(own), int(other));
  });

export const dimensionClass = nativeClass('tensorflow', 'Dimension', [types.object], {
  __init__: native('__init__', 'self, value', (a, cx) => {
    cx.touch(self(a.get('self')));
    self(a.get('self')).attrs.set('value', sizeValue(readSize(a.get('value'), cx, 'a dimension')));
    return NONE;
  }),
  __int__: native('__int__', 'self', (a) => self(a.get('self')).attrs.get('value') ?? NONE),
  __index__: native('__index__', 'self', (a) => self(a.get('self')).attrs.get('value') ?? NONE),
  __repr__: native('__repr__', 'self', (a, cx) =>
    str(`Dimension(${cx.repr(self(a.get('self')).attrs.get('value') ?? NONE)})`),
  ),
  __str__: native('__str__', 'self', (a, cx) => str(dimText(cx, readSize(a.get('self'), cx, 'a dimension'), true))),
  __add__: arithmetic('__add__', '+'),
  __radd__: arithmetic('__radd__', '+', true),
  __sub__: arithmetic('__sub__', '-'),
  __rsub__: arithmetic('__rsub__', '-', true),
  __mul__: arithmetic('__mul__', '*'),
  __rmul__: arithmetic('__rmul__', '*', true),
  __floordiv__: arithmetic('__floordiv__', '//'),
  __rfloordiv__: arithmetic('__rfloordiv__', '//', true),
  __mod__: arithmetic('__mod__', '%'),
  __eq__: comparison('__eq__', '=='),
  __ne__: comparison('__ne__', '!='),
  __lt__: comparison('__lt__', '<'),
  __le__: comparison('__le__', '<='),
  __gt__: comparison('__gt__', '>'),
  __ge__: comparison('__ge__', '>='),
});

/** A size as an element of a shape: a Dimension in TensorFlow 1, an integer or None in TensorFlow 2. */
export function dimension(cx: Context, dim: Dim): Value {
  if (!stateOf(cx).graphMode) return sizeValue(dim);
  const made = new InstanceValue(dimensionClass);
  made.attrs.set('value', sizeValue(dim));
  return made;
}

function dimText(cx: Context, dim: Dim, v1: boolean): string {
  if (isNoneDim(dim)) return v1 ? '?' : 'None';
  return isNumber(dim) ? String(dim) : cx.str(int(dim));
}

/** `(?, 28, 28, 1)` in TensorFlow 1, `(None, 28, 28, 1)` in TensorFlow 2. */
export function shapeText(cx: Context, shape: Shape | undefined): string {
  if (!shape) return '<unknown>';
  const v1 = stateOf(cx).graphMode;
  const sizes = shape.map((dim) => dimText(cx, dim, v1));
  return sizes.length === 1 ? `(${sizes[0]},)` : `(${sizes.join(', ')})`;
}

/** @throws PyError ValueError where the rank is not known */
function known(value: Value, what: string): Shape {
  const shape = shapeOf(value);
  if (shape) return shape;
  throw new PyError('ValueError', `Cannot ${what} an unknown TensorShape: not even its rank is known.`);
}

/** Whether two shapes can be the same: None fits anything. */
function compatible(a: Shape | undefined, b: Shape | undefined): boolean {
  if (!a || !b) return true;
  return a.length === b.length && a.every((dim, i) => !isNumber(dim) || !isNumber(b[i]) || dim === b[i]);
}

export const tensorShapeClass = nativeClass('tensorflow', 'TensorShape', [types.object], {
  __init__: native('__init__', 'self, dims=None', (a, cx) => {
    cx.touch(self(a.get('self')));
    self(a.get('self')).native = new StaticShape(readShape(a.get('dims'), cx, 'dims'));
    return NONE;
  }),
  as_list: native('as_list', 'self', (a) => list(known(a.get('self'), 'list').map(sizeValue))),
  as_proto: native('as_proto', 'self', (_a, cx) => cx.unknown('a TensorShapeProto')),
  num_elements: native('num_elements', 'self', (a) => {
    const shape = shapeOf(a.get('self'));
    return shape && !shape.some(isNoneDim) ? int(productOf(shape)) : NONE;
  }),
  is_fully_defined: native('is_fully_defined', 'self', (a) =>
    bool(shapeOf(a.get('self'))?.every((d) => !isNoneDim(d)) ?? false),
  ),
  is_compatible_with: native('is_compatible_with', 'self, other', (a, cx) =>
    bool(compatible(shapeOf(a.get('self')), readShape(a.get('other'), cx, 'other'))),
  ),
  assert_is_compatible_with: native('assert_is_compatible_with', 'self, other', () => NONE),
  assert_has_rank: native('assert_has_rank', 'self, rank', () => NONE),
  concatenate: native('concatenate', 'self, other', (a, cx) => {
    const [left, right] = [shapeOf(a.get('self')), readShape(a.get('other'), cx, 'other')];
    return tensorShape(left && right ? [...left, ...right] : undefined);
  }),
  with_rank: native('with_rank', 'self, rank', (a) => a.get('self')),
  merge_with: native('merge_with', 'self, other', (a) => a.get('self')),
  ndims: getter('ndims', (shape) => rankOf(shapeOf(shape))),
  rank: getter('rank', (shape) => rankOf(shapeOf(shape))),
  dims: getter('dims', (shape, cx) => {
    const sizes = shapeOf(shape);
    return sizes ? list(sizes.map((dim) => dimension(cx, dim))) : NONE;
  }),
  __len__: native('__len__', 'self', (a) => int(known(a.get('self'), 'take the length of').length)),
  __bool__: native('__bool__', 'self', (a) => bool(shapeOf(a.get('self')) !== undefined)),
  __iter__: native(
    '__iter__',
    'self',
    (a, cx) =>
      new IteratorValue(
        known(a.get('self'), 'iterate over')
          .map((dim) => dimension(cx, dim))
          [Symbol.iterator](),
      ),
  ),
  __getitem__: native('__getitem__', 'self, key', (a, cx) => {
    const shape = shapeOf(a.get('self'));
    if (!shape) return a.get('key').kind === 'slice' ? tensorShape(undefined) : NONE;
    const item = cx.getItem(list(shape.map((dim) => int(dim))), a.get('key'));
    if (item.kind === 'int') return dimension(cx, item.value);
    return item.kind === 'list' ? tensorShape(item.items.map((size) => readSize(size, cx, 'a dimension'))) : item;
  }),
  __eq__: native('__eq__', 'self, other', (a, cx) => equalShapes(cx, a.get('self'), a.get('other'))),
  __ne__: native('__ne__', 'self, other', (a, cx) => {
    const same = equalShapes(cx, a.get('self'), a.get('other'));
    return same.kind === 'bool' ? bool(!same.value) : same;
  }),
  __hash__: native('__hash__', 'self', () => int(0)),
  __add__: native('__add__', 'self, other', (a, cx) => {
    const [left, right] = [shapeOf(a.get('self')), readShape(a.get('other'), cx, 'other')];
    return tensorShape(left && right ? [...left, ...right] : undefined);
  }),
  __str__: native('__str__', 'self', (a, cx) => str(shapeText(cx, shapeOf(a.get('self'))))),
  __repr__: native('__repr__', 'self', (a, cx) => {
    const shape = shapeOf(a.get('self'));
    if (!shape) return str('TensorShape(None)');
    const items = shape.map((dim) => dimension(cx, dim));
    return str(`TensorShape([${items.map((item) => cx.repr(item)).join(', ')}])`);
  }),
});

function rankOf(shape: Shape | undefined): Value {
  return shape ? int(shape.length) : NONE;
}

function equalShapes(cx: Context, own: Value, other: Value): Value {
  if (other.kind === 'none') return bool(shapeOf(own) === undefined);
  if (other.kind === 'unknown') return other;
  if (other.kind !== 'list' && other.kind !== 'tuple' && other.kind !== 'instance') return FALSE;
  const [a, b] = [shapeOf(own), readShape(other, cx, 'other')];
  if (!a || !b) return cx.unknown('whether the shapes are equal');
  if (a.length !== b.length) return FALSE;
  const same = cx.equal(list(a.map(sizeValue)), list(b.map(sizeValue)));
  return same === undefined ? cx.unknown('whether the shapes are equal') : bool(same);
}

/** A shape as the object that `tensor.shape` gives. */
export function tensorShape(shape: Shape | undefined): InstanceValue {
  const made = new InstanceValue(tensorShapeClass);
  made.native = new StaticShape(shape);
  return made;
}

/** The items of a Keras shape, which is a tuple. */
const items = (value: Value): readonly Value[] => (value.kind === 'tuple' ? value.items : []);

// In Keras 2 the shape of a symbolic tensor is a TensorShape: programs written for it ask for these.
const keras2Methods: Record<string, Value> = {
  as_list: native('as_list', 'self', (a) => list([...items(a.get('self'))])),
  num_elements: native('num_elements', 'self', (a, cx) => {
    const sizes = items(a.get('self')).map((size) => readSize(size, cx, 'a dimension'));
    return sizes.some(isNoneDim) ? NONE : int(productOf(sizes));
  }),
  is_fully_defined: native('is_fully_defined', 'self', (a) =>
    bool(items(a.get('self')).every((size) => size.kind !== 'none')),
  ),
  ndims: getter('ndims', (shape) => int(items(shape).length)),
  rank: getter('rank', (shape) => int(items(shape).length)),
};
for (const [name, value] of Object.entries(keras2Methods)) kerasShapeClass.attrs.set(name, value);
