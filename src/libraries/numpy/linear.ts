/** Products of arrays: dot, einsum, outer, tensordot, and the parts of numpy.linalg that shape code meets. */
import { fromFlat, reshape } from '../../compute/ndarray';
import * as numeric from '../../compute/numeric/einsum';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { exceptions } from '../../python/builtins/exceptions';
import { native, nativeClass } from '../../python/interpreter/native';
import type { TensorValue, Value } from '../../python/interpreter/values';
import { broadcastShapes, einsumShape, isNumber, productOf, sumOf, tensordotShape, type Dim } from '../../shape';
import { promoteNumpy, storedDtype } from '../common/dtypes';
import { elementwise } from '../common/elementwise';
import { matmul } from '../common/matmul';
import { reduceTensor } from '../common/reduce';
import { axesArg, isSequence } from '../common/shapes';
import { affordable, makeTensor, resultTensor, unknownTensor } from '../common/tensors';
import { asArray, ndarray, numpyFamily } from './classes';
import { decompositions, normOf } from './decompositions';
import { common, made, ofArrays } from './shaped';
import { checkSquare, matrixFunctions, solvedDtype } from './matrices';
import { axisWithin, flattened, reshaped, reordered, unshaped } from './rearranging';
import { applyUnary, into, ufuncs } from './ufuncs';
import { said } from '../../protocol/say';

const product = (cx: Context, a: Value, b: Value): TensorValue =>
  matmul(cx, numpyFamily, a, b) ?? makeTensor(ndarray, undefined, undefined, { reason: cx.unknown('no arrays') });

/**
 * `np.tensordot`: the paired axes are moved together, multiplied as matrices and the rest put in order.
 */
function contracted(cx: Context, a: TensorValue, b: TensorValue, over: readonly [number[], number[]]): TensorValue {
  const [axesA, axesB] = [
    over[0].map((axis) => axisWithin(axis, a.shape!.length, 'tensordot')),
    over[1].map((axis) => axisWithin(axis, b.shape!.length, 'tensordot')),
  ];
  const shape = tensordotShape(a.shape!, b.shape!, axesA, axesB);
  const freeA = a.shape!.map((_, axis) => axis).filter((axis) => !axesA.includes(axis));
  const freeB = b.shape!.map((_, axis) => axis).filter((axis) => !axesB.includes(axis));
  const sizes = (t: TensorValue, axes: number[]): Dim => productOf(axes.map((axis) => t.shape![axis]));
  const left = reshaped(reordered(a, [...freeA, ...axesA]), [sizes(a, freeA), sizes(a, axesA)]);
  const right = reshaped(reordered(b, [...axesB, ...freeB]), [sizes(b, axesB), sizes(b, freeB)]);
  const result = product(cx, left, right);
  const target = shape.every(isNumber) ? (shape as number[]) : undefined;
  return resultTensor(numpyFamily, shape, result.dtype, {
    data: result.data && target && reshape(result.data, target),
  });
}

const tensordot = native('tensordot', 'a, b, axes=2', (a, cx) => {
  const [x, y] = [asArray(cx, a.get('a')), asArray(cx, a.get('b'))];
  const axes = a.get('axes');
  const pair = isSequence(axes) ? cx.sequence(axes)?.map((part) => axesArg(cx, part)) : undefined;
  const count = pair ? undefined : a.number('axes');
  if (!x.shape || !y.shape) return unshaped(cx, x.shape ? y : x);
  if (pair?.[0] && pair[1] && pair[0] !== 'all' && pair[1] !== 'all') {
    return contracted(cx, x, y, [[...pair[0]], [...pair[1]]]);
  }
  if (count === undefined) return unshaped(cx, x, 'the axes of the product are not known');
  const last = Array.from({ length: count }, (_, i) => x.shape!.length - count + i);
  return contracted(cx, x, y, [last, last.map((_, i) => i)]);
});

/** `np.dot`: scalars multiply, otherwise the last axis of a with the last but one of b. */
export const dot = native('dot', 'a, b, out=None', (a, cx) => {
  const [x, y] = [asArray(cx, a.get('a')), asArray(cx, a.get('b'))];
  if (!x.shape || !y.shape) return unshaped(cx, x.shape ? y : x);
  if (x.shape.length === 0 || y.shape.length === 0) {
    return into(cx, a, elementwise(cx, numpyFamily, 'multiply', x, y)!);
  }
  if (x.shape.length <= 2 && y.shape.length <= 2) return into(cx, a, product(cx, x, y));
  const second = Math.max(y.shape.length - 2, 0);
  return into(cx, a, contracted(cx, x, y, [[x.shape.length - 1], [second]]));
});

const einsum = native('einsum', 'subscripts, *operands, out=None, optimize=False, dtype=None', (a, cx) => {
  const equation = a.str('subscripts');
  const arrays = a.rest.map((value) => asArray(cx, value));
  const unknown = arrays.find((array) => !array.shape);
  if (equation === undefined) return cx.unknown('the equation of einsum is not a known string');
  if (unknown) return unshaped(cx, unknown);
  const shape = einsumShape(
    equation,
    arrays.map((array) => array.shape!),
  );
  const dtype = promoteNumpy(arrays.map((array) => ({ dtype: array.dtype })));
  const stored = storedDtype(dtype);
  const numbers = arrays.map((array) => array.data).filter((data) => data !== undefined);
  const work = productOf(arrays.flatMap((array) => array.shape!));
  const limit = cx.mode === 'run' ? 2 ** 28 : 2 ** 18;
  const known = stored && numbers.length === arrays.length && affordable(cx, shape) && (work as number) <= limit;
  return resultTensor(numpyFamily, shape, dtype, {
    data: known ? numeric.einsum(equation, numbers, stored) : undefined,
  });
});

const outer = native('outer', 'a, b, out=None', (a, cx) => {
  const [x, y] = [flattened(cx, asArray(cx, a.get('a'))), flattened(cx, asArray(cx, a.get('b')))];
  if (!x.shape || !y.shape) return unshaped(cx, x.shape ? y : x);
  const column = reshaped(x, [x.shape[0], 1]);
  return into(cx, a, elementwise(cx, numpyFamily, 'multiply', column, y)!);
});

const trace = native('trace', 'a, offset=0, axis1=0, axis2=1', (a, cx) => {
  const array = asArray(cx, a.get('a'));
  const [rows, columns] = array.data?.shape ?? [];
  const planes = [a.number('axis1'), a.number('axis2')];
  if (!array.shape || planes.includes(undefined))
    return unknownTensor(numpyFamily, array.dtype, cx.unknown('the matrix is not known'));
  const removed = planes.map((axis) => axisWithin(axis!, array.shape!.length, 'trace'));
  if (array.shape.length !== 2 || !array.data || a.number('offset') !== 0)
    return resultTensor(
      numpyFamily,
      array.shape.filter((_, axis) => !removed.includes(axis)),
      array.dtype,
      {},
    );
  const sum = Array.from({ length: Math.min(rows, columns) }, (_, i) => array.data!.data[i * columns + i]).reduce(
    (x, y) => x + y,
    0,
  );
  return resultTensor(numpyFamily, [], array.dtype, { data: fromFlat([], [sum], 'float64') });
});

/** The diagonal of a matrix, or the matrix with a diagonal. */
const diag = native('diag', 'v, k=0', (a, cx) => {
  const array = asArray(cx, a.get('v'));
  const k = a.number('k');
  if (!array.shape || k === undefined) return unshaped(cx, array);
  if (array.shape.length === 1) {
    const size = sumOf([array.shape[0], Math.abs(k)]);
    if (!array.data || !affordable(cx, [size, size]) || !isNumber(size))
      return makeTensor(ndarray, [size, size], array.dtype);
    const flat = new Float64Array(size * size);
    array.data.data.forEach((value, i) => (flat[(i + Math.max(-k, 0)) * size + i + Math.max(k, 0)] = value));
    return makeTensor(ndarray, [size, size], array.dtype, { data: fromFlat([size, size], flat, array.data.dtype) });
  }
  if (array.shape.length !== 2) throw new PyError('ValueError', 'Input must be 1- or 2-d.');
  const [rows, columns] = array.shape;
  if (!isNumber(rows) || !isNumber(columns))
    return makeTensor(ndarray, [cx.unknownDim('the length of a diagonal')], array.dtype);
  const length = Math.max(0, Math.min(rows - Math.max(-k, 0), columns - Math.max(k, 0)));
  const at = (i: number) => (i + Math.max(-k, 0)) * columns + i + Math.max(k, 0);
  const data =
    array.data &&
    fromFlat(
      [length],
      Array.from({ length }, (_, i) => array.data!.data[at(i)]),
      array.data.dtype,
    );
  return makeTensor(ndarray, [length], array.dtype, { data });
});

/** Elements above (`triu`) or below the k-th diagonal are kept. */
const triangle = (name: string, keeps: (row: number, column: number, k: number) => boolean) =>
  native(name, 'm, k=0', (a, cx) => {
    const array = asArray(cx, a.get('m'));
    const k = a.number('k');
    const data = k === undefined ? undefined : array.data;
    if (!data) return makeTensor(ndarray, array.shape, array.dtype, { like: array });
    const [rows, columns] = data.shape.slice(-2);
    const kept = Array.from(data.data, (value, i) =>
      keeps(Math.floor(i / columns) % rows, i % columns, k!) ? value : 0,
    );
    return makeTensor(ndarray, array.shape, array.dtype, { data: fromFlat(data.shape, kept, data.dtype) });
  });

/** Norms whose numbers are not computed. */
const shapeOfNorm = normOf('norm', 'x, ord=None, axis=None, keepdims=False', 'all');

/** The 2-norm (Frobenius for matrices) over all or some axes; of other orders the shape. */
const norm = native('norm', 'x, ord=None, axis=None, keepdims=False', (a, cx) => {
  const array = asArray(cx, a.get('x'));
  const order = a.get('ord');
  const isPlain = order.kind === 'none' || (order.kind === 'int' && order.value === 2) || a.str('ord') === 'fro';
  if (!isPlain || (array.shape?.length === 2 && order.kind === 'int' && a.isNone('axis')))
    return cx.call(shapeOfNorm, [array, order, a.get('axis'), a.get('keepdims')]);
  const floats = array.dtype && numpyFamily.reducedDtype('mean', array.dtype);
  const squares = elementwise(cx, numpyFamily, 'multiply', asArray(cx, array, floats), asArray(cx, array, floats))!;
  const options = { axes: axesArg(cx, a.get('axis')), keepDims: a.truth('keepdims') ?? false };
  return applyUnary(
    cx,
    'sqrt',
    { f: Math.sqrt, gives: 'float' },
    reduceTensor(cx, numpyFamily, 'sum', squares, options)!,
  );
});

/** The product of all elements, one with one, whatever axes they stand on. */
const vdot = native('vdot', 'a, b', (a, cx) => {
  const [x, y] = [asArray(cx, a.get('a')), asArray(cx, a.get('b'))];
  if (!x.shape || !y.shape) return unshaped(cx, x.shape ? y : x);
  return product(cx, flattened(cx, x), flattened(cx, y));
});

/** `np.convolve` of vectors. */
const convolve = native('convolve', "a, v, mode='full'", (a, cx) => {
  const [x, y] = [asArray(cx, a.get('a')), asArray(cx, a.get('v'))];
  if ((x.shape && x.shape.length > 1) || (y.shape && y.shape.length > 1))
    throw new PyError('ValueError', said`${'convolve'}() takes vectors: arrays of one axis.`, 'rank-mismatch');
  const [n, m] = [x.shape?.[0], y.shape?.[0]];
  if (n === undefined || m === undefined || !isNumber(n) || !isNumber(m))
    return unshaped(cx, x, 'the lengths are not known');
  const full = n + m - 1;
  const mode = a.str('mode');
  const length = mode === 'valid' ? Math.max(n, m) - Math.min(n, m) + 1 : mode === 'same' ? Math.max(n, m) : full;
  const start = Math.floor((full - length) / 2);
  const dtype = promoteNumpy([{ dtype: x.dtype }, { dtype: y.dtype }]);
  const stored = storedDtype(dtype);
  if (!x.data || !y.data || !stored) return makeTensor(ndarray, [length], dtype);
  const sums = Array.from({ length }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < m; k++) sum += (x.data!.data[start + i - k] ?? 0) * y.data!.data[k];
    return sum;
  });
  return makeTensor(ndarray, [length], dtype, { data: fromFlat([length], sums, stored) });
});

export const linear: Record<string, Value> = {
  dot,
  vdot,
  tensordot,
  einsum,
  outer,
  inner: native('inner', 'a, b', (a, cx) => {
    const [x, y] = [asArray(cx, a.get('a')), asArray(cx, a.get('b'))];
    if (!x.shape || !y.shape) return unshaped(cx, x.shape ? y : x);
    if (x.shape.length === 0 || y.shape.length === 0) return elementwise(cx, numpyFamily, 'multiply', x, y)!;
    return contracted(cx, x, y, [[x.shape.length - 1], [y.shape.length - 1]]);
  }),
  trace,
  diag,
  triu: triangle('triu', (row, column, k) => column - row >= k),
  tril: triangle('tril', (row, column, k) => column - row <= k),
  convolve,
};

export const linalg: Record<string, Value> = {
  ...decompositions,
  ...matrixFunctions,
  LinAlgError: nativeClass('numpy.linalg', 'LinAlgError', [exceptions.ValueError]),
  tensordot,
  outer,
  matmul: ufuncs.matmul,
  vecdot: ofArrays('vecdot', 'x1, x2, /, *, axis=-1', 2, ([x, y]) =>
    made(broadcastShapes([x.shape, y.shape], 'vecdot').slice(0, -1), common(x, y)),
  ),
  trace: native('trace', 'x, offset=0', (a, cx) => {
    const array = asArray(cx, a.get('x'));
    return array.shape ? makeTensor(ndarray, array.shape.slice(0, -2), array.dtype) : unshaped(cx, array);
  }),
  norm,
  inv: native('inv', 'a', (a, cx) => {
    const array = asArray(cx, a.get('a'));
    if (array.shape) checkSquare(array.shape, 'inv');
    return makeTensor(ndarray, array.shape, solvedDtype(array.dtype), { like: array });
  }),
  pinv: native('pinv', 'a', (a, cx) => {
    const array = asArray(cx, a.get('a'));
    if (!array.shape || array.shape.length < 2) return unshaped(cx, array);
    const [rows, columns] = array.shape.slice(-2);
    return makeTensor(ndarray, [...array.shape.slice(0, -2), columns, rows], solvedDtype(array.dtype));
  }),
};
