/** `DictConfig` and `ListConfig` as programs use them. */
import { keyOf } from '../../../python/builtins/containers';
import { keyError } from '../../../python/builtins/exceptions';
import { reprOf } from '../../../python/builtins/repr';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { native, nativeClass } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import {
  DictValue,
  ListValue,
  NONE,
  bool,
  int,
  str,
  type UnknownValue,
  type Value,
} from '../../../python/interpreter/values';
import { attributeDictClass, dictOf, loseValues, opens, takeOver } from '../attributeDict';
import { giveMappingMethods } from '../mapping';
import { resolveAll } from './interpolation';
import {
  MISSING,
  asNode,
  container,
  copyOf,
  isNode,
  itemsOf,
  nodeClasses,
  put,
  rawAt,
  store,
  toPlain,
  type Node,
} from './nodes';

/** Flags of a node (`struct`, `readonly`) are those of the nearest node above that has them. */
export function flagOf(cx: Context, node: Value | undefined, name: string): boolean {
  if (!isNode(node)) return false;
  const own = node.attrs?.get(`_flag_${name}`);
  return own && own.kind !== 'none' ? cx.truth(own) === true : flagOf(cx, node.attrs?.get('_parent'), name);
}

/** @param to true, false, or `None` for what the node above says */
export function setFlag(cx: Context, node: Value, name: string, to: Value): void {
  if (!isNode(node)) return;
  cx.touch(node);
  (node.attrs ??= new Map()).set(`_flag_${name}`, to);
}

function refuse(cx: Context, self: Node, key: Value, by: 'attribute' | 'item'): void {
  if (flagOf(cx, self, 'readonly'))
    throw new PyError(by === 'attribute' ? 'AttributeError' : 'TypeError', 'Cannot change read-only config container');
  if (self.kind === 'dict' && flagOf(cx, self, 'struct') && cx.truth(cx.compare('in', key, self)) === false)
    throw missingKey(cx, self, key, by);
}

function missingKey(cx: Context, self: Node, key: Value, by: 'attribute' | 'item'): PyError {
  const name = cx.str(key);
  const what = flagOf(cx, self, 'struct') ? `Key '${name}' is not in struct` : `Missing key ${name}`;
  const type = by === 'attribute' ? 'AttributeError' : 'KeyError';
  const error = new PyError(
    type,
    `${what}\n    full_key: ${[...pathOf(cx, self), name].join('.')}\n    object_type=dict`,
  );
  error.args = by === 'item' ? keyError(cx, key).args : undefined;
  return error;
}

/** The keys that lead from the root to a node. */
function pathOf(cx: Context, node: Node): string[] {
  const parent = node.attrs?.get('_parent');
  if (!isNode(parent)) return [];
  const item = itemsOf(parent).find(({ value }) => value === node);
  return [...pathOf(cx, parent), ...(item ? [cx.str(item.key)] : [])];
}

/** Writes one tree over another: dictionaries are merged, all else is replaced. */
export function mergeInto(cx: Context, target: Node, source: Value): void {
  const other = asNode(cx, source);
  if (other.kind === 'unknown') forget(cx, target, other);
  else if (isNode(other)) overlay(cx, target, other);
  else if (other.kind !== 'none') forget(cx, target, cx.unknown('what is merged is not known'));
  resolveAll(cx, target);
}

function overlay(cx: Context, target: Node, other: Node): void {
  if (target.kind === 'list' || other.kind === 'list') {
    if (target.kind !== 'list' || other.kind !== 'list')
      throw new PyError('TypeError', 'Cannot merge DictConfig with ListConfig');
    cx.touch(target);
    target.items = other.items.map(() => NONE);
    target.open = other.open;
    for (const { key, value } of itemsOf(other)) store(cx, target, key, given(cx, other, key, value));
    return;
  }
  for (const [hash, { key, value }] of other.entries) {
    const present = target.entries.get(hash)?.value;
    const raw = rawAt(cx, other, key);
    if (raw === MISSING && present) continue;
    if (raw === undefined && present?.kind === 'dict' && isNode(present) && isNode(value) && value.kind === 'dict')
      overlay(cx, present, value);
    else {
      if (!present) refuse(cx, target, key, 'item');
      store(cx, target, key, given(cx, other, key, value));
    }
  }
  opens(cx, target, other.open);
}

function given(cx: Context, node: Node, key: Value, value: Value): Value {
  const raw = rawAt(cx, node, key);
  return raw === undefined ? value : str(raw);
}

/** What is not known was merged: any value may be another one, and there may be others. */
function forget(cx: Context, target: Node, why: UnknownValue): void {
  if (target.kind === 'list') {
    cx.touch(target);
    target.items = [];
    target.open = why;
    return;
  }
  loseValues(cx, target, why);
  opens(cx, target, why);
}

const text = native('__repr__', 'self', (a, cx) => str(reprOf(cx, toPlain(cx, a.get('self'), false))));

export const dictConfig = attributeDictClass(
  {
    module: 'omegaconf.dictconfig',
    name: 'DictConfig',
    bases: [container],
    stored: (cx, self, value, key) => {
      store(cx, self, key, value);
      return self.entries.get(keyOf(cx, key))?.value ?? value;
    },
    guard: (cx, self, key, _value, by) => refuse(cx, self, key, by),
    after: resolveAll,
    missing: (cx, self, name) => {
      if (name.startsWith('_')) throw new PyError('AttributeError', name);
      throw missingKey(cx, self, str(name), 'attribute');
    },
  },
  {
    __init__: native('__init__', 'self, content=None, key=None, parent=None, **kwargs', (a, cx) => {
      const self = dictOf(a.get('self'));
      const made = asNode(cx, a.isNone('content') ? new DictValue() : a.get('content'));
      if (made.kind === 'dict')
        for (const { key, value } of made.entries.values()) store(cx, self, key, given(cx, made, key, value));
      opens(cx, self, made.kind === 'dict' ? made.open : made.kind === 'unknown' ? made : undefined);
      resolveAll(cx, self);
      return NONE;
    }),
    __missing__: native('__missing__', 'self, key', (a, cx) => {
      const self = dictOf(a.get('self'));
      if (self.open) return self.open;
      throw missingKey(cx, self, a.get('key'), 'item');
    }),
    __contains__: native('__contains__', 'self, key', (a, cx) => {
      const [self, key] = [dictOf(a.get('self')), a.get('key')];
      if (key.kind === 'unknown') return key;
      const isThere = [...self.entries.values()].some((entry) => cx.equal(entry.key, key) === true);
      if (!isThere) return self.open ?? bool(false);
      return bool(rawAt(cx, self, key) !== MISSING);
    }),
    __repr__: text,
    update: native('update', 'self, /, *args, **kwargs', (a, cx) => {
      takeOver(cx, dictOf(a.get('self')), a.rest, a.extra);
      return NONE;
    }),
    merge_with: native('merge_with', 'self, *others', (a, cx) => {
      for (const other of a.rest) mergeInto(cx, dictOf(a.get('self')), other);
      return NONE;
    }),
    copy: native('copy', 'self', (a, cx) => {
      const self = a.get('self');
      const made = isNode(self) ? copyOf(cx, self) : self;
      if (isNode(made)) resolveAll(cx, made);
      return made;
    }),
  },
);

function listOf(value: Value): ListValue {
  if (value.kind === 'list') return value;
  throw new PyError('TypeError', `a list of a configuration was expected, not ${value.kind}`);
}

function append(cx: Context, self: ListValue, values: readonly Value[]): void {
  refuse(cx, self, int(self.items.length), 'item');
  if (self.open) return;
  for (const value of values) {
    put(cx, self, int(self.items.length), NONE);
    store(cx, self, int(self.items.length - 1), value);
  }
  resolveAll(cx, self);
}

export const listConfig = nativeClass('omegaconf.listconfig', 'ListConfig', [container], {
  __init__: native('__init__', 'self, content=None, key=None, parent=None, **kwargs', (a, cx) => {
    const items = a.isNone('content') ? [] : cx.sequence(a.get('content'));
    if (items) append(cx, listOf(a.get('self')), items);
    else listOf(a.get('self')).open = cx.unknown('what is merged is not known');
    return NONE;
  }),
  append: native('append', 'self, item', (a, cx) => (append(cx, listOf(a.get('self')), [a.get('item')]), NONE)),
  extend: native('extend', 'self, lst', (a, cx) => {
    const [self, items] = [listOf(a.get('self')), cx.sequence(a.get('lst'))];
    if (items) append(cx, self, items);
    else {
      cx.touch(self);
      self.open = cx.unknown('what is merged is not known');
    }
    return NONE;
  }),
  __setitem__: native('__setitem__', 'self, index, value', (a, cx) => {
    const [self, index] = [listOf(a.get('self')), a.number('index')];
    refuse(cx, self, a.get('index'), 'item');
    if (self.open || index === undefined) return NONE;
    const at = index < 0 ? index + self.items.length : index;
    if (at < 0 || at >= self.items.length) throw new PyError('IndexError', 'list index out of range');
    store(cx, self, int(at), a.get('value'));
    resolveAll(cx, self);
    return NONE;
  }),
  __repr__: text,
});
listConfig.hooks.construct = (_cx, cls) => new ListValue([], cls);

nodeClasses.dict = dictConfig;
nodeClasses.list = listConfig;

const LIST_METHODS = 'insert pop remove clear index count sort reverse copy __contains__ __iter__ __reversed__'.split(
  ' ',
);

/** Gives the classes what they share with Python's containers. To be called when the built-in types are complete. */
export function completeClasses(): void {
  giveMappingMethods(dictConfig);
  for (const name of LIST_METHODS) {
    const method = types.list.attrs.get(name);
    if (method && !listConfig.attrs.has(name)) listConfig.attrs.set(name, method);
  }
}
