/** Pooling layers: max and average over windows, over everything, and to a given size. */
import {
  globalPoolShape,
  orThrow,
  planPool,
  type DataLayout,
  type Dim,
  type PaddingSpec,
  type PoolKind,
  type Shape,
  type SpatialRank,
} from '../../../shape';
import { PyError } from '../../../python/interpreter/errors';
import { bool, str } from '../../../python/interpreter/values';
import { globalPoolNumbers, poolNumbers } from '../../tensorflow/poolNumbers';
import { makeTensor } from '../../tensorflow/tensorClasses';
import { dataLayout, paddingWord, sizesPerAxis, sizesTuple } from '../arguments';
import { assumedMaps, floatOf, type LayerEntry } from '../define';
import { said } from '../../../protocol/say';

interface PoolSettings {
  readonly layout: DataLayout;
  readonly kernel: readonly Dim[];
  readonly stride: readonly Dim[];
  readonly padding: PaddingSpec | undefined;
}

function pooling(name: string, rank: SpatialRank, kind: PoolKind): LayerEntry<PoolSettings> {
  const two = rank === 1 ? '2' : `(${Array(rank).fill(2).join(', ')})`;
  return {
    name,
    init: `pool_size=${two}, strides=None, padding='valid', data_format=None, name=None`,
    configure: (a) => {
      // Keras 3 gives only MaxPooling a default; Keras 2 gave both one, and analysis does not know which is installed.
      if (kind === 'avg' && !a.has('pool_size') && a.cx.mode === 'run') {
        const message = said`${name}.__init__() missing 1 required positional argument: 'pool_size'`;
        throw new PyError('TypeError', message, 'argument-count');
      }
      const kernel = sizesPerAxis(a, 'pool_size', rank, 'kernel-not-positive');
      const stride = a.isNone('strides') ? kernel : sizesPerAxis(a, 'strides', rank, 'stride-not-positive');
      return { layout: dataLayout(a), kernel, stride, padding: paddingWord(a, 'keras_pool', rank) };
    },
    attributes: (s) => ({
      pool_size: sizesTuple(s.kernel),
      strides: sizesTuple(s.stride),
      data_format: str(s.layout),
      ...(s.padding && { padding: str(s.padding.kind === 'valid' ? 'valid' : 'same') }),
    }),
    input: () => ({ ndim: rank + 2 }),
    assumed: (s) => assumedMaps(rank, s.layout === 'channels_first'),
    output: (inputShape, { settings: s, cx, note }, x) => {
      if (!s.padding) return cx.unknown('the padding of the pooling is not known');
      const { layout, kernel, stride, padding } = s;
      const plan = orThrow(
        planPool({ framework: 'keras', op: name, kind, rank, inputShape, layout, kernel, stride, padding }),
      );
      note({ plan });
      return makeTensor(plan.outputShape, floatOf(x.dtype), poolNumbers(cx, plan, x));
    },
  };
}

function globalPooling(
  name: string,
  rank: SpatialRank,
  kind: 'max' | 'avg',
): LayerEntry<{ layout: DataLayout; keepDims: boolean }> {
  return {
    name,
    init: 'data_format=None, keepdims=False',
    configure: (a) => ({ layout: dataLayout(a), keepDims: a.truth('keepdims') ?? false }),
    attributes: (s) => ({ data_format: str(s.layout), keepdims: bool(s.keepDims) }),
    input: () => ({ ndim: rank + 2 }),
    assumed: (s) => assumedMaps(rank, s.layout === 'channels_first'),
    output: (input, { settings: { layout, keepDims } }, x) => {
      const shape = globalPoolShape(name, input, rank, layout, keepDims);
      const first = layout === 'channels_first' ? 2 : 1;
      const axes = Array.from({ length: rank }, (_, i) => first + i);
      return makeTensor(shape, floatOf(x.dtype), globalPoolNumbers(kind, x, axes, keepDims));
    },
  };
}

/** Keras 3.12 and later: pools every spatial axis to the given size. */
function adaptive(name: string, rank: SpatialRank): LayerEntry<{ layout: DataLayout; size: readonly Dim[] }> {
  return {
    name,
    init: 'output_size, data_format=None',
    configure: (a) => ({ layout: dataLayout(a), size: sizesPerAxis(a, 'output_size', rank, 'size-not-positive') }),
    input: () => ({ ndim: rank + 2 }),
    output: (input, { settings: s }): Shape =>
      s.layout === 'channels_first' ? [input[0], input[1], ...s.size] : [input[0], ...s.size, input[rank + 1]],
  };
}

const ranks = [1, 2, 3] as const;
export const poolingLayers = ranks.flatMap((rank) => [
  pooling(`MaxPooling${rank}D`, rank, 'max'),
  pooling(`AveragePooling${rank}D`, rank, 'avg'),
  globalPooling(`GlobalMaxPooling${rank}D`, rank, 'max'),
  globalPooling(`GlobalAveragePooling${rank}D`, rank, 'avg'),
  adaptive(`AdaptiveMaxPooling${rank}D`, rank),
  adaptive(`AdaptiveAveragePooling${rank}D`, rank),
]) as LayerEntry<unknown>[];

/** Keras' short names. */
export const poolingAliases: Readonly<Record<string, string>> = Object.fromEntries(
  ranks.flatMap((rank) => [
    [`MaxPool${rank}D`, `MaxPooling${rank}D`],
    [`AvgPool${rank}D`, `AveragePooling${rank}D`],
    [`GlobalMaxPool${rank}D`, `GlobalMaxPooling${rank}D`],
    [`GlobalAvgPool${rank}D`, `GlobalAveragePooling${rank}D`],
  ]),
);
