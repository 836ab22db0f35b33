/**
 * Operations on sparse tensors that do to the shape of the whole what those of the same name do to a dense tensor
 * (tensorflow/python/ops/sparse_ops.py, TensorFlow 2.21).
 */
import type { Context } from '../../python/interpreter/context';
import type { NativeCall, NativeFunction, Value } from '../../python/interpreter/values';
import { list } from '../../python/interpreter/values';
import { applyRule, operation } from './operation';
import { reducingFunctions } from './ops/reducing';
import { mathFunctions } from './ops/math';
import { selectingFunctions } from './ops/selecting';
import { shapingFunctions } from './ops/shaping';
import { readSize } from './staticShape';
import { shapeOfSparse, sparseTensor } from './sparse';
import { makeTensor } from './tensorClasses';

const DENSE = new Map(
  [...shapingFunctions, ...selectingFunctions, ...reducingFunctions, ...mathFunctions].map((fn) => [fn.name, fn]),
);

/** The whole of a sparse tensor, or of each in a list; other values stay. */
function whole(value: Value): Value {
  const sparse = shapeOfSparse(value);
  if (sparse) return makeTensor(sparse.shape, sparse.dtype);
  return value.kind === 'list' || value.kind === 'tuple' ? list(value.items.map(whole)) : value;
}

function sparsely(value: Value): Value {
  if (value.kind === 'list' || value.kind === 'tuple') return list(value.items.map(sparsely));
  return value.kind === 'tensor' ? sparseTensor(value.shape, value.dtype) : value;
}

/** `tf.sparse.name` by the rule of a function of dense tensors, whose arguments `call` makes of its own. */
const likeDense = (
  name: string,
  signature: string,
  dense: string,
  args: readonly string[],
  gives: (value: Value) => Value = sparsely,
): NativeFunction =>
  operation(`tf.sparse.${name}`, signature, (a, cx: Context) => {
    const call: NativeCall = { args: args.map((at) => whole(a.get(at))), kwargs: new Map() };
    return gives(applyRule(cx, DENSE.get(dense)!, a.fn, call));
  });

const reduction = (kind: string): NativeFunction =>
  operation(
    `tf.sparse.reduce_${kind}`,
    'sp_input, axis=None, keepdims=None, output_is_sparse=False, name=None, reduction_axes=None, keep_dims=None',
    (a, cx) => {
      const axis = a.isNone('axis') ? a.get('reduction_axes') : a.get('axis');
      const keeps = a.isNone('keepdims') ? a.get('keep_dims') : a.get('keepdims');
      const reduced = applyRule(cx, DENSE.get(`tf.reduce_${kind}`)!, a.fn, {
        args: [whole(a.get('sp_input')), axis],
        kwargs: keeps.kind === 'none' ? new Map() : new Map([['keepdims', keeps]]),
      });
      return a.truth('output_is_sparse') === true ? sparsely(reduced) : reduced;
    },
  );

const eye = operation('tf.sparse.eye', 'num_rows, num_columns=None, dtype=None, name=None', (a, cx) => {
  const rows = readSize(a.get('num_rows'), cx, 'num_rows');
  const columns = a.isNone('num_columns') ? rows : readSize(a.get('num_columns'), cx, 'num_columns');
  return sparseTensor([rows, columns], 'float32');
});

export const sparseShapes = [
  likeDense('transpose', 'sp_input, perm=None, name=None', 'tf.transpose', ['sp_input', 'perm']),
  likeDense('expand_dims', 'sp_input, axis=-1, name=None', 'tf.expand_dims', ['sp_input', 'axis']),
  likeDense('reshape', 'sp_input, shape, name=None', 'tf.reshape', ['sp_input', 'shape']),
  likeDense('slice', 'sp_input, start, size, name=None', 'tf.slice', ['sp_input', 'start', 'size']),
  likeDense('concat', 'axis, sp_inputs, expand_nonconcat_dims=False, name=None', 'tf.concat', ['sp_inputs', 'axis']),
  likeDense('split', 'sp_input=None, num_split=None, axis=0, name=None', 'tf.split', ['sp_input', 'num_split', 'axis']),
  likeDense('maximum', 'sp_a, sp_b, name=None', 'tf.maximum', ['sp_a', 'sp_b']),
  likeDense('minimum', 'sp_a, sp_b, name=None', 'tf.minimum', ['sp_a', 'sp_b']),
  operation('tf.sparse.add', 'a, b, threshold=0', (a, cx) => {
    const sum = applyRule(cx, DENSE.get('tf.add')!, a.fn, {
      args: [whole(a.get('a')), whole(a.get('b'))],
      kwargs: new Map(),
    });
    return shapeOfSparse(a.get('a')) && shapeOfSparse(a.get('b')) ? sparsely(sum) : sum;
  }),
  ...['sum', 'max'].map(reduction),
  eye,
];

/** The same under the names that the root module of TensorFlow 1 has. */
export const oldSparseNames: Readonly<Record<string, Value>> = Object.fromEntries(
  sparseShapes.map((fn) => [`sparse_${fn.name.split('.').pop()!}`, fn]),
);
