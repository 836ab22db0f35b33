/**
 * Sparse tensors: where numbers stand, the numbers, and the shape of the whole. How many numbers there are is not known; what
 * is made of all of them has the shape of the whole (TensorFlow guide "Working with sparse tensors").
 */
import { isNumber, type Dim, type Shape } from '../../shape';
import type { Context } from '../../python/interpreter/context';
import { getter, native, nativeClass, truthOfArgument } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import type { NativeFunction } from '../../python/interpreter/values';
import { InstanceValue, NONE, type TensorValue, type Value } from '../../python/interpreter/values';
import { dtypeArg } from '../common/dtypes';
import { elementsOf } from '../common/elements';
import { convert } from './convert';
import { operation } from './operation';
import { result, withTensor } from './ops/tensors';
import { enterGraphMode } from './state';
import { NONE_DIM, readShape } from './staticShape';
import { makeTensor } from './tensorClasses';
import { tensorShape } from './tensorShape';

interface Sparse {
  /** The shape of the whole; undefined where not even the rank is known. */
  readonly shape: Shape | undefined;
  readonly dtype: string | undefined;
}

/** A sparse tensor of a shape, where the rank at least is known. */
export function sparseTensor(shape: Shape | undefined, dtype: string | undefined): InstanceValue {
  const sparse = new InstanceValue(sparseClass);
  sparse.native = { shape, dtype } satisfies Sparse;
  return sparse;
}

/** What is known of a sparse tensor; undefined for other values. */
export const shapeOfSparse = (value: Value): Sparse | undefined => (isSparse(value) ? partsOf(value) : undefined);

const isSparse = (value: Value): value is InstanceValue => value instanceof InstanceValue && value.cls === sparseClass;
const partsOf = (value: Value): Sparse => (value as InstanceValue).native as Sparse;
const rankOf = ({ shape }: Sparse): Dim => shape?.length ?? NONE_DIM;

/** A sparse tensor with the same places: numbers times something, kept or dropped, in another order. */
const same = (self: Value): Value => (isSparse(self) ? sparseTensor(partsOf(self).shape, partsOf(self).dtype) : self);

/** Sizes that a tensor of the run gives are None as long as the graph is built. */
function wholeOf(cx: Context, value: Value): Shape | undefined {
  if (value.kind !== 'tensor') return readShape(value, cx, 'dense_shape');
  const known = elementsOf(value);
  if (known) return known;
  const rank = value.shape?.length === 1 ? value.shape[0] : undefined;
  return rank !== undefined && isNumber(rank) ? Array.from({ length: rank }, () => NONE_DIM) : undefined;
}

export const sparseClass = nativeClass('tensorflow', 'SparseTensor', [types.object], {
  __init__: native('__init__', 'self, indices, values, dense_shape=None', (a, cx) => {
    const values = convert(cx, a.get('values'));
    const dtype = values.kind === 'tensor' ? values.dtype : undefined;
    (a.get('self') as InstanceValue).native = { shape: wholeOf(cx, a.get('dense_shape')), dtype } satisfies Sparse;
    return NONE;
  }),
  shape: getter('shape', (self) => tensorShape(partsOf(self).shape)),
  get_shape: native('get_shape', 'self', (a) => tensorShape(partsOf(a.get('self')).shape)),
  values: getter('values', (self) => makeTensor([NONE_DIM], partsOf(self).dtype)),
  indices: getter('indices', (self) => makeTensor([NONE_DIM, rankOf(partsOf(self))], 'int64')),
  dense_shape: getter('dense_shape', (self) =>
    result([rankOf(partsOf(self))], 'int64', { elements: partsOf(self).shape }),
  ),
  __mul__: native('__mul__', 'self, other', (a) => same(a.get('self'))),
  __rmul__: native('__rmul__', 'self, other', (a) => same(a.get('self'))),
  __truediv__: native('__truediv__', 'self, other', (a) => same(a.get('self'))),
});

/** An operation on a sparse tensor, whose first parameter it is. */
const onSparse = (
  name: string,
  signature: string,
  rule: (cx: Context, sparse: Sparse, value: (key: string) => Value) => Value,
): NativeFunction =>
  operation(`tf.sparse.${name}`, signature, (a, cx) => {
    const first = a.get(signature.split(/[,=]/)[0]);
    return isSparse(first) ? rule(cx, partsOf(first), (key) => a.get(key)) : cx.unknown('a sparse tensor');
  });

const dense = ({ shape, dtype }: Sparse): TensorValue =>
  shape ? makeTensor(shape, dtype) : makeTensor(undefined, dtype);

const toDense = onSparse('to_dense', 'sp_input, default_value=None, validate_indices=True, name=None', (_cx, sparse) =>
  dense(sparse),
);

/** A sparse matrix times a dense one. */
const matmul = onSparse(
  'sparse_dense_matmul',
  'sp_a, b, adjoint_a=False, adjoint_b=False, name=None',
  (cx, { shape, dtype }, value) =>
    withTensor(cx, convert(cx, value('b')), (b) => {
      const rows = shape?.length === 2 ? shape[truthOfArgument(cx, value('adjoint_a')) ? 1 : 0] : NONE_DIM;
      return result([rows, b.shape[truthOfArgument(cx, value('adjoint_b')) ? 0 : 1] ?? NONE_DIM], dtype);
    }),
);

const fromDense = operation('tf.sparse.from_dense', 'tensor, name=None', (a, cx) =>
  withTensor(cx, a.get('tensor'), (x) => sparseTensor(x.shape, x.dtype)),
);

const sparsePlaceholder = native('sparse_placeholder', 'dtype, shape=None, name=None', (a, cx) => {
  enterGraphMode(cx);
  return sparseTensor(a.isNone('shape') ? undefined : wholeOf(cx, a.get('shape')), dtypeArg(a.get('dtype')));
});

const kept = (name: string, signature: string): NativeFunction =>
  onSparse(name, signature, (_cx, { shape, dtype }) => sparseTensor(shape, dtype));

const reorder = kept('reorder', 'sp_input, name=None');
const retain = kept('retain', 'sp_input, to_retain');
const softmax = kept('softmax', 'sp_input, name=None');
const mapValues = native('map_values', 'op, *args, **kwargs', (a) => same(a.rest[0] ?? NONE));

/** `tf.sparse`. */
export const sparseFunctions: Readonly<Record<string, Value>> = {
  SparseTensor: sparseClass,
  to_dense: toDense,
  from_dense: fromDense,
  sparse_dense_matmul: matmul,
  matmul,
  reorder,
  retain,
  softmax,
  map_values: mapValues,
  placeholder: sparsePlaceholder,
};

/** The same under the names that the root module of TensorFlow 1 has. */
export const rootSparseFunctions: Readonly<Record<string, Value>> = {
  SparseTensor: sparseClass,
  sparse_placeholder: sparsePlaceholder,
  sparse_tensor_dense_matmul: matmul,
  sparse_tensor_to_dense: toDense,
  sparse_reorder: reorder,
  sparse_retain: retain,
  sparse_softmax: softmax,
};
