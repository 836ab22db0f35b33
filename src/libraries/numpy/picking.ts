/** Parts, positions and sets of arrays, by their shapes (NumPy 2.3, "Indexing routines", "Set routines", "Sorting"). */
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { native } from '../../python/interpreter/native';
import { NONE, int, tuple, type TensorValue, type Value } from '../../python/interpreter/values';
import { add, broadcastShapes, formatShape, isNumber, minDim, productOf, sub, type Dim, type Shape } from '../../shape';
import { fromFlat } from '../../compute/ndarray';
import { said } from '../../protocol/say';
import { shapeArg } from '../common/shapes';
import { replaceNumbers } from '../common/views';
import { makeTensor } from '../common/tensors';
import { asArray, dtypeOr, ndarray } from './classes';
import { axisWithin, unshaped } from './rearranging';
import { common, made, ofArray, ofArrays, type Shaped } from './shaped';

const countOf = (cx: Context): Dim => cx.unknownDim('how many elements are kept depends on the numbers');

/** Sets: how many elements differ depends on their numbers. */
const setOf = (name: string, signature: string): Value =>
  ofArrays(name, signature, 2, (arrays, a, cx) => {
    const count = countOf(cx);
    const elements = made([count], name === 'setdiff1d' ? arrays[0].dtype : common(...arrays));
    if (a.has('return_indices') && a.truth('return_indices') !== false)
      return tuple([elements, made([count], 'int64'), made([count], 'int64')]);
    return elements;
  });

const insert = ofArray('insert', 'arr, obj, values, axis=None', (x, a, cx) => {
  const axis = a.isNone('axis') ? undefined : a.number('axis');
  if (!a.isNone('axis') && axis === undefined) return cx.unknown('the axis is not known');
  const base: Shape = axis === undefined ? [productOf(x.shape)] : x.shape;
  const at = axisWithin(axis ?? 0, base.length, 'insert');
  const obj = asArray(cx, a.get('obj'));
  const values = asArray(cx, a.get('values'));
  if (!obj.shape || !values.shape || a.get('obj').kind === 'slice') return unshaped(cx, obj.shape ? values : obj);
  const padded: Shape = [...Array<Dim>(Math.max(0, base.length - values.shape.length)).fill(1), ...values.shape];
  const many = obj.shape.length > 0 && !(obj.shape[0] === 1);
  const added = many ? obj.shape[0] : padded[obj.shape.length === 0 ? 0 : at];
  return made(
    base.map((size, i) => (i === at ? add(size, added) : size)),
    x.dtype,
  );
});

/** The rest of the axes, and the diagonal of the two. */
const diagonal = ofArray('diagonal', 'a, offset=0, axis1=0, axis2=1', (x, a, cx) => {
  const [offset, first, second] = ['offset', 'axis1', 'axis2'].map((name) => a.number(name));
  if (offset === undefined || first === undefined || second === undefined) return cx.unknown('the axes are not known');
  const rank = x.shape.length;
  if (rank < 2)
    throw new PyError(
      'ValueError',
      said`${'diagonal'} takes matrices, but the array is ${formatShape(x.shape)}: it needs at least two axes.`,
      'rank-mismatch',
    );
  const [row, column] = [axisWithin(first, rank, 'diagonal'), axisWithin(second, rank, 'diagonal')];
  const [rows, columns] = [x.shape[row], x.shape[column]];
  const length = minDim(offset < 0 ? add(rows, offset) : rows, offset > 0 ? sub(columns, offset) : columns);
  const rest = x.shape.filter((_, i) => i !== row && i !== column);
  return made([...rest, isNumber(length) ? Math.max(0, length) : length], x.dtype);
});

const diagflat = ofArray('diagflat', 'v, k=0', (x, a, cx) => {
  const k = a.number('k');
  if (k === undefined) return cx.unknown('the position of the diagonal is not known');
  const size = add(productOf(x.shape), Math.abs(k));
  return made([size, size], x.dtype);
});

/** Indices broadcast with the array but on the axis. @throws PyError ValueError for another number of axes */
const takeAlong = ofArrays('take_along_axis', 'arr, indices, axis=-1', 2, ([x, indices], a, cx) => {
  if (a.isNone('axis')) return made(indices.shape, x.dtype);
  const axis = a.number('axis');
  if (axis === undefined) return cx.unknown('the axis is not known');
  if (x.shape.length !== indices.shape.length)
    throw new PyError(
      'ValueError',
      said`${'take_along_axis'}: indices of ${formatShape(indices.shape)} must have as many axes as the array ${formatShape(x.shape)}.`,
      'rank-mismatch',
    );
  const at = axisWithin(axis, x.shape.length, 'take_along_axis');
  const one = x.shape.map((size, i) => (i === at ? 1 : size));
  return made(broadcastShapes([one, indices.shape], 'take_along_axis'), x.dtype);
});

const partitioned = (name: string, dtype?: string): Value =>
  ofArray(name, "a, kth, axis=-1, kind='introselect', order=None", (x, a) =>
    made(a.isNone('axis') ? [productOf(x.shape)] : x.shape, dtype ?? x.dtype),
  );

/** Functions that write into their first argument. */
const writing = (name: string, signature: string): Value =>
  native(name, signature, (a, cx) => {
    const target = a.get(signature.split(', ')[0]);
    if (target.kind === 'tensor') replaceNumbers(cx, target, undefined);
    return NONE;
  });

/** Positions of elements as one vector of rows and one of columns. */
function pairsOf(cx: Context, rows: Dim, columns: Dim, keeps: (row: number, column: number) => boolean): Value {
  if (!isNumber(rows) || !isNumber(columns) || rows * columns > 1e6)
    return tuple([0, 1].map(() => made([cx.unknownDim('the size of the matrix is not known')], 'int64')));
  const found: [number, number][] = [];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) if (keeps(row, column)) found.push([row, column]);
  const vector = (i: 0 | 1): TensorValue =>
    makeTensor(ndarray, [found.length], 'int64', {
      data: fromFlat(
        [found.length],
        found.map((pair) => pair[i]),
        'int64',
      ),
    });
  return tuple([vector(0), vector(1)]);
}

type Keeps = (row: number, column: number, k: number) => boolean;
const upper: Keeps = (row, column, k) => column - row >= k;
const lower: Keeps = (row, column, k) => column - row <= k;

const triangleIndices = (name: string, keeps: Keeps): Value =>
  native(name, 'n, k=0, m=None', (a, cx) => {
    const k = a.number('k');
    if (k === undefined) return cx.unknown('the position of the diagonal is not known');
    const rows = cx.dim(a.get('n'), 'n');
    return pairsOf(cx, rows, a.isNone('m') ? rows : cx.dim(a.get('m'), 'm'), (r, c) => keeps(r, c, k));
  });

const triangleIndicesFrom = (name: string, keeps: Keeps): Value =>
  ofArray(name, 'arr, k=0', (x, a, cx) => {
    const k = a.number('k');
    if (k === undefined) return cx.unknown('the position of the diagonal is not known');
    return pairsOf(cx, x.shape.at(-2) ?? 1, x.shape.at(-1) ?? 1, (r, c) => keeps(r, c, k));
  });

const diagonalIndices = (count: number, n: Dim): Value =>
  tuple(Array.from({ length: count }, () => made([n], 'int64')));

/** The first of the choices whose condition holds; all broadcast. */
const select = native('select', 'condlist, choicelist, default=0', (a, cx) => {
  const lists = ['condlist', 'choicelist'].map((name) => cx.sequence(a.get(name))?.map((item) => asArray(cx, item)));
  const [conditions, choices] = lists;
  if (!conditions || !choices) return cx.unknown('the choices are not known');
  const open = [...conditions, ...choices].find(({ shape }) => !shape);
  if (open) return unshaped(cx, open);
  const shapes = [...conditions, ...choices].map(({ shape }) => shape!);
  return made(broadcastShapes(shapes, 'select'), common(...choices));
});

const ravelMultiIndex = native('ravel_multi_index', "multi_index, dims, mode='raise', order='C'", (a, cx) => {
  const given = a.get('multi_index');
  if (given.kind === 'tensor') return given.shape ? made(given.shape.slice(1), 'int64') : unshaped(cx, given);
  const parts = cx.sequence(given)?.map((item) => asArray(cx, item).shape);
  if (!parts?.every((shape) => shape !== undefined)) return cx.unknown('the indices are not known');
  return made(broadcastShapes(parts as Shape[], 'ravel_multi_index'), 'int64');
});

const lexsort = native('lexsort', 'keys, axis=-1', (a, cx) => {
  const keys = asArray(cx, a.get('keys'));
  return keys.shape ? made(keys.shape.slice(1), 'int64') : unshaped(cx, keys);
});

/** Vectors of 3 elements, or of 2 whose product is one number. */
const cross = ofArrays('cross', 'a, b, axisa=-1, axisb=-1, axisc=-1, axis=None', 2, ([x, y], a, cx) => {
  const axes = ['axisa', 'axisb', 'axisc'].map((name) => (a.isNone('axis') ? a.number(name) : a.number('axis')));
  if (axes.some((axis) => axis === undefined)) return cx.unknown('the axes are not known');
  const split = ({ shape }: Shaped, axis: number): { rest: Shape; size: Dim | undefined } => {
    const at = axisWithin(axis, shape.length, 'cross');
    return { rest: shape.filter((_, i) => i !== at), size: shape[at] };
  };
  const [left, right] = [split(x, axes[0]!), split(y, axes[1]!)];
  const rest = broadcastShapes([left.rest, right.rest], 'cross');
  if (left.size === 2 && right.size === 2) return made(rest, common(x, y));
  const wrong = [left.size, right.size].find((size) => isNumber(size!) && size !== 2 && size !== 3);
  if (wrong !== undefined)
    throw new PyError(
      'ValueError',
      said`cross() takes vectors of 2 or 3 elements, not of ${String(wrong)}.`,
      'input-size-mismatch',
    );
  const place = axisWithin(axes[2]!, rest.length + 1, 'cross');
  return made([...rest.slice(0, place), 3, ...rest.slice(place)], common(x, y));
});

const resize = native('resize', 'a, new_shape', (a, cx) => {
  const [array, shape] = [asArray(cx, a.get('a')), shapeArg(cx, a.get('new_shape'), 'new_shape')];
  return shape ? made(shape, array.dtype) : unshaped(cx, array, 'the new shape is not known');
});

const compress = ofArrays('compress', 'condition, a, axis=None, out=None', 2, ([, x], a, cx) => {
  const axis = a.isNone('axis') ? undefined : a.number('axis');
  if (axis === undefined) return made([countOf(cx)], x.dtype);
  const at = axisWithin(axis, x.shape.length, 'compress');
  return made(
    x.shape.map((size, i) => (i === at ? countOf(cx) : size)),
    x.dtype,
  );
});

const broadcastOf = native('broadcast_shapes', '*args', (a, cx) => {
  const shapes = a.rest.map((shape) => shapeArg(cx, shape));
  if (!shapes.every((shape) => shape !== undefined)) return cx.unknown('the shapes are not known');
  return tuple(broadcastShapes(shapes as Shape[], 'broadcast_shapes').map((size) => int(size)));
});

const geomspace = native('geomspace', 'start, stop, num=50, endpoint=True, dtype=None, axis=0', (a, cx) => {
  const [start, stop] = [asArray(cx, a.get('start')), asArray(cx, a.get('stop'))];
  if (!start.shape || !stop.shape) return unshaped(cx, start.shape ? stop : start);
  const shape = broadcastShapes([start.shape, stop.shape], 'geomspace');
  return made([cx.dim(a.get('num'), 'num'), ...shape], dtypeOr(cx, a.get('dtype'), 'float64'));
});

const tri = native('tri', 'N, M=None, k=0, dtype=None, *, like=None', (a, cx) => {
  const rows = cx.dim(a.get('N'), 'N');
  const columns = a.isNone('M') ? rows : cx.dim(a.get('M'), 'M');
  return made([rows, columns], dtypeOr(cx, a.get('dtype'), 'float64'));
});

const uniqueValues = ofArray('unique_values', 'x', (x, _a, cx) => made([countOf(cx)], x.dtype));

export const picking: Readonly<Record<string, Value>> = {
  union1d: setOf('union1d', 'ar1, ar2'),
  intersect1d: setOf('intersect1d', 'ar1, ar2, assume_unique=False, return_indices=False'),
  setdiff1d: setOf('setdiff1d', 'ar1, ar2, assume_unique=False'),
  setxor1d: setOf('setxor1d', 'ar1, ar2, assume_unique=False'),
  unique_values: uniqueValues,
  extract: ofArrays('extract', 'condition, arr', 2, ([, x], _a, cx) => made([countOf(cx)], x.dtype)),
  compress,
  trim_zeros: ofArray('trim_zeros', "filt, trim='fb', axis=None", (x, _a, cx) =>
    made(
      x.shape.map(() => countOf(cx)),
      x.dtype,
    ),
  ),
  ediff1d: ofArray('ediff1d', 'ary', (x) => made([sub(productOf(x.shape), 1)], x.dtype)),
  insert,
  resize,
  diagonal,
  diagflat,
  take_along_axis: takeAlong,
  partition: partitioned('partition'),
  argpartition: partitioned('argpartition', 'int64'),
  fill_diagonal: writing('fill_diagonal', 'a, val, wrap=False'),
  put: writing('put', "a, ind, v, mode='raise'"),
  place: writing('place', 'arr, mask, vals'),
  putmask: writing('putmask', 'a, mask, values'),
  copyto: writing('copyto', "dst, src, casting='same_kind', where=True"),
  put_along_axis: writing('put_along_axis', 'arr, indices, values, axis'),
  tri,
  triu_indices: triangleIndices('triu_indices', upper),
  tril_indices: triangleIndices('tril_indices', lower),
  triu_indices_from: triangleIndicesFrom('triu_indices_from', upper),
  tril_indices_from: triangleIndicesFrom('tril_indices_from', lower),
  diag_indices: native('diag_indices', 'n, ndim=2', (a, cx) => {
    const count = a.number('ndim');
    return count === undefined
      ? cx.unknown('the number of axes is not known')
      : diagonalIndices(count, cx.dim(a.get('n'), 'n'));
  }),
  diag_indices_from: ofArray('diag_indices_from', 'arr', (x) => diagonalIndices(x.shape.length, x.shape[0])),
  select,
  ravel_multi_index: ravelMultiIndex,
  lexsort,
  cross,
  broadcast_shapes: broadcastOf,
  geomspace,
};
