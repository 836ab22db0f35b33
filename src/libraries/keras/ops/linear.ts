/** Products of tensors and `keras.ops.linalg` (keras/src/ops/linalg.py, Keras 3.15). */
import {
  ShapeError,
  broadcastShapes,
  equalDims,
  formatDim,
  formatShape,
  isNumber,
  matmulShape,
  maxDim,
  minDim,
  mul,
  normalizeAxis,
  productOf,
  sub,
  type Dim,
  type Shape,
} from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import type { Bound } from '../../../python/interpreter/native';
import { tuple, type NativeFunction } from '../../../python/interpreter/values';
import { matmul } from '../../common/matmul';
import { axisArg } from '../../common/shapes';
import { tensorflow } from '../../tensorflow/family';
import { applyRule, byName } from '../../tensorflow/operation';
import { linearFunctions } from '../../tensorflow/ops/linear';
import { result, withTensor, type Known } from '../../tensorflow/ops/tensors';
import { isNoneDim, NONE_DIM, numberOf } from '../../tensorflow/staticShape';
import { define, fromNumpy, fromTensorflow, shaped, withTensors } from './define';
import { said } from '../../../protocol/say';

const linear = byName(linearFunctions);

/** Rows and columns of a stack of matrices. @throws ShapeError `rank-mismatch`, `input-size-mismatch` */
function matrixOf(x: Known, op: string, isSquare = false): { batch: Shape; rows: Dim; columns: Dim } {
  if (x.shape.length < 2) {
    throw new ShapeError(
      'rank-mismatch',
      said`${op} takes matrices in the last two axes, but got ${formatShape(x.shape)}.`,
    );
  }
  const [rows, columns] = x.shape.slice(-2);
  if (isSquare && equalDims(rows, columns) === false) {
    throw new ShapeError('input-size-mismatch', said`${op} takes square matrices, but got ${formatShape(x.shape)}.`);
  }
  return { batch: x.shape.slice(0, -2), rows, columns };
}

type Matrix = ReturnType<typeof matrixOf>;

/** A function of a stack of matrices: one shape, or the shapes of a tuple. */
function ofMatrix(
  name: string,
  signature: string,
  isSquare: boolean,
  shapes: (m: Matrix, a: Bound) => Shape | readonly [Shape, Shape, ...Shape[]],
  dtype?: string,
): NativeFunction {
  return define(name, signature, (a, cx) =>
    withTensor(cx, a.get('x'), (x) => {
      const made = shapes(matrixOf(x, a.fn, isSquare), a);
      const several = made.some((part) => Array.isArray(part));
      if (!several) return result(made as Shape, dtype ?? x.dtype);
      return tuple((made as readonly Shape[]).map((shape) => result(shape, x.dtype)));
    }),
  );
}

const whole = ({ batch, rows, columns }: Matrix): Shape => [...batch, rows, columns];

function singular({ batch, rows, columns }: Matrix, a: Bound): Shape | readonly [Shape, Shape, Shape] {
  const rank = minDim(rows, columns);
  const values: Shape = [...batch, rank];
  if (a.truth('compute_uv') === false) return values;
  const full = a.truth('full_matrices') !== false;
  return [[...batch, rows, full ? rows : rank], values, [...batch, full ? columns : rank, columns]];
}

function orthogonal({ batch, rows, columns }: Matrix, a: Bound): readonly [Shape, Shape] {
  const inner = a.str('mode') === 'complete' ? rows : minDim(rows, columns);
  return [
    [...batch, rows, inner],
    [...batch, inner, columns],
  ];
}

/** The two factors in one matrix, and which rows change places. */
const luFactor = define('lu_factor', 'x', (a, cx) =>
  withTensor(cx, a.get('x'), (x) => {
    const { batch, rows, columns } = matrixOf(x, a.fn);
    return tuple([result(x.shape, x.dtype), result([...batch, minDim(rows, columns)], 'int32')]);
  }),
);

/** Systems of equations: the solution has the shape of the right side. */
const solving = (name: string, signature: string): NativeFunction =>
  define(name, signature, (a, cx) =>
    withTensors(cx, [a.get('a'), a.get('b')], (matrix, right) => {
      const { rows } = matrixOf(matrix, a.fn, true);
      const height =
        right.shape[right.shape.length === matrix.shape.length - 1 ? right.shape.length - 1 : right.shape.length - 2];
      if (height === undefined || equalDims(rows, height) === false) {
        throw new ShapeError(
          'input-size-mismatch',
          said`${a.fn}: a of ${formatShape(matrix.shape)} and b of ${formatShape(right.shape)} have different numbers of rows.`,
        );
      }
      return result(right.shape, right.dtype);
    }),
  );

const leastSquares = define('lstsq', 'a, b, rcond=None', (a, cx) =>
  withTensors(cx, [a.get('a'), a.get('b')], (x, y) => {
    const { columns } = matrixOf(x, a.fn);
    return result([columns, ...y.shape.slice(1)], x.dtype);
  }),
);

/** How many entries a diagonal has. */
function diagonalLength(rows: Dim, columns: Dim, k: number): Dim {
  if (!isNumber(rows) || !isNumber(columns)) return NONE_DIM;
  return Math.max(0, Math.min(rows + Math.min(k, 0), columns - Math.max(k, 0)));
}

/** The two axes of a matrix in a stack, and what is left. */
function planeOf(x: Known, a: Bound, cx: Context): { rest: Shape; rows: Dim; columns: Dim } | undefined {
  const axes = ['axis1', 'axis2'].map((name) => axisArg(cx, a.get(name)));
  if (axes.some((axis) => axis === undefined)) return undefined;
  const [first, second] = axes.map((axis) => normalizeAxis(axis!, x.shape.length, a.fn));
  if (first === second) {
    throw new ShapeError(
      'argument-count',
      said`${a.fn}: axis1 and axis2 are both axis ${first}; a matrix needs two different axes.`,
    );
  }
  const rest = x.shape.filter((_, i) => i !== first && i !== second);
  return { rest, rows: x.shape[first], columns: x.shape[second] };
}

const diagonal = shaped('diagonal', 'x, offset=0, axis1=0, axis2=1', (x, a, cx) => {
  const plane = planeOf(x, a, cx);
  const k = numberOf(a.get('offset'));
  return plane && k !== undefined ? [...plane.rest, diagonalLength(plane.rows, plane.columns, k)] : undefined;
});

const diag = shaped('diag', 'x, k=0', (x, a) => {
  const k = numberOf(a.get('k'));
  if (k === undefined) return undefined;
  const [rows, columns] = x.shape;
  if (x.shape.length === 2) return [diagonalLength(rows, columns, k)];
  if (x.shape.length === 1) return longer(rows, k);
  throw new ShapeError('rank-mismatch', said`${a.fn} takes a vector or a matrix, but got ${formatShape(x.shape)}.`);
});

const longer = (size: Dim, k: number): Shape => {
  const side = isNumber(size) ? size + Math.abs(k) : NONE_DIM;
  return [side, side];
};

const cross = define('cross', 'x1, x2, axisa=-1, axisb=-1, axisc=-1, axis=None', (a, cx) =>
  withTensors(cx, [a.get('x1'), a.get('x2')], (x, y) => {
    const axis = (name: string): number | undefined => axisArg(cx, a.get(a.isNone('axis') ? name : 'axis'));
    const [first, second, third] = ['axisa', 'axisb', 'axisc'].map(axis);
    if (first === undefined || second === undefined || third === undefined) return cx.unknown('the axes are not known');
    const [i, j] = [normalizeAxis(first, x.shape.length, a.fn), normalizeAxis(second, y.shape.length, a.fn)];
    const rest = broadcastShapes([x.shape.filter((_, at) => at !== i), y.shape.filter((_, at) => at !== j)], a.fn);
    const sizes = [x.shape[i], y.shape[j]];
    const wrong = sizes.find((size) => isNumber(size) && size !== 2 && size !== 3);
    if (wrong !== undefined) {
      throw new ShapeError(
        'input-size-mismatch',
        said`${a.fn} takes vectors of 2 or 3 numbers, but an axis has ${formatDim(wrong)}.`,
      );
    }
    if (!sizes.includes(3)) return result(rest, x.dtype);
    const place = normalizeAxis(third, rest.length + 1, a.fn);
    return result([...rest.slice(0, place), 3, ...rest.slice(place)], x.dtype);
  }),
);

const distances = define('cdist', 'x, y', (a, cx) =>
  withTensors(cx, [a.get('x'), a.get('y')], (x, y) => {
    const [left, right] = [matrixOf(x, a.fn), matrixOf(y, a.fn)];
    if (equalDims(left.columns, right.columns) === false) {
      throw new ShapeError(
        'input-size-mismatch',
        said`${a.fn} compares points of one dimension, but got ${formatShape(x.shape)} and ${formatShape(y.shape)}.`,
      );
    }
    return result([...broadcastShapes([left.batch, right.batch], a.fn), left.rows, right.rows], 'float32');
  }),
);

const product = define('matmul', 'x1, x2', (a, cx) =>
  withTensors(cx, [a.get('x1'), a.get('x2')], (x, y) => {
    const shape = matmulShape(x.shape, y.shape, a.fn);
    cx.note({ macs: productOf([...shape, x.shape[x.shape.length - 1]]) });
    return (x.data && y.data && matmul(cx, tensorflow, x, y, true)) ?? result(shape, x.dtype);
  }),
);

const outer = define('outer', 'x1, x2', (a, cx) =>
  withTensors(cx, [a.get('x1'), a.get('x2')], (x, y) => result([productOf(x.shape), productOf(y.shape)], x.dtype)),
);

/** Every block of the result is x2 times an element of x1; the shorter shape gets ones in front. */
const kron = define('kron', 'x1, x2', (a, cx) =>
  withTensors(cx, [a.get('x1'), a.get('x2')], (x, y) => {
    const rank = Math.max(x.shape.length, y.shape.length);
    const lifted = [x.shape, y.shape].map((shape) => [...Array<Dim>(rank - shape.length).fill(1), ...shape]);
    return result(
      lifted[0].map((size, i) => mul(size, lifted[1][i])),
      x.dtype,
    );
  }),
);

/** `ops.correlate` of vectors: as many positions as `mode` counts (NumPy documentation, "correlate"). */
const correlate = define('correlate', "x1, x2, mode='valid'", (a, cx) =>
  withTensors(cx, [a.get('x1'), a.get('x2')], (x, y) => {
    const [n, m] = [x.shape[0], y.shape[0]];
    const mode = a.str('mode');
    const [most, least] = [maxDim(n, m), minDim(n, m)];
    if (mode === 'same') return result([most], x.dtype);
    if ([n, m].some(isNoneDim)) return result([NONE_DIM], x.dtype);
    return result([mode === 'full' ? sub(mul(1, most), sub(1, least)) : sub(most, sub(least, 1))], x.dtype);
  }),
);

const einsum = define('einsum', 'subscripts, *operands, **kwargs', (a, cx) =>
  applyRule(cx, linear.einsum, a.fn, { args: [a.get('subscripts'), ...a.rest], kwargs: new Map() }),
);

export const linearOps: readonly NativeFunction[] = [
  product,
  einsum,
  outer,
  kron,
  correlate,
  cross,
  distances,
  fromTensorflow('tensordot', 'x1, x2, axes=2', linear.tensordot, 'a b axes'),
  fromNumpy('dot', 'x1, x2', '_ _'),
  fromNumpy('inner', 'x1, x2', '_ _'),
  define('vdot', 'x1, x2', (a, cx) => withTensors(cx, [a.get('x1'), a.get('x2')], (x) => result([], x.dtype))),
  ...['tril', 'triu'].map((name) => fromNumpy(name, 'x, k=0', '_ k')),
  shaped('trace', 'x, offset=0, axis1=0, axis2=1', (x, a, cx) => planeOf(x, a, cx)?.rest),
  diagonal,
  diag,
  shaped('diagflat', 'x, k=0', (x, a) => {
    const k = numberOf(a.get('k'));
    return k === undefined ? undefined : longer(productOf(x.shape), k);
  }),
  shaped('corrcoef', 'x', (x, a) => {
    // A matrix, whose product with its transpose TensorFlow makes (keras/src/backend/tensorflow/numpy.py, Keras 3.15).
    if (x.shape.length === 2) return [x.shape[0], x.shape[0]];
    throw new ShapeError('rank-mismatch', said`${a.fn} takes one row per variable, but got ${formatShape(x.shape)}.`);
  }),
];

export const linalgOps: readonly NativeFunction[] = [
  ofMatrix('cholesky', 'x, upper=False', true, whole),
  ofMatrix('cholesky_inverse', 'x, upper=False', true, whole),
  ofMatrix('inv', 'x', true, whole),
  ofMatrix('det', 'x', true, ({ batch }) => batch),
  ofMatrix('logdet', 'x', false, ({ batch }) => batch),
  ofMatrix('slogdet', 'x', false, ({ batch }): [Shape, Shape] => [batch, batch]),
  ofMatrix('matrix_rank', 'x, tol=None', false, ({ batch }) => batch, 'int32'),
  ...['eig', 'eigh'].map((name) => ofMatrix(name, 'x', true, (m): [Shape, Shape] => [[...m.batch, m.rows], whole(m)])),
  luFactor,
  ofMatrix('pinv', 'x, rcond=None', false, ({ batch, rows, columns }) => [...batch, columns, rows]),
  ofMatrix('qr', "x, mode='reduced'", false, orthogonal),
  ofMatrix('svd', 'x, full_matrices=True, compute_uv=True', false, singular),
  solving('solve', 'a, b'),
  solving('solve_triangular', 'a, b, lower=False'),
  leastSquares,
];
