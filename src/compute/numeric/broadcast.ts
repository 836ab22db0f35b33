import { sizeOf, stridesOf, type NdArray, zeros } from '../ndarray';

/**
 * The shape that arrays of these shapes have together (NumPy user guide, "Broadcasting": aligned at the last
 * axis, an axis of size 1 repeats).
 * @throws RangeError naming the shapes where two sizes differ and neither is 1.
 */
export function broadcastShape(shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    shape.forEach((size, i) => {
      const axis = rank - shape.length + i;
      if (result[axis] === 1) result[axis] = size;
      else if (size !== 1 && size !== result[axis]) {
        const listed = shapes.map((s) => `(${s.join(',')}${s.length === 1 ? ',' : ''})`).join(' ');
        throw new RangeError(`operands could not be broadcast together with shapes ${listed}`);
      }
    });
  }
  return result;
}

/** The steps, in elements, with which an array of shape `from` is read under shape `to`: 0 where it repeats. */
export function broadcastStrides(from: readonly number[], to: readonly number[]): number[] {
  const strides = stridesOf(from);
  const missing = to.length - from.length;
  return to.map((_, axis) => (axis < missing || from[axis - missing] === 1 ? 0 : strides[axis - missing]));
}

/**
 * Visits a shape row by row (along the last axis) in row-major order. `row` receives the flat position of the
 * row's first element, the offset of each operand there, and the row's length.
 */
export function forEachRow(
  shape: readonly number[],
  strides: readonly (readonly number[])[],
  row: (target: number, offsets: readonly number[], length: number) => void,
): void {
  const total = sizeOf(shape);
  if (total === 0) return;
  const last = shape.length - 1;
  const length = last < 0 ? 1 : shape[last];
  const offsets = strides.map(() => 0);
  const index = new Array<number>(shape.length).fill(0);
  for (let target = 0; target < total; target += length) {
    row(target, offsets, length);
    for (let axis = last - 1; axis >= 0; axis--) {
      index[axis]++;
      strides.forEach((steps, k) => (offsets[k] += steps[axis]));
      if (index[axis] < shape[axis]) break;
      strides.forEach((steps, k) => (offsets[k] -= steps[axis] * shape[axis]));
      index[axis] = 0;
    }
  }
}

/** The array repeated to `shape`, copied. The shapes must broadcast. */
export function broadcastTo(array: NdArray, shape: readonly number[]): NdArray {
  if (array.shape.length === shape.length && array.shape.every((size, i) => size === shape[i])) return array;
  const result = zeros(shape, array.dtype);
  const steps = broadcastStrides(array.shape, shape);
  const inner = steps.length > 0 ? steps[steps.length - 1] : 0;
  forEachRow(shape, [steps], (target, [from], length) => {
    for (let i = 0; i < length; i++) result.data[target + i] = array.data[from + i * inner];
  });
  return result;
}
