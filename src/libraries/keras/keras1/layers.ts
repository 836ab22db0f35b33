/** Names that only Keras 1 has: layers, their functions, and classes that take the sizes of a kernel one by one. */
import { said } from '../../../protocol/say';
import { PyError } from '../../../python/interpreter/errors';
import { native, nativeClass, signatureOf } from '../../../python/interpreter/native';
import {
  FunctionValue,
  NativeFunction,
  int,
  list,
  tuple,
  type ClassValue,
  type InstanceValue,
  type Value,
} from '../../../python/interpreter/values';
import type { Context } from '../../../python/interpreter/context';
import { positive } from '../arguments';
import { defineLayer, settingsOf, type LayerEntry } from '../define';
import { layerClass } from '../layerClass';
import { layerClasses } from '../layers';
import { lastSize } from '../layers/core';
import { speaksKeras1 } from './layout';
import { kernelOf, modernized, readsKeras1 } from './spelling';

/** The class under Keras 1's name: `Convolution2D(64, 3, 3)` has a kernel of 3 × 3, and no stride of 3. */
function renamed(name: string): ClassValue {
  const cls = layerClasses[name];
  const init = cls.lookup('__init__') as NativeFunction;
  const parameters = signatureOf(init)!.slice(1);
  return nativeClass('keras.layers', name, [cls], {
    __init__: native('__init__', 'self, *args, **kwargs', (a, cx) => {
      const given = modernized(cx, name, parameters, { args: a.rest, kwargs: a.extra });
      const kernel = readsKeras1(cx) ? kernelOf(name, given.args.slice(1)) : undefined;
      if (kernel) speaksKeras1(cx);
      const args = kernel ? [given.args[0]] : given.args;
      const kwargs = kernel ? new Map([...given.kwargs, ['kernel_size', kernel]] as const) : given.kwargs;
      return cx.call(init, [a.get('self'), ...args], kwargs);
    }),
  });
}

const MERGE =
  "mode='sum', concat_axis=-1, dot_axes=-1, output_shape=None, output_mask=None, arguments=None, node_indices=None, tensor_indices=None";

const MODES: Readonly<Record<string, string>> = {
  sum: 'Add',
  mul: 'Multiply',
  ave: 'Average',
  max: 'Maximum',
  concat: 'Concatenate',
  dot: 'Dot',
  cos: 'Dot',
};

/** The layer that a mode of `merge` stands for. @throws PyError ValueError for a word that is no mode */
function merger(cx: Context, mode: Value, concatAxis: Value, dotAxes: Value): Value {
  if (mode instanceof FunctionValue || mode instanceof NativeFunction) return cx.call(layerClasses.Lambda, [mode]);
  if (mode.kind !== 'str') return cx.unknown('the mode of merge is not known');
  const name = MODES[mode.value];
  if (!name) throw new PyError('ValueError', said`Invalid merge mode: ${mode.value}`, 'argument-value');
  const pair = dotAxes.kind === 'int' ? tuple([dotAxes, dotAxes]) : dotAxes;
  return cx.call(layerClasses[name], name === 'Concatenate' ? [concatAxis] : name === 'Dot' ? [pair] : []);
}

const merge = native('merge', `inputs, ${MERGE}, name=None`, (a, cx) => {
  const layer = merger(cx, a.get('mode'), a.get('concat_axis'), a.get('dot_axes'));
  return layer.kind === 'unknown' ? layer : cx.call(layer, [a.get('inputs')]);
});

/** `Merge([left, right], mode='concat')`: in front of a Sequential it joins what models and layers give. */
const mergeLayer: LayerEntry<{ layer: Value; branches: Value[] }> = {
  name: 'Merge',
  init: `layers=None, ${MERGE}`,
  configure: (a, cx) => ({
    layer: merger(cx, a.get('mode'), a.get('concat_axis'), a.get('dot_axes')),
    branches: (a.isNone('layers') ? undefined : cx.sequence(a.get('layers'))) ?? [],
  }),
  attributes: ({ branches }) => ({ _branches: list(branches) }),
  outputOf: (inputs, { cx, settings: { layer } }) => (layer.kind === 'unknown' ? layer : cx.call(layer, [inputs])),
};

/** y = t · h(x) + (1 − t) · x, with two square kernels. */
const highway: LayerEntry<boolean> = {
  name: 'Highway',
  init: "activation='linear', kernel_initializer='glorot_uniform', kernel_regularizer=None, bias_regularizer=None, use_bias=True",
  configure: (a) => a.truth('use_bias') ?? true,
  input: () => ({ ndim: 2 }),
  weights: (bias, input) => {
    const size = lastSize('Highway', input);
    const kernels = ['W', 'W_carry'].map((name) => ({ name, shape: [size, size] }));
    return bias ? [...kernels, ...['b', 'b_carry'].map((name) => ({ name, shape: [size] }))] : kernels;
  },
  output: (input) => input,
};

/** The largest of `nb_feature` linear layers. */
const maxoutDense: LayerEntry<{ units: ReturnType<typeof positive>; features: ReturnType<typeof positive> }> = {
  name: 'MaxoutDense',
  init: "units, nb_feature=4, kernel_initializer='glorot_uniform', kernel_regularizer=None, bias_regularizer=None, use_bias=True",
  configure: (a) => ({ units: positive(a, 'units'), features: positive(a, 'nb_feature') }),
  attributes: (s) => ({ units: int(s.units), nb_feature: int(s.features) }),
  input: () => ({ ndim: 2 }),
  weights: (s, input) => [
    { name: 'W', shape: [s.features, lastSize('MaxoutDense', input), s.units] },
    { name: 'b', shape: [s.features, s.units] },
  ],
  output: (input, { settings: s }) => [...input.slice(0, -1), s.units],
};

/** The models and layers that a layer joins in front of a Sequential, none for every other layer. */
export function branchesOf(layer: InstanceValue): InstanceValue[] {
  if (!layer.cls.isSubclassOf(merging)) return [];
  const branches = settingsOf<{ branches: Value[] }>(layer)?.branches ?? [];
  return branches.filter((branch) => branch.kind === 'instance');
}

const merging = defineLayer(mergeLayer, layerClass);

export const keras1Layers: Record<string, Value> = {
  Convolution1D: renamed('Conv1D'),
  Convolution2D: renamed('Conv2D'),
  Convolution3D: renamed('Conv3D'),
  AtrousConvolution1D: renamed('Conv1D'),
  AtrousConvolution2D: renamed('Conv2D'),
  SeparableConvolution2D: renamed('SeparableConv2D'),
  Deconvolution2D: renamed('Conv2DTranspose'),
  Deconvolution3D: renamed('Conv3DTranspose'),
  TimeDistributedDense: layerClasses.Dense,
  Highway: defineLayer(highway, layerClass),
  MaxoutDense: defineLayer(maxoutDense, layerClass),
  Merge: merging,
  merge,
};
