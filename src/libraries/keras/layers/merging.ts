/** Layers that merge several tensors into one. */
import {
  ShapeError,
  broadcastShapes,
  concatShapes,
  equalDims,
  isNumber,
  normalizeAxis,
  type Dim,
  type Shape,
} from '../../../shape';
import type { BinaryOp } from '../../../compute/numeric/elementwise';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import type { TensorValue, UnknownValue, Value } from '../../../python/interpreter/values';
import { int } from '../../../python/interpreter/values';
import { axesArg } from '../../common/shapes';
import { elementwise } from '../../common/elementwise';
import { concatNumbers } from '../../tensorflow/joinNumbers';
import { tensorflow } from '../../tensorflow/family';
import { describeShape, isNoneDim, NONE_DIM, numberOf } from '../../tensorflow/staticShape';
import { makeTensor } from '../../tensorflow/tensorClasses';
import { floatOf, type LayerEntry } from '../define';
import { allOf, said } from '../../../protocol/say';

interface Known extends TensorValue {
  shape: Shape;
}

/**
 * The tensors of a merge.
 * @throws PyError ValueError for fewer than `least`
 */
function inputsOf(cx: Context, op: string, value: Value, least: number, most = Infinity): Known[] | UnknownValue {
  if (value.kind === 'unknown') return value;
  const items = value.kind === 'tensor' ? [value] : cx.sequence(value);
  if (!items) return cx.unknown(said`the inputs of ${op} are not known`);
  if (items.length < least || items.length > most || value.kind === 'tensor') {
    const count = least === most ? said`exactly ${least}` : said`a list of at least ${least}`;
    throw new PyError(
      'ValueError',
      said`${op} must be called on ${count} inputs. Received: ${items.length}.`,
      'argument-count',
    );
  }
  const open = items.find((item) => item.kind !== 'tensor' || !item.shape);
  if (!open) return items as Known[];
  if (open.kind === 'unknown') return open;
  return cx.unknown(said`the shape of an input of ${op} is not known`);
}

/**
 * Keras broadcasts behind the batch axis; a None stays None whatever is beside it (`_compute_elemwise_op_output_shape`,
 * keras/src/layers/merging/base_merge.py, Keras 3.15; Keras 2 alike).
 */
function mergedShape(op: string, shapes: readonly Shape[]): Shape {
  const batches = shapes.map((shape) => shape[0]).filter((dim) => dim !== undefined && !isNoneDim(dim));
  const sizes = new Set(batches.filter(isNumber));
  if (sizes.size > 1) {
    throw new ShapeError(
      'broadcast-mismatch',
      said`Cannot merge tensors with different batch sizes in ${op}: ${allOf(shapes.map(describeShape))}.`,
    );
  }
  const rest = broadcastShapes(
    shapes.map((shape) => shape.slice(1)),
    op,
  );
  const open = rest.map((dim, axis) => {
    const beside = shapes.flatMap((shape) => shape.slice(1).at(axis - rest.length) ?? []);
    return beside.find(isNoneDim) ?? dim;
  });
  return [batches[0] ?? NONE_DIM, ...open];
}

function merging(name: string, op: BinaryOp, exactly?: number): LayerEntry<null> {
  return {
    name,
    init: '',
    configure: () => null,
    outputOf: (value, { cx }) => {
      const inputs = inputsOf(cx, name, value, exactly ?? 1, exactly);
      if (!Array.isArray(inputs)) return inputs;
      const shape = mergedShape(
        name,
        inputs.map((input) => input.shape),
      );
      // Tensors of fewer axes get them behind the batch axis.
      const alike = inputs.every((input) => input.shape.length === inputs[0].shape.length);
      if (!alike) return makeTensor(shape, inputs[0].dtype);
      const merged = inputs
        .slice(1)
        .reduce<TensorValue | undefined>((sum, input) => sum && elementwise(cx, tensorflow, op, sum, input), inputs[0]);
      const mean =
        name === 'Average' && merged ? elementwise(cx, tensorflow, 'divide', merged, int(inputs.length)) : merged;
      return makeTensor(shape, inputs[0].dtype, mean?.data);
    },
  };
}

const concatenate: LayerEntry<{ axis: number }> = {
  name: 'Concatenate',
  init: 'axis=-1',
  configure: (a) => ({ axis: numberOf(a.get('axis')) ?? -1 }),
  attributes: (s) => ({ axis: int(s.axis) }),
  outputOf: (value, { cx, settings: { axis } }) => {
    const inputs = inputsOf(cx, 'Concatenate', value, 1);
    if (!Array.isArray(inputs)) return inputs;
    const shape = concatShapes(
      inputs.map((input) => input.shape),
      axis,
      'Concatenate',
    );
    return makeTensor(
      shape,
      inputs[0].dtype,
      concatNumbers(cx, inputs, normalizeAxis(axis, shape.length, 'Concatenate'), shape),
    );
  },
};

/** keras/src/layers/merging/dot.py: batch axis kept, the two axes contracted. */
const dot: LayerEntry<{ axes: readonly [number, number] | undefined }> = {
  name: 'Dot',
  init: 'axes, normalize=False',
  configure: (a, cx) => {
    const axes = axesArg(cx, a.get('axes'), 'axes');
    if (!axes || axes === 'all') return { axes: undefined };
    return { axes: [axes[0], axes[1] ?? axes[0]] };
  },
  outputOf: (value, { cx, settings: { axes } }) => {
    const inputs = inputsOf(cx, 'Dot', value, 2, 2);
    if (!Array.isArray(inputs)) return inputs;
    if (!axes) return cx.unknown('the axes of Dot are not known');
    const [a, b] = inputs;
    const [i, j] = [normalizeAxis(axes[0], a.shape.length, 'Dot'), normalizeAxis(axes[1], b.shape.length, 'Dot')];
    // `Dot.build` compares what is written: a None is equal to a None only.
    const oneIsNone = isNoneDim(a.shape[i]) !== isNoneDim(b.shape[j]) && [a, b].every((x) => isDeclared(x.shape));
    if (oneIsNone || equalDims(a.shape[i], b.shape[j]) === false) {
      throw new ShapeError(
        'matmul-mismatch',
        said`Dot contracts axis ${i} of ${describeShape(a.shape)} with axis ${j} of ${describeShape(b.shape)}: the sizes must be equal.`,
      );
    }
    const left = a.shape.filter((_, axis) => axis !== i);
    const right = b.shape.filter((_, axis) => axis !== j).slice(1);
    const shape: Dim[] = [...left, ...right];
    return makeTensor(shape.length === 1 ? [...shape, 1] : shape, floatOf(a.dtype));
  },
};

/** Whether each size is a number or a None that Keras sees as such. */
const isDeclared = (shape: Shape): boolean => shape.every((dim) => isNumber(dim) || isNoneDim(dim));

export const mergingLayers = [
  merging('Add', 'add'),
  merging('Subtract', 'subtract', 2),
  merging('Multiply', 'multiply'),
  merging('Average', 'add'),
  merging('Maximum', 'maximum'),
  merging('Minimum', 'minimum'),
  concatenate,
  dot,
] as LayerEntry<unknown>[];
