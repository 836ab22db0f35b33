import { floatFloorDiv, floatMod } from './division';
import { halfToNumber, numberToHalf } from '../../protocol/half';
import { allocate, type Dtype, type NdArray, zeros } from '../ndarray';
import { broadcastShape, broadcastStrides, forEachRow } from './broadcast';

/** An operation on two elements, under NumPy's name for it. */
export type BinaryOp =
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'divide'
  | 'floor_divide'
  | 'remainder'
  | 'fmod'
  | 'power'
  | 'maximum'
  | 'minimum'
  | 'equal'
  | 'not_equal'
  | 'less'
  | 'less_equal'
  | 'greater'
  | 'greater_equal'
  | 'logical_and'
  | 'logical_or'
  | 'logical_xor'
  | 'bitwise_and'
  | 'bitwise_or'
  | 'bitwise_xor'
  | 'left_shift'
  | 'right_shift'
  | 'arctan2'
  | 'hypot';

const COMPARISONS = new Set<string>(['equal', 'not_equal', 'less', 'less_equal', 'greater', 'greater_equal']);
const LOGICAL = new Set<string>(['logical_and', 'logical_or', 'logical_xor']);

/** Whether the result is bool whatever the operands are. */
export function givesBool(op: BinaryOp): boolean {
  return COMPARISONS.has(op) || LOGICAL.has(op);
}

export function isFloating(dtype: string): boolean {
  return dtype.startsWith('float') || dtype.startsWith('bfloat');
}

/** NumPy propagates NaN through maximum and minimum, as Math.max does. */
const floatFunctions: Record<BinaryOp, (x: number, y: number) => number> = {
  add: (x, y) => x + y,
  subtract: (x, y) => x - y,
  multiply: (x, y) => x * y,
  divide: (x, y) => x / y,
  floor_divide: floatFloorDiv,
  remainder: floatMod,
  fmod: (x, y) => x % y,
  power: (x, y) => (x === 1 ? 1 : x ** y),
  maximum: Math.max,
  minimum: Math.min,
  equal: (x, y) => Number(x === y),
  not_equal: (x, y) => Number(x !== y),
  less: (x, y) => Number(x < y),
  less_equal: (x, y) => Number(x <= y),
  greater: (x, y) => Number(x > y),
  greater_equal: (x, y) => Number(x >= y),
  logical_and: (x, y) => Number(x !== 0 && y !== 0),
  logical_or: (x, y) => Number(x !== 0 || y !== 0),
  logical_xor: (x, y) => Number((x !== 0) !== (y !== 0)),
  bitwise_and: (x, y) => bits(x, y, (a, b) => a & b),
  bitwise_or: (x, y) => bits(x, y, (a, b) => a | b),
  bitwise_xor: (x, y) => bits(x, y, (a, b) => a ^ b),
  left_shift: (x, y) => x * 2 ** y,
  right_shift: (x, y) => Math.floor(x / 2 ** y),
  arctan2: Math.atan2,
  hypot: Math.hypot,
};

/** Where integers differ from floats: division by zero gives 0 (NumPy, with a warning), int32 products wrap. */
const integerFunctions: Partial<Record<BinaryOp, (x: number, y: number) => number>> = {
  floor_divide: (x, y) => (y === 0 ? 0 : Math.floor(x / y)),
  remainder: (x, y) => (y === 0 ? 0 : floatMod(x, y) + 0),
  fmod: (x, y) => (y === 0 ? 0 : (x % y) + 0),
};

function bits(x: number, y: number, f: (a: bigint, b: bigint) => bigint): number {
  return Number(f(BigInt(x), BigInt(y)));
}

/** The operation on two numbers whose common type is `dtype`. */
export function binaryFunction(op: BinaryOp, dtype: Dtype): (x: number, y: number) => number {
  if (isFloating(dtype)) return floatFunctions[op];
  if (dtype === 'bool' && op === 'add') return floatFunctions.logical_or;
  if (dtype === 'int32' && op === 'multiply') return Math.imul;
  return integerFunctions[op] ?? floatFunctions[op];
}

/**
 * `op` on two arrays that broadcast, computed for elements of type `common` and stored as `dtype`. int32 and
 * uint8 wrap around; where an int64 result leaves the integers that are exact (2^53) the answer is undefined.
 * @throws RangeError where the shapes do not broadcast.
 */
export function binary(op: BinaryOp, a: NdArray, b: NdArray, common: Dtype, dtype: Dtype): NdArray | undefined {
  const shape = broadcastShape([a.shape, b.shape]);
  const result = zeros(shape, dtype);
  const target = result.data;
  const f = binaryFunction(op, common);
  const [x, y] = [a.data, b.data];
  const [stepsA, stepsB] = [broadcastStrides(a.shape, shape), broadcastStrides(b.shape, shape)];
  const [stepA, stepB] = [stepsA.at(-1) ?? 0, stepsB.at(-1) ?? 0];
  forEachRow(shape, [stepsA, stepsB], (at, [fromA, fromB], length) => {
    for (let i = 0; i < length; i++) target[at + i] = f(x[fromA + i * stepA], y[fromB + i * stepB]);
  });
  return settled(result);
}

/** `f` on every element, stored as `dtype`; undefined where an int64 result is not exact. */
export function map(array: NdArray, f: (value: number) => number, dtype: Dtype = array.dtype): NdArray | undefined {
  const data = allocate(dtype, array.data.length);
  for (let i = 0; i < data.length; i++) data[i] = f(array.data[i]);
  return settled({ shape: array.shape, dtype, data });
}

/** Elements of `a` where the condition holds, of `b` elsewhere; all three broadcast. */
export function where(condition: NdArray, a: NdArray, b: NdArray, dtype: Dtype): NdArray {
  const shape = broadcastShape([condition.shape, a.shape, b.shape]);
  const result = zeros(shape, dtype);
  const strides = [condition, a, b].map((array) => broadcastStrides(array.shape, shape));
  const [stepC, stepA, stepB] = strides.map((steps) => steps.at(-1) ?? 0);
  forEachRow(shape, strides, (at, [c, x, y], length) => {
    for (let i = 0; i < length; i++) {
      result.data[at + i] = condition.data[c + i * stepC] !== 0 ? a.data[x + i * stepA] : b.data[y + i * stepB];
    }
  });
  return settled(result) ?? result;
}

/** Rounds float16 elements; undefined where an int64 element is not exact. */
function settled(array: NdArray): NdArray | undefined {
  const { data, dtype } = array;
  if (dtype === 'float16') for (let i = 0; i < data.length; i++) data[i] = halfToNumber(numberToHalf(data[i]));
  if (dtype === 'int64') {
    for (let i = 0; i < data.length; i++) {
      if (!Number.isSafeInteger(data[i])) return undefined;
      data[i] += 0; // Integers have no negative zero.
    }
  }
  return array;
}
