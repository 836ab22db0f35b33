/** Attention over (…, length, heads, features): `jax.nn.dot_product_attention`, and that of Flax, which takes other shapes. */
import { PyError } from '../../python/interpreter/errors';
import { op, type Bound } from '../../python/interpreter/native';
import type { NativeFunction, TensorValue, Value } from '../../python/interpreter/values';
import { broadcastShapes, divides, equalDims, formatDim, formatShape, mul, ShapeError, type Shape } from '../../shape';
import { said, type Saying } from '../../protocol/say';
import { arrayOf, floatOf, makeArray } from './arrays';

interface Operands {
  readonly query: Shape;
  readonly key: Shape;
  readonly value: Shape;
}

const refuse = (saying: Saying): never => {
  throw new ShapeError('features-mismatch', saying);
};

/** The sizes at these axes, counted from the last, that certainly differ. */
const differs = (a: Shape, b: Shape, axes: readonly number[]): boolean =>
  axes.some((axis) => {
    const [x, y] = [a.at(axis), b.at(axis)];
    return x !== undefined && y !== undefined && equalDims(x, y) === false;
  });

/** @throws ShapeError as flax/linen/attention.py asserts: equal heads and depths of query and key, equal lengths of key and value */
function checkFlax({ query, key, value }: Operands): void {
  const shapes = said`query ${formatShape(query)}, key ${formatShape(key)}, value ${formatShape(value)}`;
  if (query.length !== key.length || key.length !== value.length)
    refuse(said`q, k, v must have the same number of axes, but got ${shapes}.`);
  if (differs(query, key, [-2]) || differs(key, value, [-2]))
    refuse(said`q, k, v num_heads must match, but got ${shapes}.`);
  if (differs(query, key, [-1])) refuse(said`q, k depths must match, but got ${shapes}.`);
  if (differs(key, value, [-3])) refuse(said`k, v lengths must match, but got ${shapes}.`);
}

const withBatch = (shape: Shape): Shape => [
  ...Array.from({ length: Math.max(4 - shape.length, 0) }, () => 1),
  ...shape,
];

/** @throws ShapeError as jax/_src/nn/functions.py does: key and value alike, heads of the query a multiple of theirs */
function checkJax({ query, key, value }: Operands): void {
  const shapes = said`query ${formatShape(query)}, key ${formatShape(key)}, value ${formatShape(value)}`;
  const all = [query, key, value].map(withBatch);
  if (all.some((shape) => shape.length !== 4))
    refuse(said`dot_product_attention takes (batch, length, heads, size), but got ${shapes}.`);
  const [q, k, v] = all;
  if (differs(k, v, [0, 1, 2, 3])) refuse(said`key and value must have the same shape, but got ${shapes}.`);
  if (differs(q, k, [0, 3])) refuse(said`query and key must have the same batch and size, but got ${shapes}.`);
  if (divides(k[2], q[2]) === false)
    refuse(
      said`The number of query heads must be a multiple of key/value heads, but got ${formatDim(q[2])} vs ${formatDim(k[2])}.`,
    );
}

/** Mask and bias are spread over (batch, heads, queries, keys). @throws ShapeError `broadcast-mismatch`, PyError ValueError */
function checkMasks(a: Bound, { query, key }: Operands, isJax: boolean): void {
  const [q, k] = [withBatch(query), withBatch(key)];
  for (const name of ['bias', 'mask']) {
    const given = a.get(name);
    if (given.kind !== 'tensor' || !given.shape) continue;
    if (isJax && name === 'mask' && given.dtype !== undefined && given.dtype !== 'bool')
      throw new PyError(
        'ValueError',
        said`mask dtype should be bool, but got ${given.dtype}. Take mask.astype(bool).`,
        'dtype-mismatch',
      );
    if (q.length === 4 && k.length === 4) broadcastShapes([[q[0], q[2], q[1], k[1]], given.shape], `${a.fn}: ${name}`);
  }
}

function attention(check: ((operands: Operands) => void) | undefined, isJax: boolean): NativeFunction {
  return op('dot_product_attention', 'query, key, value, bias=None, mask=None, **kwargs', (a, cx) => {
    const [query, key, value] = ['query', 'key', 'value'].map((name): TensorValue | undefined => arrayOf(a.get(name)));
    if (!query?.shape || !value?.shape) return cx.unknown('the shapes of query and value are not known');
    for (const x of [query.shape, value.shape]) {
      if (x.length === 0)
        throw new ShapeError('rank-mismatch', said`${a.fn} takes (batch, length, heads, size), but got a scalar.`);
    }
    if (key?.shape && check) {
      const operands = { query: query.shape, key: key.shape, value: value.shape };
      check(operands);
      checkMasks(a, operands, isJax);
    }
    const length = key?.shape?.at(-3);
    if (length !== undefined) cx.note({ macs: mul(mul(2, length), query.shape.reduce(mul, 1)) });
    const dtype = isJax ? query.dtype : floatOf(query.dtype);
    return makeArray([...query.shape.slice(0, -1), value.shape[value.shape.length - 1]], dtype);
  });
}

export const jaxAttention: Value = attention(checkJax, true);
export const flaxAttention: Value = attention(checkFlax, false);
/** Heads may be shared there, and any number of axes come before. */
export const nnxAttention: Value = attention(undefined, false);
