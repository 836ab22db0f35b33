/** `flax.nnx.Module`: an object whose attributes are its parameters and submodules, made when it is constructed. */
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { getter, native, nativeClass } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import type { InstanceValue } from '../../../python/interpreter/values';
import {
  FALSE,
  FunctionValue,
  NONE,
  TensorValue,
  TRUE,
  type ClassValue,
  type Value,
} from '../../../python/interpreter/values';
import { methodNative } from '../../../python/builtins/stdlib/helpers';
import type { Shape } from '../../../shape';
import { arrayClass } from '../../jax/arrays';
import { said } from '../../../protocol/say';

export const moduleClass = nativeClass('flax.nnx', 'Module', [types.object]);

/** `nnx.Variable`, `nnx.Param`, …: arrays that a module counts among its own. */
function variableClass(name: string, base: ClassValue): ClassValue {
  const value = getter('value', (self) => self);
  const cls = nativeClass('flax.nnx', name, [base], {
    value,
    raw_value: value,
    // An array is immutable; what a variable holds is replaced: `count[...] += 1`.
    __setitem__: native('__setitem__', 'self, key, value, /', (a, cx) => {
      const self = a.get('self');
      if (self.kind !== 'tensor') return NONE;
      cx.touch(self);
      self.data = undefined;
      return NONE;
    }),
    get_value: native('get_value', 'self, *args, **kwargs', (a) => a.get('self')),
    set_value: native('set_value', 'self, value, *args, **kwargs', () => NONE),
  });
  cls.hooks = {
    rewrapped: (made, like) => {
      const wrapped = new TensorValue(like.cls, made.shape, made.dtype, made.reason);
      wrapped.data = made.data;
      return wrapped;
    },
    construct: (cx, made, args) => {
      const [given] = args;
      if (given?.kind !== 'tensor') return given ?? cx.unknown(said`the value of the ${name} is not given`);
      const variable = new TensorValue(made, given.shape, given.dtype, given.reason);
      variable.data = given.data;
      return variable;
    },
    classGetItem: () => cls,
  };
  return cls;
}

const variable = variableClass('Variable', arrayClass);
export const paramClass = variableClass('Param', variable);
export const batchStatClass = variableClass('BatchStat', variable);

/** The classes of variables by name. */
export const variableClasses: Record<string, Value> = {
  Variable: variable,
  Param: paramClass,
  BatchStat: batchStatClass,
  LoRAParam: variableClass('LoRAParam', paramClass),
  ...Object.fromEntries(['Cache', 'Intermediate', 'Perturbation'].map((name) => [name, variableClass(name, variable)])),
};

export const parameter = (shape: Shape): TensorValue => new TensorValue(paramClass, shape, 'float32');
export const statistic = (shape: Shape): TensorValue => new TensorValue(batchStatClass, shape, 'float32');

/** What of a module's attributes is data, not structure: arrays and what holds them (flax/nnx/pytreelib.py, `is_data`). */
function isData(value: Value): boolean {
  if (value.kind === 'list' || value.kind === 'tuple') return value.items.some(isData);
  if (value.kind === 'dict') return [...value.entries.values()].some((entry) => isData(entry.value));
  return value.kind === 'tensor' || isModule(value);
}

export const isModule = (value: Value): value is InstanceValue =>
  value.kind === 'instance' && value.cls.isSubclassOf(moduleClass);

/** Submodules by attribute, those in lists and dicts by `name.index`. */
function childrenOf(self: InstanceValue): [string, InstanceValue][] {
  const found: [string, InstanceValue][] = [];
  const visit = (name: string, value: Value): void => {
    if (isModule(value)) found.push([name, value]);
    else if (value.kind === 'list' || value.kind === 'tuple') value.items.forEach((v, i) => visit(`${name}.${i}`, v));
    else if (value.kind === 'dict')
      for (const { key, value: v } of value.entries.values())
        visit(`${name}.${key.kind === 'str' ? key.value : '?'}`, v);
  };
  for (const [name, value] of self.attrs) visit(name, value);
  return found;
}

function parametersOf(self: InstanceValue): [string, TensorValue][] {
  return [...self.attrs].filter(
    (entry): entry is [string, TensorValue] => entry[1].kind === 'tensor' && entry[1].cls.isSubclassOf(paramClass),
  );
}

/** Values that the program says are data, or are not: `nnx.List`, `nnx.data`, `nnx.static`. */
const marked = new WeakSet<Value>();

export function markData(value: Value): Value {
  marked.add(value);
  return value;
}

/** Since Flax 0.12 a list, tuple or dict that holds data is no attribute of a module (flax/nnx/pytreelib.py, `_check_value`). */
function checkAttribute(cx: Context, self: InstanceValue, name: string, value: Value): void {
  if (!['list', 'tuple', 'dict'].includes(value.kind) || marked.has(value) || !isData(value)) return;
  if (declaresData(self.cls, name)) return;
  const words = said`Found data on value of type <class '${value.kind}'> assigned to static attribute '${name}' of ${self.cls.name}: Flax 0.12 and later refuse it. Wrap it in nnx.${value.kind === 'dict' ? 'Dict' : 'List'}, or in nnx.data.`;
  const version = cx.installedVersion('flax');
  if (!version) cx.inform('static-attribute', words);
  else if (!/^0\.(\d|1[01])\./.test(version)) throw new PyError('ValueError', words, 'static-attribute');
}

/** Whether the class says that the attribute is data, `layers: nnx.Data[list]`, or is no tree at all. */
function declaresData(cls: ClassValue, name: string): boolean {
  return cls.mro.some((base) => {
    const annotations = base.attrs.get('__annotations__');
    return (
      annotations?.kind === 'dict' &&
      [...annotations.entries.values()].some(({ key }) => key.kind === 'str' && key.value === name)
    );
  });
}

const originals = new WeakMap<Value, FunctionValue>();

/** The user's `__call__` is recorded as the call of a layer. */
moduleClass.hooks = {
  setAttr: (cx, self, name, value) => {
    checkAttribute(cx, self, name, value);
    return false;
  },
  isTreePart: (_, _name, value) => isData(value),
  subclassed: (_cx, cls: ClassValue) => {
    const method = cls.attrs.get('__call__');
    if (!(method instanceof FunctionValue)) return;
    const wrapper = methodNative('__call__', (cx, { args, kwargs }) => {
      const [self] = args;
      const run = (): Value => cx.call(method, args, kwargs);
      return self?.kind === 'instance' ? cx.layerCall(self, [...args.slice(1), ...kwargs.values()], run) : run();
    });
    originals.set(wrapper, method);
    cls.attrs.set('__call__', wrapper);
  },
  layer: {
    children: childrenOf,
    parameters: parametersOf,
    forward: (cls) => {
      const call = cls.lookup('__call__');
      return call && originals.get(call);
    },
  },
};

/** Sets attributes of the module and of all below it that have them; with filters, of which nobody knows. */
function setAttributes(cx: Context, module: Value, values: ReadonlyMap<string, Value>, isCertain: boolean): void {
  const seen = new Set<Value>();
  const visit = (self: InstanceValue): void => {
    if (seen.has(self)) return;
    seen.add(self);
    cx.touch(self);
    for (const [name, value] of values) {
      if (self.attrs.has(name)) self.attrs.set(name, isCertain ? value : cx.unknown(said`${name} is set by a filter`));
    }
    for (const [, child] of childrenOf(self)) visit(child);
  };
  if (isModule(module)) visit(module);
}

const SWITCHES = ['deterministic', 'use_running_average'];
for (const [name, value] of [
  ['train', FALSE],
  ['eval', TRUE],
] as const) {
  moduleClass.attrs.set(
    name,
    native(name, 'self, **attributes', (a, cx) => {
      setAttributes(cx, a.get('self'), new Map([...SWITCHES.map((s) => [s, value] as const), ...a.extra]), true);
      return NONE;
    }),
  );
}
moduleClass.attrs.set(
  'set_attributes',
  native('set_attributes', 'self, *filters, **attributes', (a, cx) => {
    setAttributes(cx, a.get('self'), a.extra, a.rest.length === 0);
    return NONE;
  }),
);
