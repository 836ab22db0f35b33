/** The same numbers as another tensor: copies, other dtypes, another order in memory. */
import type { Context } from '../../../python/interpreter/context';
import { str, TensorValue, type Value } from '../../../python/interpreter/values';
import { isDevice, noteMoved } from '../autocast';
import { dtypeName, isFloating, tensorTypeName, typedName } from '../dtypes';
import { inputOf, type OpEntry } from '../family';
import { isContiguous, madeContiguous, noteFormat } from '../layout';
import { shareRecipe } from '../numbers/lazy';
import { shapeless, tensorOf, tensorType, whyUnknown, withDtype } from '../tensor';
/** The same tensor as another object: numbers, dtype and receptive field stay. */
export function copyOf(input: TensorValue): TensorValue {
  const copy = new TensorValue(tensorType, input.shape, input.dtype, input.reason, input.assumable);
  shareRecipe(input, copy);
  copy.receptiveField = input.receptiveField;
  return copy;
}

/** Numbers rounded to those of a quantized type, and what is read of it again: the dtype that each has, if it is another. */
const QUANTIZING: Readonly<Record<string, readonly [signature: string, dtype?: string]>> = {
  fake_quantize_per_tensor_affine: ['input, scale, zero_point, quant_min, quant_max'],
  fake_quantize_per_channel_affine: ['input, scale, zero_point, axis, quant_min, quant_max'],
  quantize_per_tensor: ['input, scale, zero_point, dtype', 'quint8'],
  quantize_per_channel: ['input, scales, zero_points, axis, dtype', 'quint8'],
  dequantize: ['input', 'float32'],
  int_repr: ['input', 'uint8'],
};

const CASTS: Record<string, string> = {
  float: 'float32',
  double: 'float64',
  half: 'float16',
  bfloat16: 'bfloat16',
  long: 'int64',
  int: 'int32',
  short: 'int16',
  char: 'int8',
  byte: 'uint8',
  bool: 'bool',
  cfloat: 'complex64',
  cdouble: 'complex128',
};

const ofUnknownDtype = ({ shape, reason }: TensorValue): TensorValue =>
  new TensorValue(tensorType, shape, undefined, reason);

const unknownDtypes = new WeakSet<Value>();

/** The dtype of a tensor of which it is not known: converting to it leaves the dtype open. */
export function unknownDtype(cx: Context): Value {
  const unknown = cx.unknown('the dtype of the tensor is not known');
  unknownDtypes.add(unknown);
  return unknown;
}

/**
 * Whether an argument is a dtype that is not known. Any other unknown argument may be a device: for that it is taken where
 * the tensor is of floats already, while whole numbers and truths are mostly converted to what they meet.
 */
const isUnknownDtype = (value: Value, input: TensorValue): boolean =>
  value.kind === 'tensor'
    ? value.dtype === undefined
    : unknownDtypes.has(value) || (value.kind === 'unknown' && !isFloating(input.dtype));

/** The dtype among the arguments of `to`: a dtype, another tensor's, or none. */
function dtypeAmong(values: Iterable<Value>): string | undefined {
  for (const value of values) {
    const dtype = value.kind === 'tensor' ? value.dtype : dtypeName(value);
    if (dtype) return dtype;
  }
  return undefined;
}

/** The same numbers in row-major order, under a name of its own where they may have lain otherwise. */
function contiguousOf(input: TensorValue): TensorValue {
  if (!input.shape) return input;
  const result = copyOf(input);
  result.madeBy = input.madeBy;
  return madeContiguous(result);
}

export const conversionOps: OpEntry[] = [
  {
    name: 'contiguous',
    on: 'tensor',
    silent: true,
    signature: 'input, memory_format=None',
    rule: (a) => {
      const input = inputOf(a);
      noteFormat(a);
      return a.has('memory_format') || isContiguous(input) ? input : contiguousOf(input);
    },
  },
  {
    name: 'clone',
    silent: true,
    signature: 'input, *, memory_format=None',
    rule: (a) => {
      noteFormat(a);
      return copyOf(inputOf(a));
    },
  },
  ...Object.entries(QUANTIZING).map(([name, [signature, dtype]]): OpEntry => ({
    name,
    signature,
    rule: (a, cx) => {
      const { shape, ...input } = inputOf(a);
      return shape
        ? tensorOf(shape, dtype ?? input.dtype)
        : shapeless(whyUnknown(cx, inputOf(a)), dtype ?? input.dtype);
    },
  })),
  ...Object.entries(CASTS).map(([name, dtype]): OpEntry => ({
    name,
    on: 'tensor',
    silent: true,
    signature: 'input, memory_format=None',
    rule: (a) => withDtype(inputOf(a), dtype),
  })),
  {
    name: 'to',
    on: 'tensor',
    silent: true,
    signature: 'input, *args, **kwargs',
    rule: (a) => {
      noteFormat(a);
      const [input, given] = [inputOf(a), [...a.rest, ...a.extra.values()]];
      if (given.some(isDevice)) noteMoved(a.cx);
      const open = [...a.rest, ...[...a.extra].flatMap(([name, value]) => (name === 'device' ? [] : [value]))];
      if (a.extra.get('dtype')?.kind === 'unknown' || open.some((value) => isUnknownDtype(value, input)))
        return ofUnknownDtype(input);
      return withDtype(input, dtypeAmong(given));
    },
  },
  {
    name: 'type',
    on: 'tensor',
    silent: true,
    signature: 'input, dtype=None, *args, **kwargs',
    rule: (a) => {
      const input = inputOf(a);
      if (a.isNone('dtype')) return str(tensorTypeName(input));
      const dtype = typedName(a.get('dtype'));
      if (dtype !== undefined) return withDtype(input, dtype);
      return ofUnknownDtype(input);
    },
  },
  {
    name: 'type_as',
    on: 'tensor',
    silent: true,
    signature: 'input, other',
    rule: (a) => {
      const [input, { dtype }] = [inputOf(a), inputOf(a, 'other')];
      return dtype === undefined ? ofUnknownDtype(input) : withDtype(input, dtype);
    },
  },
];
