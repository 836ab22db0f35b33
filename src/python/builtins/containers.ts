/** Reading and changing containers by Python's rules: hash keys, order of insertion, open ends, the journal. */
import type { Context } from '../interpreter/context';
import { PyError } from '../interpreter/errors';
import { plainReason } from '../interpreter/iteration';
import { closed, concatenated, seriesOf } from '../interpreter/series';
import { typeOf } from '../interpreter/types';
import type { IteratorValue, ListValue, Series } from '../interpreter/values';
import { DictValue, SetValue, str, type ClassValue, type UnknownValue, type Value } from '../interpreter/values';
import { hashKey } from './hash';
import { reprOf } from './repr';
import { said } from '../../protocol/say';

/** The hash key of a value. @throws PyError TypeError for what cannot be hashed */
export function keyOf(cx: Context, value: Value): string {
  const key = hashKey(value, cx);
  if (key === undefined) throw new PyError('TypeError', `unhashable type: '${unhashable(value).name}'`);
  return key;
}

/** The type CPython names: in a tuple, that of the element that cannot be hashed. */
function unhashable(value: Value): ClassValue {
  const inner = value.kind === 'tuple' ? value.items.find((item) => hashKey(item) === undefined) : undefined;
  return inner ? unhashable(inner) : typeOf(value);
}

/** Whether a key may equal others than its own: an unknown value any, a symbolic size any number. */
export function isVague(value: Value): boolean {
  if (value.kind === 'unknown') return true;
  if (value.kind === 'int' || value.kind === 'float') return typeof value.value !== 'number';
  return value.kind === 'tuple' && value.items.some(isVague);
}

/**
 * The value of a key: undefined where there is certainly none, an unknown value where it cannot be told.
 * Does not ask `__missing__` or a default factory.
 */
export function dictGet(cx: Context, dict: DictValue, key: Value): Value | undefined {
  const found = dict.entries.get(keyOf(cx, key));
  if (found) return found.value;
  if (dict.open) return dict.open;
  if (isVague(key) && dict.entries.size > 0) return vagueKey(cx, key);
  return undefined;
}

function vagueKey(cx: Context, key: Value): UnknownValue {
  return key.kind === 'unknown' ? key : cx.unknown(said`which entry ${reprOf(cx, key)} selects is not known`);
}

/** Sets an entry; an unknown key leaves it open which entry changed. */
export function dictSet(cx: Context, dict: DictValue, key: Value, value: Value): void {
  cx.touch(dict);
  const hash = keyOf(cx, key);
  const found = dict.entries.get(hash);
  // The entry is replaced, not changed: a branch that is undone still holds the old one.
  dict.entries.set(hash, { key: found?.key ?? key, value });
  if (!found && key.kind === 'unknown') dict.open ??= key;
}

/** Removes an entry. @returns its value; undefined where there is none */
export function dictDelete(cx: Context, dict: DictValue, key: Value): Value | undefined {
  const hash = keyOf(cx, key);
  const found = dict.entries.get(hash);
  if (!found) {
    if (dict.open) return dict.open;
    if (isVague(key) && dict.entries.size > 0) {
      cx.touch(dict);
      dict.open = vagueKey(cx, key);
      return dict.open;
    }
    return undefined;
  }
  cx.touch(dict);
  dict.entries.delete(hash);
  return found.value;
}

/** Whether a dict has a key; undefined where it cannot be told. */
export function dictHas(cx: Context, dict: DictValue, key: Value): boolean | undefined {
  if (dict.entries.has(keyOf(cx, key))) return dict.open ? undefined : true;
  return dict.open || (isVague(key) && dict.entries.size > 0) ? undefined : false;
}

/** A dict of pairs. */
export function makeDict(cx: Context, pairs: Iterable<readonly [Value, Value]>): DictValue {
  const dict = new DictValue();
  for (const [key, value] of pairs) {
    const hash = keyOf(cx, key);
    dict.entries.set(hash, { key: dict.entries.get(hash)?.key ?? key, value });
    if (key.kind === 'unknown') dict.open ??= key;
  }
  return dict;
}

/** A dict with string keys. */
export function dictOfNames(pairs: Iterable<readonly [string, Value]>): DictValue {
  const dict = new DictValue();
  for (const [name, value] of pairs) dict.entries.set(`s${name}`, { key: str(name), value });
  return dict;
}

/** A set of values. */
export function makeSet(cx: Context, items: Iterable<Value>, frozen = false): SetValue {
  const set = new SetValue(frozen);
  for (const item of items) {
    const key = keyOf(cx, item);
    if (!set.entries.has(key)) set.entries.set(key, item);
    if (item.kind === 'unknown') set.open ??= item;
  }
  return set;
}

/** Adds to a set. */
export function setAdd(cx: Context, set: SetValue, item: Value): void {
  const key = keyOf(cx, item);
  if (set.entries.has(key)) return;
  cx.touch(set);
  set.entries.set(key, item);
  if (item.kind === 'unknown') set.open ??= item;
}

/** Whether a set has an element; undefined where it cannot be told. */
export function setHas(cx: Context, set: SetValue, item: Value): boolean | undefined {
  // A set is looked up by value: an unhashable set argument stands for its frozen copy (Python, set types).
  const probe = item.kind === 'set' && !item.frozen ? makeSet(cx, item.entries.values(), true) : item;
  if (set.entries.has(keyOf(cx, probe))) return set.open ? undefined : true;
  return set.open || (isVague(item) && set.entries.size > 0) ? undefined : false;
}

/** What is known of a sequence that repeats something no one knows how often. */
export function seriesIn(cx: Context, value: Value): Series | undefined {
  const iter = value.kind === 'instance' ? typeOf(value).lookup('__iter__') : undefined;
  return seriesOf(iter?.kind === 'native' ? cx.call(iter, [value]) : value);
}

/** Appends all elements of an iterable; an iterable of unknown length leaves the list open. */
export function extendList(cx: Context, list: ListValue, iterable: Value): void {
  const more = seriesIn(cx, iterable);
  if (more || list.series) return extendSeries(cx, list, more ?? cx.sequence(iterable), openReason(cx, iterable));
  if (iterable.kind === 'iterator') {
    appendEach(cx, list, iterable);
    return;
  }
  const items = cx.sequence(iterable);
  cx.touch(list);
  if (items) {
    if (!list.open) list.items = [...list.items, ...items];
    return;
  }
  list.items = [];
  list.open ??= openReason(cx, iterable);
}

/** Appends to a list, or to what is known of it, elements that are known or repeated no one knows how often. */
function extendSeries(
  cx: Context,
  list: ListValue,
  more: Series | readonly Value[] | undefined,
  why: UnknownValue,
): void {
  const before = list.open ? list.series : closed(list.items);
  cx.touch(list);
  const after = more && ('each' in more ? more : closed(more));
  list.series = before && after && concatenated(before, after);
  list.items = [];
  list.open ??= why;
}

/** Appends elements as they are made: an iterator may read from the list how far it has come. */
function appendEach(cx: Context, list: ListValue, iterator: IteratorValue): void {
  cx.openEnd();
  for (const item of cx.iterate(iterator)) {
    cx.touch(list);
    if (!list.open) list.items = [...list.items, item];
  }
  const why = cx.openEnd();
  if (!why) return;
  cx.touch(list);
  list.items = [];
  list.open ??= why;
}

/** Why the elements of an iterable are not known. */
export function openReason(cx: Context, iterable: Value): UnknownValue {
  if (iterable.kind === 'unknown') return plainReason(iterable);
  if ((iterable.kind === 'list' || iterable.kind === 'dict' || iterable.kind === 'set') && iterable.open) {
    return iterable.open;
  }
  return cx.unknown(said`the elements of this ${cx.typeOf(iterable).name} are not known`);
}
