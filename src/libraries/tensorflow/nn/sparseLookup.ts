/** Rows of a table for sparse ids, combined per example (tensorflow/python/ops/embedding_ops.py, TensorFlow 2.21). */
import type { Context } from '../../../python/interpreter/context';
import type { NativeFunction, Value } from '../../../python/interpreter/values';
import { operation } from '../operation';
import { result, withTensor, type Known } from '../ops/tensors';
import { shapeOfSparse } from '../sparse';

/** A table, or several that hold the rows of one by turns. */
function withTable(cx: Context, value: Value, rule: (table: Known) => Value): Value {
  const one = value.kind === 'list' || value.kind === 'tuple' ? value.items[0] : value;
  return one ? withTensor(cx, one, rule) : cx.unknown('the table is not known');
}

/** One combined row for every example; `keeps` leaves all axes but the last of the ids. */
const lookup = (name: string, signature: string, params: string, ids: string, keeps: boolean): NativeFunction =>
  operation(`tf.nn.${name}`, signature, (a, cx) =>
    withTable(cx, a.get(params), (table) => {
      const given = shapeOfSparse(a.get(ids));
      if (!given?.shape) return cx.unknown('the ids are not known');
      const rows = keeps ? given.shape.slice(0, -1) : given.shape.slice(0, 1);
      return result([...rows, ...table.shape.slice(1)], table.dtype);
    }),
  );

export const sparseLookups = [
  lookup(
    'embedding_lookup_sparse',
    "params, sp_ids, sp_weights, partition_strategy='mod', name=None, combiner=None, max_norm=None, **kwargs",
    'params',
    'sp_ids',
    false,
  ),
  lookup(
    'safe_embedding_lookup_sparse',
    "embedding_weights, sparse_ids, sparse_weights=None, combiner='mean', default_id=None, *args, **kwargs",
    'embedding_weights',
    'sparse_ids',
    true,
  ),
];
