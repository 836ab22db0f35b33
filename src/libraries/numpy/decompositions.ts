/** Decompositions, systems of equations and norms of numpy.linalg, by their shapes (NumPy 2.3, "Linear algebra"). */
import type { Context } from '../../python/interpreter/context';
import { namedTuple } from '../../python/builtins/stdlib/namedTuples';
import { PyError } from '../../python/interpreter/errors';
import { native, type Bound } from '../../python/interpreter/native';
import { int, tuple, type NativeFunction, type Value } from '../../python/interpreter/values';
import { broadcastShapes, equalDims, formatShape, minDim, type Dim, type Shape } from '../../shape';
import { said } from '../../protocol/say';
import { axesArg } from '../common/shapes';
import { common, made, ofArray, ofArrays, type Shaped } from './shaped';
import { checkSquare, solvedDtype } from './matrices';
import { axisWithin } from './rearranging';

/** A stack of matrices by its sizes. */
interface Stack {
  readonly batch: Shape;
  readonly rows: Dim;
  readonly columns: Dim;
  readonly dtype: string | undefined;
}

/** @throws PyError ValueError for a vector or number */
function stackOf({ shape, dtype }: Shaped, fn: string): Stack {
  if (shape.length < 2)
    throw new PyError(
      'ValueError',
      said`${fn} takes matrices, but the array is ${formatShape(shape)}: it needs at least two axes.`,
      'rank-mismatch',
    );
  return {
    batch: shape.slice(0, -2),
    rows: shape[shape.length - 2],
    columns: shape[shape.length - 1],
    dtype: solvedDtype(dtype),
  };
}

/** A function of a stack of matrices. */
const ofMatrix = (name: string, signature: string, rule: (m: Stack, a: Bound, cx: Context) => Value): NativeFunction =>
  ofArray(name, signature, (x, a, cx) => rule(stackOf(x, name), a, cx));

/** The same of square ones. */
const ofSquare = (name: string, signature: string, rule: (m: Stack, a: Bound, cx: Context) => Value): NativeFunction =>
  ofArray(name, signature, (x, a, cx) => {
    const stack = stackOf(x, name);
    checkSquare(x.shape, name);
    return rule(stack, a, cx);
  });

/** Complex or not depends on the numbers: real ones may have complex eigenvalues. */
const eigenvectors = (name: string, signature: string): NativeFunction =>
  ofSquare(name, signature, ({ batch, rows, columns, dtype }) => {
    const open = name === 'eig' && !dtype?.startsWith('complex') ? undefined : dtype;
    const values = name === 'eigh' ? realOf(dtype) : open;
    return namedTuple(name === 'eig' ? 'EigResult' : 'EighResult', {
      eigenvalues: made([...batch, rows], values),
      eigenvectors: made([...batch, rows, columns], open),
    });
  });

/** The type of the parts of complex numbers; other types stay. */
const realOf = (dtype: string | undefined): string | undefined =>
  dtype === 'complex64' ? 'float32' : dtype === 'complex128' ? 'float64' : dtype;

/** `raw` gives what LAPACK does: the transposed reflectors and their factors. */
const qr = ofMatrix('qr', "a, mode='reduced'", ({ batch, rows, columns, dtype }, a, cx) => {
  const least = minDim(rows, columns);
  const mode = a.str('mode');
  switch (mode) {
    case 'r':
      return made([...batch, least, columns], dtype);
    case 'raw':
      return tuple([made([...batch, columns, rows], dtype), made([...batch, least], dtype)]);
    case 'reduced':
    case 'complete': {
      const inner = mode === 'complete' ? rows : least;
      return namedTuple('QRResult', {
        Q: made([...batch, rows, inner], dtype),
        R: made([...batch, inner, columns], dtype),
      });
    }
    case undefined:
      return cx.unknown(said`${'mode'} of qr is not known`);
  }
  throw new PyError('ValueError', said`Unrecognized mode '${mode}': qr takes 'reduced', 'complete', 'r' or 'raw'.`);
});

const svd = ofMatrix('svd', 'a, full_matrices=True, compute_uv=True, hermitian=False', (m, a) => {
  const { batch, rows, columns, dtype } = m;
  const rank = minDim(rows, columns);
  const values = made([...batch, rank], realOf(dtype));
  if (a.truth('compute_uv') === false) return values;
  const full = a.truth('full_matrices') !== false;
  return namedTuple('SVDResult', {
    U: made([...batch, rows, full ? rows : rank], dtype),
    S: values,
    Vh: made([...batch, full ? columns : rank, columns], dtype),
  });
});

/** `solve`: since NumPy 2 only a right side of one axis is a vector. */
const solve = ofArrays('solve', 'a, b', 2, ([x, y]) => {
  const { batch, rows } = stackOf(x, 'solve');
  checkSquare(x.shape, 'solve');
  const isVector = y.shape.length === 1;
  const height = y.shape[isVector ? 0 : y.shape.length - 2];
  if (height === undefined || equalDims(rows, height) === false)
    throw new PyError(
      'ValueError',
      said`${'solve'}: a of ${formatShape(x.shape)} and b of ${formatShape(y.shape)} have different numbers of rows.`,
      'input-size-mismatch',
    );
  const dtype = solvedDtype(common(x, y));
  if (isVector) return made([...batch, rows], dtype);
  const stacks = broadcastShapes([batch, y.shape.slice(0, -2)], 'solve');
  return made([...stacks, ...y.shape.slice(-2)], dtype);
});

/** Solutions, residuals, the rank and the singular values; how many residuals there are depends on the rank. */
const leastSquares = ofArrays('lstsq', 'a, b, rcond=None', 2, ([x, y], _a, cx) => {
  const { rows, columns } = stackOf(x, 'lstsq');
  if (y.shape.length === 0 || equalDims(rows, y.shape[0]) === false)
    throw new PyError(
      'ValueError',
      said`${'lstsq'}: a of ${formatShape(x.shape)} and b of ${formatShape(y.shape)} have different numbers of rows.`,
      'input-size-mismatch',
    );
  const dtype = solvedDtype(common(x, y));
  const residuals = cx.unknownDim('how many residuals there are depends on the rank');
  return tuple([
    made([columns, ...y.shape.slice(1)], dtype),
    made([residuals], dtype),
    made([], 'int64'),
    made([minDim(rows, columns)], dtype),
  ]);
});

/** Norms over one axis, two, or all; every order has the same shape. */
export const normOf = (name: string, signature: string, fallback: 'all' | 'last two'): NativeFunction =>
  ofArray(name, signature, (x, a, cx) => {
    const given = a.isNone('axis') ? 'all' : axesArg(cx, a.get('axis'));
    if (given === undefined) return cx.unknown('the axis is not known');
    const rank = x.shape.length;
    const all = fallback === 'all' ? x.shape.map((_, i) => i) : [rank - 2, rank - 1];
    const axes = given === 'all' ? all : given.map((axis) => axisWithin(axis, rank, name));
    const keeps = a.truth('keepdims') ?? false;
    const shape = x.shape.flatMap((size, i) => (axes.includes(i) ? (keeps ? [1] : []) : [size]));
    return made(shape, realOf(x.dtype === 'float16' ? 'float16' : solvedDtype(x.dtype)));
  });

const perMatrix = (name: string, signature: string, isSquare: boolean, dtype?: string): NativeFunction =>
  (isSquare ? ofSquare : ofMatrix)(name, signature, (m) => made(m.batch, dtype ?? m.dtype));

const diagonal = native('diagonal', 'x, /, *, offset=0', (a, cx) =>
  cx.callMethod(cx.importModule('numpy'), 'diagonal', [a.get('x'), a.get('offset'), int(-2), int(-1)]),
);

export const decompositions: Readonly<Record<string, Value>> = {
  solve,
  lstsq: leastSquares,
  det: perMatrix('det', 'a', true),
  slogdet: ofSquare('slogdet', 'a', ({ batch, dtype }) =>
    namedTuple('SlogdetResult', { sign: made(batch, dtype), logabsdet: made(batch, realOf(dtype)) }),
  ),
  cond: perMatrix('cond', 'x, p=None', false),
  matrix_rank: ofArray('matrix_rank', 'A, tol=None, hermitian=False, *, rtol=None', (x) =>
    made(x.shape.slice(0, -2), 'int64'),
  ),
  cholesky: ofSquare('cholesky', 'a, /, *, upper=False', ({ batch, rows, columns, dtype }) =>
    made([...batch, rows, columns], dtype),
  ),
  qr,
  svd,
  eig: eigenvectors('eig', 'a'),
  eigh: eigenvectors('eigh', "a, UPLO='L'"),
  vector_norm: normOf('vector_norm', 'x, /, *, axis=None, keepdims=False, ord=2', 'all'),
  matrix_norm: normOf('matrix_norm', "x, /, *, axis=None, keepdims=False, ord='fro'", 'last two'),
  matrix_transpose: ofMatrix('matrix_transpose', 'x', ({ batch, rows, columns, dtype }) =>
    made([...batch, columns, rows], dtype),
  ),
  diagonal,
};
