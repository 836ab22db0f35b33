/**
 * The abstract base classes of collections.abc and numbers: `isinstance` looks at what a value can do, as
 * their `__subclasshook__` does.
 */
import { nativeClass } from '../../interpreter/native';
import { types } from '../../interpreter/types';
import type { ClassValue, Value } from '../../interpreter/values';
import { mixins } from './mixins';

type Kind = Value['kind'];

/** Built-in kinds that are instances, and the methods by which other classes are. */
const CLASSES: Record<string, [kinds: readonly Kind[], methods: readonly string[]]> = {
  Iterable: [['str', 'bytes', 'tuple', 'list', 'dict', 'set', 'range', 'iterator', 'tensor'], ['__iter__']],
  Iterator: [['iterator'], ['__iter__', '__next__']],
  Generator: [['iterator'], ['send', 'throw']],
  Container: [['str', 'bytes', 'tuple', 'list', 'dict', 'set', 'range', 'tensor'], ['__contains__']],
  Sized: [['str', 'bytes', 'tuple', 'list', 'dict', 'set', 'range', 'tensor'], ['__len__']],
  Collection: [
    ['str', 'bytes', 'tuple', 'list', 'dict', 'set', 'range'],
    ['__len__', '__iter__', '__contains__'],
  ],
  Reversible: [
    ['str', 'bytes', 'tuple', 'list', 'dict', 'range'],
    ['__reversed__', '__iter__'],
  ],
  Hashable: [
    ['none', 'bool', 'int', 'float', 'complex', 'str', 'bytes', 'tuple', 'range', 'function', 'class'],
    ['__hash__'],
  ],
  Callable: [['function', 'native', 'method', 'class'], ['__call__']],
  // The remaining ones go by inheritance only, apart from the built-in types registered with them.
  Sequence: [['str', 'bytes', 'tuple', 'list', 'range'], []],
  MutableSequence: [['list'], []],
  Mapping: [['dict'], []],
  MutableMapping: [['dict'], []],
  Set: [['set'], []],
  MutableSet: [['set'], []],
  ByteString: [['bytes'], []],
  MappingView: [[], []],
  KeysView: [[], []],
  ItemsView: [[], []],
  ValuesView: [[], []],
  Awaitable: [[], ['__await__']],
  Coroutine: [[], ['send', 'throw', '__await__']],
  AsyncIterable: [[], ['__aiter__']],
  AsyncIterator: [[], ['__aiter__', '__anext__']],
};

/** A class whose instances are of these kinds, or have these methods. */
function structural(
  name: string,
  kinds: readonly Kind[],
  methods: readonly string[],
  module: string,
  base = types.object,
): ClassValue {
  const cls = nativeClass(module, name, [base], mixins(name));
  cls.hooks.isInstance = (_cx, value) => {
    if (value.kind === 'unknown') return undefined;
    if (value.kind === 'set' && name === 'MutableSet') return !value.frozen;
    if (kinds.includes(value.kind)) return true;
    if (value.kind !== 'instance' && value.kind !== 'tensor') return false;
    if (methods.length > 0 && methods.every((method) => value.cls.lookup(method))) return true;
    return value.cls.unknown ? undefined : false;
  };
  // A class that derives from an abstract one is asked by inheritance alone.
  cls.hooks.subclassed = (_cx, derived) => {
    derived.hooks.isInstance = () => false;
  };
  cls.hooks.classGetItem = (_cx, self) => self;
  return cls;
}

let abstract: Record<string, ClassValue> | undefined;

/** The classes of collections.abc by name. */
export function abstractModule(): Record<string, ClassValue> {
  if (abstract) return abstract;
  const made: Record<string, ClassValue> = {};
  for (const [name, [kinds, methods]] of Object.entries(CLASSES)) {
    made[name] = structural(name, kinds, methods, 'collections.abc', made[name.replace(/^Mutable/, '')]);
  }
  return (abstract = made);
}

const NUMBERS: Record<string, readonly Kind[]> = {
  Number: ['bool', 'int', 'float', 'complex'],
  Complex: ['bool', 'int', 'float', 'complex'],
  Real: ['bool', 'int', 'float'],
  Rational: ['bool', 'int'],
  Integral: ['bool', 'int'],
};

/** The classes of the module `numbers`. */
export function numbersModule(): Record<string, ClassValue> {
  return Object.fromEntries(
    Object.entries(NUMBERS).map(([name, kinds]) => [name, structural(name, kinds, [], 'numbers')]),
  );
}
