/** Decompositions and solvers of torch and torch.linalg (PyTorch documentation, "torch.linalg"): the shapes of their parts. */
import {
  broadcastShapes,
  isNumber,
  matmulShape,
  minDim,
  normalizeAxis,
  ShapeError,
  type Dim,
  type Shape,
} from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import type { Bound } from '../../../python/interpreter/native';
import { tuple, type TensorValue, type Value } from '../../../python/interpreter/values';
import { axisNumber, flag, sizeItem } from '../arguments';
import { inputOf, ofShape, type OpEntry } from '../family';
import { shapeless, tensorOf, whyUnknown } from '../tensor';
import { complexOf, partsOf } from './complex';
import { tensorList } from './joining';
import { namedResult } from './reductions';
import { said } from '../../../protocol/say';

/** A matrix or a batch of them: the axes in front, rows and columns. @throws ShapeError for fewer than two axes */
interface Matrices {
  batch: Shape;
  rows: Dim;
  columns: Dim;
  /** The smaller of rows and columns. */
  least: Dim;
}

function matrices(fn: string, shape: Shape): Matrices {
  if (shape.length < 2) {
    throw new ShapeError(
      'rank-mismatch',
      said`${fn}: the input must be a matrix, with at least 2 axes; it has ${shape.length}.`,
    );
  }
  const [rows, columns] = shape.slice(-2);
  return { batch: shape.slice(0, -2), rows, columns, least: minDim(rows, columns) };
}

const EIGEN = 'eigenvalues eigenvectors';

/** Eigenvalues, and a matrix of eigenvectors. */
const valuesAndVectors = ({ batch, rows }: Matrices): Shape[] => [
  [...batch, rows],
  [...batch, rows, rows],
];

/** @throws ShapeError where the matrices are certainly not square */
function square(fn: string, shape: Shape): Matrices {
  const found = matrices(fn, shape);
  if (isNumber(found.rows) && isNumber(found.columns) && found.rows !== found.columns) {
    throw new ShapeError(
      'rank-mismatch',
      said`${fn}: the last two axes must be a square matrix, but are ${found.rows} × ${found.columns}.`,
    );
  }
  return found;
}

type Parts = (m: Matrices, a: Bound) => Shape[];

/** A part's dtype where it is not the input's. */
type Kind = 'int' | 'real' | 'complex' | undefined;

const dtypeOf = (kind: Kind, dtype: string | undefined): string | undefined =>
  kind === 'int'
    ? 'int32'
    : kind === 'real'
      ? (partsOf(dtype) ?? dtype)
      : kind === 'complex'
        ? complexOf(dtype)
        : dtype;

/** An operation that gives one tensor for each shape, as a tuple where there are several. */
const parts =
  (of: (fn: string, shape: Shape) => Matrices, make: Parts, kinds: readonly Kind[] = []): OpEntry['rule'] =>
  (a, cx) => {
    const input = inputOf(a);
    if (!input.shape) return cx.unknown(whyUnknown(cx, input).reason);
    const made = make(of(a.fn, input.shape), a).map((shape, i) => tensorOf(shape, dtypeOf(kinds[i], input.dtype)));
    return made.length === 1 ? made[0] : tuple(made);
  };

/** The same as a named tuple (`torch.return_types`). @param fields their names, in order */
const named =
  (type: string, fields: string, rule: OpEntry['rule']): OpEntry['rule'] =>
  (a, cx) => {
    const value = rule(a, cx);
    if (value.kind !== 'tuple') return value;
    return namedResult(type, Object.fromEntries(fields.split(' ').map((field, i) => [field, value.items[i]])));
  };

const complete = (a: Bound): boolean => a.str('mode') === 'complete';

const svd: Parts = ({ batch, rows, columns, least }, a) => {
  const full = a.has('some') ? !flag(a, 'some', true) : flag(a, 'full_matrices', true);
  return [
    [...batch, rows, full ? rows : least],
    [...batch, least],
    [...batch, full ? columns : least, columns],
  ];
};

/** `torch.svd` gives V, not its transpose. */
const oldSvd: Parts = ({ batch, rows, columns, least }, a) => {
  const some = flag(a, 'some', true);
  return [
    [...batch, rows, some ? least : rows],
    [...batch, least],
    [...batch, columns, some ? least : columns],
  ];
};

const qr =
  (isWhole: (a: Bound) => boolean): Parts =>
  ({ batch, rows, columns, least }, a) => {
    const whole = isWhole(a);
    return [
      [...batch, rows, whole ? rows : least],
      [...batch, whole ? rows : least, columns],
    ];
  };

/** The low-rank forms keep `q` values, 6 where nothing else is said. */
const lowRank: (a: Bound, cx: Context) => Value = (a, cx) => {
  const q = a.isNone('q') ? 6 : sizeItem(cx, a.get('q'), `${a.fn}(): q`);
  const kept: Parts = ({ batch, rows, columns, least }) => {
    const values = a.isNone('q') ? minDim(q, least) : q;
    return [
      [...batch, rows, values],
      [...batch, values],
      [...batch, columns, values],
    ];
  };
  return parts(matrices, kept)(a, cx);
};

/** The right side of `A X = B` is a vector where it lacks the axis of columns. */
const isVector = (matrix: Shape, right: Shape): boolean =>
  right.length === 1 || (right.length === matrix.length - 1 && right.every((d, i) => d === matrix[i]));

function solved(cx: Context, fn: string, matrix: TensorValue, right: TensorValue): Value {
  if (!matrix.shape || !right.shape) return shapeless(whyUnknown(cx, matrix.shape ? right : matrix), right.dtype);
  const { batch, rows, columns } = matrices(fn, matrix.shape);
  const vector = isVector(matrix.shape, right.shape);
  const [given] = right.shape.slice(vector ? -1 : -2);
  if (isNumber(rows) && isNumber(given) && rows !== given) {
    throw new ShapeError('matmul-mismatch', said`${fn}: A has ${rows} rows, but B has ${given}. They must be equal.`);
  }
  const inFront = broadcastShapes([batch, right.shape.slice(0, vector ? -1 : -2)], fn);
  const others = vector ? [] : right.shape.slice(-1);
  return tensorOf([...inFront, columns, ...others], right.dtype);
}

const solver =
  (matrix: string, right: string): OpEntry['rule'] =>
  (a, cx) =>
    solved(cx, a.fn, inputOf(a, matrix), inputOf(a, right));

function multiplied(cx: Context, fn: string, factors: readonly TensorValue[] | undefined): Value {
  if (!factors?.length) return cx.unknown('which matrices are multiplied is not known');
  let shape: Shape | undefined = factors[0].shape;
  for (const factor of factors.slice(1)) shape = shape && factor.shape && matmulShape(shape, factor.shape, fn);
  return shape ? tensorOf(shape, factors[0].dtype) : shapeless(cx.unknown('the shape of a factor'), factors[0].dtype);
}

/** One operation of torch.linalg and, under the same or another name, of torch and tensors. */
export const decompositionOps: OpEntry[] = [
  {
    name: 'svd',
    signature: 'input, some=True, compute_uv=True, *, out=None',
    rule: named('svd', 'U S V', parts(matrices, oldSvd, [undefined, 'real'])),
  },
  {
    name: 'qr',
    signature: 'input, some=True, *, out=None',
    rule: named(
      'qr',
      'Q R',
      parts(
        matrices,
        qr((a) => !flag(a, 'some', true)),
      ),
    ),
  },
  { name: ['pca_lowrank'], on: 'torch', signature: 'input, q=None, center=True, niter=2', rule: lowRank },
  { name: ['svd_lowrank'], on: 'torch', signature: 'input, q=6, niter=2, M=None', rule: lowRank },
  {
    name: 'slogdet',
    signature: 'input',
    rule: named(
      'slogdet',
      'sign logabsdet',
      parts(square, ({ batch }) => [batch, batch], [undefined, 'real']),
    ),
  },
  {
    name: ['cholesky_inverse'],
    signature: 'input, upper=False, *, out=None',
    rule: parts(square, ({ batch, rows }) => [[...batch, rows, rows]]),
  },
  { name: 'cholesky_solve', signature: 'input, input2, upper=False, *, out=None', rule: solver('input2', 'input') },
  {
    name: 'matrix_power',
    signature: 'input, n, *, out=None',
    rule: parts(square, ({ batch, rows }) => [[...batch, rows, rows]]),
  },
  {
    name: 'chain_matmul',
    on: 'torch',
    signature: '*matrices, out=None',
    rule: (a, cx) => multiplied(cx, 'chain_matmul', a.rest.filter(isTensor)),
  },
];

const isTensor = (value: Value): value is TensorValue => value.kind === 'tensor';

/** The rest of torch.linalg. */
export const linalgOps: OpEntry[] = [
  {
    name: 'svd',
    signature: 'input, full_matrices=True, *, driver=None, out=None',
    rule: named('linalg_svd', 'U S Vh', parts(matrices, svd, [undefined, 'real'])),
  },
  {
    name: 'svdvals',
    signature: 'input, *, driver=None, out=None',
    rule: parts(matrices, ({ batch, least }) => [[...batch, least]], ['real']),
  },
  {
    name: 'qr',
    signature: "input, mode='reduced', *, out=None",
    rule: named('linalg_qr', 'Q R', parts(matrices, qr(complete))),
  },
  {
    name: 'eig',
    signature: 'input, *, out=None',
    rule: named('linalg_eig', EIGEN, parts(square, valuesAndVectors, ['complex', 'complex'])),
  },
  {
    name: 'eigvals',
    signature: 'input, *, out=None',
    rule: parts(square, ({ batch, rows }) => [[...batch, rows]], ['complex']),
  },
  {
    name: 'eigh',
    signature: "input, UPLO='L', *, out=None",
    rule: named('linalg_eigh', EIGEN, parts(square, valuesAndVectors, ['real'])),
  },
  {
    name: 'eigvalsh',
    signature: "input, UPLO='L', *, out=None",
    rule: parts(square, ({ batch, rows }) => [[...batch, rows]], ['real']),
  },
  ...['cholesky', 'matrix_exp', 'inv'].map((name): OpEntry => ({
    name,
    signature: 'input, *args, **kwargs',
    rule: parts(square, ({ batch, rows }) => [[...batch, rows, rows]]),
  })),
  ...Object.entries({ cholesky_ex: 'L info', inv_ex: 'inverse info' }).map(([name, fields]): OpEntry => ({
    name,
    signature: 'input, *args, **kwargs',
    rule: named(
      `linalg_${name}`,
      fields,
      parts(square, ({ batch, rows }) => [[...batch, rows, rows], batch], [undefined, 'int']),
    ),
  })),
  {
    name: 'pinv',
    signature: 'input, *args, **kwargs',
    rule: parts(matrices, ({ batch, rows, columns }) => [[...batch, columns, rows]]),
  },
  {
    name: 'matrix_power',
    signature: 'input, n, *, out=None',
    rule: parts(square, ({ batch, rows }) => [[...batch, rows, rows]]),
  },
  {
    name: 'lu',
    signature: 'input, *, pivot=True, out=None',
    rule: named(
      'linalg_lu',
      'P L U',
      parts(matrices, ({ batch, rows, columns, least }) => [
        [...batch, rows, rows],
        [...batch, rows, least],
        [...batch, least, columns],
      ]),
    ),
  },
  {
    name: 'lu_factor',
    signature: 'input, *, pivot=True, out=None',
    rule: named(
      'linalg_lu_factor',
      'LU pivots',
      parts(
        matrices,
        ({ batch, rows, columns, least }) => [
          [...batch, rows, columns],
          [...batch, least],
        ],
        [undefined, 'int'],
      ),
    ),
  },
  {
    name: 'slogdet',
    signature: 'input, *, out=None',
    rule: named(
      'slogdet',
      'sign logabsdet',
      parts(square, ({ batch }) => [batch, batch], [undefined, 'real']),
    ),
  },
  { name: 'cond', signature: 'input, p=None, *, out=None', rule: parts(matrices, ({ batch }) => [batch], ['real']) },
  {
    name: 'matrix_rank',
    signature: 'input, tol=None, hermitian=False, *, atol=None, rtol=None, out=None',
    rule: (a, cx) => ofShape(cx, inputOf(a), (shape) => tensorOf(matrices('matrix_rank', shape).batch, 'int64')),
  },
  { name: 'solve', signature: 'A, B, *, left=True, out=None', rule: solver('A', 'B') },
  {
    name: 'solve_triangular',
    signature: 'A, B, *, upper=None, left=True, unitriangular=False, out=None',
    rule: solver('A', 'B'),
  },
  {
    name: 'lstsq',
    signature: 'A, B, rcond=None, *, driver=None',
    rule: named('linalg_lstsq', 'solution residuals rank singular_values', (a, cx) =>
      tuple([
        solved(cx, 'lstsq', inputOf(a, 'A'), inputOf(a, 'B')),
        ...['residuals', 'rank', 'singular values'].map((what) => cx.unknown(said`the ${what} of lstsq`)),
      ]),
    ),
  },
  {
    name: 'multi_dot',
    signature: 'tensors, *, out=None',
    rule: (a, cx) => multiplied(cx, 'multi_dot', tensorList(cx, a.get('tensors'), 'multi_dot')),
  },
  {
    name: 'vecdot',
    signature: 'x, y, *, dim=-1, out=None',
    rule: (a, cx) => {
      const [x, y] = [inputOf(a, 'x'), inputOf(a, 'y')];
      const axis = axisNumber(cx, a.get('dim'), 'vecdot(): dim');
      if (!x.shape || !y.shape || axis === undefined) return shapeless(whyUnknown(cx, x.shape ? y : x), x.dtype);
      const shape = broadcastShapes([x.shape, y.shape], 'vecdot');
      const at = normalizeAxis(axis, shape.length, 'vecdot');
      return tensorOf(
        shape.filter((_, i) => i !== at),
        x.dtype,
      );
    },
  },
];
