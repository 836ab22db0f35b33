/** TensorFlow Datasets: what one element of a data set is, by the name it is loaded under. */
import { said } from '../../protocol/say';
import { quiet, unmodelled } from '../../python/builtins/stdlib/helpers';
import type { Context } from '../../python/interpreter/context';
import { native, nativeClass, type Bound, type LibraryModule } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { InstanceValue, int, list, NONE, str, tuple, TensorValue, type Value } from '../../python/interpreter/values';
import { dictOfNames } from '../../python/builtins/containers';
import type { Dim } from '../../shape';
import { ndarray } from '../numpy/classes';
import { datasetElement, datasetOf } from '../tensorflow/dataset';
import { mapTensors } from '../tensorflow/node';
import { NONE_DIM } from '../tensorflow/staticShape';
import { makeTensor } from '../tensorflow/tensorClasses';
import { CATALOG, type Entry, type Feature } from './catalog';

const shapeOf = ({ shape }: Feature): Dim[] => shape.map((side) => side ?? NONE_DIM);
const tensorOf = (feature: Feature): TensorValue => makeTensor(shapeOf(feature), feature.dtype);

/** One element: a dictionary of features, or the pair that is learnt from. */
function elementOf({ features, supervised }: Entry, isSupervised: boolean): Value {
  if (isSupervised) return tuple(supervised.map((name) => tensorOf(features[name])));
  return dictOfNames(Object.entries(features).map(([name, feature]) => [name, tensorOf(feature)]));
}

/** A data set as it is asked for: `batch_size` adds a batch, and -1 asks for all of it as tensors. */
function loaded(
  cx: Context,
  entry: Entry | undefined,
  split: string | undefined,
  isSupervised: boolean,
  batch: Value,
): Value {
  if (!entry) return datasetOf(undefined);
  const element = elementOf(entry, isSupervised);
  if (batch.kind === 'none') return datasetOf(element);
  const isWhole = batch.kind === 'int' && batch.value === -1;
  const all = entry.splits[split ?? ''] ?? cx.unknownDim('how many examples a part of a data set has');
  const several = (tensor: TensorValue) =>
    makeTensor([isWhole ? all : NONE_DIM, ...(tensor.shape ?? [])], tensor.dtype);
  const batched = mapTensors(element, several);
  return isWhole ? batched : datasetOf(batched);
}

/** `split=` of any form: a name or a slice of one, a list of them, or None for all. */
function bySplit(
  cx: Context,
  entry: Entry | undefined,
  split: Value,
  load: (split: string | undefined) => Value,
): Value {
  if (split.kind === 'none') {
    if (!entry) return cx.unknown('which splits the data set has');
    return dictOfNames(Object.keys(entry.splits).map((name) => [name, load(name)]));
  }
  if (split.kind === 'list' || split.kind === 'tuple')
    return list(split.items.map((part) => bySplit(cx, entry, part, load)));
  return load(split.kind === 'str' ? split.value : undefined);
}

const featureClass = nativeClass('tensorflow_datasets.core.features', 'FeatureConnector', [types.object], {
  __getattr__: unmodelled('FeatureConnector'),
});

function featureInfo(feature: Feature): InstanceValue {
  const made = new InstanceValue(featureClass);
  made.attrs.set('shape', tuple(feature.shape.map((side) => (side === undefined ? NONE : int(side)))));
  if (feature.classes !== undefined) made.attrs.set('num_classes', int(feature.classes));
  return made;
}

const infoClass = nativeClass('tensorflow_datasets.core', 'DatasetInfo', [types.object], {
  __getattr__: unmodelled('DatasetInfo'),
});
const splitClass = nativeClass('tensorflow_datasets.core', 'SplitInfo', [types.object], {
  __getattr__: unmodelled('SplitInfo'),
});

/** What is said of a data set: its features, and how many examples its splits have. */
function infoOf(cx: Context, name: string, entry: Entry | undefined): Value {
  if (!entry) return cx.unknown(said`what the data set ${name} is like`);
  const made = new InstanceValue(infoClass);
  const splits = Object.entries(entry.splits).map(([split, count]): [string, Value] => {
    const info = new InstanceValue(splitClass);
    info.attrs.set('name', str(split));
    info.attrs.set('num_examples', int(count));
    return [split, info];
  });
  made.attrs.set('name', str(name));
  made.attrs.set('splits', dictOfNames(splits));
  made.attrs.set('features', dictOfNames(Object.entries(entry.features).map(([key, one]) => [key, featureInfo(one)])));
  made.attrs.set('supervised_keys', tuple(entry.supervised.map((key) => str(key))));
  return made;
}

/** `mnist`, `mnist:3.0.1`; a configuration (`emnist/letters`) may have another number of classes. */
function entryOf(name: string): Entry | undefined {
  const [base, config] = name.split(':')[0].split('/');
  const entry = CATALOG.get(base);
  if (config === undefined || !entry) return entry;
  const features = Object.entries(entry.features).map(([key, one]) => [key, { ...one, classes: undefined }]);
  return { ...entry, features: Object.fromEntries(features) as Entry['features'], splits: {} };
}

const LOAD =
  'name, *, split=None, data_dir=None, batch_size=None, shuffle_files=False, download=True, as_supervised=False, ' +
  'with_info=False, **kwargs';

/** What `load` and `as_dataset` give, by what they are asked for in the same words. */
function asked(cx: Context, a: Bound, entry: Entry | undefined): Value {
  const isSupervised = a.truth('as_supervised') ?? false;
  const batch = a.get('batch_size');
  return bySplit(cx, entry, a.get('split'), (split) => loaded(cx, entry, split, isSupervised, batch));
}

const load = native('load', LOAD, (a, cx) => {
  const name = a.str('name') ?? '?';
  const entry = entryOf(name);
  const data = asked(cx, a, entry);
  return a.truth('with_info') ? tuple([data, infoOf(cx, name, entry)]) : data;
});

const builderClass = nativeClass('tensorflow_datasets.core', 'DatasetBuilder', [types.object], {
  download_and_prepare: quiet('download_and_prepare'),
  as_dataset: native(
    'as_dataset',
    'self, split=None, *, batch_size=None, shuffle_files=False, as_supervised=False, **kwargs',
    (a, cx) => asked(cx, a, (a.get('self') as InstanceValue).native as Entry | undefined),
  ),
  __getattr__: unmodelled('DatasetBuilder'),
});

const builder = native('builder', 'name, **kwargs', (a, cx) => {
  const name = a.str('name') ?? '?';
  const made = new InstanceValue(builderClass);
  made.native = entryOf(name);
  made.attrs.set('info', infoOf(cx, name, entryOf(name)));
  return made;
});

/** `tfds.ImageFolder(folder)`: pictures of any size, as many classes as there are folders. */
const imageFolder = native('ImageFolder', 'root_dir, *, shape=None, dtype=None', (a, cx) => {
  const made = new InstanceValue(builderClass);
  const sides = a.isNone('shape') ? undefined : cx.sequence(a.get('shape'));
  const shape = sides?.map((side) => (side.kind === 'int' && typeof side.value === 'number' ? side.value : undefined));
  made.native = {
    features: {
      image: { shape: shape ?? [undefined, undefined, 3], dtype: 'uint8' },
      'image/filename': { shape: [], dtype: 'string' },
      label: { shape: [], dtype: 'int64' },
    },
    supervised: ['image', 'label'],
    splits: {},
  } satisfies Entry;
  return made;
});

/** The elements as NumPy's arrays. */
const asNumpy = native('as_numpy', 'dataset', (a) => {
  const given = a.get('dataset');
  const element = datasetElement(given);
  const array = ({ shape, dtype }: TensorValue) => new TensorValue(ndarray, shape, dtype);
  return element ? datasetOf(mapTensors(element, array)) : mapTensors(given, array);
});

const splits = new InstanceValue(nativeClass('tensorflow_datasets.core', 'Split', [types.object], {}));
for (const name of ['train', 'test', 'validation']) splits.attrs.set(name.toUpperCase(), str(name));

export const modules: LibraryModule[] = [
  {
    name: 'tensorflow_datasets',
    attrs: {
      load,
      builder,
      ImageFolder: imageFolder,
      as_numpy: asNumpy,
      Split: splits,
      disable_progress_bar: quiet('disable_progress_bar'),
      show_examples: quiet('show_examples'),
    },
  },
];
