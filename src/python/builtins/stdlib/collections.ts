/** `collections`: dicts and lists of special kinds. Named tuples stand in namedTuples.ts. */
import { keyError } from '../exceptions';
import { isNumber } from '../../../shape';
import type { Context } from '../../interpreter/context';
import { PyError } from '../../interpreter/errors';
import { getter, native, nativeClass, type Bound, type LibraryModule } from '../../interpreter/native';
import { types } from '../../interpreter/types';
import {
  DictValue,
  InstanceValue,
  IteratorValue,
  ListValue,
  NONE,
  NativeFunction,
  int,
  list,
  str,
  tuple,
  type ClassValue,
  type Value,
} from '../../interpreter/values';
import { dictGet, dictSet, openReason } from '../containers';
import { elements, indexOf, isLost } from '../iterables';
import { updateDict } from '../mappingMethods';
import { builtinRepr } from '../repr';
import { sortItems } from '../sorting';
import { methods } from '../typeMethods';
import { abstractModule } from './abstract';
import { namedTupleFactory } from './namedTuples';

const dictClass = (name: string): ClassValue => {
  const cls = nativeClass('collections', name, [types.dict]);
  cls.hooks.construct = (_cx, actual) => new DictValue(actual);
  cls.hooks.classGetItem = (_cx, self) => self;
  return cls;
};

const self = (a: Bound): DictValue => {
  const value = a.get('self');
  return value.kind === 'dict' ? value : new DictValue();
};

// ── OrderedDict ────────────────────────────────────────────────────────────────────────────────

export const OrderedDict = dictClass('OrderedDict');
methods(OrderedDict, {
  __repr__: [
    'self',
    (a, cx) => {
      const dict = self(a);
      return str(
        dict.entries.size === 0 ? `${cx.typeOf(dict).name}()` : `${cx.typeOf(dict).name}(${builtinRepr(cx, dict)})`,
      );
    },
  ],
  move_to_end: [
    'self, key, last=True',
    (a, cx) => {
      const dict = self(a);
      const value = dictGet(cx, dict, a.get('key'));
      if (!value) throw keyError(cx, a.get('key'));
      cx.touch(dict);
      const entries = [...dict.entries];
      const moved = entries.find(([, entry]) => cx.equal(entry.key, a.get('key')) === true);
      const others = entries.filter((entry) => entry !== moved);
      if (moved) dict.entries = new Map(a.truth('last') === false ? [moved, ...others] : [...others, moved]);
      return NONE;
    },
  ],
});

// ── defaultdict ────────────────────────────────────────────────────────────────────────────────

const defaultdict = dictClass('defaultdict');
defaultdict.attrs.set(
  '__init__',
  new NativeFunction('__init__', (cx, { args, kwargs }) => {
    const [dict, factory, source] = args;
    if (dict.kind !== 'dict') return NONE;
    cx.touch(dict);
    dict.factory = factory ?? NONE;
    if (source) updateDict(cx, dict, source);
    for (const [name, value] of kwargs) dictSet(cx, dict, str(name), value);
    return NONE;
  }),
);
defaultdict.attrs.set(
  'default_factory',
  getter('default_factory', (value) => (value.kind === 'dict' && value.factory) || NONE),
);
methods(defaultdict, {
  __repr__: ['self', (a, cx) => str(`defaultdict(${cx.repr(self(a).factory ?? NONE)}, ${builtinRepr(cx, self(a))})`)],
});

// ── Counter ────────────────────────────────────────────────────────────────────────────────────

const Counter = dictClass('Counter');

/** Adds counts: of a mapping, or one for every element. */
function count(cx: Context, dict: DictValue, source: Value, sign: 1 | -1): void {
  const add = (key: Value, by: Value) => {
    const before = dictGet(cx, dict, key) ?? int(0);
    dictSet(cx, dict, key, cx.binary(sign > 0 ? '+' : '-', before, by));
  };
  if (source.kind === 'dict') {
    for (const { key, value } of source.entries.values()) add(key, value);
    dict.open ??= source.open;
    return;
  }
  const items = cx.sequence(source);
  if (!items) {
    cx.touch(dict);
    dict.open ??= openReason(cx, source);
  }
  for (const item of items ?? []) add(item, int(1));
}

const counting =
  (sign: 1 | -1) =>
  (a: Bound, cx: Context): Value => {
    if (a.has('iterable')) count(cx, self(a), a.get('iterable'), sign);
    for (const [name, value] of a.extra) {
      const before = dictGet(cx, self(a), str(name)) ?? int(0);
      dictSet(cx, self(a), str(name), cx.binary(sign > 0 ? '+' : '-', before, value));
    }
    return NONE;
  };

/** Entries from the most common on; equal counts keep their order. */
function mostCommon(a: Bound, cx: Context): Value {
  const dict = self(a);
  const byCount = native('count', 'pair', (b) => {
    const pair = b.get('pair');
    return pair.kind === 'tuple' ? pair.items[1] : NONE;
  });
  const pairs = [...dict.entries.values()].map(({ key, value }) => tuple([key, value]));
  const sorted = dict.open ?? sortItems(cx, pairs, byCount, true);
  if (!Array.isArray(sorted)) return sorted;
  const n = a.isNone('n') ? undefined : indexOf(cx, a.get('n'));
  return list(sorted.slice(0, n));
}

/** A new counter of two; only positive counts are kept. */
const combined =
  (op: '+' | '-' | '&' | '|') =>
  (a: Bound, cx: Context): Value => {
    const other = a.get('other');
    if (other.kind !== 'dict') return cx.unknown('a Counter is combined with something else');
    const result = new DictValue(Counter);
    const keys = [...self(a).entries.values(), ...other.entries.values()].map((entry) => entry.key);
    for (const key of keys) {
      const [x, y] = [self(a), other].map((dict) => cx.dim(dictGet(cx, dict, key) ?? int(0)));
      if (!isNumber(x) || !isNumber(y)) return cx.unknown('a count is not known');
      const total = { '+': x + y, '-': x - y, '&': Math.min(x, y), '|': Math.max(x, y) }[op];
      if (total > 0) dictSet(cx, result, key, int(total));
    }
    return result;
  };

methods(Counter, {
  __init__: ['self, iterable=None, /, **kwargs', counting(1)],
  update: ['self, iterable=None, /, **kwargs', counting(1)],
  subtract: ['self, iterable=None, /, **kwargs', counting(-1)],
  most_common: ['self, n=None', mostCommon],
  elements: [
    'self',
    (a, cx) => {
      const items: Value[] = [];
      for (const { key, value } of self(a).entries.values()) {
        const n = indexOf(cx, value);
        if (n === undefined) return cx.unknown('a count is not known');
        for (let i = 0; i < n; i++) items.push(key);
      }
      return new IteratorValue(items.values(), 'itertools.chain');
    },
  ],
  total: [
    'self',
    (a, cx) => [...self(a).entries.values()].reduce<Value>((sum, e) => cx.binary('+', sum, e.value), int(0)),
  ],
  __missing__: ['self, key', () => int(0)],
  __add__: ['self, other', combined('+')],
  __sub__: ['self, other', combined('-')],
  __and__: ['self, other', combined('&')],
  __or__: ['self, other', combined('|')],
  __repr__: [
    'self',
    (a, cx) => {
      const pairs = cx.sequence(cx.callMethod(self(a), 'most_common')) ?? [];
      const shown = new DictValue();
      for (const pair of pairs) if (pair.kind === 'tuple') dictSet(cx, shown, pair.items[0], pair.items[1]);
      return str(shown.entries.size === 0 ? 'Counter()' : `Counter(${cx.repr(shown)})`);
    },
  ],
});

// ── deque ──────────────────────────────────────────────────────────────────────────────────────

const deque = nativeClass('collections', 'deque', [types.object]);
deque.hooks.construct = (_cx, cls) => new ListValue([], cls);
deque.hooks.classGetItem = (_cx, cls) => cls;

const queue = (a: Bound): ListValue => {
  const value = a.get('self');
  return value.kind === 'list' ? value : new ListValue([]);
};

/** Changes a deque and drops what exceeds `maxlen` from the other end. */
function push(a: Bound, cx: Context, side: 'left' | 'right', items: readonly Value[]): Value {
  const values = queue(a);
  cx.touch(values);
  if (values.open) return NONE;
  const limit = values.attrs?.get('maxlen');
  const most = limit?.kind === 'int' && isNumber(limit.value) ? limit.value : Infinity;
  for (const item of items) {
    if (side === 'right') values.items.push(item);
    else values.items.unshift(item);
    if (values.items.length > most) {
      if (side === 'right') values.items.shift();
      else values.items.pop();
    }
  }
  return NONE;
}

function pushAll(a: Bound, cx: Context, side: 'left' | 'right'): Value {
  const items = elements(cx, a.get('iterable'));
  if (!isLost(items)) return push(a, cx, side, items);
  const values = queue(a);
  cx.touch(values);
  values.items = [];
  values.open ??= items;
  return NONE;
}

function take(a: Bound, cx: Context, side: 'left' | 'right'): Value {
  const values = queue(a);
  if (values.open) return values.open;
  cx.touch(values);
  const item = side === 'right' ? values.items.pop() : values.items.shift();
  if (!item) throw new PyError('IndexError', 'pop from an empty deque');
  return item;
}

for (const name of ['remove', 'clear', 'reverse', 'insert', 'index', 'count', 'copy']) {
  const shared = types.list.attrs;
  deque.attrs.set(
    name,
    new NativeFunction(name, (cx, { args, kwargs }) => cx.call(shared.get(name) ?? NONE, args, kwargs)),
  );
}
methods(deque, {
  __init__: [
    'self, iterable=(), maxlen=None',
    (a, cx) => {
      const values = queue(a);
      cx.touch(values);
      values.attrs = new Map([['maxlen', a.get('maxlen')]]);
      return pushAll(a, cx, 'right');
    },
  ],
  append: ['self, x, /', (a, cx) => push(a, cx, 'right', [a.get('x')])],
  appendleft: ['self, x, /', (a, cx) => push(a, cx, 'left', [a.get('x')])],
  extend: ['self, iterable, /', (a, cx) => pushAll(a, cx, 'right')],
  extendleft: ['self, iterable, /', (a, cx) => pushAll(a, cx, 'left')],
  pop: ['self', (a, cx) => take(a, cx, 'right')],
  popleft: ['self', (a, cx) => take(a, cx, 'left')],
  rotate: [
    'self, n=1, /',
    (a, cx) => {
      const values = queue(a);
      const n = indexOf(cx, a.get('n'));
      cx.touch(values);
      if (n === undefined) values.open ??= cx.unknown('how far the deque is rotated is not known');
      else if (values.items.length > 0) {
        const size = values.items.length;
        const cut = size - (((n % size) + size) % size);
        values.items = [...values.items.slice(cut), ...values.items.slice(0, cut)];
      }
      return NONE;
    },
  ],
  __repr__: [
    'self',
    (a, cx) => {
      const limit = queue(a).attrs?.get('maxlen') ?? NONE;
      const bound = limit.kind === 'none' ? '' : `, maxlen=${cx.repr(limit)}`;
      return str(`deque(${builtinRepr(cx, queue(a))}${bound})`);
    },
  ],
});

// ── ChainMap ───────────────────────────────────────────────────────────────────────────────────

const ChainMap = nativeClass('collections', 'ChainMap', [types.object]);
ChainMap.hooks.construct = (_cx, cls, args) => {
  const map = new InstanceValue(cls);
  map.attrs.set('maps', list(args.length > 0 ? args : [new DictValue()]));
  return map;
};

function mapsOf(a: Bound): Value[] {
  const value = a.get('self');
  const maps = value.kind === 'instance' ? value.attrs.get('maps') : undefined;
  return maps?.kind === 'list' ? maps.items : [];
}

/** All entries as one dict: the first map that has a key wins. */
function merged(a: Bound, cx: Context): DictValue {
  const all = new DictValue();
  for (const map of [...mapsOf(a)].reverse()) updateDict(cx, all, map);
  return all;
}

methods(ChainMap, {
  __init__: ['self, *maps', () => NONE],
  __getitem__: ['self, key', (a, cx) => cx.getItem(merged(a, cx), a.get('key'))],
  __setitem__: [
    'self, key, value',
    (a, cx) => {
      cx.setItem(mapsOf(a)[0], a.get('key'), a.get('value'));
      return NONE;
    },
  ],
  __contains__: ['self, key', (a, cx) => cx.compare('in', a.get('key'), merged(a, cx))],
  __iter__: ['self', (a, cx) => cx.call(types.list, [merged(a, cx)])],
  __len__: ['self', (a, cx) => int(merged(a, cx).entries.size)],
  get: ['self, key, default=None', (a, cx) => dictGet(cx, merged(a, cx), a.get('key')) ?? a.get('default')],
  keys: ['self', (a, cx) => cx.callMethod(merged(a, cx), 'keys')],
  values: ['self', (a, cx) => cx.callMethod(merged(a, cx), 'values')],
  items: ['self', (a, cx) => cx.callMethod(merged(a, cx), 'items')],
  new_child: [
    'self, m=None',
    (a, cx) => cx.call(ChainMap, [a.isNone('m') ? new DictValue() : a.get('m'), ...mapsOf(a)]),
  ],
});

/** `UserDict` and `UserList`: subclasses work as those of dict and list do. */
const UserDict = dictClass('UserDict');
const UserList = nativeClass('collections', 'UserList', [types.list]);

const attrs = {
  OrderedDict,
  defaultdict,
  Counter,
  deque,
  ChainMap,
  UserDict,
  UserList,
  namedtuple: namedTupleFactory,
};

export const collectionsModules: LibraryModule[] = [
  // Before Python 3.10 the abstract classes were reachable here too, and old code still does.
  { name: 'collections', attrs: () => ({ ...abstractModule(), ...attrs }) },
  { name: 'collections.abc', attrs: abstractModule },
];
