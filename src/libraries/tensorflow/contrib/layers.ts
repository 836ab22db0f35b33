/** Layers of `tf.contrib.layers` and `tf.contrib.slim`: linear, then normalised, then activated, in one call. */
import type { Context } from '../../../python/interpreter/context';
import { native, type Bound } from '../../../python/interpreter/native';
import { FALSE, NONE, TRUE, int, str, type NativeFunction, type Value } from '../../../python/interpreter/values';
import { isLayer, layerName } from '../../keras/layer';
import { applyInGraph, scopedLayer, type VariableNames } from '../layersV1';
import { closeScope, countScope, scopedName, stateOf, uniqueScope } from '../state';
import { numberOf } from '../staticShape';
import { scoped } from './argScope';
import { collectOutput } from './endPoints';

/** Variables go by other words here (`_build_variable_getter` in tensorflow/contrib/layers/python/layers/layers.py). */
const VARIABLES: VariableNames = {
  kernel: 'weights',
  bias: 'biases',
  depthwise_kernel: 'depthwise_weights',
  pointwise_kernel: 'pointwise_weights',
};

/** What stands behind the linear part: normaliser, then activation. The whole is an end point of the network. */
function afterwards(a: Bound, cx: Context, layer: Value, result: Value): Value {
  return collected(
    a,
    cx,
    layer,
    within(cx, layer, a.get('reuse'), () => normalizedAndActivated(a, cx, result)),
  );
}

/** Does something in the variable scope of a layer, where its normaliser has its variables: `conv1/BatchNorm/beta`. */
function within(cx: Context, layer: Value, reuse: Value, run: () => Value): Value {
  if (!isLayer(layer)) return run();
  const state = stateOf(cx);
  const name = layerName(layer);
  const last = name.split('/').pop()!;
  state.variableScopes.push({ name, reuse: reuse.kind === 'bool' && reuse.value ? 'yes' : 'no' });
  state.nameScopes.push(last);
  try {
    return run();
  } finally {
    state.variableScopes.pop();
    state.nameScopes.pop();
    closeScope(state, name);
  }
}

/** Puts what a layer gives into the collections that its caller names. */
function collected(a: Bound, cx: Context, layer: Value, output: Value): Value {
  if (isLayer(layer)) collectOutput(cx, a.get('outputs_collections'), layerName(layer), output);
  return output;
}

function normalizedAndActivated(a: Bound, cx: Context, result: Value): Value {
  const normalizer = a.get('normalizer_fn');
  const params = a.get('normalizer_params');
  const kwargs = new Map<string, Value>();
  if (params.kind === 'dict')
    for (const { key, value } of params.entries.values()) if (key.kind === 'str') kwargs.set(key.value, value);
  const normalized = normalizer.kind === 'none' ? result : cx.call(normalizer, [result], kwargs);
  const activation = a.get('activation_fn');
  if (a.has('activation_fn')) return activation.kind === 'none' ? normalized : cx.call(activation, [normalized]);
  return cx.call(cx.getAttr(cx.getAttr(cx.importModule('tensorflow'), 'nn'), 'relu'), [normalized]);
}

const TAIL =
  'activation_fn=None, normalizer_fn=None, normalizer_params=None, weights_initializer=None, weights_regularizer=None, ' +
  'biases_initializer=0, biases_regularizer=None, reuse=None, variables_collections=None, outputs_collections=None, trainable=True, scope=None';

/** Keyword arguments from pairs, leaving out what was not given. */
function settings(a: Bound, pairs: readonly (readonly [to: string, from: string])[]): Map<string, Value> {
  return new Map(
    pairs.map(([to, from]): [string, Value] => [to, a.get(from)]).filter(([, value]) => value.kind !== 'none'),
  );
}

function layout(a: Bound): [string, Value][] {
  const word = a.str('data_format');
  return word ? [['data_format', str(word.startsWith('NC') ? 'channels_first' : 'channels_last')]] : [];
}

/** A convolution has a bias where nothing normalises it. */
function hasBias(a: Bound): Value {
  return a.isNone('normalizer_fn') && !a.isNone('biases_initializer') ? TRUE : FALSE;
}

function convolution(name: string, layer: string, base: string, defaults: string): NativeFunction {
  return scoped(
    name,
    `inputs, num_outputs, kernel_size, stride=1, padding='SAME', data_format=None, ${defaults}${TAIL}`,
    (a, cx) => {
      const kwargs = settings(a, [
        ['filters', 'num_outputs'],
        ['kernel_size', 'kernel_size'],
        ['strides', 'stride'],
        ['padding', 'padding'],
        ...(defaults ? ([['dilation_rate', 'rate']] as const) : []),
      ]);
      for (const [key, value] of [...layout(a), ['use_bias', hasBias(a)] as const]) kwargs.set(key, value);
      const made = scopedLayer(cx, byRank(layer, a.get('inputs')), base, kwargs, a.get('scope'), a.get('reuse'));
      return afterwards(a, cx, made, applyInGraph(cx, made, a.get('inputs'), 'BiasAdd', VARIABLES));
    },
  );
}

/** Before TensorFlow 1.5 `conv2d` was `convolution`, which takes its rank from the input (contrib/layers, `convolution`). */
function byRank(layer: string, inputs: Value): string {
  const axes = inputs.kind === 'tensor' ? inputs.shape?.length : undefined;
  return layer === 'Conv2D' && (axes === 3 || axes === 5) ? `Conv${axes - 2}D` : layer;
}

/** Without `num_outputs` only the depthwise step. */
const separable = scoped(
  'separable_conv2d',
  `inputs, num_outputs, kernel_size, depth_multiplier=1, stride=1, padding='SAME', data_format=None, rate=1, ${TAIL}, pointwise_initializer=None`,
  (a, cx) => {
    const depthwise = a.isNone('num_outputs');
    const kwargs = settings(a, [
      ['filters', 'num_outputs'],
      ['kernel_size', 'kernel_size'],
      ['strides', 'stride'],
      ['padding', 'padding'],
      ['dilation_rate', 'rate'],
      ['depth_multiplier', 'depth_multiplier'],
    ]);
    for (const [key, value] of [...layout(a), ['use_bias', hasBias(a)] as const]) kwargs.set(key, value);
    const made = scopedLayer(
      cx,
      depthwise ? 'DepthwiseConv2D' : 'SeparableConv2D',
      'SeparableConv2d',
      kwargs,
      a.get('scope'),
      a.get('reuse'),
    );
    return afterwards(
      a,
      cx,
      made,
      applyInGraph(
        cx,
        made,
        a.get('inputs'),
        'BiasAdd',
        depthwise ? { ...VARIABLES, kernel: 'depthwise_weights' } : VARIABLES,
      ),
    );
  },
);

function pooling(name: string, layer: string, base: string): NativeFunction {
  return scoped(
    name,
    "inputs, kernel_size, stride=2, padding='VALID', data_format=None, outputs_collections=None, scope=None",
    (a, cx) => {
      const kwargs = settings(a, [
        ['pool_size', 'kernel_size'],
        ['strides', 'stride'],
      ]);
      kwargs.set('padding', str((a.str('padding') ?? 'VALID').toLowerCase()));
      for (const [key, value] of layout(a)) kwargs.set(key, value);
      const made = scopedLayer(cx, layer, base, kwargs, a.get('scope'), NONE);
      return collected(a, cx, made, applyInGraph(cx, made, a.get('inputs'), base.replace(/\dD$/, '')));
    },
  );
}

const fullyConnected = scoped('fully_connected', `inputs, num_outputs, ${TAIL}`, (a, cx) => {
  const kwargs = settings(a, [['units', 'num_outputs']]);
  kwargs.set('use_bias', hasBias(a));
  const made = scopedLayer(cx, 'Dense', 'fully_connected', kwargs, a.get('scope'), a.get('reuse'));
  return afterwards(a, cx, made, applyInGraph(cx, made, a.get('inputs'), 'BiasAdd', VARIABLES));
});

/** A layer that only takes its input. */
function plain(name: string, signature: string, layer: string, base: string, node: string): NativeFunction {
  return scoped(name, `inputs, ${signature}outputs_collections=None, scope=None`, (a, cx) => {
    const made = scopedLayer(cx, layer, base, new Map(), a.get('scope'), NONE);
    return collected(a, cx, made, applyInGraph(cx, made, a.get('inputs'), node));
  });
}

const flatten = plain('flatten', '', 'Flatten', 'Flatten', 'flatten/Reshape');
const dropout = scoped(
  'dropout',
  'inputs, keep_prob=0.5, noise_shape=None, is_training=True, outputs_collections=None, scope=None, seed=None',
  (a, cx) => {
    const made = scopedLayer(cx, 'Identity', 'Dropout', new Map(), a.get('scope'), NONE);
    return collected(a, cx, made, applyInGraph(cx, made, a.get('inputs'), 'dropout/mul'));
  },
);

/** What normalises keeps the shape; an activation may follow. */
function normalization(
  name: string,
  signature: string,
  layer: string,
  base: string,
  read: (a: Bound) => Iterable<readonly [string, Value]>,
): NativeFunction {
  return scoped(name, `inputs, ${signature}, scope=None, reuse=None, outputs_collections=None, **kwargs`, (a, cx) => {
    const kwargs = settings(a, [
      ['center', 'center'],
      ['scale', 'scale'],
    ]);
    for (const [key, value] of read(a)) kwargs.set(key, value);
    const made = scopedLayer(cx, layer, base, kwargs, a.get('scope'), a.get('reuse'));
    const result = applyInGraph(cx, made, a.get('inputs'), 'FusedBatchNorm');
    const activated = a.isNone('activation_fn') ? result : cx.call(a.get('activation_fn'), [result]);
    return collected(a, cx, made, activated);
  });
}

const BATCH_NORM =
  'decay=0.999, center=True, scale=False, epsilon=0.001, activation_fn=None, param_initializers=None, param_regularizers=None, ' +
  "updates_collections=None, is_training=True, data_format='NHWC'";

const batchNorm = normalization('batch_norm', BATCH_NORM, 'BatchNormalization', 'BatchNorm', (a) =>
  a.str('data_format')?.startsWith('NC') ? [['axis', int(1)]] : [],
);
const layerNorm = normalization(
  'layer_norm',
  'center=True, scale=True, activation_fn=None',
  'LayerNormalization',
  'LayerNorm',
  () => [],
);
const groups = (a: Bound): [string, Value][] => [['axis', a.str('data_format')?.startsWith('NC') ? int(1) : int(-1)]];
const instanceNorm = normalization(
  'instance_norm',
  "center=True, scale=True, epsilon=1e-06, activation_fn=None, param_initializers=None, data_format='NHWC'",
  'GroupNormalization',
  'InstanceNorm',
  (a) => [['groups', int(-1)], ...groups(a)],
);
const groupNorm = normalization(
  'group_norm',
  'groups=32, channels_axis=-1, reduction_axes=None, center=True, scale=True, epsilon=1e-06, activation_fn=None',
  'GroupNormalization',
  'GroupNorm',
  (a) => [
    ['groups', a.get('groups')],
    ['axis', a.get('channels_axis')],
  ],
);

/** What Python calls the functions that go by a shorter name as well. */
const LONG_NAMES: Readonly<Record<string, string>> = {
  conv1d: 'convolution1d',
  conv2d: 'convolution2d',
  conv3d: 'convolution3d',
  conv2d_transpose: 'convolution2d_transpose',
  conv3d_transpose: 'convolution3d_transpose',
  separable_conv2d: 'separable_convolution2d',
};

/** The scopes of a layer's several calls, but for their numbers: `conv3/conv3_`, or `Repeat/convolution2d_` without a name. */
function numberedScope(a: Bound, cx: Context, base: string): string {
  const scope = a.extra.get('scope');
  if (scope?.kind === 'str') return `${scope.value}/${scope.value}_`;
  const state = stateOf(cx);
  const outer = uniqueScope(state, base);
  countScope(state, scopedName(state, outer));
  const layer = a.get('layer');
  const name = layer.kind === 'native' || layer.kind === 'function' ? layer.name.split('.').pop()! : base.toLowerCase();
  return `${outer}/${LONG_NAMES[name] ?? name}_`;
}

/** `slim.repeat(net, 3, slim.conv2d, 256, [3, 3], scope='conv3')`: the layer several times, numbered. */
const repeat = native('repeat', 'inputs, repetitions, layer, *args, **kwargs', (a, cx) => {
  const count = numberOf(a.get('repetitions'));
  if (count === undefined) return cx.unknown('how often the layer is repeated is not known');
  const scope = numberedScope(a, cx, 'Repeat');
  let result = a.get('inputs');
  for (let i = 1; i <= count; i++) {
    const kwargs = new Map([...a.extra, ['scope', str(`${scope}${i}`)]]);
    result = cx.call(a.get('layer'), [result, ...a.rest], kwargs);
  }
  return result;
});

/** `slim.stack(x, slim.fully_connected, [32, 64])`: the layer several times, with other arguments each time. */
const stack = native('stack', 'inputs, layer, stack_args, **kwargs', (a, cx) => {
  const each = cx.sequence(a.get('stack_args'));
  if (!each) return cx.unknown('the arguments of the layers are not known');
  const scope = numberedScope(a, cx, 'Stack');
  let result = a.get('inputs');
  each.forEach((given, i) => {
    const kwargs = new Map([...a.extra, ['scope', str(`${scope}${i + 1}`)]]);
    result = cx.call(
      a.get('layer'),
      [result, ...(given.kind === 'tuple' || given.kind === 'list' ? given.items : [given])],
      kwargs,
    );
  });
  return result;
});

const conv2d = convolution('conv2d', 'Conv2D', 'Conv', 'rate=1, ');
const conv2dTranspose = convolution('conv2d_transpose', 'Conv2DTranspose', 'Conv2d_transpose', '');

/** One row of the table is one function, also where it has two names: argument scopes go by the function. */
export const contribLayerFunctions: Record<string, Value> = {
  conv1d: convolution('conv1d', 'Conv1D', 'Conv', 'rate=1, '),
  conv2d,
  convolution2d: conv2d,
  convolution: conv2d,
  conv3d: convolution('conv3d', 'Conv3D', 'Conv', 'rate=1, '),
  conv2d_transpose: conv2dTranspose,
  convolution2d_transpose: conv2dTranspose,
  conv3d_transpose: convolution('conv3d_transpose', 'Conv3DTranspose', 'Conv3d_transpose', ''),
  separable_conv2d: separable,
  separable_convolution2d: separable,
  max_pool2d: pooling('max_pool2d', 'MaxPooling2D', 'MaxPool2D'),
  avg_pool2d: pooling('avg_pool2d', 'AveragePooling2D', 'AvgPool2D'),
  max_pool3d: pooling('max_pool3d', 'MaxPooling3D', 'MaxPool3D'),
  avg_pool3d: pooling('avg_pool3d', 'AveragePooling3D', 'AvgPool3D'),
  fully_connected: fullyConnected,
  linear: fullyConnected,
  flatten,
  dropout,
  batch_norm: batchNorm,
  layer_norm: layerNorm,
  instance_norm: instanceNorm,
  group_norm: groupNorm,
  repeat,
  stack,
};
