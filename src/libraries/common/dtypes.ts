/**
 * Element types by their NumPy names, how they combine, and how Python values name them.
 */
import type { Dtype } from '../../compute/ndarray';
import type { Value } from '../../python/interpreter/values';

/** The kinds in the order in which they absorb each other. */
export type Kind = 'bool' | 'int' | 'float' | 'complex';
const KINDS: readonly Kind[] = ['bool', 'int', 'float', 'complex'];

/** What takes part in a promotion: a tensor's dtype and rank, or a Python scalar's kind (`weak`). */
export interface Typed {
  readonly dtype?: string;
  readonly weak?: Kind;
  /** Undefined where the rank is not known. */
  readonly rank?: number;
}

const STORED = new Set<string>(['float32', 'float64', 'float16', 'int32', 'int64', 'uint8', 'bool']);

/** The dtype as numbers are held of it, or undefined where they are not (int8, bfloat16, complex64, …). */
export function storedDtype(dtype: string | undefined): Dtype | undefined {
  return dtype !== undefined && STORED.has(dtype) ? (dtype as Dtype) : undefined;
}

export function kindOf(dtype: string): Kind {
  if (dtype === 'bool') return 'bool';
  if (dtype.startsWith('complex')) return 'complex';
  return dtype.includes('float') ? 'float' : 'int';
}

/** The floats that the parts of a complex number are. */
export const realOf = (dtype: string): string => `float${Number(/\d+$/.exec(dtype)?.[0] ?? 64) / 2}`;

const higher = (a: Kind, b: Kind): Kind => KINDS[Math.max(KINDS.indexOf(a), KINDS.indexOf(b))];
const bitsOf = (dtype: string): number => Number(/\d+$/.exec(dtype)?.[0] ?? 8);
const isUnsigned = (dtype: string): boolean => dtype.startsWith('uint');

/** `numpy.promote_types`: the smallest type to which both convert safely. */
export function promoteTypes(a: string, b: string): string {
  if (a === b) return a;
  const [kindA, kindB] = [kindOf(a), kindOf(b)];
  if (kindA === 'bool') return b;
  if (kindB === 'bool') return a;
  if (kindA === 'int' && kindB === 'int') return promoteIntegers(a, b);
  const floatBits = Math.max(floatBitsFor(a), floatBitsFor(b));
  if (higher(kindA, kindB) === 'complex') return floatBits > 32 ? 'complex128' : 'complex64';
  if (floatBits === 16)
    return a.startsWith('b') !== b.startsWith('b') && kindA === kindB ? 'float32' : kindA === 'float' ? a : b;
  return `float${floatBits}`;
}

function promoteIntegers(a: string, b: string): string {
  const [bitsA, bitsB] = [bitsOf(a), bitsOf(b)];
  if (isUnsigned(a) === isUnsigned(b)) return bitsA >= bitsB ? a : b;
  const [unsigned, signed] = isUnsigned(a) ? [bitsA, bitsB] : [bitsB, bitsA];
  if (signed > unsigned) return `int${signed}`;
  return unsigned >= 64 ? 'float64' : `int${unsigned * 2}`;
}

/** The size of the float that holds every number of a type (NumPy: int16 fits float32, int32 needs float64). */
function floatBitsFor(dtype: string): number {
  const bits = bitsOf(dtype);
  switch (kindOf(dtype)) {
    case 'complex':
      return bits / 2;
    case 'float':
      return bits;
    default:
      return bits <= 8 ? 16 : bits <= 16 ? 32 : 64;
  }
}

/**
 * NumPy 2's rule (NEP 50): arrays and NumPy scalars promote by type; Python scalars only raise the kind.
 * Undefined where a tensor's dtype is not known.
 */
export function promoteNumpy(operands: readonly Typed[]): string | undefined {
  const strong = operands.filter((o) => !o.weak);
  if (strong.some((o) => o.dtype === undefined)) return undefined;
  const weak = operands.reduce<Kind | undefined>((k, o) => (o.weak ? (k ? higher(k, o.weak) : o.weak) : k), undefined);
  const defaults: Record<Kind, string> = { bool: 'bool', int: 'int64', float: 'float64', complex: 'complex128' };
  if (strong.length === 0) return weak && defaults[weak];
  const common = strong.map((o) => o.dtype!).reduce(promoteTypes);
  if (!weak || KINDS.indexOf(weak) <= KINDS.indexOf(kindOf(common))) return common;
  if (weak === 'complex' && kindOf(common) === 'float') return bitsOf(common) > 32 ? 'complex128' : 'complex64';
  return defaults[weak];
}

/**
 * PyTorch's rule (documentation, "torch.dtype", type promotion): tensors with axes decide; zero-dimensional
 * tensors, then Python scalars, only raise the kind. Integers never widen a float.
 */
export function promoteTorch(operands: readonly Typed[]): string | undefined {
  if (operands.some((o) => !o.weak && o.dtype === undefined)) return undefined;
  const ranks = [
    operands.filter((o) => !o.weak && o.rank !== 0),
    operands.filter((o) => !o.weak && o.rank === 0),
    operands.filter((o) => o.weak),
  ];
  const defaults: Record<Kind, string> = { bool: 'bool', int: 'int64', float: 'float32', complex: 'complex64' };
  let result: string | undefined;
  for (const group of ranks) {
    if (group.length === 0) continue;
    const own = group.map((o) => o.dtype ?? defaults[o.weak!]).reduce(torchPair);
    if (result === undefined) result = own;
    else if (KINDS.indexOf(kindOf(own)) > KINDS.indexOf(kindOf(result))) result = own;
  }
  return result;
}

function torchPair(a: string, b: string): string {
  const [kindA, kindB] = [kindOf(a), kindOf(b)];
  // A wide float makes a complex number wide, an integer does not.
  const kinds = [kindA, kindB];
  if (kindA === kindB || (kinds.includes('complex') && kinds.includes('float'))) return promoteTypes(a, b);
  return KINDS.indexOf(kindA) > KINDS.indexOf(kindB) ? a : b;
}

/** TensorFlow promotes nothing: the first tensor's dtype is what Python scalars become. */
export function promoteTensorflow(operands: readonly Typed[]): string | undefined {
  const tensor = operands.find((o) => !o.weak);
  if (tensor) return tensor.dtype;
  const defaults: Record<Kind, string> = { bool: 'bool', int: 'int32', float: 'float32', complex: 'complex128' };
  const weak = operands.map((o) => o.weak!).reduce(higher);
  return defaults[weak];
}

/** What objects that stand for an element type carry in `native`: np.dtype('float32'), torch.float32, tf.float32. */
export interface DtypeTag {
  readonly dtype: string;
}

const ALIASES: Readonly<Record<string, string>> = {
  half: 'float16',
  single: 'float32',
  double: 'float64',
  float: 'float64',
  int: 'int64',
  long: 'int64',
  short: 'int16',
  byte: 'int8',
  uint: 'uint64',
  float_: 'float64',
  int_: 'int64',
  bool_: 'bool',
  intc: 'int32',
  intp: 'int64',
  longlong: 'int64',
  complex: 'complex128',
  cfloat: 'complex64',
  cdouble: 'complex128',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
  f: 'float32',
  d: 'float64',
  e: 'float16',
  i1: 'int8',
  i2: 'int16',
  i4: 'int32',
  i8: 'int64',
  i: 'int32',
  l: 'int64',
  b: 'int8',
  B: 'uint8',
  '?': 'bool',
  b1: 'bool',
  u1: 'uint8',
  u2: 'uint16',
  u4: 'uint32',
  u8: 'uint64',
  c8: 'complex64',
  c16: 'complex128',
};
const NAMES = /^(bool|bfloat16|float(16|32|64)|u?int(8|16|32|64)|complex(64|128)|str|object)$/;

/** The dtype that a string names ('float32', 'f4', '<f4', 'double'), or undefined. */
export function dtypeFromName(text: string): string | undefined {
  const bare = text.replace(/^[<>=|]/, '').replace(/^(torch|tf|np|numpy)\./, '');
  if (NAMES.test(bare)) return bare;
  return Object.hasOwn(ALIASES, bare) ? ALIASES[bare] : undefined;
}

/**
 * The dtype that a value stands for: a name, a Python type (`float`), a NumPy scalar class, or a library's dtype
 * object. Undefined for anything else, None and unknown values among them.
 */
export function dtypeArg(value: Value): string | undefined {
  switch (value.kind) {
    case 'str':
      return dtypeFromName(value.value);
    case 'class':
      return dtypeFromName(value.name);
    case 'instance':
      return tagOf(value.native)?.dtype;
    default:
      return undefined;
  }
}

function tagOf(native: unknown): DtypeTag | undefined {
  const tag = native as Partial<DtypeTag> | undefined;
  return typeof tag?.dtype === 'string' ? (tag as DtypeTag) : undefined;
}
