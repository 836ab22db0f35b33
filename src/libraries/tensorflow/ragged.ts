/**
 * Ragged tensors: rows of different lengths. Their shape is known up to the rows, whose length is none (TensorFlow guide "Ragged
 * tensors"); with `to_tensor` it becomes that of the longest.
 */
import type { Dim, Shape } from '../../shape';
import type { Context } from '../../python/interpreter/context';
import { getter, native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { InstanceValue, type TensorValue, type Value } from '../../python/interpreter/values';
import { elementsOf } from '../common/elements';
import { convert } from './convert';
import { isNumber } from '../../shape';
import { isNoneDim, readShape } from './staticShape';
import { makeTensor } from './tensorClasses';
import { result, withTensor } from './ops/tensors';

interface Rows {
  /** With the longest row where that is known, unknown sizes otherwise. */
  readonly shape: Shape;
  readonly dtype: string | undefined;
}

const rowsOf = (self: Value): Rows => (self as InstanceValue).native as Rows;

function made(shape: Shape, dtype: string | undefined): InstanceValue {
  const ragged = new InstanceValue(raggedClass);
  ragged.native = { shape, dtype } satisfies Rows;
  return ragged;
}

/** A ragged tensor of such sizes, which the rows may fall short of. */
export const raggedOf = made;

const longest = (cx: Context): Dim => cx.unknownDim('the length of the longest row is not known');

/** The sizes of nested lists: how many there are, and the longest below. */
function sizesOf(cx: Context, value: Value): Dim[] | undefined {
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

const constant = native(
  'constant',
  'pylist, dtype=None, ragged_rank=None, inner_shape=None, name=None, row_splits_dtype=None',
  (a, cx) => {
    const sizes = sizesOf(cx, a.get('pylist'));
    return sizes ? made(sizes, 'int32') : cx.unknown('the rows are not known');
  },
);

/** Values cut into rows: by the lengths of rows, where they begin and end, or the row of every value. */
const fromRows = (name: string, extra: number | undefined): Value =>
  native(name, 'values, rows=None, nrows=None, validate=True, name=None, **rest', (a, cx) =>
    withTensor(cx, a.get('values'), (values) => {
      const given = a.isNone('rows') ? [...a.extra.values()][0] : a.get('rows');
      const rows = given && convert(cx, given);
      const count = rows?.kind === 'tensor' ? rows.shape?.[0] : undefined;
      const lengths = rows?.kind === 'tensor' && name === 'from_row_lengths' ? elementsOf(rows) : undefined;
      const most = lengths?.every(isNumber) ? Math.max(0, ...lengths) : longest(cx);
      const number =
        extra !== undefined && count !== undefined && isNumber(count)
          ? count + extra
          : cx.unknownDim('the number of rows is not known');
      return made([number, most, ...values.shape.slice(1)], values.dtype);
    }),
  );

const fromTensor = native(
  'from_tensor',
  'tensor, lengths=None, padding=None, ragged_rank=1, name=None, row_splits_dtype=None',
  (a, cx) =>
    withTensor(cx, a.get('tensor'), (x) => {
      const whole = a.isNone('lengths') && a.isNone('padding');
      return made(whole ? x.shape : [x.shape[0], longest(cx), ...x.shape.slice(2)], x.dtype);
    }),
);

/** One number for every row. */
const perRow = (self: Value): TensorValue => makeTensor(rowsOf(self).shape.slice(0, 1), 'int64');

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
  values: getter('values', (self, cx) => valuesOf(cx, rowsOf(self), 2)),
  flat_values: getter('flat_values', (self, cx) => valuesOf(cx, rowsOf(self), rowsOf(self).shape.length)),
});

/** The values of all rows, one behind the other. */
const valuesOf = (cx: Context, { shape, dtype }: Rows, axes: number): Value =>
  makeTensor([cx.unknownDim('how many values the rows have is not known'), ...shape.slice(axes)], dtype);

export const raggedFunctions: Record<string, Value> = { constant };
