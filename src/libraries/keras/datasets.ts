/** `keras.datasets`: nothing is downloaded, but the shapes of the arrays are known. */
import { native } from '../../python/interpreter/native';
import { TensorValue, tuple, type Value } from '../../python/interpreter/values';
import type { Dim } from '../../shape';
import { ndarray } from '../numpy/classes';

interface Split {
  readonly examples: number;
  readonly image: readonly number[];
  readonly label: readonly number[];
}

const array = (shape: readonly Dim[], dtype: string): Value => new TensorValue(ndarray, shape, dtype);

/** (x_train, y_train), (x_test, y_test) as `load_data()` gives them. */
function loader(train: Split, test: number, labelDtype = 'uint8'): Record<string, Value> {
  const part = (examples: number): Value =>
    tuple([array([examples, ...train.image], 'uint8'), array([examples, ...train.label], labelDtype)]);
  return { load_data: native('load_data', '*args, **kwargs', () => tuple([part(train.examples), part(test)])) };
}

/** Rows of words, each as long as its text: an array of lists. With `maxlen` longer ones are left out. */
const texts = (train: number, test: number): Record<string, Value> => ({
  load_data: native('load_data', '*args, maxlen=None, test_split=None, **kwargs', (a, cx) => {
    const split = a.isNone('test_split') ? undefined : a.number('test_split');
    const first = split === undefined ? train : Math.trunc((train + test) * (1 - split));
    const count = (all: number): Dim =>
      a.isNone('maxlen') ? all : cx.unknownDim('how many examples there are is not known');
    const part = (all: number): Value => tuple([array([count(all)], 'object'), array([count(all)], 'int64')]);
    return tuple([part(first), part(train + test - first)]);
  }),
  get_word_index: native('get_word_index', '*args, **kwargs', (_a, cx) => cx.unknown('a downloaded file')),
});

/** Rows of numbers, and one to foretell for each; `version="small"` has fewer. */
const table = (rows: number, features: number, dtype: string, small = rows): Record<string, Value> => ({
  load_data: native('load_data', "version='large', path=None, test_split=0.2, seed=113", (a) => {
    const all = a.str('version') === 'small' ? small : rows;
    const train = Math.trunc(all * (1 - (a.number('test_split') ?? 0.2)));
    const part = (count: number): Value => tuple([array([count, features], dtype), array([count], dtype)]);
    return tuple([part(train), part(all - train)]);
  }),
});

/** Shapes from the documentation of each data set (keras.io/api/datasets). */
export const datasetModules: Readonly<Record<string, Record<string, Value>>> = {
  mnist: loader({ examples: 60000, image: [28, 28], label: [] }, 10000),
  fashion_mnist: loader({ examples: 60000, image: [28, 28], label: [] }, 10000),
  cifar10: loader({ examples: 50000, image: [32, 32, 3], label: [1] }, 10000),
  imdb: texts(25000, 25000),
  reuters: texts(8982, 2246),
  boston_housing: {
    load_data: native('load_data', "path='boston_housing.npz', test_split=0.2, seed=113", (a, cx) =>
      cx.call(table(506, 13, 'float64').load_data, [], new Map([['test_split', a.get('test_split')]])),
    ),
  },
  california_housing: table(20640, 8, 'float32', 600),
  cifar100: loader({ examples: 50000, image: [32, 32, 3], label: [1] }, 10000, 'int64'),
};
