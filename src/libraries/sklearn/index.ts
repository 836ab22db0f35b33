/** The parts of scikit-learn that prepare data for a network: how data is split, scaled and encoded. */
import type { Context } from '../../python/interpreter/context';
import { native, nativeClass, type LibraryModule } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { InstanceValue, TensorValue, list, tuple, type Value } from '../../python/interpreter/values';
import { isNumber, sub, type Dim } from '../../shape';
import { asArray, ndarray } from '../numpy/classes';

const array = (shape: readonly Dim[], dtype: string | undefined): Value => new TensorValue(ndarray, shape, dtype);

/** How many examples a size means: a share of all, or a number of them. */
function share(cx: Context, value: Value, total: Dim, round: (x: number) => number): Dim | undefined {
  if (value.kind === 'none') return undefined;
  if (value.kind === 'float' && isNumber(total) && isNumber(value.value)) return round(value.value * total);
  return value.kind === 'int' ? value.value : cx.unknownDim('how many examples are taken is not known');
}

/** The numbers of training and test examples (sklearn.model_selection, `_validate_shuffle_split`: a quarter is for tests). */
function parts(cx: Context, trainSize: Value, testSize: Value, total: Dim): [Dim, Dim] {
  const train = share(cx, trainSize, total, Math.floor);
  const given = share(cx, testSize, total, Math.ceil);
  const quarter = isNumber(total) ? Math.ceil(total / 4) : cx.unknownDim('how many examples there are is not known');
  const test = given ?? (train === undefined ? quarter : sub(total, train));
  return [train ?? sub(total, test), test];
}

/** `train_test_split(X, y)`: of every array first the training part, then the test part. */
const trainTestSplit = native(
  'train_test_split',
  '*arrays, test_size=None, train_size=None, random_state=None, shuffle=True, stratify=None',
  (a, cx) =>
    list(
      a.rest.flatMap((value) => {
        const { shape, dtype, reason } = asArray(cx, value);
        if (!shape?.length) return [0, 1].map(() => reason ?? cx.unknown('the array that is split is not known'));
        return parts(cx, a.get('train_size'), a.get('test_size'), shape[0]).map((size) =>
          array([size, ...shape.slice(1)], dtype),
        );
      }),
    ),
);

const fitted = native('fit', 'self, *args, **kwargs', (a) => a.get('self'));

/** Scalers keep the shape of what they scale. */
const scaled = (name: string) =>
  native(name, 'self, X, *args, **kwargs', (a, cx) => {
    const { shape, reason } = asArray(cx, a.get('X'));
    return shape ? array(shape, 'float64') : (reason ?? cx.unknown('the array that is scaled is not known'));
  });

function scaler(name: string): Value {
  return nativeClass('sklearn.preprocessing', name, [types.object], {
    __init__: native('__init__', 'self, *args, **kwargs', (a) => a.get('self')),
    fit: fitted,
    transform: scaled('transform'),
    fit_transform: scaled('fit_transform'),
    inverse_transform: scaled('inverse_transform'),
  });
}

/** Data sets that come with scikit-learn: examples, features and the shape they are also offered in (sklearn.datasets). */
const DATA: readonly (readonly [name: string, features: readonly number[], images?: readonly number[]])[] = [
  ['load_iris', [150, 4]],
  ['load_wine', [178, 13]],
  ['load_breast_cancer', [569, 30]],
  ['load_diabetes', [442, 10]],
  ['load_boston', [506, 13]],
  ['load_digits', [1797, 64], [1797, 8, 8]],
];

const bunchClass = nativeClass('sklearn.utils', 'Bunch', [types.object], {
  __getitem__: native('__getitem__', 'self, key', (a, cx) => cx.getAttr(a.get('self'), a.str('key') ?? '')),
});

const loaders = Object.fromEntries(
  DATA.map(([name, features, images]) => [
    name,
    native(name, '*, return_X_y=False, as_frame=False, n_class=None, **kwargs', (a, cx) => {
      const [data, target] = [array(features, 'float64'), array(features.slice(0, 1), 'int64')];
      if (!a.isNone('n_class')) return cx.unknown('how many examples of some classes there are');
      if (a.truth('return_X_y')) return tuple([data, target]);
      const bunch = new InstanceValue(bunchClass);
      bunch.attrs.set('data', data);
      bunch.attrs.set('target', target);
      if (images) bunch.attrs.set('images', array(images, 'float64'));
      return bunch;
    }),
  ]),
);

export const modules: LibraryModule[] = [
  { name: 'sklearn', attrs: {} },
  { name: 'sklearn.model_selection', attrs: { train_test_split: trainTestSplit } },
  { name: 'sklearn.cross_validation', attrs: { train_test_split: trainTestSplit } },
  { name: 'sklearn.datasets', attrs: loaders },
  {
    name: 'sklearn.preprocessing',
    attrs: Object.fromEntries(
      ['StandardScaler', 'MinMaxScaler', 'RobustScaler', 'MaxAbsScaler'].map((n) => [n, scaler(n)]),
    ),
  },
];
