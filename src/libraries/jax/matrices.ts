/**
 * `jax.lax.linalg` and what `jax.scipy.linalg` has besides `jax.numpy.linalg`: decompositions and matrices of a form, by their shapes
 * (JAX 0.10, "jax.lax.linalg module" and "jax.scipy.linalg").
 */
import { op, type Bound } from '../../python/interpreter/native';
import { list, tuple, type NativeFunction, type TensorValue, type Value } from '../../python/interpreter/values';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { equalDims, formatShape, minDim, sub, type Dim, type Shape } from '../../shape';
import { said } from '../../protocol/say';
import { arrayOf, makeArray } from './arrays';

/** A stack of matrices by its sizes, and the float type that JAX computes in. */
interface Stack {
  readonly batch: Shape;
  readonly rows: Dim;
  readonly columns: Dim;
  readonly dtype: string | undefined;
}

const floating = (dtype: string | undefined): string | undefined =>
  dtype === undefined || /^(b?float|complex)/.test(dtype) ? dtype : 'float32';

/** @throws PyError TypeError for vectors, ValueError for what must be square and is not */
function stackOf({ shape, dtype }: TensorValue & { readonly shape: Shape }, fn: string, isSquare: boolean): Stack {
  if (shape.length < 2)
    throw new PyError(
      'TypeError',
      said`${fn} takes matrices, but the array is ${formatShape(shape)}: it needs at least two axes.`,
      'rank-mismatch',
    );
  const [rows, columns] = shape.slice(-2);
  if (isSquare && equalDims(rows, columns) === false)
    throw new PyError(
      'ValueError',
      said`${fn} takes square matrices, but the array is ${formatShape(shape)}: its last two axes must be equal.`,
      'matmul-mismatch',
    );
  return { batch: shape.slice(0, -2), rows, columns, dtype: floating(dtype) };
}

type Rule = (m: Stack, a: Bound, cx: Context) => Value;

/** A function of the stack of matrices that the first parameter is. */
const ofMatrix = (name: string, signature: string, isSquare: boolean, rule: Rule): NativeFunction =>
  op(name, signature, (a, cx) => {
    const x = arrayOf(a.get(signature.split(/[,=]/)[0]));
    if (!x?.shape) return x?.reason ?? cx.unknown('the matrix is not known');
    return rule(stackOf(x as TensorValue & { readonly shape: Shape }, name, isSquare), a, cx);
  });

/** The shape of the right side. */
const likeRight = (name: string, signature: string, right: string): NativeFunction =>
  op(name, signature, (a, cx) => {
    const b = arrayOf(a.get(right));
    return b?.shape ? makeArray(b.shape, floating(b.dtype)) : cx.unknown('the matrix is not known');
  });

const whole: Rule = ({ batch, rows, columns, dtype }) => makeArray([...batch, rows, columns], dtype);
const wholeTwice: Rule = (m, a, cx) => list([whole(m, a, cx), whole(m, a, cx)]);

function triangular({ batch, rows, columns, dtype }: Stack, full: boolean, pivots: boolean): Value {
  const inner = full ? rows : minDim(rows, columns);
  const parts = [makeArray([...batch, rows, inner], dtype), makeArray([...batch, inner, columns], dtype)];
  return tuple(pivots ? [...parts, makeArray([...batch, columns], 'int32')] : parts);
}

function singular({ batch, rows, columns, dtype }: Stack, a: Bound): Value {
  const rank = minDim(rows, columns);
  const values = makeArray([...batch, rank], dtype);
  if (a.truth('compute_uv') === false) return values;
  const full = a.truth('full_matrices') !== false;
  return tuple([
    makeArray([...batch, rows, full ? rows : rank], dtype),
    values,
    makeArray([...batch, full ? columns : rank, columns], dtype),
  ]);
}

/** Eigenvalues, then the vectors asked for; of real matrices they are complex. */
const eig: Rule = ({ batch, rows, columns, dtype }, a) => {
  const complex = dtype && (dtype === 'complex128' || dtype === 'float64' ? 'complex128' : 'complex64');
  const asked = ['compute_left_eigenvectors', 'compute_right_eigenvectors'].filter((name) => a.truth(name) !== false);
  return list([
    makeArray([...batch, rows], complex),
    ...asked.map(() => makeArray([...batch, rows, columns], complex)),
  ]);
};

export const laxLinalg: Readonly<Record<string, Value>> = {
  cholesky: ofMatrix('cholesky', 'x, *, symmetrize_input=True', true, whole),
  cholesky_update: ofMatrix('cholesky_update', 'r_matrix, w_vector', true, whole),
  eig: ofMatrix('eig', 'x, *, compute_left_eigenvectors=True, compute_right_eigenvectors=True, **kwargs', true, eig),
  // Vectors come first here, unlike in jax.numpy.
  eigh: ofMatrix(
    'eigh',
    'x, *, lower=True, symmetrize_input=True, sort_eigenvalues=True, **kwargs',
    true,
    ({ batch, rows, columns, dtype }) =>
      tuple([makeArray([...batch, rows, columns], dtype), makeArray([...batch, rows], dtype)]),
  ),
  hessenberg: ofMatrix('hessenberg', 'a', true, ({ batch, rows, columns, dtype }) =>
    list([makeArray([...batch, rows, columns], dtype), makeArray([...batch, sub(rows, 1)], dtype)]),
  ),
  householder_product: ofMatrix('householder_product', 'a, taus', false, whole),
  lu: ofMatrix('lu', 'x', false, ({ batch, rows, columns, dtype }) =>
    list([
      makeArray([...batch, rows, columns], dtype),
      makeArray([...batch, minDim(rows, columns)], 'int32'),
      makeArray([...batch, rows], 'int32'),
    ]),
  ),
  lu_pivots_to_permutation: op('lu_pivots_to_permutation', 'pivots, permutation_size', (a, cx) => {
    const pivots = arrayOf(a.get('pivots'))?.shape;
    if (!pivots) return cx.unknown('the pivots are not known');
    return makeArray([...pivots.slice(0, -1), cx.dim(a.get('permutation_size'), 'permutation_size')], 'int32');
  }),
  qr: ofMatrix('qr', 'x, *, pivoting=False, full_matrices=True, use_magma=None', false, (m, a) =>
    triangular(m, a.truth('full_matrices') !== false, a.truth('pivoting') === true),
  ),
  schur: ofMatrix(
    'schur',
    'x, *, compute_schur_vectors=True, sort_eig_vals=False, select_callable=None',
    true,
    wholeTwice,
  ),
  svd: ofMatrix(
    'svd',
    'x, *, full_matrices=True, compute_uv=True, subset_by_index=None, algorithm=None',
    false,
    singular,
  ),
  symmetric_product: likeRight('symmetric_product', 'a_matrix, c_matrix, **kwargs', 'c_matrix'),
  triangular_solve: likeRight('triangular_solve', 'a, b, *, left_side=False, **kwargs', 'b'),
  tridiagonal: ofMatrix('tridiagonal', 'a, *, lower=True', true, ({ batch, rows, columns, dtype }) =>
    list([
      makeArray([...batch, rows, columns], dtype),
      makeArray([...batch, rows], dtype),
      makeArray([...batch, sub(rows, 1)], dtype),
      makeArray([...batch, sub(rows, 1)], dtype),
    ]),
  ),
  tridiagonal_solve: likeRight('tridiagonal_solve', 'dl, d, du, b, **kwargs', 'b'),
};

/** A square matrix of so many rows. */
const ofSize = (name: string): NativeFunction =>
  op(name, 'n, **kwargs', (a, cx) => {
    const n = cx.dim(a.get('n'), 'n');
    return makeArray([n, n], 'float32');
  });

export const moreOfScipy: Readonly<Record<string, Value>> = {
  // The default is all of Q, unlike in jax.numpy.
  qr: ofMatrix(
    'qr',
    "a, overwrite_a=False, lwork=None, mode='full', pivoting=False, check_finite=True",
    false,
    (m, a, cx) => {
      const mode = a.str('mode');
      if (mode === undefined) return cx.unknown(said`${'mode'} of qr is not known`);
      if (!['full', 'r', 'economic'].includes(mode))
        throw new PyError('ValueError', said`Unsupported QR decomposition mode '${mode}'`);
      const made = triangular(m, mode !== 'economic', a.truth('pivoting') === true);
      return mode === 'r' && made.kind === 'tuple' ? tuple(made.items.slice(1)) : made;
    },
  ),
  lu: ofMatrix(
    'lu',
    'a, permute_l=False, overwrite_a=False, check_finite=True',
    false,
    ({ batch, rows, columns, dtype }, a) => {
      const rank = minDim(rows, columns);
      const parts = [makeArray([...batch, rows, rank], dtype), makeArray([...batch, rank, columns], dtype)];
      return tuple(a.truth('permute_l') ? parts : [makeArray([...batch, rows, rows], dtype), ...parts]);
    },
  ),
  lu_factor: ofMatrix(
    'lu_factor',
    'a, overwrite_a=False, check_finite=True',
    false,
    ({ batch, rows, columns, dtype }) =>
      tuple([makeArray([...batch, rows, columns], dtype), makeArray([...batch, minDim(rows, columns)], 'int32')]),
  ),
  lu_solve: likeRight('lu_solve', 'lu_and_piv, b, trans=0, overwrite_b=False, check_finite=True', 'b'),
  cho_factor: ofMatrix('cho_factor', 'a, lower=False, overwrite_a=False, check_finite=True', true, (m, a, cx) =>
    tuple([whole(m, a, cx), a.get('lower')]),
  ),
  cho_solve: likeRight('cho_solve', 'c_and_lower, b, overwrite_b=False, check_finite=True', 'b'),
  svd: ofMatrix(
    'svd',
    "a, full_matrices=True, compute_uv=True, overwrite_a=False, check_finite=True, lapack_driver='gesdd'",
    false,
    singular,
  ),
  eigh: ofMatrix('eigh', 'a, b=None, lower=True, eigvals_only=False, **kwargs', true, (m, a, cx) => {
    const values = makeArray([...m.batch, m.rows], m.dtype);
    return a.truth('eigvals_only') ? values : tuple([values, whole(m, a, cx)]);
  }),
  schur: ofMatrix('schur', "a, output='real'", true, wholeTwice),
  sqrtm: ofMatrix('sqrtm', 'A, blocksize=1', true, ({ batch, rows, columns }) =>
    makeArray([...batch, rows, columns], 'complex64'),
  ),
  polar: ofMatrix('polar', "a, side='right', **kwargs", false, (m, a, cx) => {
    const n = a.str('side') === 'left' ? m.rows : m.columns;
    return tuple([whole(m, a, cx), makeArray([...m.batch, n, n], m.dtype)]);
  }),
  toeplitz: op('toeplitz', 'c, r=None', (a, cx) => {
    const [c, r] = [arrayOf(a.get('c'))?.shape, a.isNone('r') ? undefined : arrayOf(a.get('r'))?.shape];
    if (!c || (!a.isNone('r') && !r)) return cx.unknown('the matrix is not known');
    return makeArray([...c.slice(0, -1), c[c.length - 1], (r ?? c)[(r ?? c).length - 1]], 'float32');
  }),
  hilbert: ofSize('hilbert'),
  pascal: ofSize('pascal'),
};
