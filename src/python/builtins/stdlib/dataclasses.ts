/** `dataclasses`: classes whose methods follow from their annotated attributes. */
import type { Context } from '../../interpreter/context';
import { PyError } from '../../interpreter/errors';
import { bind, native, nativeClass, type Bound, type LibraryModule, type Parameter } from '../../interpreter/native';
import { typeOf, types } from '../../interpreter/types';
import {
  ClassValue,
  DictValue,
  FALSE,
  FunctionValue,
  InstanceValue,
  ListValue,
  NONE,
  NOT_IMPLEMENTED,
  TRUE,
  bool,
  int,
  str,
  tuple,
  type Value,
} from '../../interpreter/values';
import { dictOfNames, keyOf, makeDict } from '../containers';
import { exceptions } from '../exceptions';
import { hashNumber } from '../hash';
import { reprOf } from '../repr';
import { methodNative } from './helpers';
import { said } from '../../../protocol/say';

const Field = nativeClass('dataclasses', 'Field', [types.object]);
const InitVar = nativeClass('dataclasses', 'InitVar', [types.object]);
InitVar.hooks.classGetItem = (_cx, cls) => cls;
const missingType = nativeClass('dataclasses', '_MISSING_TYPE', [types.object]);
const MISSING = new InstanceValue(missingType);
const KW_ONLY = nativeClass('dataclasses', 'KW_ONLY', [types.object]);
const FrozenInstanceError = new ClassValue('FrozenInstanceError', [exceptions.AttributeError], {}, 'dataclasses');

export interface DataclassOptions {
  init: boolean;
  repr: boolean;
  eq: boolean;
  order: boolean;
  frozen: boolean;
  unsafeHash: boolean;
  kwOnly: boolean;
}

/** The fields of a dataclass in order, by name; undefined for other classes. */
export function dataclassFields(cls: ClassValue): Map<string, InstanceValue> | undefined {
  const stored = cls.lookup('__dataclass_fields__');
  if (stored?.kind !== 'dict') return undefined;
  const fields = new Map<string, InstanceValue>();
  for (const { key, value } of stored.entries.values()) {
    if (key.kind === 'str' && value.kind === 'instance') fields.set(key.value, value);
  }
  return fields;
}

/** The fields that the generated constructor of a dataclass must be given; none for classes that have written one. */
export function requiredFields(cls: ClassValue): string[] {
  if (cls.lookup('__init__') instanceof FunctionValue) return [];
  const fields = [...(dataclassFields(cls) ?? [])];
  return fields.flatMap(([name, field]) =>
    flag(field, 'init') && !given(field, 'default') && !given(field, 'default_factory') ? [name] : [],
  );
}

const given = (field: InstanceValue, name: string): Value | undefined => {
  const value = field.attrs.get(name);
  return value === MISSING ? undefined : value;
};
const flag = (field: InstanceValue, name: string): boolean => field.attrs.get(name) !== FALSE;

function makeField(settings: Record<string, Value>): InstanceValue {
  const field = new InstanceValue(Field);
  const defaults = {
    default: MISSING,
    default_factory: MISSING,
    init: TRUE,
    repr: TRUE,
    compare: TRUE,
    hash: NONE,
    kw_only: MISSING,
    metadata: new DictValue(),
  };
  for (const [name, value] of Object.entries({ ...defaults, ...settings })) field.attrs.set(name, value);
  return field;
}

/** Whether an annotation says that an attribute belongs to the class, not to its objects. */
function isClassVar(annotation: Value): boolean {
  if (annotation.kind === 'str') return /^(typing\.)?ClassVar\b/.test(annotation.value);
  if (annotation.kind !== 'instance') return false;
  const origin = annotation.attrs.get('__origin__') ?? annotation;
  const name = origin.kind === 'instance' ? origin.attrs.get('_name') : undefined;
  return name?.kind === 'str' && name.value === 'ClassVar';
}

function isInitVar(annotation: Value): boolean {
  return annotation === InitVar || (annotation.kind === 'str' && /^(dataclasses\.)?InitVar\b/.test(annotation.value));
}

function isKwOnly(annotation: Value): boolean {
  return annotation === KW_ONLY || (annotation.kind === 'str' && /^(dataclasses\.)?KW_ONLY$/.test(annotation.value));
}

/** All fields: inherited ones in the order of the bases, then those of the class's own annotations. */
function collect(cls: ClassValue, kwOnlyAll: boolean): Map<string, InstanceValue> {
  const fields = new Map<string, InstanceValue>();
  for (const base of [...cls.mro.slice(1)].reverse()) {
    if (!base.attrs.has('__dataclass_fields__')) continue;
    for (const [name, field] of dataclassFields(base) ?? []) fields.set(name, field);
  }
  const annotations = cls.attrs.get('__annotations__');
  if (annotations?.kind !== 'dict') return fields;
  let kwOnly = kwOnlyAll;
  for (const { key, value: annotation } of annotations.entries.values()) {
    if (key.kind !== 'str' || isClassVar(annotation)) continue;
    if (isKwOnly(annotation)) {
      kwOnly = true;
      continue;
    }
    const value = cls.attrs.get(key.value);
    const field =
      value?.kind === 'instance' && value.cls === Field ? value : makeField(value ? { default: value } : {});
    if (field.attrs.get('kw_only') === MISSING) field.attrs.set('kw_only', bool(kwOnly));
    field.attrs.set('name', key);
    field.attrs.set('type', annotation);
    fields.set(key.value, field);
    const initial = given(field, 'default');
    if (value === field) {
      if (initial) cls.attrs.set(key.value, initial);
      else cls.attrs.delete(key.value);
    }
    if (initial && ['list', 'dict', 'set'].includes(initial.kind)) {
      const type = typeOf(initial).name;
      throw new PyError(
        'ValueError',
        `mutable default <class '${type}'> for field ${key.value} is not allowed: use default_factory`,
      );
    }
  }
  return fields;
}

/** Adds to a class what `@dataclass` adds. Also for libraries whose classes are dataclasses by themselves. */
export function makeDataclass(cx: Context, cls: ClassValue, options: DataclassOptions): void {
  cx.touch(cls);
  const fields = collect(cls, options.kwOnly);
  const names = [...fields.keys()];
  cls.attrs.set('__dataclass_fields__', dictOfNames(fields));
  cls.attrs.set('__match_args__', tuple(names.filter((n) => fields.get(n)?.attrs.get('kw_only') !== TRUE).map(str)));
  const define = (name: string, method: Value) => {
    if (!cls.attrs.has(name)) cls.attrs.set(name, method);
  };
  if (options.init) define('__init__', initializer(cls, fields));
  const values = (self: Value, which: string) =>
    tuple(names.filter((n) => flag(fields.get(n) ?? MISSING, which)).map((n) => cx.getAttr(self, n)));
  if (options.repr) {
    define(
      '__repr__',
      methodNative('__repr__', (inner, { args: [self] }) => {
        const shown = names.filter((n) => flag(fields.get(n) ?? MISSING, 'repr') && isStored(fields, n));
        const parts = shown.map((n) => `${n}=${reprOf(inner, inner.getAttr(self, n))}`);
        return str(`${typeOf(self).name}(${parts.join(', ')})`);
      }),
    );
  }
  if (options.eq) {
    define(
      '__eq__',
      methodNative('__eq__', (inner, { args: [self, other] }) =>
        typeOf(self) === typeOf(other)
          ? inner.compare('==', values(self, 'compare'), values(other, 'compare'))
          : NOT_IMPLEMENTED,
      ),
    );
    if (options.frozen || options.unsafeHash) {
      define(
        '__hash__',
        methodNative('__hash__', (inner, { args: [self] }) => int(hashNumber(keyOf(inner, values(self, 'compare'))))),
      );
    } else define('__hash__', NONE);
  }
  if (options.order) {
    for (const [name, op] of [
      ['__lt__', '<'],
      ['__le__', '<='],
      ['__gt__', '>'],
      ['__ge__', '>='],
    ]) {
      define(
        name,
        methodNative(name, (inner, { args: [self, other] }) =>
          typeOf(self) === typeOf(other)
            ? inner.compare(op, values(self, 'compare'), values(other, 'compare'))
            : NOT_IMPLEMENTED,
        ),
      );
    }
  }
  if (options.frozen) {
    cls.hooks.setAttr = (inner, self, name) => {
      throw frozen(inner, self, name);
    };
  }
}

/** What Python says of a field that is set in an object of a frozen class, and how another object is made. */
export function frozen(cx: Context, self: InstanceValue, name: string): PyError {
  const replace = self.cls.lookup('replace') ? `.replace(${name}=…)` : `dataclasses.replace(…, ${name}=…)`;
  const error = new PyError(
    'FrozenInstanceError',
    said`cannot assign to field '${name}': objects of ${self.cls.name} are frozen. Make another with ${replace}.`,
    cx.isSupposing ? undefined : 'frozen-dataclass',
  );
  error.cls = FrozenInstanceError;
  error.args = [str(`cannot assign to field '${name}'`)];
  return error;
}

/** InitVar fields are handed to `__post_init__` and not kept. */
function isStored(fields: ReadonlyMap<string, InstanceValue>, name: string): boolean {
  return !isInitVar(fields.get(name)?.attrs.get('type') ?? NONE);
}

function initializer(cls: ClassValue, fields: ReadonlyMap<string, InstanceValue>): Value {
  const taken = [...fields].filter(([, field]) => flag(field, 'init'));
  const keywordOnly = (field: InstanceValue) => field.attrs.get('kw_only') === TRUE;
  const positional = taken.filter(([, field]) => !keywordOnly(field));
  const firstDefault = positional.findIndex(([, field]) => given(field, 'default') ?? given(field, 'default_factory'));
  const gap = positional.find(
    ([, field], i) =>
      firstDefault >= 0 && i > firstDefault && !given(field, 'default') && !given(field, 'default_factory'),
  );
  if (gap) {
    throw new PyError(
      'TypeError',
      `non-default argument '${gap[0]}' follows default argument '${positional[firstDefault][0]}'`,
    );
  }
  const parameters: Parameter[] = [
    { name: 'self', type: 'normal' },
    ...[...positional, ...taken.filter(([, field]) => keywordOnly(field))].map(([name, field]): Parameter => ({
      name,
      type: keywordOnly(field) ? 'keywordOnly' : 'normal',
      default: given(field, 'default') ?? given(field, 'default_factory'),
    })),
  ];
  return methodNative('__init__', (cx, { args, kwargs }) => {
    const bound = bind(`${cls.name}.__init__`, parameters, cx, args, kwargs);
    const self = bound.get('self');
    if (!('attrs' in self)) return NONE;
    const extra: Value[] = [];
    for (const [name, field] of fields) {
      const value = flag(field, 'init') && bound.has(name) ? bound.get(name) : initial(cx, field);
      if (!isStored(fields, name)) extra.push(value ?? NONE);
      else if (value) store(cx, self, name, value);
    }
    const after = cx.findAttr(self, '__post_init__');
    if (after) cx.call(after, extra);
    return NONE;
  });
}

function initial(cx: Context, field: InstanceValue): Value | undefined {
  const factory = given(field, 'default_factory');
  return factory ? cx.call(factory) : given(field, 'default');
}

/** Sets an attribute past the guard of a frozen class, but through that of its library (nn.Module). */
function store(cx: Context, self: Value, name: string, value: Value): void {
  const frozen = typeOf(self).mro.some((c) => !c.isNative && c.hooks.setAttr);
  if (!frozen || self.kind !== 'instance') {
    cx.setAttr(self, name, value);
    return;
  }
  cx.touch(self);
  self.attrs.set(name, value);
}

const OPTIONS =
  'init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False, match_args=True, kw_only=False, slots=False, weakref_slot=False';

function optionsOf(a: Bound): DataclassOptions {
  const is = (name: string) => a.truth(name) === true;
  return {
    init: is('init'),
    repr: is('repr'),
    eq: is('eq'),
    order: is('order'),
    frozen: is('frozen'),
    unsafeHash: is('unsafe_hash'),
    kwOnly: is('kw_only'),
  };
}

const dataclass = native('dataclass', `cls=None, /, *, ${OPTIONS}`, (a, cx) => {
  const apply = (cls: Value): Value => {
    if (cls.kind === 'class') makeDataclass(cx, cls, optionsOf(a));
    return cls;
  };
  return a.isNone('cls') ? native('dataclass', 'cls', (b) => apply(b.get('cls'))) : apply(a.get('cls'));
});

const field = native(
  'field',
  '*, default=None, default_factory=None, init=True, repr=True, hash=None, compare=True, metadata=None, kw_only=False',
  (a) =>
    makeField({
      default: a.has('default') ? a.get('default') : MISSING,
      default_factory: a.has('default_factory') ? a.get('default_factory') : MISSING,
      init: a.get('init'),
      repr: a.get('repr'),
      compare: a.get('compare'),
      hash: a.get('hash'),
      metadata: a.isNone('metadata') ? new DictValue() : a.get('metadata'),
      kw_only: a.has('kw_only') ? a.get('kw_only') : MISSING,
    }),
);

/** Names and values of a dataclass object. @throws PyError TypeError for other values */
function valuesOf(cx: Context, self: Value, what: string): [string, Value][] {
  const fields = dataclassFields(typeOf(self));
  if (!fields) throw new PyError('TypeError', `${what}() should be called on dataclass instances`);
  return [...fields.keys()].filter((n) => isStored(fields, n)).map((name) => [name, cx.getAttr(self, name)]);
}

/** Turns dataclass objects inside containers into dicts (or tuples) as well. */
function convert(cx: Context, value: Value, make: (pairs: [string, Value][]) => Value): Value {
  switch (value.kind) {
    case 'instance':
      if (!dataclassFields(value.cls)) return value;
      return make(valuesOf(cx, value, 'asdict').map(([name, item]) => [name, convert(cx, item, make)]));
    case 'list':
      return value.open ? value : new ListValue(value.items.map((item) => convert(cx, item, make)));
    case 'tuple':
      return tuple(value.items.map((item) => convert(cx, item, make)));
    case 'dict':
      return makeDict(
        cx,
        [...value.entries.values()].map((e) => [convert(cx, e.key, make), convert(cx, e.value, make)] as const),
      );
    default:
      return value;
  }
}

const converting = (name: string, make: (pairs: [string, Value][]) => Value) =>
  native(name, 'obj, /', (a, cx) => {
    const obj = a.get('obj');
    if (obj.kind === 'unknown') return obj;
    valuesOf(cx, obj, name);
    return convert(cx, obj, make);
  });

export const dataclassesModule: LibraryModule = {
  name: 'dataclasses',
  attrs: {
    dataclass,
    field,
    Field,
    InitVar,
    MISSING,
    KW_ONLY,
    FrozenInstanceError,
    fields: native('fields', 'class_or_instance', (a) => {
      const value = a.get('class_or_instance');
      if (value.kind === 'unknown') return value;
      const fields = dataclassFields(value.kind === 'class' ? value : typeOf(value));
      if (!fields) throw new PyError('TypeError', 'must be called with a dataclass type or instance');
      return tuple([...fields].filter(([n]) => isStored(fields, n)).map(([, f]) => f));
    }),
    asdict: converting('asdict', (pairs) => dictOfNames(pairs)),
    astuple: converting('astuple', (pairs) => tuple(pairs.map(([, value]) => value))),
    replace: native('replace', 'obj, /, **changes', (a, cx) => {
      const obj = a.get('obj');
      if (obj.kind === 'unknown') return obj;
      const all = new Map([...valuesOf(cx, obj, 'replace'), ...a.extra]);
      for (const [name, f] of dataclassFields(typeOf(obj)) ?? []) if (!flag(f, 'init')) all.delete(name);
      return cx.call(typeOf(obj), [], all);
    }),
    is_dataclass: native('is_dataclass', 'obj', (a) => {
      const value = a.get('obj');
      if (value.kind === 'unknown') return value;
      return bool(dataclassFields(value.kind === 'class' ? value : typeOf(value)) !== undefined);
    }),
    make_dataclass: native('make_dataclass', `cls_name, fields, *, bases=(), namespace=None, ${OPTIONS}`, (a, cx) => {
      const attrs = new Map<string, Value>();
      const annotations = new DictValue();
      for (const entry of cx.sequence(a.get('fields')) ?? []) {
        const [name, type, value] =
          entry.kind === 'str' ? [entry, types.object, undefined] : (cx.sequence(entry) ?? []);
        if (name?.kind !== 'str') return cx.unknown('the fields of the dataclass are not known');
        annotations.entries.set(keyOf(cx, name), { key: name, value: type ?? types.object });
        if (value) attrs.set(name.value, value);
      }
      attrs.set('__annotations__', annotations);
      const bases = (cx.sequence(a.get('bases')) ?? []).filter((b): b is ClassValue => b.kind === 'class');
      const module = cx.currentModule?.name ?? '__main__';
      const cls = new ClassValue(
        a.str('cls_name') ?? '',
        bases.length > 0 ? bases : [types.object],
        attrs,
        module,
        false,
      );
      makeDataclass(cx, cls, optionsOf(a));
      return cls;
    }),
  },
};
