/**
 * `torch.dtype` objects (PyTorch documentation, "Tensor Attributes", section "torch.dtype"). How dtypes combine is in
 * common/dtypes.ts.
 */
import { getter, native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import type { DtypeTag } from '../common/dtypes';
import { bool, InstanceValue, int, str, type TensorValue, type Value } from '../../python/interpreter/values';

const FLOATING = new Set(['float16', 'bfloat16', 'float32', 'float64']);
const COMPLEX = new Set(['complex32', 'complex64', 'complex128']);
const BYTES: Record<string, number> = {
  bool: 1,
  uint8: 1,
  int8: 1,
  qint8: 1,
  quint8: 1,
  int16: 2,
  float16: 2,
  bfloat16: 2,
  int32: 4,
  qint32: 4,
  float32: 4,
  complex32: 4,
  int64: 8,
  float64: 8,
  complex64: 8,
  complex128: 16,
};

export const isFloating = (dtype: string | undefined): boolean => dtype !== undefined && FLOATING.has(dtype);
export const isComplex = (dtype: string | undefined): boolean => dtype !== undefined && COMPLEX.has(dtype);
/** Bytes of one element; 4 for what is not listed. */
export const bytesOf = (dtype: string | undefined): number => BYTES[dtype ?? 'float32'] ?? 4;

export const dtypeType = nativeClass('torch', 'dtype', [types.object], {
  is_floating_point: getter('is_floating_point', (self) => bool(isFloating(dtypeName(self)))),
  is_complex: getter('is_complex', (self) => bool(isComplex(dtypeName(self)))),
  itemsize: getter('itemsize', (self) => int(bytesOf(dtypeName(self)))),
  __repr__: native('__repr__', 'self', (a) => str(`torch.${dtypeName(a.get('self'))}`)),
});

function makeDtype(name: string): InstanceValue {
  const value = new InstanceValue(dtypeType);
  const tag: DtypeTag = { dtype: name };
  value.native = tag;
  return value;
}

const byName = new Map(Object.keys(BYTES).map((name) => [name, makeDtype(name)]));

/** The dtype object of a name. */
export function dtypeValue(name: string): Value {
  let value = byName.get(name);
  if (!value) byName.set(name, (value = makeDtype(name)));
  return value;
}

/** Names in the torch module: `torch.float32` and its other spellings. */
export const dtypeAttributes: Record<string, Value> = {
  ...Object.fromEntries(byName),
  float: dtypeValue('float32'),
  double: dtypeValue('float64'),
  half: dtypeValue('float16'),
  short: dtypeValue('int16'),
  int: dtypeValue('int32'),
  long: dtypeValue('int64'),
  cfloat: dtypeValue('complex64'),
  cdouble: dtypeValue('complex128'),
};

/** NumPy's name of a dtype argument: a torch dtype, Python's float/int/bool; undefined for anything else. */
export function dtypeName(value: Value): string | undefined {
  if (value.kind === 'instance' && value.cls === dtypeType) return (value.native as DtypeTag).dtype;
  if (value === types.float) return 'float64';
  if (value === types.int) return 'int64';
  if (value === types.bool) return 'bool';
  return undefined;
}

/** The dtype that an argument asks for; what is given and not known is no default. */
export const dtypeOr = (value: Value, otherwise: string | undefined): string | undefined =>
  value.kind === 'none' ? otherwise : dtypeName(value);

/** The dtype of true division, mean, exp, …: integers become float32. */
export function floatingResult(dtype: string | undefined): string | undefined {
  if (dtype === undefined || isFloating(dtype) || isComplex(dtype)) return dtype;
  return 'float32';
}

/** The dtype of sum, prod and cumsum: integers and bools become int64. */
export function accumulated(dtype: string | undefined): string | undefined {
  if (dtype === undefined || isFloating(dtype) || isComplex(dtype)) return dtype;
  return 'int64';
}

/** PyTorch's classes of tensors of one dtype, by their names in `torch` and `torch.cuda`. */
export const TYPED_TENSORS: Readonly<Record<string, string>> = {
  FloatTensor: 'float32',
  DoubleTensor: 'float64',
  HalfTensor: 'float16',
  BFloat16Tensor: 'bfloat16',
  LongTensor: 'int64',
  IntTensor: 'int32',
  ShortTensor: 'int16',
  CharTensor: 'int8',
  ByteTensor: 'uint8',
  BoolTensor: 'bool',
};

/** The name of PyTorch's typed tensor class, for messages: `torch.FloatTensor`. */
export function tensorTypeName(tensor: TensorValue): string {
  const [name = 'Tensor'] = Object.entries(TYPED_TENSORS).find(([, dtype]) => dtype === tensor.dtype) ?? [];
  return `torch.${tensor.dtype === undefined ? 'FloatTensor' : name}`;
}

/** The dtype that `x.type(…)` asks for: a dtype, a class of tensors, or the name of one; undefined for anything else. */
export function typedName(value: Value): string | undefined {
  if (value.kind === 'class' && value.module === 'torch') return TYPED_TENSORS[value.name];
  const [, name] = (value.kind === 'str' && /^torch\.(?:cuda\.)?(\w+)$/.exec(value.value)) || [];
  return name === undefined ? dtypeName(value) : TYPED_TENSORS[name];
}
