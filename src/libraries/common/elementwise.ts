/**
 * Elementwise operations with broadcasting, for the tensors of every library: shapes by the broadcasting rule,
 * numbers where they are known, sizes where elements are symbols.
 */
import { binary, givesBool, isFloating, map, type BinaryOp } from '../../compute/numeric/elementwise';
import { astype, reshape, sizeOf, type NdArray } from '../../compute/ndarray';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import type { TensorValue, UnknownValue, Value } from '../../python/interpreter/values';
import * as shape from '../../shape';
import { kindOf, realOf, storedDtype } from './dtypes';
import {
  makeWeak,
  affordable,
  operandOf,
  resultTensor,
  sizesOf,
  unknownTensor,
  type Operand,
  type TensorFamily,
} from './tensors';
import { replaceNumbers } from './views';
import { said } from '../../protocol/say';

/** Sizes are computed element by element up to this many. */
const MOST_ELEMENTS = 256;

/**
 * `op` on two values that broadcast; undefined where one of them takes no part in arithmetic with tensors
 * (Python's NotImplemented). @throws ShapeError `broadcast-mismatch`
 */
export function elementwise(
  cx: Context,
  family: TensorFamily,
  op: BinaryOp,
  left: Value,
  right: Value,
  given?: { dtype?: string },
): TensorValue | undefined {
  const a = operandOf(cx, left, family);
  const b = operandOf(cx, right, family);
  if (!a || !b) return undefined;
  const common = family.promote([a, b]);
  if (op === 'subtract' && (common === 'bool' || (family.name === 'torch' && (isBool(a) || isBool(b)))))
    refuseBools(family, 'subtract', '-');
  if (BITWISE.has(op) && common && kindOf(common) === 'float') refuseFloats(family, op);
  const dtype = given?.dtype ?? resultDtype(family, op, common);
  if (!a.shape || !b.shape) return lost(family, dtype, a, b);
  const together = shape.broadcastShapes([a.shape, b.shape], op);
  const result = a.supposed || b.supposed ? stretchable(cx, together) : together;
  const numbers = binaryNumbers(cx, family, op, a, b, common, dtype, result);
  const elements = numbers ? undefined : binarySizes(op, a, b, result);
  const made = resultTensor(family, result, dtype, { data: numbers, elements });
  // What numbers of Python alone make stands for one.
  const isWeak = family.name === 'jax' && dtype !== undefined && a.weak && b.weak;
  return isWeak ? makeWeak(made, kindOf(dtype)) : made;
}

/**
 * The shape of `x - mean` where nobody gave x: if it is a picture and no number, axes of one, as (1, 3, 1, 1) has them to
 * be broadcast, become the picture's.
 */
function stretchable(cx: Context, result: shape.Shape): shape.Shape {
  if (result.length < 2 || !result.includes(1)) return result;
  return result.map((size) => (size === 1 ? cx.unknownDim('a parameter may be a number or a tensor') : size));
}

/**
 * NumPy and PyTorch subtract and negate no bools.
 * @throws PyError TypeError (torch: RuntimeError) with the operators that do
 */
export function refuseBools(family: TensorFamily, name: 'subtract' | 'negative', operator: string): void {
  const problem =
    name === 'subtract'
      ? said`boolean subtract, the ${operator} operator, is not supported: use the ^ operator or logical_xor instead.`
      : said`boolean negative, the ${operator} operator, is not supported: use the ~ operator or logical_not instead.`;
  if (family.name === 'numpy') throw new PyError('TypeError', problem);
  if (family.name === 'torch') throw new PyError('RuntimeError', problem, 'dtype-mismatch');
}

const isBool = ({ dtype, weak }: Operand): boolean => (dtype ?? weak) === 'bool';

const BITWISE = new Set<BinaryOp>(['bitwise_and', 'bitwise_or', 'bitwise_xor', 'left_shift', 'right_shift']);

/** Bits of floats mean nothing. @throws PyError TypeError (torch: RuntimeError) */
export function refuseFloats(family: TensorFamily, op: BinaryOp | 'invert'): never {
  throw new PyError(
    family.name === 'torch' ? 'RuntimeError' : 'TypeError',
    said`${op} is not supported for floats: convert the operands to integers or bools first`,
    'dtype-mismatch',
  );
}

const WHOLE_NUMBER = new Set<BinaryOp>(['floor_divide', 'remainder', 'fmod', 'power']);

/** The dtype of a result whose operands combine to `common`. */
function resultDtype(family: TensorFamily, op: BinaryOp, common: string | undefined): string | undefined {
  if (givesBool(op)) return 'bool';
  if (common === undefined) return undefined;
  const kind = kindOf(common);
  if ((op === 'divide' || op === 'arctan2' || op === 'hypot') && (kind === 'int' || kind === 'bool')) {
    return family.quotientDtype(common);
  }
  // NumPy has no bools in whole-number division and powers: they become the smallest integers.
  if (kind === 'bool' && family.name === 'numpy' && WHOLE_NUMBER.has(op)) return 'int8';
  if (kind === 'bool' && family.name === 'jax' && WHOLE_NUMBER.has(op)) return 'int32';
  return common;
}

/** The result where the shape of an operand is not known: a scalar beside it changes nothing of its own. */
function lost(family: TensorFamily, dtype: string | undefined, a: Operand, b: Operand): TensorValue {
  const unknown = (a.shape ? b : a).unknown!;
  const [other, open] = a.shape ? [a, b] : [b, a];
  if (other.shape?.length === 0 && open.tensor) {
    return resultTensor(family, undefined, dtype, { like: open.tensor, reason: unknown });
  }
  const within = extentTogether(a, b);
  if (within && isSame(within, other.shape)) return resultTensor(family, within, undefined);
  const result = unknownTensor(family, dtype, unknown);
  result.within = within;
  return result;
}

const isSame = (a: shape.Shape, b: shape.Shape | undefined): boolean =>
  a.length === b?.length && a.every((size, i) => shape.equalDims(size, b[i]) === true);

/** What two operands are broadcast to at most, where one of them may be smaller than is known. */
function extentTogether(a: Operand, b: Operand): shape.Shape | undefined {
  const [x, y] = [a.shape ?? a.within, b.shape ?? b.within];
  if (!x || !y) return undefined;
  try {
    return shape.broadcastShapes([x, y], 'add');
  } catch (error) {
    // They do not fit together as large as they can be; smaller ones may.
    if (error instanceof shape.ShapeError) return undefined;
    throw error;
  }
}

/** Whether an integer lies in the range of an integer type. */
function holds(dtype: string, value: number): boolean {
  if (dtype === 'uint8') return value >= 0 && value <= 255;
  return dtype !== 'int32' || (value >= -(2 ** 31) && value < 2 ** 31);
}

function binaryNumbers(
  cx: Context,
  family: TensorFamily,
  op: BinaryOp,
  a: Operand,
  b: Operand,
  common: string | undefined,
  dtype: string | undefined,
  result: shape.Shape,
): NdArray | undefined {
  const [kept, computed] = [storedDtype(dtype), storedDtype(common)];
  if (!a.data || !b.data || !kept || !computed || !affordable(cx, result)) return undefined;
  // Integers divide as floats; everything else is computed in the type that the operands combine to.
  const outside = isFloating(kept)
    ? undefined
    : [a, b].find((operand) => operand.weak === 'int' && !holds(computed, operand.data!.data[0]));
  if (outside && family.name === 'numpy' && !givesBool(op)) {
    throw new PyError('OverflowError', `Python integer ${outside.data!.data[0]} out of bounds for ${computed}`);
  }
  const working = outside && givesBool(op) ? 'int64' : isFloating(kept) && !isFloating(computed) ? kept : computed;
  const [x, y] = [converted(a, working), converted(b, working)];
  if (op === 'power' && working.startsWith('int') && y.data.some((exponent) => exponent < 0)) {
    throw new PyError('ValueError', 'Integers to negative integer powers are not allowed.');
  }
  return binary(op, x, y, working, kept);
}

/** A Python scalar takes the tensor's type before it is used: 0.1 beside float32 is float32's 0.1. */
function converted(operand: Operand, dtype: NonNullable<ReturnType<typeof storedDtype>>): NdArray {
  const data = operand.data!;
  const fits = operand.weak && !isFloating(dtype) && isFloating(data.dtype);
  return fits ? data : astype(data, dtype);
}

const SIZE_RULES: Partial<Record<BinaryOp, (a: shape.Dim, b: shape.Dim) => shape.Dim>> = {
  add: shape.add,
  subtract: shape.sub,
  multiply: shape.mul,
  divide: shape.div,
  floor_divide: shape.floorDiv,
  remainder: shape.mod,
  maximum: (a, b) => shape.maxDim(a, b),
  minimum: (a, b) => shape.minDim(a, b),
};

function binarySizes(op: BinaryOp, a: Operand, b: Operand, result: shape.Shape): shape.Dim[] | undefined {
  const rule = SIZE_RULES[op];
  const [x, y] = [sizesOf(a), sizesOf(b)];
  if (!rule || !x || !y || result.length > 1 || !result.every(shape.isNumber)) return undefined;
  const length = sizeOf(result as number[]);
  if (length > MOST_ELEMENTS) return undefined;
  return Array.from({ length }, (_, i) => rule(x[x.length === 1 ? 0 : i], y[y.length === 1 ? 0 : i]));
}

/**
 * The in-place form (`x += y`): the left tensor keeps its shape and dtype and gets the result's numbers.
 * @throws PyError ValueError where the result would not fit into it.
 */
export function elementwiseInPlace(
  cx: Context,
  family: TensorFamily,
  op: BinaryOp,
  left: TensorValue,
  right: Value,
): TensorValue | undefined {
  const result = elementwise(cx, family, op, left, right);
  if (!result) return undefined;
  if (left.shape && result.shape && !sameShape(left.shape, result.shape)) {
    throw new PyError(
      family.name === 'torch' ? 'RuntimeError' : 'ValueError',
      family.name === 'torch'
        ? said`output with shape ${bracketed(left.shape)} doesn't match the broadcast shape ${bracketed(result.shape)}`
        : said`non-broadcastable output operand with shape ${formatTuple(left.shape)} doesn't match the broadcast shape ${formatTuple(result.shape)}`,
      'broadcast-mismatch',
    );
  }
  if (left.dtype && result.dtype && loses(result.dtype, left.dtype)) {
    throw family.name === 'torch'
      ? new PyError(
          'RuntimeError',
          said`${IN_PLACE[op] ?? op}: the result is ${result.dtype}, which is not written into a tensor of ${left.dtype}. Write x = x ${IN_PLACE[op]?.slice(0, -1) ?? op} … instead, or convert the tensor first.`,
          'dtype-mismatch',
        )
      : new PyError(
          'TypeError',
          said`Cannot cast ufunc '${op}' output from dtype('${result.dtype}') to dtype('${left.dtype}') with casting rule 'same_kind': convert the array first, as with x.astype('${result.dtype}').`,
          'dtype-mismatch',
        );
  }
  writeNumbers(cx, left, result.data);
  return left;
}

/** Gives a tensor new numbers in place, converted to its own dtype and shape; undefined forgets them. */
export function writeNumbers(cx: Context, tensor: TensorValue, numbers: NdArray | undefined): void {
  const stored = storedDtype(tensor.dtype);
  const sizes = affordable(cx, tensor.shape);
  const fits = numbers && stored && sizes && sizeOf(sizes) === numbers.data.length;
  replaceNumbers(cx, tensor, fits ? reshape(astype(numbers, stored), sizes) : undefined);
}

/** How operators that write into their left operand are written. */
const IN_PLACE: Partial<Record<BinaryOp, string>> = {
  add: '+=',
  subtract: '-=',
  multiply: '*=',
  divide: '/=',
  power: '**=',
  floor_divide: '//=',
  remainder: '%=',
  bitwise_and: '&=',
  bitwise_or: '|=',
  bitwise_xor: '^=',
};
const ORDER = ['bool', 'int', 'float', 'complex'];
const loses = (from: string, to: string): boolean => ORDER.indexOf(kindOf(from)) > ORDER.indexOf(kindOf(to));
const bracketed = (dims: shape.Shape): string => `[${dims.map(shape.formatDim).join(', ')}]`;
const formatTuple = (dims: shape.Shape): string =>
  `(${dims.map(shape.formatDim).join(',')}${dims.length === 1 ? ',' : ''})`;

/** Whether the shapes may be the same: false only where they certainly differ. */
function sameShape(a: shape.Shape, b: shape.Shape): boolean {
  return a.length === b.length && a.every((dim, axis) => shape.equalDims(dim, b[axis]) !== false);
}

export interface UnaryRule {
  readonly f: (value: number) => number;
  /** 'same' keeps the dtype, 'real' makes complex numbers floats, 'float' makes integers floats, 'real float' both, 'bool' gives bool. */
  readonly gives: 'same' | 'real' | 'float' | 'real float' | 'bool';
  /** The same on sizes, where there is such a rule. */
  readonly size?: (value: shape.Dim) => shape.Dim;
}

/** A function of each element: the shape stays. Undefined where the value is no operand. */
export function unary(
  cx: Context,
  family: TensorFamily,
  rule: UnaryRule,
  value: Value,
): TensorValue | UnknownValue | undefined {
  const a = operandOf(cx, value, family);
  if (!a) return undefined;
  const own = family.promote([a]);
  const floats = own && rule.gives.endsWith('float') && (kindOf(own) === 'int' || kindOf(own) === 'bool');
  const real = rule.gives.startsWith('real') && own && kindOf(own) === 'complex' ? realOf(own) : undefined;
  const dtype =
    real ?? (rule.gives === 'bool' ? 'bool' : floats ? (family.floatDtype ?? family.quotientDtype)(own) : own);
  if (!a.shape) {
    const parts = a.tensor ? { like: a.tensor, reason: a.unknown } : { reason: a.unknown };
    return resultTensor(family, undefined, dtype, parts);
  }
  const stored = storedDtype(dtype);
  const data = a.data && stored && affordable(cx, a.shape) ? map(a.data, rule.f, stored) : undefined;
  const elements = data || !rule.size ? undefined : sizesOf(a)?.map(rule.size);
  return resultTensor(family, a.shape, dtype, { data, elements });
}
