/** Cutting out, filling up and widening arrays with sizes given as arguments (jax.lax, "Operators"). */
import type { Context } from '../../../python/interpreter/context';
import { op, type Bound } from '../../../python/interpreter/native';
import { tuple, type NativeFunction, type TensorValue, type Value } from '../../../python/interpreter/values';
import {
  add,
  compareDims,
  equalDims,
  formatDim,
  formatShape,
  isSymbolic,
  lessThan,
  maxDim,
  mul,
  normalizeAxis,
  ShapeError,
  sliceExtent,
  sub,
  type Dim,
  type Shape,
} from '../../../shape';
import { axisArg, shapeArg } from '../../common/shapes';
import { dtypeParameter } from '../../numpy/classes';
import { arrayOf, makeArray } from '../arrays';
import { said } from '../../../protocol/say';

type Known = TensorValue & { shape: Shape };

/** The operand with its shape, or what stands for the result where it is not known. */
function withOperand(a: Bound, cx: Context, rule: (x: Known) => Value, name = 'operand'): Value {
  const given = a.get(name);
  // Arithmetic on a parameter that nobody has given makes a symbol, though it may be an array.
  if (given.kind === 'int' && isSymbolic(given.value)) return cx.unknown(said`the operand of ${a.fn} is not known`);
  const x = arrayOf(given);
  if (!x?.shape) return x?.reason ?? cx.unknown(said`the operand of ${a.fn} is not known`);
  return rule(x as Known);
}

/** @throws ShapeError `argument-count` unless there is one size for each axis */
function checkCount(fn: string, name: string, sizes: Shape, shape: Shape): void {
  if (sizes.length === shape.length) return;
  throw new ShapeError(
    'argument-count',
    said`${fn}: ${name}=${formatShape(sizes)} has ${sizes.length} values, but the operand ${formatShape(shape)} has ${shape.length} axes: give one for each.`,
  );
}

/** @throws ShapeError `index-out-of-range` where a slice is certainly larger than the axis it is cut from */
function checkFits(fn: string, sizes: Shape, shape: Shape): void {
  const at = sizes.findIndex((size, axis) => lessThan(shape[axis], size));
  if (at < 0) return;
  throw new ShapeError(
    'index-out-of-range',
    said`${fn}: slice_sizes=${formatShape(sizes)} do not fit into ${formatShape(shape)}: axis ${at} has ${formatDim(shape[at])} elements. Use ${formatDim(shape[at])} at most.`,
  );
}

const dynamicSlice = op('dynamic_slice', 'operand, start_indices, slice_sizes', (a, cx) =>
  withOperand(a, cx, (x) => {
    const sizes = shapeArg(cx, a.get('slice_sizes'), 'slice_sizes');
    if (!sizes) return cx.unknown('the slice_sizes of dynamic_slice are not known');
    checkCount(a.fn, 'slice_sizes', sizes, x.shape);
    checkFits(a.fn, sizes, x.shape);
    return makeArray(sizes, x.dtype);
  }),
);

/** The operand with one axis of another size, or without it. */
function onAxis(a: Bound, cx: Context, resized: (size: Dim) => Dim | undefined): Value {
  return withOperand(a, cx, (x) => {
    const given = axisArg(cx, a.get('axis'));
    if (given === undefined) return cx.unknown(said`the axis of ${a.fn} is not known`);
    const axis = normalizeAxis(given, x.shape.length, a.fn);
    const size = resized(x.shape[axis]);
    const shape = [...x.shape.slice(0, axis), ...(size === undefined ? [] : [size]), ...x.shape.slice(axis + 1)];
    return makeArray(shape, x.dtype);
  });
}

const bound = (a: Bound, name: string): Dim | null => (a.isNone(name) ? null : a.dim(name));

/** One index of an axis; the axis goes unless `keepdims`. */
const indexInDim = (name: string): NativeFunction =>
  op(name, 'operand, index, axis=0, keepdims=True', (a, cx) =>
    onAxis(a, cx, () => (a.truth('keepdims') === false ? undefined : 1)),
  );

/** How much a slice leaves of an axis. Unlike Python's, JAX's slices end within it. @throws ShapeError `index-out-of-range` */
function sliced(name: string, size: Dim, start: Dim | null, limit: Dim | null, stride: Dim): Dim {
  if (limit !== null && lessThan(size, limit))
    throw new ShapeError(
      'index-out-of-range',
      said`${name}: limit ${formatDim(limit)} is beyond the axis of ${formatDim(size)}.`,
    );
  return sliceExtent(size, start, limit, stride);
}

const slice = op('slice', 'operand, start_indices, limit_indices, strides=None', (a, cx) =>
  withOperand(a, cx, (x) => {
    const starts = shapeArg(cx, a.get('start_indices'), 'start_indices');
    const limits = shapeArg(cx, a.get('limit_indices'), 'limit_indices');
    const strides = a.isNone('strides') ? x.shape.map(() => 1) : shapeArg(cx, a.get('strides'), 'strides');
    if (!starts || !limits || !strides) return cx.unknown('the limits of lax.slice are not known');
    checkCount(a.fn, 'limit_indices', limits, x.shape);
    return makeArray(
      x.shape.map((size, axis) => sliced(a.fn, size, starts[axis], limits[axis], strides[axis])),
      x.dtype,
    );
  }),
);

/** What is written into has the shape that it had. */
const updating = (name: string, signature: string): NativeFunction =>
  op(name, signature, (a, cx) => withOperand(a, cx, (x) => makeArray(x.shape, x.dtype)));

/** `(low, high, interior)` for each axis: negative numbers cut off, interior ones stand between elements. */
const pad = op('pad', 'operand, padding_value, padding_config', (a, cx) =>
  withOperand(a, cx, (x) => {
    const triples = cx.sequence(a.get('padding_config'))?.map((triple) => shapeArg(cx, triple, 'padding_config'));
    if (!triples?.every((triple) => triple?.length === 3)) return cx.unknown('the padding_config is not known');
    checkCount(
      a.fn,
      'padding_config',
      triples.map((triple) => triple![0]),
      x.shape,
    );
    const shape = x.shape.map((size, axis) => {
      const [low, high, interior] = triples[axis]!;
      const between = mul(interior, maxDim(sub(size, 1), 0));
      return add(add(size, between), add(low, high));
    });
    return makeArray(shape, x.dtype);
  }),
);

/** The k largest along the last axis, and where they stand. */
const topK = op('top_k', 'operand, k, **kwargs', (a, cx) =>
  withOperand(a, cx, (x) => {
    const last = x.shape[x.shape.length - 1];
    if (last === undefined) {
      throw new ShapeError('rank-mismatch', 'top_k needs an operand with at least one axis, but it is a scalar.');
    }
    const k = a.dim('k');
    if (compareDims(k, last) === 1) {
      throw new ShapeError(
        'index-out-of-range',
        said`top_k: k=${formatDim(k)} is more than the ${formatDim(last)} elements of the last axis. Use k=${formatDim(last)} at most.`,
      );
    }
    const shape = [...x.shape.slice(0, -1), k];
    return tuple([makeArray(shape, x.dtype), makeArray(shape, 'int32')]);
  }),
);

/**
 * Axis i of the operand becomes axis `broadcast_dimensions[i]` of the result.
 * @throws ShapeError `broadcast-mismatch` where an axis is neither 1 nor of the size it goes to
 */
const broadcastInDim = op('broadcast_in_dim', 'operand, shape, broadcast_dimensions, **kwargs', (a, cx) => {
  const shape = shapeArg(cx, a.get('shape'));
  const axes = shapeArg(cx, a.get('broadcast_dimensions'), 'broadcast_dimensions');
  if (!shape || !axes) return cx.unknown('the shape of broadcast_in_dim is not known');
  const x = arrayOf(a.get('operand'));
  x?.shape?.forEach((size, i) => {
    const target = shape[Number(axes[i])];
    if (target === undefined || equalDims(size, 1) !== false || equalDims(size, target) !== false) return;
    throw new ShapeError(
      'broadcast-mismatch',
      said`broadcast_in_dim: axis ${i} of the operand ${formatShape(x.shape!)} has ${formatDim(size)} elements, but axis ${formatDim(axes[i])} of the result ${formatShape(shape)} has ${formatDim(target)}: it must be 1 or the same.`,
    );
  });
  return makeArray(shape, x?.dtype);
});

const filled = (name: string, signature: string): NativeFunction =>
  op(name, signature, (a, cx) => {
    const shape = a.has('size') ? [a.dim('size')] : shapeArg(cx, a.get('shape'));
    const dtype = a.has('dtype') ? dtypeParameter(cx, a.get('dtype')) : undefined;
    return shape ? makeArray(shape, dtype ?? 'float32') : cx.unknown(said`the shape of lax.${name} is not known`);
  });

export const slicing: Record<string, Value> = {
  dynamic_slice: dynamicSlice,
  dynamic_slice_in_dim: op('dynamic_slice_in_dim', 'operand, start_index, slice_size, axis=0', (a, cx) =>
    onAxis(a, cx, () => a.dim('slice_size')),
  ),
  dynamic_index_in_dim: indexInDim('dynamic_index_in_dim'),
  index_in_dim: indexInDim('index_in_dim'),
  slice,
  slice_in_dim: op('slice_in_dim', 'operand, start_index, limit_index, stride=1, axis=0', (a, cx) =>
    onAxis(a, cx, (size) => sliced(a.fn, size, bound(a, 'start_index'), bound(a, 'limit_index'), a.dim('stride'))),
  ),
  dynamic_update_slice: updating('dynamic_update_slice', 'operand, update, start_indices'),
  dynamic_update_slice_in_dim: updating('dynamic_update_slice_in_dim', 'operand, update, start_index, axis'),
  dynamic_update_index_in_dim: updating('dynamic_update_index_in_dim', 'operand, update, index, axis'),
  pad,
  top_k: topK,
  broadcast_in_dim: broadcastInDim,
  full: filled('full', 'shape, fill_value, dtype=None, **kwargs'),
  broadcasted_iota: filled('broadcasted_iota', 'dtype, shape, dimension, **kwargs'),
  iota: filled('iota', 'dtype, size'),
  sort: updating('sort', 'operand, dimension=-1, **kwargs'),
  clamp: op('clamp', 'min, x, max', (a, cx) => withOperand(a, cx, (x) => makeArray(x.shape, x.dtype), 'x')),
};
