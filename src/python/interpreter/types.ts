/**
 * The classes of built-in values. They are created here, empty, so that every part of the interpreter can
 * name them; their methods are filled in by src/python/builtins.
 */
import { ClassValue, type InstanceValue, type Value } from './values';

export const objectType = new ClassValue('object', []);
const make = (name: string, base: ClassValue = objectType) => new ClassValue(name, [base]);

export const types = {
  object: objectType,
  type: make('type'),
  none: make('NoneType'),
  int: make('int'),
  bool: undefined as unknown as ClassValue,
  float: make('float'),
  complex: make('complex'),
  str: make('str'),
  bytes: make('bytes'),
  ellipsis: make('ellipsis'),
  tuple: make('tuple'),
  list: make('list'),
  dict: make('dict'),
  set: make('set'),
  frozenset: make('frozenset'),
  slice: make('slice'),
  range: make('range'),
  iterator: make('iterator'),
  function: make('function'),
  builtin: make('builtin_function_or_method'),
  method: make('method'),
  staticmethod: make('staticmethod'),
  classmethod: make('classmethod'),
  property: make('property'),
  super: make('super'),
  module: make('module'),
  /** The type of what is not known: every attribute of it is unknown as well. */
  unknown: make('unknown'),
  baseException: make('BaseException'),
};
types.bool = make('bool', types.int);

/** `type(value)`. */
export function typeOf(value: Value): ClassValue {
  switch (value.kind) {
    case 'none':
      return types.none;
    case 'singleton':
      return value.name === 'Ellipsis' ? types.ellipsis : types.object;
    case 'tuple':
    case 'list':
    case 'dict':
      return value.cls ?? types[value.kind];
    case 'set':
      return value.cls ?? (value.frozen ? types.frozenset : types.set);
    case 'native':
      return types.builtin;
    case 'wrapper':
      return value.type === 'static' ? types.staticmethod : types.classmethod;
    case 'class':
      return value.metaclass ?? types.type;
    case 'instance':
    case 'tensor':
      return value.cls;
    default:
      return types[value.kind];
  }
}

/** Whether a value is a layer or a model of a framework. */
export function isLayer(value: Value | undefined): value is InstanceValue {
  return value?.kind === 'instance' && value.cls.hook('layer') !== undefined;
}
