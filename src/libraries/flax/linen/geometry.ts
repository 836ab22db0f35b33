/** Kernel sizes, strides and padding as Flax reads them (flax/linen/linear.py), for linen and nnx alike. */
import type { Context } from '../../../python/interpreter/context';
import type { Value } from '../../../python/interpreter/values';
import {
  equalDims,
  floorDiv,
  mul,
  paddingFromWord,
  ShapeError,
  sub,
  sym,
  type ConvRequest,
  type Dim,
  type Edges,
  type PaddingSpec,
  type PaddingWords,
  type SpatialRank,
} from '../../../shape';
import { dimOf, shapeArg } from '../../common/shapes';
import { said } from '../../../protocol/say';

type Read = (name: string) => Value;

/** JAX lines dilations up with the last axes: missing ones are 1, and what is too many is not looked at. */
function lastOnes(sizes: readonly Dim[], rank: number): readonly Dim[] {
  const missing = new Array<Dim>(Math.max(rank - sizes.length, 0)).fill(1);
  return [...missing, ...sizes].slice(-rank);
}

/** The settings of a convolution without its input, or why they are not known. */
export type ConvGeometry = Omit<ConvRequest, 'inputShape'>;

/** A setting that is one integer for all axes, one per axis, or None for 1. */
export function broadcast(cx: Context, value: Value, rank: number, name: string): readonly Dim[] {
  if (value.kind === 'none') return new Array<Dim>(rank).fill(1);
  if (value.kind === 'int') return new Array<Dim>(rank).fill(value.value);
  return shapeArg(cx, value, name) ?? Array.from({ length: rank }, () => cx.unknownDim(said`${name} is not known`));
}

/**
 * `canonicalize_padding`: a word, one integer for all edges, or one integer or pair per axis.
 * @throws ShapeError `argument-count` for another count, `padding-mode` for an unknown word
 */
export function canonicalPadding(
  cx: Context,
  value: Value,
  rank: SpatialRank,
  op: string,
  words: PaddingWords,
): PaddingSpec | undefined {
  if (value.kind === 'str') {
    // What Flax does not read itself goes to jax.lax, which takes its words in any case (`padtype_to_pads`).
    const upper = value.value.toUpperCase();
    const known = words !== 'flax_transposed' && /^(SAME|VALID|SAME_LOWER)$/.test(upper);
    return paddingFromWord(known ? upper : value.value, words, op, rank);
  }
  if (value.kind === 'int') {
    return { kind: 'explicit', edges: Array.from({ length: rank }, () => [value.value, value.value] as Edges) };
  }
  const items = cx.sequence(value);
  if (!items) return undefined;
  const edges = items.map((item) => (item.kind === 'int' ? [item.value, item.value] : shapeArg(cx, item, 'padding')));
  if (items.length !== rank || edges.some((edge) => edge && edge.length !== 2)) {
    throw new ShapeError(
      'argument-count',
      said`Invalid padding format: ${cx.repr(value)}. ${op} takes a word, an integer, or ${rank} integers or pairs of integers, one for each spatial axis.`,
    );
  }
  if (edges.some((edge) => !edge)) return undefined;
  return { kind: 'explicit', edges: edges.map((edge) => [edge![0], edge![1]] as Edges) };
}

/**
 * A word that jax.lax.conv_transpose does not know (it knows SAME and VALID alone) is read by the convolution behind
 * it, as padding of that convolution: in any case, and only where nothing is spread.
 * @throws ShapeError `padding-mode` where a stride is certainly not 1
 */
function forwardPadding(
  value: Value,
  kernel: readonly Dim[],
  stride: readonly Dim[],
  dilation: readonly Dim[],
): PaddingSpec | undefined {
  const word = value.kind === 'str' ? value.value : '';
  const upper = word.toUpperCase();
  if (word === 'SAME' || word === 'VALID' || !/^(SAME|VALID|SAME_LOWER)$/.test(upper)) return undefined;
  if (stride.some((step) => equalDims(step, 1) === false)) {
    throw new ShapeError(
      'padding-mode',
      said`padding='${word}' is not implemented for transposed convolution with strides: write it in capitals, padding='${upper === 'VALID' ? 'VALID' : 'SAME'}'.`,
      { parameter: 'padding', value: upper === 'VALID' ? 'VALID' : 'SAME' },
    );
  }
  const edges = kernel.map((size, i): Edges => {
    const total = upper === 'VALID' ? 0 : mul(dilation[i], sub(size, 1));
    const less = floorDiv(total, 2);
    return upper === 'SAME_LOWER' ? [sub(total, less), less] : [less, sub(total, less)];
  });
  return { kind: 'explicit', edges };
}

/**
 * The settings of Conv and ConvTranspose; undefined where kernel or padding are not known. One integer as kernel_size
 * means one spatial axis.
 */
export function convGeometry(cx: Context, op: string, read: Read, transposed: boolean): ConvGeometry | undefined {
  const kernel = shapeArg(cx, read('kernel_size'), 'kernel_size');
  if (!kernel || kernel.length < 1 || kernel.length > 3) return undefined;
  const rank = kernel.length as SpatialRank;
  const stride = broadcast(cx, read('strides'), rank, 'strides');
  const dilation = lastOnes(broadcast(cx, read('kernel_dilation'), rank, 'kernel_dilation'), rank);
  const given = read('padding');
  const padding =
    (transposed ? forwardPadding(given, kernel, stride, dilation) : undefined) ??
    canonicalPadding(cx, given, rank, op, transposed ? 'flax_transposed' : 'flax');
  if (!padding) return undefined;
  const common = {
    framework: 'flax',
    op,
    rank,
    transposed,
    kernel,
    stride,
    dilation,
    padding,
    bias: cx.truth(read('use_bias')) ?? true,
  } as const;
  if (transposed) {
    return { ...common, weightLayout: cx.truth(read('transpose_kernel')) === true ? 'kOI' : 'kIO' };
  }
  return {
    ...common,
    inputDilation: lastOnes(broadcast(cx, read('input_dilation'), rank, 'input_dilation'), rank),
    groups: dimOf(cx, read('feature_group_count'), 'feature_group_count'),
  };
}

/** A batch of maps that nobody has described: N, spatial letters, channels. */
export function assumedMaps(rank: number, channels: Dim = sym('C')): Dim[] {
  return [sym('N'), ...([['L'], ['H', 'W'], ['D', 'H', 'W']][rank - 1] ?? []).map(sym), channels];
}

/**
 * `features` of a layer with a weight.
 * @throws ShapeError `size-not-positive`: the initializers divide by it (lecun_normal)
 */
export function features(cx: Context, value: Value, name = 'features'): Dim {
  const size = dimOf(cx, value, name);
  if (typeof size === 'number' && (size <= 0 || !Number.isInteger(size))) {
    throw new ShapeError('size-not-positive', said`${name}=${size} must be a positive integer.`, {
      parameter: name,
      value: 1,
    });
  }
  return size;
}
