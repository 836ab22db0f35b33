/** Arrays put together and taken apart: concatenate, stack, split, tile, repeat, pad, flip, roll. */
import type { NdArray } from '../../compute/ndarray';
import { take } from '../../compute/numeric/indexing';
import * as numeric from '../../compute/numeric/manipulation';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { native, type Bound } from '../../python/interpreter/native';
import { int, list, type TensorValue, type Value } from '../../python/interpreter/values';
import {
  concatShapes,
  isNumber,
  padShape,
  repeatAxisShape,
  splitEvenly,
  stackShapes,
  sumOf,
  tileShape,
  type Dim,
  type Shape,
} from '../../shape';
import { promoteNumpy, storedDtype } from '../common/dtypes';
import { sizesOf, affordable, makeTensor, operandOf } from '../common/tensors';
import { shareNumbers } from '../common/views';
import { axesArg, axisArg, isSequence, shapeArg } from '../common/shapes';
import { asArray, dtypeParameter, ndarray } from './classes';
import { axisWithin, flattened, reordered, reshaped, unshaped } from './rearranging';
import { into } from './ufuncs';

/** The arrays of a sequence; undefined where their number is not known. */
function arraysOf(cx: Context, value: Value): TensorValue[] | undefined {
  if (value.kind === 'tensor' && !value.shape) return undefined;
  return cx.sequence(value)?.map((item) => asArray(cx, item));
}

function join(cx: Context, arrays: TensorValue[] | undefined, axis: number | undefined, given?: string): TensorValue {
  const unknown = arrays?.find((array) => !array.shape);
  if (!arrays || axis === undefined || unknown) {
    const reason = unknown?.reason ?? cx.unknown('the arrays to join are not known');
    return makeTensor(ndarray, undefined, undefined, { reason });
  }
  if (arrays.length === 0) throw new PyError('ValueError', 'need at least one array to concatenate');
  // None, say, of a parameter that nobody gave: a mistake of other kind than a size.
  if (arrays.some(({ shape, dtype }) => shape!.length === 0 && dtype === 'object')) {
    throw new PyError('ValueError', 'zero-dimensional arrays cannot be concatenated');
  }
  const shapes = arrays.map((array) => array.shape!);
  const shape = concatShapes(shapes, axis, 'concatenate');
  const at = axisWithin(axis, shape.length, 'concatenate');
  const dtype = given ?? promoteNumpy(arrays.map((array) => ({ dtype: array.dtype })));
  const stored = storedDtype(dtype);
  const numbers = arrays.map((array) => array.data).filter((data) => data !== undefined);
  const known = stored && numbers.length === arrays.length && affordable(cx, shape);
  const data = known ? numeric.concatenate(numbers, at, stored) : undefined;
  const sizes = arrays.map((array) => sizesOf(operandOf(cx, array)!));
  const elements = shape.length === 1 && sizes.every((part) => part !== undefined) ? sizes.flat() : undefined;
  return makeTensor(ndarray, shape, dtype, { data, elements });
}

const concatenate = (name: string) =>
  native(name, "arrays, /, axis=0, out=None, *, dtype=None, casting='same_kind'", (a, cx) => {
    const arrays = arraysOf(cx, a.get('arrays'));
    const dtype = dtypeParameter(cx, a.get('dtype'));
    if (!a.isNone('axis')) return into(cx, a, join(cx, arrays, axisArg(cx, a.get('axis')), dtype));
    return into(
      cx,
      a,
      join(
        cx,
        arrays?.map((array) => flattened(cx, array)),
        0,
        dtype,
      ),
    );
  });

function stacked(cx: Context, arrays: TensorValue[] | undefined, axis: number | undefined): TensorValue {
  if (!arrays || axis === undefined || arrays.some((array) => !array.shape)) return join(cx, arrays, axis);
  if (arrays.length === 0) throw new PyError('ValueError', 'need at least one array to stack');
  const shape = stackShapes(
    arrays.map((array) => array.shape!),
    axis,
    'stack',
  );
  const at = axisWithin(axis, shape.length, 'stack');
  return join(
    cx,
    arrays.map((array) => reshaped(array, withOne(array.shape!, at))),
    at,
  );
}

const withOne = (shape: Shape, axis: number): Shape => [...shape.slice(0, axis), 1, ...shape.slice(axis)];

/** vstack, hstack, dstack, column_stack: low ranks are raised first (NumPy documentation of each). */
const stackAlong = (name: string, axisOf: (rank: number) => number, raise: (shape: Shape) => Shape) =>
  native(name, "tup, *, dtype=None, casting='same_kind'", (a, cx) => {
    const arrays = arraysOf(cx, a.get('tup'))?.map((array) =>
      array.shape ? reshaped(array, raise(array.shape)) : array,
    );
    return join(cx, arrays, axisOf(arrays?.[0]?.shape?.length ?? 1), dtypeParameter(cx, a.get('dtype')));
  });

const rows = (shape: Shape): Shape => (shape.length >= 2 ? shape : shape.length === 1 ? [1, shape[0]] : [1, 1]);
const depth = (shape: Shape): Shape => (shape.length >= 3 ? shape : [...rows(shape), 1]);

/** A part of an array along one axis, sharing its numbers. */
function slab(array: TensorValue, axis: number, start: number, size: Dim): TensorValue {
  const shape = array.shape!.map((dim, at) => (at === axis ? size : dim));
  const part = makeTensor(ndarray, shape, array.dtype);
  if (!array.data || !isNumber(size)) return part;
  const items = array.shape!.map((_, at) =>
    at === axis
      ? { kind: 'slice' as const, start, stop: start + size, step: null }
      : { kind: 'slice' as const, start: null, stop: null, step: null },
  );
  return shareNumbers(
    part,
    array,
    (base) => take(base, items),
    (base, view) => {
      const before = take(base, [...items.slice(0, axis), { kind: 'slice', start: 0, stop: start, step: null }]);
      const after = take(base, [
        ...items.slice(0, axis),
        { kind: 'slice', start: start + size, stop: null, step: null },
      ]);
      return numeric.concatenate([before, view, after], axis, base.dtype);
    },
  );
}

/** NumPy converts a float to a whole number where it counts with it (`int(…)` and casts of intp). */
const truncated = (value: Value): Value =>
  value.kind === 'float' && isNumber(value.value) ? int(Math.trunc(value.value)) : value;

const split = (name: string, even: boolean, fixedAxis?: (rank: number) => number) =>
  native(name, 'ary, indices_or_sections, axis=0', (a, cx) => {
    const array = asArray(cx, a.get('ary'));
    const given = fixedAxis && array.shape ? fixedAxis(array.shape.length) : axisArg(cx, a.get('axis'));
    const where = truncated(a.get('indices_or_sections'));
    if (!array.shape || given === undefined) return cx.unknown('the array to split is not known');
    const axis = axisWithin(given, array.shape.length, name);
    const size = array.shape[axis];
    if (isSequence(where)) return atPositions(cx, array, axis, shapeArg(cx, where));
    const parts = shapeArg(cx, where)?.[0];
    if (parts === undefined || !isNumber(parts)) return cx.unknown('the number of parts is not known');
    if (even || !isNumber(size)) {
      const shapes = splitEvenly(array.shape, parts, axis, name);
      return list(shapes.map((shape, i) => slab(array, axis, i * Number(shape[axis]), shape[axis])));
    }
    // array_split: the first `size % parts` parts are one longer (NumPy documentation).
    const sizes = Array.from({ length: parts }, (_, i) => Math.floor(size / parts) + Number(i < size % parts));
    return list(sizes.map((length, i) => slab(array, axis, sumOf(sizes.slice(0, i)) as number, length)));
  });

function atPositions(cx: Context, array: TensorValue, axis: number, positions: Shape | undefined): Value {
  const size = array.shape![axis];
  if (!positions?.every(isNumber) || !isNumber(size)) return cx.unknown('the positions to split at are not known');
  const bound = (at: number) => Math.min(Math.max(at < 0 ? at + size : at, 0), size);
  const bounds = [0, ...(positions as number[]).map(bound), size];
  return list(bounds.slice(1).map((end, i) => slab(array, axis, bounds[i], Math.max(0, end - bounds[i]))));
}

const tile = native('tile', 'A, reps', (a, cx) => {
  const array = asArray(cx, a.get('A'));
  const reps = shapeArg(cx, a.get('reps'), 'reps');
  if (!array.shape || !reps) return unshaped(cx, array);
  const shape = tileShape(array.shape, reps);
  const known = array.data && affordable(cx, shape) && reps.every(isNumber);
  return makeTensor(ndarray, shape, array.dtype, {
    data: known ? numeric.tile(array.data!, reps as number[]) : undefined,
  });
});

/** `np.repeat`: without an axis the flattened array. */
export function repeated(cx: Context, a: Bound): Value {
  const given = asArray(cx, a.get('a'));
  const flat = a.isNone('axis') || (given.shape?.length === 0 && [0, -1].includes(a.number('axis') ?? 0));
  const array = flat ? flattened(cx, given) : given;
  const axis = flat ? 0 : axisArg(cx, a.get('axis'));
  const counts = shapeArg(cx, truncated(a.get('repeats')), 'repeats');
  if (!array.shape || axis === undefined || !counts) return unshaped(cx, array);
  const at = axisWithin(axis, array.shape.length, 'repeat');
  const shape =
    counts.length === 1
      ? repeatAxisShape(array.shape, counts[0], at)
      : array.shape.map((dim, i) => (i === at ? sumOf(counts) : dim));
  const known = array.data && affordable(cx, shape) && counts.every(isNumber);
  const data = known ? numeric.repeatAlong(array.data!, counts as number[], at) : undefined;
  return makeTensor(ndarray, shape, array.dtype, { data });
}

/** One number for everything, one pair for all axes, or a pair per axis; undefined where it is not known. */
function padPairs(cx: Context, value: Value, rank: number): [Dim, Dim][] | undefined {
  const parts = isSequence(value) ? cx.sequence(value) : [value];
  const pairs = parts?.map((part) => shapeArg(cx, part, 'pad_width'));
  if (!pairs || pairs.some((pair) => !pair)) return undefined;
  const known = pairs as Shape[];
  const nested = known.length > 0 && parts!.some(isSequence);
  const flat = nested ? known : [known.flat()];
  const full = flat.map((pair): [Dim, Dim] => [pair[0], pair[pair.length - 1]]);
  if (full.length === 1) return new Array<[Dim, Dim]>(rank).fill(full[0]);
  if (full.length !== rank) {
    throw new PyError(
      'ValueError',
      `operands could not be broadcast together with remapped shapes [original->remapped]: (${full.length},2) and requested shape (${rank},2)`,
    );
  }
  return full;
}

const MODES = new Set<string>(['constant', 'edge', 'reflect', 'symmetric', 'wrap']);

const pad = native('pad', "array, pad_width, mode='constant', constant_values=0, **kwargs", (a, cx) => {
  const array = asArray(cx, a.get('array'));
  const mode = a.str('mode') ?? 'constant';
  const pairs = array.shape && padPairs(cx, a.get('pad_width'), array.shape.length);
  if (!array.shape || !pairs) return unshaped(cx, array, array.shape && 'the widths of the padding are not known');
  // NumPy reflects again where the padding is longer than the axis, so every width is allowed.
  const shape = padShape(array.shape, pairs, mode, true);
  const value = operandOf(cx, a.get('constant_values'))?.data;
  const numeral = pairs.every((pair) => pair.every(isNumber)) && affordable(cx, shape);
  const known = array.data && numeral && MODES.has(mode) && (mode !== 'constant' || value?.data.length === 1);
  const data = known
    ? numeric.pad(array.data!, pairs as [number, number][], mode as numeric.PadMode, value?.data[0])
    : undefined;
  return makeTensor(ndarray, shape, array.dtype, { data });
});

/** The same shape with the entries of some axes in another order. */
function shuffledAxes(
  array: TensorValue,
  axes: readonly number[],
  source: (i: number, size: number, k: number) => number,
): TensorValue {
  let data: NdArray | undefined = array.data;
  axes.forEach((axis, k) => {
    if (!data) return;
    const size = data.shape[axis];
    data = numeric.pickAlong(
      data,
      Array.from({ length: size }, (_, i) => source(i, size, k)),
      axis,
    );
  });
  return makeTensor(ndarray, array.shape, array.dtype, { data, like: array });
}

function flipped(cx: Context, value: Value, axis: Value): TensorValue {
  const array = asArray(cx, value);
  const axes = axesArg(cx, axis);
  if (!array.shape || !axes) return unshaped(cx, array);
  const rank = array.shape.length;
  const over = axes === 'all' ? array.shape.map((_, i) => i) : axes.map((at) => axisWithin(at, rank, 'flip'));
  return shuffledAxes(array, over, (i, size) => size - 1 - i);
}

const roll = native('roll', 'a, shift, axis=None', (a, cx) => {
  const array = asArray(cx, a.get('a'));
  const [shifts, axes] = [shapeArg(cx, truncated(a.get('shift')), 'shift'), axesArg(cx, a.get('axis'))];
  if (!array.shape) return unshaped(cx, array);
  if (!axes || !shifts?.every(isNumber)) return makeTensor(ndarray, array.shape, array.dtype);
  const by = shifts as number[];
  const source = (i: number, size: number, k: number) => (((i - by[k % by.length]) % size) + size) % size;
  if (axes === 'all') return reshaped(shuffledAxes(flattened(cx, array), [0], source), array.shape);
  return shuffledAxes(
    array,
    axes.map((at) => axisWithin(at, array.shape!.length, 'roll')),
    source,
  );
});

const rot90 = native('rot90', 'm, k=1, axes=(0, 1)', (a, cx) => {
  const array = asArray(cx, a.get('m'));
  const [axes, k] = [axesArg(cx, a.get('axes')), a.number('k')];
  if (!array.shape || !axes || axes === 'all' || k === undefined) return unshaped(cx, array);
  const [x, y] = axes.map((at) => axisWithin(at, array.shape!.length, 'rot90'));
  const swap = (t: TensorValue) =>
    reordered(
      t,
      t.shape!.map((_, i) => (i === x ? y : i === y ? x : i)),
    );
  switch (((k % 4) + 4) % 4) {
    case 1:
      return swap(flipped(cx, array, int(y)));
    case 2:
      return flipped(cx, flipped(cx, array, int(x)), int(y));
    case 3:
      return flipped(cx, swap(array), int(y));
    default:
      return array;
  }
});

const append = native('append', 'arr, values, axis=None', (a, cx) => {
  const parts = [asArray(cx, a.get('arr')), asArray(cx, a.get('values'))];
  if (a.isNone('axis'))
    return join(
      cx,
      parts.map((part) => flattened(cx, part)),
      0,
    );
  return join(cx, parts, axisArg(cx, a.get('axis')));
});

/**
 * Nested lists of blocks, joined along the last axis in the innermost lists, along the one before in those around them, and so on;
 * all blocks get as many axes as the largest has, or as deep as they are nested (NumPy manual, `block`).
 */
const block = native('block', 'arrays', (a, cx) => {
  const depth = nesting(a.get('arrays'));
  const rank = Math.max(depth, ...leavesOf(a.get('arrays')).map((leaf) => asArray(cx, leaf).shape?.length ?? 0));
  const put = (value: Value, level: number): TensorValue => {
    if (value.kind === 'list') {
      return join(
        cx,
        value.items.map((item) => put(item, level - 1)),
        rank - level,
      );
    }
    const array = asArray(cx, value);
    return array.shape
      ? reshaped(array, [...new Array<Dim>(rank - array.shape.length).fill(1), ...array.shape])
      : array;
  };
  return put(a.get('arrays'), depth);
});

const nesting = (value: Value): number =>
  value.kind === 'list' && value.items.length > 0 ? 1 + nesting(value.items[0]) : 0;

const leavesOf = (value: Value): Value[] => (value.kind === 'list' ? value.items.flatMap(leavesOf) : [value]);

export const combining: Record<string, Value> = {
  concatenate: concatenate('concatenate'),
  concat: concatenate('concat'),
  stack: native('stack', "arrays, axis=0, out=None, *, dtype=None, casting='same_kind'", (a, cx) =>
    into(cx, a, stacked(cx, arraysOf(cx, a.get('arrays')), axisArg(cx, a.get('axis')))),
  ),
  vstack: stackAlong('vstack', () => 0, rows),
  hstack: stackAlong(
    'hstack',
    (rank) => (rank === 1 ? 0 : 1),
    (shape) => (shape.length > 0 ? shape : [1]),
  ),
  dstack: stackAlong('dstack', () => 2, depth),
  column_stack: stackAlong(
    'column_stack',
    () => 1,
    (shape) => (shape.length >= 2 ? shape : [shape[0] ?? 1, 1]),
  ),
  append,
  split: split('split', true),
  array_split: split('array_split', false),
  hsplit: split('hsplit', true, (rank) => (rank === 1 ? 0 : 1)),
  vsplit: split('vsplit', true, () => 0),
  dsplit: split('dsplit', true, () => 2),
  block,
  tile,
  repeat: native('repeat', 'a, repeats, axis=None', (a, cx) => repeated(cx, a)),
  pad,
  flip: native('flip', 'm, axis=None', (a, cx) => flipped(cx, a.get('m'), a.get('axis'))),
  fliplr: native('fliplr', 'm', (a, cx) => flipped(cx, a.get('m'), int(1))),
  flipud: native('flipud', 'm', (a, cx) => flipped(cx, a.get('m'), int(0))),
  roll,
  rot90,
};
