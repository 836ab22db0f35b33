/**
 * NumPy's classes: `ndarray`, and the scalar types that name element types and convert to them.
 * Their methods are filled in by methods.ts.
 */
import { astype, zeros } from '../../compute/ndarray';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import type { ClassValue } from '../../python/interpreter/values';
import { InstanceValue, TensorValue, type UnknownValue, type Value } from '../../python/interpreter/values';

import { formatDim, isSymbolic } from '../../shape';
import { said } from '../../protocol/say';
import { checkForNumpy } from '../common/gradients';
import { dtypeArg, kindOf, promoteNumpy, storedDtype } from '../common/dtypes';
import { readNested, shapeOfTexts } from '../common/literals';
import { makeTensor, type TensorFamily } from '../common/tensors';

export const ndarray = nativeClass('numpy', 'ndarray', [types.object]);

const generic = nativeClass('numpy', 'generic', [types.object]);
const number = nativeClass('numpy', 'number', [generic]);
const integer = nativeClass('numpy', 'integer', [number]);
const inexact = nativeClass('numpy', 'inexact', [number]);

/** The abstract classes of NumPy's scalar types, for `isinstance` and `issubdtype`. */
export const abstractScalars = {
  generic,
  number,
  integer,
  signedinteger: nativeClass('numpy', 'signedinteger', [integer]),
  unsignedinteger: nativeClass('numpy', 'unsignedinteger', [integer]),
  inexact,
  floating: nativeClass('numpy', 'floating', [inexact]),
  complexfloating: nativeClass('numpy', 'complexfloating', [inexact]),
  flexible: nativeClass('numpy', 'flexible', [generic]),
};

const scalar = (name: string, base: ClassValue, ...others: ClassValue[]) =>
  nativeClass('numpy', name, [base, ...others]);
const { signedinteger, unsignedinteger, floating, complexfloating, flexible } = abstractScalars;

/** The scalar type of each dtype. float64 is also a Python float, as in NumPy. */
export const scalarClasses: Readonly<Record<string, ClassValue>> = {
  bool: scalar('bool', generic),
  int8: scalar('int8', signedinteger),
  int16: scalar('int16', signedinteger),
  int32: scalar('int32', signedinteger),
  int64: scalar('int64', signedinteger),
  uint8: scalar('uint8', unsignedinteger),
  uint16: scalar('uint16', unsignedinteger),
  uint32: scalar('uint32', unsignedinteger),
  uint64: scalar('uint64', unsignedinteger),
  float16: scalar('float16', floating),
  float32: scalar('float32', floating),
  float64: scalar('float64', floating, types.float),
  complex64: scalar('complex64', complexfloating),
  complex128: scalar('complex128', complexfloating),
  str: scalar('str_', flexible),
  object: scalar('object_', generic),
};

/** Whether a tensor is NumPy's own: an array or one of its scalars. */
export function isNumpy(value: Value): value is TensorValue {
  return value.kind === 'tensor' && value.cls.module === 'numpy';
}

/** NumPy's rules for the shared operations. */
export const numpyFamily: TensorFamily = {
  name: 'numpy',
  promote: promoteNumpy,
  quotientDtype: () => 'float64',
  floatDtype: (dtype) => (/^(bool|u?int8)$/.test(dtype) ? 'float16' : /^u?int16$/.test(dtype) ? 'float32' : 'float64'),
  reducedDtype,
  resultClass: (dtype, shape) => (shape?.length === 0 && dtype ? (scalarClasses[dtype] ?? ndarray) : ndarray),
  views: true,
  coerce: (cx, value) => coerced(cx, value),
};

/** numpy.sum, mean, …: small integers are summed in int64, means of integers are float64. */
function reducedDtype(op: string, dtype: string): string {
  const kind = kindOf(dtype);
  switch (op) {
    case 'argmax':
    case 'argmin':
      return 'int64';
    case 'any':
    case 'all':
      return 'bool';
    case 'sum':
    case 'prod':
      if (kind === 'bool') return 'int64';
      return kind === 'int' ? (dtype.startsWith('u') ? 'uint64' : 'int64') : dtype;
    case 'mean':
    case 'std':
    case 'var':
      return kind === 'int' || kind === 'bool' ? 'float64' : dtype;
    default:
      return dtype;
  }
}

function coerced(cx: Context, value: Value): TensorValue | UnknownValue | undefined {
  if (value.kind !== 'list' && value.kind !== 'tuple' && value.kind !== 'range') return undefined;
  return arrayFrom(cx, value) ?? cx.unknown('the elements of the sequence are not known');
}

/** An array of the elements of a (nested) sequence or number; undefined where they are not known. */
function arrayFrom(cx: Context, value: Value, dtype?: string): TensorValue | undefined {
  const texts = dtype === undefined || dtype === 'str' ? shapeOfTexts(value) : undefined;
  if (texts?.length) return makeTensor(ndarray, texts, 'str');
  const nested = readNested(cx, value);
  return nested && makeTensor(ndarray, nested.shape, dtype ?? nested.dtype, nested);
}

/**
 * A value as array: arrays as they are, other libraries' tensors by their numbers, sequences read. What is not
 * known becomes an array of unknown shape.
 */
export function asArray(cx: Context, value: Value, dtype?: string): TensorValue {
  if (value.kind === 'tensor') {
    if (isNumpy(value) && (!dtype || value.dtype === dtype)) return value;
    return makeTensor(ndarray, value.shape, dtype ?? value.dtype, { data: value.data, like: value });
  }
  const converted = value.kind === 'instance' ? converting(cx, value) : undefined;
  if (converted) return asArray(cx, converted, dtype);
  // Arithmetic on a parameter that nobody has given makes a symbol, though it may be an array: a scalar is an assumption.
  if ((value.kind === 'int' || value.kind === 'float') && isSymbolic(value.value)) {
    const given = value.kind === 'int' ? 'int64' : 'float64';
    const scalar = new TensorValue(ndarray, undefined, dtype ?? given, undefined, formatDim(value.value));
    cx.assume(scalar, () => []);
    return scalar;
  }
  const read = arrayFrom(cx, value, dtype) ?? arrayOfObjects(cx, value);
  if (read) return read;
  // None is an array of one object, which nobody means: it stands for what was not given.
  if (value.kind === 'none' && cx.mode === 'analysis')
    return makeTensor(ndarray, undefined, dtype, { reason: cx.unknown('None in the place of an array') });
  if (value.kind === 'str' || value.kind === 'none' || value.kind === 'instance' || value.kind === 'dict') {
    return makeTensor(ndarray, [], value.kind === 'str' ? 'str' : 'object');
  }
  const reason = value.kind === 'unknown' ? value : cx.unknown('the elements of the sequence are not known');
  return makeTensor(ndarray, undefined, dtype, { reason });
}

/** An array of what is no number, text or sequence: functions, objects that have no length. */
function arrayOfObjects(cx: Context, value: Value): TensorValue | undefined {
  const items = (value.kind === 'list' && !value.open) || value.kind === 'tuple' ? value.items : [];
  const isObject = (item: Value): boolean =>
    /^(function|native|method|class)$/.test(item.kind) ||
    (item.kind === 'instance' &&
      !item.cls.unknown &&
      !['__array__', '__len__'].some((name) => cx.findAttr(item, name)));
  return items.length > 0 && items.every(isObject) ? makeTensor(ndarray, [items.length], 'object') : undefined;
}

/** What an object's `__array__` gives. */
function converting(cx: Context, value: Value): Value | undefined {
  const method = cx.findAttr(value, '__array__');
  return method && cx.call(method);
}

// ── Scalar types as converters ─────────────────────────────────────────────────────────────────

for (const [dtype, cls] of Object.entries(scalarClasses)) {
  cls.hooks = {
    construct: (cx, _cls, args) => {
      if (args.length === 0) return makeTensor(cls, [], dtype, { data: zeros([], storedDtype(dtype) ?? 'float64') });
      const text = args[0].kind === 'str' && dtype !== 'str' ? Number(args[0].value) : undefined;
      if (text !== undefined) {
        if (Number.isNaN(text))
          throw new PyError('ValueError', `could not convert string to float: ${cx.repr(args[0])}`);
        return makeTensor(cls, [], dtype, { data: { shape: [], dtype: 'float64', data: Float64Array.of(text) } });
      }
      if (dtype === 'str' || dtype === 'object') return args[0];
      const array = asArray(cx, args[0]);
      const target = array.shape?.length === 0 ? cls : ndarray;
      const stored = storedDtype(dtype);
      const data = array.data && stored && astype(array.data, stored);
      const elements = readNested(cx, args[0])?.elements;
      return makeTensor(target, array.shape, dtype, { data, elements, reason: array.reason });
    },
  };
}

// ── dtype objects ──────────────────────────────────────────────────────────────────────────────

export const dtypeClass = nativeClass('numpy', 'dtype', [types.object]);
const dtypes = new Map<string, InstanceValue>();

/** `np.dtype('float32')`: one object per element type. */
export function dtypeObject(name: string): InstanceValue {
  let object = dtypes.get(name);
  if (!object) {
    object = new InstanceValue(dtypeClass);
    object.native = { dtype: name };
    dtypes.set(name, object);
  }
  return object;
}

/** A `dtype` argument; undefined for None and for what is not known. @throws PyError TypeError for what is none */
export function dtypeParameter(cx: Context, value: Value): string | undefined {
  if (value.kind === 'none' || value.kind === 'unknown') return undefined;
  const name = dtypeArg(value);
  if (value.kind === 'int' && !cx.isSupposing) {
    throw new PyError(
      'TypeError',
      said`Cannot interpret '${cx.repr(value)}' as a data type. Give all sizes as one tuple, as in zeros((2, 3)).`,
      'not-a-dtype',
    );
  }
  if (name === undefined && value.kind === 'str') {
    throw new PyError('TypeError', `data type ${cx.repr(value)} not understood`);
  }
  return name;
}

/** The same for an argument that has a default: what is given and not known is no default. */
export function dtypeOr(cx: Context, value: Value, otherwise: string | undefined): string | undefined {
  return value.kind === 'none' ? otherwise : dtypeParameter(cx, value);
}

/** A value as array of the dtype that an argument asks for; of unknown dtype where that is not known. */
export function asArrayOf(cx: Context, value: Value, dtype: Value): TensorValue {
  if (value.kind === 'tensor') checkForNumpy(cx, value);
  const name = dtypeParameter(cx, dtype);
  const array = asArray(cx, value, name);
  return name || dtype.kind === 'none' ? array : makeTensor(ndarray, array.shape, undefined, { like: array });
}
