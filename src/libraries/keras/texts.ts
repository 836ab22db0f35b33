/** Sequences and texts for training: `keras.utils`, `keras.preprocessing` (Keras 3.15; the Tokenizer is Keras 2's). */
import type { Context } from '../../python/interpreter/context';
import { native } from '../../python/interpreter/native';
import { NONE, TensorValue, list, tuple, type Value } from '../../python/interpreter/values';
import { isNumber, type Dim } from '../../shape';
import { dtypeArg } from '../common/dtypes';
import { asArray, ndarray } from '../numpy/classes';
import { datasetElement, datasetOf } from '../tensorflow/dataset';
import { opaqueClass } from '../tensorflow/opaque';
import { NONE_DIM } from '../tensorflow/staticShape';
import { makeTensor } from '../tensorflow/tensorClasses';

/** How many rows there are, and how long the longest is. */
function rowsOf(cx: Context, value: Value): { count: Dim; longest: Dim } | undefined {
  const unknown = (): Dim => cx.unknownDim('the length of the longest row is not known');
  if (value.kind === 'tensor') return value.shape && { count: value.shape[0], longest: value.shape[1] ?? unknown() };
  const rows = value.kind === 'unknown' ? undefined : cx.sequence(value);
  if (!rows) return undefined;
  const lengths = rows.map((row) => (row.kind === 'list' || row.kind === 'tuple' ? row.items.length : undefined));
  const known = lengths.every((length) => length !== undefined);
  return { count: rows.length, longest: known ? Math.max(0, ...(lengths as number[])) : unknown() };
}

const padSequences = native(
  'pad_sequences',
  "sequences, maxlen=None, dtype='int32', padding='pre', truncating='pre', value=0.0",
  (a, cx) => {
    const rows = rowsOf(cx, a.get('sequences'));
    const length = a.isNone('maxlen') ? rows?.longest : cx.dim(a.get('maxlen'), 'maxlen');
    const count = rows?.count ?? cx.unknownDim('how many examples there are is not known');
    if (length === undefined) return cx.unknown('how many examples there are is not known');
    return new TensorValue(ndarray, [count, length], dtypeArg(a.get('dtype')) ?? 'int32');
  },
);

/** One row of words for each text; which words depends on the texts that were read before. */
const perText = (name: string): Value =>
  native(name, 'self, texts, *args, **kwargs', (a, cx) => {
    const count = rowsOf(cx, a.get('texts'))?.count ?? cx.unknownDim('how many examples there are is not known');
    // A list: as an array, it has an axis of words where the rows are equally long.
    if (isNumber(count) && count <= FEW)
      return list(Array.from({ length: count }, () => cx.unknown('which words a text has is not known')));
    return new TensorValue(ndarray, [count], 'object');
  });

/** Of so many texts each row is a value of its own. */
const FEW = 16;

const tokenizer = opaqueClass('keras.preprocessing.text', 'Tokenizer', {
  fit_on_texts: native('fit_on_texts', 'self, texts', () => NONE),
  fit_on_sequences: native('fit_on_sequences', 'self, sequences', () => NONE),
  texts_to_sequences: perText('texts_to_sequences'),
  texts_to_matrix: native('texts_to_matrix', "self, texts, mode='binary'", (a, cx) => {
    const count = rowsOf(cx, a.get('texts'))?.count ?? cx.unknownDim('how many examples there are is not known');
    return new TensorValue(
      ndarray,
      [count, cx.unknownDim('how many entries the vocabulary has is learned by adapt')],
      'float64',
    );
  }),
});

/** Windows over rows, with the target of each; the last batch may be smaller. */
const timeseries = native(
  'timeseries_dataset_from_array',
  'data, targets, sequence_length, sequence_stride=1, sampling_rate=1, batch_size=128, shuffle=False, seed=None, start_index=None, end_index=None',
  (a, cx) => {
    const data = asArray(cx, a.get('data'));
    if (!data.shape) return cx.unknown('the elements of the dataset are not known');
    const batch = a.isNone('batch_size') ? [] : [NONE_DIM];
    const window = cx.dim(a.get('sequence_length'), 'sequence_length');
    const windows = makeTensor([...batch, window, ...data.shape.slice(1)], data.dtype);
    if (a.isNone('targets')) return datasetOf(windows);
    const targets = asArray(cx, a.get('targets'));
    if (!targets.shape) return cx.unknown('the elements of the dataset are not known');
    return datasetOf(tuple([windows, makeTensor([...batch, ...targets.shape.slice(1)], targets.dtype)]));
  },
);

const textsFromDirectory = native(
  'text_dataset_from_directory',
  "directory, labels='inferred', label_mode='int', class_names=None, batch_size=32, max_length=None, shuffle=True, seed=None, validation_split=None, subset=None, follow_links=False, **kwargs",
  (a) => {
    const batch = a.isNone('batch_size') ? [] : [NONE_DIM];
    const texts = makeTensor(batch, 'str');
    if (a.isNone('labels') || a.isNone('label_mode')) return datasetOf(texts);
    const mode = a.str('label_mode');
    if (mode !== 'int' && mode !== 'binary') return datasetOf(undefined);
    const labels = mode === 'int' ? makeTensor(batch, 'int32') : makeTensor([...batch, 1], 'float32');
    const element = tuple([texts, labels]);
    return a.str('subset') === 'both' ? tuple([datasetOf(element), datasetOf(element)]) : datasetOf(element);
  },
);

/** A data set in two parts of the same elements. */
const split = native('split_dataset', 'dataset, left_size=None, right_size=None, shuffle=False, seed=None', (a, cx) => {
  const element = datasetElement(a.get('dataset'));
  return element
    ? tuple([datasetOf(element), datasetOf(element)])
    : cx.unknown('the elements of the dataset are not known');
});

/** `keras.utils`: sequences and data sets. */
export const sequenceUtilities: Readonly<Record<string, Value>> = {
  pad_sequences: padSequences,
  timeseries_dataset_from_array: timeseries,
  text_dataset_from_directory: textsFromDirectory,
  split_dataset: split,
};

/** `keras.preprocessing.sequence` and `keras.preprocessing.text`. */
export const sequencePreprocessing: Readonly<Record<string, Value>> = { pad_sequences: padSequences };
export const textPreprocessing: Readonly<Record<string, Value>> = { Tokenizer: tokenizer };
