/**
 * `tf.losses` of TensorFlow 1: losses that are added up to a number. Labels and predictions do not broadcast: a column of
 * predictions beside a vector of labels is refused (tensorflow/python/ops/losses/losses_impl.py).
 */
import { ShapeError, equalDims, formatShape, sigmoidCrossEntropyShape, sparseCrossEntropyShape } from '../../shape';
import type { Dim, Shape } from '../../shape';
import { nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { str, type NativeFunction, type Value } from '../../python/interpreter/values';
import { said } from '../../protocol/say';
import { convert } from './convert';
import { scalarLoss } from './nn/elements';
import { operation } from './operation';
import { result, withTensor } from './ops/tensors';

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

function loss(name: string, signature: string, lossesShape: LossesShape): NativeFunction {
  const [labelName, predictionName] = signature.split(', ');
  return operation(`tf.losses.${name}`, `${signature}, weights=1.0, *args, reduction=None, **kwargs`, (a, cx) =>
    withTensor(cx, a.get(predictionName), (predictions) => {
      const labels = convert(cx, a.get(labelName));
      const given = labels.kind === 'tensor' ? labels.shape : undefined;
      if (!given) return result([], 'float32');
      const losses = lossesShape(predictions.shape, given, `tf.losses.${name}`);
      return result(a.str('reduction') === 'none' ? losses : [], 'float32');
    }),
  );
}

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
  ...['get_total_loss', 'get_regularization_loss', 'compute_weighted_loss', 'cosine_distance'].map((name) =>
    scalarLoss(`tf.losses.${name}`),
  ),
];

export const lossClasses: Readonly<Record<string, Value>> = { Reduction: reductionClass };
