/** `tf.contrib.layers` and `tf.contrib.slim`: layers with an activation by default, and argument scopes. */
import type { Context } from '../../python/interpreter/context';
import { native, nativeClass, type Bound } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import {
  FALSE,
  InstanceValue,
  NONE,
  NativeFunction,
  TRUE,
  str,
  type NativeCall,
  type Value,
} from '../../python/interpreter/values';
import { contribInitializers } from './initializers';
import { applyInGraph, scopedLayer } from './layersV1';
import { opaqueClasses } from './opaque';
import { numberOf } from './staticShape';

/** Defaults that open argument scopes set, by function; the innermost scope comes last. */
interface ArgScopes {
  readonly open: { readonly functions: ReadonlySet<string>; readonly kwargs: ReadonlyMap<string, Value> }[];
}

const scopes = (cx: Context): ArgScopes => cx.session('tensorflow.arg_scope', () => ({ open: [] }));

/** A function whose missing arguments open scopes may give. */
function scoped(name: string, signature: string, rule: (a: Bound, cx: Context) => Value): NativeFunction {
  const plain = native(name, signature, rule);
  const impl = (cx: Context, call: NativeCall): Value => {
    const kwargs = new Map<string, Value>();
    for (const scope of scopes(cx).open) {
      if (scope.functions.has(name)) for (const [key, value] of scope.kwargs) kwargs.set(key, value);
    }
    for (const [key, value] of call.kwargs) kwargs.set(key, value);
    return plain.impl(cx, { args: call.args, kwargs });
  };
  return new NativeFunction(name, impl);
}

const argScopeClass = nativeClass('tensorflow.contrib', 'arg_scope', [types.object], {
  __enter__: native('__enter__', 'self', (a, cx) => {
    scopes(cx).open.push((a.get('self') as InstanceValue).native as ArgScopes['open'][number]);
    return a.get('self');
  }),
  __exit__: native('__exit__', 'self, *args', (_a, cx) => {
    scopes(cx).open.pop();
    return FALSE;
  }),
});

const argScope = native('arg_scope', 'list_ops_or_scope, **kwargs', (a, cx) => {
  const functions = a.get('list_ops_or_scope');
  if (functions.kind === 'instance' && functions.cls === argScopeClass) return functions;
  const names = (functions.kind === 'list' || functions.kind === 'tuple' ? functions.items : []).flatMap((fn) =>
    fn instanceof NativeFunction ? [fn.name] : [],
  );
  const scope = new InstanceValue(argScopeClass);
  const record: ArgScopes['open'][number] = { functions: new Set(names), kwargs: new Map(a.extra) };
  scope.native = record;
  cx.touch(scope);
  return scope;
});

/** What stands behind the linear part: normaliser, then activation. */
function afterwards(a: Bound, cx: Context, result: Value): Value {
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
      const made = scopedLayer(cx, layer, base, kwargs, a.get('scope'), a.get('reuse'));
      return afterwards(a, cx, applyInGraph(cx, made, a.get('inputs'), 'BiasAdd'));
    },
  );
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
    return afterwards(a, cx, applyInGraph(cx, made, a.get('inputs'), 'BiasAdd'));
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
      return applyInGraph(
        cx,
        scopedLayer(cx, layer, base, kwargs, a.get('scope'), NONE),
        a.get('inputs'),
        base.replace(/2D$/, ''),
      );
    },
  );
}

const fullyConnected = scoped('fully_connected', `inputs, num_outputs, ${TAIL}`, (a, cx) => {
  const kwargs = settings(a, [['units', 'num_outputs']]);
  kwargs.set('use_bias', hasBias(a));
  const made = scopedLayer(cx, 'Dense', 'fully_connected', kwargs, a.get('scope'), a.get('reuse'));
  return afterwards(a, cx, applyInGraph(cx, made, a.get('inputs'), 'BiasAdd'));
});

const flatten = scoped('flatten', 'inputs, outputs_collections=None, scope=None', (a, cx) =>
  applyInGraph(
    cx,
    scopedLayer(cx, 'Flatten', 'Flatten', new Map(), a.get('scope'), NONE),
    a.get('inputs'),
    'flatten/Reshape',
  ),
);

const dropout = scoped(
  'dropout',
  'inputs, keep_prob=0.5, noise_shape=None, is_training=True, outputs_collections=None, scope=None, seed=None',
  (a, cx) =>
    applyInGraph(
      cx,
      scopedLayer(cx, 'Identity', 'Dropout', new Map(), a.get('scope'), NONE),
      a.get('inputs'),
      'dropout/mul',
    ),
);

const batchNorm = scoped(
  'batch_norm',
  'inputs, decay=0.999, center=True, scale=False, epsilon=0.001, activation_fn=None, **kwargs',
  (a, cx) => {
    const kwargs = settings(a, [
      ['center', 'center'],
      ['scale', 'scale'],
    ]);
    const made = scopedLayer(
      cx,
      'BatchNormalization',
      'BatchNorm',
      kwargs,
      a.extra.get('scope') ?? NONE,
      a.extra.get('reuse') ?? NONE,
    );
    const result = applyInGraph(cx, made, a.get('inputs'), 'FusedBatchNorm');
    return a.isNone('activation_fn') ? result : cx.call(a.get('activation_fn'), [result]);
  },
);

/** `slim.repeat(net, 3, slim.conv2d, 256, [3, 3], scope='conv3')`: the layer several times, numbered. */
const repeat = native('repeat', 'inputs, repetitions, layer, *args, **kwargs', (a, cx) => {
  const count = numberOf(a.get('repetitions'));
  if (count === undefined) return cx.unknown('how often the layer is repeated is not known');
  const scope = a.extra.get('scope');
  let result = a.get('inputs');
  for (let i = 1; i <= count; i++) {
    const kwargs = new Map(a.extra);
    if (scope?.kind === 'str') kwargs.set('scope', str(`${scope.value}/${scope.value}_${i}`));
    result = cx.call(a.get('layer'), [result, ...a.rest], kwargs);
  }
  return result;
});

const convolutions = {
  conv2d: convolution('conv2d', 'Conv2D', 'Conv', 'rate=1, '),
  convolution2d: convolution('conv2d', 'Conv2D', 'Conv', 'rate=1, '),
  conv1d: convolution('conv1d', 'Conv1D', 'Conv', 'rate=1, '),
  conv3d: convolution('conv3d', 'Conv3D', 'Conv', 'rate=1, '),
  conv2d_transpose: convolution('conv2d_transpose', 'Conv2DTranspose', 'Conv2d_transpose', ''),
};

export const contribLayers: Record<string, Value> = {
  ...convolutions,
  separable_conv2d: separable,
  max_pool2d: pooling('max_pool2d', 'MaxPooling2D', 'MaxPool2D'),
  avg_pool2d: pooling('avg_pool2d', 'AveragePooling2D', 'AvgPool2D'),
  fully_connected: fullyConnected,
  linear: fullyConnected,
  flatten,
  dropout,
  batch_norm: batchNorm,
  repeat,
  ...contribInitializers,
  ...opaqueClasses('tensorflow.contrib.layers', ['l1_regularizer', 'l2_regularizer', 'l1_l2_regularizer']),
};

export const slim: Record<string, Value> = { ...contribLayers, arg_scope: argScope };
export const frameworkFunctions: Record<string, Value> = {
  arg_scope: argScope,
  add_arg_scope: native('add_arg_scope', 'func', (a) => a.get('func')),
};
