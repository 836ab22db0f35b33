/** `tf.layers` of TensorFlow 1: functions that make a Keras layer, name it in the graph and call it. */
import type { Context } from '../../python/interpreter/context';
import { native, parseSignature, type Bound } from '../../python/interpreter/native';
import {
  InstanceValue,
  NONE,
  NativeFunction,
  str,
  type TensorValue,
  type Value,
} from '../../python/interpreter/values';
import { callLayer, ownWeights } from '../keras/layer';
import { layerClasses } from '../keras/layers';
import { infoOf, mapTensors, registerTensors, withInfo } from './node';
import {
  closeScope,
  countScope,
  enterGraphMode,
  isKnownName,
  scopedName,
  uniqueName,
  uniqueScope,
  UNKNOWN_NAME,
  refuseAgain,
} from './state';
import { isVariable } from './tensorClasses';

const TAIL =
  'activation=None, use_bias=True, kernel_initializer=None, bias_initializer=None, kernel_regularizer=None, ' +
  'bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, bias_constraint=None, trainable=True, name=None, reuse=None';

const conv = (rank: number): string => {
  const one = rank === 1 ? '1' : `(${Array(rank).fill(1).join(', ')})`;
  return `inputs, filters, kernel_size, strides=${one}, padding='valid', data_format='channels_last', dilation_rate=${one}, ${TAIL}`;
};
const separable = (one: string): string =>
  `inputs, filters, kernel_size, strides=${one}, padding='valid', data_format='channels_last', dilation_rate=${one}, ` +
  'depth_multiplier=1, activation=None, use_bias=True, depthwise_initializer=None, pointwise_initializer=None, ' +
  'bias_initializer=None, depthwise_regularizer=None, pointwise_regularizer=None, bias_regularizer=None, ' +
  'activity_regularizer=None, depthwise_constraint=None, pointwise_constraint=None, bias_constraint=None, trainable=True, name=None, reuse=None';
const deconv = (rank: number): string => {
  const one = `(${Array(rank).fill(1).join(', ')})`;
  return `inputs, filters, kernel_size, strides=${one}, padding='valid', data_format='channels_last', ${TAIL}`;
};
const pool = "inputs, pool_size, strides, padding='valid', data_format='channels_last', name=None";

/** One function: the Keras layer it makes, its parameters, and the last part of its node's name. */
interface LayerFunction {
  readonly name: string;
  readonly layer: string;
  readonly signature: string;
  readonly node: string;
  /** Arguments with a default here and none in the layer: they are passed on in any case. */
  readonly passed?: readonly string[];
}

const FUNCTIONS: readonly LayerFunction[] = [
  ...[1, 2, 3].map((rank) => ({ name: `conv${rank}d`, layer: `Conv${rank}D`, signature: conv(rank), node: 'BiasAdd' })),
  ...[2, 3].map((rank) => ({
    name: `conv${rank}d_transpose`,
    layer: `Conv${rank}DTranspose`,
    signature: deconv(rank),
    node: 'BiasAdd',
  })),
  { name: 'separable_conv1d', layer: 'SeparableConv1D', signature: separable('1'), node: 'BiasAdd' },
  { name: 'separable_conv2d', layer: 'SeparableConv2D', signature: separable('(1, 1)'), node: 'BiasAdd' },
  ...[1, 2, 3].map((rank) => ({
    name: `max_pooling${rank}d`,
    layer: `MaxPooling${rank}D`,
    signature: pool,
    node: rank === 3 ? 'MaxPool3D' : 'MaxPool',
  })),
  ...[1, 2, 3].map((rank) => ({
    name: `average_pooling${rank}d`,
    layer: `AveragePooling${rank}D`,
    signature: pool,
    node: rank === 3 ? 'AvgPool3D' : 'AvgPool',
  })),
  { name: 'dense', layer: 'Dense', signature: `inputs, units, ${TAIL}`, node: 'BiasAdd' },
  { name: 'flatten', layer: 'Flatten', signature: "inputs, name=None, data_format='channels_last'", node: 'Reshape' },
  {
    name: 'dropout',
    layer: 'Dropout',
    signature: 'inputs, rate=0.5, noise_shape=None, seed=None, training=False, name=None',
    node: 'Identity',
    passed: ['rate'],
  },
  {
    name: 'batch_normalization',
    layer: 'BatchNormalization',
    signature:
      'inputs, axis=-1, momentum=0.99, epsilon=0.001, center=True, scale=True, beta_initializer=None, gamma_initializer=None, ' +
      'moving_mean_initializer=None, moving_variance_initializer=None, beta_regularizer=None, gamma_regularizer=None, ' +
      'beta_constraint=None, gamma_constraint=None, training=False, trainable=True, name=None, reuse=None, renorm=False, ' +
      'renorm_clipping=None, renorm_momentum=0.99, fused=None, virtual_batch_size=None, adjustment=None',
    node: 'FusedBatchNorm',
  },
];

/** Arguments of the function that are none of the layer's. */
const OWN = new Set(['inputs', 'name', 'reuse', 'training']);

/** The arguments the caller gave, for the layer's constructor; None leaves the layer its default. */
function layerArguments(a: Bound, signature: string): Map<string, Value> {
  const kwargs = new Map<string, Value>();
  for (const { name } of parseSignature(signature)) {
    if (OWN.has(name)) continue;
    const value = a.get(name);
    if (!a.has(name) || value.kind === 'none') continue;
    // These functions take the word in capitals as well, as tf.nn does (tf.layers, `normalize_padding`).
    kwargs.set(name, name === 'padding' && value.kind === 'str' ? str(value.value.toLowerCase()) : value);
  }
  return kwargs;
}

/** Layers by the name they were made under, for `reuse=True`. */
function madeLayers(cx: Context): Map<string, InstanceValue> {
  return cx.session('tensorflow.layers', () => new Map<string, InstanceValue>());
}

/** The layer of a call: a new one under a name of its own, or the one of that name where it is reused. */
export function scopedLayer(
  cx: Context,
  className: string,
  base: string,
  kwargs: Map<string, Value>,
  name: Value,
  reuse: Value,
): InstanceValue | Value {
  const state = enterGraphMode(cx);
  const given = name.kind === 'str' ? name.value : name.kind === 'unknown' ? UNKNOWN_NAME : undefined;
  const label = scopedName(state, given ?? uniqueScope(state, base));
  countScope(state, label);
  closeScope(state, label);
  const made = madeLayers(cx);
  const reused =
    (reuse.kind === 'bool' && reuse.value) ||
    reuse.kind === 'str' ||
    state.variableScopes.some((open) => open.reuse !== 'no');
  const existing = reused && isKnownName(label) ? made.get(label) : undefined;
  const layer = cx.call(layerClasses[className], [], new Map([...kwargs, ['name', str(label)]]));
  if (existing) return layer instanceof InstanceValue ? sharing(cx, layer, existing) : existing;
  if (layer instanceof InstanceValue) made.set(label, layer);
  return layer;
}

/** What the shapes of a layer's weights follow from, beside the input. */
const OF_WEIGHTS = ['units', 'filters', 'kernel_size', 'groups', 'depth_multiplier', 'use_bias', 'axis'];

/** A layer with the weights of another one: strides, padding and activation are its own. Where the weights would differ it is the other one. */
function sharing(cx: Context, layer: InstanceValue, existing: InstanceValue): InstanceValue {
  const differs = OF_WEIGHTS.some((name) => {
    const [own, other] = [layer.attrs.get(name), existing.attrs.get(name)];
    return own && other ? cx.equal(own, other) !== true : own !== other;
  });
  if (differs || layer.cls !== existing.cls) return existing;
  cx.touch(layer);
  for (const [name, value] of existing.attrs) if (isVariable(value) || SHARED.has(name)) layer.attrs.set(name, value);
  return layer;
}

/** What a layer keeps of having been built. */
const SHARED: ReadonlySet<string> = new Set(['_weights', 'built', '_build_shape', '_built_blindly']);

/** How variables are called that their layers call otherwise. */
export type VariableNames = Readonly<Record<string, string>>;

/** The name of a layer's variable, given anew where the caller has a word of its own for it. */
function variableName(weight: TensorValue, names: VariableNames): string | undefined {
  const { name } = infoOf(weight);
  const [, scope, own] = /^(.*\/)?([^/]+)$/.exec(name ?? '') ?? [];
  if (!own || !(own in names)) return name;
  weight.native = { ...infoOf(weight), name: `${scope ?? ''}${names[own]}` };
  return infoOf(weight).name;
}

/** Calls a layer in the graph and names what it gives. */
export function applyInGraph(cx: Context, layer: Value, input: Value, node: string, names: VariableNames = {}): Value {
  if (!(layer instanceof InstanceValue)) return layer;
  const result = callLayer(cx, layer, { args: [input], kwargs: new Map() });
  const state = enterGraphMode(cx);
  const { variables } = state;
  const fixed = layer.attrs.get('trainable');
  for (const weight of ownWeights(layer)) {
    const name = variableName(weight, names) ?? String(variables.size);
    const before = variables.get(name);
    // A layer of a name that another one has: neither it nor a scope around it reuses what is there.
    if (before && before !== weight && isKnownName(name) && infoOf(before).variable?.isShared !== false)
      refuseAgain(cx, name);
    if (fixed?.kind === 'bool' && !fixed.value) weight.native = { ...infoOf(weight), variable: { trainable: false } };
    variables.set(name, weight);
  }
  const name = layer.attrs.get('name');
  if (name?.kind !== 'str') return result;
  // The operations stand below the open name scopes, the variables below the open variable scopes.
  const around = state.variableScopes.at(-1)?.name;
  const own = around && name.value.startsWith(`${around}/`) ? name.value.slice(around.length + 1) : name.value;
  const scope = uniqueName(state, own);
  const named = mapTensors(result, (tensor) => withInfo(tensor, { name: `${scope}/${node}:0` }));
  registerTensors(cx, named);
  return named;
}

/** The last node of a layer: its activation's, its bias's, or the operation's own. */
function lastNode(a: Bound, entry: LayerFunction): string {
  if (entry.node !== 'BiasAdd') return entry.node;
  const activation = a.get('activation');
  if (activation instanceof NativeFunction) {
    const short = activation.name.split('.').pop()!;
    return short.charAt(0).toUpperCase() + short.slice(1);
  }
  if (a.truth('use_bias') !== false) return 'BiasAdd';
  return entry.layer === 'Dense' ? 'MatMul' : entry.layer.replace('Transpose', 'BackpropInput');
}

const functions = FUNCTIONS.map((entry) =>
  native(`tf.layers.${entry.name}`, entry.signature, (a, cx) => {
    const kwargs = layerArguments(a, entry.signature);
    for (const name of entry.passed ?? []) kwargs.set(name, a.get(name));
    const reuse = entry.signature.includes('reuse=') ? a.get('reuse') : NONE;
    const layer = scopedLayer(cx, entry.layer, entry.name, kwargs, a.get('name'), reuse);
    return applyInGraph(cx, layer, a.get('inputs'), lastNode(a, entry));
  }),
);

export const layerFunctions: Record<string, Value> = {
  ...Object.fromEntries(functions.map((fn) => [fn.name.split('.').pop()!, fn])),
  ...layerClasses,
};
