/** `copy`: shallow and deep copies. A deep copy of a layer has parameters of its own. */
import type { Context } from '../../interpreter/context';
import { native, type LibraryModule } from '../../interpreter/native';
import {
  DictValue,
  InstanceValue,
  ListValue,
  MethodValue,
  SetValue,
  TensorValue,
  TupleValue,
  type Value,
} from '../../interpreter/values';

function shallow(cx: Context, value: Value): Value {
  switch (value.kind) {
    case 'list': {
      const copy = new ListValue([...value.items], value.cls);
      copy.open = value.open;
      copy.attrs = value.attrs && new Map(value.attrs);
      return copy;
    }
    case 'dict': {
      const copy = new DictValue(value.cls);
      copy.entries = new Map(value.entries);
      copy.open = value.open;
      copy.factory = value.factory;
      copy.attrs = value.attrs && new Map(value.attrs);
      return copy;
    }
    case 'set': {
      const copy = new SetValue(value.frozen, value.cls);
      copy.entries = new Map(value.entries);
      copy.open = value.open;
      return copy;
    }
    case 'instance': {
      const custom = value.cls.lookup('__copy__');
      if (custom) return cx.call(custom, [value]);
      const copy = new InstanceValue(value.cls);
      copy.attrs = new Map(value.attrs);
      copy.native = value.native;
      copy.site = value.site;
      return copy;
    }
    default:
      return value;
  }
}

/** A copy of everything reachable; `memo` keeps what is shared shared. */
export function deepCopy(cx: Context, value: Value, memo: Map<unknown, unknown> = new Map()): Value {
  const done = memo.get(value);
  if (done) return done as Value;
  const remember = <T extends Value>(copy: T): T => {
    memo.set(value, copy);
    return copy;
  };
  const inner = (v: Value) => deepCopy(cx, v, memo);
  const attributes = (attrs: Map<string, Value> | undefined) =>
    attrs && new Map([...attrs].map(([name, v]) => [name, inner(v)]));
  switch (value.kind) {
    case 'list': {
      const copy = remember(new ListValue([], value.cls));
      copy.items = value.items.map(inner);
      copy.open = value.open;
      copy.attrs = attributes(value.attrs);
      return copy;
    }
    case 'tuple': {
      const items = value.items.map(inner);
      return remember(items.every((item, i) => item === value.items[i]) ? value : new TupleValue(items, value.cls));
    }
    case 'dict': {
      const copy = remember(new DictValue(value.cls));
      for (const [hash, entry] of value.entries) {
        copy.entries.set(hash, { key: entry.key, value: inner(entry.value) });
      }
      copy.open = value.open;
      copy.factory = value.factory;
      copy.attrs = attributes(value.attrs);
      return copy;
    }
    case 'set':
      return remember(shallow(cx, value));
    case 'tensor': {
      const copy = remember(new TensorValue(value.cls, value.shape, value.dtype, value.reason, value.assumable));
      copy.data = value.data && { ...value.data, data: value.data.data.slice() };
      copy.attrs = attributes(value.attrs);
      copy.native = value.native;
      copy.madeBy = value.madeBy;
      copy.receptiveField = value.receptiveField;
      return copy;
    }
    case 'instance': {
      const custom = value.cls.lookup('__deepcopy__');
      if (custom) return cx.call(custom, [value, new DictValue()]);
      const copy = remember(new InstanceValue(value.cls));
      for (const [name, v] of value.attrs) copy.attrs.set(name, inner(v));
      copy.native = deepNative(cx, value.native, memo);
      copy.site = value.site;
      return copy;
    }
    case 'method':
      return new MethodValue(inner(value.self), value.func);
    default:
      return value;
  }
}

/** What a library keeps beside the attributes: maps, arrays and records of values are copied with them. */
function deepNative(cx: Context, state: unknown, memo: Map<unknown, unknown>): unknown {
  if (typeof state !== 'object' || state === null) return state;
  if (isValue(state)) return deepCopy(cx, state, memo);
  const done = memo.get(state);
  if (done) return done;
  const inner = (v: unknown) => deepNative(cx, v, memo);
  if (Array.isArray(state)) return state.map(inner);
  if (state instanceof Map) return new Map([...state].map(([key, v]) => [key, inner(v)]));
  if (Object.getPrototypeOf(state) !== Object.prototype) return state;
  const copy: Record<string, unknown> = {};
  memo.set(state, copy);
  for (const [key, v] of Object.entries(state)) copy[key] = inner(v);
  return copy;
}

function isValue(state: object): state is Value {
  return [InstanceValue, TensorValue, ListValue, DictValue, TupleValue, SetValue, MethodValue].some(
    (type) => state instanceof type,
  );
}

export const copyModule: LibraryModule = {
  name: 'copy',
  attrs: {
    copy: native('copy', 'x', (a, cx) => shallow(cx, a.get('x'))),
    deepcopy: native('deepcopy', 'x, memo=None', (a, cx) => deepCopy(cx, a.get('x'))),
    replace: native('replace', 'obj, /, **changes', (a, cx) => cx.callMethod(a.get('obj'), '__replace__', [], a.extra)),
  },
};
