/** `tf.DType` objects: `tf.float32` and its relatives. */
import { getter, native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { InstanceValue, bool, int, str, type Value } from '../../python/interpreter/values';
import { dtypeArg, kindOf, type DtypeTag } from '../common/dtypes';
import { scalarClasses } from '../numpy/classes';

const NAMES = [
  'float16',
  'bfloat16',
  'float32',
  'float64',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'bool',
  'complex64',
  'complex128',
  'str',
  'resource',
  'variant',
];

const nameOf = (value: Value): string => ((value as InstanceValue).native as DtypeTag).dtype;
/** TensorFlow's own word for the dtype: `string` where NumPy says `str`. */
const ownName = (dtype: string): string => (dtype === 'str' ? 'string' : dtype);

function bytes(dtype: string): number {
  return dtype === 'bool' ? 1 : Number(/\d+$/.exec(dtype)?.[0] ?? 8) / 8;
}

export const dtypeClass = nativeClass('tensorflow', 'DType', [types.object], {
  name: getter('name', (self) => str(ownName(nameOf(self)))),
  size: getter('size', (self) => int(bytes(nameOf(self)))),
  is_floating: getter('is_floating', (self) => bool(/^b?float/.test(nameOf(self)))),
  is_integer: getter('is_integer', (self) => bool(kindOf(nameOf(self)) === 'int')),
  is_bool: getter('is_bool', (self) => bool(nameOf(self) === 'bool')),
  is_complex: getter('is_complex', (self) => bool(kindOf(nameOf(self)) === 'complex')),
  base_dtype: getter('base_dtype', (self) => self),
  real_dtype: getter('real_dtype', (self) => self),
  as_numpy_dtype: getter('as_numpy_dtype', (self, cx) => scalarClasses[nameOf(self)] ?? cx.unknown('the NumPy dtype')),
  __eq__: native('__eq__', 'self, other', (a) => bool(dtypeArg(a.get('other')) === nameOf(a.get('self')))),
  __ne__: native('__ne__', 'self, other', (a) => bool(dtypeArg(a.get('other')) !== nameOf(a.get('self')))),
  __hash__: native('__hash__', 'self', (a) => int(NAMES.indexOf(nameOf(a.get('self'))))),
  __repr__: native('__repr__', 'self', (a) => str(`tf.${ownName(nameOf(a.get('self')))}`)),
  __str__: native('__str__', 'self', (a) => str(`<dtype: '${ownName(nameOf(a.get('self')))}'>`)),
});

const objects = new Map<string, InstanceValue>(
  NAMES.map((name) => {
    const value = new InstanceValue(dtypeClass);
    const tag: DtypeTag = { dtype: name };
    value.native = tag;
    return [name, value];
  }),
);

/** The object of a dtype's name; undefined for one TensorFlow does not have. */
export function dtypeObject(name: string | undefined): InstanceValue | undefined {
  return name === undefined ? undefined : objects.get(name);
}

/** Names in the tensorflow module. */
export const dtypeAttributes: Record<string, Value> = {
  ...Object.fromEntries([...objects].map(([name, value]) => [ownName(name), value])),
  double: objects.get('float64')!,
  half: objects.get('float16')!,
  DType: dtypeClass,
};
