import { type Dtype, type NdArray, permute, reshape, sizeOf, zeros } from '../ndarray';

/** Arrays joined along an axis that they have; all other sizes are equal. */
export function concatenate(arrays: readonly NdArray[], axis: number, dtype: Dtype): NdArray {
  const shape = [...arrays[0].shape];
  shape[axis] = arrays.reduce((n, array) => n + array.shape[axis], 0);
  const result = zeros(shape, dtype);
  const outer = sizeOf(shape.slice(0, axis));
  let at = 0;
  for (let i = 0; i < outer; i++) {
    for (const array of arrays) {
      const block = sizeOf(array.shape.slice(axis));
      for (let j = 0; j < block; j++) result.data[at++] = array.data[i * block + j];
    }
  }
  return result;
}

/** Each element repeated along an axis: once by the same count, or by a count of its own. */
export function repeatAlong(array: NdArray, counts: readonly number[], axis: number): NdArray {
  const positions = Array.from({ length: array.shape[axis] }, (_, i) =>
    new Array<number>(counts[counts.length === 1 ? 0 : i]).fill(i),
  ).flat();
  return pickAlong(array, positions, axis);
}

/** The entries at `positions` of one axis, in that order (`numpy.take`). */
export function pickAlong(array: NdArray, positions: ArrayLike<number>, axis: number): NdArray {
  const shape = [...array.shape];
  shape[axis] = positions.length;
  const result = zeros(shape, array.dtype);
  const inner = sizeOf(shape.slice(axis + 1));
  const outer = sizeOf(shape.slice(0, axis));
  const rows = array.shape[axis];
  let at = 0;
  for (let i = 0; i < outer; i++) {
    for (let p = 0; p < positions.length; p++) {
      const from = (i * rows + positions[p]) * inner;
      for (let j = 0; j < inner; j++) result.data[at++] = array.data[from + j];
    }
  }
  return result;
}

/** The whole array repeated (`numpy.tile`): `repeats` per axis of the result. */
export function tile(array: NdArray, repeats: readonly number[]): NdArray {
  const rank = Math.max(array.shape.length, repeats.length);
  const counts = [...new Array<number>(rank - repeats.length).fill(1), ...repeats];
  let result = reshape(array, [...new Array<number>(rank - array.shape.length).fill(1), ...array.shape]);
  counts.forEach((count, axis) => {
    const size = result.shape[axis];
    result = pickAlong(
      result,
      Array.from({ length: size * count }, (_, i) => i % size),
      axis,
    );
  });
  return result;
}

export type PadMode = 'constant' | 'edge' | 'reflect' | 'symmetric' | 'wrap';

/** Elements added before and after each axis (`numpy.pad`). Pads longer than the axis reflect again and again. */
export function pad(array: NdArray, pairs: readonly (readonly [number, number])[], mode: PadMode, value = 0): NdArray {
  let result = array;
  pairs.forEach(([before, after], axis) => {
    const size = result.shape[axis];
    const length = size + before + after;
    const positions = Array.from({ length }, (_, i) => paddedPosition(i - before, size, mode));
    if (mode !== 'constant') {
      result = pickAlong(result, positions, axis);
      return;
    }
    const padded = pickAlong(
      result,
      positions.map((p) => Math.max(p, 0)),
      axis,
    );
    const inner = sizeOf(padded.shape.slice(axis + 1));
    for (let i = 0; i < padded.data.length; i++) {
      if (positions[Math.floor(i / inner) % length] < 0) padded.data[i] = value;
    }
    result = padded;
  });
  return result;
}

/** The position that is shown at `at` outside an axis of `size`; −1 for the constant. */
function paddedPosition(at: number, size: number, mode: PadMode): number {
  if (at >= 0 && at < size) return at;
  const wrap = (value: number, period: number): number => ((value % period) + period) % period;
  switch (mode) {
    case 'constant':
      return -1;
    case 'edge':
      return at < 0 ? 0 : size - 1;
    case 'wrap':
      return wrap(at, size);
    case 'symmetric': {
      const folded = wrap(at, 2 * size);
      return folded < size ? folded : 2 * size - 1 - folded;
    }
    case 'reflect': {
      if (size === 1) return 0;
      const folded = wrap(at, 2 * size - 2);
      return folded < size ? folded : 2 * size - 2 - folded;
    }
  }
}

/** The order that sorts each line along an axis; equal elements stay in order, NaN comes last. */
export function argsort(array: NdArray, axis: number): NdArray {
  const { shape } = array;
  const order = [...shape.map((_, i) => i).filter((i) => i !== axis), axis];
  const lines = permute(array, order);
  const length = shape[axis];
  const sorted = zeros(lines.shape, 'int64');
  for (let start = 0; start < lines.data.length; start += length) {
    const line = Array.from({ length }, (_, i) => i);
    line.sort((a, b) => compareNumbers(lines.data[start + a], lines.data[start + b]));
    sorted.data.set(line, start);
  }
  const back = shape.map((_, i) => order.indexOf(i));
  return permute(sorted, back);
}

function compareNumbers(x: number, y: number): number {
  if (Number.isNaN(x)) return Number.isNaN(y) ? 0 : 1;
  return Number.isNaN(y) ? -1 : x - y;
}

/** Elements picked line by line along an axis, by positions of the same shape (`numpy.take_along_axis`). */
export function takeAlong(array: NdArray, positions: NdArray, axis: number): NdArray {
  const result = zeros(positions.shape, array.dtype);
  const inner = sizeOf(array.shape.slice(axis + 1));
  const [rows, kept] = [array.shape[axis], positions.shape[axis]];
  for (let i = 0; i < result.data.length; i++) {
    const outer = Math.floor(i / (inner * kept));
    result.data[i] = array.data[(outer * rows + positions.data[i]) * inner + (i % inner)];
  }
  return result;
}

/** Axes of size 1 put where `axis` says. */
export function expand(array: NdArray, axis: number): NdArray {
  return reshape(array, [...array.shape.slice(0, axis), 1, ...array.shape.slice(axis)]);
}
