/** Layers that turn categories, numbers and text into indices or codes (keras/src/layers/preprocessing, Keras 3.15). */
import { ShapeError, add, equalDims, isNumber, type Dim, type Shape } from '../../../shape';
import { PyError } from '../../../python/interpreter/errors';
import type { Context } from '../../../python/interpreter/context';
import type { Bound } from '../../../python/interpreter/native';
import type { Value } from '../../../python/interpreter/values';
import { describeShape, NONE_DIM, readSize } from '../../tensorflow/staticShape';
import { hasKerasTensor, makeTensor } from '../../tensorflow/tensorClasses';
import type { LayerEntry } from '../define';
import { said } from '../../../protocol/say';

interface CodeSettings {
  /** How long a code is. */
  readonly depth: Dim;
  readonly mode: string | undefined;
}

/** One-hot codes stand in a new axis (in the last one where its size is 1), counts and multi-hot codes in the last. */
function coded(input: Shape, s: CodeSettings, cx: Context): Value {
  const last = input.at(-1);
  switch (s.mode) {
    case 'int':
      return makeTensor(input, 'int64');
    case 'one_hot':
      return makeTensor(
        input.length > 1 && last !== undefined && equalDims(last, 1) === true
          ? [...input.slice(0, -1), s.depth]
          : [...input, s.depth],
        'float32',
      );
    case undefined:
      return cx.unknown('the output_mode is not known');
    default:
      return makeTensor(input.length > 1 ? [...input.slice(0, -1), s.depth] : [s.depth], 'float32');
  }
}

/** What comes of numbers: all values of axis 1 in one code, unless each has its own (`encode_categorical_inputs`). */
const encoded = (input: Shape, s: CodeSettings, cx: Context): Value =>
  s.mode === 'multi_hot' || s.mode === 'count'
    ? makeTensor([...input.slice(0, 1), ...input.slice(2), s.depth].slice(input.length > 1 ? 0 : 1), 'float32')
    : coded(input, s, cx);

function coding(name: string, init: string, depth: (a: Bound, cx: Context) => Dim): LayerEntry<CodeSettings> {
  return {
    name,
    init,
    configure: (a, cx) => ({ depth: depth(a, cx), mode: a.str('output_mode') }),
    output: (input, { settings: s, cx }, x) => (hasKerasTensor([x]) ? coded : encoded)(input, s, cx),
  };
}

/**
 * A vocabulary that was given says how many entries there are; of one that is learned by `adapt` only a run can tell, but it is
 * a number by then, not None.
 */
function vocabularySize(a: Bound, cx: Context): Dim {
  if (a.truth('pad_to_max_tokens') && !a.isNone('max_tokens')) return readSize(a.get('max_tokens'), cx, 'max_tokens');
  const given = a.get('vocabulary');
  const words = given.kind === 'list' || given.kind === 'tuple' ? cx.sequence(given)?.length : undefined;
  if (words === undefined) return cx.unknownDim('how many entries the vocabulary has is learned by adapt');
  return add(words, readSize(a.get('num_oov_indices'), cx, 'num_oov_indices'));
}

/** (…, tokens); counts and multi-hot codes replace the last axis, one-hot codes add one. */
const categoryEncoding: LayerEntry<{ tokens: Dim; mode: string | undefined }> = {
  name: 'CategoryEncoding',
  init: "num_tokens=None, output_mode='multi_hot', sparse=False",
  configure: (a, cx) => ({
    tokens: readSize(a.get('num_tokens'), cx, 'num_tokens'),
    mode: modeOf(a, ['one_hot', 'multi_hot', 'count']),
  }),
  output: (input, { settings: s, cx }, x) => {
    if (!hasKerasTensor([x])) return encoded(input, { depth: s.tokens, mode: s.mode }, cx);
    if (s.mode === 'one_hot' && input[input.length - 1] !== 1) return [...input, s.tokens];
    return input.length > 1 ? [...input.slice(0, -1), s.tokens] : [s.tokens];
  },
};

/** The bins that values are put into. @throws ShapeError `size-not-positive` */
const bins = (a: Bound, cx: Context): Dim => {
  const count = readSize(a.get('num_bins'), cx, 'num_bins');
  if (!isNumber(count) || count > 0) return count;
  throw new ShapeError('size-not-positive', said`num_bins=${count} must be at least 1.`);
};

/** How codes are given. @throws PyError ValueError for a word that is none of these */
function modeOf(a: Bound, words: readonly string[]): string | undefined {
  const mode = a.str('output_mode');
  if (mode === undefined || words.includes(mode)) return mode;
  throw new PyError(
    'ValueError',
    said`output_mode='${mode}' is not known to ${a.fn}: it takes ${words.map((word) => `'${word}'`).join(', ')}.`,
    'argument-value',
  );
}

/** One bin more than there are boundaries. Codes of several values are joined along axis 1 (`encode_categorical_inputs`). */
const discretization: LayerEntry<CodeSettings> = {
  name: 'Discretization',
  init: "bin_boundaries=None, num_bins=None, epsilon=0.01, output_mode='int', sparse=False, dtype=None, name=None",
  configure: (a, cx) => {
    if (!a.isNone('bin_boundaries') && !a.isNone('num_bins')) {
      throw new PyError(
        'ValueError',
        said`Discretization takes bin_boundaries or num_bins, not both: the boundaries say how many bins there are.`,
        'argument-value',
      );
    }
    const boundaries = a.isNone('bin_boundaries') ? undefined : cx.sequence(a.get('bin_boundaries'))?.length;
    return { depth: boundaries === undefined ? bins(a, cx) : boundaries + 1, mode: a.str('output_mode') };
  },
  output: (input, { settings: s, cx }) => encoded(input, s, cx),
};

/** Hashed values: of a symbolic tensor Keras says that every code replaces the last axis. */
const hashing: LayerEntry<CodeSettings> = {
  ...coding('Hashing', "num_bins, mask_value=None, salt=None, output_mode='int', sparse=False", bins),
  output: (input, { settings: s, cx }, x) => {
    if (!hasKerasTensor([x])) return encoded(input, s, cx);
    return s.mode === 'one_hot' ? [...input.slice(0, -1), s.depth] : coded(input, s, cx);
  },
};

/** The cross of two features of one shape. */
const hashedCrossing: LayerEntry<CodeSettings> = {
  name: 'HashedCrossing',
  init: "num_bins, output_mode='int', sparse=False, name=None, dtype=None",
  configure: (a, cx) => ({ depth: bins(a, cx), mode: a.str('output_mode') }),
  outputOf: (inputs, { settings: s, cx }) => {
    const [first, second] = inputs.kind === 'unknown' ? [] : (cx.sequence(inputs) ?? []);
    if (first?.kind !== 'tensor' || second?.kind !== 'tensor' || !first.shape || !second.shape) {
      return cx.unknown('the two features that are crossed are not known');
    }
    if (equalDims(first.shape.at(-1) ?? 1, second.shape.at(-1) ?? 1) === false) {
      throw new ShapeError(
        'input-size-mismatch',
        said`HashedCrossing crosses features of one shape, but got ${describeShape(first.shape)} and ${describeShape(second.shape)}.`,
      );
    }
    return coded(first.shape, s, cx);
  },
};

/** Text: `int` gives the indices of the words, padded to `output_sequence_length`; the other modes one code per text. */
const textVectorization: LayerEntry<CodeSettings & { readonly length: Dim }> = {
  name: 'TextVectorization',
  init:
    "max_tokens=None, standardize='lower_and_strip_punctuation', split='whitespace', ngrams=None, output_mode='int', " +
    'output_sequence_length=None, pad_to_max_tokens=False, vocabulary=None, idf_weights=None, sparse=False, ragged=False, ' +
    "encoding='utf-8', name=None, *, num_oov_indices=1",
  configure: (a, cx) => ({
    depth: vocabularySize(a, cx),
    mode: a.str('output_mode'),
    length: readSize(a.get('output_sequence_length'), cx, 'output_sequence_length'),
  }),
  output: (input, { settings: s, cx }) =>
    s.mode === 'int' ? makeTensor([...input.slice(0, 1), s.length], 'int64') : coded([input[0] ?? 1, NONE_DIM], s, cx),
};

export const encodingLayers = [
  categoryEncoding,
  discretization,
  hashing,
  hashedCrossing,
  coding(
    'IntegerLookup',
    "max_tokens=None, num_oov_indices=1, mask_token=None, oov_token=-1, vocabulary=None, vocabulary_dtype='int64', " +
      "idf_weights=None, invert=False, output_mode='int', sparse=False, pad_to_max_tokens=False, oov_method='floormod', " +
      'salt=None, name=None',
    vocabularySize,
  ),
  coding(
    'StringLookup',
    "max_tokens=None, num_oov_indices=1, mask_token=None, oov_token='[UNK]', vocabulary=None, idf_weights=None, " +
      "invert=False, output_mode='int', pad_to_max_tokens=False, sparse=False, encoding='utf-8', name=None, salt=None, *, oov_method='floormod'",
    vocabularySize,
  ),
  textVectorization,
] as LayerEntry<unknown>[];
