/** `dict`: constructor and methods. Views are lists in the order of insertion. */
import type { Context } from '../interpreter/context';
import { PyError } from '../interpreter/errors';
import { classMethod, native, type Bound } from '../interpreter/native';
import { typeOf, types } from '../interpreter/types';
import {
  ClassValue,
  DictValue,
  ListValue,
  NONE,
  NativeFunction,
  bool,
  str,
  tuple,
  type NativeCall,
  type Value,
} from '../interpreter/values';
import { dictDelete, dictGet, dictHas, dictSet, keyOf, openReason } from './containers';
import { keyError } from './exceptions';
import { lazy } from './iterables';
import { methods } from './typeMethods';

function dictArg(a: Bound, name = 'self'): DictValue {
  const value = a.get(name);
  if (value.kind === 'dict') return value;
  throw new PyError('TypeError', `descriptor requires a 'dict' object but received '${typeOf(value).name}'`);
}

/**
 * Takes over the entries of a mapping or of an iterable of pairs; what is not known leaves the dict open.
 * @throws PyError TypeError, ValueError
 */
export function updateDict(cx: Context, dict: DictValue, source: Value): void {
  cx.touch(dict);
  if (source.kind === 'dict') {
    for (const [hash, entry] of source.entries) {
      dict.entries.set(hash, { key: dict.entries.get(hash)?.key ?? entry.key, value: entry.value });
    }
    dict.open ??= source.open;
    return;
  }
  if (source.kind === 'unknown') {
    dict.open ??= source;
    return;
  }
  if (source.kind === 'instance' && cx.findAttr(source, 'keys')) {
    const keys = cx.sequence(cx.callMethod(source, 'keys'));
    if (!keys) dict.open ??= openReason(cx, source);
    for (const key of keys ?? []) dictSet(cx, dict, key, cx.getItem(source, key));
    return;
  }
  const pairs = cx.sequence(source);
  if (!pairs) {
    dict.open ??= openReason(cx, source);
    return;
  }
  for (const [i, pair] of pairs.entries()) {
    if (pair.kind === 'unknown') {
      dict.open ??= pair;
      continue;
    }
    if (pair.kind === 'int' || pair.kind === 'float' || pair.kind === 'none') {
      throw new PyError('TypeError', `cannot convert dictionary update sequence element #${i} to a sequence`);
    }
    const items = cx.sequence(pair);
    if (!items) dict.open ??= openReason(cx, pair);
    else if (items.length !== 2) {
      throw new PyError(
        'ValueError',
        `dictionary update sequence element #${i} has length ${items.length}; 2 is required`,
      );
    } else dictSet(cx, dict, items[0], items[1]);
  }
}

/** The entries of a dict as a list: keys, values or (key, value) pairs; open where the dict is. */
function view(dict: DictValue, pick: (entry: { key: Value; value: Value }) => Value, type: string): ListValue {
  const result = new ListValue([...dict.entries.values()].map(pick), viewTypes[type]);
  if (dict.open) {
    result.items = [];
    result.open = dict.open;
  }
  return result;
}

function pop(a: Bound, cx: Context): Value {
  const dict = dictArg(a);
  const key = a.get('key');
  const value = dictDelete(cx, dict, key);
  if (value) return value;
  if (a.has('default')) return a.get('default');
  throw keyError(cx, key);
}

function setDefault(a: Bound, cx: Context): Value {
  const dict = dictArg(a);
  const present = dictGet(cx, dict, a.get('key'));
  if (present) return present;
  dictSet(cx, dict, a.get('key'), a.get('default'));
  return a.get('default');
}

function get(a: Bound, cx: Context): Value {
  const dict = dictArg(a);
  const key = a.get('key');
  if (key.kind === 'unknown') return dict.entries.size === 0 && !dict.open ? a.get('default') : key;
  return dictGet(cx, dict, key) ?? a.get('default');
}

function popItem(a: Bound, cx: Context): Value {
  const dict = dictArg(a);
  if (dict.open) return dict.open;
  const entries = [...dict.entries];
  const first = a.has('last') && a.truth('last') === false;
  const taken = first ? entries[0] : entries[entries.length - 1];
  if (!taken) throw new PyError('KeyError', "'popitem(): dictionary is empty'");
  cx.touch(dict);
  dict.entries.delete(taken[0]);
  return tuple([taken[1].key, taken[1].value]);
}

function init(cx: Context, { args, kwargs }: NativeCall): Value {
  const [self, source, ...more] = args;
  if (self.kind !== 'dict') throw new PyError('TypeError', 'dict.__init__ needs a dict');
  if (more.length > 0) throw new PyError('TypeError', `dict expected at most 1 argument, got ${more.length + 1}`);
  if (source) updateDict(cx, self, source);
  for (const [name, value] of kwargs) dictSet(cx, self, str(name), value);
  return NONE;
}

/** The types that `type(d.keys())` shows; their objects behave as lists. */
const viewTypes = Object.fromEntries(
  ['dict_keys', 'dict_values', 'dict_items'].map((name) => [name, new ClassValue(name, [types.object])]),
);

export function installDict(): void {
  types.dict.hooks.construct = (_cx, cls) => new DictValue(cls === types.dict ? undefined : cls);
  for (const [name, cls] of Object.entries(viewTypes)) {
    cls.attrs.set(
      '__repr__',
      native('__repr__', 'self', (a, cx) => {
        const self = a.get('self');
        return str(`${name}(${cx.repr(new ListValue(self.kind === 'list' ? self.items : []))})`);
      }),
    );
    for (const [method, op] of Object.entries({ __and__: '&', __or__: '|', __sub__: '-', __xor__: '^' })) {
      const asSet = (value: Value, cx: Context) => cx.call(types.set, [value]);
      cls.attrs.set(
        method,
        native(method, 'self, other, /', (a, cx) => cx.binary(op, asSet(a.get('self'), cx), asSet(a.get('other'), cx))),
      );
    }
    cls.attrs.set(
      'isdisjoint',
      native('isdisjoint', 'self, other, /', (a, cx) => {
        const [mine, other] = [cx.sequence(a.get('self')), cx.sequence(a.get('other'))];
        if (!mine || !other) return cx.unknown('the elements are not known');
        const keys = new Set(mine.map((item) => keyOf(cx, item)));
        return bool(!other.some((item) => keys.has(keyOf(cx, item))));
      }),
    );
  }
  methods(types.dict, {
    keys: ['self', (a) => view(dictArg(a), (e) => e.key, 'dict_keys')],
    values: ['self', (a) => view(dictArg(a), (e) => e.value, 'dict_values')],
    items: ['self', (a) => view(dictArg(a), (e) => tuple([e.key, e.value]), 'dict_items')],
    get: ['self, key, default=None, /', get],
    pop: ['self, key, default=None, /', pop],
    popitem: ['self, last=True', popItem],
    setdefault: ['self, key, default=None, /', setDefault],
    clear: [
      'self',
      (a, cx) => {
        const dict = dictArg(a);
        cx.touch(dict);
        dict.entries.clear();
        dict.open = undefined;
        return NONE;
      },
    ],
    copy: [
      'self',
      (a) => {
        const dict = dictArg(a);
        const copy = new DictValue(dict.cls);
        copy.entries = new Map(dict.entries);
        copy.open = dict.open;
        copy.factory = dict.factory;
        return copy;
      },
    ],
    update: [
      'self, other=(), /, **kwargs',
      (a, cx) => {
        updateDict(cx, dictArg(a), a.get('other'));
        for (const [name, value] of a.extra) dictSet(cx, dictArg(a), str(name), value);
        return NONE;
      },
    ],
    has_key: ['self, key', (a, cx) => has(cx, dictArg(a), a.get('key'))],
    iteritems: ['self', (a) => view(dictArg(a), (e) => tuple([e.key, e.value]), 'dict_items')],
    iterkeys: ['self', (a) => view(dictArg(a), (e) => e.key, 'dict_keys')],
    itervalues: ['self', (a) => view(dictArg(a), (e) => e.value, 'dict_values')],
    __reversed__: [
      'self',
      (a) =>
        lazy('dict_reversekeyiterator', function* () {
          for (const entry of [...dictArg(a).entries.values()].reverse()) yield entry.key;
        }),
    ],
    __getitem__: [
      'self, key, /',
      (a, cx) => {
        const found = dictGet(cx, dictArg(a), a.get('key'));
        if (found) return found;
        throw keyError(cx, a.get('key'));
      },
    ],
    __setitem__: [
      'self, key, value, /',
      (a, cx) => {
        dictSet(cx, dictArg(a), a.get('key'), a.get('value'));
        return NONE;
      },
    ],
    __delitem__: [
      'self, key, /',
      (a, cx) => {
        if (!dictDelete(cx, dictArg(a), a.get('key'))) throw keyError(cx, a.get('key'));
        return NONE;
      },
    ],
    __contains__: ['self, key, /', (a, cx) => has(cx, dictArg(a), a.get('key'))],
  });
  types.dict.attrs.set('__init__', new NativeFunction('__init__', init));
  types.dict.attrs.set(
    'fromkeys',
    classMethod(
      native('fromkeys', 'cls, iterable, value=None, /', (a, cx) => {
        const cls = a.get('cls');
        const dict = new DictValue(cls.kind === 'class' && cls !== types.dict ? cls : undefined);
        const keys = cx.sequence(a.get('iterable'));
        if (!keys) dict.open = openReason(cx, a.get('iterable'));
        for (const key of keys ?? []) dictSet(cx, dict, key, a.get('value'));
        return dict;
      }),
    ),
  );
}

function has(cx: Context, dict: DictValue, key: Value): Value {
  const found = dictHas(cx, dict, key);
  return found === undefined ? (dict.open ?? cx.unknown('whether the dict has this key is not known')) : bool(found);
}
