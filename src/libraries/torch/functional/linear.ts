/** Linear maps, embeddings and attention. */
import {
  add,
  broadcastShapes,
  divides,
  equalDims,
  formatShape,
  isNumber,
  sym,
  linearCost,
  linearShape,
  matmulShape,
  ShapeError,
  type Dim,
  type Shape,
} from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import type { Rule } from '../../../python/interpreter/native';
import { NONE, tuple, type NativeFunction, type TensorValue, type Value } from '../../../python/interpreter/values';
import { matmul } from '../../common/matmul';
import { textOf, torchOp } from '../arguments';
import { inputOf, ofShape, torchFamily } from '../family';
import { permuted } from '../ops/reshaping';
import { featureInput, optionalTensor, shapeless, tensorOf, whyUnknown } from '../tensor';
import { checkDtypes, checkRange } from '../dtypeRules';
import { said } from '../../../protocol/say';

/** (…, in_features) → (…, out_features), its cost noted. The weight is (out, in), or (in,) for one output. */
export function linear(
  cx: Context,
  op: string,
  input: TensorValue,
  weight: TensorValue,
  bias: TensorValue | undefined,
): Value {
  checkDtypes(op, input, weight, cx);
  if (!weight.shape)
    return ofShape(cx, input, (shape) =>
      tensorOf([...shape.slice(0, -1), cx.unknownDim('the weight is not known')], input.dtype),
    );
  if (weight.shape.length > 2 || weight.shape.length === 0) {
    throw new ShapeError(
      'weight-mismatch',
      said`${op}: weight must be (out_features, in_features), but has shape ${formatShape(weight.shape)}.`,
    );
  }
  const [outFeatures, inFeatures] = weight.shape.length === 2 ? weight.shape : [undefined, weight.shape[0]];
  featureInput(cx, input, inFeatures);
  if (!input.shape) return shapeless(whyUnknown(cx, input), input.dtype);
  const shape =
    outFeatures === undefined
      ? matmulShape(input.shape, [inFeatures], op)
      : linearShape(input.shape, inFeatures, outFeatures, op);
  checkBias(op, bias, shape);
  cx.note(linearCost(input.shape, inFeatures, outFeatures ?? 1, bias !== undefined));
  return tensorOf(shape, input.dtype, linearNumbers(cx, input, weight, bias));
}

function checkBias(op: string, bias: TensorValue | undefined, shape: Shape): void {
  if (!bias?.shape) return;
  const last = shape[shape.length - 1];
  const size = bias.shape.length === 0 ? 1 : bias.shape[bias.shape.length - 1];
  if (equalDims(size, 1) === true || last === undefined || equalDims(size, last) !== false) return;
  throw new ShapeError(
    'bias-mismatch',
    said`${op}: bias holds ${textOf(size)} numbers, but there are ${textOf(last)} out_features. Use a bias of ${textOf(last)}.`,
  );
}

function linearNumbers(cx: Context, input: TensorValue, weight: TensorValue, bias: TensorValue | undefined) {
  if (!input.data || (cx.mode !== 'run' && input.data.data.length > 4096)) return undefined;
  if (!weight.data || (bias && !bias.data)) return undefined;
  const turned =
    weight.shape!.length === 2 ? permuted(cx, weight, [weight.shape![1], weight.shape![0]], [1, 0]) : weight;
  const product = matmul(cx, torchFamily, input, turned);
  if (!product?.data) return undefined;
  const sum = bias ? cx.binary('+', product, bias) : product;
  return sum.kind === 'tensor' ? sum.data : undefined;
}

/** y = x₁ᵀ A x₂ + b. @throws ShapeError features-mismatch */
export function bilinear(cx: Context, op: string, first: TensorValue, second: TensorValue, weight: TensorValue): Value {
  for (const given of [first, second]) checkDtypes(op, given, weight, cx);
  if (!weight.shape || !first.shape || !second.shape)
    return shapeless(whyUnknown(cx, first.shape ? second : first), first.dtype);
  const [out, in1, in2] = weight.shape;
  for (const [name, input, features] of [
    ['in1_features', first, in1],
    ['in2_features', second, in2],
  ] as const) {
    const last = input.shape![input.shape!.length - 1];
    if (last === undefined || equalDims(last, features) === false) {
      throw new ShapeError(
        'features-mismatch',
        said`${op}: the input's last size ${textOf(last ?? 0)} must be ${name}=${textOf(features)}.`,
        { parameter: name, value: last ?? 1 },
      );
    }
  }
  const lead = [first.shape.slice(0, -1), second.shape.slice(0, -1)];
  if (lead[0].length !== lead[1].length || lead[0].some((d, i) => equalDims(d, lead[1][i]) === false)) {
    throw new ShapeError(
      'broadcast-mismatch',
      said`${op}: the inputs' leading sizes ${formatShape(lead[0])} and ${formatShape(lead[1])} must be the same.`,
    );
  }
  return tensorOf([...lead[0], out], first.dtype);
}

/** Indices → rows of a table; where nobody says which, they are sequences of tokens. @throws PyError RuntimeError for floats */
export function embedding(op: string, cx: Context, input: TensorValue, weight: TensorValue): Value {
  checkIndices(op, input);
  cx.assume(input, () => [sym('N'), sym('T')], true);
  if (weight.shape) checkRange(cx, op, input, weight.shape[0]);
  const width = weight.shape?.[1] ?? cx.unknownDim('embedding_dim is not known');
  return ofShape(cx, input, (shape) => tensorOf([...shape, width], weight.dtype), weight.dtype);
}

function checkIndices(op: string, input: TensorValue): void {
  if (input.dtype === undefined || input.dtype === 'int64' || input.dtype === 'int32') return;
  throw new PyError(
    'RuntimeError',
    said`${op}: the input must hold indices of dtype int64 or int32, but it is ${input.dtype}. Convert it with .long().`,
    'dtype-mismatch',
    { parameter: 'input', value: '.long()' },
  );
}

/** Where bags begin among so many indices. @throws PyError where that is no row of places, the first of them 0 */
function checkOffsets(op: string, { shape, data }: TensorValue, count: Dim): void {
  if (shape && shape.length !== 1) {
    throw new PyError(
      'ValueError',
      said`${op}: the offsets must have 1 axis, but have ${shape.length}.`,
      'rank-mismatch',
    );
  }
  const [first, last] = [data?.data[0], data?.data[data.data.length - 1]];
  if (first !== undefined && first !== 0) {
    throw new PyError(
      'RuntimeError',
      said`${op}: the first bag must begin at 0, but offsets[0] is ${first}.`,
      'index-out-of-range',
    );
  }
  if (last !== undefined && isNumber(count) && last > count) {
    throw new PyError(
      'RuntimeError',
      said`${op}: there are ${count} indices, but a bag begins at ${last}.`,
      'index-out-of-range',
    );
  }
}

/** Weights of the single indices, only for sums (torch 2.13, `F.embedding_bag`): one for each index. @throws PyError */
function checkWeights(op: string, input: TensorValue, mode: Value, weights: Value): void {
  if (weights.kind !== 'tensor') return;
  if (mode.kind === 'str' && mode.value !== 'sum') {
    throw new PyError(
      'NotImplementedError',
      said`${op}: per_sample_weights is only supported for mode='sum', not mode='${mode.value}'.`,
      'argument-value',
    );
  }
  const [given, wanted] = [weights.shape, input.shape];
  if (!given || !wanted) return;
  if (given.length === wanted.length && given.every((size, i) => equalDims(size, wanted[i]) !== false)) return;
  throw new PyError(
    'ValueError',
    said`${op}: per_sample_weights must have the shape of the indices, ${formatShape(wanted)}, but has ${formatShape(given)}.`,
    'broadcast-mismatch',
  );
}

/** (B, N) → (B, width); one row of indices needs offsets. */
export function embeddingBag(
  cx: Context,
  op: string,
  input: TensorValue,
  weight: TensorValue,
  offsets: TensorValue | undefined,
  includeLast: boolean,
  { mode, weights }: { mode: Value; weights: Value },
): Value {
  checkIndices(op, input);
  checkWeights(op, input, mode, weights);
  const width = weight.shape?.[1] ?? cx.unknownDim('embedding_dim is not known');
  return ofShape(
    cx,
    input,
    (shape) => {
      if (shape.length === 2) {
        if (offsets)
          throw new PyError(
            'ValueError',
            said`${op}: with indices of 2 axes offsets must be None. Leave it out.`,
            'rank-mismatch',
          );
        return tensorOf([shape[0], width], weight.dtype);
      }
      if (shape.length !== 1)
        throw new PyError(
          'ValueError',
          said`${op}: the indices must have 1 or 2 axes, but have ${shape.length}.`,
          'rank-mismatch',
        );
      if (!offsets)
        throw new PyError(
          'ValueError',
          said`${op}: indices of 1 axis need offsets. Give them, or indices of 2 axes.`,
          'rank-mismatch',
        );
      checkOffsets(op, offsets, shape[0]);
      const bags = offsets.shape?.[0] ?? cx.unknownDim('the number of bags is not known');
      return tensorOf([includeLast && isNumber(bags) ? bags - 1 : bags, width], weight.dtype);
    },
    weight.dtype,
  );
}

/**
 * Grouped-query attention: each head of keys and values stands for as many heads of queries as there are more of those
 * (torch.nn.functional.scaled_dot_product_attention, enable_gqa).
 * @throws ShapeError channels-divisibility
 */
function repeatedHeads(query: Shape, shape: Shape): Shape {
  if (query.length < 3 || shape.length < 3) return shape;
  const [all, heads] = [query[query.length - 3], shape[shape.length - 3]];
  if (divides(heads, all) === false) {
    throw new ShapeError(
      'channels-divisibility',
      said`scaled_dot_product_attention: ${textOf(all)} heads of queries are no multiple of ${textOf(heads)} heads of keys or values.`,
    );
  }
  return [...shape.slice(0, -3), all, ...shape.slice(-2)];
}

/** softmax(q kᵀ) v: (…, L, E), (…, S, E), (…, S, Ev) → (…, L, Ev). */
function attention(cx: Context, q: TensorValue, k: TensorValue, v: TensorValue, isGrouped?: boolean): Value {
  const open = [q, k, v].find((t) => !t.shape);
  if (open) return shapeless(whyUnknown(cx, open), q.dtype);
  const a = q.shape!;
  const [b, c] = [k, v].map((t) => (isGrouped ? repeatedHeads(a, t.shape!) : t.shape!));
  if ([a, b, c].some((s) => s.length < 2))
    throw new ShapeError('rank-mismatch', 'scaled_dot_product_attention: query, key and value need at least 2 axes.');
  const scores = matmulShape(a, [...b.slice(0, -2), b[b.length - 1], b[b.length - 2]], 'scaled_dot_product_attention');
  const result = matmulShape(scores, c, 'scaled_dot_product_attention');
  broadcastShapes([a.slice(0, -2), b.slice(0, -2), c.slice(0, -2)], 'scaled_dot_product_attention');
  return tensorOf(result, q.dtype);
}

/** What nn.MultiheadAttention calls: (L, N, E), (S, N, E) → (L, N, E) and the weights (N, L, S), for each head where not averaged. */
const multiHead: Rule = (a, cx) => {
  const [query, key] = [inputOf(a, 'query'), inputOf(a, 'key')];
  const needed = a.truth('need_weights');
  const [q, k] = [query.shape, key.shape];
  const output = q ? tensorOf(q, query.dtype) : shapeless(whyUnknown(cx, query), query.dtype);
  if (needed === false) return tuple([output, NONE]);
  if (needed === undefined || !q || !k) return tuple([output, cx.unknown('the weights of attention')]);
  const extra = Number(!a.isNone('bias_k')) + Number(a.truth('add_zero_attn') === true);
  const heads = a.truth('average_attn_weights') === false ? [a.dim('num_heads')] : [];
  return tuple([output, tensorOf([...q.slice(1, -1), ...heads, q[0], add(k[0], extra)], query.dtype)]);
};

/**
 * Groups of matrix products (torch.nn.functional.grouped_mm): `offs` says where each group ends along the axis that the
 * matrices of one side share. (M, K) × (G, K, N) → (M, N), (G, M, K) × (K, N) → (M, N), (M, K) × (K, N) → (G, M, N),
 * and (G, M, K) × (G, K, N) → (G, M, N).
 */
const groupedMatmul: Rule = (a, cx) => {
  const [left, right] = [inputOf(a, 'mat_a'), inputOf(a, 'mat_b')];
  const open = [left, right].find((t) => !t.shape);
  if (open) return shapeless(whyUnknown(cx, open), left.dtype);
  const [x, y] = [left.shape!, right.shape!];
  if ([x, y].some((shape) => shape.length !== 2 && shape.length !== 3)) {
    throw new ShapeError(
      'rank-mismatch',
      said`grouped_mm: both inputs must have 2 or 3 axes, but have ${x.length} and ${y.length}.`,
    );
  }
  const [rows, columns] = [x[x.length - 2], y[y.length - 1]];
  matmulShape([rows, x[x.length - 1]], [y[y.length - 2], columns], 'grouped_mm');
  if (x.length !== y.length) return tensorOf([rows, columns], left.dtype);
  const groups = x.length === 3 ? x[0] : optionalTensor(cx, a.get('offs'), 'grouped_mm', 'offs')?.shape?.[0];
  return tensorOf([groups ?? cx.unknownDim('the number of groups is not known'), rows, columns], left.dtype);
};

/** Linear maps and look-ups, by name. */
export const linearFunctions: Record<string, NativeFunction> = {
  linear: torchOp('linear', 'input, weight, bias=None', (a, cx) =>
    linear(cx, 'linear', inputOf(a), inputOf(a, 'weight'), optionalTensor(cx, a.get('bias'), 'linear', 'bias')),
  ),
  bilinear: torchOp('bilinear', 'input1, input2, weight, bias=None', (a, cx) =>
    bilinear(cx, 'bilinear', inputOf(a, 'input1'), inputOf(a, 'input2'), inputOf(a, 'weight')),
  ),
  embedding: torchOp(
    'embedding',
    'input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False',
    (a, cx) => embedding('embedding', cx, inputOf(a), inputOf(a, 'weight')),
  ),
  embedding_bag: torchOp(
    'embedding_bag',
    "input, weight, offsets=None, max_norm=None, norm_type=2, scale_grad_by_freq=False, mode='mean', sparse=False, per_sample_weights=None, include_last_offset=False, padding_idx=None",
    (a, cx) =>
      embeddingBag(
        cx,
        'embedding_bag',
        inputOf(a),
        inputOf(a, 'weight'),
        optionalTensor(cx, a.get('offsets'), 'embedding_bag', 'offsets'),
        a.truth('include_last_offset') ?? false,
        { mode: a.get('mode'), weights: a.get('per_sample_weights') },
      ),
  ),
  scaled_dot_product_attention: torchOp(
    'scaled_dot_product_attention',
    'query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None, enable_gqa=False',
    (a, cx) => {
      const isGrouped = a.truth('enable_gqa');
      if (isGrouped === undefined) return shapeless(cx.unknown('whether heads are grouped'), inputOf(a, 'query').dtype);
      return attention(cx, inputOf(a, 'query'), inputOf(a, 'key'), inputOf(a, 'value'), isGrouped);
    },
  ),
  grouped_mm: torchOp('grouped_mm', 'mat_a, mat_b, *, offs=None, bias=None, out_dtype=None', groupedMatmul),
  multi_head_attention_forward: torchOp(
    'multi_head_attention_forward',
    'query, key, value, embed_dim_to_check, num_heads, in_proj_weight, in_proj_bias, bias_k, bias_v, add_zero_attn, dropout_p, out_proj_weight, out_proj_bias, training=True, key_padding_mask=None, need_weights=True, attn_mask=None, use_separate_proj_weight=False, q_proj_weight=None, k_proj_weight=None, v_proj_weight=None, static_k=None, static_v=None, average_attn_weights=True, is_causal=False',
    multiHead,
  ),
};
