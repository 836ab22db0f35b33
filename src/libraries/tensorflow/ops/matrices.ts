/** Decompositions and systems of equations of `tf.linalg` (TensorFlow 2.21, documentation of tf.linalg). */
import {
  ShapeError,
  equalDims,
  formatShape,
  isNumber,
  minDim,
  normalizeAxis,
  transposeShape,
  type Dim,
  type Shape,
} from '../../../shape';
import { PyError } from '../../../python/interpreter/errors';
import { said } from '../../../protocol/say';
import type { Bound } from '../../../python/interpreter/native';
import { tuple, type NativeFunction } from '../../../python/interpreter/values';
import { axesArg } from '../../common/shapes';
import { operation } from '../operation';
import { numberOf } from '../staticShape';
import { needSquare, sizesOf } from './linalg';
import { result, withTensor, type Known } from './tensors';

/** What a function of a stack of matrices gives: one shape, or several. */
type Shapes = Shape | readonly Shape[];

/** A function of a stack of matrices, `square` ones where it says so. */
function ofMatrices(
  name: string,
  signature: string,
  shapes: (parts: { batch: Shape; rows: Dim; columns: Dim; a: Bound; x: Known }) => Shapes,
  square = false,
): NativeFunction {
  const first = /^\w+/.exec(signature)![0];
  return operation(`tf.linalg.${name}`, `${signature}, **rest`, (a, cx) =>
    withTensor(cx, a.get(first), (x) => {
      const [rows, columns] = sizesOf(x, a.fn);
      if (square) needSquare(x, a.fn);
      const made = shapes({ batch: x.shape.slice(0, -2), rows, columns, a, x });
      const several = made.length > 0 && Array.isArray(made[0]);
      return several
        ? tuple((made as readonly Shape[]).map((shape) => result(shape, x.dtype)))
        : result(made as Shape, x.dtype);
    }),
  );
}

const turned = ({ x }: { x: Known }): Shape => transposeShape(x.shape, -1, -2);
/** The logarithm is of complex matrices only (the op's list of types, tensorflow/core/ops/linalg_ops.cc, "MatrixLogarithm"). */
function complexOnly({ x, a }: { x: Known; a: Bound }): Shape {
  if (x.dtype && !x.dtype.startsWith('complex')) {
    throw new PyError(
      'InvalidArgumentError',
      said`${a.fn} takes complex matrices, but got ${x.dtype}. Convert first: tf.cast(x, tf.complex64).`,
      'dtype-mismatch',
    );
  }
  return x.shape;
}

/** Eigenvalues of a symmetric matrix that is given by its diagonal and the one beside it. */
const tridiagonal = operation(
  'tf.linalg.eigh_tridiagonal',
  "alpha, beta, eigvals_only=True, select='a', select_range=None, tol=None, name=None",
  (a, cx) =>
    withTensor(cx, a.get('alpha'), (alpha) => {
      if (a.str('select') !== 'a') return cx.unknown('which eigenvalues are selected is not known');
      const values = result(alpha.shape, alpha.dtype);
      if (a.truth('eigvals_only') !== false) return values;
      return tuple([values, result([...alpha.shape, alpha.shape[alpha.shape.length - 1]], alpha.dtype)]);
    }),
);

const kept = ({ x }: { x: Known }): Shape => x.shape;

/** Solutions of a system: one column for each of the right side. @throws ShapeError `input-size-mismatch` for other numbers of rows */
function solving(name: string, signature: string, square = true): NativeFunction {
  const [left, right] = signature.split(', ').map((part) => part.replace(/=.*/, ''));
  return operation(`tf.linalg.${name}`, `${signature}, **rest`, (a, cx) =>
    withTensor(cx, a.get(left), (matrix) =>
      withTensor(cx, a.get(right), (rhs) => {
        const [rows, columns] = sizesOf(matrix, a.fn);
        if (square) needSquare(matrix, a.fn);
        if (equalDims(rows, sizesOf(rhs, a.fn)[0]) === false) {
          throw new ShapeError(
            'input-size-mismatch',
            said`${a.fn}: ${left} of ${formatShape(matrix.shape)} and ${right} of ${formatShape(rhs.shape)} have different numbers of rows.`,
          );
        }
        return result([...rhs.shape.slice(0, -2), columns, rhs.shape[rhs.shape.length - 1]], rhs.dtype);
      }),
    ),
  );
}

const svd = ofMatrices(
  'svd',
  'tensor, full_matrices=False, compute_uv=True, name=None',
  ({ batch, rows, columns, a }) => {
    const rank = minDim(rows, columns);
    const full = a.truth('full_matrices') === true;
    const values = [...batch, rank];
    if (a.truth('compute_uv') === false) return values;
    return [values, [...batch, rows, full ? rows : rank], [...batch, columns, full ? columns : rank]];
  },
);

const qr = ofMatrices('qr', 'input, full_matrices=False, name=None', ({ batch, rows, columns, a }) => {
  const inner = a.truth('full_matrices') ? rows : minDim(rows, columns);
  return [
    [...batch, rows, inner],
    [...batch, inner, columns],
  ];
});

/** The tensor divided by its norm, and the norm with its axes kept. */
const normalize = operation('tf.linalg.normalize', "tensor, ord='euclidean', axis=None, name=None", (a, cx) =>
  withTensor(cx, a.get('tensor'), (x) => {
    const axes = a.isNone('axis') ? 'all' : axesArg(cx, a.get('axis'));
    if (!axes) return cx.unknown('the axis is not known');
    const over = axes === 'all' ? undefined : axes.map((axis) => normalizeAxis(axis, x.shape.length, a.fn));
    const norm = x.shape.map((dim, i) => (!over || over.includes(i) ? 1 : dim));
    return tuple([result(x.shape, x.dtype), result(norm, x.dtype)]);
  }),
);

/** A diagonal tensor of twice the rank, and back. */
const tensorDiag = operation('tf.linalg.tensor_diag', 'diagonal, name=None', (a, cx) =>
  withTensor(cx, a.get('diagonal'), (x) => result([...x.shape, ...x.shape], x.dtype)),
);
const tensorDiagPart = operation('tf.linalg.tensor_diag_part', 'input, name=None', (a, cx) =>
  withTensor(cx, a.get('input'), (x) => {
    const half = x.shape.length / 2;
    if (!Number.isInteger(half) || half === 0) {
      throw new ShapeError(
        'rank-mismatch',
        said`${a.fn} takes a tensor of even rank, but got ${formatShape(x.shape)}.`,
      );
    }
    const differs = x.shape.slice(half).find((size, i) => equalDims(size, x.shape[i]) === false);
    if (differs !== undefined) {
      throw new ShapeError(
        'input-size-mismatch',
        said`${a.fn} takes a tensor whose halves have the same sizes, but got ${formatShape(x.shape)}.`,
      );
    }
    return result(x.shape.slice(0, half), x.dtype);
  }),
);

const cross = operation('tf.linalg.cross', 'a, b, name=None', (a, cx) =>
  withTensor(cx, a.get('a'), (x) => {
    if (equalDims(x.shape.at(-1) ?? 0, 3) === false) {
      throw new ShapeError(
        'input-size-mismatch',
        said`${a.fn} takes vectors of 3 in the last axis, but got ${formatShape(x.shape)}.`,
      );
    }
    return result(x.shape, x.dtype);
  }),
);

/**
 * The matrix with other numbers on its diagonals: as many as each of them has, or as the longest of several, with those of the
 * stack in front (`MatrixSetDiagV3`, tensorflow/core/kernels/linalg/matrix_set_diag_op.cc).
 */
const setDiag = operation(
  'tf.linalg.set_diag',
  "input, diagonal, name='set_diag', k=0, align='RIGHT_LEFT', **rest",
  (a, cx) =>
    withTensor(cx, a.get('input'), (x) =>
      withTensor(cx, a.get('diagonal'), ({ shape: given }) => {
        const [rows, columns] = sizesOf(x, a.fn);
        const k = a.get('k');
        const band = k.kind === 'int' ? [numberOf(k), numberOf(k)] : (cx.sequence(k) ?? []).map(numberOf);
        const [low, high = low] = band;
        if (low === undefined || high === undefined || !isNumber(rows) || !isNumber(columns))
          return result(x.shape, x.dtype);
        const longest = Math.min(rows + Math.min(high, 0), columns - Math.max(low, 0));
        const wanted: Dim[] = [...x.shape.slice(0, -2), ...(low === high ? [] : [high - low + 1]), longest];
        if (wanted.length !== given.length || wanted.some((size, i) => equalDims(size, given[i]) === false)) {
          throw new ShapeError(
            'input-size-mismatch',
            said`${a.fn}: the diagonal of ${formatShape(x.shape)} has the shape ${formatShape(wanted)}, but got ${formatShape(given)}.`,
          );
        }
        return result(x.shape, x.dtype);
      }),
    ),
);

export const matrixFunctions = [
  svd,
  qr,
  ofMatrices('eigh', 'tensor, name=None', ({ batch, rows, x }) => [[...batch, rows], x.shape], true),
  tridiagonal,
  ofMatrices('eig', 'tensor, name=None', ({ batch, rows, x }) => [[...batch, rows], x.shape], true),
  ofMatrices('eigvals', 'tensor, name=None', ({ batch, rows }) => [...batch, rows], true),
  ofMatrices('eigvalsh', 'tensor, name=None', ({ batch, rows }) => [...batch, rows], true),
  ofMatrices('slogdet', 'input, name=None', ({ batch }) => [batch, batch], true),
  ofMatrices('logdet', 'matrix, name=None', ({ batch }) => batch, true),
  ofMatrices('lu', 'input, output_idx_type=None, name=None', ({ batch, rows, x }) => [x.shape, [...batch, rows]], true),
  ofMatrices('matrix_rank', 'a, tol=None, validate_args=False, name=None', ({ batch }) => batch),
  ofMatrices('pinv', 'a, rcond=None, validate_args=False, name=None', turned),
  ofMatrices('adjoint', 'matrix, name=None', turned),
  ofMatrices('matrix_transpose', "a, name='matrix_transpose', conjugate=False", turned),
  ...['expm', 'sqrtm'].map((name) => ofMatrices(name, 'input, name=None', kept, true)),
  ofMatrices('logm', 'input, name=None', complexOnly, true),
  ofMatrices('band_part', 'input, num_lower, num_upper, name=None', kept),
  setDiag,
  solving('solve', 'matrix, rhs, adjoint=False, name=None'),
  solving('triangular_solve', 'matrix, rhs, lower=True, adjoint=False, name=None'),
  solving('cholesky_solve', 'chol, rhs, name=None'),
  solving('lstsq', 'matrix, rhs, l2_regularizer=0.0, fast=True, name=None', false),
  normalize,
  tensorDiag,
  tensorDiagPart,
  cross,
];

/** The names that version 1 has in its root for functions of `tf.linalg`. */
export const OLD_NAMES: Readonly<Record<string, string>> = {
  cholesky: 'cholesky',
  cholesky_solve: 'cholesky_solve',
  cross: 'cross',
  diag: 'tensor_diag',
  diag_part: 'tensor_diag_part',
  matrix_band_part: 'band_part',
  matrix_determinant: 'det',
  matrix_diag: 'diag',
  matrix_diag_part: 'diag_part',
  matrix_inverse: 'inv',
  matrix_set_diag: 'set_diag',
  matrix_solve: 'solve',
  matrix_solve_ls: 'lstsq',
  matrix_transpose: 'matrix_transpose',
  matrix_triangular_solve: 'triangular_solve',
  qr: 'qr',
  self_adjoint_eig: 'eigh',
  self_adjoint_eigvals: 'eigvalsh',
  svd: 'svd',
  trace: 'trace',
};
