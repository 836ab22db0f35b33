/** Whether labels have the shape that a metric compares a model's output with (keras/src/metrics, Keras 3.15). */
import { equalDims, formatShape, productOf, type Shape } from '../../../shape';
import { PyError } from '../../../python/interpreter/errors';
import type { Value } from '../../../python/interpreter/values';
import { said } from '../../../protocol/say';
import { nameOf } from './labels';

/** Those that compare each label with one number of the output (`update_confusion_matrix_variables` in metrics_utils.py). */
const ONE_TO_ONE =
  /^(precision|recall|auc|truepositives|truenegatives|falsepositives|falsenegatives|sensitivityatspecificity|specificityatsensitivity|precisionatrecall|recallatprecision)$/;

/** Those that take class numbers. */
const OF_INDICES = /^sparse(categorical|topkcategorical)accuracy$/;

/**
 * Compares labels with a model's output.
 * @throws PyError ValueError where the metric refuses them; nothing is said of other metrics, and of sizes that are not known
 */
export function checkMetric(metric: Value, labels: Value, output: Value): void {
  if (labels.kind !== 'tensor' || output.kind !== 'tensor' || !labels.shape || !output.shape) return;
  const name = nameOf(metric);
  const refused = ONE_TO_ONE.test(name)
    ? equalDims(perExample(labels.shape), perExample(output.shape)) === false
    : OF_INDICES.test(name) && isOneHot(labels.shape, output.shape);
  if (!refused) return;
  const wanted = ONE_TO_ONE.test(name) ? output.shape : output.shape.slice(0, -1);
  throw new PyError(
    'ValueError',
    said`The metric ${name} compares an output of shape ${formatShape(output.shape)} with labels of shape ${formatShape(wanted)}, but the labels have shape ${formatShape(labels.shape)}.`,
    'broadcast-mismatch',
  );
}

const perExample = (shape: Shape) => productOf(shape.slice(1));

/** Labels with an axis for the classes, which is dropped only where it is of one. */
const isOneHot = (labels: Shape, output: Shape): boolean =>
  labels.length === output.length && equalDims(labels[labels.length - 1], 1) === false;
