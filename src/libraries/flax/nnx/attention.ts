/** nnx.LinearGeneral, Einsum and MultiHeadAttention (flax/nnx/nn/linear.py, attention.py). */
import { PyError } from '../../../python/interpreter/errors';
import { native } from '../../../python/interpreter/native';
import { int, NONE, tuple, type ClassValue, type InstanceValue, type Value } from '../../../python/interpreter/values';
import {
  divides,
  equalDims,
  floorDiv,
  formatDim,
  formatShape,
  mul,
  normalizeAxis,
  productOf,
  ShapeError,
  type Dim,
  type Shape,
} from '../../../shape';
import { axesArg, shapeArg } from '../../common/shapes';
import { arrayOf, makeArray } from '../../jax/arrays';
import { jaxNumpy } from '../../jax/numpy';
import { computedDtype, typesOf } from '../dtypes';
import { isOn, layer, type Call } from './layer';
import { parameter } from './module';
import { said } from '../../../protocol/say';

const sizesOf = (c: Call, name: string): Shape | undefined => shapeArg(c.cx, c.field(name), name);

/** Contracts the given axes with in_features and puts out_features behind the rest. */
export const linearGeneral: ClassValue = layer({
  name: 'LinearGeneral',
  fields:
    'in_features, out_features, *, axis=-1, batch_axis=None, use_bias=True, dtype=None, param_dtype=None, kernel_init=None, ' +
    'bias_init=None, precision=None, promote_dtype=None, dot_general=None, dot_general_cls=None, preferred_element_type=None, rngs, ' +
    'kernel_metadata=None, bias_metadata=None',
  call: 'inputs, out_sharding=None',
  variables: (c) => {
    const [ins, outs] = [sizesOf(c, 'in_features'), sizesOf(c, 'out_features')];
    if (!ins || !outs) return {};
    return { kernel: parameter([...ins, ...outs]), bias: isOn(c, 'use_bias') ? parameter(outs) : undefined };
  },
  rule: (c, { shape, dtype }) => {
    const [ins, outs] = [sizesOf(c, 'in_features'), sizesOf(c, 'out_features')];
    const axes = axesArg(c.cx, c.field('axis'));
    if (!ins || !outs || !Array.isArray(axes))
      return c.cx.unknown('the features or axes of LinearGeneral are not known');
    const over = axes.map((axis: number) => normalizeAxis(axis, shape.length, c.op));
    const found = over.map((axis) => shape[axis]);
    if (found.length !== ins.length || found.some((size, i) => equalDims(size, ins[i]) === false)) {
      throw new ShapeError(
        'features-mismatch',
        said`LinearGeneral was built for in_features=${formatShape(ins)}, but these axes of the input ${formatShape(shape)} are ${formatShape(found)}.`,
      );
    }
    const result = [...shape.filter((_, axis) => !over.includes(axis)), ...outs];
    c.cx.note({ macs: productOf([...result, ...ins]) });
    return makeArray(result, computedDtype(c, dtype));
  },
});

/** @throws ShapeError `weight-mismatch` where the bias has not one element for each of the kernel's axes that are kept */
function checkBias(c: Call, subscripts: string): void {
  const [bias, kernel] = [c.field('bias'), sizesOf(c, 'kernel_shape')];
  const [operands, result] = subscripts.replace(/[\s.]/g, '').split('->');
  if (bias.kind !== 'tensor' || !bias.shape || !kernel || result === undefined) return;
  const letters = [...(operands.split(',')[1] ?? '')];
  const kept = letters.flatMap((letter, i) => (result.includes(letter) ? [kernel[i]] : []));
  if (letters.length !== kernel.length || equalDims(productOf(bias.shape), productOf(kept)) !== false) return;
  throw new ShapeError(
    'weight-mismatch',
    said`Einsum: bias_shape=${formatShape(bias.shape)} cannot be added: the axes of the kernel ${formatShape(kernel)} that '${subscripts}' keeps are ${formatShape(kept)}.`,
  );
}

/** A kernel of any shape that meets the input in an einsum. */
export const einsum: ClassValue = layer({
  name: 'Einsum',
  fields:
    'einsum_str, kernel_shape, bias_shape=None, *, einsum_op=None, dtype=None, param_dtype=None, precision=None, kernel_init=None, ' +
    'bias_init=None, promote_dtype=None, preferred_element_type=None, rngs, kernel_metadata=None, bias_metadata=None',
  call: 'inputs, einsum_str=None, out_sharding=None',
  variables: (c) => {
    const kernel = sizesOf(c, 'kernel_shape');
    const bias = c.field('bias_shape').kind === 'none' ? undefined : sizesOf(c, 'bias_shape');
    return { kernel: kernel && parameter(kernel), bias: bias && parameter(bias) };
  },
  rule: (c, input) => {
    const text = c.a.isNone('einsum_str') ? c.field('einsum_str') : c.a.get('einsum_str');
    const own = c.field('einsum_op');
    const result = c.cx.call(own.kind === 'none' ? jaxNumpy.einsum : own, [text, input, c.field('kernel')]);
    if (own.kind !== 'none' || result.kind !== 'tensor') return result;
    if (text.kind === 'str') checkBias(c, text.value);
    return makeArray(result.shape, computedDtype(c, input.dtype));
  },
});

/** Attention over projections that are layers of their own: query, key, value, out. */
interface Heads {
  readonly count: Dim;
  readonly keyCount: Dim;
  readonly each: Dim;
}

/** @throws ShapeError `features-mismatch` where qkv_features cannot be divided among the heads */
function headsOf(c: Call): Heads {
  const count = c.size('num_heads');
  const inner = sizeOr(c, 'qkv_features', 'in_features');
  if (divides(count, inner) === false) {
    throw new ShapeError(
      'features-mismatch',
      said`Memory dimension (${formatDim(inner)}) must be divisible by number of heads (${formatDim(count)}). Choose qkv_features that num_heads divides.`,
    );
  }
  return { count, keyCount: sizeOr(c, 'num_kv_heads', 'num_heads'), each: floorDiv(inner, count) };
}

function sizeOr(c: Call, name: string, otherwise: string): Dim {
  return c.field(name).kind === 'none' ? c.size(otherwise) : c.size(name);
}

function projection(c: Call, from: Value, to: Value, axis: Value): Value {
  const settings = new Map<string, Value>([
    ['axis', axis],
    ['use_bias', c.field('use_bias')],
    ['rngs', NONE],
    ...typesOf(c),
  ]);
  return c.cx.call(linearGeneral, [from, to], settings);
}

/** With `normalize_qk` queries and keys pass a LayerNorm without bias. */
const headNorm = layer({
  name: 'LayerNorm',
  fields: 'num_features, dtype=None, param_dtype=None',
  variables: (c) => ({ scale: parameter([c.size('num_features')]) }),
  rule: (c, input) => makeArray(input.shape, computedDtype(c, input.dtype)),
});

/**
 * A switch that the layer or its call must be given.
 * @throws PyError ValueError (flax/nnx/module.py, `first_from`)
 */
function given(c: Call, name: string): Value {
  const value = c.a.isNone(name) ? c.field(name) : c.a.get(name);
  if (value.kind === 'none' && !c.cx.isSupposing) {
    throw new PyError(
      'ValueError',
      said`No \`${name}\` argument was provided to ${c.op} as either a __call__ argument, class attribute, or nnx.flag: make it with ${name}=False, or give it to the call.`,
      'missing-argument',
    );
  }
  return value;
}

/** @throws PyError ValueError where positions are decoded one by one before `init_cache` (flax/nnx/nn/attention.py) */
function checkCache(c: Call): void {
  const decode = given(c, 'decode');
  const rate = c.field('dropout_rate');
  if (rate.kind === 'float' && typeof rate.value === 'number' && rate.value > 0) given(c, 'deterministic');
  if (c.cx.isSupposing || c.cx.truth(decode) !== true || c.field('cached_key').kind !== 'none') return;
  throw new PyError(
    'ValueError',
    said`Autoregressive cache not initialized: call attention.init_cache(input_shape) first, or leave decode off where all positions are there at once.`,
    'missing-variables',
  );
}

/** Makes the memory of keys and values for so many positions. */
const initCache = native('init_cache', 'self, input_shape, dtype=None', (a, cx) => {
  const self = a.get('self') as InstanceValue;
  cx.touch(self);
  for (const name of ['cached_key', 'cached_value', 'cache_index'])
    self.attrs.set(name, cx.unknown('the memory of an attention is not followed'));
  return NONE;
});

export const multiHeadAttention: ClassValue = layer({
  name: 'MultiHeadAttention',
  fields:
    'num_heads, in_features, qkv_features=None, out_features=None, num_kv_heads=None, in_kv_features=None, *, use_bias=True, ' +
    'decode=None, deterministic=None, dropout_rate=0.0, normalize_qk=False, dtype=None, param_dtype=None, broadcast_dropout=True, ' +
    'precision=None, kernel_init=None, out_kernel_init=None, bias_init=None, out_bias_init=None, attention_fn=None, ' +
    'qkv_promote_dtype=None, out_promote_dtype=None, ln_promote_dtype=None, qkv_dot_general=None, out_dot_general=None, ' +
    'qkv_dot_general_cls=None, out_dot_general_cls=None, rngs, keep_rngs=True, kernel_metadata=None, out_kernel_metadata=None, ' +
    'bias_metadata=None, out_bias_metadata=None, query_ln_scale_metadata=None, key_ln_scale_metadata=None',
  call:
    'inputs_q, inputs_k=None, inputs_v=None, *, mask=None, deterministic=None, rngs=None, sow_weights=False, decode=None, ' +
    'is_causal=False, out_sharding=None, qkv_sharding=None',
  children: (c) => {
    const { count, keyCount, each } = headsOf(c);
    const from = int(c.size('in_features'));
    const keys = int(sizeOr(c, 'in_kv_features', 'in_features'));
    const last = int(-1);
    return {
      query: projection(c, from, tuple([int(count), int(each)]), last),
      key: projection(c, keys, tuple([int(keyCount), int(each)]), last),
      value: projection(c, keys, tuple([int(keyCount), int(each)]), last),
      ...(c.cx.truth(c.field('normalize_qk')) === true && {
        query_ln: c.cx.call(headNorm, [int(each)], typesOf(c)),
        key_ln: c.cx.call(headNorm, [int(each)], typesOf(c)),
      }),
      out: projection(
        c,
        tuple([int(count), int(each)]),
        int(sizeOr(c, 'out_features', 'in_features')),
        tuple([int(-2), int(-1)]),
      ),
    };
  },
  methods: { init_cache: initCache },
  rule: (c, query) => {
    checkCache(c);
    const { count, each } = headsOf(c);
    const key = c.a.isNone('inputs_k') ? query : c.a.get('inputs_k');
    const value = c.a.isNone('inputs_v') ? key : c.a.get('inputs_v');
    const mixing = arrayOf(c.cx.call(c.field('query'), [query]));
    c.cx.call(c.field('key'), [key]);
    c.cx.call(c.field('value'), [value]);
    const length = arrayOf(key)?.shape?.at(-2);
    const rest = query.shape.slice(0, -1);
    if (length !== undefined) c.cx.note({ macs: mul(mul(2, length), productOf([...rest, count, each])) });
    return c.cx.call(c.field('out'), [makeArray([...rest, count, each], mixing?.dtype)]);
  },
});
