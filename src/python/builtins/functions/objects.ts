/** Built-in functions on objects, classes and attributes. */
import type { Context } from '../../interpreter/context';
import { PyError } from '../../interpreter/errors';
import { native, type Bound } from '../../interpreter/native';
import { isCounted } from '../../interpreter/counted';
import { typeOf, types } from '../../interpreter/types';
import {
  ClassValue,
  FALSE,
  InstanceValue,
  ListValue,
  NONE,
  SetValue,
  TRUE,
  UnknownValue,
  bool,
  int,
  str,
  type ModuleValue,
  type Value,
} from '../../interpreter/values';
import { moduleNamespace, objectNamespace } from '../../interpreter/namespaces';
import { dictOfNames, keyOf } from '../containers';
import { hashNumber } from '../hash';
import { addressOf } from '../identity';
import { said } from '../../../protocol/say';

/** `isinstance(value, classes)`: true, false or unknown. @throws PyError TypeError */
export function isInstance(cx: Context, value: Value, classes: Value): Value {
  if (value.kind === 'unknown') return value;
  // A class of a module that is not there is hardly that of None.
  const passes = (cls: Value) => value.kind === 'none' && cls.kind === 'unknown' && cls.symbol === undefined;
  return anyClass(cx, classes, 'isinstance', passes, (cls) => {
    if (cx.isInstance(value, cls)) return true;
    const test = cls.hooks.isInstance?.(cx, value);
    if (test || cls.hooks.isInstance) return test;
    return typeOf(value).unknown ? undefined : false;
  });
}

function isSubclass(cx: Context, sub: Value, classes: Value): Value {
  if (sub.kind === 'unknown') return sub;
  if (sub.kind !== 'class') throw new PyError('TypeError', 'issubclass() arg 1 must be a class');
  return anyClass(
    cx,
    classes,
    'issubclass',
    () => false,
    (cls) => sub.isSubclassOf(cls) || (sub.unknown ? undefined : false),
  );
}

/**
 * Asks of every class of a tuple or union; true wins over unknown, unknown over false.
 * @param passes tells of a class that it is none, whatever it is
 */
function anyClass(
  cx: Context,
  classes: Value,
  fn: string,
  passes: (cls: Value) => boolean,
  test: (cls: ClassValue) => boolean | undefined,
): Value {
  let open: Value | undefined;
  const visit = (cls: Value): boolean => {
    if (cls.kind === 'tuple') return cls.items.some(visit);
    if (passes(cls)) return false;
    if (cls.kind === 'unknown' || cls.kind === 'native') {
      open ??= cls.kind === 'unknown' ? cls : cx.unknown(said`whether it is a ${cls.name} is not known`);
      return false;
    }
    if (cls.kind === 'none') return test(types.none) ?? false;
    const union = cls.kind === 'instance' ? cls.attrs.get('__args__') : undefined;
    if (union) return visit(union);
    if (cls.kind !== 'class') {
      throw new PyError('TypeError', `${fn}() arg 2 must be a type, a tuple of types, or a union`);
    }
    const answer = test(cls);
    if (answer === undefined) open ??= cx.unknown(said`whether it is a ${cls.name} is not known`);
    return answer ?? false;
  };
  return visit(classes) ? TRUE : (open ?? FALSE);
}

function nameArg(a: Bound): string | UnknownValue {
  const name = a.get('name');
  if (name.kind === 'str') return name.value;
  if (name.kind === 'unknown') return name;
  throw new PyError('TypeError', `${a.fn}(): attribute name must be string`);
}

function getAttr(a: Bound, cx: Context): Value {
  const name = nameArg(a);
  if (name instanceof UnknownValue) return name;
  const object = a.get('object');
  if (!a.has('default')) return cx.getAttr(object, name);
  try {
    return cx.findAttr(object, name) ?? a.get('default');
  } catch (error) {
    // A property or __getattr__ of user code that raises AttributeError means: there is none.
    if (error instanceof PyError && error.typeName === 'AttributeError') return a.get('default');
    throw error;
  }
}

function hasAttr(a: Bound, cx: Context): Value {
  const name = nameArg(a);
  if (name instanceof UnknownValue) return name;
  const object = a.get('object');
  if ('attrs' in object && object.attrs?.has(name)) return TRUE;
  try {
    const found = cx.findAttr(object, name);
    return found?.kind === 'unknown' ? found : bool(found !== undefined);
  } catch (error) {
    if (error instanceof PyError && error.typeName === 'AttributeError') return FALSE;
    throw error;
  }
}

function setAttr(a: Bound, cx: Context): Value {
  const name = nameArg(a);
  if (name instanceof UnknownValue) leaveNamesOpen(cx, a.get('object'), a.get('value'), name);
  else cx.setAttr(a.get('object'), name, a.get('value'));
  return NONE;
}

/** Something was written under a name that is not known: it may stand for what the object's class has under that name. */
function leaveNamesOpen(cx: Context, object: Value, value: Value, why: UnknownValue): void {
  if (object.kind !== 'instance' || value.kind === 'instance') return;
  const dict = objectNamespace(object);
  if (!dict) return;
  cx.touch(dict);
  dict.open ??= why;
}

function delAttr(a: Bound, cx: Context): Value {
  const name = nameArg(a);
  const object = a.get('object');
  if (name instanceof UnknownValue || !('attrs' in object)) return NONE;
  return cx.callMethod(object, '__delattr__', [str(name)]);
}

function callable(a: Bound): Value {
  if (isCounted(a.get('obj'))) return FALSE;
  const value = a.get('obj');
  switch (value.kind) {
    case 'unknown':
      return value;
    case 'function':
    case 'native':
    case 'method':
    case 'class':
    case 'wrapper':
      return TRUE;
    default:
      return typeOf(value).lookup('__call__') ? TRUE : (typeOf(value).unknown ?? FALSE);
  }
}

function names(a: Bound, cx: Context): Value {
  if (!a.has('object')) return cx.unknown('the names of the current scope');
  const value = a.get('object');
  if (value.kind === 'unknown') return value;
  if (value.kind === 'module' && value.modelled) return modelledNames(value);
  const found = new Set<string>();
  if ('attrs' in value && value.attrs) for (const name of value.attrs.keys()) found.add(name);
  const cls = value.kind === 'class' ? value : typeOf(value);
  if (value.kind !== 'module') for (const c of cls.mro) for (const name of c.attrs.keys()) found.add(name);
  return new ListValue([...found].sort().map(str));
}

/** The names of a modelled library: those that are known are there, others may be. */
function modelledNames(module: ModuleValue): SetValue {
  const { entries, open } = moduleNamespace(module);
  const found = new SetValue();
  for (const [key, { key: name }] of entries) found.entries.set(key, name);
  found.open = open;
  return found;
}

function variables(a: Bound, cx: Context): Value {
  if (!a.has('object')) return cx.unknown('the names of the current scope');
  const value = a.get('object');
  if (value.kind === 'unknown') return value;
  if (value.kind === 'module') return moduleNamespace(value);
  const own = objectNamespace(value);
  if (own) return own;
  if (!('attrs' in value) || !value.attrs)
    throw new PyError('TypeError', 'vars() argument must have __dict__ attribute');
  return dictOfNames(value.attrs);
}

function hash(a: Bound, cx: Context): Value {
  const value = a.get('obj');
  if (value.kind === 'unknown') return value;
  return int(hashNumber(keyOf(cx, value)));
}

/** `type(object)`, or a class made from a name, bases and a namespace. @throws PyError TypeError */
export function typeCall(cx: Context, args: readonly Value[], meta: ClassValue = types.type): Value {
  const [first, bases, namespace] = args;
  if (args.length === 1) return first.kind === 'unknown' ? first : cx.typeOf(first);
  if (first?.kind !== 'str' || bases?.kind !== 'tuple' || namespace?.kind !== 'dict') {
    return args.find((arg) => arg.kind === 'unknown') ?? badType(args.length);
  }
  const attrs = new Map<string, Value>();
  for (const { key, value } of namespace.entries.values()) if (key.kind === 'str') attrs.set(key.value, value);
  const parents = bases.items.filter((base): base is ClassValue => base.kind === 'class');
  const unknownBase = bases.items.find((base): base is UnknownValue => base.kind === 'unknown');
  const module = cx.currentModule?.name ?? '__main__';
  const cls = new ClassValue(
    first.value,
    parents.length > 0 ? parents : [types.object],
    attrs,
    module,
    false,
    unknownBase,
  );
  if (meta !== types.type) cls.metaclass = meta;
  for (const value of attrs.values()) if (value.kind === 'function') value.owner ??= cls;
  cls.mro
    .slice(1)
    .find((c) => c.hooks.subclassed)
    ?.hooks.subclassed?.(cx, cls);
  return cls;
}

function badType(count: number): never {
  throw new PyError(
    'TypeError',
    count === 3 ? 'type.__new__() argument types are wrong' : 'type() takes 1 or 3 arguments',
  );
}

/** What `object()` and `object.__new__` give, by the hook of the class where it has one. */
export function makeObject(cx: Context, cls: ClassValue, args: Value[], kwargs: Map<string, Value>): Value {
  const construct = cls.hook('construct');
  if (construct) return construct(cx, cls, args, kwargs);
  const instance = new InstanceValue(cls);
  instance.site = cx.site;
  return instance;
}

export const objectFunctions: Record<string, Value> = {
  isinstance: native('isinstance', 'obj, class_or_tuple, /', (a, cx) =>
    isInstance(cx, a.get('obj'), a.get('class_or_tuple')),
  ),
  issubclass: native('issubclass', 'cls, class_or_tuple, /', (a, cx) =>
    isSubclass(cx, a.get('cls'), a.get('class_or_tuple')),
  ),
  getattr: native('getattr', 'object, name, default=None, /', getAttr),
  hasattr: native('hasattr', 'object, name, /', hasAttr),
  setattr: native('setattr', 'object, name, value, /', setAttr),
  delattr: native('delattr', 'object, name, /', delAttr),
  callable: native('callable', 'obj, /', (a) => callable(a)),
  id: native('id', 'obj, /', (a) => int(addressOf(a.get('obj')))),
  hash: native('hash', 'obj, /', hash),
  dir: native('dir', 'object=None, /', names),
  vars: native('vars', 'object=None, /', variables),
};
