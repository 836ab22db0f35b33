/** `set` and `frozenset`: constructors and methods. */
import type { Context } from '../interpreter/context';
import { PyError } from '../interpreter/errors';
import type { Bound, Rule } from '../interpreter/native';
import { typeOf, types } from '../interpreter/types';
import { NONE, SetValue, bool, type Value } from '../interpreter/values';
import { keyOf, makeSet, openReason, setAdd, setHas } from './containers';
import { keyError } from './exceptions';
import { methods } from './typeMethods';

function setArg(a: Bound): SetValue {
  const value = a.get('self');
  if (value.kind === 'set') return value;
  throw new PyError('TypeError', `descriptor requires a 'set' object but received '${typeOf(value).name}'`);
}

/** Any iterable as a set; open where its elements are not known. */
function asSet(cx: Context, value: Value): SetValue {
  if (value.kind === 'set') return value;
  const items = cx.sequence(value);
  const set = makeSet(cx, items ?? []);
  if (!items) set.open = openReason(cx, value);
  return set;
}

type Algebra = 'union' | 'intersection' | 'difference' | 'symmetric_difference';

/** The result of a set operation; open where an operand is. */
function combine(how: Algebra, left: SetValue, right: SetValue): SetValue {
  const result = new SetValue(left.frozen);
  const keeps = {
    union: () => true,
    intersection: (key: string) => right.entries.has(key),
    difference: (key: string) => !right.entries.has(key),
    symmetric_difference: (key: string) => !right.entries.has(key),
  }[how];
  for (const [key, item] of left.entries) if (keeps(key)) result.entries.set(key, item);
  if (how === 'union' || how === 'symmetric_difference') {
    for (const [key, item] of right.entries) if (!left.entries.has(key)) result.entries.set(key, item);
  }
  result.open = left.open ?? right.open;
  return result;
}

const combined =
  (how: Algebra): Rule =>
  (a, cx) =>
    a.rest.reduce<SetValue>(
      (set, other) => combine(how, set, asSet(cx, other)),
      combine('union', setArg(a), new SetValue()),
    );

const updating =
  (how: Algebra): Rule =>
  (a, cx) => {
    const set = setArg(a);
    const result = a.rest.reduce<SetValue>((left, other) => combine(how, left, asSet(cx, other)), set);
    cx.touch(set);
    set.entries = new Map(result.entries);
    set.open = result.open;
    return NONE;
  };

const comparing =
  (test: (left: SetValue, right: SetValue) => boolean): Rule =>
  (a, cx) => {
    const [left, right] = [setArg(a), asSet(cx, a.get('other'))];
    return left.open ?? right.open ?? bool(test(left, right));
  };

const within = (inner: SetValue, outer: SetValue) => [...inner.entries.keys()].every((key) => outer.entries.has(key));

/** Takes an element out; what happens where it is not there, `absent` says. */
function discard(a: Bound, cx: Context, absent: () => void): Value {
  const set = setArg(a);
  const key = keyOf(cx, a.get('elem'));
  if (set.entries.has(key)) {
    cx.touch(set);
    set.entries.delete(key);
  } else if (setHas(cx, set, a.get('elem')) === false) absent();
  return NONE;
}

const SHARED: Record<string, [string, Rule]> = {
  union: ['self, *others', combined('union')],
  intersection: ['self, *others', combined('intersection')],
  difference: ['self, *others', combined('difference')],
  symmetric_difference: ['self, *others', combined('symmetric_difference')],
  issubset: ['self, other, /', comparing(within)],
  issuperset: ['self, other, /', comparing((left, right) => within(right, left))],
  isdisjoint: [
    'self, other, /',
    comparing((left, right) => ![...left.entries.keys()].some((k) => right.entries.has(k))),
  ],
  copy: ['self', (a) => combine('union', setArg(a), new SetValue())],
  __contains__: [
    'self, item, /',
    (a, cx) => {
      const found = setHas(cx, setArg(a), a.get('item'));
      return found === undefined ? cx.unknown('whether the set holds this element is not known') : bool(found);
    },
  ],
};

export function installSets(): void {
  methods(types.set, SHARED);
  methods(types.frozenset, SHARED);
  types.set.hooks.construct = (_cx, cls) => new SetValue(false, cls === types.set ? undefined : cls);
  types.frozenset.hooks.construct = (cx, cls, args) => {
    const from = args[0] ? asSet(cx, args[0]) : new SetValue();
    const set = new SetValue(true, cls === types.frozenset ? undefined : cls);
    set.entries = new Map(from.entries);
    set.open = from.open;
    return set;
  };
  methods(types.set, {
    __init__: [
      'self, iterable=(), /',
      (a, cx) => {
        const set = setArg(a);
        const from = asSet(cx, a.get('iterable'));
        cx.touch(set);
        set.entries = new Map(from.entries);
        set.open = from.open;
        return NONE;
      },
    ],
    add: [
      'self, elem, /',
      (a, cx) => {
        setAdd(cx, setArg(a), a.get('elem'));
        return NONE;
      },
    ],
    discard: ['self, elem, /', (a, cx) => discard(a, cx, () => undefined)],
    remove: [
      'self, elem, /',
      (a, cx) =>
        discard(a, cx, () => {
          throw keyError(cx, a.get('elem'));
        }),
    ],
    pop: [
      'self',
      (a, cx) => {
        const set = setArg(a);
        if (set.open) return set.open;
        const [first] = set.entries;
        if (!first) throw new PyError('KeyError', "'pop from an empty set'");
        cx.touch(set);
        set.entries.delete(first[0]);
        return first[1];
      },
    ],
    clear: [
      'self',
      (a, cx) => {
        const set = setArg(a);
        cx.touch(set);
        set.entries = new Map();
        set.open = undefined;
        return NONE;
      },
    ],
    update: ['self, *others', updating('union')],
    intersection_update: ['self, *others', updating('intersection')],
    difference_update: ['self, *others', updating('difference')],
    symmetric_difference_update: ['self, *others', updating('symmetric_difference')],
  });
}
