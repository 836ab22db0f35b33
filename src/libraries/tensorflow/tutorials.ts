/** `tensorflow.examples.tutorials.mnist`: the reader of MNIST that most programs of TensorFlow 1 begin with. */
import { native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { InstanceValue, TensorValue, int, tuple, type Value } from '../../python/interpreter/values';
import type { Dim } from '../../shape';
import { ndarray } from '../numpy/classes';

/** How images and labels are read (tensorflow/contrib/learn/python/learn/datasets/mnist.py). */
interface Form {
  readonly image: readonly number[];
  readonly label: readonly number[];
  readonly labelDtype: string;
}

const array = (shape: readonly Dim[], dtype: string): Value => new TensorValue(ndarray, shape, dtype);

const dataSetClass = nativeClass('tensorflow.examples.tutorials.mnist', 'DataSet', [types.object], {
  next_batch: native('next_batch', 'self, batch_size, fake_data=False, shuffle=True', (a, cx) => {
    const { image, label, labelDtype } = (a.get('self') as InstanceValue).native as Form;
    const size = cx.dim(a.get('batch_size'), 'batch_size');
    return tuple([array([size, ...image], 'float32'), array([size, ...label], labelDtype)]);
  }),
});

function dataSet(examples: number, form: Form): Value {
  const self = new InstanceValue(dataSetClass);
  self.native = form;
  self.attrs.set('images', array([examples, ...form.image], 'float32'));
  self.attrs.set('labels', array([examples, ...form.label], form.labelDtype));
  self.attrs.set('num_examples', int(examples));
  return self;
}

const dataSetsClass = nativeClass('tensorflow.examples.tutorials.mnist', 'Datasets', [types.object]);

const readDataSets = native(
  'read_data_sets',
  "train_dir, fake_data=False, one_hot=False, dtype='float32', reshape=True, validation_size=5000, seed=None, source_url=None",
  (a, cx) => {
    const [oneHot, flat] = [a.truth('one_hot'), a.truth('reshape')];
    if (oneHot === undefined || flat === undefined) return cx.unknown('how MNIST is read is not known');
    const validation = a.number('validation_size') ?? 5000;
    const form: Form = {
      image: flat ? [784] : [28, 28, 1],
      label: oneHot ? [10] : [],
      labelDtype: oneHot ? 'float64' : 'uint8',
    };
    const self = new InstanceValue(dataSetsClass);
    self.attrs.set('train', dataSet(60000 - validation, form));
    self.attrs.set('validation', dataSet(validation, form));
    self.attrs.set('test', dataSet(10000, form));
    return self;
  },
);

/** `from tensorflow.examples.tutorials.mnist import input_data`. */
export const mnistReader: Record<string, Value> = { read_data_sets: readDataSets };
