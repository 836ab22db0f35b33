/** `itertools`. Iterators are lazy; combinatoric ones read their input first, as in CPython. */
import type { Context } from '../../interpreter/context';
import { native, nativeClass, staticMethod, type Bound, type LibraryModule } from '../../interpreter/native';
import { types } from '../../interpreter/types';
import { IteratorValue, UnknownValue, tuple, type Value } from '../../interpreter/values';
import { indexOf, elements, isLost, iterating, iteratingAll, lazy, zipped } from '../iterables';
import { said } from '../../../protocol/say';

type Rows = Generator<Value, void, undefined>;

/** An iterator to loop over that stays usable when the loop ends early: Python's iterators do. */
function unclosed(items: Iterator<Value>): Iterable<Value> {
  return { [Symbol.iterator]: () => ({ next: () => items.next() }) };
}

/** A lazy iterator over the elements of one iterable; unknown where they are. */
function over(cx: Context, iterable: Value, name: string, rows: (items: Iterable<Value>) => Rows): Value {
  const items = iterating(cx, iterable);
  if (isLost(items)) return items;
  return lazy(name, () => rows(unclosed(items)));
}

/** An iterator over tuples built from the whole input. */
function combinatoric(
  cx: Context,
  iterable: Value,
  name: string,
  rows: (pool: Value[]) => Generator<Value[], void, undefined>,
): Value {
  const pool = elements(cx, iterable);
  if (isLost(pool)) return pool;
  return lazy(name, function* () {
    for (const row of rows(pool)) yield tuple(row);
  });
}

function* chained(parts: Iterable<Value>, cx: Context): Rows {
  for (const part of parts) yield* cx.iterate(part);
}

/** `chain` is a class, for the sake of `chain.from_iterable`. */
const chain = nativeClass('itertools', 'chain', [types.object], {
  from_iterable: staticMethod(
    native('from_iterable', 'iterable, /', (a, cx) =>
      over(cx, a.get('iterable'), 'chain', (parts) => chained(parts, cx)),
    ),
  ),
});
chain.hooks.construct = (cx, _cls, args) => {
  const iterators = iteratingAll(cx, args);
  if (iterators instanceof UnknownValue) return iterators;
  return lazy('chain', function* () {
    for (const iterator of iterators) yield* unclosed(iterator);
  });
};

function* product(pools: readonly Value[][], row: Value[] = []): Generator<Value[], void, undefined> {
  if (row.length === pools.length) yield row;
  else for (const item of pools[row.length]) yield* product(pools, [...row, item]);
}

/** Choices of `length` positions below `count`; `next` says which positions may follow the ones taken. */
function* choices(
  pool: readonly Value[],
  length: number,
  next: (taken: readonly number[]) => Iterable<number>,
  taken: readonly number[] = [],
): Generator<Value[], void, undefined> {
  if (taken.length === length) yield taken.map((i) => pool[i]);
  else for (const i of next(taken)) yield* choices(pool, length, next, [...taken, i]);
}

function* upTo(from: number, to: number): Generator<number, void, undefined> {
  for (let i = from; i < to; i++) yield i;
}

function combinations(a: Bound, cx: Context, first: (taken: readonly number[]) => number): Value {
  const r = indexOf(cx, a.get('r'));
  if (r === undefined) return cx.unknown(said`how many ${a.fn}() takes is not known`);
  return combinatoric(cx, a.get('iterable'), a.fn, (pool) =>
    choices(pool, r, (taken) => upTo(first(taken), pool.length)),
  );
}

function permutations(a: Bound, cx: Context): Value {
  const length = a.isNone('r') ? undefined : indexOf(cx, a.get('r'));
  return combinatoric(cx, a.get('iterable'), 'permutations', (pool) =>
    choices(pool, length ?? pool.length, (taken) => [...upTo(0, pool.length)].filter((i) => !taken.includes(i))),
  );
}

function slice(a: Bound, cx: Context): Value {
  const bounds = a.rest.map((value) => (value.kind === 'none' ? null : indexOf(cx, value)));
  if (bounds.some((bound) => bound === undefined)) return cx.unknown('the bounds of islice() are not known');
  const [start, stop, step] = bounds.length === 1 ? [0, bounds[0], 1] : [bounds[0] ?? 0, bounds[1], bounds[2] ?? 1];
  return over(cx, a.get('iterable'), 'islice', function* (items) {
    if (stop === 0) return;
    let i = 0;
    for (const item of items) {
      if (stop != null && i >= stop) return;
      if (i >= (start ?? 0) && (i - (start ?? 0)) % (step ?? 1) === 0) yield item;
      // Stops before it takes an element that it would not give.
      if (stop != null && i + 1 >= stop) return;
      i++;
    }
  });
}

function accumulate(a: Bound, cx: Context): Value {
  const func = a.get('func');
  const step = (total: Value, item: Value) =>
    func.kind === 'none' ? cx.binary('+', total, item) : cx.call(func, [total, item]);
  return over(cx, a.get('iterable'), 'accumulate', function* (items) {
    let total = a.isNone('initial') ? undefined : a.get('initial');
    if (total) yield total;
    for (const item of items) {
      total = total ? step(total, item) : item;
      yield total;
    }
  });
}

function groupBy(a: Bound, cx: Context): Value {
  const items = elements(cx, a.get('iterable'));
  if (isLost(items)) return items;
  const groups: { key: Value; members: Value[] }[] = [];
  for (const item of items) {
    const key = a.isNone('key') ? item : cx.call(a.get('key'), [item]);
    const last = groups[groups.length - 1];
    const same = last ? cx.equal(last.key, key) : false;
    if (same === undefined) return cx.unknown('which elements groupby() puts together is not known');
    if (same) last.members.push(item);
    else groups.push({ key, members: [item] });
  }
  return lazy('groupby', function* () {
    for (const { key, members } of groups) yield tuple([key, new IteratorValue(members.values(), '_grouper')]);
  });
}

function zipLongest(a: Bound, cx: Context): Value {
  const columns = a.rest.map((value) => elements(cx, value));
  const unknown = columns.find(isLost);
  if (unknown) return unknown;
  const known = columns as Value[][];
  const length = Math.max(0, ...known.map((column) => column.length));
  return lazy('zip_longest', function* () {
    for (let i = 0; i < length; i++) yield tuple(known.map((column) => column[i] ?? a.get('fillvalue')));
  });
}

/** Splits on a predicate; where its truth is not known, so is the result. */
function filtered(name: string, keep: (truth: boolean, state: { open: boolean }) => boolean | 'stop'): Value {
  return native(name, 'predicate, iterable, /', (a, cx) => {
    const predicate = a.get('predicate');
    const items = iterating(cx, a.get('iterable'));
    if (isLost(items)) return items;
    const state = { open: false };
    const kept: Value[] = [];
    for (let next = items.next(); !next.done; next = items.next()) {
      const truth = cx.truth(predicate.kind === 'none' ? next.value : cx.call(predicate, [next.value]));
      if (truth === undefined) return cx.unknown(said`which elements ${name}() keeps is not known`);
      const decision = keep(truth, state);
      if (decision === 'stop') break;
      if (decision) kept.push(next.value);
    }
    return new IteratorValue(kept.values(), name);
  });
}

function tee(a: Bound, cx: Context): Value {
  const items = elements(cx, a.get('iterable'));
  if (isLost(items)) return items;
  const n = indexOf(cx, a.get('n')) ?? 2;
  return tuple(Array.from({ length: n }, () => new IteratorValue([...items].values(), '_tee')));
}

export const itertoolsModule: LibraryModule = {
  name: 'itertools',
  attrs: {
    chain,
    count: native('count', 'start=0, step=1', (a, cx) =>
      lazy('count', function* () {
        for (let value = a.get('start'); ; value = cx.binary('+', value, a.get('step'))) yield value;
      }),
    ),
    cycle: native('cycle', 'iterable, /', (a, cx) => {
      const items = elements(cx, a.get('iterable'));
      if (isLost(items)) return items;
      return lazy('cycle', function* () {
        while (items.length > 0) yield* items;
      });
    }),
    repeat: native('repeat', 'object, times=None', (a, cx) => {
      const times = a.isNone('times') ? Infinity : indexOf(cx, a.get('times'));
      if (times === undefined) return cx.unknown('how often repeat() repeats is not known');
      return lazy('repeat', function* () {
        for (let i = 0; i < times; i++) yield a.get('object');
      });
    }),
    product: native('product', '*iterables, repeat=1', (a, cx) => {
      const pools = a.rest.map((value) => elements(cx, value));
      const unknown = pools.find(isLost);
      if (unknown) return unknown;
      const times = indexOf(cx, a.get('repeat'));
      if (times === undefined) return cx.unknown('how often product() repeats is not known');
      const all = Array.from({ length: times }, () => pools as Value[][]).flat();
      return lazy('product', function* () {
        for (const row of product(all)) yield tuple(row);
      });
    }),
    combinations: native('combinations', 'iterable, r', (a, cx) =>
      combinations(a, cx, (taken) => (taken.at(-1) ?? -1) + 1),
    ),
    combinations_with_replacement: native('combinations_with_replacement', 'iterable, r', (a, cx) =>
      combinations(a, cx, (taken) => taken.at(-1) ?? 0),
    ),
    permutations: native('permutations', 'iterable, r=None', permutations),
    islice: native('islice', 'iterable, /, *bounds', slice),
    accumulate: native('accumulate', 'iterable, func=None, *, initial=None', accumulate),
    groupby: native('groupby', 'iterable, key=None', groupBy),
    zip_longest: native('zip_longest', '*iterables, fillvalue=None', zipLongest),
    izip: native('izip', '*iterables', (a, cx) => {
      const iterators = iteratingAll(cx, a.rest);
      if (iterators instanceof UnknownValue) return iterators;
      return lazy('izip', function* () {
        for (const row of zipped(iterators)) yield tuple(row);
      });
    }),
    starmap: native('starmap', 'function, iterable, /', (a, cx) =>
      over(cx, a.get('iterable'), 'starmap', function* (items) {
        for (const item of items) yield cx.call(a.get('function'), cx.sequence(item) ?? [item]);
      }),
    ),
    pairwise: native('pairwise', 'iterable, /', (a, cx) =>
      over(cx, a.get('iterable'), 'pairwise', function* (items) {
        let last: Value | undefined;
        for (const item of items) {
          if (last) yield tuple([last, item]);
          last = item;
        }
      }),
    ),
    batched: native('batched', 'iterable, n', (a, cx) => {
      const n = indexOf(cx, a.get('n'));
      if (n === undefined) return cx.unknown('the size of the batches is not known');
      return over(cx, a.get('iterable'), 'batched', function* (items) {
        let batch: Value[] = [];
        for (const item of items) {
          batch.push(item);
          if (batch.length < n) continue;
          yield tuple(batch);
          batch = [];
        }
        if (batch.length > 0) yield tuple(batch);
      });
    }),
    compress: native('compress', 'data, selectors', (a, cx) => {
      const iterators = iteratingAll(cx, [a.get('data'), a.get('selectors')]);
      if (iterators instanceof UnknownValue) return iterators;
      const rows = [...zipped(iterators)];
      if (rows.some(([, selector]) => cx.truth(selector) === undefined))
        return cx.unknown('what compress() keeps is not known');
      return new IteratorValue(
        rows
          .filter(([, selector]) => cx.truth(selector))
          .map(([item]) => item)
          .values(),
        'compress',
      );
    }),
    takewhile: filtered('takewhile', (truth) => truth || 'stop'),
    dropwhile: filtered('dropwhile', (truth, state) => (state.open ||= !truth)),
    filterfalse: filtered('filterfalse', (truth) => !truth),
    tee: native('tee', 'iterable, n=2, /', tee),
  },
};
