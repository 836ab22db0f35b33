/** Operations that take parts of tensors by position. */
import { ShapeError, equalDims, formatShape, isNumber, normalizeAxis, sub, type Dim, type Shape } from '../../../shape';
import { pickAlong } from '../../../compute/numeric/manipulation';
import type { NdArray } from '../../../compute/ndarray';
import type { Context } from '../../../python/interpreter/context';
import {
  ELLIPSIS,
  NONE,
  SliceValue,
  int,
  list,
  tuple,
  type TensorValue,
  type Value,
} from '../../../python/interpreter/values';
import { dtypeArg } from '../../common/dtypes';
import { elementsOf } from '../../common/elements';
import { getItem } from '../../common/indexing';
import { axisArg } from '../../common/shapes';
import { convert } from '../convert';
import { tensorflow } from '../family';
import { operation } from '../operation';
import { NONE_DIM, numberOf, readShape, readSize } from '../staticShape';
import { stateOf } from '../state';
import { result, withTensor } from './tensors';
import { said, type Saying } from '../../../protocol/say';

/** `tf.slice(x, begin, size)`; a size of −1 takes what is left. */
const slice = operation(
  'tf.slice',
  'input_, begin, size, name=None',
  (a, cx) =>
    withTensor(cx, a.get('input_'), (x) => {
      const [begin, size] = [readShape(a.get('begin'), cx, 'begin'), readShape(a.get('size'), cx, 'size')];
      if (!begin || !size) return cx.unknown('begin or size of the slice is not known');
      if (begin.length !== x.shape.length || size.length !== x.shape.length) {
        throw new ShapeError(
          'argument-count',
          said`${a.fn}: begin and size need one entry for each of the ${x.shape.length} axes of the input, but have ${begin.length} and ${size.length}.`,
        );
      }
      const shape = size.map((length, i): Dim => (length === -1 ? sub(x.shape[i], begin[i]) : length));
      const places = begin.every(isNumber) && shape.every(isNumber);
      const data = places ? cut(x.data, begin as number[], shape as number[]) : undefined;
      return result(shape, x.dtype, { data });
    }),
  'Slice',
);

function cut(data: NdArray | undefined, begin: readonly number[], size: readonly number[]): NdArray | undefined {
  return size.reduce<NdArray | undefined>(
    (array, length, axis) =>
      array &&
      pickAlong(
        array,
        Array.from({ length }, (_, i) => begin[axis] + i),
        axis,
      ),
    data,
  );
}

const MASKS = ['begin_mask', 'end_mask', 'ellipsis_mask', 'new_axis_mask', 'shrink_axis_mask'];

/** `tf.strided_slice` is the slice that Python writes: each bit of a mask says of one entry what stands there. */
const stridedSlice = operation(
  'tf.strided_slice',
  'input_, begin, end=None, strides=None, begin_mask=0, end_mask=0, ellipsis_mask=0, new_axis_mask=0, shrink_axis_mask=0, var=None, name=None',
  (a, cx) =>
    withTensor(cx, a.get('input_'), (x) => {
      const begin = readShape(a.get('begin'), cx, 'begin');
      const end = readShape(a.get('end'), cx, 'end');
      const strides = a.isNone('strides') ? begin?.map((): Dim => 1) : readShape(a.get('strides'), cx, 'strides');
      const masks = MASKS.map((name) => numberOf(a.get(name)) ?? 0);
      if (!begin || !end || !strides) return cx.unknown('the bounds of the slice are not known');
      if (end.length !== begin.length || strides.length !== begin.length) {
        throw new ShapeError(
          'argument-count',
          said`${a.fn}: begin, end and strides must be equally long, but have ${begin.length}, ${end.length} and ${strides.length} entries.`,
        );
      }
      const items = begin.map((start, i): Value => {
        const on = (mask: number): boolean => ((mask >> i) & 1) === 1;
        if (on(masks[2])) return ELLIPSIS;
        if (on(masks[3])) return NONE;
        if (on(masks[4])) return int(start);
        return new SliceValue(on(masks[0]) ? NONE : int(start), on(masks[1]) ? NONE : int(end[i]), int(strides[i]));
      });
      return getItem(cx, tensorflow, x, tuple(items));
    }),
  'StridedSlice',
);

/**
 * The first `batch_dims` axes of the tensor and of the positions are the same.
 * @throws ShapeError `input-size-mismatch`
 */
function checkBatch(op: string, params: Shape, indices: Shape, batch: number): void {
  const alike = (i: number): boolean => indices[i] !== undefined && equalDims(params[i], indices[i]) !== false;
  const wrong = Array.from({ length: Math.max(batch, 0) }, (_, i) => i).find((i) => !alike(i));
  if (wrong === undefined) return;
  throw new ShapeError(
    'input-size-mismatch',
    said`${op}: with batch_dims=${batch} the first ${batch} axes of params ${formatShape(params)} and of the indices ${formatShape(indices)} must be the same.`,
  );
}

/** `tf.gather`: the positions' axes take the place of one axis. */
const gather = operation(
  'tf.gather',
  'params, indices, validate_indices=None, axis=None, batch_dims=0, name=None',
  (a, cx) =>
    withTensor(cx, a.get('params'), (x) => {
      const indices = convert(cx, a.get('indices'));
      const batch = numberOf(a.get('batch_dims')) ?? 0;
      const axis = a.isNone('axis') ? batch : axisArg(cx, a.get('axis'));
      if (indices.kind !== 'tensor' || !indices.shape || axis === undefined)
        return cx.unknown('the positions are not known');
      const place = normalizeAxis(axis, x.shape.length, a.fn);
      checkBatch(a.fn, x.shape, indices.shape, batch);
      const shape: Shape = [...x.shape.slice(0, place), ...indices.shape.slice(batch), ...x.shape.slice(place + 1)];
      const flat =
        x.data && indices.data && indices.shape.length <= 1 && batch === 0
          ? pickAlong(x.data, indices.data.data, place)
          : undefined;
      const data = flat && shape.every(isNumber) ? { ...flat, shape: shape as number[] } : undefined;
      return result(shape, x.dtype, { data });
    }),
  'GatherV2',
);

const gatherNd = operation('tf.gather_nd', 'params, indices, batch_dims=0, name=None', (a, cx) =>
  withTensor(cx, a.get('params'), (x) => {
    const indices = convert(cx, a.get('indices'));
    const depth = indices.kind === 'tensor' ? indices.shape?.at(-1) : undefined;
    if (indices.kind !== 'tensor' || !indices.shape || depth === undefined || !isNumber(depth))
      return cx.unknown('the positions are not known');
    const batch = numberOf(a.get('batch_dims')) ?? 0;
    checkBatch(a.fn, x.shape, indices.shape.slice(0, -1), batch);
    if (batch + depth > x.shape.length) {
      throw new ShapeError(
        'index-out-of-range',
        said`${a.fn}: each index has ${depth} numbers, but params of ${formatShape(x.shape)} have ${x.shape.length} axes.`,
      );
    }
    return result([...indices.shape.slice(0, -1), ...x.shape.slice(batch + depth)], x.dtype);
  }),
);

/** @throws ShapeError `input-size-mismatch` where a mask does not lie over the axes from `axis` on */
function checkMask(op: string, x: Shape, mask: Shape, axis: number): void {
  const from = axis < 0 ? axis + x.length : axis;
  const over = x.slice(from, from + mask.length);
  const fits = over.length === mask.length && over.every((size, i) => equalDims(size, mask[i]) !== false);
  if (mask.length > 0 && fits) return;
  throw new ShapeError(
    'input-size-mismatch',
    mask.length === 0
      ? said`${op}: the mask must have at least one axis, but it is a single truth value.`
      : said`${op}: the mask ${formatShape(mask)} must be of the shape ${formatShape(over)} that the tensor ${formatShape(x)} has from axis ${from} on.`,
  );
}

const booleanMask = operation('tf.boolean_mask', 'tensor, mask, axis=None, name=None', (a, cx) =>
  withTensor(cx, a.get('tensor'), (x) => {
    const mask = convert(cx, a.get('mask'));
    if (mask.kind !== 'tensor' || !mask.shape) return cx.unknown('the mask is not known');
    const axis = a.isNone('axis') ? 0 : (numberOf(a.get('axis')) ?? 0);
    checkMask(a.fn, x.shape, mask.shape, axis);
    const count = mask.data
      ? Array.from(mask.data.data).filter((value) => value !== 0).length
      : cx.unknownDim('how many elements the mask keeps is not known');
    return result([...x.shape.slice(0, axis), count, ...x.shape.slice(axis + mask.shape.length)], x.dtype);
  }),
);

/** One axis more, of `depth` classes. */
const oneHot = operation(
  'tf.one_hot',
  'indices, depth, on_value=None, off_value=None, axis=None, dtype=None, name=None',
  (a, cx) =>
    withTensor(cx, a.get('indices'), (x) => {
      const depth = readSize(a.get('depth'), cx, 'depth');
      const axis = a.isNone('axis') ? -1 : (numberOf(a.get('axis')) ?? -1);
      if (axis < -1 || axis > x.shape.length) {
        throw new ShapeError(
          'axis-out-of-range',
          said`${a.fn}: axis must be -1 or between 0 and ${x.shape.length}, not ${axis}.`,
          { parameter: 'axis', value: -1 },
        );
      }
      const place = axis < 0 ? x.shape.length : axis;
      return result(
        [...x.shape.slice(0, place), depth, ...x.shape.slice(place)],
        dtypeArg(a.get('dtype')) ?? 'float32',
      );
    }),
);

const sequenceMask = operation('tf.sequence_mask', 'lengths, maxlen=None, dtype=None, name=None', (a, cx) =>
  withTensor(cx, a.get('lengths'), (x) => {
    const length = a.isNone('maxlen')
      ? cx.unknownDim('the longest length is not known')
      : readSize(a.get('maxlen'), cx, 'maxlen');
    return result([...x.shape, length], dtypeArg(a.get('dtype')) ?? 'bool');
  }),
);

/** Row lengths of a dynamic partition depend on the data. */
/** A size that the data say: None while the graph is built. */
function sizeOfData(cx: Context, reason: Saying): Dim {
  const { graphMode, replaying } = stateOf(cx);
  return graphMode && !replaying ? NONE_DIM : cx.unknownDim(reason);
}

function unknownParts(cx: Context, count: number, shape: Shape, dtype: string | undefined): Value {
  return list(
    Array.from({ length: count }, () =>
      result([sizeOfData(cx, said`the size of a partition depends on the data`), ...shape], dtype),
    ),
  );
}

const dynamicPartition = operation('tf.dynamic_partition', 'data, partitions, num_partitions, name=None', (a, cx) =>
  withTensor(cx, a.get('data'), (x) => {
    const count = numberOf(a.get('num_partitions'));
    if (count === undefined) return cx.unknown('the number of partitions is not known');
    const places = convert(cx, a.get('partitions'));
    const rank = places.kind === 'tensor' ? (places.shape?.length ?? 1) : 1;
    const numbers = places.kind === 'tensor' ? elementsOf(places) : undefined;
    if (!numbers?.every(isNumber)) return unknownParts(cx, count, x.shape.slice(rank), x.dtype);
    const sizes = Array.from({ length: count }, (_, part) => numbers.filter((at) => at === part).length);
    return list(sizes.map((size) => result([size, ...x.shape.slice(rank)], x.dtype)));
  }),
);

export const notVector = (op: string, shape: Shape): ShapeError =>
  new ShapeError(
    'rank-mismatch',
    said`${op} takes a vector, but got ${formatShape(shape)}. Flatten it first: tf.reshape(x, [-1]).`,
  );

export function countOfDifferent(cx: Context, x: TensorValue): Dim {
  const elements = elementsOf(x);
  if (elements?.every(isNumber)) return new Set(elements).size;
  return cx.unknownDim('how many elements differ depends on the data');
}

/** The different elements of a vector, how many depends on the data, and for each element which of them it is. */
const unique = operation('tf.unique', 'x, out_idx=None, name=None', (a, cx) =>
  withTensor(cx, a.get('x'), (x) => {
    if (x.shape.length !== 1) throw notVector(a.fn, x.shape);
    const count = countOfDifferent(cx, x);
    return tuple([result([count], x.dtype), result(x.shape, dtypeArg(a.get('out_idx')) ?? 'int32')]);
  }),
);

export const selectingFunctions = [
  slice,
  stridedSlice,
  gather,
  gatherNd,
  booleanMask,
  oneHot,
  sequenceMask,
  dynamicPartition,
  unique,
];
