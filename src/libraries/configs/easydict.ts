/** `easydict` 1.13: what is stored becomes a node, and attributes and entries are one. */
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { native, type LibraryModule } from '../../python/interpreter/native';
import type { DictValue } from '../../python/interpreter/values';
import { NONE, type Value } from '../../python/interpreter/values';
import { attributeDictClass, dictOf, gathered, opens, takeOver, withNodes } from './attributeDict';

const isDunder = (name: string): boolean => name.startsWith('__') && name.endsWith('__');

/** Nested dictionaries become nodes, and those in lists and tuples one level deep those of the class itself. */
function stored(cx: Context, self: DictValue, value: Value): Value {
  const own = self.cls ?? easyDict;
  if (value.kind !== 'dict') return withNodes(value, (dict) => cx.call(own, [dict]), 1);
  return cx.isInstance(value, easyDict) ? value : cx.call(easyDict, [value]);
}

const easyDict = attributeDictClass(
  {
    module: 'easydict',
    name: 'EasyDict',
    stored,
    guard: (cx, _self, key) => {
      if (key.kind !== 'str' && key.kind !== 'unknown')
        throw new PyError('TypeError', `attribute name must be string, not '${cx.typeOf(key).name}'`);
    },
    missing: (cx, self, name) => {
      throw new PyError('AttributeError', `'${cx.typeOf(self).name}' object has no attribute '${name}'`);
    },
  },
  {
    __init__: native('__init__', 'self, d=None, **kwargs', (a, cx) => {
      const self = dictOf(a.get('self'));
      takeOver(cx, self, a.isNone('d') ? [] : [a.get('d')], a.extra);
      // The attributes of a class derived from it become entries of each object.
      const cls = cx.typeOf(self);
      if (cls.isNative) return NONE;
      for (const name of [...cls.attrs.keys()])
        if (!isDunder(name) && name !== 'update' && name !== 'pop') cx.setAttr(self, name, cx.getAttr(cls, name));
      return NONE;
    }),
    update: native('update', 'self, e=None, **f', (a, cx) => {
      takeOver(cx, dictOf(a.get('self')), a.isNone('e') ? [] : [a.get('e')], a.extra);
      return NONE;
    }),
    copy: native('copy', 'self', (a, cx) => {
      const plain = gathered(cx, [a.get('self')]);
      opens(cx, plain, dictOf(a.get('self')).open);
      return plain;
    }),
  },
);
// An entry stands before a method of the same name: it is an attribute of the object itself.
easyDict.hooks.getAttr = (_cx, self, name) =>
  self.kind === 'dict' && !isDunder(name) ? self.entries.get(`s${name}`)?.value : undefined;

export const easydictModule: LibraryModule = { name: 'easydict', attrs: { EasyDict: easyDict } };
