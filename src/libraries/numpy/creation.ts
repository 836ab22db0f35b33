/** Making arrays: `np.array`, `np.zeros`, `np.arange`, `np.linspace`, … */
import { openReason } from '../../python/builtins/containers';
import { isOpen } from '../../python/interpreter/iteration';
import { astype, fromFlat, zeros, type NdArray } from '../../compute/ndarray';
import type { Context } from '../../python/interpreter/context';
import { native, type Bound } from '../../python/interpreter/native';
import { list, tuple, type TensorValue, type Value } from '../../python/interpreter/values';
import {
  broadcastShapes,
  ceilDim,
  div,
  isNumber,
  maxDim,
  normalizeAxis,
  productOf,
  sub,
  type Dim,
  type Shape,
} from '../../shape';
import { promoteNumpy, storedDtype } from '../common/dtypes';
import { symbolicElements } from '../common/elements';
import { axisArg, dimOf, shapeArg } from '../common/shapes';
import { affordable, filledTensor, makeTensor, operandOf } from '../common/tensors';
import { asArray, asArrayOf, dtypeOr, ndarray } from './classes';

const filled = (name: string, value: number) =>
  native(name, 'shape, dtype=None, order=None, *, device=None, like=None', (a, cx) =>
    filledTensor(cx, ndarray, shapeArg(cx, a.get('shape')), dtypeOr(cx, a.get('dtype'), 'float64'), value),
  );

const filledLike = (name: string, value: number) =>
  native(name, 'a, dtype=None, order=None, subok=True, shape=None, *, device=None', (a, cx) => {
    const like = asArray(cx, a.get('a'));
    const shape = a.isNone('shape') ? like.shape : shapeArg(cx, a.get('shape'));
    return filledTensor(cx, ndarray, shape, dtypeOr(cx, a.get('dtype'), like.dtype), value);
  });

/** The value that fills an array, and the dtype it has of itself. */
function filling(a: Bound, cx: Context): { value?: number; dtype?: string } {
  const operand = operandOf(cx, a.get('fill_value'));
  const value = operand?.data?.data.length === 1 ? operand.data.data[0] : undefined;
  return { value, dtype: operand && promoteNumpy([operand]) };
}

const full = native('full', 'shape, fill_value, dtype=None, order=None, *, device=None, like=None', (a, cx) => {
  const { value, dtype } = filling(a, cx);
  const given = dtypeOr(cx, a.get('dtype'), dtype);
  return filledTensor(cx, ndarray, shapeArg(cx, a.get('shape')), given, value);
});

const fullLike = native('full_like', 'a, fill_value, dtype=None, order=None, subok=True, shape=None', (a, cx) => {
  const like = asArray(cx, a.get('a'));
  const shape = a.isNone('shape') ? like.shape : shapeArg(cx, a.get('shape'));
  return filledTensor(cx, ndarray, shape, dtypeOr(cx, a.get('dtype'), like.dtype), filling(a, cx).value);
});

/** An array whose elements are computed from their position, where the length is affordable. */
export function computed(
  cx: Context,
  shape: Shape,
  dtype: string | undefined,
  element: ((i: number) => number) | undefined,
): TensorValue {
  const sizes = affordable(cx, shape);
  const stored = storedDtype(dtype);
  let data: NdArray | undefined;
  if (sizes && stored && element) {
    const made = zeros(sizes, 'float64');
    for (let i = 0; i < made.data.length; i++) made.data[i] = element(i);
    data = astype(made, stored);
  }
  return makeTensor(ndarray, shape, dtype, { data });
}

/** ⌈(stop − start) / step⌉ elements from start; the dtype is that of the arguments together. */
const arange = native('arange', 'start, stop=None, step=1, dtype=None, *, device=None, like=None', (a, cx) => {
  const bounds = a.isNone('stop') ? [undefined, a.get('start')] : [a.get('start'), a.get('stop')];
  const operands = [...bounds, a.get('step')].flatMap((value) => (value ? [operandOf(cx, value)] : []));
  const known = operands.filter((operand) => operand !== undefined);
  const dtype = dtypeOr(cx, a.get('dtype'), promoteNumpy(known) ?? 'int64');
  const [start, stop, step] = [
    bounds[0] ? scalarOf(cx, bounds[0]) : 0,
    scalarOf(cx, bounds[1]!),
    scalarOf(cx, a.get('step')),
  ];
  const length = maxDim(ceilDim(div(sub(stop, start), step)), 0);
  const numbers = isNumber(start) && isNumber(step);
  // NumPy forms the second element in the array's type and goes on by the difference of the first two.
  const delta = numbers ? start + step - start : 0;
  return computed(cx, [length], dtype, numbers ? (i) => start + i * delta : undefined);
});

/** A number or size, floats included. */
function scalarOf(cx: Context, value: Value): Dim {
  if (value.kind === 'float') return value.value;
  if (value.kind === 'tensor' && value.data?.data.length === 1) return value.data.data[0];
  return dimOf(cx, value);
}

const linspace = native(
  'linspace',
  'start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0, *, device=None',
  (a, cx) => {
    const num = dimOf(cx, a.get('num'), 'linspace(): num');
    const endpoint = a.truth('endpoint') ?? true;
    const dtype = dtypeOr(cx, a.get('dtype'), 'float64');
    const arrays = betweenArrays(a, cx, num, dtype);
    if (arrays) return arrays;
    const [start, stop] = [scalarOf(cx, a.get('start')), scalarOf(cx, a.get('stop'))];
    if (!isNumber(num) || !isNumber(start) || !isNumber(stop)) return makeTensor(ndarray, [num], dtype);
    const parts = endpoint ? num - 1 : num;
    const step = (stop - start) / parts;
    const integral = dtype !== undefined && /int/.test(dtype);
    const element = (i: number) => {
      const value = endpoint && num > 1 && i === num - 1 ? stop : parts > 0 ? i * step + start : start;
      return integral ? Math.floor(value) : value;
    };
    const samples = computed(cx, [num], dtype, element);
    if (a.truth('retstep') !== true) return samples;
    const steps = fromFlat([], [parts > 0 ? step : NaN], 'float64');
    return tuple([samples, makeTensor(ndarray, [], 'float64', { data: steps })]);
  },
);

/** `linspace` between the elements of arrays, along an axis of their own; undefined between two numbers. */
function betweenArrays(a: Bound, cx: Context, num: Dim, dtype: string | undefined): Value | undefined {
  const ends = [a.get('start'), a.get('stop')];
  if (ends.every((end) => end.kind === 'int' || end.kind === 'float' || (end.kind === 'unknown' && end.symbol)))
    return undefined;
  const shapes = ends.map((end) => asArray(cx, end).shape);
  const axis = axisArg(cx, a.get('axis'), 'axis');
  if (!shapes.every((shape) => shape !== undefined) || axis === undefined)
    return makeTensor(ndarray, undefined, dtype, { reason: cx.unknown('what lies between arrays of unknown shape') });
  const shape = broadcastShapes(shapes as Shape[], a.fn);
  if (shape.length === 0) return undefined;
  const at = normalizeAxis(axis, shape.length + 1, a.fn);
  const samples = makeTensor(ndarray, [...shape.slice(0, at), num, ...shape.slice(at)], dtype);
  return a.truth('retstep') === true ? tuple([samples, makeTensor(ndarray, shape, 'float64')]) : samples;
}

const logspace = native('logspace', 'start, stop, num=50, endpoint=True, base=10.0, dtype=None', (a, cx) => {
  const num = dimOf(cx, a.get('num'), 'logspace(): num');
  const [start, stop, base] = [a.number('start'), a.number('stop'), a.number('base')];
  const dtype = dtypeOr(cx, a.get('dtype'), 'float64');
  const known = isNumber(num) && start !== undefined && stop !== undefined && base !== undefined;
  const parts = known ? (a.truth('endpoint') === false ? num : Math.max(num - 1, 1)) : 1;
  return computed(cx, [num], dtype, known ? (i) => base ** (start + (i * (stop - start)) / parts) : undefined);
});

const eye = native('eye', 'N, M=None, k=0, dtype=None, order=None', (a, cx) => {
  const rows = dimOf(cx, a.get('N'), 'eye(): N');
  const columns = a.isNone('M') ? rows : dimOf(cx, a.get('M'), 'eye(): M');
  const k = a.number('k');
  const element = isNumber(columns) && k !== undefined ? diagonalElement(columns, k) : undefined;
  return computed(cx, [rows, columns], dtypeOr(cx, a.get('dtype'), 'float64'), element);
});

const diagonalElement = (columns: number, k: number) => (i: number) =>
  Number((i % columns) - Math.floor(i / columns) === k);

const identity = native('identity', 'n, dtype=None', (a, cx) => {
  const n = dimOf(cx, a.get('n'), 'identity(): n');
  const element = isNumber(n) ? diagonalElement(n, 0) : undefined;
  return computed(cx, [n, n], dtypeOr(cx, a.get('dtype'), 'float64'), element);
});

/** `np.indices`: for every axis of a grid its positions. */
const indices = native('indices', 'dimensions, dtype=None, sparse=False', (a, cx) => {
  const dims = shapeArg(cx, a.get('dimensions'), 'indices(): dimensions');
  if (!dims) return cx.unknown('the dimensions of the grid are not known');
  const dtype = dtypeOr(cx, a.get('dtype'), 'int64');
  const grid = dims.every(isNumber) ? (dims as number[]) : undefined;
  const total = grid && (productOf(grid) as number);
  const element = (i: number) => {
    const axis = Math.floor(i / total!);
    const inner = productOf(grid!.slice(axis + 1)) as number;
    return Math.floor((i % total!) / inner) % grid![axis];
  };
  return computed(cx, [dims.length, ...dims], dtype, grid ? element : undefined);
});

const meshgrid = native('meshgrid', "*xi, copy=True, sparse=False, indexing='xy'", (a, cx) => {
  const vectors = a.rest.map((value) => asArray(cx, value));
  if (vectors.some((v) => !v.shape)) return cx.unknown('the shape of a grid axis is not known');
  const sizes = vectors.map((v) => productOf(v.shape!));
  const swapped = a.str('indexing') === 'xy' && vectors.length > 1;
  const order = vectors.map((_, i) => (swapped && i < 2 ? 1 - i : i));
  const shape = order.map((i) => sizes[i]);
  const sparse = a.truth('sparse') === true;
  const grids = vectors.map((vector, i) => {
    const axis = order.indexOf(i);
    const own = sparse ? shape.map((dim, k): Dim => (k === axis ? dim : 1)) : shape;
    const inner = own.slice(axis + 1).every(isNumber) ? (productOf(own.slice(axis + 1)) as number) : undefined;
    const numbers = vector.data?.data;
    const element =
      numbers && inner !== undefined ? (p: number) => numbers[Math.floor(p / inner) % numbers.length] : undefined;
    return computed(cx, own, vector.dtype ?? 'float64', element);
  });
  return tuple(grids);
});

const fromiter = native('fromiter', 'iter, dtype, count=-1', (a, cx) => {
  const given = a.get('iter');
  const items = list(cx.sequence(given) ?? []);
  if (isOpen(given)) items.open = openReason(cx, given);
  return asArrayOf(cx, items, a.get('dtype'));
});

const ARRAY = 'object, dtype=None, *, copy=True, order=None, subok=False, ndmin=0, like=None';
const array = native('array', ARRAY, (a, cx) => {
  const made = copied(asArrayOf(cx, a.get('object'), a.get('dtype')));
  const least = a.number('ndmin') ?? 0;
  const missing = made.shape ? Math.max(0, least - made.shape.length) : 0;
  if (missing === 0) return made;
  const shape = [...new Array<number>(missing).fill(1), ...made.shape!];
  return makeTensor(ndarray, shape, made.dtype, { data: made.data && { ...made.data, shape: shape as number[] } });
});

/** A copy that shares nothing with the original; scalars become arrays of rank 0. */
export function copied(array: TensorValue): TensorValue {
  return makeTensor(ndarray, array.shape, array.dtype, {
    data: array.data && { ...array.data, data: array.data.data.slice() },
    elements: symbolicElements(array),
    like: array,
  });
}

const asarray = (name: string) =>
  native(name, 'a, dtype=None, order=None, *, device=None, copy=None, like=None', (a, cx) => {
    const made = asArrayOf(cx, a.get('a'), a.get('dtype'));
    return made.cls === ndarray ? made : copied(made);
  });

export const creation: Record<string, Value> = {
  array,
  asarray: asarray('asarray'),
  asanyarray: asarray('asanyarray'),
  ascontiguousarray: asarray('ascontiguousarray'),
  copy: native('copy', "a, order='K', subok=False", (a, cx) => copied(asArray(cx, a.get('a')))),
  zeros: filled('zeros', 0),
  ones: filled('ones', 1),
  // What an empty array holds is not defined; zeros are one of the contents that NumPy may give.
  empty: filled('empty', 0),
  zeros_like: filledLike('zeros_like', 0),
  ones_like: filledLike('ones_like', 1),
  empty_like: filledLike('empty_like', 0),
  full,
  full_like: fullLike,
  arange,
  linspace,
  logspace,
  eye,
  identity,
  indices,
  meshgrid,
  fromiter,
};
