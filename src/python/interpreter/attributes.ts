/** Attribute access, as described in Python's data model ("Customizing attribute access", "Descriptors"). */
import { isBare } from './bareContainers';
import { PyError } from './errors';
import { functionAttr } from './functionAttributes';
import type { Interpreter } from './interpreter';
import { metaMethod } from './metaclasses';
import { knowsItsNames } from './ownNames';
import {
  bindAttr,
  givenNamespace,
  implicitName,
  moduleNamespace,
  namespaceDict,
  objectNamespace,
  unknownNames,
} from './namespaces';
import { typeOf, types } from './types';
import type { ClassValue, InstanceValue, SuperValue } from './values';
import { MethodValue, NativeFunction, NONE, UnknownValue, str, tuple, type ModuleValue, type Value } from './values';
import { said, sayingOf } from '../../protocol/say';

/** The attribute, bound where it is a method; undefined where the object has none. */
export function findAttr(ip: Interpreter, value: Value, name: string): Value | undefined {
  switch (value.kind) {
    case 'unknown':
      // A setting of a configuration that nobody gave reads as a size too.
      return value.symbol
        ? new UnknownValue(
            said`${sayingOf(value.reason)}, so .${name} is not known`,
            ip.site,
            `${value.symbol}.${name}`,
          )
        : value;
    case 'module':
      return moduleAttr(ip, value, name);
    case 'class':
      return classAttr(ip, value, name);
    case 'super':
      return superAttr(ip, value, name);
    default:
      return objectAttr(ip, value, name);
  }
}

/** @throws PyError AttributeError in run mode or where user code would catch it; otherwise unknown. */
export function getAttr(ip: Interpreter, value: Value, name: string): Value {
  return findAttr(ip, value, name) ?? noAttribute(ip, value, name);
}

function noAttribute(ip: Interpreter, value: Value, name: string): Value {
  // A library says in its own words what is missing.
  const asked = value.kind === 'class' ? undefined : typeOf(value).lookup('__getattr__');
  if (asked?.kind === 'native') return ip.call(asked, [value, str(name)]);
  const text =
    value.kind === 'module'
      ? `module '${value.name}' has no attribute '${name}'`
      : value.kind === 'class'
        ? `type object '${value.name}' has no attribute '${name}'`
        : `'${typeOf(value).name}' object has no attribute '${name}'`;
  // What an object of the program lacks is certain where the program itself made and called it.
  const isCertain = knowsWhatItHas(value, name) && !ip.isSupposing && !ip.handedOver;
  return ip.fail(
    isCertain
      ? new PyError(
          'AttributeError',
          said`'${typeOf(value).name}' object has no attribute '${name}'`,
          'missing-attribute',
        )
      : new PyError('AttributeError', text),
  );
}

/** The names without underscores that Python's own containers have (Python 3.13, library reference, "Built-in Types"). */
const NAMES: Readonly<Record<string, string>> = {
  list: 'append clear copy count extend index insert pop remove reverse sort',
  tuple: 'count index',
  dict: 'clear copy fromkeys get items keys pop popitem setdefault update values',
};

/** Whether a bare list, tuple or dict has nothing of a name. */
function lacksName(value: Value, name: string): boolean {
  if ((value.kind !== 'list' && value.kind !== 'tuple' && value.kind !== 'dict') || name.startsWith('__')) return false;
  const names = NAMES[value.kind];
  return isBare(value) && typeOf(value) === types[value.kind] && !names.split(' ').includes(name);
}

/** Whether no other part of the program can have given an object a name: a layer of the program's own, or a tensor. */
function knowsWhatItHas(value: Value, name: string): boolean {
  if (value.kind === 'instance') return knowsItsNames(value.cls);
  if (lacksName(value, name)) return true;
  // What a function makes of something unknown may be another thing than a tensor: `__torch_function__`.
  if (value.kind !== 'tensor' || !value.shape || !value.cls.isNative) return false;
  return value.cls.hook('lacks')?.(name, value.cls) === true;
}

function moduleAttr(ip: Interpreter, module: ModuleValue, name: string): Value | undefined {
  ip.modules.ensureExecuted(module);
  const standIn = ip.modules.known(module.name);
  if (standIn?.kind === 'instance') return findAttr(ip, standIn, name);
  const own = module.attrs.get(name);
  if (own) return own;
  const implicit = implicitName(module, name);
  if (implicit) return implicit;
  if (name === '__dict__') return moduleNamespace(module);
  const modelled = module.fallback?.(name);
  if (modelled) {
    module.attrs.set(name, modelled);
    return modelled;
  }
  const getattr = module.attrs.get('__getattr__');
  if (getattr) return ip.call(getattr, [str(name)]);
  const submodule = ip.modules.find(`${module.name}.${name}`);
  if (submodule) return submodule;
  if (ip.modules.isFallback(module.name)) return ip.unknown(ip.modules.notFound(`${module.name}.${name}`));
  if (module.fallback) return ip.unknown(said`${module.name}.${name} is not modelled`);
  return ip.modules.openReason(module) ?? unknownNames(module);
}

function classAttr(ip: Interpreter, cls: ClassValue, name: string): Value | undefined {
  const found = cls.lookup(name);
  if (found) {
    if (found.kind === 'wrapper') return found.type === 'static' ? found.func : new MethodValue(cls, found.func);
    return found;
  }
  const computed = cls.hook('getAttr')?.(ip, cls, name);
  if (computed) return computed;
  switch (name) {
    case '__name__':
    case '__qualname__':
      return str(cls.name);
    case '__module__':
      return str(cls.module);
    case '__mro__':
      return tuple(cls.mro);
    case '__bases__':
      return tuple(cls.bases);
    case '__dict__':
      return namespaceDict(cls.attrs);
    case '__doc__':
      return NONE;
    case '__class__':
      return typeOf(cls);
    case '__subclasses__':
      return ip.unknown('the subclasses of a class');
  }
  const meta = typeOf(cls);
  const onType = meta.lookup(name);
  if (onType && (meta !== types.type || types.type.attrs.has(name))) {
    return bind(ip, onType, cls, ownerOf(meta, name), name);
  }
  const fallback = metaMethod(cls.metaclass, '__getattr__');
  if (fallback) return ip.call(fallback, [cls, str(name)]);
  if (cls.unknown || !cls.isNative || cls.hook('lacks')?.(name, cls)) return cls.unknown;
  return ip.unknown(said`${cls.name}.${name} is not modelled`);
}

function superAttr(ip: Interpreter, value: SuperValue, name: string): Value | undefined {
  const isClassMethod = value.self.kind === 'class' && value.self.mro.includes(value.after);
  const start = isClassMethod ? (value.self as ClassValue) : typeOf(value.self);
  const at = start.mro.indexOf(value.after);
  const rest = start.mro.slice(at + 1);
  for (const cls of rest) {
    const found = cls.attrs.get(name);
    if (found) return bind(ip, found, value.self, cls);
  }
  if (rest.some((cls) => cls.unknownBase) || value.after.unknownBase) return start.unknown;
  return name === '__class__' ? start : undefined;
}

function objectAttr(ip: Interpreter, value: Value, name: string): Value | undefined {
  const cls = typeOf(value);
  const custom = value.kind === 'instance' && !cls.isNative ? cls.getattribute : undefined;
  if (custom) {
    // What it raises means that there is no such attribute; then `__getattr__` is asked.
    const found = ip.catching('AttributeError', () => ip.call(custom, [value, str(name)]));
    if (found) return found;
    const fallback = cls.lookup('__getattr__');
    return fallback ? ip.call(fallback, [value, str(name)]) : unknownNames(value);
  }
  return ownAttr(ip, value, name);
}

/** The attribute as `object.__getattribute__` finds it. @throws PyError AttributeError as `getAttr` does */
export function getOwnAttr(ip: Interpreter, value: Value, name: string): Value {
  return ownAttr(ip, value, name) ?? noAttribute(ip, value, name);
}

/** What `object.__getattribute__` finds. */
function ownAttr(ip: Interpreter, value: Value, name: string): Value | undefined {
  const cls = typeOf(value);
  if (value.kind === 'tensor' && name === 'shape' && !value.shape && value.assumable) {
    ip.findings.asksEarly(value);
    return new UnknownValue(said`nothing says what shape ${value.assumable} has`, ip.site, undefined, value);
  }
  const computed = cls.hook('getAttr')?.(ip, value, name);
  if (computed) return computed;
  const attrs = 'attrs' in value ? value.attrs : undefined;
  const onClass = cls.lookup(name);
  if (onClass?.kind === 'property' && !(onClass.cached && attrs?.has(name))) {
    return bind(ip, onClass, value, cls, name);
  }
  const own = attrs?.get(name) ?? givenNamespace(attrs)?.entries.get(`s${name}`)?.value;
  if (own) return own;
  if (onClass) return (isData(onClass) && unknownNames(value)) || bind(ip, onClass, value, ownerOf(cls, name), name);
  const ofFunction = value.kind === 'function' ? functionAttr(ip, value, name) : undefined;
  if (ofFunction) return ofFunction;
  switch (name) {
    case '__class__':
      return cls;
    case '__getattr__':
    case '__getattribute__':
      return new NativeFunction(name, (_cx, { args: [wanted] }) =>
        wanted?.kind === 'str'
          ? getOwnAttr(ip, value, wanted.value)
          : ip.unknown('an attribute whose name is not known'),
      );
    case '__dict__':
      return objectNamespace(value) ?? namespaceDict(new Map());
    case '__doc__':
      return NONE;
    case '__module__':
      return str(cls.module);
  }
  if (value.kind === 'native' && (name === '__name__' || name === '__qualname__')) return str(value.name);
  if (value.kind === 'method') {
    if (name === '__self__') return value.self;
    if (name === '__func__') return value.func;
    return findAttr(ip, value.func, name);
  }
  const fallback = cls.lookup('__getattr__');
  if (fallback)
    return fallback.kind === 'native' ? askLibrary(ip, fallback, value, name) : ip.call(fallback, [value, str(name)]);
  if (cls.unknown) return cls.unknown;
  const lacks = cls.hook('lacks');
  if (value.kind === 'tensor' ? !lacks?.(name, cls) : lacks && !lacks(name, cls))
    return ip.unknown(said`${cls.name}.${name} is not modelled`);
  return givenNamespace(attrs)?.open ?? unknownNames(value);
}

/** Whether a member of a class is a setting, and nothing that its objects do. */
const isData = ({ kind }: Value): boolean =>
  ['int', 'float', 'str', 'bool', 'none', 'list', 'tuple', 'dict'].includes(kind);

/** What a library's `__getattr__` gives; undefined where it raises AttributeError. */
function askLibrary(ip: Interpreter, getattr: Value, value: Value, name: string): Value | undefined {
  try {
    return ip.catching('AttributeError', () => ip.call(getattr, [value, str(name)]));
  } catch (error) {
    return ip.recover(error, '__getattr__', [value]);
  }
}

function ownerOf(cls: ClassValue, name: string): ClassValue {
  return cls.mro.find((c) => c.attrs.has(name)) ?? cls;
}

/** Applies the descriptor protocol to what was found on a class. */
export function bind(ip: Interpreter, found: Value, self: Value, owner: ClassValue, name = ''): Value {
  switch (found.kind) {
    case 'function':
      return new MethodValue(self, found);
    case 'native':
      return owner.isNative || found.binds ? new MethodValue(self, found) : found;
    case 'wrapper':
      return found.type === 'static'
        ? found.func
        : new MethodValue(self.kind === 'class' ? self : typeOf(self), found.func);
    case 'property': {
      if (!found.getter) return found;
      const value = ip.call(found.getter, [self]);
      if (found.cached && self.kind === 'instance' && name) {
        ip.touch(self);
        self.attrs.set(name, value);
      }
      return value;
    }
    case 'instance': {
      const get = found.cls.lookup('__get__');
      return get ? ip.call(get, [found, self, typeOf(self)]) : found;
    }
    default:
      return found;
  }
}

export function setAttr(ip: Interpreter, target: Value, name: string, value: Value): void {
  switch (target.kind) {
    case 'unknown':
      return;
    case 'module':
      ip.touch(target);
      target.attrs.set(name, value);
      return;
    case 'class':
      // A library's class is changed for as long as the program runs; Python refuses to change its own.
      if (target.isNative && (target.module === 'builtins' || !ip.journal.isBorrowing)) return;
      if (name === '__name__' && value.kind === 'str') {
        target.name = value.value;
        return;
      }
      ip.touch(target);
      target.attrs.set(name, value);
      return;
    case 'instance': {
      const custom = customSetter(target.cls);
      if (custom) {
        ip.call(custom, [target, str(name), value]);
        return;
      }
      storeAttr(ip, target, name, value);
      return;
    }
    case 'method':
      return setAttr(ip, target.func, name, value);
    case 'tensor':
    case 'list':
    case 'dict':
    case 'set':
    case 'tuple':
    case 'function': {
      const custom = customSetter(typeOf(target), target.kind === 'dict' || target.kind === 'list');
      if (custom) {
        ip.call(custom, [target, str(name), value]);
        return;
      }
      const descriptor = typeOf(target).lookup(name);
      if (descriptor?.kind === 'property' && descriptor.setter) {
        ip.call(descriptor.setter, [target, value]);
        return;
      }
      ip.touch(target);
      bindAttr(ip, (target.attrs ??= new Map()), name, value);
      return;
    }
    default:
      ip.fail(new PyError('AttributeError', `'${typeOf(target).name}' object has no attribute '${name}'`));
  }
}

/**
 * A `__setattr__` that a user class defines, also as `__setattr__ = dict.__setitem__`, or that a library gives to its
 * containers (dictionaries with attributes). Library classes of plain objects store by their `setAttr` hook instead.
 */
function customSetter(cls: ClassValue, ofContainer = false): Value | undefined {
  const owner = ownerOf(cls, '__setattr__');
  const counts = !owner.isNative || (ofContainer && owner !== types.object);
  return counts ? owner.attrs.get('__setattr__') : undefined;
}

/** What `object.__setattr__` does: properties, the library's hook, the instance's own attributes. */
export function storeAttr(ip: Interpreter, target: InstanceValue, name: string, value: Value): void {
  const descriptor = target.cls.lookup(name);
  if (descriptor?.kind === 'property') {
    if (descriptor.setter) {
      ip.call(descriptor.setter, [target, value]);
      return;
    }
    if (!descriptor.cached && !target.cls.isNative && ownerOf(target.cls, name).isNative === false) {
      ip.fail(new PyError('AttributeError', `property '${name}' of '${target.cls.name}' object has no setter`));
      return;
    }
  }
  if (descriptor?.kind === 'instance') {
    const set = descriptor.cls.lookup('__set__');
    if (set) {
      ip.call(set, [descriptor, target, value]);
      return;
    }
  }
  ip.touch(target);
  if (!storedByHook(ip, target, name, value)) bindAttr(ip, target.attrs, name, value);
}

/** Whether the library keeps the attribute in a place of its own. What it refuses is an ordinary attribute afterwards. */
function storedByHook(ip: Interpreter, target: InstanceValue, name: string, value: Value): boolean {
  const hook = target.cls.hook('setAttr');
  try {
    return hook?.(ip, target, name, value) ?? false;
  } catch (error) {
    ip.recover(error, '__setattr__', [target, value]);
    return false;
  }
}

export function deleteAttr(ip: Interpreter, target: Value, name: string): void {
  if (target.kind === 'unknown') return;
  const owner = ownerOf(typeOf(target), '__delattr__');
  const custom = owner === types.object ? undefined : owner.attrs.get('__delattr__');
  if (custom) {
    ip.call(custom, [target, str(name)]);
    return;
  }
  if ('attrs' in target && target.attrs?.has(name)) {
    ip.touch(target);
    target.attrs.delete(name);
  } else ip.fail(new PyError('AttributeError', name));
}
