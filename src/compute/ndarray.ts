import { halfToNumber, numberToHalf } from '../protocol/half';
import type { Dtype } from '../protocol/payload';

export type { Dtype };

/** What holds the numbers of a tensor in memory. */
export type NumberArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/**
 * A dense tensor: row-major (the last axis varies fastest), without views or strides of its own.
 *
 * `dtype` is NumPy's name of the element type; the array that holds the numbers follows from it
 * (`allocate`). int64 is held in float64, exact up to 2^53; float16 is held in float32, each number
 * already rounded; bool is 0 or 1 in uint8.
 */
export interface NdArray {
  readonly shape: readonly number[];
  readonly dtype: Dtype;
  readonly data: NumberArray;
}

/** The number of elements of a shape; 1 for a scalar (`[]`). */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, dim) => product * dim, 1);
}

/** Row-major strides in elements: how far apart two neighbours along each axis lie. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= shape[axis];
  }
  return strides;
}

/** A zeroed array of `length` elements of the kind that holds `dtype`. */
export function allocate(dtype: Dtype, length: number): NumberArray {
  switch (dtype) {
    case 'float32':
    case 'float16':
      return new Float32Array(length);
    case 'float64':
    case 'int64':
      return new Float64Array(length);
    case 'int32':
      return new Int32Array(length);
    case 'uint8':
    case 'bool':
      return new Uint8Array(length);
  }
}

/** A tensor of zeros. */
export function zeros(shape: readonly number[], dtype: Dtype = 'float32'): NdArray {
  return { shape: [...shape], dtype, data: allocate(dtype, sizeOf(shape)) };
}

/** A tensor with every element `value`. */
export function full(shape: readonly number[], value: number, dtype: Dtype = 'float32'): NdArray {
  const result = zeros(shape, dtype);
  result.data.fill(value);
  return result;
}

/**
 * A tensor from its numbers in row-major order, copied and converted to `dtype`.
 * @throws RangeError when there are not exactly as many numbers as the shape has elements.
 */
export function fromFlat(shape: readonly number[], values: ArrayLike<number>, dtype: Dtype = 'float32'): NdArray {
  const expected = sizeOf(shape);
  if (values.length !== expected) {
    throw new RangeError(
      `${values.length} numbers given for shape (${shape.join(', ')}), which holds ${expected}: give ${expected}.`,
    );
  }
  const result = zeros(shape, dtype);
  const convert = converterTo(dtype);
  for (let i = 0; i < expected; i++) result.data[i] = convert(values[i]);
  return result;
}

/** The same numbers under another dtype, converted as NumPy's `astype` does. */
export function astype(array: NdArray, dtype: Dtype): NdArray {
  return array.dtype === dtype ? array : fromFlat(array.shape, array.data, dtype);
}

/**
 * The same numbers under another shape, sharing the data.
 * @throws RangeError when the element counts differ.
 */
export function reshape(array: NdArray, shape: readonly number[]): NdArray {
  if (sizeOf(shape) !== array.data.length) {
    throw new RangeError(
      `Shape (${array.shape.join(', ')}) has ${array.data.length} elements and (${shape.join(', ')}) has ` +
        `${sizeOf(shape)}: a reshape keeps the count.`,
    );
  }
  return { shape: [...shape], dtype: array.dtype, data: array.data };
}

/** The axes in another order: axis `i` of the result is axis `order[i]` of `array`. Copies. */
export function permute(array: NdArray, order: readonly number[]): NdArray {
  const shape = order.map((axis) => array.shape[axis]);
  if (order.every((axis, i) => axis === i)) return array;
  const from = stridesOf(array.shape);
  const steps = order.map((axis) => from[axis]);
  const result = zeros(shape, array.dtype);
  const index = new Array<number>(shape.length).fill(0);
  let source = 0;
  for (let target = 0; target < result.data.length; target++) {
    result.data[target] = array.data[source];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      source += steps[axis];
      if (++index[axis] < shape[axis]) break;
      source -= steps[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return result;
}

/** How a JavaScript number becomes an element of `dtype`; integers truncate towards zero. */
function converterTo(dtype: Dtype): (value: number) => number {
  switch (dtype) {
    case 'bool':
      return (value) => (value === 0 ? 0 : 1);
    case 'int64':
      return Math.trunc;
    case 'float16':
      return (value) => halfToNumber(numberToHalf(value));
    default:
      return (value) => value;
  }
}
