/** Operations that put values at positions, and candidates for losses over many classes. */
import { formatShape, isNumber, ShapeError, equalDims, type Dim, type Shape } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import type { NativeFunction, Value } from '../../../python/interpreter/values';
import { dtypeArg } from '../../common/dtypes';
import { convert } from '../convert';
import { operation } from '../operation';
import { readShape, readSize } from '../staticShape';
import { result, withTensor } from './tensors';
import { said } from '../../../protocol/say';

/** A tensor of a shape that is given. */
function ofShape(cx: Context, shape: Value, dtype: string | undefined): Value {
  const sizes = readShape(shape, cx, 'shape');
  return sizes ? result(sizes, dtype) : cx.unknown('the shape is not known');
}

const dtypeOf = (cx: Context, value: Value): string | undefined => {
  const x = convert(cx, value);
  return x.kind === 'tensor' ? x.dtype : undefined;
};

/**
 * Updates are what stands at the places: an index for each, with as many numbers as it names axes of the whole.
 * @throws ShapeError `expand-mismatch`
 */
function checkUpdates(op: string, indices: Value, updates: Value, whole: Shape): void {
  if (indices.kind !== 'tensor' || updates.kind !== 'tensor' || !indices.shape || !updates.shape) return;
  const depth = indices.shape.at(-1);
  if (depth === undefined || !isNumber(depth)) return;
  const wanted = [...indices.shape.slice(0, -1), ...whole.slice(depth)];
  const differs = wanted.some((dim, i) => equalDims(dim, updates.shape![i] ?? dim) === false);
  if (!differs && wanted.length === updates.shape.length && depth <= whole.length) return;
  throw new ShapeError(
    'expand-mismatch',
    said`${op}: indices of ${formatShape(indices.shape)} into ${formatShape(whole)} take updates of ${formatShape(wanted)}, but got ${formatShape(updates.shape)}.`,
  );
}

const scatterNd = operation('tf.scatter_nd', 'indices, updates, shape, name=None', (a, cx) => {
  const [indices, updates] = [convert(cx, a.get('indices')), convert(cx, a.get('updates'))];
  const whole = readShape(a.get('shape'), cx, 'shape');
  if (whole) checkUpdates(a.fn, indices, updates, whole);
  return ofShape(cx, a.get('shape'), updates.kind === 'tensor' ? updates.dtype : undefined);
});

const sparseToDense = operation(
  'tf.sparse_to_dense',
  'sparse_indices, output_shape, sparse_values, default_value=0, validate_indices=True, name=None',
  (a, cx) => ofShape(cx, a.get('output_shape'), dtypeOf(cx, a.get('sparse_values'))),
);

/** The tensor with some of its elements replaced. */
const updated = (name: string, first: string): NativeFunction =>
  operation(`tf.${name}`, `${first}, indices, updates, *args, **kwargs`, (a, cx) =>
    withTensor(cx, a.get(first), (x) => {
      const places = name.includes('_nd_') ? convert(cx, a.get('indices')) : undefined;
      if (places) checkUpdates(a.fn, places, convert(cx, a.get('updates')), x.shape);
      return result(x.shape, x.dtype);
    }),
  );

const UPDATES = ['update', 'add', 'sub', 'max', 'min'];

/** Losses of every example by a sample of the classes. */
const sampled = (name: string): NativeFunction =>
  operation(`tf.nn.${name}`, 'weights, biases, labels, inputs, num_sampled, num_classes, *args, **kwargs', (a, cx) =>
    withTensor(cx, a.get('inputs'), (x) => {
      const weights = convert(cx, a.get('weights'));
      const [width, own] = [x.shape[1], weights.kind === 'tensor' ? weights.shape?.[1] : undefined];
      if (own !== undefined && width !== undefined && equalDims(own, width) === false) {
        throw new ShapeError(
          'features-mismatch',
          said`${a.fn}: weights of ${formatShape((weights as { shape: Shape }).shape)} fit inputs of the width of their last axis, but the inputs are ${formatShape(x.shape)}.`,
        );
      }
      return result([x.shape[0]], 'float32');
    }),
  );

/** Classes drawn by their scores, one row per example. */
const drawn = (
  name: string,
  signature = 'logits, num_samples, seed=None, name=None, dtype=None, output_dtype=None',
): NativeFunction =>
  operation(name, signature, (a, cx) =>
    withTensor(cx, a.get('logits'), (x) => {
      if (x.shape.length !== 2) {
        throw new ShapeError(
          'rank-mismatch',
          said`${a.fn} takes logits of one row per example, (batch, classes), but got ${formatShape(x.shape)}.`,
        );
      }
      return result(
        [x.shape[0], readSize(a.get('num_samples'), cx, 'num_samples')],
        dtypeArg(a.get('dtype')) ?? 'int64',
      );
    }),
  );

const reluLayer = operation('tf.nn.relu_layer', 'x, weights, biases, name=None', (a, cx) =>
  withTensor(cx, a.get('x'), (x) =>
    withTensor(cx, a.get('weights'), (w) =>
      result([...x.shape.slice(0, -1), w.shape[w.shape.length - 1]] as Dim[], x.dtype),
    ),
  ),
);

const ctcLoss = operation(
  'tf.nn.ctc_loss',
  'labels=None, inputs=None, sequence_length=None, *args, logits=None, time_major=True, **kwargs',
  (a, cx) =>
    withTensor(cx, a.isNone('inputs') ? a.get('logits') : a.get('inputs'), (x) =>
      result([x.shape[a.truth('time_major') === false ? 0 : 1]], 'float32'),
    ),
);

export const scatteringFunctions = [
  scatterNd,
  sparseToDense,
  ...UPDATES.map((name) => updated(`scatter_${name}`, 'ref')),
  ...UPDATES.map((name) => updated(`tensor_scatter_nd_${name}`, 'tensor')),
  drawn('tf.multinomial'),
];

/** In `tf.nn`. */
export const samplingFunctions = [
  sampled('nce_loss'),
  sampled('sampled_softmax_loss'),
  reluLayer,
  ctcLoss,
  operation('tf.nn.zero_fraction', 'value, name=None', () => result([], 'float32')),
];

export const categorical = drawn('tf.random.categorical');
export const statelessCategorical = drawn(
  'tf.random.stateless_categorical',
  'logits, num_samples, seed, dtype=None, name=None',
);
