/** Iteration: what `for`, unpacking and the constructors of sequences see. */
import { isNumber } from '../../shape';
import type { Context } from './context';
import { PyError } from './errors';
import type { Interpreter } from './interpreter';
import { elementOf, samples, seriesOf } from './series';
import { rangeLength } from './subscripts';
import { typeOf } from './types';
import {
  FunctionValue,
  IteratorValue,
  NONE,
  int,
  str,
  UnknownRange,
  UnknownValue,
  type Series,
  type Value,
} from './values';

/** Whether the elements of an iterable, or their number, are not known. */
export function isOpen(value: Value): boolean {
  if (value.kind === 'unknown') return true;
  if (value.kind === 'list' || value.kind === 'dict' || value.kind === 'set') return value.open !== undefined;
  if (value.kind === 'tensor') {
    const first = value.shape?.[0];
    return first === undefined ? value.shape === undefined : !isNumber(first);
  }
  if (value.kind === 'instance') return value.cls.lookup('__iter__') === undefined && value.cls.unknown !== undefined;
  return value.kind === 'iterator' && value.series !== undefined;
}

/**
 * The elements in order, made one by one. An unknown iterable has none: callers that must know ask `isOpen`
 * first. @throws PyError TypeError for what cannot be iterated
 */
export function* iterate(ip: Interpreter, value: Value): Generator<Value, void, undefined> {
  if (isOpen(value)) return;
  const custom = typeOf(value).lookup('__iter__');
  if (custom instanceof FunctionValue) {
    const iterator = ip.call(custom, [value]);
    if (iterator.kind === 'unknown') ip.endsOpen(iterator);
    // An object that is its own iterator is asked for its elements at once.
    if (iterator !== value) yield* iterate(ip, iterator);
    else yield* nextUntilDone(ip, value);
    return;
  }
  switch (value.kind) {
    case 'tuple':
      yield* value.items;
      return;
    case 'list':
      // A list may grow while it is iterated.
      for (let i = 0; i < value.items.length; i++) yield value.items[i];
      return;
    case 'str':
      for (const c of value.value) yield str(c);
      return;
    case 'bytes':
      for (const c of value.value) yield int(c.charCodeAt(0));
      return;
    case 'dict':
      for (const entry of [...value.entries.values()]) yield entry.key;
      return;
    case 'set':
      yield* [...value.entries.values()];
      return;
    case 'range': {
      const length = rangeLength(value);
      for (let i = 0; i < length; i++) yield int(value.start + i * value.step);
      return;
    }
    case 'iterator':
      for (;;) {
        const next = value.iterator.next();
        if (next.done) return;
        yield next.value;
      }
    case 'class': {
      const members = value.hook('classIterate')?.(ip, value);
      if (members) {
        yield* members;
        return;
      }
      break;
    }
  }
  if (custom) {
    const iterator = ip.call(custom, [value]);
    if (iterator.kind === 'unknown') ip.endsOpen(iterator);
    yield* iterate(ip, iterator);
    return;
  }
  if (typeOf(value).lookup('__next__')) {
    yield* nextUntilDone(ip, value);
    return;
  }
  const getitem = typeOf(value).lookup('__getitem__');
  if (getitem) {
    const length = typeOf(value).lookup('__len__');
    const count = length ? ip.call(length, [value]) : undefined;
    const limit = count?.kind === 'int' && isNumber(count.value) ? count.value : Infinity;
    for (let i = 0; i < limit; i++) {
      const item = ip.catching('IndexError', () => ip.call(getitem, [value, int(i)]));
      if (!item || item.kind === 'unknown') return;
      yield item;
    }
    return;
  }
  if (typeOf(value).unknown) return;
  throw new PyError('TypeError', `'${typeOf(value).name}' object is not iterable`);
}

/** Calls `__next__` until it raises StopIteration; an unknown element ends it, for nobody knows how many follow. */
function* nextUntilDone(ip: Interpreter, value: Value): Generator<Value, void, undefined> {
  const next = typeOf(value).lookup('__next__');
  while (next) {
    const item = ip.catching('StopIteration', () => ip.call(next, [value]));
    if (!item || item.kind === 'unknown') return;
    yield item;
  }
}

/** Asks a tensor for its rows: unknown where it has none that are known, or refuses; other values as they are. */
export function withRows(ip: Interpreter, value: Value): Value {
  const rows = value.kind === 'tensor' ? typeOf(value).lookup('__iter__') : undefined;
  const iterator = rows && ip.call(rows, [value]);
  return iterator?.kind === 'unknown' ? iterator : value;
}

/**
 * What `for` goes through: the iterator of an object that makes one itself, which may be unknown although the object
 * is not; other values as they are.
 */
export function iteratorOf(ip: Interpreter, value: Value): Value {
  const custom = value.kind === 'instance' ? value.cls.lookup('__iter__') : undefined;
  return custom ? ip.call(custom, [value]) : withRows(ip, value);
}

/** All elements, or undefined where they are not known or too many to follow. */
export function sequence(ip: Interpreter, value: Value): Value[] | undefined {
  if (isOpen(withRows(ip, value))) return undefined;
  if (value.kind === 'tuple' || value.kind === 'list') {
    if (!(typeOf(value).lookup('__iter__') instanceof FunctionValue)) return [...value.items];
  }
  const items: Value[] = [];
  ip.openEnd();
  for (const item of iterate(ip, value)) {
    ip.step();
    items.push(item);
    if (items.length > 1_000_000) return undefined;
  }
  return ip.openEnd() ? undefined : items;
}

/**
 * An iterator that gives samples of its elements: a loop runs its body with them, and then as often as nobody knows.
 * @param items one or more elements that say what all are like
 */
export function sampling(cx: Context, items: readonly Value[], why: UnknownValue, typeName?: string): IteratorValue {
  let at = 0;
  const next = (): IteratorResult<Value, undefined> => {
    if (at < items.length) return { value: items[at++], done: false };
    cx.endsOpen(why);
    return { value: undefined, done: true };
  };
  return new IteratorValue({ next }, typeName, items.at(-1));
}

/** An iterator over what comes a number of times that nobody knows. */
export const repeating = (cx: Context, series: Series, why: UnknownValue, typeName?: string): IteratorValue =>
  new IteratorValue(sampling(cx, samples(series), why).iterator, typeName, elementOf(series), series);

/** An unknown iterable as a reason for other things to be unknown. */
export const plainReason = (iterable: UnknownValue): UnknownValue =>
  iterable instanceof UnknownRange ? new UnknownValue(iterable.reason, iterable.at) : iterable;

/** What an element of an unknown iterable is; a size is no shape, though it comes from one. */
export function unknownElement(ip: Interpreter, iterable: Value): Value {
  const series = seriesOf(iterable);
  if (series) return elementOf(series) ?? ip.unknown('which element of a sequence this is');
  if (iterable.kind === 'unknown') {
    return iterable.shapeOf ? new UnknownValue(iterable.reason, iterable.at, iterable.symbol) : iterable;
  }
  if (iterable.kind === 'list' || iterable.kind === 'dict' || iterable.kind === 'set') return iterable.open ?? NONE;
  return ip.unknown('an element of something whose length is not known');
}
