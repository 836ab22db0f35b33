/** Whether labels have the shape that a model's loss compares its output with (keras/src/losses, backend/tensorflow/nn.py). */
import { equalDims, formatShape, type Shape } from '../../../shape';
import { PyError } from '../../../python/interpreter/errors';
import type { Value } from '../../../python/interpreter/values';
import { said } from '../../../protocol/say';

/** The losses that refuse labels of another shape than the output's; all others broadcast. */
const STRICT: ReadonlyMap<string, 'same' | 'indices'> = new Map([
  ['binarycrossentropy', 'same'],
  ['binaryfocalcrossentropy', 'same'],
  ['categoricalcrossentropy', 'same'],
  ['sparsecategoricalcrossentropy', 'indices'],
]);

/** A loss or a metric as `compile` takes it: its name, an object of its class, its function. */
export function nameOf(loss: Value): string {
  const name =
    loss.kind === 'str' ? loss.value : loss.kind === 'instance' ? loss.cls.name : 'name' in loss ? loss.name : '';
  return name.replace(/^.*\./, '').replaceAll('_', '').toLowerCase();
}

/** Labels lose or gain a last axis of one where the output has one axis more or less (`squeeze_or_expand_to_same_rank`). */
function sameRank(labels: Shape, output: Shape): [Shape, Shape] {
  const isOne = (shape: Shape): boolean => equalDims(shape[shape.length - 1], 1) === true;
  const mayBeOne = (shape: Shape): boolean => equalDims(shape[shape.length - 1], 1) !== false;
  if (labels.length === output.length + 1 && mayBeOne(labels)) {
    return output.length === 1 && isOne(labels) ? [labels, [...output, 1]] : [labels.slice(0, -1), output];
  }
  if (output.length === labels.length + 1 && mayBeOne(output)) {
    return labels.length === 1 ? [[...labels, 1], output] : [labels, output.slice(0, -1)];
  }
  return [labels, output];
}

/**
 * Compares labels with a model's output.
 * @param matches whether the loss gives both the same number of axes first, as all but the bare functions do
 * @throws PyError ValueError where the loss refuses them; nothing is said of losses and shapes that are not known
 */
export function checkLabels(loss: Value, labels: Value, output: Value, matches = true): void {
  const kind = STRICT.get(nameOf(loss));
  if (!kind || labels.kind !== 'tensor' || output.kind !== 'tensor' || !labels.shape || !output.shape) return;
  const fits = (a: Shape, b: Shape): boolean =>
    a.length === b.length && a.every((d, i) => equalDims(d, b[i]) !== false);
  const [given, made] =
    matches && kind === 'same' ? sameRank(labels.shape, output.shape) : [labels.shape, output.shape];
  if (kind === 'same' ? fits(given, made) : fitsIndices(given, made, fits)) return;
  const wanted = kind === 'same' ? output.shape : output.shape.slice(0, -1);
  const other =
    kind === 'same' && output.shape.length === labels.shape.length + 1
      ? said` For class numbers use sparse_categorical_crossentropy.`
      : kind === 'indices' && labels.shape.length === output.shape.length
        ? said` For one-hot labels use categorical_crossentropy.`
        : '';
  throw new PyError(
    'ValueError',
    said`The loss compares an output of shape ${formatShape(output.shape)} with labels of shape ${formatShape(wanted)}, but the labels have shape ${formatShape(labels.shape)}.${other}`,
    'broadcast-mismatch',
  );
}

/** Class numbers have the output's axes but the last; a last axis of one is dropped. */
function fitsIndices(labels: Shape, output: Shape, fits: (a: Shape, b: Shape) => boolean): boolean {
  const last = labels[labels.length - 1];
  if (labels.length === output.length && equalDims(last, 1) !== false)
    return fits(labels.slice(0, -1), output.slice(0, -1));
  return fits(labels, output.slice(0, -1));
}
