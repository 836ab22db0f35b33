/** Operations that join tensors and cut them apart. */
import {
  ShapeError,
  concatShapes,
  equalDims,
  formatDim,
  formatShape,
  isNumber,
  isSymbolic,
  normalizeAxis,
  splitBySizes,
  splitEvenly,
  stackShapes,
  type Dim,
  type Shape,
} from '../../../shape';
import { concatenate, pickAlong } from '../../../compute/numeric/manipulation';
import { reshape, type NdArray } from '../../../compute/ndarray';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { list, type Value } from '../../../python/interpreter/values';
import { elementsOf } from '../../common/elements';
import { axisArg } from '../../common/shapes';
import { affordable } from '../../common/tensors';
import { tensorList } from '../convert';
import { concatNumbers } from '../joinNumbers';
import { operation } from '../operation';
import { stateOf } from '../state';
import { isNoneDim, NONE_DIM, readShape, readSize } from '../staticShape';
import { result, withTensor, type Known } from './tensors';
import { said } from '../../../protocol/say';

/** Whether the list holds nothing but parameters that nobody gave: scalars are not joined, so they are none. */
function onlyParameters(values: Value): boolean {
  const items = values.kind === 'list' || values.kind === 'tuple' ? values.items : undefined;
  const isParameter = (item: Value): boolean =>
    item.kind === 'unknown' || ((item.kind === 'int' || item.kind === 'float') && isSymbolic(item.value));
  return items !== undefined && items.length > 0 && items.every(isParameter);
}

function joining(
  name: string,
  signature: string,
  join: (cx: Context, inputs: Known[], axis: number) => Value,
  graphName: string,
) {
  return operation(
    name,
    signature,
    (a, cx) => {
      let [values, axisValue] = [a.get('values'), a.get('axis')];
      // Before 1.0 the axis came first: tf.concat(3, [x, y]).
      if (values.kind === 'int' && axisValue.kind !== 'int') [values, axisValue] = [axisValue, values];
      // One tensor is converted, and stays what it is (array_ops.concat, array_ops.stack).
      if (values.kind === 'tensor' && (name === 'tf.concat' || (axisValue.kind === 'int' && axisValue.value === 0)))
        return values;
      if (name === 'tf.concat' && onlyParameters(values)) return cx.unknown('what is joined is not known');
      const inputs = tensorList(cx, values);
      const axis = axisArg(cx, axisValue);
      const open = inputs?.find((x) => !x.shape);
      if (!inputs || axis === undefined || open) return open?.reason ?? cx.unknown('what is joined is not known');
      if (inputs.length === 0) throw new PyError('ValueError', `${name}: the list of tensors must not be empty.`);
      return join(cx, inputs as Known[], axis);
    },
    graphName,
  );
}

const concat = joining(
  'tf.concat',
  "values, axis=0, name='concat', concat_dim=None",
  (cx, inputs, axis) => {
    const shape = concatShapes(
      inputs.map((x) => x.shape),
      axis,
      'tf.concat',
    );
    const place = normalizeAxis(axis, shape.length, 'tf.concat');
    const sizes = inputs.map((x) => elementsOf(x));
    const elements =
      shape.length === 1 && sizes.every((size) => size !== undefined) ? sizes.flatMap((size) => [...size!]) : undefined;
    return result(shape, inputs[0].dtype, { data: concatNumbers(cx, inputs, place, shape), elements });
  },
  'concat',
);

const stack = joining(
  'tf.stack',
  "values, axis=0, name='stack'",
  (cx, inputs, axis) => {
    const shape = stackShapes(
      inputs.map((x) => x.shape),
      axis,
      'tf.stack',
    );
    const place = normalizeAxis(axis, shape.length, 'tf.stack');
    const known = inputs.every((x) => x.data) && affordable(cx, shape) !== undefined;
    const arrays = known ? inputs.map((x) => reshape(x.data!, withOne(x.data!.shape, place))) : [];
    const sizes = inputs.map((x) => elementsOf(x)?.[0]);
    const scalars = shape.length === 1 && sizes.every((size) => size !== undefined);
    const data = known ? concatenate(arrays, place, arrays[0].dtype) : undefined;
    return result(shape, inputs[0].dtype, { data, elements: scalars ? (sizes as Dim[]) : undefined });
  },
  'stack',
);

const withOne = (shape: readonly number[], axis: number): number[] => [
  ...shape.slice(0, axis),
  1,
  ...shape.slice(axis),
];

/** The parts of a tensor along an axis, with their numbers. */
function parts(x: Known, shapes: readonly Shape[], axis: number, dropAxis: boolean): Value {
  let at = 0;
  const pieces = shapes.map((shape) => {
    const length = shape[axis];
    const data: NdArray | undefined =
      x.data && isNumber(length)
        ? pickAlong(
            x.data,
            Array.from({ length }, (_, i) => at + i),
            axis,
          )
        : undefined;
    const elements = elementsOf(x);
    const size = dropAxis && x.shape.length === 1 ? elements?.[at] : undefined;
    if (isNumber(length)) at += length;
    const kept = dropAxis ? [...shape.slice(0, axis), ...shape.slice(axis + 1)] : shape;
    const numbers = data && dropAxis ? reshape(data, kept as number[]) : data;
    return result(kept, x.dtype, { data: numbers, elements: size === undefined ? undefined : [size] });
  });
  return list(pieces);
}

const split = operation(
  'tf.split',
  "value, num_or_size_splits, axis=0, num=None, name='split', split_dim=None",
  (a, cx) => {
    const splits = a.get('num_or_size_splits');
    let value = a.get('value');
    let axisValue = a.isNone('split_dim') ? a.get('axis') : a.get('split_dim');
    // Before 1.0: tf.split(split_dim, num_split, value).
    if (value.kind === 'int' && axisValue.kind === 'tensor') [value, axisValue] = [axisValue, value];
    return withTensor(cx, value, (x) => {
      const axis = axisArg(cx, axisValue);
      if (axis === undefined) return cx.unknown('the axis of the split is not known');
      const place = normalizeAxis(axis, x.shape.length, a.fn);
      if (splits.kind === 'int') {
        const count = readSize(splits, cx, 'num_or_size_splits');
        if (!isNumber(count)) return cx.unknown('the number of parts is not known');
        return parts(
          x,
          isNoneDim(x.shape[place]) ? openParts(x.shape, place, count) : splitEvenly(x.shape, count, place, a.fn),
          place,
          false,
        );
      }
      const sizes = readShape(splits, cx, 'num_or_size_splits');
      if (!sizes) return cx.unknown('the sizes of the parts are not known');
      return parts(x, splitBySizes(x.shape, sizes, place, a.fn), place, false);
    });
  },
);

/** Equal parts of an axis that is None: None each. */
function openParts(shape: Shape, axis: number, count: number): Shape[] {
  if (count < 1)
    throw new ShapeError('split-mismatch', said`tf.split: the number of parts must be positive, not ${count}.`);
  return Array.from({ length: count }, () => shape.map((dim, i) => (i === axis ? NONE_DIM : dim)));
}

const unstack = operation('tf.unstack', "value, num=None, axis=0, name='unstack'", (a, cx) =>
  withTensor(cx, a.get('value'), (x) => {
    const axis = axisArg(cx, a.get('axis'));
    if (axis === undefined) return cx.unknown('the axis is not known');
    const place = normalizeAxis(axis, x.shape.length, a.fn);
    const count = a.isNone('num') ? x.shape[place] : readSize(a.get('num'), cx, 'num');
    // A size that nobody gave may be any number; only None is certainly none.
    if (!isNumber(count) && !isNoneDim(count)) return cx.unknown('how many tensors there are is not known');
    if (!isNumber(count)) {
      throw new PyError(
        'ValueError',
        said`Cannot infer argument \`num\` from shape ${formatShape(x.shape)}: give num.`,
        'argument-count',
      );
    }
    if (equalDims(count, x.shape[place]) === false) {
      throw new ShapeError(
        'split-mismatch',
        said`tf.unstack: axis ${place} of ${formatShape(x.shape)} has ${formatDim(x.shape[place])} entries, not num=${count}. Leave num out to take all of them.`,
      );
    }
    const one = x.shape.map((dim, i) => (i === place ? 1 : dim));
    return parts(
      x,
      Array.from({ length: count }, () => one),
      place,
      true,
    );
  }),
);

/** As `tf.stack` along axis 0, in graphs only (`array_ops.parallel_stack`, TensorFlow 2.21). */
const parallelStack = operation('tf.parallel_stack', "values, name='parallel_stack'", (a, cx) => {
  const inputs = tensorList(cx, a.get('values'));
  if (!inputs?.every(({ shape }) => shape)) return cx.unknown('what is stacked is not known');
  if (!stateOf(cx).graphMode) {
    throw new PyError('RuntimeError', said`${a.fn} works in graphs only. Use tf.stack.`, 'argument-value');
  }
  return result(
    stackShapes(
      inputs.map(({ shape }) => shape!),
      0,
      a.fn,
    ),
    inputs[0].dtype,
  );
});

export const joiningFunctions = [concat, stack, split, unstack, parallelStack];
