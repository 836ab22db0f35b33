/** Layers of flax.nnx: sizes of the input are given to the constructor, and checked in every call. */
import type { Context } from '../../../python/interpreter/context';
import { native, nativeClass, parseSignature, type Bound } from '../../../python/interpreter/native';
import {
  list,
  NONE,
  type ClassValue,
  type InstanceValue,
  type TensorValue,
  type Value,
} from '../../../python/interpreter/values';
import {
  convWeightShape,
  equalDims,
  formatDim,
  formatShape,
  mul,
  orThrow,
  planConv,
  productOf,
  ShapeError,
  sym,
  type Dim,
} from '../../../shape';
import { dimOf } from '../../common/shapes';
import { arrayOf, floatOf, makeArray } from '../../jax/arrays';
import { assumedMaps, convGeometry, features } from '../linen/geometry';
import { fieldOf } from '../linen/state';
import { moduleClass, parameter, statistic } from './module';

interface Call {
  readonly cx: Context;
  readonly op: string;
  readonly a: Bound;
  field(name: string): Value;
  size(name: string): Dim;
}

interface Spec {
  readonly name: string;
  readonly fields: string;
  readonly call?: string;
  /** Parameters and statistics by name, made when the layer is constructed. */
  readonly variables?: (c: Call) => Record<string, TensorValue | undefined>;
  readonly assumed?: (c: Call) => readonly Dim[];
  readonly rule: (c: Call, input: TensorValue & { shape: readonly Dim[] }) => Value;
}

function layer(spec: Spec): ClassValue {
  const fields = parseSignature(spec.fields).map(({ name }) => name);
  const calling = (cx: Context, self: InstanceValue, a: Bound): Call => ({
    cx,
    op: spec.name,
    a,
    field: (name) => fieldOf(self, `${name}`),
    size: (name) => dimOf(cx, fieldOf(self, name), name),
  });
  return nativeClass('flax.nnx', spec.name, [moduleClass], {
    __init__: native(`${spec.name}.__init__`, `self, ${spec.fields}, **kwargs`, (a, cx) => {
      const self = a.get('self') as InstanceValue;
      cx.touch(self);
      for (const name of fields) self.attrs.set(name, a.get(name));
      const made = spec.variables?.(calling(cx, self, a)) ?? {};
      for (const [name, value] of Object.entries(made)) self.attrs.set(name, value ?? NONE);
      return NONE;
    }),
    __call__: native('__call__', `self, ${spec.call ?? 'inputs, *args, **kwargs'}`, (a, cx) => {
      const self = a.get('self') as InstanceValue;
      const given = a.get('inputs');
      return cx.layerCall(self, [given], () => {
        const input = arrayOf(given);
        const c = calling(cx, self, a);
        if (input && spec.assumed) cx.assume(input, () => spec.assumed!(c));
        if (!input?.shape) return input?.reason ?? cx.unknown(`the input of ${spec.name} is not known`);
        return spec.rule(c, input as TensorValue & { shape: readonly Dim[] });
      });
    }),
  });
}

/** @throws ShapeError `features-mismatch` where the last axis certainly has another size */
function checkFeatures(c: Call, shape: readonly Dim[], parameterName: string): void {
  const [last, wanted] = [shape[shape.length - 1], c.size(parameterName)];
  if (last !== undefined && equalDims(last, wanted) !== false) return;
  throw new ShapeError(
    'features-mismatch',
    `${c.op} was built for ${parameterName}=${formatDim(wanted)}, but the last axis of the input ${formatShape(shape)} is ${last === undefined ? 'missing' : formatDim(last)}. Use ${parameterName}=${last === undefined ? formatDim(wanted) : formatDim(last)}.`,
    last === undefined ? undefined : { parameter: parameterName, value: last },
  );
}

const on = (c: Call, name: string): boolean => c.cx.truth(c.field(name)) ?? true;

const conv = (name: string, fields: string, transposed: boolean): Spec => ({
  name,
  fields: `in_features, out_features, kernel_size, ${fields}`,
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
    if (!geometry) return c.cx.unknown(`the kernel_size or padding of ${name} is not known`);
    const sizes = { inChannels: c.size('in_features'), outChannels: c.size('out_features') };
    const plan = orThrow(planConv({ ...geometry, ...sizes, inputShape: input.shape }));
    c.cx.note({ plan, macs: plan.macs });
    return makeArray(plan.outputShape, floatOf(input.dtype));
  },
});

const linear: Spec = {
  name: 'Linear',
  fields: 'in_features, out_features, *, use_bias=True',
  assumed: (c) => [sym('N'), c.size('in_features')],
  variables: (c) => {
    const out = features(c.cx, c.field('out_features'), 'out_features');
    return { kernel: parameter([c.size('in_features'), out]), bias: on(c, 'use_bias') ? parameter([out]) : undefined };
  },
  rule: (c, input) => {
    checkFeatures(c, input.shape, 'in_features');
    const shape = [...input.shape.slice(0, -1), c.size('out_features')];
    c.cx.note({ macs: mul(productOf(shape), c.size('in_features')) });
    return makeArray(shape, floatOf(input.dtype));
  },
};

const embed: Spec = {
  name: 'Embed',
  fields: 'num_embeddings, features',
  variables: (c) => ({ embedding: parameter([c.size('num_embeddings'), c.size('features')]) }),
  rule: (c, input) => makeArray([...input.shape, c.size('features')], 'float32'),
};

/** Normalizations have one scale and one bias for each feature. */
const norm = (name: string, extra: string, statistics: boolean): Spec => ({
  name,
  fields: `num_features, ${extra}use_bias=True, use_scale=True`,
  variables: (c) => {
    const size = [c.size('num_features')];
    const bias = name !== 'RMSNorm' && on(c, 'use_bias');
    return {
      scale: on(c, 'use_scale') ? parameter(size) : undefined,
      bias: bias ? parameter(size) : undefined,
      ...(statistics && { mean: statistic(size), var: statistic(size) }),
    };
  },
  rule: (c, input) => {
    checkFeatures(c, input.shape, 'num_features');
    return makeArray(input.shape, floatOf(input.dtype));
  },
});

const dropout: Spec = { name: 'Dropout', fields: 'rate', rule: (_c, input) => makeArray(input.shape, input.dtype) };

const classes = [
  conv(
    'Conv',
    "strides=1, *, padding='SAME', input_dilation=1, kernel_dilation=1, feature_group_count=1, use_bias=True",
    false,
  ),
  conv(
    'ConvTranspose',
    "strides=None, *, padding='SAME', kernel_dilation=None, use_bias=True, transpose_kernel=False",
    true,
  ),
  linear,
  embed,
  norm('BatchNorm', '*, use_running_average=False, ', true),
  norm('LayerNorm', '*, ', false),
  norm('RMSNorm', '*, ', false),
  norm('GroupNorm', 'num_groups=32, group_size=None, *, ', false),
  dropout,
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
  ...Object.fromEntries(classes.map((cls) => [cls.name, cls])),
  Sequential: sequential,
};
