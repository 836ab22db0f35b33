/** nn.ParameterList and nn.ParameterDict (torch 2.13, torch/nn/modules/container.py). */
import { keyError } from '../../../python/builtins/exceptions';
import { hashKey } from '../../../python/builtins/hash';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { native, nativeClass } from '../../../python/interpreter/native';
import {
  bool,
  DictValue,
  InstanceValue,
  int,
  NONE,
  str,
  tuple,
  type ClassValue,
  type TensorValue,
  type UnknownValue,
  type Value,
} from '../../../python/interpreter/values';
import { tensorTypeName } from '../dtypes';
import { makeParameter } from '../tensor';
import { sliced } from './containers';
import { pairsOf } from './moduleDict';
import {
  assign,
  initModule,
  isParameter,
  leaveOpen,
  moduleType,
  openReason as openModule,
  registered,
  selfOf,
  STORES,
  unstore,
  generatorOf,
} from './state';
import { said } from '../../../protocol/say';

const module = 'torch.nn.modules.container';
/**
 * The names of what a container holds, in order. What stands under a name is an attribute, as of any module: a tensor becomes
 * a parameter, a module a child, and everything else (None, a number) is kept as it is.
 */
const NAMES = '_keys';

function namesOf(self: InstanceValue): DictValue | undefined {
  const names = self.attrs.get(NAMES);
  return names?.kind === 'dict' ? names : undefined;
}

function initContainer(cx: Context, self: InstanceValue): void {
  initModule(cx, self);
  self.attrs.set(NAMES, new DictValue());
}

const valueOf = (self: InstanceValue, name: string): Value => registered(self, name) ?? self.attrs.get(name) ?? NONE;

/** What a container holds, by name. */
function heldBy(self: InstanceValue): [string, Value][] {
  return [...(namesOf(self)?.entries.values() ?? [])].flatMap(({ key }): [string, Value][] =>
    key.kind === 'str' ? [[key.value, valueOf(self, key.value)]] : [],
  );
}

/** What a container holds, a line each (torch 2.13, `ParameterList.extra_repr`, `ParameterDict.extra_repr`). */
function heldText(cx: Context, self: InstanceValue, typeName: (tensor: TensorValue) => string): string {
  const textOf = (value: Value): string => {
    if (value.kind !== 'tensor') return `Object of type: ${cx.typeOf(value).name}`;
    const size = value.shape?.map((dim) => cx.str(int(dim))).join('x') ?? '?';
    const kind = isParameter(value) ? 'Parameter' : 'Tensor';
    return `${kind} containing: [${typeName(value)} of size ${size}]`;
  };
  return heldBy(self)
    .map(([name, value]) => `  (${name}): ${textOf(value)}`)
    .join('\n');
}

/** Why it is not known all that a container holds, or undefined: something unknown was added, or added in one branch only. */
const openReason = (self: InstanceValue): UnknownValue | undefined => openModule(self) ?? namesOf(self)?.open;

function put(cx: Context, self: InstanceValue, name: string, value: Value): void {
  const given = value.kind === 'tensor' && !isParameter(value) ? makeParameter(value) : value;
  cx.touch(self);
  if (!assign(cx, self, name, given)) self.attrs.set(name, given);
  const names = namesOf(self);
  if (!names) return;
  cx.touch(names);
  names.entries.set(hashKey(str(name))!, { key: str(name), value: NONE });
}

/** @throws PyError TypeError for a key that is no string, which an attribute cannot have for a name */
function putKey(cx: Context, self: InstanceValue, key: Value, value: Value): void {
  if (key.kind === 'unknown') return leaveOpen(cx, self, key);
  if (key.kind === 'str') return put(cx, self, key.value, value);
  throw new PyError(
    'TypeError',
    said`Index given to ${self.cls.name} cannot be used as a key as it is not a string (type is '${cx.typeOf(key).name}')`,
    cx.typeOf(key).unknown ? undefined : 'argument-value',
  );
}

function takeOut(cx: Context, self: InstanceValue, key: Value): Value {
  if (key.kind === 'unknown') {
    leaveOpen(cx, self, key);
    return key;
  }
  const [name, names] = [cx.str(key), namesOf(self)];
  const held = names?.entries.has(hashKey(key) ?? '');
  if (!names || !held) {
    const open = openReason(self);
    if (open) return open;
    throw keyError(cx, key);
  }
  const value = valueOf(self, name);
  cx.touch(names);
  names.entries.delete(hashKey(key)!);
  if (!STORES.some((store) => unstore(cx, self, store, name))) {
    cx.touch(self);
    self.attrs.delete(name);
  }
  return value;
}

/** The position that an index names. @throws PyError IndexError */
function position(cx: Context, self: InstanceValue, index: Value): number | undefined {
  const at = cx.dim(index, `the index of ${self.cls.name}`);
  if (typeof at !== 'number' || openReason(self)) return undefined;
  const count = heldBy(self).length;
  if (at >= -count && at < count) return at < 0 ? at + count : at;
  throw new PyError(
    'IndexError',
    said`index ${at} is out of range: ${self.cls.name} holds ${count} parameters`,
    'index-out-of-range',
  );
}

function append(cx: Context, self: InstanceValue, value: Value): void {
  put(cx, self, String(heldBy(self).length), value);
}

/** A new list of the same class. */
function listOf(cx: Context, like: InstanceValue, values: readonly Value[]): Value {
  const made = new InstanceValue(like.cls);
  initContainer(cx, made);
  for (const value of values) append(cx, made, value);
  return made;
}

export const parameterListType: ClassValue = nativeClass(module, 'ParameterList', [moduleType], {
  __init__: native('ParameterList.__init__', 'self, values=None', (a, cx) => {
    initContainer(cx, selfOf(a));
    if (!a.isNone('values')) cx.callMethod(selfOf(a), 'extend', [a.get('values')]);
    return NONE;
  }),
  extra_repr: native('extra_repr', 'self', (a, cx) => str(heldText(cx, selfOf(a), ({ dtype }) => `torch.${dtype}`))),
  __len__: native('__len__', 'self', (a) => openReason(selfOf(a)) ?? int(heldBy(selfOf(a)).length)),
  __iter__: native(
    '__iter__',
    'self',
    (a) => openReason(selfOf(a)) ?? generatorOf(heldBy(selfOf(a)).map(([, value]) => value)),
  ),
  __getitem__: native('__getitem__', 'self, index', (a, cx) => {
    const [self, index] = [selfOf(a), a.get('index')];
    const open = openReason(self);
    if (open || index.kind === 'unknown') return open ?? index;
    const held = heldBy(self).map(([, value]) => value);
    if (index.kind === 'slice') {
      const cut = sliced(held, index);
      return cut ? listOf(cx, self, cut) : cx.unknown('which parameters are meant is not known');
    }
    const at = position(cx, self, index);
    return at === undefined ? cx.unknown('which parameter is meant is not known') : held[at];
  }),
  __setitem__: native('__setitem__', 'self, index, value', (a, cx) => {
    const at = position(cx, selfOf(a), a.get('index'));
    if (at === undefined) leaveOpen(cx, selfOf(a), cx.unknown('which parameter is meant is not known'));
    else put(cx, selfOf(a), String(at), a.get('value'));
    return NONE;
  }),
  __iadd__: native('__iadd__', 'self, parameters', (a, cx) =>
    cx.callMethod(selfOf(a), 'extend', [a.get('parameters')]),
  ),
  append: native('append', 'self, value', (a, cx) => {
    append(cx, selfOf(a), a.get('value'));
    return selfOf(a);
  }),
  extend: native('extend', 'self, values', (a, cx) => {
    const given = a.get('values');
    if (given.kind === 'tensor')
      throw new PyError('TypeError', 'ParameterList.extend should be called with an iterable, but got Tensor');
    const values = cx.sequence(given);
    if (!values) leaveOpen(cx, selfOf(a), cx.unknown('the parameters that were added are not known'));
    else for (const value of values) append(cx, selfOf(a), value);
    return selfOf(a);
  }),
});

/** What stands under a key of a ParameterDict, or undefined where nothing does. @throws PyError KeyError by `get` alone */
function find(self: InstanceValue, key: Value): Value | undefined {
  if (key.kind === 'unknown') return key;
  const held = namesOf(self)?.entries.has(hashKey(key) ?? '');
  return held && key.kind === 'str' ? valueOf(self, key.value) : openReason(self);
}

/** Names in alphabetical order: how the entries of a plain dict are taken in. */
const byName = ([a]: [Value, Value], [b]: [Value, Value]): number => {
  const [left, right] = [a, b].map((key) => (key.kind === 'str' ? key.value : ''));
  return left < right ? -1 : left > right ? 1 : 0;
};

export const parameterDictType: ClassValue = nativeClass(module, 'ParameterDict', [moduleType], {
  __init__: native('ParameterDict.__init__', 'self, parameters=None', (a, cx) => {
    initContainer(cx, selfOf(a));
    if (!a.isNone('parameters')) cx.callMethod(selfOf(a), 'update', [a.get('parameters')]);
    return NONE;
  }),
  extra_repr: native('extra_repr', 'self', (a, cx) => str(heldText(cx, selfOf(a), tensorTypeName))),
  __len__: native('__len__', 'self', (a) => openReason(selfOf(a)) ?? int(heldBy(selfOf(a)).length)),
  __iter__: native(
    '__iter__',
    'self',
    (a) => openReason(selfOf(a)) ?? generatorOf(heldBy(selfOf(a)).map(([name]) => str(name))),
  ),
  __contains__: native('__contains__', 'self, key', (a) => {
    const [self, key] = [selfOf(a), a.get('key')];
    if (key.kind === 'unknown') return key;
    return namesOf(self)?.entries.has(hashKey(key) ?? '') ? bool(true) : (openReason(self) ?? bool(false));
  }),
  __getitem__: native('__getitem__', 'self, key', (a, cx) => {
    const found = find(selfOf(a), a.get('key'));
    if (!found) throw keyError(cx, a.get('key'));
    return found;
  }),
  __setitem__: native('__setitem__', 'self, key, value', (a, cx) => {
    putKey(cx, selfOf(a), a.get('key'), a.get('value'));
    return NONE;
  }),
  __delitem__: native('__delitem__', 'self, key', (a, cx) => {
    takeOut(cx, selfOf(a), a.get('key'));
    return NONE;
  }),
  get: native('get', 'self, key, default=None', (a) => find(selfOf(a), a.get('key')) ?? a.get('default')),
  setdefault: native('setdefault', 'self, key, default=None', (a, cx) => {
    const [self, key] = [selfOf(a), a.get('key')];
    const found = find(self, key);
    if (found) return found;
    putKey(cx, self, key, a.get('default'));
    return valueOf(self, cx.str(key));
  }),
  pop: native('pop', 'self, key', (a, cx) => takeOut(cx, selfOf(a), a.get('key'))),
  clear: native('clear', 'self', (a, cx) => {
    for (const [name] of heldBy(selfOf(a))) takeOut(cx, selfOf(a), str(name));
    return NONE;
  }),
  keys: native(
    'keys',
    'self',
    (a) => openReason(selfOf(a)) ?? generatorOf(heldBy(selfOf(a)).map(([name]) => str(name))),
  ),
  values: native(
    'values',
    'self',
    (a) => openReason(selfOf(a)) ?? generatorOf(heldBy(selfOf(a)).map(([, value]) => value)),
  ),
  items: native(
    'items',
    'self',
    (a) => openReason(selfOf(a)) ?? generatorOf(heldBy(selfOf(a)).map(([name, value]) => tuple([str(name), value]))),
  ),
  update: native('update', 'self, parameters', (a, cx) => {
    const [self, given] = [selfOf(a), a.get('parameters')];
    const pairs = pairsOf(cx, self, given, heldBy);
    if (!pairs) leaveOpen(cx, self, cx.unknown('the parameters that were added are not known'));
    else {
      if (given.kind === 'dict' && !given.cls) pairs.sort(byName);
      for (const [key, value] of pairs) putKey(cx, self, key, value);
    }
    return NONE;
  }),
});
