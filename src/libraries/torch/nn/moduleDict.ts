/** nn.ModuleDict (torch 2.13, torch/nn/modules/container.py). */
import { keyError } from '../../../python/builtins/exceptions';
import { hashKey } from '../../../python/builtins/hash';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { native, nativeClass } from '../../../python/interpreter/native';
import type { InstanceValue } from '../../../python/interpreter/values';
import { FALSE, int, NONE, str, TRUE, tuple, type ClassValue, type Value } from '../../../python/interpreter/values';
import { said } from '../../../protocol/say';
import { checkModule } from './containers';
import {
  entriesOf,
  initModule,
  isModule,
  leaveOpen,
  moduleType,
  openReason,
  registrableName,
  selfOf,
  store,
  storeOf,
  unstore,
  generatorOf,
} from './state';

/**
 * The pairs that a dict, a list of pairs or another container gives to `self`; undefined where they are not known.
 * @param heldBy what a container holds, by name
 */
export function pairsOf(
  cx: Context,
  self: InstanceValue,
  given: Value,
  heldBy: (container: InstanceValue) => [string, Value][],
): [Value, Value][] | undefined {
  if (isModule(given)) return heldBy(given).map(([name, value]) => [str(name), value]);
  if (given.kind === 'dict')
    return given.open ? undefined : [...given.entries.values()].map(({ key, value }) => [key, value]);
  const items = cx.sequence(given);
  return items?.map((item, i) => {
    const pair = cx.sequence(item);
    if (pair?.length === 2) return [pair[0], pair[1]];
    throw new PyError(
      'ValueError',
      said`${self.cls.name} update sequence element #${i} has length ${pair?.length ?? '?'}; 2 is required`,
      pair ? 'argument-value' : undefined,
    );
  });
}

/** What stands under a key of a ModuleDict. @throws PyError KeyError where nothing does */
function keyOf(cx: Context, self: InstanceValue, key: Value): Value {
  if (key.kind === 'unknown') return cx.unknown(said`which child of ${self.cls.name} is meant is not known`);
  const found = storeOf(self, '_modules')?.entries.get(hashKey(key) ?? '')?.value ?? openReason(self);
  if (found) return found;
  throw keyError(cx, key);
}

/** Puts a module under a key, in its place where there was one (`ModuleDict.__setitem__` is `add_module`). */
function setKey(cx: Context, self: InstanceValue, key: Value, value: Value): void {
  if (key.kind === 'unknown') return leaveOpen(cx, self, key);
  const name = registrableName(cx, self, '_modules', key);
  store(cx, self, '_modules', name, checkModule(cx, value, name));
}

/** An iterator over what a ModuleDict holds. */
const iterated = (name: string, what: (entry: [string, Value]) => Value): Value =>
  native(name, 'self', (a) => openReason(selfOf(a)) ?? generatorOf(entriesOf(selfOf(a), '_modules').map(what)));

export const moduleDictType: ClassValue = nativeClass('torch.nn.modules.container', 'ModuleDict', [moduleType], {
  __init__: native('ModuleDict.__init__', 'self, modules=None', (a, cx) => {
    initModule(cx, selfOf(a));
    if (!a.isNone('modules')) cx.callMethod(selfOf(a), 'update', [a.get('modules')]);
    return NONE;
  }),
  __getitem__: native('__getitem__', 'self, key', (a, cx) => keyOf(cx, selfOf(a), a.get('key'))),
  __setitem__: native('__setitem__', 'self, key, module', (a, cx) => {
    setKey(cx, selfOf(a), a.get('key'), a.get('module'));
    return NONE;
  }),
  __delitem__: native('__delitem__', 'self, key', (a, cx) => {
    const [self, key] = [selfOf(a), a.get('key')];
    keyOf(cx, self, key);
    if (key.kind === 'unknown') leaveOpen(cx, self, key);
    else unstore(cx, self, '_modules', cx.str(key));
    return NONE;
  }),
  __len__: native('__len__', 'self', (a) => openReason(selfOf(a)) ?? int(entriesOf(selfOf(a), '_modules').length)),
  __contains__: native('__contains__', 'self, key', (a) => {
    const [self, key] = [selfOf(a), a.get('key')];
    if (key.kind === 'unknown') return key;
    return storeOf(self, '_modules')?.entries.has(hashKey(key) ?? '') ? TRUE : (openReason(self) ?? FALSE);
  }),
  __iter__: iterated('__iter__', ([name]) => str(name)),
  keys: iterated('keys', ([name]) => str(name)),
  values: iterated('values', ([, value]) => value),
  items: iterated('items', ([name, value]) => tuple([str(name), value])),
  pop: native('pop', 'self, key', (a, cx) => {
    const found = keyOf(cx, selfOf(a), a.get('key'));
    cx.callMethod(selfOf(a), '__delitem__', [a.get('key')]);
    return found;
  }),
  clear: native('clear', 'self', (a, cx) => {
    for (const [name] of entriesOf(selfOf(a), '_modules')) unstore(cx, selfOf(a), '_modules', name);
    return NONE;
  }),
  update: native('update', 'self, modules', (a, cx) => {
    const given = pairsOf(cx, selfOf(a), a.get('modules'), (other) => entriesOf(other, '_modules'));
    if (!given) leaveOpen(cx, selfOf(a), cx.unknown('the modules that were added are not known'));
    else for (const [key, value] of given) setKey(cx, selfOf(a), key, value);
    return NONE;
  }),
});
