/** `tf.linalg`: products of a matrix and a vector, inverses, diagonals (TensorFlow 2.21). */
import {
  ShapeError,
  add,
  equalDims,
  formatDim,
  formatShape,
  isNumber,
  maxDim,
  minDim,
  productOf,
  sub,
  tfMatmulShape,
  transposeShape,
  type Dim,
  lessThan,
  type Shape,
} from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import type { Bound } from '../../../python/interpreter/native';
import type { NativeFunction } from '../../../python/interpreter/values';
import { operation } from '../operation';
import { numberOf } from '../staticShape';
import { result, withTensor, type Known } from './tensors';
import { said } from '../../../protocol/say';

/** Rows and columns of a batch of matrices. @throws ShapeError `rank-mismatch` below two axes */
export function sizesOf(x: Known, op: string): [rows: Dim, columns: Dim] {
  const [rows, columns] = x.shape.slice(-2);
  if (x.shape.length >= 2) return [rows, columns];
  throw new ShapeError(
    'rank-mismatch',
    said`${op} takes matrices in the last two axes, but got ${formatShape(x.shape)}. Give it two axes at least.`,
  );
}

export function needSquare(x: Known, op: string): void {
  const [rows, columns] = sizesOf(x, op);
  if (equalDims(rows, columns) !== false) return;
  throw new ShapeError(
    'input-size-mismatch',
    said`${op} takes square matrices, but those of ${formatShape(x.shape)} have ${formatDim(rows)} rows and ${formatDim(columns)} columns.`,
  );
}

/** A product of matrices with vectors: the vectors stand as columns of one. */
const matvec = operation(
  'tf.linalg.matvec',
  'a, b, transpose_a=False, adjoint_a=False, a_is_sparse=False, b_is_sparse=False, name=None',
  (a, cx) =>
    withTensor(cx, a.get('a'), (matrix) =>
      withTensor(cx, a.get('b'), (vector) => {
        sizesOf(matrix, a.fn);
        if (vector.shape.length === 0) {
          throw new ShapeError('rank-mismatch', said`${a.fn} takes vectors in the last axis of b, but b is a scalar.`);
        }
        const turned = a.truth('transpose_a') || a.truth('adjoint_a');
        const left = turned ? transposeShape(matrix.shape, -1, -2) : matrix.shape;
        const shape = tfMatmulShape(left, [...vector.shape, 1], a.fn).slice(0, -1);
        cx.note({ macs: productOf([...shape, left[left.length - 1]]) });
        return result(shape, matrix.dtype);
      }),
    ),
  'MatVec',
);

function ofSquares(name: string, keepsMatrix: boolean): NativeFunction {
  return operation(`tf.linalg.${name}`, 'input, *args, **kwargs', (a, cx) =>
    withTensor(cx, a.get('input'), (x) => {
      needSquare(x, a.fn);
      return result(keepsMatrix ? x.shape : x.shape.slice(0, -2), x.dtype);
    }),
  );
}

/** Which single diagonal is meant; undefined for a band of several. */
const diagonalOf = (a: Bound): number | undefined => numberOf(a.get('k'));

/** Vectors on a diagonal of square matrices, which the k-th diagonal makes |k| larger. */
const diag = operation(
  'tf.linalg.diag',
  'diagonal, name=None, k=0, num_rows=-1, num_cols=-1, *args, **kwargs',
  (a, cx) =>
    withTensor(cx, a.get('diagonal'), (x) => {
      const last = x.shape.at(-1);
      if (last === undefined) {
        throw new ShapeError('rank-mismatch', said`${a.fn} takes vectors in the last axis, but got a scalar.`);
      }
      const band = bandOf(cx, a);
      const [rows, columns] = ['num_rows', 'num_cols'].map((name) => numberOf(a.get(name)));
      if (!band || rows === undefined || columns === undefined)
        return cx.unknown('which diagonals of which matrix are filled is not known');
      return result([...withoutBand(x.shape, band, a.fn), ...matrixOf(last, band, rows, columns, a.fn)], x.dtype);
    }),
);

/** The lowest and the highest diagonal: a number or a pair. */
function bandOf(cx: Context, a: Bound): [low: number, high: number] | undefined {
  const k = numberOf(a.get('k'));
  if (k !== undefined) return [k, k];
  const pair = a.get('k').kind === 'unknown' ? undefined : cx.sequence(a.get('k'))?.map(numberOf);
  const [low, high = low] = pair ?? [];
  return low === undefined || high === undefined ? undefined : [low, high];
}

/** The axes in front: of several diagonals there is one axis more. @throws ShapeError `input-size-mismatch` */
function withoutBand(shape: Shape, [low, high]: readonly [number, number], op: string): Shape {
  if (low === high) return shape.slice(0, -1);
  if (shape.length >= 2 && equalDims(shape[shape.length - 2], high - low + 1) !== false) return shape.slice(0, -2);
  throw new ShapeError(
    'input-size-mismatch',
    said`${op}: k=(${low}, ${high}) names ${high - low + 1} diagonals, which stand in the last axis but one, but got ${formatShape(shape)}.`,
  );
}

/** Rows and columns: as few as hold the diagonals, where none are given (documentation of tf.linalg.diag). */
function matrixOf(
  longest: Dim,
  band: readonly [number, number],
  rows: number,
  columns: number,
  op: string,
): [Dim, Dim] {
  const [low, high] = band;
  const least = [add(longest, Math.max(0, -high)), add(longest, Math.max(0, low))];
  if (rows < 0 && columns < 0) {
    const size = least.reduce((one, other) => maxDim(one, other));
    return [size, size];
  }
  const [height, width] = [rows, columns].map((given, i): Dim => (given < 0 ? least[i] : given));
  if ([height, width].some((size, i) => lessThan(size, least[i]))) {
    throw new ShapeError(
      'input-size-mismatch',
      said`${op}: a matrix of ${formatDim(height)} × ${formatDim(width)} does not hold diagonals of ${formatDim(longest)}.`,
    );
  }
  return [height, width];
}

/** How many entries the k-th diagonal of a matrix has. */
function diagonalLength(cx: Context, rows: Dim, columns: Dim, k: number): Dim {
  const [height, width] = [add(rows, Math.min(k, 0)), sub(columns, Math.max(k, 0))];
  if (equalDims(height, width) === true) return height;
  if (isNumber(height) && isNumber(width)) return maxDim(0, minDim(height, width));
  return cx.unknownDim('the length of the diagonal depends on sizes that are not known');
}

const diagPart = operation('tf.linalg.diag_part', 'input, name=None, k=0, *args, **kwargs', (a, cx) =>
  withTensor(cx, a.get('input'), (x) => {
    const [rows, columns] = sizesOf(x, a.fn);
    const k = diagonalOf(a);
    if (k === undefined) return cx.unknown('which diagonals are taken is not known');
    return result([...x.shape.slice(0, -2), diagonalLength(cx, rows, columns, k)], x.dtype);
  }),
);

const trace = operation('tf.linalg.trace', 'x, name=None', (a, cx) =>
  withTensor(cx, a.get('x'), (x) => {
    sizesOf(x, a.fn);
    return result(x.shape.slice(0, -2), x.dtype);
  }),
);

export const linalgFunctions = [
  matvec,
  ...['inv', 'cholesky'].map((name) => ofSquares(name, true)),
  ofSquares('det', false),
  diag,
  diagPart,
  trace,
];
