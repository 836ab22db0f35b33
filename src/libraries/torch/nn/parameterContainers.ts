/** nn.ParameterList and nn.ParameterDict (torch 1.13, torch/nn/modules/container.py). */
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { native, nativeClass } from '../../../python/interpreter/native';
import type { InstanceValue } from '../../../python/interpreter/values';
import {
  bool,
  int,
  IteratorValue,
  NONE,
  str,
  tuple,
  type ClassValue,
  type Value,
} from '../../../python/interpreter/values';
import { makeParameter } from '../tensor';
import { entriesOf, initModule, isParameter, moduleType, selfOf, store, unstore } from './state';

const module = 'torch.nn.modules.container';
const iterator = (values: Value[]): Value => new IteratorValue(values[Symbol.iterator](), 'generator');
const parametersOf = (self: InstanceValue): [string, Value][] => entriesOf(self, '_parameters');

/** Tensors become parameters on the way in. */
function put(cx: Context, self: InstanceValue, name: string, value: Value): void {
  store(cx, self, '_parameters', name, value.kind === 'tensor' && !isParameter(value) ? makeParameter(value) : value);
}

function nth(cx: Context, self: InstanceValue, index: Value): Value {
  const at = cx.dim(index, 'the index of ParameterList');
  if (typeof at !== 'number') return cx.unknown('which parameter is meant is not known');
  const entries = parametersOf(self);
  const entry = entries[at < 0 ? at + entries.length : at];
  if (!entry) throw new PyError('IndexError', `index ${at} is out of range: ParameterList holds ${entries.length}`);
  return entry[1];
}

export const parameterListType: ClassValue = nativeClass(module, 'ParameterList', [moduleType], {
  __init__: native('ParameterList.__init__', 'self, values=None', (a, cx) => {
    initModule(cx, selfOf(a));
    if (!a.isNone('values')) cx.callMethod(selfOf(a), 'extend', [a.get('values')]);
    return NONE;
  }),
  __len__: native('__len__', 'self', (a) => int(parametersOf(selfOf(a)).length)),
  __iter__: native('__iter__', 'self', (a) => iterator(parametersOf(selfOf(a)).map(([, value]) => value))),
  __getitem__: native('__getitem__', 'self, index', (a, cx) => nth(cx, selfOf(a), a.get('index'))),
  __setitem__: native('__setitem__', 'self, index, value', (a, cx) => {
    put(cx, selfOf(a), String(a.number('index') ?? 0), a.get('value'));
    return NONE;
  }),
  append: native('append', 'self, value', (a, cx) => {
    put(cx, selfOf(a), String(parametersOf(selfOf(a)).length), a.get('value'));
    return selfOf(a);
  }),
  extend: native('extend', 'self, values', (a, cx) => {
    for (const value of cx.iterate(a.get('values'))) put(cx, selfOf(a), String(parametersOf(selfOf(a)).length), value);
    return selfOf(a);
  }),
});

export const parameterDictType: ClassValue = nativeClass(module, 'ParameterDict', [moduleType], {
  __init__: native('ParameterDict.__init__', 'self, parameters=None', (a, cx) => {
    initModule(cx, selfOf(a));
    if (!a.isNone('parameters')) cx.callMethod(selfOf(a), 'update', [a.get('parameters')]);
    return NONE;
  }),
  __len__: native('__len__', 'self', (a) => int(parametersOf(selfOf(a)).length)),
  __iter__: native('__iter__', 'self', (a) => iterator(parametersOf(selfOf(a)).map(([name]) => str(name)))),
  __contains__: native('__contains__', 'self, key', (a, cx) =>
    bool(parametersOf(selfOf(a)).some(([name]) => name === cx.str(a.get('key')))),
  ),
  __getitem__: native('__getitem__', 'self, key', (a, cx) => {
    const found = parametersOf(selfOf(a)).find(([name]) => name === cx.str(a.get('key')));
    if (!found) throw new PyError('KeyError', cx.repr(a.get('key')));
    return found[1];
  }),
  __setitem__: native('__setitem__', 'self, key, value', (a, cx) => {
    put(cx, selfOf(a), cx.str(a.get('key')), a.get('value'));
    return NONE;
  }),
  __delitem__: native('__delitem__', 'self, key', (a, cx) => {
    if (!unstore(cx, selfOf(a), '_parameters', cx.str(a.get('key'))))
      throw new PyError('KeyError', cx.repr(a.get('key')));
    return NONE;
  }),
  keys: native('keys', 'self', (a) => iterator(parametersOf(selfOf(a)).map(([name]) => str(name)))),
  values: native('values', 'self', (a) => iterator(parametersOf(selfOf(a)).map(([, value]) => value))),
  items: native('items', 'self', (a) =>
    iterator(parametersOf(selfOf(a)).map(([name, value]) => tuple([str(name), value]))),
  ),
  update: native('update', 'self, parameters', (a, cx) => {
    const given = a.get('parameters');
    if (given.kind === 'dict')
      for (const { key, value } of given.entries.values()) put(cx, selfOf(a), cx.str(key), value);
    return NONE;
  }),
});
