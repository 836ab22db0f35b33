/** Layers of flax.nnx: sizes of the input are given to the constructor, and checked in every call. */
import { PyError } from '../../../python/interpreter/errors';
import { native, nativeClass } from '../../../python/interpreter/native';
import { list, NONE, type InstanceValue, type Value } from '../../../python/interpreter/values';
import { convWeightShape, mul, orThrow, planConv, productOf, sym } from '../../../shape';
import { makeArray } from '../../jax/arrays';
import { checkIntegers, computedDtype, dtypeOfTable } from '../dtypes';
import { assumedMaps, convGeometry, features } from '../linen/geometry';
import { checkGroups } from '../linen/normalization';
import { fieldOf } from '../linen/state';
import { adapters } from './adapters';
import { checkFeatures } from './features';
import { einsum, linearGeneral, multiHeadAttention } from './attention';
import { isOn, layer, type Call, type Spec } from './layer';
import { moduleClass, parameter, statistic } from './module';
import { recurrentLayers } from './recurrent';
import { said } from '../../../protocol/say';

/** Settings that change no shape, of all layers with weights; keys for these must be given. */
const WEIGHTS =
  'dtype=None, param_dtype=None, precision=None, kernel_init=None, bias_init=None, promote_dtype=None, ' +
  'preferred_element_type=None, rngs, kernel_metadata=None, bias_metadata=None';
const NORMS =
  'epsilon=1e-6, dtype=None, param_dtype=None, scale_init=None, axis_name=None, axis_index_groups=None, use_fast_variance=True, ' +
  'promote_dtype=None, rngs, scale_metadata=None';

const conv = (name: string, fields: string, transposed: boolean): Spec => ({
  name,
  fields: `in_features, out_features, kernel_size, ${fields}, mask=None, ${WEIGHTS}`,
  call: transposed ? 'inputs' : 'inputs, out_sharding=None',
  assumed: (c) => assumedMaps(convGeometry(c.cx, name, c.field, transposed)?.rank ?? 2, c.size('in_features')),
  variables: (c) => {
    const geometry = convGeometry(c.cx, name, c.field, transposed);
    if (!geometry) return {};
    const out = features(c.cx, c.field('out_features'), 'out_features');
    const kernel = convWeightShape({ ...geometry, outChannels: out }, c.size('in_features'));
    return { kernel: parameter(kernel), bias: geometry.bias ? parameter([out]) : undefined };
  },
  rule: (c, input) => {
    const geometry = convGeometry(c.cx, name, c.field, transposed);
    if (!geometry) return c.cx.unknown(said`the kernel_size or padding of ${name} is not known`);
    const sizes = { inChannels: c.size('in_features'), outChannels: c.size('out_features') };
    const plan = orThrow(planConv({ ...geometry, ...sizes, inputShape: input.shape }));
    c.cx.note({ plan, macs: plan.macs });
    return makeArray(plan.outputShape, computedDtype(c, input.dtype));
  },
});

const linear: Spec = {
  name: 'Linear',
  fields: `in_features, out_features, *, use_bias=True, dot_general=None, ${WEIGHTS}`,
  call: 'inputs, out_sharding=None',
  assumed: (c) => [sym('N'), c.size('in_features')],
  anyRank: true,
  variables: (c) => {
    const out = features(c.cx, c.field('out_features'), 'out_features');
    return {
      kernel: parameter([c.size('in_features'), out]),
      bias: isOn(c, 'use_bias') ? parameter([out]) : undefined,
    };
  },
  rule: (c, input) => {
    checkFeatures(c, input.shape, 'in_features');
    const shape = [...input.shape.slice(0, -1), c.size('out_features')];
    c.cx.note({ macs: mul(productOf(shape), c.size('in_features')) });
    return makeArray(shape, computedDtype(c, input.dtype));
  },
};

const embed: Spec = {
  name: 'Embed',
  fields:
    'num_embeddings, features, *, dtype=None, param_dtype=None, embedding_init=None, promote_dtype=None, rngs, embedding_metadata=None',
  call: 'inputs, out_sharding=None',
  variables: (c) => ({ embedding: parameter([c.size('num_embeddings'), c.size('features')]) }),
  rule: (c, input) => {
    checkIntegers(c, input);
    return makeArray([...input.shape, c.size('features')], dtypeOfTable(c));
  },
};

/** Which axis the features of a normalization are, where it is not the last. */
function featureAxis(c: Call, name: string): number | undefined {
  const axis = c.field(name === 'BatchNorm' ? 'axis' : 'feature_axes');
  if (axis.kind === 'none') return -1;
  return axis.kind === 'int' && typeof axis.value === 'number' ? axis.value : undefined;
}

/** Normalizations have one scale and one bias for each feature. */
const norm = (name: string, extra: string, statistics: boolean): Spec => ({
  name,
  fields: `num_features, ${extra}${name === 'RMSNorm' ? '' : 'use_bias=True, bias_init=None, bias_metadata=None, '}use_scale=True, ${NORMS}`,
  call: statistics
    ? 'x, use_running_average=None, *, mask=None'
    : name === 'RMSNorm'
      ? 'x, mask=None'
      : 'x, *, mask=None',
  variables: (c) => {
    const size = [c.size('num_features')];
    const bias = name !== 'RMSNorm' && isOn(c, 'use_bias');
    return {
      scale: isOn(c, 'use_scale') ? parameter(size) : undefined,
      bias: bias ? parameter(size) : undefined,
      ...(statistics && { mean: statistic(size), var: statistic(size) }),
    };
  },
  rule: (c, input) => {
    if (name === 'GroupNorm') checkGroups(c, c.size('num_features'));
    // Without a weight nothing compares the sizes.
    const weighted = name !== 'RMSNorm' || isOn(c, 'use_scale');
    if (weighted) checkFeatures(c, input.shape, 'num_features', featureAxis(c, name));
    const isWeighted = isOn(c, 'use_scale') || (name !== 'RMSNorm' && isOn(c, 'use_bias'));
    return makeArray(input.shape, computedDtype(c, input.dtype, isWeighted));
  },
});

const prelu: Spec = {
  name: 'PReLU',
  fields: 'negative_slope_init=0.01, *, dtype=None, param_dtype=None, promote_dtype=None, negative_slope_metadata=None',
  variables: () => ({ negative_slope: parameter([]) }),
  // The slope takes the type of the input.
  rule: (_c, input) => makeArray(input.shape, input.dtype),
};

/** @throws PyError ValueError where a mask is drawn and no stream of keys was given (flax/nnx/nn/stochastic.py, `Dropout.__call__`) */
function checkKeys(c: Call): void {
  const rate = c.field('rate');
  const isNone = (name: string): boolean => c.a.isNone(name);
  const drops = (rate.kind === 'float' || rate.kind === 'int') && typeof rate.value === 'number' && rate.value > 0;
  const off = isNone('deterministic') ? c.field('deterministic') : c.a.get('deterministic');
  if (!drops || c.cx.isSupposing || c.cx.truth(off) !== false || !isNone('rngs') || c.field('rngs').kind !== 'none')
    return;
  throw new PyError(
    'ValueError',
    said`\`deterministic\` is False, but no \`rngs\` argument was provided to Dropout: make it with rngs=rngs, or call model.eval() where the model is only evaluated.`,
    'missing-rng',
  );
}

const dropout: Spec = {
  name: 'Dropout',
  fields: "rate, *, broadcast_dims=(), deterministic=False, rng_collection='dropout', rngs=None",
  call: 'inputs, *, deterministic=None, rngs=None',
  keepsKeys: true,
  rule: (c, input) => {
    checkKeys(c);
    return makeArray(input.shape, input.dtype);
  },
};

const classes = [
  conv(
    'Conv',
    "strides=1, *, padding='SAME', input_dilation=1, kernel_dilation=1, feature_group_count=1, use_bias=True, conv_general_dilated=None",
    false,
  ),
  conv(
    'ConvTranspose',
    "strides=None, *, padding='SAME', kernel_dilation=None, use_bias=True, transpose_kernel=False",
    true,
  ),
  linear,
  embed,
  norm('BatchNorm', '*, use_running_average=False, axis=-1, momentum=0.99, ', true),
  norm('LayerNorm', '*, reduction_axes=-1, feature_axes=-1, ', false),
  norm('RMSNorm', '*, reduction_axes=-1, feature_axes=-1, ', false),
  norm('InstanceNorm', '*, feature_axes=-1, ', false),
  norm('GroupNorm', 'num_groups=32, group_size=None, *, reduction_axes=None, ', false),
  dropout,
  prelu,
].map(layer);

const sequential = nativeClass('flax.nnx', 'Sequential', [moduleClass], {
  __init__: native('Sequential.__init__', 'self, *fns', (a, cx) => {
    const self = a.get('self') as InstanceValue;
    cx.touch(self);
    self.attrs.set('layers', list(a.rest));
    return NONE;
  }),
  __call__: native('__call__', 'self, x', (a, cx) => {
    const self = a.get('self') as InstanceValue;
    const layers = cx.sequence(fieldOf(self, 'layers')) ?? [];
    return cx.layerCall(self, [a.get('x')], () => layers.reduce((x, fn) => cx.call(fn, [x]), a.get('x')));
  }),
});

export const layers: Record<string, Value> = {
  ...Object.fromEntries(
    [...classes, ...adapters(linear), linearGeneral, einsum, multiHeadAttention, ...recurrentLayers].map((cls) => [
      cls.name,
      cls,
    ]),
  ),
  Sequential: sequential,
};
