/** Functions that regroup, reorder, join, cut and pick. */
import {
  ShapeError,
  broadcastShapes,
  equalDims,
  formatDim,
  formatShape,
  isNumber,
  lessThan,
  maxDim,
  mul,
  normalizeAxis,
  padShape,
  productOf,
  sub,
  type Edges,
  type Shape,
} from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import type { Bound } from '../../../python/interpreter/native';
import { SliceValue, int, list, tuple, type NativeFunction, type Value } from '../../../python/interpreter/values';
import { dtypeArg } from '../../common/dtypes';
import { axesArg } from '../../common/shapes';
import { applyRule, byName } from '../../tensorflow/operation';
import { result, withTensor } from '../../tensorflow/ops/tensors';
import { readPairs, shapingFunctions } from '../../tensorflow/ops/shaping';
import { describeShape, isNoneDim, NONE_DIM, numberOf, readShape } from '../../tensorflow/staticShape';
import { hasKerasTensor } from '../../tensorflow/tensorClasses';
import { axisOf, define, fromNumpy, fromTensorflow, positional, replaced, shaped, withTensors } from './define';
import { said } from '../../../protocol/say';

const shaping = byName(shapingFunctions);

/** Modes that every backend of Keras has; others, `edge` among them, depend on it. */
const modesOfAll = new Set(['constant', 'reflect', 'symmetric']);

/** `pad_width`: a number, one pair for all axes, or one pair per axis. */
const pad = shaped('pad', "x, pad_width, mode='constant', constant_values=None", (x, a, cx) => {
  const [given, mode] = [a.get('pad_width'), a.str('mode') ?? 'constant'];
  if (given.kind === 'int') {
    const size = cx.dim(given, 'pad_width');
    return padShape(x.shape, Array<Edges>(x.shape.length).fill([size, size]), mode, !modesOfAll.has(mode));
  }
  const flat = given.kind === 'tuple' || given.kind === 'list' ? cx.sequence(given) : undefined;
  const isPair = flat?.length === 2 && flat.every((item) => item.kind === 'int');
  const pairs = readPairs(cx, isPair ? tuple([given]) : given, x.shape.length);
  if (!pairs) return undefined;
  const all = pairs.length === 1 ? Array<Edges>(x.shape.length).fill(pairs[0]) : pairs;
  return padShape(x.shape, all, mode, !modesOfAll.has(mode));
});

/** One axis of size 1 more, or several at once (`axis=(0, -1)`); their places count in the result. */
function expandDims(a: Bound, cx: Context): Value {
  const axes = axesArg(cx, a.get('axis'));
  if (!axes || axes === 'all') return cx.unknown('the axis is not known');
  if (axes.length === 1) return applyRule(cx, shaping.expand_dims, a.fn, positional(a.get('x'), int(axes[0])));
  return withTensor(cx, a.get('x'), (x) => {
    const rank = x.shape.length + axes.length;
    const places = axes.map((axis) => normalizeAxis(axis, rank, a.fn));
    const left = [...x.shape];
    return result(
      Array.from({ length: rank }, (_, i) => (places.includes(i) ? 1 : left.shift()!)),
      x.dtype,
    );
  });
}

/** A None of a symbolic tensor is no 1: Keras keeps it, and refuses to drop it (`Squeeze.compute_output_spec`). */
function squeeze(a: Bound, cx: Context): Value {
  const x = a.get('x');
  const axes = a.isNone('axis') ? 'all' : axesArg(cx, a.get('axis'));
  if (axes && axes !== 'all' && axes.length === 0 && !a.isNone('axis')) return x;
  if (x.kind === 'tensor' && x.shape && axes && hasKerasTensor([x])) {
    const { shape } = x;
    if (axes === 'all') {
      return result(
        shape.filter((dim) => dim !== 1),
        x.dtype,
      );
    }
    const open = axes.map((axis) => normalizeAxis(axis, shape.length, a.fn)).find((axis) => isNoneDim(shape[axis]));
    if (open !== undefined) {
      throw new ShapeError(
        'view-mismatch',
        said`${a.fn}: axis ${open} of ${describeShape(shape)} is None, which is not known to be 1. Use ops.reshape, or give the size.`,
      );
    }
  }
  return applyRule(cx, shaping.squeeze, a.fn, positional(x, a.get('axis')));
}

const oneHot = define('one_hot', 'x, num_classes, axis=-1, dtype=None, sparse=False', (a, cx) =>
  withTensor(cx, a.get('x'), (x) => {
    const axis = numberOf(a.get('axis'));
    if (axis === undefined) return cx.unknown('the axis is not known');
    const rank = x.shape.length;
    if (axis !== -1 && (axis < 0 || axis > rank)) {
      throw new ShapeError(
        'axis-out-of-range',
        said`${a.fn}: axis must be -1 or between 0 and ${rank} for an input of ${rank} axes, not ${axis}.`,
        { parameter: 'axis', value: -1 },
      );
    }
    const place = axis === -1 ? rank : axis;
    const shape = [...x.shape.slice(0, place), a.dim('num_classes'), ...x.shape.slice(place)];
    return result(shape, dtypeArg(a.get('dtype')) ?? 'float32');
  }),
);

const take = shaped('take', 'x, indices, axis=None', (x, a, cx) => {
  const indices = shapeOf(a.get('indices'), cx);
  if (!indices || a.isNone('axis')) return indices;
  const axis = axisOf(x, a, cx);
  return axis === undefined ? undefined : [...x.shape.slice(0, axis), ...indices, ...x.shape.slice(axis + 1)];
});

/** The shape of a tensor, number or nested list. */
function shapeOf(value: Value, cx: Context): Shape | undefined {
  const tensor = withTensor(cx, value, (x) => x);
  return tensor.kind === 'tensor' ? tensor.shape : undefined;
}

const takeAlongAxis = define('take_along_axis', 'x, indices, axis=None', (a, cx) =>
  withTensors(cx, [a.get('x'), a.get('indices')], (x, indices) => {
    if (a.isNone('axis')) {
      if (indices.shape.length === 1) return result(indices.shape, x.dtype);
      throw new ShapeError(
        'rank-mismatch',
        said`${a.fn} without an axis takes from all elements in a row: indices must have one axis, but is ${formatShape(indices.shape)}. Say along which axis.`,
      );
    }
    const axis = axisOf(x, a, cx);
    if (axis === undefined) return cx.unknown('the axis is not known');
    if (x.shape.length !== indices.shape.length) {
      throw new ShapeError(
        'rank-mismatch',
        said`${a.fn} needs indices with as many axes as x, but x is ${formatShape(x.shape)} and indices ${formatShape(indices.shape)}.`,
      );
    }
    return result(
      x.shape.map((dim, i) => (i === axis || equalDims(dim, 1) === true ? indices.shape[i] : dim)),
      x.dtype,
    );
  }),
);

const diff = shaped('diff', 'a, n=1, axis=-1', (x, a, cx) => {
  const axis = axisOf(x, a, cx);
  const size = axis === undefined ? 0 : x.shape[axis];
  return axis === undefined ? undefined : replaced(x.shape, axis, maxDim(0, sub(size, a.dim('n'))));
});

/** Sizes that −1 leaves open reach to the end (`ops.slice`). */
const slice = shaped('slice', 'inputs, start_indices, shape', (x, a, cx) => {
  const sizes = readShape(a.get('shape'), cx, 'shape');
  const starts = readShape(a.get('start_indices'), cx, 'start_indices');
  if (!sizes) return undefined;
  if (sizes.length !== x.shape.length) {
    throw new ShapeError(
      'rank-mismatch',
      said`${a.fn} needs one size per axis of ${formatShape(x.shape)}, but shape=${formatShape(sizes)}.`,
    );
  }
  return sizes.map((size, i) => (size === -1 ? sub(x.shape[i], starts?.[i] ?? NONE_DIM) : size));
});

const repeat = shaped('repeat', 'x, repeats, axis=None', (x, a, cx) => {
  const counts = readShape(a.get('repeats'), cx, 'repeats');
  const shape = a.isNone('axis') ? [productOf(x.shape)] : x.shape;
  const axis = a.isNone('axis') ? 0 : axisOf(x, a, cx);
  if (!counts || axis === undefined) return undefined;
  if (counts.length === 1) return replaced(shape, axis, mul(shape[axis], counts[0]));
  if (isNoneDim(shape[axis])) return shape;
  if (equalDims(counts.length, shape[axis]) === false) {
    throw new ShapeError(
      'input-size-mismatch',
      said`${a.fn}: repeats has ${counts.length} numbers, but axis ${axis} of ${describeShape(shape)} has ${formatDim(shape[axis])} elements. Give one number, or one for each.`,
    );
  }
  const total = counts.every(isNumber) ? (counts as number[]).reduce((sum, count) => sum + count, 0) : NONE_DIM;
  return replaced(shape, axis, total);
});

/** Positions of what is not zero: one vector per axis. */
const nonzero = define('nonzero', 'x', (a, cx) =>
  withTensor(cx, a.get('x'), (x) =>
    tuple(x.shape.map(() => result([cx.unknownDim('how many elements are not zero depends on the data')], 'int32'))),
  ),
);

const sorted = (name: string, signature: string, dtype?: string): NativeFunction =>
  shaped(
    name,
    signature,
    (x, a, cx) => {
      if (a.isNone('axis')) return [productOf(x.shape)];
      return axisOf(x, a, cx) === undefined ? undefined : x.shape;
    },
    dtype,
  );

const topK = define('top_k', 'x, k, sorted=True', (a, cx) =>
  withTensor(cx, a.get('x'), (x) => {
    const k = a.dim('k');
    const last = x.shape.at(-1);
    if (last === undefined || lessThan(last, k)) {
      throw new ShapeError(
        'output-size',
        said`${a.fn}: k=${formatDim(k)} is more than the last axis of ${formatShape(x.shape)} holds.`,
      );
    }
    const shape = [...x.shape.slice(0, -1), k];
    return tuple([result(shape, x.dtype), result(shape, 'int32')]);
  }),
);

const unique = define(
  'unique',
  'x, sorted=True, return_index=False, return_inverse=False, return_counts=False, axis=None, size=None, fill_value=None',
  (a, cx) =>
    withTensor(cx, a.get('x'), (x) => {
      const count = a.isNone('size') ? cx.unknownDim('how many elements differ depends on the data') : a.dim('size');
      const axis = a.isNone('axis') ? undefined : axisOf(x, a, cx);
      const values = result(axis === undefined ? [count] : replaced(x.shape, axis, count), x.dtype);
      const inverse = axis === undefined ? x.shape : [x.shape[axis]];
      const further = [
        ...(a.truth('return_index') ? [result([count], 'int32')] : []),
        ...(a.truth('return_inverse') ? [result(inverse, 'int32')] : []),
        ...(a.truth('return_counts') ? [result([count], 'int32')] : []),
      ];
      return further.length === 0 ? values : tuple([values, ...further]);
    }),
);

const keeping = (name: string, signature: string, dtype?: string): NativeFunction =>
  shaped(name, signature, (x) => x.shape, dtype);

const unravelIndex = define('unravel_index', 'indices, shape', (a, cx) => {
  const sizes = readShape(a.get('shape'), cx, 'shape');
  if (!sizes) return cx.unknown('the shape is not known');
  return withTensor(cx, a.get('indices'), (x) => list(sizes.map(() => result(x.shape, 'int32'))));
});

/** The choice of the first condition that holds; all broadcast. */
const select = define('select', 'condlist, choicelist, default=0', (a, cx) => {
  const lists = ['condlist', 'choicelist'].map((name) => cx.sequence(a.get(name)));
  if (!lists[0] || !lists[1]) return cx.unknown('the conditions or choices are not known');
  return withTensors(cx, [...lists[1], ...lists[0]], (first, ...rest) =>
    result(broadcastShapes([first.shape, ...rest.map((x) => x.shape)], a.fn), first.dtype),
  );
});

export const arrangingOps: readonly NativeFunction[] = [
  fromTensorflow('reshape', 'x, newshape', shaping.reshape, 'tensor shape'),
  fromTensorflow('transpose', 'x, axes=None', shaping.transpose, 'a perm'),
  define('expand_dims', 'x, axis', expandDims),
  define('squeeze', 'x, axis=None', squeeze),
  fromTensorflow('broadcast_to', 'x, shape', shaping.broadcast_to, 'input shape'),
  oneHot,
  fromNumpy('ravel', 'x', '_'),
  fromNumpy('moveaxis', 'x, source, destination', '_ _ _'),
  fromNumpy('swapaxes', 'x, axis1, axis2', '_ _ _'),
  fromNumpy('tile', 'x, repeats', '_ _'),
  fromNumpy('roll', 'x, shift, axis=None', '_ _ axis'),
  fromNumpy('rot90', 'array, k=1, axes=(0, 1)', '_ k axes'),
  fromNumpy('flip', 'x, axis=None', '_ axis'),
  fromNumpy('fliplr', 'x', '_'),
  fromNumpy('flipud', 'x', '_'),
  sorted('sort', 'x, axis=-1'),
  sorted('argsort', 'x, axis=-1', 'int32'),
  shaped('argpartition', 'x, kth, axis=-1', (x) => x.shape, 'int32'),
  define('get_item', 'x, key', (a, cx) => cx.getItem(a.get('x'), asIndex(a.get('key')))),
  define('isin', 'x1, x2, assume_unique=False, invert=False', (a, cx) =>
    withTensor(cx, a.get('x1'), (x) => result(x.shape, 'bool')),
  ),
  define('searchsorted', "sorted_sequence, values, side='left'", (a, cx) =>
    withTensors(cx, [a.get('sorted_sequence'), a.get('values')], (sequence, x) => {
      if (sequence.shape.length === 1) return result(x.shape, 'int32');
      throw new ShapeError(
        'rank-mismatch',
        said`${a.fn} takes a sequence of one axis, but got ${formatShape(sequence.shape)}.`,
      );
    }),
  ),
  keeping('digitize', 'x, bins', 'int32'),
  keeping('scatter_update', 'inputs, indices, updates, reduction=None'),
  keeping('slice_update', 'inputs, start_indices, updates'),
  define('scatter', 'indices, values, shape', (a, cx) => {
    const shape = readShape(a.get('shape'), cx, 'shape');
    return shape ? result(shape, undefined) : cx.unknown('the shape to scatter into is not known');
  }),
  unravelIndex,
  select,
  pad,
  take,
  takeAlongAxis,
  diff,
  slice,
  repeat,
  nonzero,
  topK,
  unique,
];

/** A list of keys is a tuple of them (`ops.get_item`). */
const asIndex = (key: Value): Value =>
  key.kind === 'list' && key.items.every((item) => item instanceof SliceValue || item.kind === 'int')
    ? tuple([...key.items])
    : key.kind === 'bool'
      ? int(Number(key.value))
      : key;
