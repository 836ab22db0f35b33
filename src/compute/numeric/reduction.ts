import { allocate, type Dtype, type NdArray, permute, sizeOf } from '../ndarray';
import { isFloating } from './elementwise';

export type Reduction = 'sum' | 'prod' | 'max' | 'min' | 'any' | 'all' | 'mean' | 'argmax' | 'argmin';

/**
 * Reduces `axes` (from 0, no repeats) of an array; the result's dtype is `dtype`. Sums of floats are formed as
 * NumPy forms them (pairwise along the fast axis), so that the last digits agree too.
 * @throws RangeError for max, min, argmax and argmin of no elements, in NumPy's words.
 */
export function reduce(
  op: Reduction,
  array: NdArray,
  axes: readonly number[],
  keepDims: boolean,
  dtype: Dtype,
): NdArray {
  const { blocks, inner, rows, shape } = arranged(array, axes, keepDims);
  if (rows === 0 && (op === 'max' || op === 'min')) {
    throw new RangeError(`zero-size array to reduction operation ${op}imum which has no identity`);
  }
  if (rows === 0 && (op === 'argmax' || op === 'argmin')) {
    throw new RangeError(`attempt to get ${op} of an empty sequence`);
  }
  const data = allocate(dtype, sizeOf(shape));
  const single = dtype === 'float32' || dtype === 'float16';
  for (let i = 0; i < data.length; i++) {
    const start = Math.floor(i / inner) * rows * inner + (i % inner);
    data[i] = reducers[op](blocks, start, inner, rows, single);
  }
  return { shape, dtype, data };
}

/** Variance over `axes` with `ddof` taken from the count, in `array`'s own float type (NumPy `_var`). */
export function variance(array: NdArray, axes: readonly number[], keepDims: boolean, ddof: number): NdArray {
  const dtype: Dtype = isFloating(array.dtype) ? array.dtype : 'float64';
  const { blocks, inner, rows, shape } = arranged(array, axes, keepDims);
  const data = allocate(dtype, sizeOf(shape));
  const single = dtype !== 'float64';
  const squares = single ? new Float32Array(rows) : new Float64Array(rows);
  for (let i = 0; i < data.length; i++) {
    const start = Math.floor(i / inner) * rows * inner + (i % inner);
    const mean = reducers.mean(blocks, start, inner, rows, single);
    for (let row = 0; row < rows; row++) {
      squares[row] = blocks[start + row * inner] - (single ? Math.fround(mean) : mean);
      squares[row] *= squares[row];
    }
    const sum = reducers.sum(squares, 0, 1, rows, single);
    data[i] = sum / Math.max(rows - ddof, 0);
  }
  return { shape, dtype, data };
}

/** Running sums or products along one axis. */
export function cumulate(op: 'sum' | 'prod', array: NdArray, axis: number, dtype: Dtype): NdArray {
  const data = allocate(dtype, array.data.length);
  const inner = sizeOf(array.shape.slice(axis + 1));
  const rows = array.shape[axis];
  for (let i = 0; i < data.length; i++) {
    const first = Math.floor(i / inner) % rows === 0;
    const value = array.data[i];
    data[i] = first ? value : op === 'sum' ? data[i - inner] + value : data[i - inner] * value;
  }
  return { shape: array.shape, dtype, data };
}

/**
 * The numbers so ordered that element `row` of result (outer, j) lies at (outer·rows + row)·inner + j. Reduced
 * axes that lie together stay in place; otherwise they are moved to the end.
 */
function arranged(array: NdArray, axes: readonly number[], keepDims: boolean) {
  const sorted = [...axes].sort((a, b) => a - b);
  const kept = array.shape.map((_, axis) => axis).filter((axis) => !sorted.includes(axis));
  const rows = sizeOf(sorted.map((axis) => array.shape[axis]));
  const together = sorted.every((axis, i) => i === 0 || axis === sorted[i - 1] + 1);
  const shape = keepDims
    ? array.shape.map((size, axis) => (sorted.includes(axis) ? 1 : size))
    : kept.map((axis) => array.shape[axis]);
  if (together) {
    const inner = sorted.length > 0 ? sizeOf(array.shape.slice(sorted[sorted.length - 1] + 1)) : 1;
    return { blocks: array.data, inner: Math.max(inner, 1), rows, shape };
  }
  return { blocks: permute(array, [...kept, ...sorted]).data, inner: 1, rows, shape };
}

type Numbers = ArrayLike<number>;
type Reducer = (data: Numbers, start: number, step: number, count: number, single: boolean) => number;

const fold =
  (initial: number, f: (a: number, b: number) => number): Reducer =>
  (data, start, step, count, single) => {
    let value = initial;
    for (let i = 0; i < count; i++) {
      value = f(value, data[start + i * step]);
      if (single) value = Math.fround(value);
    }
    return value;
  };

const best =
  (better: (a: number, b: number) => boolean): Reducer =>
  (data, start, step, count) => {
    let at = 0;
    for (let i = 1; i < count; i++) {
      const [value, known] = [data[start + i * step], data[start + at * step]];
      if (Number.isNaN(known)) break;
      if (better(value, known) || Number.isNaN(value)) at = i;
    }
    return at;
  };

const sum: Reducer = (data, start, step, count, single) =>
  step === 1 ? pairwiseSum(data, start, count, single) : fold(0, (a, b) => a + b)(data, start, step, count, single);

const reducers: Record<Reduction, Reducer> = {
  sum,
  prod: fold(1, (a, b) => a * b),
  max: fold(-Infinity, Math.max),
  min: fold(Infinity, Math.min),
  any: fold(0, (a, b) => Number(a !== 0 || b !== 0)),
  all: fold(1, (a, b) => Number(a !== 0 && b !== 0)),
  mean: (data, start, step, count, single) => sum(data, start, step, count, single) / count,
  argmax: best((a, b) => a > b),
  argmin: best((a, b) => a < b),
};

/**
 * Pairwise summation with eight running sums per block of 128 (NumPy, `pairwise_sum` in loops_utils.h.src),
 * rounded to float32 after each addition where `single`.
 */
function pairwiseSum(data: Numbers, start: number, count: number, single: boolean): number {
  const round = single ? Math.fround : (value: number) => value;
  if (count < 8) {
    let value = 0;
    for (let i = 0; i < count; i++) value = round(value + data[start + i]);
    return value;
  }
  if (count <= 128) {
    const r = Array.from({ length: 8 }, (_, k) => data[start + k]);
    let i = 8;
    for (; i < count - (count % 8); i += 8) for (let k = 0; k < 8; k++) r[k] = round(r[k] + data[start + i + k]);
    let value = round(round(round(r[0] + r[1]) + round(r[2] + r[3])) + round(round(r[4] + r[5]) + round(r[6] + r[7])));
    for (; i < count; i++) value = round(value + data[start + i]);
    return value;
  }
  let half = Math.floor(count / 2);
  half -= half % 8;
  return round(pairwiseSum(data, start, half, single) + pairwiseSum(data, start + half, count - half, single));
}
