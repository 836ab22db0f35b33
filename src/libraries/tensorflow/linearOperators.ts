/** `tf.linalg.LinearOperator` and its kinds: matrices by their shapes, whatever form they are kept in (TensorFlow 2.21). */
import type { Context } from '../../python/interpreter/context';
import { getter, native, nativeClass, type Bound } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { InstanceValue, NONE, type ClassValue, type Value } from '../../python/interpreter/values';
import { broadcastShapes, minDim, mul, sumOf, type Dim, type Shape } from '../../shape';
import { matmul } from '../common/matmul';
import { convert } from './convert';
import { dtypeObject } from './dtypes';
import { tensorflow } from './family';
import { result, withTensor, type Known } from './ops/tensors';
import { readShape } from './staticShape';
import { tensorShape } from './tensorShape';

/** What an operator is as a matrix. */
interface Matrix {
  readonly shape: Shape;
  readonly dtype?: string | undefined;
}

const matrixOf = (value: Value): Matrix => (value as InstanceValue).native as Matrix;
const batchOf = ({ shape }: Matrix): Shape => shape.slice(0, -2);

function operatorOf(cls: ClassValue, matrix: Matrix): InstanceValue {
  const made = new InstanceValue(cls);
  made.native = matrix;
  return made;
}

/** The matrix, or its transpose. */
function dense(self: Value, adjoint: boolean | undefined): Known {
  const { shape, dtype } = matrixOf(self);
  const [rows, columns] = shape.slice(-2);
  return result(adjoint ? [...batchOf(matrixOf(self)), columns, rows] : shape, dtype) as Known;
}

/** A product with the operator, or with what solves it: `solve` takes what `matmul` gives. */
const product = (name: string, signature: string, turns: boolean, isVector: boolean): Value =>
  native(name, signature, (a, cx) =>
    withTensor(cx, a.get(signature.split(', ')[1]), (x) => {
      const flipped = a.truth('adjoint') === true;
      const left = dense(a.get('self'), turns ? !flipped : flipped);
      const right = isVector ? (result([...x.shape, 1], x.dtype) as Known) : turned(x, !isVector && adjointArg(a));
      const made = matmul(cx, tensorflow, left, right) ?? cx.unknown('the matrix is not known');
      return isVector && made.kind === 'tensor' && made.shape ? result(made.shape.slice(0, -1), made.dtype) : made;
    }),
  );

const adjointArg = (a: Bound): boolean => a.truth('adjoint_arg') === true;

const turned = (x: Known, turns: boolean): Known =>
  turns ? (result([...x.shape.slice(0, -2), ...x.shape.slice(-2).toReversed()], x.dtype) as Known) : x;

const MATRICES = ', adjoint=False, adjoint_arg=False, name=None';
const VECTORS = ', adjoint=False, name=None';

const perMatrix = (name: string): Value =>
  native(name, 'self, name=None', (a) => result(batchOf(matrixOf(a.get('self'))), matrixOf(a.get('self')).dtype));

const likeItself = (name: string, turns: boolean): Value =>
  native(name, 'self, name=None', (a) => {
    const { shape, dtype } = dense(a.get('self'), turns);
    return operatorOf((a.get('self') as InstanceValue).cls, { shape, dtype });
  });

const size = (name: string, axis: number): Value =>
  getter(name, (self) => tensorShape(matrixOf(self).shape.slice(axis, axis === -1 ? undefined : axis + 1)));

const base = nativeClass('tensorflow.linalg', 'LinearOperator', [types.object], {
  matmul: product('matmul', `self, x${MATRICES}`, false, false),
  __matmul__: product('__matmul__', 'self, x, adjoint=False, adjoint_arg=False', false, false),
  matvec: product('matvec', `self, x${VECTORS}`, false, true),
  solve: product('solve', `self, rhs${MATRICES}`, true, false),
  solvevec: product('solvevec', `self, rhs${VECTORS}`, true, true),
  to_dense: native('to_dense', 'self, name=None', (a) => dense(a.get('self'), false)),
  diag_part: native('diag_part', 'self, name=None', (a) => {
    const { shape, dtype } = matrixOf(a.get('self'));
    const [rows, columns] = shape.slice(-2);
    return result([...shape.slice(0, -2), minDim(rows, columns)], dtype);
  }),
  eigvals: native('eigvals', 'self, name=None', (a) => result(matrixOf(a.get('self')).shape.slice(0, -1), undefined)),
  add_to_tensor: native('add_to_tensor', 'self, x, name=None', (a, cx) =>
    withTensor(cx, a.get('x'), (x) =>
      result(broadcastShapes([x.shape, matrixOf(a.get('self')).shape], 'add_to_tensor'), x.dtype),
    ),
  ),
  determinant: perMatrix('determinant'),
  log_abs_determinant: perMatrix('log_abs_determinant'),
  trace: perMatrix('trace'),
  cond: perMatrix('cond'),
  inverse: likeItself('inverse', true),
  adjoint: likeItself('adjoint', true),
  cholesky: likeItself('cholesky', false),
  H: getter('H', (self) => operatorOf((self as InstanceValue).cls, dense(self, true))),
  shape: getter('shape', (self) => tensorShape(matrixOf(self).shape)),
  batch_shape: getter('batch_shape', (self) => tensorShape(batchOf(matrixOf(self)))),
  domain_dimension: size('domain_dimension', -1),
  range_dimension: size('range_dimension', -2),
  dtype: getter(
    'dtype',
    (self, cx) => dtypeObject(matrixOf(self).dtype) ?? cx.unknown('the dtype of the tensor is not known'),
  ),
  shape_tensor: native('shape_tensor', 'self, name=None', (a) => {
    const { shape } = matrixOf(a.get('self'));
    return result([shape.length], 'int32', { elements: shape });
  }),
});

/** A kind of operator: what its arguments say of the matrix; undefined where that is not known. */
function kind(
  name: string,
  signature: string,
  rule: (a: Bound, cx: Context) => Matrix | undefined,
): Record<string, Value> {
  const cls: ClassValue = nativeClass('tensorflow.linalg', name, [base], {
    __new__: native('__new__', `cls, ${signature}, **kwargs`, (a, cx) => {
      const matrix = rule(a, cx);
      return matrix ? operatorOf(cls, matrix) : cx.unknown('the matrix is not known');
    }),
    __init__: native('__init__', 'self, *args, **kwargs', () => NONE),
  });
  return { [name]: cls };
}

/** What a tensor argument is; undefined where its rank is not known. */
function tensorArg(a: Bound, cx: Context, name: string): Matrix | undefined {
  const x = convert(cx, a.get(name));
  return x.kind === 'tensor' && x.shape ? { shape: x.shape, dtype: x.dtype } : undefined;
}

/** A tensor argument, its shape made into the matrix's. */
const from =
  (name: string, change: (shape: Shape) => Shape) =>
  (a: Bound, cx: Context): Matrix | undefined => {
    const x = tensorArg(a, cx, name);
    return x && { shape: change(x.shape), dtype: x.dtype };
  };

const squared = (shape: Shape): Shape => [...shape, shape[shape.length - 1]];
const itself = (shape: Shape): Shape => shape;

/** Several operators in one: their sizes together. */
const combined =
  (sizes: (all: readonly Matrix[]) => readonly [Dim, Dim]) =>
  (a: Bound, cx: Context): Matrix | undefined => {
    const given = cx.sequence(a.get('operators'));
    if (!given?.length || !given.every((one) => one.kind === 'instance' && one.cls.isSubclassOf(base)))
      return undefined;
    const all = given.map(matrixOf);
    const batch = broadcastShapes(all.map(batchOf), a.fn);
    return { shape: [...batch, ...sizes(all)], dtype: all[0].dtype };
  };

const rows = ({ shape }: Matrix): Dim => shape[shape.length - 2];
const columns = ({ shape }: Matrix): Dim => shape[shape.length - 1];

/** An operator of so many rows, for a batch where one is given. */
function sized(a: Bound, cx: Context, dtype: string): Matrix | undefined {
  const n = cx.dim(a.get('num_rows'), 'num_rows');
  const batch = a.isNone('batch_shape') ? [] : readShape(a.get('batch_shape'), cx, 'batch_shape');
  return batch && { shape: [...batch, n, n], dtype };
}

export const linearOperators: Readonly<Record<string, Value>> = {
  LinearOperator: base,
  ...kind('LinearOperatorFullMatrix', 'matrix', from('matrix', itself)),
  ...kind('LinearOperatorLowerTriangular', 'tril', from('tril', itself)),
  ...kind('LinearOperatorDiag', 'diag', from('diag', squared)),
  ...kind('LinearOperatorHouseholder', 'reflection_axis', from('reflection_axis', squared)),
  ...kind('LinearOperatorPermutation', 'perm, dtype=None', from('perm', squared)),
  ...kind('LinearOperatorCirculant', 'spectrum, input_output_dtype=None', from('spectrum', squared)),
  ...kind('LinearOperatorToeplitz', 'col, row', from('col', squared)),
  ...kind('LinearOperatorIdentity', 'num_rows, batch_shape=None, dtype=None', (a, cx) => sized(a, cx, 'float32')),
  ...kind('LinearOperatorZeros', 'num_rows, num_columns=None, batch_shape=None, dtype=None', (a, cx) => {
    const square = sized(a, cx, 'float32');
    if (!square || a.isNone('num_columns')) return square;
    return { ...square, shape: [...square.shape.slice(0, -1), cx.dim(a.get('num_columns'), 'num_columns')] };
  }),
  ...kind('LinearOperatorScaledIdentity', 'num_rows, multiplier', (a, cx) => {
    const n = cx.dim(a.get('num_rows'), 'num_rows');
    const scale = tensorArg(a, cx, 'multiplier');
    return scale && { shape: [...scale.shape, n, n], dtype: scale.dtype };
  }),
  ...kind(
    'LinearOperatorBlockDiag',
    'operators',
    combined((all) => [sumOf(all.map(rows)), sumOf(all.map(columns))]),
  ),
  ...kind(
    'LinearOperatorKronecker',
    'operators',
    combined((all) => [all.map(rows).reduce(mul), all.map(columns).reduce(mul)]),
  ),
  ...kind(
    'LinearOperatorComposition',
    'operators',
    combined((all) => [rows(all[0]), columns(all[all.length - 1])]),
  ),
};
