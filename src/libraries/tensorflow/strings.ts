/** `tf.strings`, by the shapes of what comes out; texts themselves are not followed (TensorFlow 2.21, "tf.strings"). */
import type { NativeFunction } from '../../python/interpreter/values';
import { add, broadcastShapes, maxDim, normalizeAxis, sub, sumOf, type Shape } from '../../shape';
import { dtypeArg } from '../common/dtypes';
import { axesArg } from '../common/shapes';
import { tensorList } from './convert';
import { byName, operation } from './operation';
import { result, withTensor } from './ops/tensors';
import { readShape, readSize } from './staticShape';
import { raggedOf } from './ragged';

/** Of each text one value. `dtype` says of which type where `out_type` does not. */
const ofEach = (names: string, rest: string, dtype: string): NativeFunction[] =>
  names
    .split(' ')
    .map((name) =>
      operation(`tf.strings.${name}`, `input, ${rest}name=None`, (a, cx) =>
        withTensor(cx, a.get('input'), (x) =>
          result(x.shape, rest.includes('out_type') ? (dtypeArg(a.get('out_type')) ?? dtype) : dtype),
        ),
      ),
    );

/** Of each text a row of parts, as many as it has. */
const rowsOf = (names: string, rest: string, dtype: string): NativeFunction[] =>
  names.split(' ').map((name) =>
    operation(`tf.strings.${name}`, `input, ${rest}name=None`, (a, cx) =>
      withTensor(cx, a.get('input'), (x) => {
        const parts = cx.unknownDim('how many parts a text has is not known');
        return x.shape.length === 0 ? result([parts], dtype) : raggedOf([...x.shape, parts], dtype);
      }),
    ),
  );

const join = operation('tf.strings.join', "inputs, separator='', name=None", (a, cx) => {
  const parts = tensorList(cx, a.get('inputs'));
  if (!parts?.every(({ shape }) => shape)) return cx.unknown('the texts are not known');
  return result(broadcastShapes(parts.map(({ shape }) => shape!) as Shape[], 'tf.strings.join'), 'str');
});

const reduceJoin = operation(
  'tf.strings.reduce_join',
  "inputs, axis=None, keepdims=False, separator='', name=None",
  (a, cx) =>
    withTensor(cx, a.get('inputs'), (x) => {
      const axes = a.isNone('axis') ? 'all' : axesArg(cx, a.get('axis'));
      if (!axes) return cx.unknown('the axis is not known');
      const over = axes === 'all' ? undefined : axes.map((axis) => normalizeAxis(axis, x.shape.length, a.fn));
      const keeps = a.truth('keepdims') ?? false;
      return result(
        x.shape.flatMap((size, i) => (over && !over.includes(i) ? [size] : keeps ? [1] : [])),
        'str',
      );
    }),
);

/** So many words at a time; each width has its own place for where it begins. */
const ngrams = operation(
  'tf.strings.ngrams',
  "data, ngram_width, separator=' ', pad_values=None, padding_width=None, preserve_short_sequences=False, name=None",
  (a, cx) =>
    withTensor(cx, a.get('data'), (x) => {
      const widths = readShape(a.get('ngram_width'), cx, 'ngram_width');
      const plain = a.isNone('pad_values') && a.truth('preserve_short_sequences') === false;
      const last = x.shape[x.shape.length - 1];
      const count =
        widths && plain
          ? sumOf(widths.map((width) => maxDim(0, sub(add(last, 1), width))))
          : cx.unknownDim('how many n-grams a text has is not known');
      return x.shape.length === 1 ? result([count], 'str') : raggedOf([...x.shape.slice(0, -1), count], 'str');
    }),
);

const segmentJoin = operation(
  'tf.strings.unsorted_segment_join',
  "inputs, segment_ids, num_segments, separator='', name=None",
  (a, cx) =>
    withTensor(cx, a.get('inputs'), (x) =>
      withTensor(cx, a.get('segment_ids'), (ids) =>
        result([readSize(a.get('num_segments'), cx, 'num_segments'), ...x.shape.slice(ids.shape.length)], 'str'),
      ),
    ),
);

export const stringFunctions = byName([
  ...ofEach('lower upper strip', "encoding='', ", 'str'),
  ...ofEach('regex_replace', 'pattern, rewrite, replace_global=True, ', 'str'),
  ...ofEach('regex_full_match', 'pattern, ', 'bool'),
  ...ofEach('substr', "pos, len, unit='BYTE', ", 'str'),
  ...ofEach('length', "unit='BYTE', ", 'int32'),
  ...ofEach('to_number', 'out_type=None, ', 'float32'),
  ...ofEach('to_hash_bucket to_hash_bucket_fast', 'num_buckets, ', 'int64'),
  ...ofEach('to_hash_bucket_strong', 'num_buckets, key, ', 'int64'),
  ...ofEach('as_string', "precision=-1, scientific=False, shortest=False, width=-1, fill='', ", 'str'),
  ...ofEach('unicode_script', '', 'int32'),
  ...ofEach('unicode_transcode', "input_encoding, output_encoding, errors='replace', replacement_char=65533, ", 'str'),
  ...rowsOf('split', 'sep=None, maxsplit=-1, ', 'str'),
  ...rowsOf('bytes_split', '', 'str'),
  ...rowsOf('unicode_split', "input_encoding, errors='replace', replacement_char=65533, ", 'str'),
  ...rowsOf(
    'unicode_decode',
    "input_encoding, errors='replace', replacement_char=65533, replace_control_characters=False, ",
    'int32',
  ),
  operation('tf.strings.format', "template, inputs, placeholder='{}', summarize=3, name=None", () => result([], 'str')),
  ngrams,
  segmentJoin,
  join,
  reduceJoin,
]);
