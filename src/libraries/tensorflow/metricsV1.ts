/** `tf.metrics` of TensorFlow 1: a value and the operation that updates it, both of them scalars. */
import { native } from '../../python/interpreter/native';
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
  'mean_iou',
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

export const metricFunctions: Record<string, Value> = Object.fromEntries(
  NAMES.map((name) => [
    name,
    native(`tf.metrics.${name}`, '*args, **kwargs', (_a, cx) => {
      enterGraphMode(cx);
      return tuple([makeTensor([], 'float32'), makeTensor([], 'float32')]);
    }),
  ]),
);
