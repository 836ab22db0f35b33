/**
 * `tf.losses` of TensorFlow 1: losses that are added up to a number. Labels and predictions do not broadcast: a column of
 * predictions beside a vector of labels is refused (tensorflow/python/ops/losses/losses_impl.py).
 */
import { ShapeError, equalDims, formatShape, sigmoidCrossEntropyShape, sparseCrossEntropyShape } from '../../shape';
import type { Dim, Shape } from '../../shape';
import type { Context } from '../../python/interpreter/context';
import { nativeClass, type Bound } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { str, type NativeFunction, type Value } from '../../python/interpreter/values';
import { said } from '../../protocol/say';
import { convert } from './convert';
import { scalarLoss } from './nn/elements';
import { operation } from './operation';
import { result, withTensor } from './ops/tensors';
import { isNoneDim } from './staticShape';

/** The shape of the losses before they are added up, one for each that is compared. */
type LossesShape = (predictions: Shape, labels: Shape, op: string) => Dim[];

/** @throws ShapeError `broadcast-mismatch` where labels and predictions are not of one shape. */
function sameShape(predictions: Shape, labels: Shape, op: string): Dim[] {
  const fits =
    predictions.length === labels.length && predictions.every((dim, i) => equalDims(dim, labels[i]) !== false);
  if (fits) return [...predictions];
  throw new ShapeError(
    'broadcast-mismatch',
    said`${op}: predictions of shape ${formatShape(predictions)} and labels of shape ${formatShape(labels)} are incompatible: nothing is broadcast here, both must have one shape. Reshape one of them.`,
  );
}

const byRows: LossesShape = (logits, labels, op) => sigmoidCrossEntropyShape(logits, labels, op).slice(0, -1);

/** One class number for every row of logits; a column of them is one as well. */
const byClass: LossesShape = (logits, labels, op) => {
  const isColumn = labels.length === logits.length && labels.at(-1) === 1;
  return sparseCrossEntropyShape(logits, isColumn ? labels.slice(0, -1) : labels, op);
};

/** Class numbers and their weights may be columns: both lose the last axis (`_remove_squeezable_dimensions`). */
const weightsByClass = (weights: Shape, losses: Shape): Shape =>
  weights.length === losses.length + 1 && weights.at(-1) === 1 ? weights.slice(0, -1) : weights;

/**
 * The losses times their weights, which are one number, or have the losses' rank and each axis as long as theirs or 1: narrower than
 * broadcasting, and the losses keep their shape (`weights_broadcast_ops.assert_broadcastable`).
 * @throws ShapeError `broadcast-mismatch` for other weights
 */
function weighted(losses: Shape, weights: Shape, op: string): Dim[] {
  if (weights.length === 0) return [...losses];
  const fits =
    weights.length === losses.length && weights.every((dim, i) => dim === 1 || equalDims(dim, losses[i]) !== false);
  if (fits) return losses.map((dim, i) => (isNoneDim(dim) && weights[i] !== 1 ? weights[i] : dim));
  throw new ShapeError(
    'broadcast-mismatch',
    said`${op}: weights of shape ${formatShape(weights)} can not be broadcast to losses of shape ${formatShape(losses)}: weights are one number, or have the same rank with 1 where all share one.`,
  );
}

/** The losses of a call, weighted and, unless `reduction` says otherwise, added up. */
function reduced(cx: Context, a: Bound, losses: Shape, weightsOf: (weights: Shape) => Shape = (shape) => shape): Value {
  const weights = convert(cx, a.get('weights'));
  const shape = weights.kind === 'tensor' ? weights.shape : undefined;
  const all = shape ? weighted(losses, weightsOf(shape), a.fn) : [...losses];
  return result(a.str('reduction') === 'none' ? all : [], 'float32');
}

const REST = 'weights=1.0, *args, reduction=None, **kwargs';

function loss(name: string, signature: string, lossesShape: LossesShape): NativeFunction {
  const [labelName, predictionName] = signature.split(', ');
  return operation(`tf.losses.${name}`, `${signature}, ${REST}`, (a, cx) =>
    withTensor(cx, a.get(predictionName), (predictions) => {
      const labels = convert(cx, a.get(labelName));
      const given = labels.kind === 'tensor' ? labels.shape : undefined;
      if (!given) return result([], 'float32');
      const losses = lossesShape(predictions.shape, given, a.fn);
      return reduced(cx, a, losses, lossesShape === byClass ? (shape) => weightsByClass(shape, losses) : undefined);
    }),
  );
}

/** Losses that were worked out before. */
const ofLosses = operation('tf.losses.compute_weighted_loss', `losses, ${REST}`, (a, cx) =>
  withTensor(cx, a.get('losses'), ({ shape }) => reduced(cx, a, shape)),
);

/** How losses are added up: `tf.losses.Reduction.NONE`. */
const reductionClass = nativeClass('tensorflow.losses', 'Reduction', [types.object], {
  NONE: str('none'),
  SUM: str('weighted_sum'),
  MEAN: str('weighted_mean'),
  SUM_OVER_BATCH_SIZE: str('weighted_sum_over_batch_size'),
  SUM_BY_NONZERO_WEIGHTS: str('weighted_sum_by_nonzero_weights'),
  SUM_OVER_NONZERO_WEIGHTS: str('weighted_sum_by_nonzero_weights'),
});

export const lossFunctions: readonly NativeFunction[] = [
  ...['mean_squared_error', 'absolute_difference', 'log_loss', 'huber_loss', 'mean_pairwise_squared_error'].map(
    (name) => loss(name, 'labels, predictions', sameShape),
  ),
  loss('hinge_loss', 'labels, logits', sameShape),
  loss('sigmoid_cross_entropy', 'multi_class_labels, logits', sigmoidCrossEntropyShape),
  loss('softmax_cross_entropy', 'onehot_labels, logits', byRows),
  loss('sparse_softmax_cross_entropy', 'labels, logits', byClass),
  ofLosses,
  ...['get_total_loss', 'get_regularization_loss', 'cosine_distance'].map((name) => scalarLoss(`tf.losses.${name}`)),
];

export const lossClasses: Readonly<Record<string, Value>> = { Reduction: reductionClass };
