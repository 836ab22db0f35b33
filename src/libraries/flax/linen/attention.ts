/** Multi-head attention, made of DenseGeneral projections as in flax/linen/attention.py. */
import { FALSE, int, NONE, str, tuple, type ClassValue, type Value } from '../../../python/interpreter/values';
import { divides, floorDiv, formatDim, mul, ShapeError, type Dim } from '../../../shape';
import { dimOf } from '../../common/shapes';
import { arrayOf, makeArray } from '../../jax/arrays';
import { typesOf } from '../dtypes';
import { linenLayer, shapeless, type LayerCall, type LayerSpec } from './define';
import { linearLayers } from './linear';
import { merged, mergedFlag, normalizationLayers } from './normalization';
import { said } from '../../../protocol/say';

const denseGeneral = linearLayers.find((cls) => cls.name === 'DenseGeneral') as ClassValue;
const layerNormClass = normalizationLayers.find((cls) => cls.name === 'LayerNorm') as ClassValue;

/** Runs a child projection under its name. */
function project(c: LayerCall, name: string, features: Value, axis: Value, x: Value): Value {
  const settings = new Map<string, Value>([
    ['features', features],
    ['axis', axis],
    ['use_bias', c.field('use_bias')],
    ['name', str(name)],
    ...typesOf(c),
  ]);
  return c.cx.call(c.cx.call(denseGeneral, [], settings), [x]);
}

/** With `normalize_qk` queries and keys pass a LayerNorm without bias. */
function normalize(c: LayerCall, name: string, projected: Value): void {
  if (c.cx.truth(c.field('normalize_qk')) !== true) return;
  const settings = new Map<string, Value>([['use_bias', FALSE], ['name', str(name)], ...typesOf(c)]);
  c.cx.call(c.cx.call(layerNormClass, [], settings), [projected]);
}

const FIELDS =
  'num_heads, dtype=None, param_dtype=None, qkv_features=None, out_features=None, broadcast_dropout=True, dropout_rate=0.0, ' +
  'deterministic=None, precision=None, kernel_init=None, out_kernel_init=None, bias_init=None, out_bias_init=None, use_bias=True, ' +
  'attention_fn=None, decode=False, normalize_qk=False, force_fp32_for_softmax=False, qkv_dot_general=None, out_dot_general=None, ' +
  'qkv_dot_general_cls=None, out_dot_general_cls=None, qk_attn_weights_einsum_cls=None, attn_weights_value_einsum_cls=None';

/** Attention weights are dropped where there is a rate, by a key of the stream `dropout`. */
function dropsOut(c: LayerCall): void {
  const rate = c.field('dropout_rate');
  if (rate.kind !== 'float' || typeof rate.value !== 'number' || rate.value <= 0) return;
  mergedFlag(c, 'deterministic');
  if (c.a.isNone('dropout_rng') && c.cx.truth(merged(c, 'deterministic')) === false) c.draws('dropout');
}

const attention = (name: string, call: string): LayerSpec => ({
  name,
  fields: FIELDS,
  call,
  rule: (c, query) => {
    if (!query.shape) return shapeless(c.cx, query, c.op);
    dropsOut(c);
    const optional = (parameter: string): Value => (call.includes(parameter) ? c.a.get(parameter) : NONE);
    const both = optional('inputs_kv');
    const pick = (value: Value, otherwise: Value): Value => (value.kind === 'none' ? otherwise : value);
    const key = pick(optional('inputs_k'), pick(both, query));
    const value = pick(optional('inputs_v'), key);
    const own = query.shape[query.shape.length - 1];
    const sizeOf = (field: string): Dim => (c.field(field).kind === 'none' ? own : dimOf(c.cx, c.field(field), field));
    const heads = dimOf(c.cx, c.field('num_heads'), 'num_heads');
    const inner = sizeOf('qkv_features');
    if (divides(heads, inner) === false) {
      throw new ShapeError(
        'features-mismatch',
        said`Memory dimension (${formatDim(inner)}) must be divisible by number of heads (${formatDim(heads)}). Choose qkv_features that num_heads divides.`,
      );
    }
    const perHead = tuple([int(heads), int(floorDiv(inner, heads))]);
    const mixing = project(c, 'query', perHead, int(-1), query);
    normalize(c, 'query_ln', mixing);
    normalize(c, 'key_ln', project(c, 'key', perHead, int(-1), key));
    project(c, 'value', perHead, int(-1), value);
    const length = arrayOf(key)?.shape?.at(-2);
    if (length !== undefined) c.note({ macs: mul(mul(2, length), query.shape.slice(0, -1).reduce(mul, inner)) });
    const mixed = makeArray([...query.shape.slice(0, -1), heads, floorDiv(inner, heads)], arrayOf(mixing)?.dtype);
    return project(c, 'out', int(sizeOf('out_features')), tuple([int(-2), int(-1)]), mixed);
  },
});

const KV =
  'inputs_q, inputs_k=None, inputs_v=None, *, inputs_kv=None, mask=None, deterministic=None, dropout_rng=None, sow_weights=False';

export const attentionLayers = [
  attention('MultiHeadDotProductAttention', KV),
  attention('MultiHeadAttention', KV),
  attention('SelfAttention', 'inputs_q, mask=None, deterministic=None, dropout_rng=None, sow_weights=False'),
].map(linenLayer);
