/** Masks of attention (flax/linen/attention.py): which key each query may look at. */
import type { Context } from '../../../python/interpreter/context';
import { native, op, type Bound } from '../../../python/interpreter/native';
import { NONE, type Value } from '../../../python/interpreter/values';
import { broadcastShapes, formatShape, ShapeError, type Dim, type Shape } from '../../../shape';
import { said } from '../../../protocol/say';
import { dtypeParameter } from '../../numpy/classes';
import { arrayOf, makeArray } from '../../jax/arrays';

/** (batch…, 1, queries, keys): the axis of one is that of the heads. */
const maskShape = (batch: Shape, queries: Dim, keys: Dim): Shape => [...batch, 1, queries, keys];

/** A mask of a shape, with axes of one in front and of the type that the call asks for. */
function mask(a: Bound, cx: Context, shape: Shape): Value {
  const extra = a.number('extra_batch_dims') ?? 0;
  const dtype = a.isNone('dtype') ? 'float32' : dtypeParameter(cx, a.get('dtype'));
  return makeArray([...Array.from({ length: extra }, () => 1), ...shape], dtype);
}

export const masks: Record<string, Value> = {
  make_attention_mask: op(
    'make_attention_mask',
    'query_input, key_input, pairwise_fn=None, extra_batch_dims=0, dtype=None',
    (a, cx) => {
      const [query, key] = ['query_input', 'key_input'].map((name) => arrayOf(a.get(name))?.shape);
      if (!query?.length || !key?.length) return cx.unknown('the inputs of make_attention_mask are not known');
      const shape = maskShape(query.slice(0, -1), query[query.length - 1], key[key.length - 1]);
      return mask(a, cx, shape);
    },
  ),
  make_causal_mask: op('make_causal_mask', 'x, extra_batch_dims=0, dtype=None', (a, cx) => {
    const shape = arrayOf(a.get('x'))?.shape;
    const length = shape?.[shape.length - 1];
    if (!shape || length === undefined) return cx.unknown('the input of make_causal_mask is not known');
    return mask(a, cx, maskShape(shape.slice(0, -1), length, length));
  }),
  combine_masks: op('combine_masks', '*masks, dtype=None', (a, cx) => {
    const given = a.rest.filter((mask) => mask.kind !== 'none');
    if (given.length === 0) return NONE;
    const shapes = given.map((mask) => arrayOf(mask)?.shape);
    if (!shapes.every((shape) => shape !== undefined)) return cx.unknown('a mask of combine_masks is not known');
    const other = shapes.find((shape) => shape!.length !== shapes[0]!.length);
    if (other) {
      throw new ShapeError(
        'rank-mismatch',
        said`combine_masks: masks must have as many axes as each other, but they are ${formatShape(shapes[0]!)} and ${formatShape(other)}.`,
      );
    }
    return makeArray(broadcastShapes(shapes, 'combine_masks'), dtypeParameter(cx, a.get('dtype')) ?? 'float32');
  }),
  merge_param: native('merge_param', 'name, a, b', (a) => (a.isNone('b') ? a.get('a') : a.get('b'))),
};
