/**
 * Dictionaries whose entries are attributes too. Every configuration library has one, and each says in its own way what
 * a value becomes when it is stored, which changes it refuses, and what a name gives that is not there.
 */
import { dictSet } from '../../python/builtins/containers';
import { updateDict } from '../../python/builtins/mappingMethods';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { native, nativeClass } from '../../python/interpreter/native';
import { openKeywords } from '../../python/interpreter/openArguments';
import { types } from '../../python/interpreter/types';
import {
  DictValue,
  ListValue,
  NONE,
  TupleValue,
  str,
  type ClassValue,
  type UnknownValue,
  type Value,
} from '../../python/interpreter/values';

/** What tells one library's dictionary from the others'. */
export interface Dialect {
  module: string;
  name: string;
  /** `dict` where nothing is said. */
  bases?: ClassValue[];
  /** What a value becomes when it is stored. */
  stored?: (cx: Context, self: DictValue, value: Value, key: Value) => Value;
  /** What follows once something has been stored. */
  after?: (cx: Context, self: DictValue) => void;
  /** Refuses a change by raising an exception. `by` says how it was written. */
  guard?: (cx: Context, self: DictValue, key: Value, value: Value | undefined, by: 'attribute' | 'item') => void;
  /** What a name gives that is neither an entry nor a method; an `AttributeError` where nothing is said. */
  missing?: (cx: Context, self: DictValue, name: string) => Value;
}

/** The dictionary a method is called on. @throws PyError TypeError */
export function dictOf(self: Value): DictValue {
  if (self.kind === 'dict') return self;
  throw new PyError('TypeError', `a configuration was expected, not ${self.kind}`);
}

/** The entry of a name; undefined where there certainly is none. */
export const entryOf = (dict: DictValue, name: string): Value | undefined =>
  dict.entries.get(`s${name}`)?.value ?? dict.open;

/** A class of dictionaries with attributes. @param methods what else it has */
export function attributeDictClass(dialect: Dialect, methods: Record<string, Value> = {}): ClassValue {
  const store = (cx: Context, self: DictValue, key: Value, value: Value, by: 'attribute' | 'item'): Value => {
    dialect.guard?.(cx, self, key, value, by);
    dictSet(cx, self, key, dialect.stored?.(cx, self, value, key) ?? value);
    dialect.after?.(cx, self);
    return NONE;
  };
  const remove = (cx: Context, self: DictValue, key: Value, by: 'attribute' | 'item'): Value => {
    dialect.guard?.(cx, self, key, undefined, by);
    return cx.call(types.dict.attrs.get('__delitem__')!, [self, key]);
  };
  const cls = nativeClass(dialect.module, dialect.name, dialect.bases ?? [types.dict], {
    __init__: native('__init__', 'self, /, *args, **kwargs', (a, cx) => {
      takeOver(cx, dictOf(a.get('self')), a.rest, a.extra);
      return NONE;
    }),
    __getattr__: native('__getattr__', 'self, name', (a, cx) => {
      const [self, name] = [dictOf(a.get('self')), a.str('name') ?? ''];
      const found = entryOf(self, name) ?? dialect.missing?.(cx, self, name);
      if (found) return found;
      throw new PyError('AttributeError', name);
    }),
    __setattr__: native('__setattr__', 'self, name, value', (a, cx) =>
      store(cx, dictOf(a.get('self')), a.get('name'), a.get('value'), 'attribute'),
    ),
    __setitem__: native('__setitem__', 'self, key, value', (a, cx) =>
      store(cx, dictOf(a.get('self')), a.get('key'), a.get('value'), 'item'),
    ),
    __delattr__: native('__delattr__', 'self, name', (a, cx) =>
      remove(cx, dictOf(a.get('self')), a.get('name'), 'attribute'),
    ),
    __delitem__: native('__delitem__', 'self, key', (a, cx) => remove(cx, dictOf(a.get('self')), a.get('key'), 'item')),
    ...methods,
  });
  cls.hooks.construct = (_cx, made) => new DictValue(made);
  return cls;
}

/** Brings entries into the order of their names. */
export function sortByName(self: DictValue): void {
  self.entries = new Map([...self.entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** What `update` and constructors do: takes over the entries of mappings, of iterables of pairs, and of keywords. */
export function takeOver(
  cx: Context,
  self: DictValue,
  sources: readonly Value[],
  extra: ReadonlyMap<string, Value> = new Map(),
): void {
  const given = gathered(cx, sources, extra);
  for (const { key, value } of given.entries.values()) cx.setItem(self, key, value);
  opens(cx, self, given.open);
}

/** The entries of mappings, of iterables of pairs, and of keywords, as one plain dictionary. */
export function gathered(
  cx: Context,
  sources: readonly Value[],
  extra: ReadonlyMap<string, Value> = new Map(),
): DictValue {
  const given = new DictValue();
  for (const source of sources) updateDict(cx, given, source);
  for (const [name, value] of extra) dictSet(cx, given, str(name), value);
  given.open ??= openKeywords(extra);
  return given;
}

/** Says that a dictionary may have entries nobody knows of. */
export function opens(cx: Context, self: DictValue, why: UnknownValue | undefined): void {
  if (!why || self.open) return;
  cx.touch(self);
  self.open = why;
}

/**
 * What nested containers become: each dictionary what `node` makes of it, in lists and tuples at any depth.
 * @param depth how many levels of lists and tuples are looked into
 */
export function withNodes(value: Value, node: (dict: DictValue) => Value, depth = Infinity): Value {
  if (value.kind === 'dict') return node(value);
  if (depth <= 0 || (value.kind !== 'list' && value.kind !== 'tuple')) return value;
  const items = value.items.map((item) => withNodes(item, node, depth - 1));
  if (items.every((item, i) => item === value.items[i])) return value;
  if (value.kind === 'tuple') return new TupleValue(items, value.cls);
  const made = new ListValue(items, value.cls);
  made.open = value.open;
  return made;
}

/** Nested nodes as plain dictionaries again. @param isNode which dictionaries are nodes */
export function withoutNodes(value: Value, isNode: (dict: DictValue) => boolean): Value {
  return withNodes(value, (dict) => {
    if (!isNode(dict)) return dict;
    const plain = new DictValue();
    for (const [hash, { key, value: inner }] of dict.entries)
      plain.entries.set(hash, { key, value: withoutNodes(inner, isNode) });
    plain.open = dict.open;
    return plain;
  });
}

/**
 * Says that a value of a configuration may be another one, whatever lies below it: a file or a list that is not known
 * was merged.
 */
export function loseValues(cx: Context, node: DictValue, why: UnknownValue): void {
  cx.touch(node);
  for (const [hash, { key, value }] of node.entries) {
    if (value.kind === 'dict') loseValues(cx, value, why);
    else node.entries.set(hash, { key, value: why });
  }
}
