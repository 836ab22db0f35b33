/** `tf.metrics` of TensorFlow 1: a value and the operation that updates it, both of them scalars. */
import type { Shape } from '../../shape';
import type { Context } from '../../python/interpreter/context';
import { native, type Bound } from '../../python/interpreter/native';
import { tuple, type Value } from '../../python/interpreter/values';
import { enterGraphMode } from './state';
import { makeTensor } from './tensorClasses';

const NAMES = [
  'accuracy',
  'auc',
  'mean',
  'mean_absolute_error',
  'mean_squared_error',
  'root_mean_squared_error',
  'precision',
  'recall',
  'true_positives',
  'true_negatives',
  'false_positives',
  'false_negatives',
  'percentage_below',
  'average_precision_at_k',
  'precision_at_k',
  'recall_at_k',
  'mean_relative_error',
  'mean_cosine_distance',
];

/** A value that is one number, and what is counted for it: `size` says which shape that has. */
function metric(name: string, signature: string, value: Sizes, update: Sizes): Value {
  return native(`tf.metrics.${name}`, signature, (a, cx) => {
    enterGraphMode(cx);
    return tuple([makeTensor(value(a, cx), 'float32'), makeTensor(update(a, cx), 'float32')]);
  });
}

type Sizes = (a: Bound, cx: Context) => Shape | undefined;
const scalar: Sizes = () => [];
const classes: Sizes = (a) => [a.dim('num_classes')];
const thresholds: Sizes = (a, cx) => [
  cx.sequence(a.get('thresholds'))?.length ?? cx.unknownDim('how many thresholds there are is not known'),
];
const like: Sizes = (a) => a.tensor('values')?.shape;

const COUNTED = 'labels, predictions, num_classes, *args, **kwargs';
const AT = 'labels, predictions, thresholds, *args, **kwargs';
const AT_THRESHOLDS = ['precision', 'recall', 'true_positives', 'true_negatives', 'false_positives', 'false_negatives'];

export const metricFunctions: Record<string, Value> = {
  ...Object.fromEntries(NAMES.map((name) => [name, metric(name, '*args, **kwargs', scalar, scalar)])),
  // The operations behind these count by class (tensorflow/python/ops/metrics_impl.py).
  mean_iou: metric('mean_iou', COUNTED, scalar, (a, cx) => [...classes(a, cx)!, ...classes(a, cx)!]),
  mean_per_class_accuracy: metric('mean_per_class_accuracy', COUNTED, scalar, classes),
  mean_tensor: metric('mean_tensor', 'values, *args, **kwargs', like, like),
  ...Object.fromEntries(
    AT_THRESHOLDS.map((name) => [`${name}_at_thresholds`, metric(`${name}_at_thresholds`, AT, thresholds, thresholds)]),
  ),
};
