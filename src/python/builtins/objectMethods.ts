/** What every object and every class can do: the methods of `object` and `type`, and of descriptors. */
import type { Context } from '../interpreter/context';
import { PyError } from '../interpreter/errors';
import { classMethod, getter, native, staticMethod, type Bound } from '../interpreter/native';
import { typeOf, types } from '../interpreter/types';
import {
  ClassValue,
  ListValue,
  NONE,
  NativeFunction,
  PropertyValue,
  SliceValue,
  SuperValue,
  WrapperValue,
  int,
  str,
  tuple,
  type NativeCall,
  type Value,
} from '../interpreter/values';
import { formatValue } from './format';
import { makeObject, typeCall } from './functions/objects';
import { said } from '../../protocol/say';
import { hashKey, hashNumber } from './hash';
import { addressOf } from './identity';
import { builtinRepr, knownText } from './repr';
import { methods } from './typeMethods';

/** `object.__init__`: takes nothing beyond the object itself, where nothing else has taken arguments. */
function objectInit(_cx: Context, { args, kwargs }: NativeCall): Value {
  const [self, ...more] = args;
  if (more.length === 0 && kwargs.size === 0) return NONE;
  if (self.kind !== 'instance' || self.cls.unknown || self.cls.hook('construct')) return NONE;
  if (self.cls.isNative || self.cls.mro.some((c) => c.isNative && c !== types.object)) return NONE;
  const overrides = self.cls.lookup('__init__') !== types.object.attrs.get('__init__');
  if (!overrides && self.cls.lookup('__new__') !== types.object.attrs.get('__new__')) return NONE;
  throw new PyError(
    'TypeError',
    overrides
      ? 'object.__init__() takes exactly one argument (the instance to initialize)'
      : `${self.cls.name}() takes no arguments`,
  );
}

/** `object.__setattr__`: properties, then the library's hook, then the instance itself. */
function setAttribute(a: Bound, cx: Context): Value {
  const [self, name, value] = [a.get('self'), a.str('name'), a.get('value')];
  if (name === undefined || !('attrs' in self)) return NONE;
  const onClass = typeOf(self).lookup(name);
  if (onClass?.kind === 'property' && onClass.setter) {
    cx.call(onClass.setter, [self, value]);
    return NONE;
  }
  cx.touch(self);
  // The hook of a library class stores for itself; that of a user class guards it (frozen dataclasses) and is passed.
  const library = typeOf(self).mro.find((cls) => cls.isNative && cls.hooks.setAttr);
  if (self.kind === 'instance' && library?.hooks.setAttr?.(cx, self, name, value)) return NONE;
  if (self.kind === 'instance' || self.kind === 'class' || self.kind === 'module') self.attrs.set(name, value);
  else (self.attrs ??= new Map()).set(name, value);
  return NONE;
}

function deleteAttribute(a: Bound, cx: Context): Value {
  const [self, name] = [a.get('self'), a.str('name')];
  if (name === undefined || !('attrs' in self)) return NONE;
  cx.touch(self);
  if (!self.attrs?.delete(name)) throw new PyError('AttributeError', name);
  return NONE;
}

export function installObject(): void {
  const object = types.object.attrs;
  object.set('__init__', new NativeFunction('__init__', objectInit));
  object.set(
    '__new__',
    staticMethod(
      new NativeFunction('__new__', (cx, { args, kwargs }) => {
        const [cls, ...rest] = args;
        return cls?.kind === 'class' ? makeObject(cx, cls, rest, kwargs) : (cls ?? NONE);
      }),
    ),
  );
  object.set('__init_subclass__', classMethod(native('__init_subclass__', 'cls, **kwargs', () => NONE)));
  methods(types.object, {
    __repr__: ['self', (a, cx) => str(builtinRepr(cx, a.get('self')))],
    __str__: ['self', (a, cx) => str(cx.repr(a.get('self')))],
    __hash__: [
      'self',
      (a) => {
        const self = a.get('self');
        const key = self.kind === 'instance' ? undefined : hashKey(self);
        return int(key === undefined ? addressOf(self) : hashNumber(key));
      },
    ],
    __format__: [
      'self, spec, /',
      (a, cx) => {
        const text = knownText(cx, a.get('self'));
        return typeof text === 'string' ? formatValue(cx, str(text), a.str('spec') ?? '') : text;
      },
    ],
    __setattr__: ['self, name, value, /', setAttribute],
    __delattr__: ['self, name, /', deleteAttribute],
    __getattribute__: ['self, name, /', (a, cx) => cx.ownAttr(a.get('self'), a.str('name') ?? '')],
    __dir__: ['self', (a) => new ListValue([...typeOf(a.get('self')).attrs.keys()].sort().map(str))],
    __sizeof__: ['self', (_a, cx) => cx.unknown('the size of an object in memory')],
  });
  installType();
  installDescriptors();
}

function installType(): void {
  types.type.hooks.construct = (cx, cls, args) => typeCall(cx, args, cls);
  types.type.attrs.set(
    '__init__',
    native('__init__', 'self, /, *args, **kwargs', () => NONE),
  );
  types.type.attrs.set(
    '__call__',
    new NativeFunction('__call__', (cx, { args: [cls, ...args], kwargs }) =>
      cls?.kind === 'class' ? cx.construct(cls, args, kwargs) : (cls ?? NONE),
    ),
  );
  types.type.attrs.set(
    'mro',
    native('mro', 'self', (a) => {
      const self = a.get('self');
      return new ListValue(self.kind === 'class' ? [...self.mro] : []);
    }),
  );
  // `list[int]`, `type[Foo]`: the subscripted class stands for the class itself.
  const subscriptable = [types.list, types.dict, types.tuple, types.set, types.frozenset, types.type];
  for (const cls of subscriptable) cls.hooks.classGetItem = (_cx, self) => self;
}

function installDescriptors(): void {
  types.property.hooks.construct = (_cx, _cls, args, kwargs) => {
    const given = (i: number, name: string) => {
      const value = args[i] ?? kwargs.get(name);
      return value?.kind === 'none' ? undefined : value;
    };
    return new PropertyValue(given(0, 'fget'), given(1, 'fset'));
  };
  const property = (a: Bound): PropertyValue => {
    const self = a.get('self');
    return self.kind === 'property' ? self : new PropertyValue();
  };
  methods(types.property, {
    getter: ['self, fn, /', (a) => new PropertyValue(a.get('fn'), property(a).setter)],
    setter: ['self, fn, /', (a) => new PropertyValue(property(a).getter, a.get('fn'))],
    deleter: ['self, fn, /', (a) => property(a)],
  });
  for (const [name, read] of [
    ['fget', (p: PropertyValue) => p.getter],
    ['fset', (p: PropertyValue) => p.setter],
  ] as const) {
    types.property.attrs.set(
      name,
      getter(name, (self) => (self.kind === 'property' ? read(self) : undefined) ?? NONE),
    );
  }
  types.staticmethod.hooks.construct = (_cx, _cls, args) => new WrapperValue('static', args[0] ?? NONE);
  types.classmethod.hooks.construct = (_cx, _cls, args) => new WrapperValue('class', args[0] ?? NONE);
  const wrapped = getter('__func__', (self) => (self.kind === 'wrapper' ? self.func : NONE));
  types.staticmethod.attrs.set('__func__', wrapped);
  types.classmethod.attrs.set('__func__', wrapped);
  types.slice.hooks.construct = (_cx, _cls, args) =>
    args.length <= 1 ? new SliceValue(NONE, args[0] ?? NONE, NONE) : new SliceValue(args[0], args[1], args[2] ?? NONE);
  for (const name of ['start', 'stop', 'step'] as const) {
    types.slice.attrs.set(
      name,
      getter(name, (self) => (self.kind === 'slice' ? self[name] : NONE)),
    );
    types.range.attrs.set(
      name,
      getter(name, (self) => (self.kind === 'range' ? int(self[name]) : NONE)),
    );
  }
  methods(types.slice, {
    indices: [
      'self, length, /',
      (a, cx) => {
        const length = a.number('length');
        if (length === undefined) return cx.unknown('the length that slice.indices() is asked for is not known');
        const part = cx.sequence(cx.getItem(cx.call(types.range, [int(length)]), a.get('self')));
        const self = a.get('self');
        const step = self.kind === 'slice' && self.step.kind === 'int' ? Number(self.step.value) : 1;
        if (!part || part.length === 0) return tuple([int(0), int(0), int(step)]);
        const first = cx.dim(part[0]);
        return tuple([part[0], int(Number(first) + part.length * step), int(step)]);
      },
    ],
  });
  types.super.hooks.construct = (cx, _cls, args) => superOf(cx, args);
}

/** Objects for which a call of `super` was refused: what the base class would have set up is missing for that reason alone. */
export const withoutSuper = (cx: Context): WeakSet<Value> => cx.session('super', () => new WeakSet());

/**
 * `super(type, object)` as Python 2 wrote it (Python's documentation, "Built-in Functions", `super`).
 * @throws PyError TypeError where the object is no instance, and no subclass, of the type
 */
function superOf(cx: Context, [after, self]: readonly Value[]): Value {
  if (!after || !self || after.kind === 'unknown') return cx.unknown('super() with arguments that are not known');
  if (!(after instanceof ClassValue)) {
    withoutSuper(cx).add(after);
    const what = cx.typeOf(after).name;
    throw new PyError(
      'TypeError',
      said`super() argument 1 must be a type, not ${what}: write super().__init__() without arguments.`,
      'super-argument',
    );
  }
  const cls = self.kind === 'class' ? self : self.kind === 'instance' ? self.cls : undefined;
  if (cls && !cls.unknown && !cls.isSubclassOf(after)) {
    withoutSuper(cx).add(self);
    throw new PyError(
      'TypeError',
      said`super(type, obj): obj must be an instance or subtype of type: ${cls.name} is no ${after.name}. Write super() without arguments.`,
      'super-argument',
    );
  }
  return new SuperValue(after, self);
}
