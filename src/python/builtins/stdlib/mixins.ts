/**
 * The methods that the abstract base classes of collections.abc give to classes derived from them (Python library,
 * "Collections Abstract Base Classes", mixin methods), in terms of those the classes define.
 */
import type { Context } from '../../interpreter/context';
import { PyError } from '../../interpreter/errors';
import { native, type Bound, type Rule } from '../../interpreter/native';
import {
  DictValue,
  FALSE,
  NONE,
  TRUE,
  bool,
  int,
  list,
  str,
  tuple,
  type UnknownValue,
  type Value,
} from '../../interpreter/values';
import { updateDict } from '../mappingMethods';
import { dictSet } from '../containers';
import { reprOf } from '../repr';

type Methods = Record<string, [signature: string, rule: Rule]>;

/** What iterating gives, or why that is not known. */
function all(cx: Context, self: Value): readonly Value[] | UnknownValue {
  return cx.sequence(self) ?? (self.kind === 'unknown' ? self : cx.unknown('what is iterated is not known'));
}

/** What a rule makes of all elements; unknown where they are not known. */
const over =
  (rule: (items: readonly Value[], a: Bound, cx: Context) => Value): Rule =>
  (a, cx) => {
    const items = all(cx, a.get('self'));
    return 'kind' in items ? items : rule(items, a, cx);
  };

/** Where a value stands among others, -1 where it does not, undefined where that cannot be told. */
function indexOf(cx: Context, items: readonly Value[], value: Value): number | undefined {
  for (const [i, item] of items.entries()) {
    const same = cx.equal(item, value);
    if (same === undefined) return undefined;
    if (same) return i;
  }
  return -1;
}

const NOT_TOLD = 'whether it is among them is not known';

const contains = over((items, a, cx) => {
  const at = indexOf(cx, items, a.get('value'));
  return at === undefined ? cx.unknown(NOT_TOLD) : bool(at >= 0);
});

/** Looks a key up, and gives what `missing` says where there is none. */
const entry = (found: (a: Bound, cx: Context) => Value, missing: (a: Bound, cx: Context) => Value): Rule =>
  over((keys, a, cx) => {
    const at = indexOf(cx, keys, a.get('key'));
    if (at === undefined) return cx.unknown(NOT_TOLD);
    return at >= 0 ? found(a, cx) : missing(a, cx);
  });

const item = (a: Bound, cx: Context): Value => cx.getItem(a.get('self'), a.get('key'));

const MAPPING: Methods = {
  __contains__: ['self, value', contains],
  keys: ['self', over((keys) => list([...keys]))],
  values: ['self', over((keys, a, cx) => list(keys.map((key) => cx.getItem(a.get('self'), key))))],
  items: ['self', over((keys, a, cx) => list(keys.map((key) => tuple([key, cx.getItem(a.get('self'), key)]))))],
  get: ['self, key, default=None', entry(item, (a) => a.get('default'))],
};

const remove = (a: Bound, cx: Context, key: Value): Value => cx.callMethod(a.get('self'), '__delitem__', [key]);

const MUTABLE_MAPPING: Methods = {
  pop: [
    'self, key, default=...',
    entry(
      (a, cx) => {
        const value = item(a, cx);
        remove(a, cx, a.get('key'));
        return value;
      },
      (a, cx) => {
        if (a.has('default')) return a.get('default');
        throw new PyError('KeyError', reprOf(cx, a.get('key')));
      },
    ),
  ],
  setdefault: [
    'self, key, default=None',
    entry(item, (a, cx) => {
      cx.setItem(a.get('self'), a.get('key'), a.get('default'));
      return a.get('default');
    }),
  ],
  clear: [
    'self',
    over((keys, a, cx) => {
      for (const key of keys) remove(a, cx, key);
      return NONE;
    }),
  ],
  update: [
    'self, other=(), /, **kwds',
    (a, cx) => {
      const given = new DictValue();
      updateDict(cx, given, a.get('other'));
      for (const [name, value] of a.extra) dictSet(cx, given, str(name), value);
      for (const { key, value } of given.entries.values()) cx.setItem(a.get('self'), key, value);
      return given.open ?? NONE;
    },
  ],
};

const SEQUENCE: Methods = {
  __contains__: ['self, value', contains],
  index: [
    'self, value',
    over((items, a, cx) => {
      const at = indexOf(cx, items, a.get('value'));
      if (at === -1) throw new PyError('ValueError', `${reprOf(cx, a.get('value'))} is not in it`);
      return at === undefined ? cx.unknown(NOT_TOLD) : int(at);
    }),
  ],
  count: [
    'self, value',
    over((items, a, cx) => {
      const same = items.map((each) => cx.equal(each, a.get('value')));
      return same.includes(undefined) ? cx.unknown(NOT_TOLD) : int(same.filter(Boolean).length);
    }),
  ],
};

const insert = (a: Bound, cx: Context, value: Value): Value => {
  const self = a.get('self');
  return cx.callMethod(self, 'insert', [cx.callMethod(self, '__len__'), value]);
};

const extend: Rule = (a, cx) => {
  const items = all(cx, a.get('values'));
  if ('kind' in items) return items;
  for (const value of items) insert(a, cx, value);
  return NONE;
};

const MUTABLE_SEQUENCE: Methods = {
  append: ['self, value', (a, cx) => insert(a, cx, a.get('value'))],
  extend: ['self, values', extend],
  __iadd__: ['self, values', (a, cx) => (extend(a, cx).kind === 'unknown' ? cx.unknown(NOT_TOLD) : a.get('self'))],
  pop: [
    'self, index=-1',
    (a, cx) => {
      const value = cx.getItem(a.get('self'), a.get('index'));
      remove(a, cx, a.get('index'));
      return value;
    },
  ],
};

/** A set of the same class from elements, as `_from_iterable` makes it. */
const made = (a: Bound, cx: Context, items: readonly Value[]): Value =>
  cx.call(cx.typeOf(a.get('self')), [list([...items])]);

/** A set operation that keeps of the own elements those that are, or are not, in the other set. */
const kept = (isIn: boolean): Rule =>
  over((items, a, cx) => {
    const other = all(cx, a.get('other'));
    if ('kind' in other) return other;
    const at = items.map((each) => indexOf(cx, other, each));
    if (at.includes(undefined)) return cx.unknown(NOT_TOLD);
    return made(
      a,
      cx,
      items.filter((_each, i) => at[i]! >= 0 === isIn),
    );
  });

const SET: Methods = {
  __and__: ['self, other', kept(true)],
  __sub__: ['self, other', kept(false)],
  __or__: [
    'self, other',
    over((items, a, cx) => {
      const other = all(cx, a.get('other'));
      return 'kind' in other ? other : made(a, cx, [...items, ...other]);
    }),
  ],
  isdisjoint: [
    'self, other',
    over((items, a, cx) => {
      const other = all(cx, a.get('other'));
      if ('kind' in other) return other;
      const at = items.map((each) => indexOf(cx, other, each));
      if (at.some((i) => i !== undefined && i >= 0)) return FALSE;
      return at.includes(undefined) ? cx.unknown(NOT_TOLD) : TRUE;
    }),
  ],
};

const MUTABLE_SET: Methods = {
  remove: ['self, value', (a, cx) => cx.callMethod(a.get('self'), 'discard', [a.get('value')])],
  clear: [
    'self',
    over((items, a, cx) => {
      for (const value of items) cx.callMethod(a.get('self'), 'discard', [value]);
      return NONE;
    }),
  ],
};

const METHODS: Record<string, Methods> = {
  Mapping: MAPPING,
  MutableMapping: { ...MAPPING, ...MUTABLE_MAPPING },
  Sequence: SEQUENCE,
  MutableSequence: { ...SEQUENCE, ...MUTABLE_SEQUENCE },
  Set: SET,
  MutableSet: { ...SET, ...MUTABLE_SET },
};

/** The mixin methods of an abstract base class by its name. */
export function mixins(name: string): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(METHODS[name] ?? {}).map(([method, [signature, rule]]) => [method, native(method, signature, rule)]),
  );
}
