/** Arrays under another shape or order of axes: what NumPy answers with a view. */
import { permute, reshape, sizeOf, type NdArray } from '../../compute/ndarray';
import { broadcastTo as broadcastNumbers } from '../../compute/numeric/broadcast';
import type { Context } from '../../python/interpreter/context';
import { native } from '../../python/interpreter/native';
import { tuple, type TensorValue, type Value } from '../../python/interpreter/values';
import {
  expandShape,
  ShapeError,
  isNumber,
  isUnknown,
  normalizeAxis,
  moveAxisShape,
  permuteShape,
  productOf,
  reshapeShape,
  squeezeShape,
  unsqueezeShape,
  type Shape,
} from '../../shape';
import { symbolicElements } from '../common/elements';
import { axesArg, axisArg, shapeArg, shapeArgs } from '../common/shapes';
import { affordable, makeTensor } from '../common/tensors';
import { shareNumbers } from '../common/views';
import { asArray, ndarray } from './classes';
import { said } from '../../protocol/say';

/**
 * An axis counted from 0.
 * @throws ShapeError `axis-out-of-range`; an array without axes has none, not even 0 or −1.
 */
export function axisWithin(axis: number, rank: number, op: string): number {
  if (rank > 0) return normalizeAxis(axis, rank, op);
  throw new ShapeError('axis-out-of-range', said`axis ${axis} of ${op} is out of bounds for an array of dimension 0`);
}

/** The same elements in the same order under another shape. */
export function reshaped(array: TensorValue, shape: Shape): TensorValue {
  const result = makeTensor(ndarray, shape, array.dtype, { elements: symbolicElements(array) });
  const sizes = shape.every(isNumber) ? ([...shape] as number[]) : undefined;
  if (!array.data || !sizes || sizeOf(sizes) !== array.data.data.length) return result;
  return shareNumbers(
    result,
    array,
    (base) => reshape(base, sizes),
    (base, view) => reshape(view, base.shape),
  );
}

/** The axes in another order. */
export function reordered(array: TensorValue, order: readonly number[]): TensorValue {
  const result = makeTensor(ndarray, permuteShape(array.shape!, order, 'transpose'), array.dtype);
  if (!array.data) return result;
  const back = order.map((_, axis) => order.indexOf(axis));
  return shareNumbers(
    result,
    array,
    (base) => permute(base, order),
    (_base, view) => permute(view, back),
  );
}

/** A result of unknown shape, for the reason the array itself has. */
export function unshaped(cx: Context, array: TensorValue, reason?: string): TensorValue {
  const why = reason ? cx.unknown(reason) : (array.reason ?? cx.unknown('the shape of the array is not known'));
  return makeTensor(ndarray, undefined, array.dtype, { reason: why });
}

export function reshapeTo(cx: Context, array: TensorValue, sizes: Shape | undefined): TensorValue {
  if (!sizes) return unshaped(cx, array, 'the shape asked for is not known');
  if (!array.shape) {
    const all = sizes.every((dim) => !isNumber(dim) || dim >= 0);
    return all ? makeTensor(ndarray, sizes, array.dtype) : unshaped(cx, array);
  }
  return reshaped(array, reshapeShape(array.shape, sizes, 'reshape'));
}

export function transposeBy(cx: Context, array: TensorValue, axes: readonly number[] | 'all' | undefined): TensorValue {
  const { shape } = array;
  if (!shape || !axes) return unshaped(cx, array, shape && 'the order of the axes is not known');
  if (axes === 'all' && shape.length === 0) return array;
  if (axes === 'all')
    return reordered(
      array,
      shape.map((_, axis) => shape.length - 1 - axis),
    );
  permuteShape(shape, axes, 'transpose');
  return reordered(
    array,
    axes.map((axis) => axisWithin(axis, shape.length, 'transpose')),
  );
}

const moved = (
  cx: Context,
  array: TensorValue,
  from: readonly number[] | undefined,
  to: readonly number[] | undefined,
) => {
  const { shape } = array;
  if (!shape || !from || !to) return unshaped(cx, array, shape && 'the axes to move are not known');
  moveAxisShape(shape, from, to);
  const rank = shape.length;
  const sources = from.map((axis) => axisWithin(axis, rank, 'moveaxis'));
  const targets = to.map((axis) => axisWithin(axis, rank, 'moveaxis'));
  const rest = shape.map((_, axis) => axis).filter((axis) => !sources.includes(axis));
  const order = shape.map((_, axis) => (targets.includes(axis) ? sources[targets.indexOf(axis)] : rest.shift()!));
  return reordered(array, order);
};

const listed = (cx: Context, value: Value): readonly number[] | undefined => {
  const axes = axesArg(cx, value);
  return axes === 'all' ? undefined : axes;
};

function squeezed(cx: Context, array: TensorValue, axis: Value): TensorValue {
  const axes = axesArg(cx, axis);
  if (!array.shape || !axes) return unshaped(cx, array, array.shape && 'the axes to drop are not known');
  const rank = array.shape.length;
  if (rank === 0 && axes === 'all') return array;
  // A size that nobody knows may be 1, and is then dropped.
  if (axes === 'all' && array.shape.some(isUnknown))
    return unshaped(cx, array, 'which axes are of size 1 is not known');
  const dropped = axes === 'all' ? undefined : axes.map((at) => axisWithin(at, rank, 'squeeze'));
  return reshaped(array, squeezeShape(array.shape, dropped, true));
}

export function flattened(cx: Context, array: TensorValue): TensorValue {
  return array.shape ? reshaped(array, [productOf(array.shape)]) : unshaped(cx, array);
}

const expandDims = native('expand_dims', 'a, axis', (a, cx) => {
  const array = asArray(cx, a.get('a'));
  const axes = listed(cx, a.get('axis'));
  if (!array.shape || !axes) return unshaped(cx, array);
  const rank = array.shape.length + axes.length;
  let shape: Shape = array.shape;
  for (const axis of axes.map((at) => axisWithin(at, rank, 'expand_dims')).sort((x, y) => x - y)) {
    shape = unsqueezeShape(shape, axis);
  }
  return reshaped(array, shape);
});

const broadcastTo = native('broadcast_to', 'array, shape, subok=False', (a, cx) => {
  const array = asArray(cx, a.get('array'));
  const sizes = shapeArg(cx, a.get('shape'));
  if (!array.shape || !sizes) return unshaped(cx, array);
  const shape = expandShape(array.shape, sizes);
  const known = affordable(cx, shape);
  const data: NdArray | undefined = array.data && known && broadcastNumbers(array.data, known);
  return makeTensor(ndarray, shape, array.dtype, { data });
});

const atLeast = (least: number) =>
  native(`atleast_${least}d`, '*arys', (a, cx) => {
    const results = a.rest.map((value) => {
      const array = asArray(cx, value);
      if (!array.shape || array.shape.length >= least) return array;
      const missing = least - array.shape.length;
      // The third axis is added behind (NumPy documentation, "atleast_3d").
      const behind = least === 3 && array.shape.length > 0 ? 1 : 0;
      const ones = (count: number): Shape => new Array<number>(count).fill(1);
      return reshaped(array, [...ones(missing - behind), ...array.shape, ...ones(behind)]);
    });
    return results.length === 1 ? results[0] : tuple(results);
  });

export const rearranging: Record<string, Value> = {
  reshape: native('reshape', "a, /, shape=None, order='C', *, newshape=None, copy=None", (a, cx) => {
    const shape = a.isNone('shape') ? a.get('newshape') : a.get('shape');
    return reshapeTo(cx, asArray(cx, a.get('a')), shapeArg(cx, shape));
  }),
  ravel: native('ravel', "a, order='C'", (a, cx) => flattened(cx, asArray(cx, a.get('a')))),
  transpose: native('transpose', 'a, axes=None', (a, cx) =>
    transposeBy(cx, asArray(cx, a.get('a')), axesArg(cx, a.get('axes'), 'axes')),
  ),
  permute_dims: native('permute_dims', 'a, axes=None', (a, cx) =>
    transposeBy(cx, asArray(cx, a.get('a')), axesArg(cx, a.get('axes'), 'axes')),
  ),
  swapaxes: native('swapaxes', 'a, axis1, axis2', (a, cx) => {
    const array = asArray(cx, a.get('a'));
    const [first, second] = [axisArg(cx, a.get('axis1')), axisArg(cx, a.get('axis2'))];
    if (!array.shape || first === undefined || second === undefined) return unshaped(cx, array);
    const rank = array.shape.length;
    const [x, y] = [axisWithin(first, rank, 'swapaxes'), axisWithin(second, rank, 'swapaxes')];
    return reordered(
      array,
      array.shape.map((_, axis) => (axis === x ? y : axis === y ? x : axis)),
    );
  }),
  moveaxis: native('moveaxis', 'a, source, destination', (a, cx) =>
    moved(cx, asArray(cx, a.get('a')), listed(cx, a.get('source')), listed(cx, a.get('destination'))),
  ),
  rollaxis: native('rollaxis', 'a, axis, start=0', (a, cx) => {
    const array = asArray(cx, a.get('a'));
    const [axis, start] = [axisArg(cx, a.get('axis')), axisArg(cx, a.get('start'))];
    if (!array.shape || axis === undefined || start === undefined) return unshaped(cx, array);
    const from = axisWithin(axis, array.shape.length, 'rollaxis');
    const to = start < 0 ? start + array.shape.length : start;
    return moved(cx, array, [from], [to > from ? to - 1 : to]);
  }),
  squeeze: native('squeeze', 'a, axis=None', (a, cx) => squeezed(cx, asArray(cx, a.get('a')), a.get('axis'))),
  expand_dims: expandDims,
  broadcast_to: broadcastTo,
  atleast_1d: atLeast(1),
  atleast_2d: atLeast(2),
  atleast_3d: atLeast(3),
};

/** `array.reshape(2, 3)` and `array.reshape((2, 3))`. */
export const reshapeMethod = native('reshape', "self, *shape, order='C', copy=None", (a, cx) =>
  reshapeTo(cx, a.get('self') as TensorValue, shapeArgs(cx, a.rest)),
);

/** `array.transpose()`, `array.transpose(1, 0)`, `array.transpose((1, 0))`. */
export const transposeMethod = native('transpose', 'self, *axes', (a, cx) => {
  const array = a.get('self') as TensorValue;
  if (a.rest.length === 0 || a.rest[0].kind === 'none') return transposeBy(cx, array, 'all');
  const sizes = shapeArgs(cx, a.rest, 'axes');
  return transposeBy(cx, array, sizes?.every(isNumber) ? (sizes as number[]) : undefined);
});
