/** Elements by condition, position or order: where, nonzero, take, sort, unique, searchsorted. */
import { astype, fromFlat, permute, reshape, sizeOf, type NdArray } from '../../compute/ndarray';
import { where as whereNumbers } from '../../compute/numeric/elementwise';
import { nonzero as nonzeroNumbers } from '../../compute/numeric/indexing';
import { argsort, takeAlong } from '../../compute/numeric/manipulation';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { native, type Bound } from '../../python/interpreter/native';
import { NONE, SliceValue, int, tuple, type TensorValue, type Value } from '../../python/interpreter/values';
import { broadcastShapes, isNumber, reduceShape, type Dim, type Shape } from '../../shape';
import { storedDtype } from '../common/dtypes';
import { replaceNumbers } from '../common/views';
import { getItem } from '../common/indexing';
import { axesArg, axisArg } from '../common/shapes';
import { affordable, makeTensor, operandOf, resultTensor, unknownTensor } from '../common/tensors';
import { asArray, ndarray, numpyFamily } from './classes';
import { axisWithin, flattened, unshaped } from './rearranging';

const where = native('where', 'condition, x=None, y=None, /', (a, cx) => {
  if (a.isNone('x') || a.isNone('y')) return positions(cx, asArray(cx, a.get('condition')));
  const parts = ['condition', 'x', 'y'].map((name) => operandOf(cx, a.get(name), numpyFamily));
  const [condition, x, y] = parts;
  if (!condition || !x || !y) throw new PyError('TypeError', 'where() needs arrays or numbers');
  const dtype = numpyFamily.promote([x, y]);
  if (!condition.shape || !x.shape || !y.shape) {
    return unknownTensor(numpyFamily, dtype, (condition.unknown ?? x.unknown ?? y.unknown)!);
  }
  const shape = broadcastShapes([condition.shape, x.shape, y.shape], 'where');
  const stored = storedDtype(dtype);
  const known = condition.data && x.data && y.data && stored && affordable(cx, shape);
  const data = known
    ? whereNumbers(condition.data!, astype(x.data!, stored), astype(y.data!, stored), stored)
    : undefined;
  return makeTensor(ndarray, shape, dtype, { data });
});

/** `nonzero`: one array of positions per axis, as long as there are elements that are not zero. */
function positions(cx: Context, array: TensorValue): Value {
  return array.shape
    ? tuple(positionsPerAxis(cx, array, array.shape))
    : cx.unknown('the shape of the condition is not known');
}

function positionsPerAxis(cx: Context, array: TensorValue, shape: Shape): TensorValue[] {
  if (array.data) return nonzeroNumbers(array.data).map((data) => makeTensor(ndarray, data.shape, 'int64', { data }));
  const count = cx.unknownDim('how many elements are not zero depends on their numbers');
  return shape.map(() => makeTensor(ndarray, [count], 'int64'));
}

/** Where a vector of booleans is true: what it stands for as an index. */
export function truePositions(cx: Context, vector: TensorValue): TensorValue {
  return vector.shape ? positionsPerAxis(cx, vector, vector.shape)[0] : vector;
}

const argwhere = native('argwhere', 'a', (a, cx) => {
  const array = asArray(cx, a.get('a'));
  if (!array.shape) return unshaped(cx, array);
  if (!array.data) {
    const count = cx.unknownDim('how many elements are not zero depends on their numbers');
    return makeTensor(ndarray, [count, array.shape.length], 'int64');
  }
  const found = nonzeroNumbers(array.data);
  const count = found[0]?.data.length ?? 0;
  const rows = Array.from({ length: count }, (_, i) => found.map((axis) => axis.data[i])).flat();
  const shape = [count, array.shape.length];
  return makeTensor(ndarray, shape, 'int64', { data: fromFlat(shape, rows, 'int64') });
});

/** `np.take`: an index array on one axis; without an axis on the flattened array. */
const take = native('take', "a, indices, axis=None, out=None, mode='raise'", (a, cx) => {
  const given = asArray(cx, a.get('a'));
  const array = a.isNone('axis') ? flattened(cx, given) : given;
  const axis = a.isNone('axis') ? 0 : axisArg(cx, a.get('axis'));
  if (!array.shape || axis === undefined) return unshaped(cx, array);
  const before = axisWithin(axis, array.shape.length, 'take');
  const all = new SliceValue(NONE, NONE, NONE);
  const indices = a.get('indices');
  if (indices.kind === 'float' && isNumber(indices.value))
    return cx.callMethod(array, 'take', [int(Math.trunc(indices.value)), a.get('axis')]);
  const index = indices.kind === 'list' || indices.kind === 'tuple' ? asArray(cx, indices) : indices;
  return getItem(cx, numpyFamily, array, tuple([...new Array<Value>(before).fill(all), index]));
});

interface Sorted {
  readonly array: TensorValue;
  readonly axis: number;
  readonly order?: NdArray;
}

/** The array and the order along one axis; None sorts the flattened array. */
function ordered(cx: Context, a: Bound, value: Value): Sorted | TensorValue {
  const given = asArray(cx, value);
  const array = a.isNone('axis') ? flattened(cx, given) : given;
  const axis = a.isNone('axis') ? 0 : axisArg(cx, a.get('axis'));
  if (!array.shape || axis === undefined) return unshaped(cx, array);
  const at = axisWithin(axis, array.shape.length, 'sort');
  return { array, axis: at, order: array.data && argsort(array.data, at) };
}

function sortedNumbers({ array, axis, order }: Sorted): NdArray | undefined {
  return array.data && order && takeAlong(array.data, order, axis);
}

const sort = native('sort', 'a, axis=-1, kind=None, order=None, *, stable=None', (a, cx) => {
  const result = ordered(cx, a, a.get('a'));
  if ('kind' in result) return result;
  return makeTensor(ndarray, result.array.shape, result.array.dtype, {
    data: sortedNumbers(result),
    like: result.array,
  });
});

/** `array.sort()` changes the array itself. */
export const sortMethod = native('sort', 'self, axis=-1, kind=None, order=None', (a, cx) => {
  const self = a.get('self') as TensorValue;
  const result = ordered(cx, a, self);
  replaceNumbers(cx, self, 'kind' in result ? undefined : sortedNumbers(result));
  return NONE;
});

const argsortFunction = native('argsort', 'a, axis=-1, kind=None, order=None, *, stable=None', (a, cx) => {
  // A number is ordered as an array of one.
  const array = asArray(cx, a.get('a'));
  const result = ordered(cx, a, array.shape?.length === 0 ? flattened(cx, array) : array);
  if ('kind' in result) return result;
  return makeTensor(ndarray, result.array.shape, 'int64', { data: result.order });
});

/** The different elements in order; with counts, first positions or the way back where they are asked for. */
/** `np.unique` of numbers that are not known: how many differ is open, and along an axis the other axes stay. */
function uniqueOfUnknown(cx: Context, array: TensorValue, along: Value | undefined, wanted: readonly string[]): Value {
  const count = cx.unknownDim('how many different elements there are depends on their numbers');
  const given = along && axisArg(cx, along);
  const rank = array.shape?.length;
  const axis = given === undefined || rank === undefined ? undefined : axisWithin(given, rank, 'unique');
  const values = (): TensorValue => {
    if (!along) return makeTensor(ndarray, [count], array.dtype);
    if (axis === undefined) return unshaped(cx, array);
    return makeTensor(
      ndarray,
      array.shape!.map((size, i) => (i === axis ? count : size)),
      array.dtype,
    );
  };
  // Where each element went: NumPy 2 gives the array's own shape without an axis, earlier versions a vector.
  const inverse = (): TensorValue => {
    const known = along ? axis !== undefined : rank === 1;
    const reason = cx.unknown('the shape of return_inverse depends on the version of NumPy');
    return known
      ? makeTensor(ndarray, [array.shape![axis ?? 0]], 'int64')
      : makeTensor(ndarray, undefined, 'int64', { reason });
  };
  const parts = wanted.map((name) => (name === 'return_inverse' ? inverse() : makeTensor(ndarray, [count], 'int64')));
  return parts.length === 0 ? values() : tuple([values(), ...parts]);
}

const unique = native(
  'unique',
  'ar, return_index=False, return_inverse=False, return_counts=False, axis=None, *, equal_nan=True, sorted=True',
  (a, cx) => {
    const given = asArray(cx, a.get('ar'));
    const wanted = ['return_index', 'return_inverse', 'return_counts'].filter((name) => a.truth(name) === true);
    const array = flattened(cx, given);
    const numbers = a.isNone('axis') ? array.data?.data : undefined;
    if (!numbers) return uniqueOfUnknown(cx, given, a.isNone('axis') ? undefined : a.get('axis'), wanted);
    const list = Array.from(numbers);
    const values = [...new Set(list)].sort((x, y) => x - y);
    const integers = (data: number[]) =>
      makeTensor(ndarray, [data.length], 'int64', { data: fromFlat([data.length], data, 'int64') });
    const place = new Map(values.map((value, i) => [value, i]));
    const parts: Record<string, () => TensorValue> = {
      return_index: () => integers(values.map((value) => list.indexOf(value))),
      return_inverse: () => integers(list.map((value) => place.get(value)!)),
      return_counts: () => {
        const counts = new Array<number>(values.length).fill(0);
        for (const value of list) counts[place.get(value)!]++;
        return integers(counts);
      },
    };
    const stored = storedDtype(array.dtype)!;
    const found = makeTensor(ndarray, [values.length], array.dtype, {
      data: fromFlat([values.length], values, stored),
    });
    return wanted.length === 0 ? found : tuple([found, ...wanted.map((name) => parts[name]())]);
  },
);

const searchsorted = native('searchsorted', "a, v, side='left', sorter=None", (a, cx) => {
  const [array, wanted] = [asArray(cx, a.get('a')), asArray(cx, a.get('v'))];
  if (!wanted.shape) return unshaped(cx, wanted);
  const right = a.str('side') === 'right';
  const sorted = array.data?.data;
  const data = sorted && wanted.data && Array.from(wanted.data.data, (value) => insertion(sorted, value, right));
  return resultTensor(numpyFamily, wanted.shape, 'int64', {
    data: data && fromFlat(wanted.data!.shape, data, 'int64'),
  });
});

/** Where a value is put so that the order stays; behind equal ones where `right`. */
export function insertion(sorted: ArrayLike<number>, value: number, right: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < value || (right && sorted[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

const countNonzero = native('count_nonzero', 'a, axis=None, *, keepdims=False', (a, cx) => {
  const array = asArray(cx, a.get('a'));
  const axes = axesArg(cx, a.get('axis'));
  if (!array.shape || !axes) return unknownTensor(numpyFamily, 'int64', cx.unknown('the array is not known'));
  const shape = reduceShape(
    array.shape,
    axes === 'all' ? undefined : axes,
    a.truth('keepdims') ?? false,
    'count_nonzero',
  );
  const count = array.data && axes === 'all' ? Array.from(array.data.data).filter((x) => x !== 0).length : undefined;
  const data = count === undefined ? undefined : fromFlat(shape as number[], [count], 'int64');
  return resultTensor(numpyFamily, shape, 'int64', { data });
});

/** The quantile `q / scale` along axes, between neighbours by linear interpolation. */
export function quantiles(cx: Context, a: Bound, q: number | undefined, scale: number): Value {
  const array = asArray(cx, a.get('a'));
  const axes = axesArg(cx, a.get('axis'));
  const dtype = array.dtype && numpyFamily.reducedDtype('mean', array.dtype);
  if (!array.shape || !axes) return unknownTensor(numpyFamily, dtype, cx.unknown('the array is not known'));
  const over =
    axes === 'all' ? array.shape.map((_, i) => i) : axes.map((at) => axisWithin(at, array.shape!.length, 'quantile'));
  const shape: Dim[] = reduceShape(array.shape, over, a.truth('keepdims') ?? false, 'quantile');
  const stored = storedDtype(dtype);
  if (!array.data || q === undefined || !stored || !shape.every(isNumber)) {
    return resultTensor(numpyFamily, shape, dtype);
  }
  const kept = array.shape.map((_, i) => i).filter((i) => !over.includes(i));
  const lines = permute(array.data, [...kept, ...over]);
  const length = sizeOf(over.map((axis) => lines.shape[kept.length + over.indexOf(axis)]));
  const count = sizeOf(shape as number[]);
  if (length === 0) {
    // NumPy gives NaN for the median of nothing, and looks in vain for the last number of a quantile.
    if (a.fn !== 'median') throw new PyError('IndexError', 'index -1 is out of bounds for axis 0 with size 0');
    const nothing = new Array<number>(count).fill(NaN);
    return resultTensor(numpyFamily, shape, dtype, { data: fromFlat(shape as number[], nothing, stored) });
  }
  const sorted = reshape(lines, [count, length]);
  const order = takeAlong(sorted, argsort(sorted, 1), 1);
  const at = (q / scale) * (length - 1);
  const [low, high] = [Math.floor(at), Math.ceil(at)];
  const values = Array.from({ length: count }, (_, i) => {
    const [x, y] = [order.data[i * length + low], order.data[i * length + high]];
    return at - low >= 0.5 ? y - (y - x) * (1 - (at - low)) : x + (y - x) * (at - low);
  });
  return resultTensor(numpyFamily, shape, dtype, { data: fromFlat(shape as number[], values, stored) });
}

/** `np.diff` along an axis: each element less the one before it. */
const diff = native('diff', 'a, n=1, axis=-1', (a, cx) => {
  let array = asArray(cx, a.get('a'));
  const axis = axisArg(cx, a.get('axis'));
  const times = a.number('n');
  if (!array.shape || axis === undefined || times === undefined) return unshaped(cx, array);
  const at = axisWithin(axis, array.shape.length, 'diff');
  const all = new SliceValue(NONE, NONE, NONE);
  const front = (part: Value) => tuple([...new Array<Value>(at).fill(all), part]);
  for (let i = 0; i < times; i++) {
    const later = getItem(cx, numpyFamily, array, front(new SliceValue(int(1), NONE, NONE)));
    const earlier = getItem(cx, numpyFamily, array, front(new SliceValue(NONE, int(-1), NONE)));
    array = cx.binary('-', later, earlier) as TensorValue;
  }
  return array;
});

export const selecting: Record<string, Value> = {
  where,
  nonzero: native('nonzero', 'a', (a, cx) => positions(cx, asArray(cx, a.get('a')))),
  flatnonzero: native('flatnonzero', 'a', (a, cx) => {
    const found = positions(cx, flattened(cx, asArray(cx, a.get('a'))));
    return found.kind === 'tuple' ? found.items[0] : found;
  }),
  argwhere,
  take,
  sort,
  argsort: argsortFunction,
  unique,
  searchsorted,
  count_nonzero: countNonzero,
  diff,
};
