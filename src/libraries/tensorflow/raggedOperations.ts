/**
 * What TensorFlow's functions do to ragged tensors: the same names as of dense ones, dispatched by the argument
 * (tensorflow/python/ops/ragged/ragged_dispatch.py, TensorFlow 2.21).
 */
import { add, isNumber, mul, normalizeAxis, sumOf, type Dim } from '../../shape';
import type { Context } from '../../python/interpreter/context';
import { bind, declare, op, parseSignature, type Bound } from '../../python/interpreter/native';
import { NativeFunction, type Value } from '../../python/interpreter/values';
import { dtypeArg } from '../common/dtypes';
import { elementsOf } from '../common/elements';
import { axesArg, axisArg } from '../common/shapes';
import { convert } from './convert';
import { byName } from './operation';
import { result, withTensor } from './ops/tensors';
import { lengthsOf, longest, raggedOf, rowsOfRagged, sizesOf, type Rows } from './ragged';
import { readShape, readSize } from './staticShape';

/** A rule for a call of which an argument is ragged. */
type RaggedRule = (a: Bound, cx: Context, rows: Rows) => Value;

/** The first ragged tensor among arguments, also in a list. */
function raggedIn(values: Iterable<Value>): Rows | undefined {
  for (const value of values) {
    const items = value.kind === 'list' || value.kind === 'tuple' ? value.items : [value];
    for (const item of items) {
      const rows = rowsOfRagged(item);
      if (rows) return rows;
    }
  }
  return undefined;
}

const like = (rows: Rows, dtype = rows.dtype): Value => raggedOf(rows.shape, dtype, rows.lengths);

/** Along axis 0 the longest row is left, along axis 1 one number for each row; further in, rows stay rows. */
const reduction: RaggedRule = (a, cx, rows) => {
  const axes = axesArg(cx, a.get('axis'));
  if (!axes) return cx.unknown('the axis is not known');
  const rank = rows.shape.length;
  const over = axes === 'all' ? rows.shape.map((_, i) => i) : axes.map((axis) => normalizeAxis(axis, rank, a.fn));
  const keeps = a.truth('keepdims') === true;
  const left = rows.shape.flatMap((dim, i): Dim[] => (!over.includes(i) ? [dim] : keeps ? [1] : []));
  const dense = over.includes(0) || over.includes(1);
  return dense ? result(left, rows.dtype) : raggedOf(left, rows.dtype, rows.lengths);
};

/** Rows behind rows, or each row longer. */
const concat: RaggedRule = (a, cx) => {
  const given = cx.sequence(a.get('values'));
  const axis = axisArg(cx, a.get('axis'));
  const all = given?.map((value) => rowsOfRagged(value) ?? rowsOfDense(cx, value));
  if (axis === undefined || !all?.every((rows) => rows !== undefined)) return cx.unknown('what is joined is not known');
  const [first] = all;
  const place = normalizeAxis(axis, first.shape.length, a.fn);
  const known = all.every(({ lengths }) => lengths);
  if (place === 0) {
    const lengths = known ? all.flatMap((rows) => rows.lengths!) : undefined;
    const count = sumOf(all.map(({ shape }) => shape[0]));
    return raggedOf([count, most(cx, lengths), ...first.shape.slice(2)], first.dtype, lengths);
  }
  if (place > 1)
    return raggedOf(first.shape.with(place, sumOf(all.map(({ shape }) => shape[place]))), first.dtype, first.lengths);
  const lengths = known
    ? first.lengths!.map((_, i) => all.reduce((sum, rows) => sum + (rows.lengths![i] ?? 0), 0))
    : undefined;
  return raggedOf([first.shape[0], most(cx, lengths), ...first.shape.slice(2)], first.dtype, lengths);
};

const most = (cx: Context, lengths: readonly number[] | undefined): Dim =>
  lengths ? Math.max(0, ...lengths) : longest(cx);

/** A dense tensor has rows of one length. */
function rowsOfDense(cx: Context, value: Value): Rows | undefined {
  const x = convert(cx, value);
  if (x.kind !== 'tensor' || !x.shape || x.shape.length < 2) return undefined;
  const [count, length] = x.shape;
  const lengths = isNumber(count) && isNumber(length) ? Array.from({ length: count }, () => length) : undefined;
  return { shape: x.shape, dtype: x.dtype, lengths };
}

const stack: RaggedRule = (a, cx) => stacked(cx, a.get('values'), axisArg(cx, a.get('axis')));

/** Several of them in a new axis: the rows are as many as the most of them have. */
function stacked(cx: Context, values: Value, axis: number | undefined): Value {
  const given = cx.sequence(values)?.map((value) => rowsOfRagged(value) ?? dense(cx, value));
  if (axis !== 0 || !given?.length || !given.every((rows) => rows !== undefined))
    return cx.unknown('what is stacked is not known');
  const [first] = given;
  const sizes = first.shape.map((_, i): Dim => {
    const along = given.map(({ shape }) => shape[i]);
    return along.every(isNumber) ? Math.max(...along) : longest(cx);
  });
  return raggedOf([given.length, ...sizes], first.dtype);
}

function dense(cx: Context, value: Value): Rows | undefined {
  const x = convert(cx, value);
  return x.kind === 'tensor' && x.shape ? { shape: x.shape, dtype: x.dtype } : undefined;
}

const gather: RaggedRule = (a, cx, rows) =>
  withTensor(cx, a.get('indices'), (indices) => {
    const at = elementsOf(indices);
    const lengths =
      rows.lengths && indices.shape.length === 1 && at?.every(isNumber)
        ? at.map((i) => rows.lengths![i] ?? 0)
        : undefined;
    return raggedOf([...indices.shape, most(cx, lengths), ...rows.shape.slice(2)], rows.dtype, lengths);
  });

const expandDims: RaggedRule = (a, cx, rows) => {
  const axis = axisArg(cx, a.get('axis'));
  if (axis === undefined) return cx.unknown('the axis is not known');
  const place = axis < 0 ? axis + rows.shape.length + 1 : axis;
  return raggedOf(rows.shape.toSpliced(place, 0, 1), rows.dtype, place > 1 ? rows.lengths : undefined);
};

const tile: RaggedRule = (a, cx, rows) => {
  const times = readShape(a.get('multiples'), cx, 'multiples');
  if (times?.length !== rows.shape.length) return cx.unknown('the multiples are not known');
  return raggedOf(
    rows.shape.map((dim, i) => mul(dim, times[i])),
    rows.dtype,
  );
};

const same: RaggedRule = (_a, _cx, rows) => like(rows);
const compared: RaggedRule = (_a, _cx, rows) => like(rows, 'bool');

const named = (names: string, rule: RaggedRule): [string, RaggedRule][] => names.split(' ').map((name) => [name, rule]);

const RULES: ReadonlyMap<string, RaggedRule> = new Map([
  ...named('reduce_sum reduce_mean reduce_max reduce_min reduce_prod reduce_all reduce_any', reduction),
  ...named(
    'abs square sqrt rsqrt exp log log1p sigmoid tanh negative floor ceil round sign add subtract multiply divide ' +
      'maximum minimum pow floormod mod identity zeros_like ones_like',
    same,
  ),
  ...named('equal not_equal less less_equal greater greater_equal logical_and logical_or logical_not', compared),
  ['cast', (a, _cx, rows) => like(rows, dtypeArg(a.get('dtype')))],
  ['concat', concat],
  ['stack', stack],
  ['gather', gather],
  ['expand_dims', expandDims],
  ['tile', tile],
]);

/** A table of functions that take ragged tensors, too, where TensorFlow's do. */
export function withRagged(table: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(table).map(([name, fn]) => {
      const rule = RULES.get(name);
      return [name, rule && fn.kind === 'native' && fn.signature ? dispatched(fn, fn.signature, rule) : fn];
    }),
  );
}

function dispatched(fn: NativeFunction, signature: string, rule: RaggedRule): NativeFunction {
  const impl: NativeFunction['impl'] = (cx, call) => {
    const rows = raggedIn([...call.args, ...call.kwargs.values()]);
    if (!rows) return fn.impl(cx, call);
    return rule(bind(fn.name, parseSignature(signature), cx, call.args, call.kwargs), cx, rows);
  };
  return declare(new NativeFunction(fn.name, impl, fn.isOp), signature);
}

/** `tf.ragged.range`: a row from each start to each limit. */
const range = op(
  'tf.ragged.range',
  'starts, limits=None, deltas=1, dtype=None, name=None, row_splits_dtype=None',
  (a, cx) => {
    const numbers = (name: string): readonly Dim[] | undefined => {
      const x = convert(cx, a.get(name));
      return x.kind === 'tensor' ? elementsOf(x) : undefined;
    };
    const [starts, limits, deltas] = a.isNone('limits')
      ? [[0], numbers('starts'), numbers('deltas')]
      : ['starts', 'limits', 'deltas'].map(numbers);
    const count = Math.max(starts?.length ?? 0, limits?.length ?? 0, deltas?.length ?? 0);
    if (!starts || !limits || !deltas) return cx.unknown('the rows are not known');
    const at = (of: readonly Dim[], i: number): Dim => of[of.length === 1 ? 0 : i];
    const lengths = Array.from({ length: count }, (_, i) => {
      const [from, to, step] = [starts, limits, deltas].map((of) => at(of, i));
      return isNumber(from) && isNumber(to) && isNumber(step) && step !== 0
        ? Math.max(0, Math.ceil((to - from) / step))
        : undefined;
    });
    const known = lengths.every((length) => length !== undefined) ? lengths : undefined;
    return raggedOf([count, most(cx, known)], 'int32', known);
  },
);

const stackOf = op('tf.ragged.stack', 'values, axis=0, name=None', (a, cx) =>
  stacked(cx, a.get('values'), axisArg(cx, a.get('axis'))),
);

/** What is left of every row is known only when the mask is. */
const booleanMask = op('tf.ragged.boolean_mask', 'data, mask, name=None', (a, cx) => {
  const rows = rowsOfRagged(a.get('data')) ?? dense(cx, a.get('data'));
  const mask = rowsOfRagged(a.get('mask')) ?? dense(cx, a.get('mask'));
  if (!rows || !mask) return cx.unknown('what is masked is not known');
  const rank = mask.shape.length;
  return raggedOf([...rows.shape.slice(0, rank - 1), longest(cx), ...rows.shape.slice(rank)], rows.dtype);
});

const toIds = op('tf.ragged.row_splits_to_segment_ids', 'splits, name=None, out_type=None', (a, cx) => {
  const splits = convert(cx, a.get('splits'));
  const last = splits.kind === 'tensor' ? elementsOf(splits)?.at(-1) : undefined;
  return result([last ?? cx.unknownDim('how many values the rows have is not known')], 'int64');
});

const toSplits = op(
  'tf.ragged.segment_ids_to_row_splits',
  'segment_ids, num_segments=None, out_type=None, name=None',
  (a, cx) => {
    const ids = convert(cx, a.get('segment_ids'));
    const numbers = ids.kind === 'tensor' ? elementsOf(ids) : undefined;
    const counted = numbers?.every(isNumber)
      ? Math.max(-1, ...numbers) + 1
      : cx.unknownDim('how many rows there are depends on the ids');
    return result(
      [add(a.isNone('num_segments') ? counted : readSize(a.get('num_segments'), cx, 'num_segments'), 1)],
      'int64',
    );
  },
);

const partitions = op('tf.ragged.stack_dynamic_partitions', 'data, partitions, num_partitions, name=None', (a, cx) =>
  withTensor(cx, a.get('data'), (data) => {
    const places = convert(cx, a.get('partitions'));
    const rank = places.kind === 'tensor' ? (places.shape?.length ?? 1) : 1;
    return raggedOf(
      [readSize(a.get('num_partitions'), cx, 'num_partitions'), longest(cx), ...data.shape.slice(rank)],
      data.dtype,
    );
  }),
);

const mapFlat = op('tf.ragged.map_flat_values', 'op, *args, **kwargs', (a, cx) => {
  const rows = raggedIn(a.rest);
  return rows ? like(rows) : cx.unknown('the rows are not known');
});

const constant = op(
  'tf.ragged.constant',
  'pylist, dtype=None, ragged_rank=None, inner_shape=None, name=None, row_splits_dtype=None',
  (a, cx) => {
    const sizes = sizesOf(cx, a.get('pylist'));
    if (!sizes) return cx.unknown('the rows are not known');
    const dtype = dtypeArg(a.get('dtype')) ?? dtypeOfNumbers(a.get('pylist'));
    return raggedOf(sizes, dtype, lengthsOf(a.get('pylist')));
  },
);

/** Numbers with fractions make floats, texts make strings. */
function dtypeOfNumbers(value: Value): string {
  if (value.kind === 'list' || value.kind === 'tuple') {
    const types = value.items.map(dtypeOfNumbers);
    return types.find((type) => type !== 'int32') ?? 'int32';
  }
  return value.kind === 'float' ? 'float32' : value.kind === 'str' ? 'str' : 'int32';
}

/** `tf.ragged`. */
export const raggedFunctions: Readonly<Record<string, Value>> = byName([
  constant,
  range,
  stackOf,
  booleanMask,
  toIds,
  toSplits,
  partitions,
  mapFlat,
]);
