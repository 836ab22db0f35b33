/** `addict` 2.4: a key that is not there gives a child, which is kept once something is stored in it. */
import { keyError } from '../../python/builtins/exceptions';
import { deepCopy } from '../../python/builtins/stdlib/copy';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { classMethod, native, type LibraryModule } from '../../python/interpreter/native';
import { DictValue, ListValue, NONE, NOT_IMPLEMENTED, bool, type Value } from '../../python/interpreter/values';
import { attributeDictClass, dictOf, gathered, opens, withNodes, withoutNodes } from './attributeDict';

const isFrozen = (cx: Context, self: DictValue): boolean => {
  const frozen = self.attrs?.get('__frozen');
  return frozen !== undefined && cx.truth(frozen) === true;
};

/** Nested dictionaries as nodes of the class: what the constructor does, and storing does not. */
const hooked = (cx: Context, self: DictValue, value: Value): Value =>
  withNodes(value, (dict) => cx.call(self.cls ?? addictDict, [dict]));

/** A child that has been given something is kept by its parent, as are the parents above it. */
function adopt(cx: Context, child: DictValue): void {
  const [parent, key] = [child.attrs?.get('__parent'), child.attrs?.get('__key')];
  if (parent?.kind !== 'dict' || !key) return;
  cx.touch(child);
  child.attrs?.delete('__parent');
  child.attrs?.delete('__key');
  cx.setItem(parent, key, child);
}

function init(cx: Context, self: DictValue, sources: readonly Value[], extra: ReadonlyMap<string, Value>): void {
  for (const source of sources) {
    if (source.kind === 'none' || cx.truth(source) === false) continue;
    const isPair = source.kind === 'tuple' && source.items[0]?.kind !== 'tuple' && source.items.length === 2;
    const given = isPair ? gathered(cx, [new ListValue([source])]) : gathered(cx, [source]);
    for (const { key, value } of given.entries.values()) cx.setItem(self, key, hooked(cx, self, value));
    opens(cx, self, given.open);
  }
  const named = gathered(cx, [], extra);
  for (const { key, value } of named.entries.values()) cx.setItem(self, key, hooked(cx, self, value));
  opens(cx, self, named.open);
}

/** Dictionaries on both sides of a key are merged; anything else is replaced. */
function update(cx: Context, self: DictValue, other: DictValue): void {
  for (const [hash, { key, value }] of other.entries) {
    const present = self.entries.get(hash)?.value;
    if (present?.kind === 'dict' && value.kind === 'dict') cx.callMethod(present, 'update', [value]);
    else cx.setItem(self, key, value);
  }
  opens(cx, self, other.open);
}

function merged(cx: Context, left: Value, right: Value): Value {
  if (left.kind !== 'dict' || right.kind !== 'dict') return NOT_IMPLEMENTED;
  const made = dictOf(cx.call(addictDict, [left]));
  update(cx, made, right);
  return made;
}

/** Lists and tuples of nodes one level deep are plain afterwards too. */
const toDict = (self: DictValue): Value => withoutNodes(self, (dict) => dict.cls === self.cls);

function freeze(cx: Context, self: DictValue, frozen: boolean): void {
  cx.touch(self);
  (self.attrs ??= new Map()).set('__frozen', bool(frozen));
  for (const { value } of self.entries.values())
    if (value.kind === 'dict' && cx.isInstance(value, addictDict)) freeze(cx, value, frozen);
}

const addictDict = attributeDictClass(
  {
    module: 'addict.addict',
    name: 'Dict',
    after: adopt,
    guard: (cx, self, key, value, by) => {
      if (by === 'attribute' && value && key.kind === 'str' && cx.typeOf(self).lookup(key.value))
        throw new PyError('AttributeError', `'Dict' object attribute '${key.value}' is read-only`);
      if (value && isFrozen(cx, self) && cx.truth(cx.compare('in', key, self)) === false) throw keyError(cx, key);
    },
  },
  {
    __init__: native('__init__', 'self, /, *args, **kwargs', (a, cx) => {
      init(cx, dictOf(a.get('self')), a.rest, a.extra);
      return NONE;
    }),
    __getattr__: native('__getattr__', 'self, item', (a, cx) => {
      const name = a.str('item') ?? '';
      // What Python itself asks an object for is looked up in its class.
      if (name.startsWith('__')) throw new PyError('AttributeError', name);
      return cx.getItem(a.get('self'), a.get('item'));
    }),
    __missing__: native('__missing__', 'self, name', (a, cx) => {
      const self = dictOf(a.get('self'));
      if (self.open) return self.open;
      if (isFrozen(cx, self)) throw keyError(cx, a.get('name'));
      const child = new DictValue(self.cls);
      child.attrs = new Map([
        ['__parent', self as Value],
        ['__key', a.get('name')],
      ]);
      return child;
    }),
    update: native('update', 'self, /, *args, **kwargs', (a, cx) => {
      update(cx, dictOf(a.get('self')), gathered(cx, a.rest, a.extra));
      return NONE;
    }),
    to_dict: native('to_dict', 'self', (a) => toDict(dictOf(a.get('self')))),
    deepcopy: native('deepcopy', 'self', (a, cx) => deepCopy(cx, a.get('self'))),
    setdefault: native('setdefault', 'self, key, default=None', (a, cx) => {
      const [self, key] = [a.get('self'), a.get('key')];
      if (cx.truth(cx.compare('in', key, self)) === false) cx.setItem(self, key, a.get('default'));
      return cx.getItem(self, key);
    }),
    freeze: native('freeze', 'self, shouldFreeze=True', (a, cx) => {
      freeze(cx, dictOf(a.get('self')), a.truth('shouldFreeze') !== false);
      return NONE;
    }),
    unfreeze: native('unfreeze', 'self', (a, cx) => {
      freeze(cx, dictOf(a.get('self')), false);
      return NONE;
    }),
    __or__: native('__or__', 'self, other', (a, cx) => merged(cx, a.get('self'), a.get('other'))),
    __ror__: native('__ror__', 'self, other', (a, cx) => merged(cx, a.get('other'), a.get('self'))),
    __ior__: native('__ior__', 'self, other', (a, cx) => {
      update(cx, dictOf(a.get('self')), gathered(cx, [a.get('other')]));
      return a.get('self');
    }),
    _hook: classMethod(
      native('_hook', 'cls, item', (a, cx) => withNodes(a.get('item'), (dict) => cx.call(a.get('cls'), [dict]))),
    ),
  },
);

export const addictModules: LibraryModule[] = ['addict', 'addict.addict'].map((name) => ({
  name,
  attrs: { Dict: addictDict },
}));
