/** `python-box` 7: what is stored becomes a box, lists become lists of boxes, and what is missing may make a box. */
import { exceptionOf, exceptions, keyError } from '../../python/builtins/exceptions';
import { builtinRepr } from '../../python/builtins/repr';
import { openFile, textOf } from '../../python/builtins/stdlib/textFiles';
import { yamlValue } from '../../python/builtins/stdlib/yaml';
import { unknownCall } from '../../python/builtins/stdlib/helpers';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { classMethod, native, type LibraryModule } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import type { DictValue } from '../../python/interpreter/values';
import { ClassValue, ListValue, NONE, str, type Value } from '../../python/interpreter/values';
import { attributeDictClass, dictOf, gathered, opens, takeOver, withoutNodes } from './attributeDict';

const BoxError = new ClassValue('BoxError', [exceptions.Exception], {}, 'box.exceptions');
const BoxKeyError = new ClassValue(
  'BoxKeyError',
  [BoxError, exceptions.KeyError, exceptions.AttributeError],
  {},
  'box.exceptions',
);

/** The options of a box, which the boxes in it inherit. */
const OPTIONS = 'default_box frozen_box conversion_box camel_killer_box box_dots default_box_attr'.split(' ');
/** Options under which keys are other than they are written: what such a box holds is not known. */
const RENAMING = ['camel_killer_box', 'box_dots', 'default_box_attr'];
const CREATED = '__created';

const has = (cx: Context, self: DictValue, option: string): boolean => {
  const value = self.attrs?.get(option);
  return value !== undefined && cx.truth(value) === true;
};

const optionsOf = (self: DictValue): Map<string, Value> =>
  new Map([...(self.attrs ?? [])].filter(([name]) => OPTIONS.includes(name)));

function stored(cx: Context, self: DictValue, value: Value): Value {
  if (value.kind === 'dict') return cx.call(cx.typeOf(self), [value], optionsOf(self));
  if (value.kind !== 'list') return value;
  const made = new ListValue(
    value.items.map((item) => stored(cx, self, item)),
    boxList,
  );
  made.open = value.open;
  return made;
}

/** A key as the attribute it can be asked by: what no name may hold becomes an underscore. */
function safeName(key: string): string {
  const name = key.replace(/[^\p{L}\p{N}_]+/gu, '_').replace(/^_+|_+$/g, (edge) => (key.startsWith(edge) ? edge : ''));
  return /^\d/.test(name) ? `x${name}` : name;
}

/** The box that is made where a default box lacks a key; it is kept. */
function made(cx: Context, self: DictValue, key: Value): Value {
  const child = cx.call(cx.typeOf(self), [], optionsOf(self));
  cx.touch(self);
  self.entries.set(key.kind === 'str' ? `s${key.value}` : cx.repr(key), { key, value: child });
  return child;
}

function missing(cx: Context, self: DictValue, name: string): Value {
  if (!self.attrs?.has('conversion_box') || has(cx, self, 'conversion_box'))
    for (const { key, value } of self.entries.values())
      if (key.kind === 'str' && safeName(key.value) === name) return value;
  if (has(cx, self, 'default_box') && !name.startsWith('_')) return made(cx, self, str(name));
  // A `BoxKeyError` is an `AttributeError` and a `KeyError`: the one that the access asks for is enough to catch it.
  throw new PyError('AttributeError', `"'${cx.typeOf(self).name}' object has no attribute '${name}'"`);
}

const box: ClassValue = attributeDictClass(
  {
    module: 'box.box',
    name: 'Box',
    stored,
    guard: (cx, self) => {
      if (has(cx, self, 'frozen_box') && self.attrs?.has(CREATED))
        throw exceptionOf(cx, BoxError, [str('Box is frozen')]);
    },
    missing,
  },
  {
    __init__: native('__init__', 'self, /, *args, **kwargs', (a, cx) => {
      const self = dictOf(a.get('self'));
      const [options, entries] = [new Map<string, Value>(), new Map<string, Value>()];
      for (const [name, value] of a.extra)
        (OPTIONS.includes(name) || /^(box|modify_tuples|default)_/.test(name) ? options : entries).set(name, value);
      cx.touch(self);
      self.attrs = options;
      takeOver(cx, self, a.rest, entries);
      const renaming = RENAMING.some((name) => options.has(name) && cx.truth(options.get(name)!) !== false);
      if (renaming) opens(cx, self, cx.unknown('a box that renames its keys'));
      self.attrs.set(CREATED, NONE);
      return NONE;
    }),
    __repr__: native('__repr__', 'self', (a, cx) => {
      const self = a.get('self');
      return str(`${cx.typeOf(self).name}(${builtinRepr(cx, plain(cx, self))})`);
    }),
    __str__: native('__str__', 'self', (a, cx) => str(builtinRepr(cx, plain(cx, a.get('self'))))),
    __missing__: native('__missing__', 'self, key', (a, cx) => {
      const [self, key] = [dictOf(a.get('self')), a.get('key')];
      if (self.open) return self.open;
      if (has(cx, self, 'default_box')) return made(cx, self, key);
      throw keyError(cx, key);
    }),
    update: native('update', 'self, /, *args, **kwargs', (a, cx) => {
      merge(cx, dictOf(a.get('self')), gathered(cx, a.rest, a.extra), false);
      return NONE;
    }),
    merge_update: native('merge_update', 'self, /, *args, **kwargs', (a, cx) => {
      merge(cx, dictOf(a.get('self')), gathered(cx, a.rest, a.extra), true);
      return NONE;
    }),
    to_dict: native('to_dict', 'self', (a, cx) => plain(cx, a.get('self'))),
    to_json: unknownCall('to_json', 'JSON text'),
    to_yaml: unknownCall('to_yaml', 'YAML text'),
    from_yaml: classMethod(
      native('from_yaml', 'cls, yaml_string=None, filename=None, encoding=None, errors=None, **kwargs', (a, cx) => {
        const file = a.isNone('filename') ? undefined : openFile(cx, a.str('filename'), str('r'));
        const text = file ? (file.kind === 'unknown' ? file : textOf(cx, file)) : a.get('yaml_string');
        if (text.kind !== 'str') return text.kind === 'unknown' ? text : cx.unknown('the YAML text is not known');
        return cx.call(a.get('cls'), [yamlValue(cx, text.value)], a.extra);
      }),
    ),
  },
);

/** `update` replaces entries; `merge_update` merges those that are boxes on both sides. */
function merge(cx: Context, self: DictValue, other: DictValue, deep: boolean): void {
  for (const [hash, { key, value }] of other.entries) {
    const present = self.entries.get(hash)?.value;
    if (deep && present?.kind === 'dict' && value.kind === 'dict') merge(cx, present, value, deep);
    else cx.setItem(self, key, value);
  }
  opens(cx, self, other.open);
}

const boxList = new ClassValue('BoxList', [types.list], {}, 'box.box_list');

/** Boxes and lists of boxes as plain dictionaries and lists. */
function plain(cx: Context, value: Value): Value {
  return withoutNodes(value, (dict) => cx.isInstance(dict, box));
}

export const boxModules: LibraryModule[] = ['box', 'box.box'].map((name) => ({
  name,
  attrs: { Box: box, BoxList: boxList, BoxError, BoxKeyError, ConfigBox: box },
}));
