/** Arguments as Keras layers take them: sizes per axis, padding words, data formats. */
import {
  ShapeError,
  formatDim,
  isNumber,
  paddingFromWord,
  type DataLayout,
  type Dim,
  type PaddingSpec,
  type SpatialRank,
} from '../../shape';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import type { Bound } from '../../python/interpreter/native';
import { tuple, int, type Value } from '../../python/interpreter/values';
import { explicitPairs } from '../tensorflow/nn/arguments';
import { informOnce } from '../tensorflow/state';
import { readShape, readSize } from '../tensorflow/staticShape';
import { type Saying, said } from '../../protocol/say';

/** How many axes a tuple argument has, in Keras' words. */
function tupleOf(rank: number): Saying {
  return said`a tuple of ${rank} ${rank === 1 ? 'integer' : 'integers'}`;
}

/**
 * One size per axis from an integer or a tuple (Keras `standardize_tuple`).
 * @throws ShapeError `argument-count` for another number of entries, and the code of `positive` for a size below 1
 */
export function sizesPerAxis(a: Bound, name: string, rank: number, code: PositiveCode, allowZero = false): Dim[] {
  return sizesOf(a.get(name), a.cx, name, rank, code, allowZero);
}

export type PositiveCode =
  'kernel-not-positive' | 'stride-not-positive' | 'dilation-not-positive' | 'size-not-positive';

/** `sizesPerAxis` for a value. */
export function sizesOf(
  value: Value,
  cx: Context,
  name: string,
  rank: number,
  code: PositiveCode,
  allowZero = false,
): Dim[] {
  const single = value.kind === 'int' || value.kind === 'bool' || value.kind === 'unknown' || value.kind === 'float';
  if (value.kind === 'none' || value.kind === 'str') {
    throw new ShapeError(
      'argument-count',
      said`The \`${name}\` argument must be ${tupleOf(rank)}. Received ${name}=${cx.repr(value)}.`,
    );
  }
  const given = single ? undefined : readShape(value, cx, name);
  if (!single && !given) return Array.from({ length: rank }, () => cx.unknownDim(said`${name} is not known`));
  const sizes = given ?? Array.from({ length: rank }, () => readSize(value, cx, name));
  if (sizes.length !== rank) {
    throw new ShapeError(
      'argument-count',
      said`The \`${name}\` argument must be ${tupleOf(rank)}. Received ${name}=${cx.repr(value)}, which has ${sizes.length}. Give one integer for all axes or ${rank}.`,
    );
  }
  const least = allowZero ? 0 : 1;
  const wrong = sizes.find((size) => isNumber(size) && size < least);
  if (wrong !== undefined) {
    throw new ShapeError(
      code,
      said`The \`${name}\` argument must be ${tupleOf(rank)}. Received ${name}=${cx.repr(value)}, including ${formatDim(wrong)}, which does not satisfy \`value ${allowZero ? '>=' : '>'} 0\`.`,
    );
  }
  return sizes;
}

/** `data_format`, None meaning the configured default, channels_last. */
export function dataLayout(a: Bound, name = 'data_format'): DataLayout {
  const value = a.get(name);
  if (value.kind === 'none' || value.kind === 'unknown')
    return a.cx.session('keras.config', defaultConfig).imageDataFormat;
  const text = value.kind === 'str' ? value.value : a.cx.repr(value);
  const word = text.toLowerCase();
  if (word === 'channels_first' || word === 'channels_last') return word;
  throw new PyError(
    'ValueError',
    said`The \`data_format\` argument must be one of "channels_first", "channels_last". Received: ${text}`,
    'argument-value',
  );
}

export interface KerasConfig {
  imageDataFormat: DataLayout;
  /** Whether the program has set it. */
  isSet?: boolean;
  /** Whether it is written in Keras 1's spelling: which backend computes is not known then. */
  isKeras1?: boolean;
  floatx: string;
}
export const defaultConfig = (): KerasConfig => ({ imageDataFormat: 'channels_last', floatx: 'float32' });

/**
 * The padding word, or undefined where it is not known.
 * @throws ShapeError `padding-mode` for another word; PyError AttributeError for what is no word
 */
export function paddingWord(
  a: Bound,
  words: 'keras' | 'keras_causal' | 'keras_pool',
  rank: SpatialRank,
  anyCase = a.cx.mode !== 'run',
): PaddingSpec | undefined {
  const value = a.get('padding');
  if (value.kind === 'unknown') return undefined;
  if (value.kind === 'str') {
    // Poolings of Keras 3 take small letters alone; Keras 2 took all, and analysis does not know which is installed.
    const word = anyCase ? value.value.toLowerCase() : value.value;
    return paddingFromWord(word, words, a.fn, rank);
  }
  throw new PyError(
    'AttributeError',
    said`\`padding\` must be a word in Keras, "valid" or "same". Received: ${a.cx.repr(value)}. For explicit padding put a ZeroPadding layer before.`,
    'padding-mode',
  );
}

/**
 * The pairs of `Conv2D(padding=[[0, 0], [2, 2], [2, 2], [0, 0]])`, or undefined where the padding is no list or nothing could run it.
 * `tf.keras` hands a list on to the convolution (`normalize_padding`, `Conv.build`): that of TensorFlow 2.0 to 2.2 takes it, later ones
 * (`convolution_internal`) and Keras' own package refuse it.
 */
export function paddingPairs(a: Bound, rank: SpatialRank, layout: DataLayout): PaddingSpec | undefined {
  const { cx } = a;
  const value = a.get('padding');
  if ((value.kind !== 'list' && value.kind !== 'tuple') || cx.mode === 'run' || !cx.loadedModule('tensorflow')) return;
  const items = cx.sequence(value);
  if (!items?.every((item) => item.kind === 'list' || item.kind === 'tuple')) return undefined;
  const pairs = explicitPairs(a, value, items, rank, layout);
  informOnce(
    cx,
    'padding-list',
    said`${a.fn} with a list as padding runs in TensorFlow 2.0 to 2.2 alone; later versions and Keras 3 take "valid" or "same". To run everywhere, put a ZeroPadding2D layer before it.`,
  );
  return pairs;
}

/**
 * A count that must be positive: `units`, `filters`.
 * @throws ShapeError `size-not-positive`
 */
export function positive(a: Bound, name: string): Dim {
  const size = readSize(a.get(name), a.cx, name);
  if (isNumber(size) && (size <= 0 || !Number.isInteger(size))) {
    throw new ShapeError(
      'size-not-positive',
      said`Received an invalid value for \`${name}\`, expected a positive integer. Received: ${name}=${formatDim(size)}`,
    );
  }
  return size;
}

/** A literal option among few; undefined where it is not known. @throws PyError ValueError */
export function option(a: Bound, name: string, allowed: readonly string[]): string | undefined {
  const value = a.get(name);
  if (value.kind === 'unknown') return undefined;
  if (value.kind === 'str' && allowed.includes(value.value)) return value.value;
  throw new PyError(
    'ValueError',
    said`The \`${name}\` argument must be one of ${allowed.map((word) => `"${word}"`).join(', ')}. Received: ${name}=${a.cx.repr(value)}`,
    'argument-value',
  );
}

/** Sizes as the tuple attribute a layer keeps: `layer.kernel_size`. */
export const sizesTuple = (sizes: readonly Dim[]): Value => tuple(sizes.map((size) => int(size)));
