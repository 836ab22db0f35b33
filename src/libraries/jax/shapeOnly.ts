/** Functions of `jax.numpy` by their shapes alone: indices, polynomials, statistics, newer names (jax.numpy, JAX 0.10). */
import { op, type Bound } from '../../python/interpreter/native';
import type { Context } from '../../python/interpreter/context';
import { int, list, tuple, type NativeFunction, type TensorValue, type Value } from '../../python/interpreter/values';
import {
  add,
  broadcastShapes,
  formatShape,
  isNumber,
  normalizeAxis,
  productOf,
  ShapeError,
  sub,
  type Dim,
  type Shape,
} from '../../shape';
import { said } from '../../protocol/say';
import { axisArg, shapeArg } from '../common/shapes';
import { dtypeParameter } from '../numpy/classes';
import { arrayOf, floatOf, makeArray } from './arrays';

type Known = TensorValue & { shape: Shape };
type Rule = (x: Known, a: Bound, cx: Context) => Value;

/** A function of one array of known rank. */
export function ofArray(name: string, signature: string, rule: Rule): NativeFunction {
  const first = /^\w+/.exec(signature)![0];
  return op(name, signature, (a, cx) => {
    const x = arrayOf(a.get(first));
    if (!x?.shape) return x?.reason ?? cx.unknown(said`the argument of ${name}() is not known`);
    return rule(x as Known, a, cx);
  });
}

/** Functions of single elements, by the type of the result. */
export const keepingShape = (name: string, dtype?: string): NativeFunction =>
  ofArray(name, 'x, *args, **kwargs', (x) => makeArray(x.shape, dtype ?? floatOf(x.dtype)));

const vector = (x: Known, op: string): Dim => {
  if (x.shape.length === 1) return x.shape[0];
  throw new ShapeError('rank-mismatch', said`${op} takes a vector, but got ${formatShape(x.shape)}.`);
};

/** Positions of half a square matrix, one vector for each of the two axes. */
function halfOf(name: string, keeps: (row: number, column: number, k: number) => boolean): NativeFunction {
  return op(name, 'n, k=0, m=None', (a, cx) => {
    const [rows, k] = [a.dim('n'), a.number('k')];
    const columns = a.isNone('m') ? rows : a.dim('m');
    let count: Dim = cx.unknownDim('how many positions there are is not known');
    if (isNumber(rows) && isNumber(columns) && k !== undefined && rows * columns <= 1_000_000) {
      count = 0;
      for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) if (keeps(i, j, k)) count++;
    }
    return tuple([makeArray([count], 'int32'), makeArray([count], 'int32')]);
  });
}

const below = (row: number, column: number, k: number): boolean => column - row <= k;
const above = (row: number, column: number, k: number): boolean => column - row >= k;
const lower = halfOf('tril_indices', below);
const upper = halfOf('triu_indices', above);

const fromSquare = (name: string, like: Value): NativeFunction =>
  ofArray(name, 'arr, k=0', (x, a, cx) => {
    if (x.shape.length !== 2)
      throw new ShapeError('rank-mismatch', said`${name} takes a matrix, but got ${formatShape(x.shape)}.`);
    return cx.call(like, [int(x.shape[0]), a.get('k'), int(x.shape[1])]);
  });

/** The covariance of rows: as many rows and columns as there are variables; one number for a single vector. */
const covariance = ofArray('cov', 'm, y=None, rowvar=True, **kwargs', (x, a, cx) => {
  const byRow = a.truth('rowvar') !== false || x.shape.length < 2;
  const count = (shape: Shape): Dim => (shape.length < 2 ? 1 : byRow ? shape[0] : shape[1]);
  const other = a.isNone('y') ? undefined : arrayOf(a.get('y'))?.shape;
  if (!a.isNone('y') && !other) return cx.unknown('the second array is not known');
  const size = other ? add(count(x.shape), count(other)) : count(x.shape);
  return makeArray(size === 1 ? [] : [size, size], floatOf(x.dtype));
});

/** The slope along every axis, or along those that are named. */
const gradient = ofArray('gradient', 'f, *varargs, axis=None, edge_order=None', (x, a, cx) => {
  const same = (): Value => makeArray(x.shape, floatOf(x.dtype));
  const given = a.get('axis');
  const axes = given.kind === 'none' ? undefined : given.kind === 'int' ? [given] : cx.sequence(given);
  const count = given.kind === 'none' ? x.shape.length : (axes?.length ?? 1);
  return count === 1 ? same() : list(Array.from({ length: count }, same));
});

const broadcasting = (name: string, dtype?: string): NativeFunction =>
  ofArray(name, 'x1, x2', (x, a, cx) => {
    const y = arrayOf(a.get('x2'));
    if (!y?.shape) return cx.unknown('the second array is not known');
    return makeArray(broadcastShapes([x.shape, y.shape], name), dtype ?? x.dtype);
  });

const insert = ofArray('insert', 'arr, obj, values, axis=None, **kwargs', (x, a, cx) => {
  const at = arrayOf(a.get('obj')) ?? undefined;
  const items = at ? undefined : cx.sequence(a.get('obj'))?.length;
  const many: Dim | undefined = at?.shape ? (at.shape.length === 0 ? 1 : at.shape[0]) : items;
  if (many === undefined) return cx.unknown('where is inserted is not known');
  if (a.isNone('axis')) return makeArray([add(productOf(x.shape), many)], x.dtype);
  const given = axisArg(cx, a.get('axis'));
  if (given === undefined || a.get('values').kind === 'tensor') return cx.unknown('what is inserted is not known');
  const axis = normalizeAxis(given, x.shape.length, 'insert');
  return makeArray(x.shape.with(axis, add(x.shape[axis], many)), x.dtype);
});

const matrixTranspose = ofArray('matrix_transpose', 'x, /', (x) => {
  if (x.shape.length < 2)
    throw new ShapeError('rank-mismatch', said`matrix_transpose takes matrices, but got ${formatShape(x.shape)}.`);
  return makeArray([...x.shape.slice(0, -2), x.shape.at(-1)!, x.shape.at(-2)!], x.dtype);
});

const tuplesOf = (name: string, count: number, dtypes: readonly (string | undefined)[]): NativeFunction =>
  ofArray(name, 'x, *args, **kwargs', (x) =>
    tuple(Array.from({ length: count }, (_, i) => makeArray(x.shape, dtypes[i] ?? floatOf(x.dtype)))),
  );

const histogram2d = op('histogram2d', 'x, y, bins=10, **kwargs', (a, cx) => {
  const bins = a.get('bins').kind === 'int' ? a.dim('bins') : undefined;
  if (bins === undefined) return cx.unknown('the bins are not known');
  const edges = (): Value => makeArray([add(bins, 1)], 'float32');
  return tuple([makeArray([bins, bins], 'float32'), edges(), edges()]);
});

const DIAGONAL = op('diag_indices', 'n, ndim=2', (a, cx) => {
  const count = a.number('ndim');
  if (count === undefined) return cx.unknown('the number of axes is not known');
  return tuple(Array.from({ length: count }, () => makeArray([a.dim('n')], 'int32')));
});

const ELEMENTS: readonly (readonly [names: string, dtype?: string])[] = [
  ['copysign fix sort_complex unwrap'],
  ['iscomplex', 'bool'],
  ['bitwise_count', 'uint8'],
];

export const shapeOnlyFunctions: Record<string, Value> = {
  ...Object.fromEntries(
    ELEMENTS.flatMap(([names, dtype]) => names.split(' ').map((name) => [name, keepingShape(name, dtype)])),
  ),
  interp: keepingShape('interp'),
  astype: ofArray('astype', 'x, dtype, /, *, copy=False, device=None', (x, a, cx) =>
    makeArray(x.shape, dtypeParameter(cx, a.get('dtype'))),
  ),
  cov: covariance,
  gradient,
  insert,
  matrix_transpose: matrixTranspose,
  tril_indices: lower,
  triu_indices: upper,
  tril_indices_from: fromSquare('tril_indices_from', lower),
  triu_indices_from: fromSquare('triu_indices_from', upper),
  diag_indices: DIAGONAL,
  modf: tuplesOf('modf', 2, []),
  frexp: tuplesOf('frexp', 2, [undefined, 'int32']),
  divmod: op('divmod', 'x1, x2', (a, cx) => {
    const one = cx.call(broadcasting('divmod'), [a.get('x1'), a.get('x2')]);
    return one.kind === 'tensor' ? tuple([one, one]) : one;
  }),
  ravel_multi_index: op('ravel_multi_index', 'multi_index, dims, **kwargs', (a, cx) => {
    const parts = cx.sequence(a.get('multi_index'))?.map((part) => arrayOf(part)?.shape);
    if (!parts?.every((shape) => shape !== undefined)) return cx.unknown('the indices are not known');
    return makeArray(broadcastShapes(parts as Shape[], 'ravel_multi_index'), 'int32');
  }),
  resize: op('resize', 'a, new_shape', (a, cx) => {
    const shape = shapeArg(cx, a.get('new_shape'));
    return shape ? makeArray(shape, arrayOf(a.get('a'))?.dtype) : cx.unknown('the new shape is not known');
  }),
  polyfit: ofArray('polyfit', 'x, y, deg, **kwargs', (x, a, cx) => {
    vector(x, 'polyfit');
    const y = arrayOf(a.get('y'))?.shape;
    if (a.extra.size > 0 || !y) return cx.unknown('what polyfit gives is not known');
    return makeArray([add(a.dim('deg'), 1), ...y.slice(1)], 'float32');
  }),
  ediff1d: ofArray('ediff1d', 'ary, to_end=None, to_begin=None', (x, a, cx) =>
    a.isNone('to_end') && a.isNone('to_begin')
      ? makeArray([sub(productOf(x.shape), 1)], x.dtype)
      : cx.unknown('what stands around the differences is not known'),
  ),
  histogram2d,
  histogram_bin_edges: op('histogram_bin_edges', 'a, bins=10, **kwargs', (a, cx) =>
    a.get('bins').kind === 'int' ? makeArray([add(a.dim('bins'), 1)], 'float32') : cx.unknown('the bins are not known'),
  ),
  lexsort: op('lexsort', 'keys, axis=-1', (a, cx) => {
    const first = a.get('keys').kind === 'tensor' ? undefined : cx.sequence(a.get('keys'))?.[0];
    const shape = first && arrayOf(first)?.shape;
    return shape ? makeArray(shape, 'int32') : cx.unknown('the keys are not known');
  }),
  partition: keepingShape('partition'),
  vecdot: ofArray('vecdot', 'x1, x2, /, *, axis=-1, **kwargs', (x, a, cx) => {
    const [y, axis] = [arrayOf(a.get('x2'))?.shape, axisArg(cx, a.get('axis'))];
    if (!y || axis === undefined) return cx.unknown('the second array is not known');
    const whole = broadcastShapes([x.shape, y], 'vecdot');
    const at = normalizeAxis(axis, whole.length, 'vecdot');
    return makeArray(
      whole.filter((_, i) => i !== at),
      x.dtype,
    );
  }),
};
