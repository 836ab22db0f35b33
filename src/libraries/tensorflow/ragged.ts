/**
 * Ragged tensors: rows of different lengths. Their shape is known up to the rows, whose length is none (TensorFlow guide "Ragged
 * tensors"); with `to_tensor` it becomes that of the longest.
 */
import { ShapeError, add, equalDims, formatDim, isNumber, type Dim, type Shape } from '../../shape';
import { said } from '../../protocol/say';
import type { Context } from '../../python/interpreter/context';
import { getter, native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { InstanceValue, type TensorValue, type Value } from '../../python/interpreter/values';
import { elementsOf } from '../common/elements';
import { convert } from './convert';
import { dtypeObject } from './dtypes';
import { NONE_DIM, isNoneDim, readShape } from './staticShape';
import { makeTensor } from './tensorClasses';
import { tensorShape } from './tensorShape';
import { result, withTensor } from './ops/tensors';

export interface Rows {
  /** With the longest row where that is known, unknown sizes otherwise. */
  readonly shape: Shape;
  readonly dtype: string | undefined;
  /** How long each row is, where that is known. */
  readonly lengths?: readonly number[] | undefined;
}

const rowsOf = (self: Value): Rows => (self as InstanceValue).native as Rows;

/** What is known of a ragged tensor; undefined for other values. */
export const rowsOfRagged = (value: Value): Rows | undefined =>
  value instanceof InstanceValue && value.cls === raggedClass ? rowsOf(value) : undefined;

function made(shape: Shape, dtype: string | undefined, lengths?: readonly number[]): InstanceValue {
  const ragged = new InstanceValue(raggedClass);
  ragged.native = { shape, dtype, lengths } satisfies Rows;
  return ragged;
}

/** A ragged tensor of such sizes, which the rows may fall short of. */
export const raggedOf = made;

/** The size of an axis whose rows are of unknown lengths. */
export const longest = (cx: Context): Dim => cx.unknownDim('the length of the longest row is not known');

/** The sizes of nested lists: how many there are, and the longest below. */
export function sizesOf(cx: Context, value: Value): Dim[] | undefined {
  if (value.kind !== 'list' && value.kind !== 'tuple') return value.kind === 'unknown' ? undefined : [];
  const below = value.items.map((item) => sizesOf(cx, item));
  if (below.some((sizes) => sizes === undefined)) return undefined;
  const depth = Math.max(0, ...below.map((sizes) => sizes!.length));
  const rest = Array.from({ length: depth }, (_, i) => {
    const sizes = below.map((of) => of![i] ?? 0);
    return sizes.every(isNumber) ? Math.max(...sizes) : longest(cx);
  });
  return [value.items.length, ...rest];
}

/** How long each of the lists in a list is. */
export function lengthsOf(value: Value): readonly number[] | undefined {
  if (value.kind !== 'list' && value.kind !== 'tuple') return undefined;
  const lengths = value.items.map((row) =>
    row.kind === 'list' || row.kind === 'tuple' ? row.items.length : undefined,
  );
  return lengths.every((length) => length !== undefined) ? lengths : undefined;
}

/** Values cut into rows: by the lengths of rows, where they begin and end, or the row of every value. */
const fromRows = (name: string, extra: number | undefined): Value =>
  native(name, 'values, rows=None, nrows=None, validate=True, name=None, **rest', (a, cx) =>
    withTensor(cx, a.get('values'), (values) => {
      const given = a.isNone('rows') ? [...a.extra.values()][0] : a.get('rows');
      const rows = given && convert(cx, given);
      const count = rows?.kind === 'tensor' ? rows.shape?.[0] : undefined;
      const lengths = rows?.kind === 'tensor' && name === 'from_row_lengths' ? elementsOf(rows) : undefined;
      const known = lengths?.every(isNumber) ? lengths : undefined;
      const most = known ? Math.max(0, ...known) : longest(cx);
      if (known) needAll(a.fn, known, values.shape);
      const number =
        extra !== undefined && count !== undefined && isNumber(count)
          ? count + extra
          : cx.unknownDim('the number of rows is not known');
      return made([number, most, ...values.shape.slice(1)], values.dtype, known);
    }),
  );

/** @throws ShapeError `input-size-mismatch` where rows need more values than there are, or leave some */
function needAll(op: string, lengths: readonly number[], values: Shape): void {
  const sum = lengths.reduce((all, length) => all + length, 0);
  if (equalDims(sum, values[0] ?? 0) !== false) return;
  throw new ShapeError(
    'input-size-mismatch',
    said`RaggedTensor.${op}: the rows take ${sum} values together, but there are ${formatDim(values[0] ?? 0)}.`,
  );
}

const fromTensor = native(
  'from_tensor',
  'tensor, lengths=None, padding=None, ragged_rank=1, name=None, row_splits_dtype=None',
  (a, cx) =>
    withTensor(cx, a.get('tensor'), (x) => {
      const whole = a.isNone('lengths') && a.isNone('padding');
      const [count, length] = x.shape;
      const lengths = isNumber(count) && isNumber(length) ? Array.from({ length: count }, () => length) : undefined;
      if (whole) return made(x.shape, x.dtype, lengths);
      return made([x.shape[0], longest(cx), ...x.shape.slice(2)], x.dtype);
    }),
);

/** One number for every row. */
const perRow = (self: Value): TensorValue => makeTensor(rowsOf(self).shape.slice(0, 1), 'int64');

/** Operators leave the rows as they are. */
const ARITHMETIC = Object.fromEntries(
  ['add', 'radd', 'sub', 'rsub', 'mul', 'rmul', 'truediv', 'rtruediv', 'floordiv', 'pow', 'mod'].map((name) => [
    `__${name}__`,
    native(`__${name}__`, 'self, other', (a): Value => {
      const { shape, dtype, lengths } = rowsOf(a.get('self'));
      return made(shape, dtype, lengths);
    }),
  ]),
);

export const raggedClass = nativeClass('tensorflow', 'RaggedTensor', [types.object], {
  from_row_lengths: fromRows('from_row_lengths', 0),
  from_row_splits: fromRows('from_row_splits', -1),
  from_row_starts: fromRows('from_row_starts', 0),
  from_row_limits: fromRows('from_row_limits', 0),
  from_value_rowids: fromRows('from_value_rowids', undefined),
  from_tensor: fromTensor,
  to_tensor: native('to_tensor', 'self, default_value=None, name=None, shape=None', (a, cx) => {
    const { shape, dtype } = rowsOf(a.get('self'));
    const asked = a.isNone('shape') ? undefined : readShape(a.get('shape'), cx, 'shape');
    return result(
      shape.map((dim, i) => (asked?.[i] !== undefined && !isNoneDim(asked[i]) ? asked[i] : dim)),
      dtype,
    );
  }),
  bounding_shape: native('bounding_shape', 'self, axis=None, name=None, out_type=None', (a) => {
    const { shape } = rowsOf(a.get('self'));
    return result([shape.length], 'int64', { elements: shape });
  }),
  row_lengths: native('row_lengths', 'self, axis=1, name=None', (a) => perRow(a.get('self'))),
  row_starts: native('row_starts', 'self, name=None', (a) => perRow(a.get('self'))),
  row_limits: native('row_limits', 'self, name=None', (a) => perRow(a.get('self'))),
  nrows: native('nrows', 'self, out_type=None, name=None', (a) =>
    result([], 'int64', { elements: rowsOf(a.get('self')).shape.slice(0, 1) }),
  ),
  value_rowids: native('value_rowids', 'self, name=None', (a, cx) =>
    makeTensor([valueCount(cx, rowsOf(a.get('self')))], 'int64'),
  ),
  row_splits: getter('row_splits', (self) => makeTensor([add(rowsOf(self).shape[0], 1)], 'int64')),
  shape: getter('shape', (self) => tensorShape(rowsOf(self).shape.with(1, NONE_DIM))),
  get_shape: native('get_shape', 'self', (a) => tensorShape(rowsOf(a.get('self')).shape.with(1, NONE_DIM))),
  dtype: getter('dtype', (self, cx) => dtypeObject(rowsOf(self).dtype) ?? cx.unknown('the dtype is not known')),
  ...ARITHMETIC,
  values: getter('values', (self, cx) => valuesOf(cx, rowsOf(self), 2)),
  flat_values: getter('flat_values', (self, cx) => valuesOf(cx, rowsOf(self), rowsOf(self).shape.length)),
});

/** The values of all rows, one behind the other. */
const valuesOf = (cx: Context, rows: Rows, axes: number): Value =>
  makeTensor(
    [axes === 2 || rows.shape.length === 2 ? valueCount(cx, rows) : manyValues(cx), ...rows.shape.slice(axes)],
    rows.dtype,
  );

const manyValues = (cx: Context): Dim => cx.unknownDim('how many values the rows have is not known');
const valueCount = (cx: Context, { lengths }: Rows): Dim =>
  lengths ? lengths.reduce((sum, length) => sum + length, 0) : manyValues(cx);
