/**
 * Turns settings as frameworks write them (one number, one per axis, TF's lists over all axes, padding words) into
 * one size per spatial axis or a PaddingSpec.
 */
import { equalDims } from '../dim';
import { ShapeError } from '../errors';
import { formatShape } from '../format';
import type { Edges, PaddingSpec } from '../padding';
import type { Dim } from '../types';
import type { DataLayout, SpatialRank } from './types';
import { said } from '../../protocol/say';

function isList(value: Dim | readonly Dim[]): value is readonly Dim[] {
  return Array.isArray(value);
}

/**
 * A setting that is one size for all axes or one per axis → one per axis. `allowOne`: a list of one is spread over the
 * axes too, as PyTorch's functional calls do.
 * @throws ShapeError `argument-count` naming the parameter.
 */
export function perAxis(value: Dim | readonly Dim[], rank: number, parameter: string, allowOne = false): Dim[] {
  if (!isList(value)) return new Array<Dim>(rank).fill(value);
  if (value.length === 1 && allowOne) return new Array<Dim>(rank).fill(value[0]);
  if (value.length === rank) return [...value];
  const sizes = rank === 1 ? said`one value` : said`one value or ${rank} values`;
  throw new ShapeError(
    'argument-count',
    said`${parameter}=${formatShape(value)} has ${value.length} values, but ${rank} spatial ${rank === 1 ? 'axis needs' : 'axes need'} ${sizes}.`,
    { parameter, value: value[0] ?? 1 },
  );
}

/**
 * TF's `strides`, `dilations` and `ksize` (tf.nn.conv2d, "strides"): one number, one per spatial axis, or one per
 * axis of the input, where those of batch and channels must be 1 → one per spatial axis.
 * @throws ShapeError `argument-count` for another length, `stride-not-positive` for a batch or channel entry not 1.
 */
export function tfPerAxis(value: Dim | readonly Dim[], rank: number, layout: DataLayout, parameter: string): Dim[] {
  if (!isList(value)) return new Array<Dim>(rank).fill(value);
  if (value.length === 1) return new Array<Dim>(rank).fill(value[0]);
  if (value.length === rank) return [...value];
  if (value.length !== rank + 2)
    throw new ShapeError(
      'argument-count',
      said`${parameter}=${formatShape(value)} has ${value.length} values; give 1, ${rank} or ${rank + 2} of them.`,
    );
  const { channel, spatial } = axesOf(layout, rank);
  for (const axis of [0, channel])
    if (equalDims(value[axis], 1) === false) {
      const moved = inOtherLayout(value, layout);
      const fits = equalDims(moved[0], 1) !== false && equalDims(moved[channel], 1) !== false;
      throw new ShapeError(
        'stride-not-positive',
        said`${parameter}=${formatShape(value)} steps over the ${axis === 0 ? said`batch` : said`channel`} axis; TensorFlow needs 1 there. ${
          fits
            ? said`These are in the order of ${layoutWord(otherLayout(layout), rank)}; for ${layoutWord(layout, rank)} write [${formatShape(moved).slice(1, -1)}].`
            : said`Put the value on a spatial axis.`
        }`,
        fits ? { parameter, value: moved } : undefined,
      );
    }
  return value.slice(spatial, spatial + rank);
}

/** Where the channels and the first spatial axis are. */
const axesOf = (layout: DataLayout, rank: number): { channel: number; spatial: number } =>
  layout === 'channels_first' ? { channel: 1, spatial: 2 } : { channel: rank + 1, spatial: 1 };

/** One entry per axis, written in the order of the other layout, in the order of this one. */
const inOtherLayout = <T>(entries: readonly T[], layout: DataLayout): T[] =>
  layout === 'channels_first'
    ? [entries[0], entries[entries.length - 1], ...entries.slice(1, -1)]
    : [entries[0], ...entries.slice(2), entries[1]];

const otherLayout = (layout: DataLayout): DataLayout =>
  layout === 'channels_first' ? 'channels_last' : 'channels_first';

/** The layout as TensorFlow's `data_format` names it for so many spatial axes: `NCHW`, `NDHWC`. */
export function layoutWord(layout: DataLayout, rank: number): string {
  const spatial = 'DHW'.slice(3 - rank);
  return layout === 'channels_first' ? `NC${spatial}` : `N${spatial}C`;
}

/**
 * TF's explicit padding: one pair per axis of the input, [0, 0] for batch and channels → the spatial pairs.
 * @throws ShapeError `argument-count` or `padding-value`.
 */
export function tfExplicitPadding(pairs: readonly Edges[], rank: number, layout: DataLayout): Edges[] {
  if (pairs.length !== rank + 2)
    throw new ShapeError(
      'argument-count',
      said`An explicit padding has one pair per axis of the input, ${rank + 2} in all, but ${pairs.length} were given.`,
    );
  const { channel, spatial } = axesOf(layout, rank);
  const isPadded = (edges: Edges): boolean => edges.some((edge) => equalDims(edge, 0) === false);
  for (const axis of [0, channel])
    if (isPadded(pairs[axis])) {
      const moved = inOtherLayout(pairs, layout);
      const wasOther = !isPadded(moved[0]) && !isPadded(moved[channel]);
      const allowed = wasOther
        ? moved
        : pairs.map((edges, i) => (i === 0 || i === channel ? ([0, 0] as const) : edges));
      const text = `[${allowed.map(edgesText).join(', ')}]`;
      throw new ShapeError(
        'padding-value',
        said`The padding of the ${axis === 0 ? said`batch` : said`channel`} axis must be [0, 0], but is ${edgesText(pairs[axis])}: EXPLICIT padding has one pair per axis of ${layoutWord(layout, rank)}. Write ${text}.`,
        { parameter: 'padding', value: text },
      );
    }
  return pairs.slice(spatial, spatial + rank).map(([before, after]) => [before, after] as const);
}

const edgesText = (edges: Edges): string => `[${formatShape(edges).slice(1, -1)}]`;

/** How each framework spells its padding words, and which it takes where. */
export type PaddingWords =
  | 'torch'
  | 'keras'
  | 'keras_causal'
  | 'keras_pool'
  | 'tf'
  | 'tf_layers'
  | 'flax'
  | 'flax_transposed'
  | 'flax_pool'
  | 'onnx';

const WORDS: Record<PaddingWords, { words: Record<string, PaddingSpec['kind']>; anyCase: boolean }> = {
  torch: { words: { same: 'torch_same', valid: 'valid' }, anyCase: false },
  keras: { words: { same: 'same_upper', valid: 'valid' }, anyCase: true },
  keras_causal: { words: { same: 'same_upper', valid: 'valid', causal: 'causal' }, anyCase: true },
  keras_pool: { words: { same: 'same_upper', valid: 'valid' }, anyCase: false },
  tf: { words: { SAME: 'same_upper', VALID: 'valid' }, anyCase: false },
  tf_layers: { words: { same: 'same_upper', valid: 'valid' }, anyCase: true },
  flax: {
    words: {
      SAME: 'same_upper',
      SAME_LOWER: 'same_lower',
      VALID: 'valid',
      CIRCULAR: 'wrap',
      REFLECT: 'wrap',
      CAUSAL: 'causal',
    },
    anyCase: false,
  },
  flax_transposed: { words: { SAME: 'same_upper', VALID: 'valid', CIRCULAR: 'wrap' }, anyCase: false },
  flax_pool: { words: { SAME: 'same_upper', SAME_LOWER: 'same_lower', VALID: 'valid' }, anyCase: false },
  onnx: { words: { SAME_UPPER: 'same_upper', SAME_LOWER: 'same_lower', VALID: 'valid' }, anyCase: false },
};

/**
 * A padding word as the framework spells it → what it means.
 * @throws ShapeError `padding-mode` when the framework does not know the word there.
 */
export function paddingFromWord(word: string, words: PaddingWords, op: string, rank: SpatialRank): PaddingSpec {
  const { words: known, anyCase } = WORDS[words];
  const names = Object.keys(known);
  const name = anyCase ? word.toLowerCase() : word;
  const kind = Object.hasOwn(known, name) ? known[name] : undefined;
  if (kind === undefined || kind === 'explicit') {
    const near = names.find((n) => n.toLowerCase() === word.toLowerCase());
    throw new ShapeError(
      'padding-mode',
      said`padding='${word}' is not known to ${op}: it takes ${names.map((n) => `'${n}'`).join(', ')} or numbers.`,
      { parameter: 'padding', value: near ?? names[0] },
    );
  }
  if (kind === 'causal' && rank !== 1)
    throw new ShapeError(
      'padding-mode',
      said`padding='${word}' is only defined for one spatial axis, but ${op} has ${rank}. Use 'same' or numbers.`,
      { parameter: 'padding', value: names[0] },
    );
  return { kind };
}
