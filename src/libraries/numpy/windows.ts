/** Windows, grids and tables of positions: what convolutions written with NumPy are made of. */
import { fromFlat, permute, reshape, stridesOf, zeros, type NdArray } from '../../compute/ndarray';
import { broadcastTo } from '../../compute/numeric/broadcast';
import { pickAlong } from '../../compute/numeric/manipulation';
import { PyError } from '../../python/interpreter/errors';
import { native } from '../../python/interpreter/native';
import { tuple, type Value } from '../../python/interpreter/values';
import { add, broadcastShapes, isNumber, lessThan, sub, type Dim, type Shape } from '../../shape';
import { axesArg, axisArg, shapeArg } from '../common/shapes';
import { affordable, makeTensor, resultTensor } from '../common/tensors';
import { asArray, ndarray, numpyFamily } from './classes';
import { axisWithin, flattened, reshaped, unshaped } from './rearranging';
import { truePositions } from './selecting';
import { applyUnary } from './ufuncs';

/** Window axes appended behind the array's own: each window's numbers lie together. */
function windowNumbers(array: NdArray, axes: readonly number[], sizes: readonly number[]): NdArray {
  let result = array;
  axes.forEach((axis, k) => {
    const starts = result.shape[axis] - sizes[k] + 1;
    const positions = Array.from({ length: starts * sizes[k] }, (_, i) => Math.floor(i / sizes[k]) + (i % sizes[k]));
    const picked = pickAlong(result, positions, axis);
    const split = [...picked.shape.slice(0, axis), starts, sizes[k], ...picked.shape.slice(axis + 1)];
    const order = split.map((_, i) => i).filter((i) => i !== axis + 1);
    result = permute(reshape(picked, split), [...order, axis + 1]);
  });
  return result;
}

/**
 * `sliding_window_view(x, window_shape, axis)`: each window axis shortens its axis by window − 1 and stands as a new
 * axis at the end (NumPy documentation). The result is read-only in NumPy, so it shares nothing here.
 */
const slidingWindowView = native(
  'sliding_window_view',
  'x, window_shape, axis=None, *, subok=False, writeable=False',
  (a, cx) => {
    const array = asArray(cx, a.get('x'));
    const sizes = shapeArg(cx, a.get('window_shape'), 'window_shape');
    const given = axesArg(cx, a.get('axis'));
    if (!array.shape || !sizes || !given) return unshaped(cx, array, 'the windows are not known');
    const rank = array.shape.length;
    const axes =
      given === 'all' ? array.shape.map((_, i) => i) : given.map((at) => axisWithin(at, rank, 'sliding_window_view'));
    if (axes.length !== sizes.length) {
      throw new PyError(
        'ValueError',
        `window_shape has ${sizes.length} sizes for ${axes.length} axes: give one size per axis, or name the axes with axis=`,
      );
    }
    const kept: Dim[] = [...array.shape];
    axes.forEach((axis, k) => {
      if (lessThan(sizes[k], 0)) throw new PyError('ValueError', 'window shape cannot contain negative values');
      if (lessThan(kept[axis], sizes[k])) {
        throw new PyError('ValueError', 'window shape cannot be larger than input array shape');
      }
      kept[axis] = add(sub(kept[axis], sizes[k]), 1);
    });
    const shape: Shape = [...kept, ...sizes];
    const known = array.data && affordable(cx, shape) && sizes.every(isNumber);
    return makeTensor(ndarray, shape, array.dtype, {
      data: known ? windowNumbers(array.data!, axes, sizes as number[]) : undefined,
    });
  },
);

/** `np.ix_`: index arrays that meet as a grid; of booleans, the positions that are true. */
const openGrid = native('ix_', '*args', (a, cx) => {
  const vectors = a.rest.map((value) => {
    const vector = flattened(cx, asArray(cx, value));
    return vector.dtype === 'bool' ? truePositions(cx, vector) : vector;
  });
  return tuple(
    vectors.map((vector, axis) => {
      if (!vector.shape) return vector;
      return reshaped(
        vector,
        vectors.map((_, i): Dim => (i === axis ? vector.shape![0] : 1)),
      );
    }),
  );
});

/** `np.unravel_index`: a flat position as one position per axis. */
const unravelIndex = native('unravel_index', "indices, shape, order='C'", (a, cx) => {
  const flat = asArray(cx, a.get('indices'));
  const shape = shapeArg(cx, a.get('shape'));
  if (!flat.shape || !shape) return cx.unknown('the shape of the array that is indexed is not known');
  const sizes = shape.every(isNumber) ? (shape as number[]) : undefined;
  return tuple(
    shape.map((_, axis) => {
      const step = sizes && stridesOf(sizes)[axis];
      const numbers =
        flat.data && step !== undefined && Array.from(flat.data.data, (i) => Math.floor(i / step) % sizes![axis]);
      const data = numbers ? fromFlat(flat.data!.shape, numbers, 'int64') : undefined;
      return resultTensor(numpyFamily, flat.shape, 'int64', { data });
    }),
  );
});

const bincount = native('bincount', 'x, weights=None, minlength=0', (a, cx) => {
  const array = asArray(cx, a.get('x'));
  const least = a.number('minlength');
  const numbers = array.data && least !== undefined && a.isNone('weights') ? Array.from(array.data.data) : undefined;
  if (numbers?.some((n) => n < 0 || !Number.isInteger(n))) {
    throw new PyError('ValueError', 'bincount counts integers from 0: convert the array, or shift it');
  }
  if (!numbers) return makeTensor(ndarray, [cx.unknownDim('the largest number counted is not known')], 'int64');
  const counts = new Array<number>(Math.max(least!, ...numbers.map((n) => n + 1), 0)).fill(0);
  for (const n of numbers) counts[n]++;
  return makeTensor(ndarray, [counts.length], 'int64', { data: fromFlat([counts.length], counts, 'int64') });
});

const isin = native('isin', 'element, test_elements, assume_unique=False, invert=False', (a, cx) => {
  const [array, wanted] = [asArray(cx, a.get('element')), asArray(cx, a.get('test_elements'))];
  const inverted = a.truth('invert');
  const set = wanted.data && new Set(wanted.data.data);
  const data =
    array.data && set && inverted !== undefined
      ? fromFlat(
          array.data.shape,
          Array.from(array.data.data, (x) => Number(set.has(x) !== inverted)),
          'bool',
        )
      : undefined;
  return makeTensor(ndarray, array.shape, 'bool', { data, like: array });
});

/** The entries that are left when those at `obj` are taken out of one axis. */
const remove = native('delete', 'arr, obj, axis=None', (a, cx) => {
  const given = asArray(cx, a.get('arr'));
  const array = a.isNone('axis') ? flattened(cx, given) : given;
  const axis = a.isNone('axis') ? 0 : axisArg(cx, a.get('axis'));
  const which = a.get('obj').kind === 'slice' ? undefined : shapeArg(cx, a.get('obj'), 'obj');
  if (!array.shape || axis === undefined) return unshaped(cx, array);
  const at = axisWithin(axis, array.shape.length, 'delete');
  const size = array.shape[at];
  const resized = (length: Dim) => array.shape!.map((dim, i) => (i === at ? length : dim));
  if (!which?.every(isNumber) || !isNumber(size)) {
    const length = which?.length === 1 ? sub(size, 1) : cx.unknownDim('how many entries are deleted is not known');
    return makeTensor(ndarray, resized(length), array.dtype);
  }
  const gone = new Set((which as number[]).map((i) => (i < 0 ? i + size : i)));
  const outside = [...gone].find((i) => i < 0 || i >= size);
  if (outside !== undefined) {
    throw new PyError('IndexError', `index ${outside} is out of bounds for axis ${at} with size ${size}`);
  }
  const left = Array.from({ length: size }, (_, i) => i).filter((i) => !gone.has(i));
  return makeTensor(ndarray, resized(left.length), array.dtype, {
    data: array.data && pickAlong(array.data, left, at),
  });
});

const broadcastArrays = native('broadcast_arrays', '*args, subok=False', (a, cx) => {
  const arrays = a.rest.map((value) => asArray(cx, value));
  const unknown = arrays.find((array) => !array.shape);
  if (unknown) return cx.unknown('the shape of an array to broadcast is not known');
  const shape = broadcastShapes(
    arrays.map((array) => array.shape!),
    'broadcast_arrays',
  );
  const sizes = affordable(cx, shape);
  return tuple(
    arrays.map((array) =>
      makeTensor(ndarray, shape, array.dtype, { data: array.data && sizes && broadcastTo(array.data, sizes) }),
    ),
  );
});

const nanToNum = native('nan_to_num', 'x, copy=True, nan=0.0, posinf=None, neginf=None', (a, cx) => {
  const nan = a.number('nan');
  const largest = Number.MAX_VALUE;
  const [high, low] = [
    a.isNone('posinf') ? largest : a.number('posinf'),
    a.isNone('neginf') ? -largest : a.number('neginf'),
  ];
  const array = asArray(cx, a.get('x'));
  if (nan === undefined || high === undefined || low === undefined || array.dtype !== 'float64') {
    return makeTensor(ndarray, array.shape, array.dtype, { like: array });
  }
  const f = (x: number) => (Number.isNaN(x) ? nan : x === Infinity ? high : x === -Infinity ? low : x);
  return applyUnary(cx, 'nan_to_num', { f, gives: 'same' }, array);
});

/** `np.fromfunction`: the function is called once with the grid of positions. */
const fromFunction = native('fromfunction', 'function, shape, *, dtype=None', (a, cx) => {
  const shape = shapeArg(cx, a.get('shape'));
  if (!shape) return cx.unknown('the shape of the grid is not known');
  const sizes = affordable(cx, shape);
  const grid = shape.map((_, axis): Value => {
    if (!sizes) return makeTensor(ndarray, shape, 'float64');
    const data = zeros(sizes, 'float64');
    const step = stridesOf(sizes)[axis];
    for (let i = 0; i < data.data.length; i++) data.data[i] = Math.floor(i / step) % sizes[axis];
    return makeTensor(ndarray, shape, 'float64', { data });
  });
  return cx.call(a.get('function'), grid);
});

export const windows: Record<string, Value> = {
  ix_: openGrid,
  unravel_index: unravelIndex,
  bincount,
  isin,
  delete: remove,
  broadcast_arrays: broadcastArrays,
  nan_to_num: nanToNum,
  fromfunction: fromFunction,
};

/** The attributes of `numpy.lib.stride_tricks`. */
export const strideTricks: Record<string, Value> = {
  sliding_window_view: slidingWindowView,
};
