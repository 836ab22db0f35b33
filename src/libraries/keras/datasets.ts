/** `keras.datasets`: nothing is downloaded, but the shapes of the arrays are known. */
import { native } from '../../python/interpreter/native';
import { TensorValue, tuple, type Value } from '../../python/interpreter/values';
import { ndarray } from '../numpy/classes';

interface Split {
  readonly examples: number;
  readonly image: readonly number[];
  readonly label: readonly number[];
}

const array = (shape: readonly number[], dtype: string): Value => new TensorValue(ndarray, shape, dtype);

/** (x_train, y_train), (x_test, y_test) as `load_data()` gives them. */
function loader(train: Split, test: number, labelDtype = 'uint8'): Record<string, Value> {
  const part = (examples: number): Value =>
    tuple([array([examples, ...train.image], 'uint8'), array([examples, ...train.label], labelDtype)]);
  return { load_data: native('load_data', '*args, **kwargs', () => tuple([part(train.examples), part(test)])) };
}

/** Shapes from the documentation of each data set (keras.io/api/datasets). */
export const datasetModules: Readonly<Record<string, Record<string, Value>>> = {
  mnist: loader({ examples: 60000, image: [28, 28], label: [] }, 10000),
  fashion_mnist: loader({ examples: 60000, image: [28, 28], label: [] }, 10000),
  cifar10: loader({ examples: 50000, image: [32, 32, 3], label: [1] }, 10000),
  cifar100: loader({ examples: 50000, image: [32, 32, 3], label: [1] }, 10000, 'int64'),
};
