/** All layers by name: the tables put together. A new layer is one entry in one of them. */
import { native } from '../../../python/interpreter/native';
import type { ClassValue, Value } from '../../../python/interpreter/values';
import { defineLayer, type LayerEntry } from '../define';
import { layerClass } from '../layerClass';
import { activationLayers } from './activation';
import { attentionLayers } from './attention';
import { convolutionLayers } from './convolution';
import { coreLayers } from './core';
import { encodingLayers } from './encoding';
import { mergingLayers } from './merging';
import { normalizationLayers } from './normalization';
import { poolingAliases, poolingLayers } from './pooling';
import { preprocessingLayers } from './preprocessing';
import { recurrentLayers } from './recurrent';
import { reshapingLayers } from './reshaping';
import { resizingLayers } from './resizing';
import { separableLayers } from './separable';
import { spectrogramLayers } from './spectrogram';
import { wrapperLayers } from './wrappers';

const entries: readonly LayerEntry<unknown>[] = [
  ...activationLayers,
  ...attentionLayers,
  ...convolutionLayers,
  ...coreLayers,
  ...encodingLayers,
  ...mergingLayers,
  ...normalizationLayers,
  ...poolingLayers,
  ...preprocessingLayers,
  ...recurrentLayers,
  ...reshapingLayers,
  ...resizingLayers,
  ...separableLayers,
  ...spectrogramLayers,
  ...wrapperLayers,
];

export const layerClasses: Readonly<Record<string, ClassValue>> = Object.fromEntries(
  entries.map((entry) => [entry.name, defineLayer(entry, layerClass)]),
);

/** Other names of the same classes. */
const aliases: Readonly<Record<string, string>> = {
  ...poolingAliases,
  Convolution1D: 'Conv1D',
  Convolution2D: 'Conv2D',
  Convolution3D: 'Conv3D',
  Convolution1DTranspose: 'Conv1DTranspose',
  Convolution2DTranspose: 'Conv2DTranspose',
  Convolution3DTranspose: 'Conv3DTranspose',
  Deconvolution2D: 'Conv2DTranspose',
  SeparableConvolution1D: 'SeparableConv1D',
  SeparableConvolution2D: 'SeparableConv2D',
  GroupedQueryAttention: 'GroupQueryAttention',
};

/** `keras.layers.add([x, y])`: the merging layers as functions. */
function mergeFunction(name: string): Value {
  const axis = { Dot: 'axes=-1', Concatenate: 'axis=-1' }[name];
  return native(name.toLowerCase(), axis ? `inputs, ${axis}, **kwargs` : 'inputs, **kwargs', (a, cx) => {
    const layer = cx.call(layerClasses[name], axis ? [a.get(axis.slice(0, 4))] : [], a.extra);
    return cx.call(layer, [a.get('inputs')]);
  });
}

const MERGES = ['Add', 'Subtract', 'Multiply', 'Average', 'Maximum', 'Minimum', 'Concatenate', 'Dot'];

export const kerasLayers: Record<string, Value> = {
  ...layerClasses,
  ...Object.fromEntries(Object.entries(aliases).map(([alias, name]) => [alias, layerClasses[name]])),
  ...Object.fromEntries(MERGES.map((name) => [name.toLowerCase(), mergeFunction(name)])),
};
