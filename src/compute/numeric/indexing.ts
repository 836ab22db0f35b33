import { type NdArray, sizeOf, stridesOf, zeros } from '../ndarray';
import { broadcastShape, broadcastTo } from './broadcast';

/** One item of an index, with numbers: what stands between the brackets of `x[…]`. */
export type NumericIndex =
  | { readonly kind: 'int'; readonly value: number }
  | {
      readonly kind: 'slice';
      readonly start: number | null;
      readonly stop: number | null;
      readonly step: number | null;
    }
  | { readonly kind: 'ellipsis' }
  | { readonly kind: 'newaxis' }
  /** Integer positions along one axis. */
  | { readonly kind: 'array'; readonly array: NdArray }
  /** Booleans over as many axes as the mask has. */
  | { readonly kind: 'mask'; readonly array: NdArray };

/** Where the selected elements lie: their flat positions in row-major order of the selection's shape. */
export interface Selection {
  readonly shape: readonly number[];
  readonly positions: Float64Array;
}

interface Group {
  readonly shape: readonly number[];
  readonly offsets: Float64Array;
}

/**
 * The elements that an index selects, with NumPy's rules ("Indexing on ndarrays", basic and advanced): index
 * arrays broadcast together, and stand where they are when they are neighbours, else in front. PyTorch applies
 * integers first (`integersAreArrays` false); in NumPy an integer beside index arrays is one of them.
 * @throws RangeError in NumPy's words for a position outside its axis or too many items.
 */
export function select(shape: readonly number[], items: readonly NumericIndex[], integersAreArrays = true): Selection {
  const strides = stridesOf(shape);
  const full = withEllipsis(shape.length, items);
  const advanced = full.some((item) => item.kind === 'array' || item.kind === 'mask');
  const groups: Group[] = [];
  const arrays: { array: NdArray; axis: number; at: number }[] = [];
  let base = 0;
  let axis = 0;
  // Where the first index array stands among the result's axes, and the running number of items.
  let place = 0;
  let at = -1;
  for (const item of full) {
    const picks = item.kind === 'int' && !(advanced && integersAreArrays);
    if (!picks) at++;
    if (arrays.length === 0) place = groups.length;
    switch (item.kind) {
      case 'newaxis':
        groups.push({ shape: [1], offsets: new Float64Array(1) });
        break;
      case 'int':
        if (!picks) arrays.push({ array: { shape: [], dtype: 'int64', data: Float64Array.of(item.value) }, axis, at });
        else base += inRange(item.value, shape[axis], axis) * strides[axis];
        axis++;
        break;
      case 'slice': {
        const { start, step, length } = resolveSlice(item, shape[axis]);
        const stride = strides[axis++];
        groups.push({ shape: [length], offsets: Float64Array.from({ length }, (_, i) => (start + i * step) * stride) });
        break;
      }
      case 'array':
        arrays.push({ array: item.array, axis: axis++, at });
        break;
      case 'mask':
        for (const array of positionsOfMask(item.array, shape, axis)) arrays.push({ array, axis: axis++, at });
        if (item.array.shape.length === 0) arrays.push({ array: scalarMask(item.array), axis: -1, at });
        break;
      case 'ellipsis':
        break;
    }
  }
  if (arrays.length > 0) {
    const together = arrays.every((entry, i) => i === 0 || entry.at - arrays[i - 1].at <= 1);
    groups.splice(together ? place : 0, 0, arrayGroup(arrays, shape, strides));
  }
  return { shape: groups.flatMap((group) => group.shape), positions: outerSum(base, groups) };
}

/** The selected elements, copied. */
export function take(array: NdArray, items: readonly NumericIndex[], integersAreArrays = true): NdArray {
  const { shape, positions } = select(array.shape, items, integersAreArrays);
  const result = zeros(shape, array.dtype);
  for (let i = 0; i < positions.length; i++) result.data[i] = array.data[positions[i]];
  return result;
}

/**
 * Writes `value`, broadcast to the selection, into `array` itself. Integers truncate and wrap as the element
 * type's storage does.
 * @throws RangeError where the value does not broadcast to the selection.
 */
export function put(array: NdArray, items: readonly NumericIndex[], value: NdArray, integersAreArrays = true): void {
  const { shape, positions } = select(array.shape, items, integersAreArrays);
  if (!fitting(value.shape, shape)) {
    throw new RangeError(
      `could not broadcast input array from shape ${tupleText(value.shape)} into shape ${tupleText(shape)}`,
    );
  }
  // Leading axes of size 1 that the selection does not have are dropped, as NumPy does.
  const own = value.shape.slice(Math.max(0, value.shape.length - shape.length));
  const source = broadcastTo({ ...value, shape: own }, shape);
  for (let i = 0; i < positions.length; i++) array.data[positions[i]] = source.data[i];
}

/** Whether `from` broadcasts to `to` without changing `to`; further leading axes must be of size 1. */
function fitting(from: readonly number[], to: readonly number[]): boolean {
  return from.every((size, i) => size === 1 || size === to[to.length - from.length + i]);
}

function tupleText(shape: readonly number[]): string {
  return `(${shape.join(',')}${shape.length === 1 ? ',' : ''})`;
}

/** The index with the ellipsis written out, and one put at the end where the items do not cover every axis. */
function withEllipsis(rank: number, items: readonly NumericIndex[]): NumericIndex[] {
  const used = items.reduce((n, item) => n + axesOf(item), 0);
  if (used > rank) {
    throw new RangeError(`too many indices for array: array is ${rank}-dimensional, but ${used} were indexed`);
  }
  const rest: NumericIndex[] = Array.from({ length: rank - used }, () => ({
    kind: 'slice',
    start: null,
    stop: null,
    step: null,
  }));
  const at = items.findIndex((item) => item.kind === 'ellipsis');
  return at < 0 ? [...items, ...rest] : [...items.slice(0, at), ...rest, ...items.slice(at + 1)];
}

function axesOf(item: NumericIndex): number {
  if (item.kind === 'newaxis' || item.kind === 'ellipsis') return 0;
  return item.kind === 'mask' ? item.array.shape.length : 1;
}

function inRange(value: number, size: number, axis: number): number {
  if (value < -size || value >= size) {
    throw new RangeError(`index ${value} is out of bounds for axis ${axis} with size ${size}`);
  }
  return value < 0 ? value + size : value;
}

/** Start, step and number of the elements of a slice of an axis of `size` (Python's `slice.indices`). */
export function resolveSlice(
  slice: { start: number | null; stop: number | null; step: number | null },
  size: number,
): { start: number; step: number; length: number } {
  const step = slice.step ?? 1;
  const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
  const clamp = (value: number | null, otherwise: number): number => {
    if (value === null) return otherwise;
    return Math.min(Math.max(value < 0 ? value + size : value, low), high);
  };
  const start = clamp(slice.start, step > 0 ? 0 : size - 1);
  const stop = clamp(slice.stop, step > 0 ? size : -1);
  return { start, step, length: Math.max(0, Math.ceil((stop - start) / step)) };
}

/** `nonzero` of a mask: one array of positions per axis of it. */
function positionsOfMask(mask: NdArray, shape: readonly number[], axis: number): NdArray[] {
  mask.shape.forEach((size, i) => {
    // NumPy takes an empty mask anywhere.
    if (size !== 0 && size !== shape[axis + i]) {
      throw new RangeError(
        `boolean index did not match indexed array along axis ${axis + i}; size of axis is ${shape[axis + i]} ` +
          `but size of corresponding boolean axis is ${size}`,
      );
    }
  });
  return nonzero(mask);
}

/** The positions of elements that are not zero, one array per axis (`numpy.nonzero`). */
export function nonzero(array: NdArray): NdArray[] {
  const found: number[] = [];
  array.data.forEach((value, i) => {
    if (value !== 0) found.push(i);
  });
  return stridesOf(array.shape).map((stride, i) => ({
    shape: [found.length],
    dtype: 'int64',
    data: Float64Array.from(found, (position) => Math.floor(position / stride) % array.shape[i]),
  }));
}

/** A single True or False as index selects everything once or not at all. */
function scalarMask(mask: NdArray): NdArray {
  const length = mask.data[0] !== 0 ? 1 : 0;
  return { shape: [length], dtype: 'int64', data: new Float64Array(length) };
}

function arrayGroup(
  arrays: readonly { array: NdArray; axis: number }[],
  shape: readonly number[],
  strides: readonly number[],
): Group {
  let common: number[];
  try {
    common = broadcastShape(arrays.map((entry) => entry.array.shape));
  } catch {
    const listed = arrays.map((entry) => `(${entry.array.shape.join(',')},)`).join(' ');
    throw new RangeError(`shape mismatch: indexing arrays could not be broadcast together with shapes ${listed}`);
  }
  const offsets = new Float64Array(sizeOf(common));
  for (const { array, axis } of arrays) {
    const positions = broadcastTo(array, common).data;
    if (axis < 0) continue;
    for (let i = 0; i < offsets.length; i++) offsets[i] += inRange(positions[i], shape[axis], axis) * strides[axis];
  }
  return { shape: common, offsets };
}

/** Every sum of one offset per group, the last group varying fastest. */
function outerSum(base: number, groups: readonly Group[]): Float64Array {
  let sums = Float64Array.of(base);
  for (const { offsets } of groups) {
    const next = new Float64Array(sums.length * offsets.length);
    let at = 0;
    for (const sum of sums) for (const offset of offsets) next[at++] = sum + offset;
    sums = next;
  }
  return sums;
}
