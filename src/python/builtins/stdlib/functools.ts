/** `functools`: partial application, caching, wrapping, orderings, dispatch on types. */
import type { Context } from '../../interpreter/context';
import { PyError } from '../../interpreter/errors';
import { native, nativeClass, type Bound, type LibraryModule } from '../../interpreter/native';
import { typeOf, types } from '../../interpreter/types';
import {
  DictValue,
  InstanceValue,
  NONE,
  PropertyValue,
  bool,
  int,
  str,
  tuple,
  type ClassValue,
  type NativeCall,
  type Scope,
  type Value,
} from '../../interpreter/values';
import { dictOfNames } from '../containers';
import { isLost, iterating } from '../iterables';
import { reprOf } from '../repr';
import { methodNative } from './helpers';
import { said } from '../../../protocol/say';

// ── partial ────────────────────────────────────────────────────────────────────────────────────

function keywordsOf(self: InstanceValue): Map<string, Value> {
  const keywords = self.attrs.get('keywords');
  const names = new Map<string, Value>();
  if (keywords?.kind !== 'dict') return names;
  for (const { key, value } of keywords.entries.values()) if (key.kind === 'str') names.set(key.value, value);
  return names;
}

function positionalOf(self: InstanceValue): readonly Value[] {
  const args = self.attrs.get('args');
  return args?.kind === 'tuple' ? args.items : [];
}

function callPartial(cx: Context, { args, kwargs }: NativeCall): Value {
  const [self, ...rest] = args;
  if (self.kind !== 'instance') return NONE;
  const keywords = keywordsOf(self);
  for (const [name, value] of kwargs) keywords.set(name, value);
  return cx.call(self.attrs.get('func') ?? NONE, [...positionalOf(self), ...rest], keywords);
}

const partial = nativeClass('functools', 'partial', [types.object]);
partial.hooks.construct = (_cx, cls, args, kwargs) => {
  const self = new InstanceValue(cls);
  const [func, ...rest] = args;
  if (!func) throw new PyError('TypeError', "type 'partial' takes at least one argument");
  // A partial of a partial is one partial with all arguments, as in CPython.
  const inner = func.kind === 'instance' && func.cls === partial ? func : undefined;
  const keywords = inner ? keywordsOf(inner) : new Map<string, Value>();
  for (const [name, value] of kwargs) keywords.set(name, value);
  self.attrs.set('func', inner?.attrs.get('func') ?? func);
  self.attrs.set('args', tuple([...(inner ? positionalOf(inner) : []), ...rest]));
  self.attrs.set('keywords', dictOfNames(keywords));
  return self;
};
partial.attrs.set(
  '__init__',
  native('__init__', 'self, /, *args, **kwargs', () => NONE),
);
partial.attrs.set('__call__', methodNative('__call__', callPartial));
partial.attrs.set(
  '__repr__',
  native('__repr__', 'self', (a, cx) => {
    const self = a.get('self');
    if (self.kind !== 'instance') return str('functools.partial');
    const parts = [
      reprOf(cx, self.attrs.get('func') ?? NONE),
      ...positionalOf(self).map((value) => reprOf(cx, value)),
      ...[...keywordsOf(self)].map(([name, value]) => `${name}=${reprOf(cx, value)}`),
    ];
    return str(`functools.partial(${parts.join(', ')})`);
  }),
);

const partialMethod = native('partialmethod', 'func, /, *args, **kwargs', (a) => {
  const { rest, extra } = a;
  const func = a.get('func');
  return methodNative('partialmethod', (cx, { args, kwargs }) =>
    cx.call(func, [args[0], ...rest, ...args.slice(1)], new Map([...extra, ...kwargs])),
  );
});

// ── Decorators ─────────────────────────────────────────────────────────────────────────────────

const COPIED = ['__name__', '__qualname__', '__doc__', '__module__'];

/** Copies what identifies a function to its wrapper. */
function updateWrapper(cx: Context, wrapper: Value, wrapped: Value): Value {
  if (wrapper.kind !== 'function') return wrapper;
  cx.touch(wrapper);
  wrapper.attrs ??= new Map();
  for (const name of COPIED) {
    const value = cx.findAttr(wrapped, name);
    if (value && value.kind !== 'unknown') wrapper.attrs.set(name, value);
  }
  if (wrapped.kind === 'function') for (const [name, value] of wrapped.attrs ?? []) wrapper.attrs.set(name, value);
  wrapper.attrs.set('__wrapped__', wrapped);
  return wrapper;
}

/** Caches keep what a function is: the results of pure functions do not change by being kept. */
const cache = native('cache', 'func, /', (a) => a.get('func'));
const lruCache = native('lru_cache', 'maxsize=128, typed=False', (a) =>
  a.get('maxsize').kind === 'int' || a.get('maxsize').kind === 'none' ? cache : a.get('maxsize'),
);

/** The orderings; each follows from any other one and equality. */
const ORDERINGS = ['__lt__', '__le__', '__gt__', '__ge__'];

function totalOrdering(a: Bound, cx: Context): Value {
  const cls = a.get('cls');
  if (cls.kind !== 'class') return cls;
  const root = ORDERINGS.find((name) => cls.lookup(name));
  if (!root) throw new PyError('ValueError', 'must define at least one ordering operation: < > <= >=');
  const given = cls.lookup(root) ?? NONE;
  cx.touch(cls);
  for (const name of ORDERINGS) {
    if (!cls.attrs.has(name)) cls.attrs.set(name, derivedOrdering(name, root, given));
  }
  return cls;
}

/** `name` from the ordering `root` and `__eq__`: a > b is not (a < b) and a != b, and so on. */
function derivedOrdering(name: string, root: string, given: Value): Value {
  const strict = (n: string) => n === '__lt__' || n === '__gt__';
  const upward = (n: string) => n === '__gt__' || n === '__ge__';
  return methodNative(name, (cx, { args: [self, other] }) => {
    const known = cx.truth(cx.call(given, [self, other]));
    const equal = cx.equal(self, other);
    if (known === undefined || equal === undefined) return cx.unknown('the order of these objects is not known');
    const before = upward(root) ? !known && !equal : known && !equal;
    const after = !before && !equal;
    const wanted = upward(name) ? after : before;
    return bool(wanted || (!strict(name) && equal));
  });
}

const keyClass = nativeClass('functools', 'KeyWrapper', [types.object]);
keyClass.attrs.set(
  '__lt__',
  native('__lt__', 'self, other', (a, cx) => {
    const [self, other] = [a.get('self'), a.get('other')];
    if (self.kind !== 'instance' || other.kind !== 'instance') return bool(false);
    const order = cx.call(self.attrs.get('mycmp') ?? NONE, [
      self.attrs.get('obj') ?? NONE,
      other.attrs.get('obj') ?? NONE,
    ]);
    return cx.compare('<', order, int(0));
  }),
);

const cmpToKey = native('cmp_to_key', 'mycmp', (a) => {
  const mycmp = a.get('mycmp');
  return native('K', 'obj', (b) => {
    const wrapped = new InstanceValue(keyClass);
    wrapped.attrs.set('obj', b.get('obj'));
    wrapped.attrs.set('mycmp', mycmp);
    return wrapped;
  });
});

// ── reduce, singledispatch ─────────────────────────────────────────────────────────────────────

function reduce(a: Bound, cx: Context): Value {
  const items = iterating(cx, a.get('iterable'));
  if (isLost(items)) return items;
  let result: Value | undefined = a.has('initial') ? a.get('initial') : undefined;
  for (let next = items.next(); !next.done; next = items.next()) {
    result = result ? cx.call(a.get('function'), [result, next.value]) : next.value;
  }
  if (result) return result;
  throw new PyError('TypeError', 'reduce() of empty iterable with no initial value');
}

const dispatcher = nativeClass('functools', 'singledispatch', [types.object]);

/** The implementation registered for the nearest class in the MRO of the argument. */
function dispatch(cx: Context, self: InstanceValue, cls: ClassValue): Value {
  const registry = self.attrs.get('registry');
  if (registry?.kind !== 'dict') return NONE;
  for (const base of cls.mro) {
    for (const { key, value } of registry.entries.values()) if (key === base) return value;
  }
  return cx.unknown(said`no implementation is registered for ${cls.name}`);
}

function register(cx: Context, self: InstanceValue, cls: Value, func: Value): Value {
  const registry = self.attrs.get('registry');
  if (registry) cx.setItem(registry, cls, func);
  return func;
}

/** The class that a function's first parameter is annotated with, where the annotation is a plain name. */
function annotatedClass(fn: Value): Value | undefined {
  const annotation = fn.kind === 'function' ? fn.params[0]?.annotation : undefined;
  if (fn.kind !== 'function' || annotation?.kind !== 'name') return undefined;
  for (let scope: Scope | undefined = fn.closure; scope; scope = scope.parent) {
    const found = scope.vars.get(annotation.id);
    if (found) return found;
  }
  return Object.values(types).find((cls) => cls.name === annotation.id);
}

dispatcher.attrs.set(
  '__call__',
  methodNative('__call__', (cx, { args, kwargs }) => {
    const [self, first] = args;
    if (self.kind !== 'instance' || !first || first.kind === 'unknown') return first ?? NONE;
    return cx.call(dispatch(cx, self, typeOf(first)), args.slice(1), kwargs);
  }),
);
dispatcher.attrs.set(
  'register',
  native('register', 'self, cls, func=None', (a, cx) => {
    const [self, cls] = [a.get('self'), a.get('cls')];
    if (self.kind !== 'instance') return NONE;
    if (a.has('func')) return register(cx, self, cls, a.get('func'));
    if (cls.kind === 'class') return native('register', 'func', (b) => register(cx, self, cls, b.get('func')));
    const first = annotatedClass(cls);
    return first ? register(cx, self, first, cls) : cls;
  }),
);
dispatcher.attrs.set(
  'dispatch',
  native('dispatch', 'self, cls', (a, cx) => {
    const [self, cls] = [a.get('self'), a.get('cls')];
    return self.kind === 'instance' && cls.kind === 'class' ? dispatch(cx, self, cls) : NONE;
  }),
);

const singledispatch = native('singledispatch', 'func', (a, cx) => {
  const self = new InstanceValue(dispatcher);
  const registry = new DictValue();
  cx.setItem(registry, types.object, a.get('func'));
  self.attrs.set('registry', registry);
  return self;
});

export const functoolsModule: LibraryModule = {
  name: 'functools',
  attrs: {
    partial,
    partialmethod: partialMethod,
    cache,
    lru_cache: lruCache,
    cached_property: native('cached_property', 'func', (a) => new PropertyValue(a.get('func'), undefined, true)),
    wraps: native('wraps', 'wrapped, assigned=None, updated=None', (a, cx) =>
      native('update', 'wrapper', (b) => updateWrapper(cx, b.get('wrapper'), a.get('wrapped'))),
    ),
    update_wrapper: native('update_wrapper', 'wrapper, wrapped, assigned=None, updated=None', (a, cx) =>
      updateWrapper(cx, a.get('wrapper'), a.get('wrapped')),
    ),
    total_ordering: native('total_ordering', 'cls', totalOrdering),
    cmp_to_key: cmpToKey,
    reduce: native('reduce', 'function, iterable, initial=None, /', reduce),
    singledispatch,
  },
};
