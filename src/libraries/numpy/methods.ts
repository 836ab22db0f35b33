/** The attributes and methods of arrays and NumPy scalars. */
import { partOf } from './fourier';
import { astype, full } from '../../compute/ndarray';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { getter, native } from '../../python/interpreter/native';
import {
  NONE,
  PropertyValue,
  bool,
  int,
  list,
  str,
  tuple,
  type TensorValue,
  type Value,
} from '../../python/interpreter/values';
import { floorDiv, isNumber, mul, productOf } from '../../shape';
import { storedDtype } from '../common/dtypes';
import { symbolicElements } from '../common/elements';
import { writeNumbers } from '../common/elementwise';
import { getItem } from '../common/indexing';
import { itemOf, operatorTable, pythonNumber } from '../common/operators';
import { shapeArg, shapeValue } from '../common/shapes';
import { makeTensor, operandOf } from '../common/tensors';
import { replaceNumbers } from '../common/views';
import { abstractScalars, asArray, dtypeObject, dtypeParameter, isNumpy, ndarray, numpyFamily } from './classes';
import { combining } from './combining';
import { copied, creation } from './creation';
import { itemSize } from './dtypes';
import { dot, linear } from './linear';
import { reprOf, textOf } from './printing';
import { rearranging, reshapeMethod, reshapeTo, transposeBy, transposeMethod, flattened } from './rearranging';
import { reducing } from './reducing';
import { selecting, sortMethod } from './selecting';
import { clipped, into, rounded, ufuncs } from './ufuncs';

const self = (value: Value): TensorValue => value as TensorValue;

/** Elements as nested lists of Python numbers. */
function nested(cx: Context, tensor: TensorValue): Value {
  const { data } = tensor;
  if (tensor.shape?.length === 0) return itemOf(cx, tensor);
  if (!data) return cx.unknown('the numbers of the array are not known');
  let at = 0;
  const build = (axis: number): Value => {
    if (axis === data.shape.length) return pythonNumber(data.data[at++], data.dtype);
    return list(Array.from({ length: data.shape[axis] }, () => build(axis + 1)));
  };
  return build(0);
}

const astypeMethod = native('astype', "self, dtype, order='K', casting='unsafe', subok=True, copy=True", (a, cx) => {
  const array = self(a.get('self'));
  const dtype = dtypeParameter(cx, a.get('dtype'));
  if (dtype === undefined) return makeTensor(array.cls, array.shape, undefined, { like: array });
  const stored = storedDtype(dtype);
  const cls = array.cls === ndarray ? ndarray : numpyFamily.resultClass(dtype, array.shape);
  const data = array.data && stored && astype({ ...array.data, data: array.data.data.slice() }, stored);
  return makeTensor(cls, array.shape, dtype, { data, elements: symbolicElements(array), like: array });
});

const item = native('item', 'self, *args', (a, cx) => {
  const array = self(a.get('self'));
  if (a.rest.length === 0) return itemOf(cx, array);
  const index = a.rest.length === 1 ? a.rest[0] : tuple(a.rest);
  const from = a.rest.length === 1 && index.kind === 'int' ? flattened(cx, array) : array;
  return itemOf(cx, getItem(cx, numpyFamily, from, index));
});

const fill = native('fill', 'self, value', (a, cx) => {
  const array = self(a.get('self'));
  const value = operandOf(cx, a.get('value'))?.data;
  const sizes = array.shape?.every(isNumber) ? productOf(array.shape) : undefined;
  if (!value || sizes === undefined || !array.data) replaceNumbers(cx, array, undefined);
  else {
    const data = array.data.data.slice().fill(value.data[0]);
    writeNumbers(cx, array, { ...array.data, data });
  }
  return NONE;
});

/** `array.resize(shape)`: other sizes where the array lies, zeros where it has no number for them. */
const resize = native('resize', 'self, *new_shape, refcheck=True', (a, cx) => {
  const array = self(a.get('self'));
  const shape = shapeArg(cx, a.rest.length === 1 ? a.rest[0] : tuple(a.rest));
  if (shape?.some((dim) => isNumber(dim) && dim < 0)) {
    throw new PyError('ValueError', 'negative dimensions not allowed');
  }
  const numbers = array.data?.data;
  const sizes = shape?.every(isNumber) ? (shape as number[]) : undefined;
  cx.reshapes(array);
  replaceNumbers(cx, array, undefined);
  array.shape = shape;
  if (numbers && sizes && array.dtype) {
    const made = full(sizes, 0, storedDtype(array.dtype)!);
    made.data.set(numbers.subarray(0, made.data.length) as never);
    array.data = made;
  }
  return NONE;
});

const NOT_KNOWN = 'the shape of the array is not known';

const attributes: Record<string, Value> = {
  shape: new PropertyValue(
    native('shape', 'self', (a, cx) => {
      const { shape } = self(a.get('self'));
      return shape ? shapeValue(shape) : cx.unknown(NOT_KNOWN);
    }),
    native('shape', 'self, value', (a, cx) => {
      const array = self(a.get('self'));
      const changed = reshapeTo(cx, array, shapeArg(cx, a.get('value')));
      const { data } = changed;
      replaceNumbers(cx, array, undefined);
      array.shape = changed.shape;
      array.data = data;
      return NONE;
    }),
  ),
  dtype: getter('dtype', (value, cx) => {
    const { dtype } = self(value);
    return dtype ? dtypeObject(dtype) : cx.unknown('the element type of the array is not known');
  }),
  ndim: getter('ndim', (value, cx) => {
    const { shape } = self(value);
    return shape ? int(shape.length) : cx.unknown(NOT_KNOWN);
  }),
  size: getter('size', (value, cx) => {
    const { shape } = self(value);
    return shape ? int(productOf(shape)) : cx.unknown(NOT_KNOWN);
  }),
  itemsize: getter('itemsize', (value, cx) => {
    const { dtype } = self(value);
    return dtype ? int(itemSize(dtype)) : cx.unknown('the element type of the array is not known');
  }),
  nbytes: getter('nbytes', (value, cx) => {
    const { shape, dtype } = self(value);
    return shape && dtype ? int(mul(productOf(shape), itemSize(dtype))) : cx.unknown(NOT_KNOWN);
  }),
  T: getter('T', (value, cx) => transposeBy(cx, self(value), 'all')),
  mT: getter('mT', (value, cx) => {
    const rank = self(value).shape?.length;
    if (rank === undefined) return transposeBy(cx, self(value), 'all');
    if (rank < 2) throw new PyError('ValueError', 'matrix transpose with ndim < 2 is undefined');
    const order = Array.from({ length: rank }, (_, axis) => axis);
    return transposeBy(cx, self(value), [...order.slice(0, -2), rank - 1, rank - 2]);
  }),
  real: getter('real', (value) => partOf(self(value), 'real')),
  imag: getter('imag', (value) => partOf(self(value), 'imag')),
  flat: getter('flat', (value, cx) => flattened(cx, self(value))),
};

/** Functions whose first parameter is the array serve as its methods. */
const FUNCTIONS = [reducing, combining, rearranging, selecting, linear];
const SHARED = [
  'sum',
  'prod',
  'mean',
  'max',
  'min',
  'std',
  'var',
  'any',
  'all',
  'argmax',
  'argmin',
  'cumsum',
  'cumprod',
  'squeeze',
  'ravel',
  'repeat',
  'swapaxes',
  'take',
  'nonzero',
  'argsort',
  'searchsorted',
  'trace',
];
const shared = Object.fromEntries(
  SHARED.map((name) => [name, FUNCTIONS.find((table) => Object.hasOwn(table, name))![name]]),
);

const methods: Record<string, Value> = {
  ...attributes,
  ...shared,
  reshape: reshapeMethod,
  resize,
  transpose: transposeMethod,
  astype: astypeMethod,
  item,
  fill,
  dot,
  sort: sortMethod,
  conj: ufuncs.conj,
  copy: native('copy', "self, order='C'", (a) => copied(self(a.get('self')))),
  flatten: native('flatten', "self, order='C'", (a, cx) => copied(flattened(cx, self(a.get('self'))))),
  tolist: native('tolist', 'self', (a, cx) => nested(cx, self(a.get('self')))),
  view: native('view', 'self, dtype=None, type=None', (a, cx) => {
    const { shape, dtype, reason } = self(a.get('self'));
    if (a.isNone('dtype')) return a.get('self');
    const to = dtypeParameter(cx, a.get('dtype'));
    if (!shape || !dtype || !to || (shape.length === 0 && itemSize(dtype) !== itemSize(to)))
      return reason ?? cx.unknown('the element type is not known');
    // The bytes of the last axis are read as elements of another size.
    const last = shape.length - 1;
    const sizes = shape.map((dim, axis) => (axis === last ? floorDiv(mul(dim, itemSize(dtype)), itemSize(to)) : dim));
    return makeTensor(ndarray, sizes, to);
  }),
  clip: native('clip', 'self, min=None, max=None, out=None, **kwargs', (a, cx) =>
    into(cx, a, clipped(cx, a.get('self'), a.get('min'), a.get('max'))),
  ),
  round: native('round', 'self, decimals=0, out=None', (a, cx) =>
    into(cx, a, rounded(cx, a.get('self'), a.number('decimals') ?? 0)),
  ),
  tobytes: native('tobytes', "self, order='C'", (_a, cx) => cx.unknown('the bytes of an array are not modelled')),
  setflags: native('setflags', 'self, write=None, align=None, uic=None', () => NONE),
  __str__: native('__str__', 'self', (a, cx) => str(textOf(cx, self(a.get('self'))))),
  __repr__: native('__repr__', 'self', (a, cx) => str(reprOf(cx, self(a.get('self'))))),
  __array__: native('__array__', 'self, dtype=None, copy=None', (a, cx) =>
    asArray(cx, a.get('self'), dtypeParameter(cx, a.get('dtype'))),
  ),
  __copy__: native('__copy__', 'self', (a) => copied(self(a.get('self')))),
  __deepcopy__: native('__deepcopy__', 'self, memo', (a) => copied(self(a.get('self')))),
  __round__: native('__round__', 'self, ndigits=None', (a, cx) => {
    const digits = a.isNone('ndigits') ? 0 : (a.number('ndigits') ?? 0);
    return rounded(cx, a.get('self'), digits);
  }),
  ...operatorTable({
    family: numpyFamily,
    inPlace: true,
    assignable: true,
    defersTo: (other) => other.kind === 'tensor' && !isNumpy(other),
  }),
};

for (const [name, value] of Object.entries(methods)) ndarray.attrs.set(name, value);

/** Scalars have the arrays' methods; they are hashable and do not change. */
const CONTAINER_ONLY = new Set(['__setitem__', '__iter__', '__len__', '__matmul__', '__rmatmul__', 'sort', 'fill']);
for (const [name, value] of Object.entries(methods)) {
  if (!CONTAINER_ONLY.has(name)) abstractScalars.generic.attrs.set(name, value);
}
abstractScalars.generic.hooks = {
  keyAs: (cx, scalar) => {
    const number = itemOf(cx, scalar);
    return number.kind === 'unknown' ? undefined : number;
  },
};
abstractScalars.generic.attrs.set(
  'is_integer',
  native('is_integer', 'self', (a, cx) => {
    const { data } = self(a.get('self'));
    if (!data) return cx.unknown('the number is not known');
    return bool(Number.isInteger(data.data[0]));
  }),
);

/** An integer scalar beside a sequence repeats it, as a Python int does: `'a' * np.int64(3)`. */
for (const name of ['__mul__', '__rmul__']) {
  const multiply = methods[name];
  const repeats = native(name, 'self, other', (a, cx) => {
    const other = a.get('other');
    const sequence = other.kind === 'str' || other.kind === 'list' || other.kind === 'tuple' || other.kind === 'bytes';
    if (sequence) return cx.binary('*', other, itemOf(cx, self(a.get('self'))));
    return cx.call(multiply, [a.get('self'), other]);
  });
  abstractScalars.integer.attrs.set(name, repeats);
}

/** `np.ndarray(shape, dtype)`: an array whose content is not defined. */
ndarray.hooks = {
  construct: (cx, _cls, args, kwargs) => cx.call(creation.empty, args, kwargs),
};
