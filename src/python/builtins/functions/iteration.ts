/** Built-in functions that read or make iterables. */
import { isNumber, maxDim, minDim, sym, type Dim } from '../../../shape';
import type { Context } from '../../interpreter/context';
import { PyError } from '../../interpreter/errors';
import { native, type Bound } from '../../interpreter/native';
import { repeating, sampling } from '../../interpreter/iteration';
import { closed, elementOf, mapSeries, reversedSeries } from '../../interpreter/series';
import { typeOf, types } from '../../interpreter/types';
import {
  IteratorValue,
  ListValue,
  TupleValue,
  UnknownValue,
  bool,
  float,
  int,
  type Series,
  type Value,
} from '../../interpreter/values';
import { dimOf, isNumeric } from '../arithmetic';
import { openReason, seriesIn } from '../containers';
import {
  elements,
  enumerated,
  isLost,
  isPlain,
  iterating,
  iteratingAll,
  lazy,
  lengthOf,
  nextOf,
  zipped,
} from '../iterables';
import { sortItems } from '../sorting';
import { said } from '../../../protocol/say';

function iter(a: Bound, cx: Context): Value {
  const object = a.get('object');
  if (a.has('sentinel')) {
    const sentinel = a.get('sentinel');
    return lazy('callable_iterator', function* () {
      for (;;) {
        const value = cx.call(object);
        if (value.kind === 'unknown' || cx.equal(value, sentinel) !== false) return;
        yield value;
      }
    });
  }
  if (object.kind === 'instance') {
    const method = cx.findAttr(object, '__iter__');
    const given = method && cx.call(method);
    // A native `__iter__` may give what it goes through.
    if (given) return isPlain(given) ? iteratorOver(cx, given) : given;
  }
  return iteratorOver(cx, object);
}

function iteratorOver(cx: Context, object: Value): Value {
  if (object.kind === 'iterator') return object;
  const series = seriesIn(cx, object);
  if (series) return repeating(cx, series, openReason(cx, object), `${typeOf(object).name}_iterator`);
  const items = iterating(cx, object);
  if (isLost(items)) return items;
  return new IteratorValue(items, `${typeOf(object).name}_iterator`, undefined, undefined, isPlain(object));
}

/** `zip` of sequences of which some repeat their elements no one knows how often. */
function zippedSeries(cx: Context, columns: readonly Value[]): Value | undefined {
  const series = columns.map((column) => seriesIn(cx, column));
  if (!series.some(Boolean)) return undefined;
  const why = cx.unknown('how many elements are zipped is not known');
  const row = columns.map((column, i) => {
    const items = series[i] ?? closed(column.kind === 'list' || column.kind === 'tuple' ? column.items : []);
    return elementOf(items) ?? why;
  });
  const least = series.every((column) => column && column.least > 0) ? 1 : 0;
  return repeating(cx, { before: [], each: [new TupleValue(row)], after: [], least }, why, 'zip');
}

function zip(a: Bound, cx: Context): Value {
  const repeated = zippedSeries(cx, a.rest);
  if (repeated) return repeated;
  const iterators = iteratingAll(cx, a.rest);
  if (iterators instanceof UnknownValue) return iterators;
  if (a.truth('strict') !== true) {
    const rows = function* (): Generator<Value, void, undefined> {
      yield* tuples(zipped(iterators));
    };
    return lazy('zip', rows, a.rest);
  }
  const columns = a.rest.map((value) => cx.sequence(value) ?? []);
  const short = columns.findIndex((column) => column.length !== columns[0].length);
  if (short > 0) {
    const word = columns[short].length < columns[0].length ? 'shorter' : 'longer';
    const others = short === 1 ? 'argument 1' : `arguments 1-${short}`;
    throw new PyError('ValueError', `zip() argument ${short + 1} is ${word} than ${others}`);
  }
  const rows = function* (): Generator<Value, void, undefined> {
    yield* tuples(zipped(columns.map((column) => column.values())));
  };
  return lazy('zip', rows, []);
}

/** Rows as tuples; rows of the very same values, of which there may be thousands, are one tuple. */
function* tuples(rows: Iterable<Value[]>): Generator<Value, void, undefined> {
  let last: TupleValue | undefined;
  for (const row of rows) {
    if (!last || row.some((item, i) => item !== last!.items[i])) last = new TupleValue(row);
    yield last;
  }
}

/** `enumerate` of such a sequence: only the first numbers are known. */
function enumeratedSeries(cx: Context, series: Series, a: Bound): Value {
  const why = openReason(cx, a.get('iterable'));
  const start = a.number('start');
  const pair = (item: Value, i?: number): Value =>
    new TupleValue([
      i === undefined || start === undefined ? int(cx.unknownDim('the place in a sequence')) : int(start + i),
      item,
    ]);
  const pairs = mapSeries(series, (item) => pair(item));
  return repeating(cx, { ...pairs, before: series.before.map(pair) }, why, 'enumerate');
}

function map(a: Bound, cx: Context): Value {
  const iterators = iteratingAll(cx, a.rest);
  if (iterators instanceof UnknownValue) return iterators;
  const fn = a.get('func');
  return lazy('map', function* () {
    for (const row of zipped(iterators)) yield cx.call(fn, row);
  });
}

/** Iterators without an end, which must not be read ahead. */
const ENDLESS = new Set(['count', 'cycle', 'repeat']);

function filter(a: Bound, cx: Context): Value {
  const source = a.get('iterable');
  const fn = a.get('function');
  const keeps = (item: Value) => cx.truth(fn.kind === 'none' ? item : cx.call(fn, [item]));
  const items = iterating(cx, source);
  if (isLost(items)) return items;
  if (source.kind === 'iterator' && ENDLESS.has(source.typeName)) {
    return lazy('filter', function* () {
      for (let next = items.next(); !next.done; next = items.next()) if (keeps(next.value)) yield next.value;
    });
  }
  const kept: Value[] = [];
  cx.openEnd();
  for (let next = items.next(); !next.done; next = items.next()) {
    const truth = keeps(next.value);
    if (truth === undefined) return cx.unknown('which elements filter() keeps is not known');
    if (truth) kept.push(next.value);
  }
  const open = cx.openEnd();
  return open ? sampling(cx, kept, open, 'filter') : new IteratorValue(kept.values(), 'filter');
}

function reversed(a: Bound, cx: Context): Value {
  const value = a.get('sequence');
  if (value.kind === 'instance' || value.kind === 'dict') {
    // Special methods are looked up in the type (Python reference, 3.3.12).
    const method = typeOf(value).lookup('__reversed__');
    if (method) return cx.call(method, [value]);
  }
  if (value.kind === 'iterator' || value.kind === 'set') {
    throw new PyError('TypeError', `'${typeOf(value).name}' object is not reversible`);
  }
  const series = seriesIn(cx, value);
  if (series) return repeating(cx, reversedSeries(series), openReason(cx, value), 'reversed');
  const items = elements(cx, value);
  if (isLost(items)) return items;
  const backwards = [...items].reverse().values();
  return new IteratorValue(backwards, `${typeOf(value).name}_reverseiterator`, undefined, undefined, true);
}

function sorted(a: Bound, cx: Context): Value {
  const items = cx.sequence(a.get('iterable'));
  const result = items && sortItems(cx, items, a.get('key'), a.truth('reverse'));
  if (Array.isArray(result)) return new ListValue(result);
  const open = new ListValue([]);
  open.open = result ?? openReason(cx, a.get('iterable'));
  return open;
}

function sum(a: Bound, cx: Context): Value {
  const items = elements(cx, a.get('iterable'));
  if (isLost(items)) return items;
  if (a.get('start').kind === 'str') {
    throw new PyError('TypeError', "sum() can't sum strings [use ''.join(seq) instead]");
  }
  return items.reduce((total, item) => cx.binary('+', total, item), a.get('start'));
}

/** `any` and `all`: certain as soon as one element decides, unknown where an unknown one might have. */
const quantifier = (name: 'any' | 'all') =>
  native(name, 'iterable, /', (a, cx) => {
    const items = iterating(cx, a.get('iterable'));
    if (isLost(items)) return items;
    cx.openEnd();
    let open: Value | undefined;
    for (let next = items.next(); !next.done; next = items.next()) {
      const truth = cx.truth(next.value);
      if (truth === (name === 'any')) return bool(truth);
      if (truth === undefined) {
        open ??=
          next.value.kind === 'unknown'
            ? next.value
            : cx.unknown(said`an element that ${name}() looks at is not known`);
      }
    }
    return open ?? cx.openEnd() ?? bool(name === 'all');
  });

/** `min` and `max`. Sizes without a number give a symbolic extreme: `max(1, planes // 8)`. */
const extreme = (name: 'min' | 'max') =>
  native(name, '*args, key=None, default=None', (a, cx) => {
    let items: readonly Value[] = a.rest;
    if (items.length === 0) throw new PyError('TypeError', `${name} expected at least 1 argument, got 0`);
    if (items.length === 1) {
      const all = elements(cx, items[0]);
      if (isLost(all)) return all;
      if (all.length === 0) {
        if (a.has('default')) return a.get('default');
        throw new PyError('ValueError', `${name}() iterable argument is empty`);
      }
      items = all;
    }
    if (a.isNone('key')) {
      const direct = extremeNumber(name, items);
      if (direct) return direct;
      const unknown = items.find((item) => item.kind === 'unknown');
      if (unknown) return unknown;
    }
    return extremeByOrder(name, items, a, cx);
  });

/** The extreme of numbers; undefined where not all are numbers. */
function extremeNumber(name: 'min' | 'max', items: readonly Value[]): Value | undefined {
  const numbers = items.map((item) => (item.kind === 'unknown' && item.symbol ? int(sym(item.symbol)) : item));
  const known = numbers.every(
    (n) => (n.kind === 'int' || n.kind === 'float' || n.kind === 'bool') && isNumber(dimOf(n)),
  );
  if (known || !numbers.every((n) => isNumeric(n) && n.kind !== 'complex')) return undefined;
  const dims = numbers.map((n) => dimOf(n as Parameters<typeof dimOf>[0]));
  const [first, ...rest] = dims;
  const result: Dim = name === 'max' ? maxDim(first, ...rest) : minDim(first, ...rest);
  // The winner is one of the arguments and keeps its type; where that is open, a float is the wider one.
  const winner = numbers[dims.indexOf(result)];
  if (winner) return winner;
  return numbers.every((n) => n.kind !== 'float') ? int(result) : float(result);
}

function extremeByOrder(name: 'min' | 'max', items: readonly Value[], a: Bound, cx: Context): Value {
  const key = (item: Value) => (a.isNone('key') ? item : cx.call(a.get('key'), [item]));
  let best = items[0];
  let bestKey = key(best);
  for (const item of items.slice(1)) {
    const itemKey = key(item);
    const result = cx.compare(name === 'max' ? '>' : '<', itemKey, bestKey);
    const better = cx.truth(result);
    if (better === undefined)
      return result.kind === 'unknown' ? result : cx.unknown(said`which argument ${name}() picks is not known`);
    if (better) [best, bestKey] = [item, itemKey];
  }
  return best;
}

export const iterationFunctions: Record<string, Value> = {
  iter: native('iter', 'object, sentinel=None, /', iter),
  next: native('next', 'iterator, default=None, /', (a, cx) =>
    nextOf(cx, a.get('iterator'), a.has('default') ? a.get('default') : undefined),
  ),
  len: native('len', 'obj, /', (a, cx) => {
    const value = a.get('obj');
    return value.kind === 'unknown' && value.symbol === undefined ? value : int(lengthOf(cx, value));
  }),
  enumerate: native('enumerate', 'iterable, start=0', (a, cx) => {
    const series = seriesIn(cx, a.get('iterable'));
    if (series) return enumeratedSeries(cx, series, a);
    const items = iterating(cx, a.get('iterable'));
    const start = a.number('start');
    if (isLost(items)) return items;
    if (start === undefined) return cx.unknown('the first number of enumerate() is not known');
    return lazy('enumerate', () => enumerated(items, start), [a.get('iterable')]);
  }),
  zip: native('zip', '*iterables, strict=False', zip),
  map: native('map', 'func, /, *iterables', map),
  filter: native('filter', 'function, iterable, /', filter),
  reversed: native('reversed', 'sequence, /', reversed),
  sorted: native('sorted', 'iterable, /, *, key=None, reverse=False', sorted),
  sum: native('sum', 'iterable, /, start=0', sum),
  any: quantifier('any'),
  all: quantifier('all'),
  min: extreme('min'),
  max: extreme('max'),
  range: types.range,
  xrange: types.range,
};
