/**
 * What a module holds: parameters, buffers and child modules, in PyTorch's own three dictionaries
 * (torch 1.13, torch/nn/modules/module.py), which user code may also read and change.
 */
import { hashKey } from '../../../python/builtins/hash';
import { withoutSuper } from '../../../python/builtins/objectMethods';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { nativeClass, type Bound } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import type { InstanceValue, TensorValue, UnknownValue } from '../../../python/interpreter/values';
import { DictValue, IteratorValue, NONE, str, TRUE, type Value } from '../../../python/interpreter/values';
import { parameterType } from '../tensor';
import { isPart } from './mentions';
import { said } from '../../../protocol/say';

/** `torch.nn.Module`; its methods are filled in by module.ts. */
export const moduleType = nativeClass('torch.nn.modules.module', 'Module', [types.object]);

/** Classes between Module and the layers that user code tests for: `isinstance(m, nn.modules.batchnorm._BatchNorm)`. */
const between = (module: string, name: string, base = moduleType) =>
  nativeClass(`torch.nn.modules.${module}`, name, [base]);
const normBase = between('batchnorm', '_NormBase');
export const baseTypes = {
  _ConvNd: between('conv', '_ConvNd'),
  _NormBase: normBase,
  _BatchNorm: between('batchnorm', '_BatchNorm', normBase),
  _InstanceNorm: between('instancenorm', '_InstanceNorm', normBase),
  _DropoutNd: between('dropout', '_DropoutNd'),
  _Loss: between('loss', '_Loss'),
  RNNBase: between('rnn', 'RNNBase'),
  RNNCellBase: between('rnn', 'RNNCellBase'),
};

export type Store = '_parameters' | '_buffers' | '_modules';
export const STORES: readonly Store[] = ['_parameters', '_buffers', '_modules'];
const HOOKS = ['_forward_pre_hooks', '_forward_hooks', '_backward_hooks', '_load_hooks'] as const;

export const isModule = (value: Value | undefined): value is InstanceValue =>
  value?.kind === 'instance' && value.cls.isSubclassOf(moduleType);
export const isParameter = (value: Value): boolean => value.kind === 'tensor' && value.cls.isSubclassOf(parameterType);

/** Whether a tensor was made by `nn.Buffer`. */
export const isBuffer = (value: Value): boolean => value.kind === 'tensor' && value.attrs?.get('_is_buffer') === TRUE;

/** `Module.__init__`: the empty dictionaries, training mode. A second call forgets what was registered. */
export function initModule(cx: Context, self: InstanceValue): void {
  cx.touch(self);
  self.attrs.set('training', TRUE);
  for (const name of [...STORES, ...HOOKS]) self.attrs.set(name, new DictValue());
}

/** One of a module's dictionaries; undefined before `Module.__init__` has run. */
export function storeOf(self: InstanceValue, store: Store | (typeof HOOKS)[number]): DictValue | undefined {
  const dict = self.attrs.get(store);
  return dict?.kind === 'dict' ? dict : undefined;
}

const keyOf = (name: string): string => hashKey(str(name))!;

/** What a dictionary holds under a name. */
export function stored(self: InstanceValue, store: Store, name: string): Value | undefined {
  return storeOf(self, store)?.entries.get(keyOf(name))?.value;
}

/** Puts a value under a name, keeping the place of a name that was there. */
export function store(cx: Context, self: InstanceValue, into: Store, name: string, value: Value): void {
  const dict = storeOf(self, into);
  if (!dict) {
    const what = into === '_modules' ? 'module' : into === '_parameters' ? 'parameters' : 'buffers';
    // Said once: what is assigned after it is kept as if it had been called.
    if (cx.mode === 'analysis') initModule(cx, self);
    throw new PyError(
      'AttributeError',
      said`cannot assign ${what} before Module.__init__() call: call super().__init__() first in ${self.cls.name}.__init__`,
      // A base class that is not known may have called it, and what is wrong with a call of super has been said there.
      self.cls.unknown || withoutSuper(cx).has(self) ? undefined : 'missing-super-init',
    );
  }
  cx.touch(dict);
  dict.entries.set(keyOf(name), { key: str(name), value });
}

/** Takes a name out of a dictionary; false where it was not there. */
export function unstore(cx: Context, self: InstanceValue, from: Store, name: string): boolean {
  const dict = storeOf(self, from);
  if (!dict?.entries.has(keyOf(name))) return false;
  cx.touch(dict);
  return dict.entries.delete(keyOf(name));
}

const KINDS: Readonly<Record<Store, string>> = { _parameters: 'parameter', _buffers: 'buffer', _modules: 'module' };

/**
 * The name that something can be registered under: `add_module`, `register_parameter`, `register_buffer`.
 * @throws PyError in PyTorch's words for one that cannot be
 */
export function registrableName(cx: Context, self: InstanceValue, into: Store, given: Value): string {
  const what = KINDS[into];
  if (given.kind !== 'str') {
    throw new PyError(
      'TypeError',
      said`${what} name should be a string. Got ${cx.typeOf(given).name}`,
      cx.typeOf(given).unknown ? undefined : 'argument-value',
    );
  }
  const name = given.value;
  const before = stored(self, into, name) ? undefined : (registered(self, name) ?? cx.findAttr(self, name));
  const why =
    before && before.kind !== 'unknown'
      ? said`attribute '${name}' already exists: ${self.cls.name} needs another name for it`
      : name.includes('.')
        ? said`${what} name can't contain ".", got: ${name}`
        : name === ''
          ? said`${what} name can't be empty string ""`
          : undefined;
  if (why) throw new PyError('KeyError', why, 'argument-value');
  return name;
}

/** A dictionary's entries by name, in order of registration. */
export function entriesOf(self: InstanceValue, from: Store): [string, Value][] {
  const dict = storeOf(self, from);
  if (!dict) return [];
  return [...dict.entries.values()].map(({ key, value }) => [key.kind === 'str' ? key.value : '?', value]);
}

/** Child modules by name; what is None or unknown is left out. */
export function childrenOf(self: InstanceValue): [string, InstanceValue][] {
  return entriesOf(self, '_modules').filter((entry): entry is [string, InstanceValue] => isModule(entry[1]));
}

/** A module's own parameters by name. */
export function parametersOf(self: InstanceValue): [string, TensorValue][] {
  return entriesOf(self, '_parameters').filter((entry): entry is [string, TensorValue] => entry[1].kind === 'tensor');
}

/** Why a container's children are not all known, or undefined. */
export function openReason(self: InstanceValue): UnknownValue | undefined {
  return storeOf(self, '_modules')?.open;
}

/** What is not known of a module's children: how many there are, or one of them. */
export function unknownPart(self: InstanceValue): UnknownValue | undefined {
  for (const [, value] of entriesOf(self, '_modules')) {
    const why = unsureReason(value);
    if (why) return why;
  }
  return openReason(self);
}

/** Why a child may be any module: an object of a class whose base is not known may well be one. Undefined where it is known. */
export function unsureReason(value: Value): UnknownValue | undefined {
  if (value.kind === 'unknown') return value;
  return value.kind === 'instance' && !value.cls.isSubclassOf(moduleType) ? value.cls.unknown : undefined;
}

/** Marks a container whose children are not all known. */
export function leaveOpen(cx: Context, self: InstanceValue, why: UnknownValue): void {
  const dict = storeOf(self, '_modules');
  if (!dict) return;
  cx.touch(dict);
  dict.open ??= why;
}

/** Every module below, itself first, each once: `named_modules`. */
export function allModules(
  self: InstanceValue,
  prefix = '',
  seen = new Set<InstanceValue>(),
  removeDuplicate = true,
): [string, InstanceValue][] {
  if (removeDuplicate && seen.has(self)) return [];
  seen.add(self);
  const below = childrenOf(self).flatMap(([name, child]) =>
    allModules(child, prefix ? `${prefix}.${name}` : name, seen, removeDuplicate),
  );
  return [[prefix, self], ...below];
}

/** Parameters or buffers, by dotted name, each once: `named_parameters`, `named_buffers`. */
export function allStored(
  self: InstanceValue,
  from: '_parameters' | '_buffers',
  prefix = '',
  recurse = true,
): [string, TensorValue][] {
  const seen = new Set<TensorValue>();
  const found: [string, TensorValue][] = [];
  for (const [path, module] of recurse ? allModules(self, prefix) : ([[prefix, self]] as [string, InstanceValue][])) {
    for (const [name, value] of entriesOf(module, from)) {
      if (value.kind !== 'tensor' || seen.has(value)) continue;
      seen.add(value);
      found.push([path ? `${path}.${name}` : name, value]);
    }
  }
  return found;
}

/**
 * What assigning an attribute does (`Module.__setattr__`): parameters and modules are registered, what was
 * registered under the name keeps its kind. Returns false where the value is an ordinary attribute.
 */
export function assign(cx: Context, self: InstanceValue, name: string, value: Value): boolean {
  if (isParameter(value)) return register(cx, self, '_parameters', name, value);
  if (isModule(value)) return register(cx, self, '_modules', name, value);
  if (isBuffer(value)) return register(cx, self, '_buffers', name, value);
  const holder = STORES.find((s) => stored(self, s, name) !== undefined);
  if (value.kind === 'unknown') {
    const mayBe =
      storeOf(self, '_modules') !== undefined && (holder ?? '_modules') === '_modules' && isPart(self.cls, name);
    if (mayBe) return register(cx, self, '_modules', name, value);
    if (holder) unstore(cx, self, holder, name);
    return false;
  }
  if (!holder) return false;
  if (stored(self, holder, name)?.kind === 'unknown') {
    unstore(cx, self, holder, name);
    return false;
  }
  const allowed = value.kind === 'none' || (holder === '_buffers' && value.kind === 'tensor');
  if (!allowed) {
    const what = { _parameters: 'parameter', _buffers: 'buffer', _modules: 'child module' }[holder];
    const expected = {
      _parameters: 'torch.nn.Parameter or None',
      _buffers: 'torch.Tensor or None',
      _modules: 'torch.nn.Module or None',
    }[holder];
    throw new PyError(
      'TypeError',
      `cannot assign '${cx.typeOf(value).name}' as ${what} '${name}' (${expected} expected)`,
    );
  }
  store(cx, self, holder, name, value);
  return true;
}

function register(cx: Context, self: InstanceValue, into: Store, name: string, value: Value): boolean {
  store(cx, self, into, name, value);
  self.attrs.delete(name);
  for (const other of STORES) if (other !== into) unstore(cx, self, other, name);
  return true;
}

/** A registered parameter, buffer or module by name. */
export function registered(self: Value, name: string): Value | undefined {
  if (self.kind !== 'instance') return undefined;
  for (const s of STORES) {
    const found = stored(self, s, name);
    if (found) return found;
  }
  return undefined;
}

/** The list of what computes a parametrized weight (`module.parametrizations.<name>`); undefined for other names. */
export function parametrizationOf(module: InstanceValue, name: string): InstanceValue | undefined {
  const all = stored(module, '_modules', 'parametrizations');
  const found = isModule(all) ? stored(all, '_modules', name) : undefined;
  return isModule(found) ? found : undefined;
}

/** Whether the module is in training mode; undefined where it is not known. */
export function isTraining(cx: Context, self: InstanceValue): boolean | undefined {
  const training = self.attrs.get('training');
  return training ? cx.truth(training) : true;
}

/** An attribute that a rule reads, None where the layer has none. */
export function setting(cx: Context, self: InstanceValue, name: string): Value {
  return cx.findAttr(self, name) ?? NONE;
}

/** What `children()`, `parameters()` and the like give: each value once. */
export const generatorOf = (values: Value[]): Value => new IteratorValue(values[Symbol.iterator](), 'generator');

/** The module a method was called on. */
export function selfOf(a: Bound): InstanceValue {
  const self = a.get('self');
  if (self.kind !== 'instance') {
    throw new PyError('TypeError', `${a.fn}() needs a Module, not ${a.cx.typeOf(self).name}`);
  }
  return self;
}
