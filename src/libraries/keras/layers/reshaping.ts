/** Layers that reorder or regroup axes; the batch axis stays. */
import {
  ShapeError,
  formatShape,
  isNumber,
  permuteShape,
  productOf,
  reshapeShape,
  type DataLayout,
  type Dim,
  type Shape,
} from '../../../shape';
import { permute, reshape, sizeOf } from '../../../compute/ndarray';
import { PyError } from '../../../python/interpreter/errors';
import type { Bound } from '../../../python/interpreter/native';
import { int, tuple, type TensorValue, type Value } from '../../../python/interpreter/values';
import { NONE_DIM, isNoneDim, isStatic, readShape } from '../../tensorflow/staticShape';
import { makeTensor } from '../../tensorflow/tensorClasses';
import { dataLayout, positive, sizesTuple } from '../arguments';
import type { LayerEntry } from '../define';
import { said } from '../../../protocol/say';

/** The same numbers under another shape. */
function regrouped(x: TensorValue, shape: Shape): TensorValue {
  const fits = x.data && isStatic(shape) && sizeOf(shape) === x.data.data.length;
  return makeTensor(shape, x.dtype, fits ? reshape(x.data!, shape) : undefined);
}

function reordered(x: TensorValue, shape: Shape, order: readonly number[]): TensorValue {
  return makeTensor(shape, x.dtype, x.data && permute(x.data, order));
}

const flatten: LayerEntry<{ layout: DataLayout }> = {
  name: 'Flatten',
  init: 'data_format=None',
  configure: (a) => ({ layout: dataLayout(a) }),
  output: (input, { settings, cx }, x) => {
    const rest = input.slice(1);
    const size = rest.some(isNoneDim) ? NONE_DIM : productOf(rest);
    const shape: Shape = [input[0], rest.length === 0 ? 1 : size];
    if (isNoneDim(size)) {
      cx.note({
        lines: [
          {
            label: 'size',
            text: `${formatShape(input)} has a None besides the batch: a Dense layer behind cannot be built`,
          },
        ],
      });
    }
    const channelsLast = settings.layout === 'channels_last' || input.length < 3;
    if (channelsLast) return regrouped(x, shape);
    // Keras moves the channels behind before it flattens, so that both formats give the same order.
    const order = [0, ...input.map((_, axis) => axis).slice(2), 1];
    return regrouped(reordered(x, permuteShape(input, order, 'Flatten'), order), shape);
  },
};

/** Keras takes floats for sizes here, and only here (keras 3.15, layers/reshaping/reshape.py). */
function wholeSizes(shape: Value): Value {
  const items = shape.kind === 'tuple' || shape.kind === 'list' ? shape.items : undefined;
  if (!items?.some((item) => item.kind === 'float')) return shape;
  return tuple(items.map((item) => (item.kind === 'float' && isNumber(item.value) ? int(item.value) : item)));
}

/**
 * Axes and sizes, which the layer makes a tuple of.
 * @throws PyError TypeError for one number: `(3)` is no tuple
 */
function sequenceOf(a: Bound, name: string): Value {
  const value = a.get(name);
  if (value.kind !== 'int') return value;
  const text = a.cx.repr(value);
  throw new PyError(
    'TypeError',
    said`${a.fn}: ${name} must be a tuple, and ${text} is a number. Write (${text},).`,
    'argument-type',
  );
}

const reshaping: LayerEntry<{ target: readonly Dim[] | undefined }> = {
  name: 'Reshape',
  init: 'target_shape',
  configure: (a, cx) => {
    const target = readShape(wholeSizes(sequenceOf(a, 'target_shape')), cx, 'target_shape');
    const wrong = target?.find((size) => isNumber(size) && size < -1);
    if (wrong !== undefined || (target?.filter((size) => size === -1).length ?? 0) > 1) {
      throw new ShapeError(
        'view-mismatch',
        said`Each dimension in \`target_shape\` must be a non-negative integer, or \`-1\` for a single unknown dimension. Received: target_shape=${formatShape(target ?? [])}.`,
      );
    }
    return { target };
  },
  attributes: (s): Record<string, ReturnType<typeof sizesTuple>> =>
    s.target ? { target_shape: sizesTuple(s.target) } : {},
  output: (input, { settings: { target }, cx }, x) => {
    if (!target) return cx.unknown('the target shape is not known');
    const rest = input.slice(1);
    if (rest.some(isNoneDim))
      return makeTensor([input[0], ...target.map((size) => (size === -1 ? NONE_DIM : size))], x.dtype);
    return regrouped(x, [input[0], ...reshapeShape(rest, target, 'Reshape')]);
  },
};

const permuting: LayerEntry<{ order: readonly Dim[] | undefined }> = {
  name: 'Permute',
  init: 'dims',
  configure: (a, cx) => {
    const order = readShape(sequenceOf(a, 'dims'), cx, 'dims');
    const sorted = order?.filter(isNumber).sort((x, y) => x - y);
    if (order && sorted?.length === order.length && sorted.some((axis, i) => axis !== i + 1)) {
      throw new ShapeError(
        'permute-mismatch',
        said`Invalid permutation argument \`dims\` for Permute Layer. The set of indices in \`dims\` must be consecutive and start from 1 (the batch axis is not counted). Received dims=${formatShape(order)}.`,
      );
    }
    return { order };
  },
  input: (s) => (s.order ? { ndim: s.order.length + 1 } : {}),
  output: (input, { settings: { order }, cx }, x) => {
    if (!order?.every(isNumber)) return cx.unknown('the order of the axes is not known');
    const axes = [0, ...(order as number[])];
    return reordered(x, permuteShape(input, axes, 'Permute'), axes);
  },
};

const repeatVector: LayerEntry<{ times: Dim }> = {
  name: 'RepeatVector',
  init: 'n',
  configure: (a) => ({ times: positive(a, 'n') }),
  attributes: (s) => ({ n: int(s.times) }),
  input: () => ({ ndim: 2 }),
  output: (input, { settings: s }) => [input[0], s.times, input[1]],
};

export const reshapingLayers = [flatten, reshaping, permuting, repeatVector] as LayerEntry<unknown>[];
