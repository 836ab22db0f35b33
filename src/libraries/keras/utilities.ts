/** `keras.utils`. */
import { native } from '../../python/interpreter/native';
import { NONE, TensorValue, type Value } from '../../python/interpreter/values';
import { ndarray } from '../numpy/classes';
import { customObjectFunctions } from './customObjects';
import { convert } from '../tensorflow/convert';
import { readSize } from '../tensorflow/staticShape';
import { opaqueClass } from '../tensorflow/opaque';
import { makeTensor } from '../tensorflow/tensorClasses';

/** How many classes there are at least, of labels whose numbers are known. */
function countOf({ data }: TensorValue): number | undefined {
  if (!data) return undefined;
  let count = 0;
  for (const label of data.data) count = Math.max(count, Math.floor(label) + 1);
  return count;
}

/** One axis more, of classes; a last axis of size 1 is dropped. */
const toCategorical = native('to_categorical', 'x=None, num_classes=None, dtype=None, y=None', (a, cx) => {
  const labels = convert(cx, a.isNone('x') ? a.get('y') : a.get('x'));
  if (labels.kind !== 'tensor' || !labels.shape) return cx.unknown('the labels are not known');
  const { shape } = labels;
  const rows = shape.length > 1 && shape[shape.length - 1] === 1 ? shape.slice(0, -1) : shape;
  const classes = a.isNone('num_classes')
    ? (countOf(labels) ?? cx.unknownDim('the number of classes is the largest label plus one'))
    : readSize(a.get('num_classes'), cx, 'num_classes');
  return new TensorValue(ndarray, [...rows, classes], 'float64');
});

const normalize = native('normalize', 'x, axis=-1, order=2', (a, cx) => {
  const x = convert(cx, a.get('x'));
  return x.kind === 'tensor' ? makeTensor(x.shape, x.dtype) : cx.unknown('the array is not known');
});

const silent = (name: string): Value => native(name, '*args, **kwargs', () => NONE);

export const utilities: Record<string, Value> = {
  to_categorical: toCategorical,
  normalize,
  plot_model: silent('plot_model'),
  model_to_dot: silent('model_to_dot'),
  set_random_seed: silent('set_random_seed'),
  ...customObjectFunctions,
  register_keras_serializable: native('register_keras_serializable', '*args, **kwargs', () =>
    native('register_keras_serializable', 'cls', (a) => a.get('cls')),
  ),
  Sequence: opaqueClass('keras.utils', 'Sequence'),
  PyDataset: opaqueClass('keras.utils', 'PyDataset'),
  Progbar: opaqueClass('keras.utils', 'Progbar'),
  get_file: native('get_file', '*args, **kwargs', (_a, cx) => cx.unknown('a downloaded file')),
};
