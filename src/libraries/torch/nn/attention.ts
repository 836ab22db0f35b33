/** nn.MultiheadAttention (torch 1.13, torch/nn/modules/activation.py). */
import {
  add,
  divides,
  equalDims,
  formatCount,
  formatShape,
  mul,
  productOf,
  ShapeError,
  sym,
  type Dim,
  type Shape,
} from '../../../shape';
import { PyError } from '../../../python/interpreter/errors';
import { asBare } from '../../../python/interpreter/bareContainers';
import { bool, int, NONE, tuple, type TensorValue, type Value } from '../../../python/interpreter/values';
import { textOf } from '../arguments';
import { checkDtypes } from '../dtypeRules';
import { asTensor, parameterOf, shapeless, tensorOf, whyUnknown } from '../tensor';
import { layerClass, type Building, type Calling, type LayerSpec } from './layer';
import { linearLayers } from './linear';
import { said } from '../../../protocol/say';

const outputProjection = linearLayers.find((cls) => cls.name === 'NonDynamicallyQuantizableLinear')!;

function build(b: Building): void {
  const { a, cx } = b;
  const [embed, heads] = [a.dim('embed_dim'), a.dim('num_heads')];
  if (divides(heads, embed) === false) {
    throw new PyError(
      'AssertionError',
      said`${b.op}: embed_dim=${textOf(embed)} must be divisible by num_heads=${textOf(heads)}. Use a divisor of ${textOf(embed)}.`,
      'channels-divisibility',
    );
  }
  const keyWidth = a.isNone('kdim') ? embed : a.dim('kdim');
  const valueWidth = a.isNone('vdim') ? embed : a.dim('vdim');
  b.set('kdim', int(keyWidth));
  b.set('vdim', int(valueWidth));
  const together = equalDims(keyWidth, embed) === true && equalDims(valueWidth, embed) === true;
  b.set('_qkv_same_embed_dim', bool(together));
  b.parameter('q_proj_weight', together ? undefined : parameterOf([embed, embed]));
  b.parameter('k_proj_weight', together ? undefined : parameterOf([embed, keyWidth]));
  b.parameter('v_proj_weight', together ? undefined : parameterOf([embed, valueWidth]));
  b.parameter('in_proj_weight', together ? parameterOf([mul(3, embed), embed]) : undefined);
  const bias = a.truth('bias') !== false;
  b.parameter('in_proj_bias', bias ? parameterOf([mul(3, embed)]) : undefined);
  cx.setAttr(b.self, 'out_proj', cx.call(outputProjection, [int(embed), int(embed)], new Map([['bias', bool(bias)]])));
  b.parameter('bias_k', a.truth('add_bias_kv') ? parameterOf([1, 1, embed]) : undefined);
  b.parameter('bias_v', a.truth('add_bias_kv') ? parameterOf([1, 1, embed]) : undefined);
}

/** The last size of one of the three inputs. @throws ShapeError features-mismatch */
function checkWidth(op: string, name: string, shape: Shape, width: Dim): void {
  const last = shape[shape.length - 1];
  if (equalDims(last, width) !== false) return;
  throw new ShapeError(
    'features-mismatch',
    said`${op}: ${name} has ${textOf(last)} features, but the layer was built for ${textOf(width)}. Use embed_dim=${textOf(last)}.`,
    {
      parameter: 'embed_dim',
      value: last,
    },
  );
}

function forward(c: Calling): Value {
  const { cx, op } = c;
  const [query, key, value] = ['query', 'key', 'value'].map((name) => asTensor(cx, c.a.get(name), op, name));
  const embed = cx.dim(c.get('embed_dim'));
  const isBatchFirst = cx.truth(c.get('batch_first')) === true;
  const described = (length: string, width: Dim): Dim[] =>
    isBatchFirst ? [sym('N'), sym(length), width] : [sym(length), sym('N'), width];
  cx.assume(query, () => described('L', embed));
  cx.assume(key, () => described('S', cx.dim(c.get('kdim'))));
  cx.assume(value, () => described('S', cx.dim(c.get('vdim'))));
  const open = [query, key, value].find((t) => !t.shape);
  if (open) return asBare(tuple([shapeless(whyUnknown(cx, open), query.dtype), NONE]));
  const [q, k, v] = [query, key, value].map((t) => t.shape!);
  if (q.length !== 2 && q.length !== 3) {
    throw new PyError(
      'AssertionError',
      said`${op}: query should have 3 axes, or 2 without a batch, but has shape ${formatShape(q)}.`,
      'rank-mismatch',
    );
  }
  if (k.length !== q.length || v.length !== q.length) {
    throw new PyError(
      'AssertionError',
      said`${op}: key and value must have the ${q.length} axes of query, but have ${k.length} and ${v.length}.`,
      'rank-mismatch',
    );
  }
  checkWidth(op, 'query', q, embed);
  checkWidth(op, 'key', k, cx.dim(c.get('kdim')));
  checkWidth(op, 'value', v, cx.dim(c.get('vdim')));
  checkLengths(op, k, v);
  checkBatches(c, q, k);
  const weight = c.tensor('in_proj_weight');
  for (const given of weight ? [query, key, value] : []) checkDtypes(op, given, weight!, cx);
  const batchFirst = isBatchFirst && q.length === 3;
  const [target, source] = batchFirst ? [q[1], k[1]] : [q[0], k[0]];
  const batch = q.length === 3 ? q[batchFirst ? 0 : 1] : undefined;
  checkMasks(c, batch, target, source);
  noteCost(c, q, k, embed, source);
  const output = tensorOf(q, query.dtype);
  if (cx.truth(c.a.get('need_weights')) === false) return asBare(tuple([output, NONE]));
  return asBare(tuple([output, weights(c, q, batchFirst, target, source, query)]));
}

/** Queries and keys have one batch (torch/nn/functional.py: both are viewed as batch × heads). @throws ShapeError */
function checkBatches(c: Calling, q: Shape, k: Shape): void {
  if (q.length !== 3) return;
  const axis = c.cx.truth(c.get('batch_first')) === true ? 0 : 1;
  if (equalDims(q[axis], k[axis]) !== false) return;
  throw new ShapeError(
    'broadcast-mismatch',
    said`${c.op}: query has a batch of ${textOf(q[axis])} and key one of ${textOf(k[axis])}: they must be equal. Look at batch_first.`,
  );
}

function checkLengths(op: string, k: Shape, v: Shape): void {
  if (k.slice(0, -1).every((d, i) => equalDims(d, v[i]) !== false)) return;
  throw new PyError(
    'AssertionError',
    said`${op}: key's sequence length and batch ${formatShape(k.slice(0, -1))} do not match value's ${formatShape(v.slice(0, -1))}.`,
    'broadcast-mismatch',
  );
}

/**
 * Masks speak of every query and key, or of the keys of every example
 * (torch/nn/functional.py, `_mha_shape_check` and `multi_head_attention_forward`).
 */
function checkMasks(c: Calling, batch: Dim | undefined, target: Dim, source: Dim): void {
  const check = (name: string, allowed: readonly Shape[]): void => {
    const mask = c.a.get(name);
    const shape = mask.kind === 'tensor' ? mask.shape : undefined;
    if (!shape) return;
    const fits = (wanted: Shape) =>
      wanted.length === shape.length && wanted.every((dim, i) => equalDims(dim, shape[i]) !== false);
    if (allowed.some(fits)) return;
    const wanted = allowed.find((one) => one.length === shape.length) ?? allowed[0];
    throw new PyError(
      'RuntimeError',
      said`${c.op}: ${name} should be ${formatShape(wanted)} for these queries and keys, but has shape ${formatShape(shape)}.`,
      'broadcast-mismatch',
    );
  };
  const heads = mul(batch ?? 1, c.cx.dim(c.get('num_heads')));
  check('attn_mask', [
    [target, source],
    [heads, target, source],
  ]);
  check('key_padding_mask', [batch === undefined ? [source] : [batch, source]]);
}

function weights(c: Calling, q: Shape, batchFirst: boolean, target: Dim, source: Dim, query: TensorValue): Value {
  const { cx } = c;
  const extra =
    Number(cx.truth(c.get('add_bias_kv')) === true || c.tensor('bias_k') !== undefined) +
    Number(cx.truth(c.get('add_zero_attn')) === true);
  const batch = q.length === 2 ? [] : [q[batchFirst ? 0 : 1]];
  const heads = cx.truth(c.a.get('average_attn_weights')) === false ? [cx.dim(c.get('num_heads'))] : [];
  return tensorOf([...batch, ...heads, target, add(source, extra)], query.dtype);
}

/**
 * The four projections and the two products of attention, for the hover. They are no part of a model's MACs,
 * which are those of convolution and linear layers (design, "Command line").
 */
function noteCost(c: Calling, q: Shape, k: Shape, embed: Dim, source: Dim): void {
  const perQuery = mul(productOf(q.slice(0, -1)), mul(2, mul(embed, embed)));
  const perKey = mul(productOf(k.slice(0, -1)), mul(embed, add(c.cx.dim(c.get('kdim')), c.cx.dim(c.get('vdim')))));
  const products = mul(2, mul(productOf(q), source));
  c.cx.note({ lines: [{ label: 'cost', text: formatCount(add(add(perQuery, perKey), products)) + ' MACs inside' }] });
}

const spec: LayerSpec = {
  name: 'MultiheadAttention',
  module: 'torch.nn.modules.activation',
  signature:
    'embed_dim, num_heads, dropout=0.0, bias=True, add_bias_kv=False, add_zero_attn=False, kdim=None, vdim=None, batch_first=False, device=None, dtype=None',
  inputs:
    'query, key, value, key_padding_mask=None, need_weights=True, attn_mask=None, average_attn_weights=True, is_causal=False',
  build,
  forward,
};

export const multiheadAttention = layerClass(spec);
export const attentionLayers = [multiheadAttention];
