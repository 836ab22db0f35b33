/** Numbers put together and picked out along an axis. */
import { sizeOf, zeros, type NdArray } from '../../../compute/ndarray';

/** How the elements before, on and behind an axis lie in memory. */
function around(shape: readonly number[], axis: number): { outer: number; size: number; inner: number } {
  return { outer: sizeOf(shape.slice(0, axis)), size: shape[axis], inner: sizeOf(shape.slice(axis + 1)) };
}

/** The arrays one behind the other along an axis; all of one dtype. */
export function concatenate(arrays: readonly NdArray[], axis: number, dtype: NdArray['dtype']): NdArray {
  const first = arrays[0];
  const total = arrays.reduce((n, a) => n + a.shape[axis], 0);
  const result = zeros(
    first.shape.map((d, i) => (i === axis ? total : d)),
    dtype,
  );
  const { outer, inner } = around(result.shape, axis);
  let at = 0;
  for (const array of arrays) {
    const run = array.shape[axis] * inner;
    for (let o = 0; o < outer; o++) {
      result.data.set(array.data.subarray(o * run, (o + 1) * run), o * total * inner + at);
    }
    at += run;
  }
  return result;
}

/** The entries of an axis that `positions` name, in their order. */
export function takeAlong(array: NdArray, axis: number, positions: ArrayLike<number>): NdArray {
  const { outer, size, inner } = around(array.shape, axis);
  const result = zeros(
    array.shape.map((d, i) => (i === axis ? positions.length : d)),
    array.dtype,
  );
  for (let o = 0; o < outer; o++) {
    for (let k = 0; k < positions.length; k++) {
      const from = (o * size + positions[k]) * inner;
      result.data.set(array.data.subarray(from, from + inner), (o * positions.length + k) * inner);
    }
  }
  return result;
}

/** Runs `f` over every line along an axis: it reads a line of the input and gives the line of the result. */
export function mapLines(
  array: NdArray,
  axis: number,
  dtype: NdArray['dtype'],
  f: (line: number[]) => ArrayLike<number>,
): NdArray {
  const { outer, size, inner } = around(array.shape, axis);
  let result: NdArray | undefined;
  let length = size;
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const line = f(Array.from({ length: size }, (_, k) => array.data[(o * size + k) * inner + i]));
      if (!result) {
        length = line.length;
        result = zeros(
          array.shape.map((d, at) => (at === axis ? length : d)),
          dtype,
        );
      }
      for (let k = 0; k < length; k++) result.data[(o * length + k) * inner + i] = line[k];
    }
  }
  return result ?? zeros(array.shape, dtype);
}
