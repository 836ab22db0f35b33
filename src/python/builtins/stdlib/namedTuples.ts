/** Named tuples: `collections.namedtuple` and the class syntax of `typing.NamedTuple`. */
import type { Context } from '../../interpreter/context';
import { PyError } from '../../interpreter/errors';
import { bind, classMethod, getter, native, nativeClass, type Bound, type Parameter } from '../../interpreter/native';
import { types } from '../../interpreter/types';
import { ClassValue, DictValue, NONE, TupleValue, str, tuple, type Value } from '../../interpreter/values';
import { dictOfNames } from '../containers';
import { elements, isLost } from '../iterables';
import { reprOf } from '../repr';

/** Field names as a sequence of strings, or one string with commas or blanks between them. */
function fieldNames(cx: Context, value: Value): string[] | Value {
  if (value.kind === 'str') return value.value.replaceAll(',', ' ').split(/\s+/).filter(Boolean);
  const items = elements(cx, value);
  if (isLost(items)) return items;
  const unknown = items.find((item) => item.kind === 'unknown');
  if (unknown) return unknown;
  return items.map((item) => (item.kind === 'str' ? item.value : cx.str(item)));
}

/** The values of a named tuple by field. */
function fieldsOf(value: Value): [string, Value][] {
  if (value.kind !== 'tuple') return [];
  const names = value.cls?.lookup('_fields');
  if (names?.kind !== 'tuple') return [];
  return names.items.map((name, i) => [name.kind === 'str' ? name.value : '', value.items[i]]);
}

/** Gives a class the fields of a named tuple: construction, attributes, text. */
function define(cls: ClassValue, fields: readonly string[], defaults: ReadonlyMap<string, Value>): void {
  const parameters: Parameter[] = fields.map((name) => ({ name, type: 'normal', default: defaults.get(name) }));
  const construct = (cx: Context, actual: ClassValue, args: readonly Value[], kwargs: ReadonlyMap<string, Value>) => {
    const bound = bind(cls.name, parameters, cx, args, kwargs);
    return new TupleValue(
      fields.map((name) => bound.get(name)),
      actual,
    );
  };
  cls.hooks.construct = construct;
  const set = (name: string, value: Value) => {
    if (!cls.attrs.has(name)) cls.attrs.set(name, value);
  };
  cls.attrs.set('_fields', tuple(fields.map(str)));
  cls.attrs.set('_field_defaults', dictOfNames(defaults));
  fields.forEach((name, i) =>
    cls.attrs.set(
      name,
      getter(name, (self) => (self.kind === 'tuple' ? self.items[i] : NONE)),
    ),
  );
  set(
    '__init__',
    native('__init__', 'self, /, *args, **kwargs', () => NONE),
  );
  set(
    '_make',
    classMethod(
      native('_make', 'cls, iterable', (a, cx) => {
        const items = elements(cx, a.get('iterable'));
        const actual = a.get('cls');
        return isLost(items) ? items : construct(cx, actual.kind === 'class' ? actual : cls, items, new Map());
      }),
    ),
  );
}

/** What all named tuples share. */
const base = nativeClass('typing', 'NamedTuple', [types.tuple], {
  __repr__: native('__repr__', 'self', (a, cx) => {
    const self = a.get('self');
    const shown = fieldsOf(self).map(([name, value]) => `${name}=${reprOf(cx, value)}`);
    return str(`${cx.typeOf(self).name}(${shown.join(', ')})`);
  }),
  _asdict: native('_asdict', 'self', (a) => dictOfNames(fieldsOf(a.get('self')))),
  _replace: native('_replace', 'self, /, **kwargs', replace),
});

function replace(a: Bound): Value {
  const self = a.get('self');
  if (self.kind !== 'tuple') return self;
  const fields = fieldsOf(self);
  const wrong = [...a.extra.keys()].filter((name) => !fields.some(([field]) => field === name));
  if (wrong.length > 0) throw new PyError('ValueError', `Got unexpected field names: ['${wrong.join("', '")}']`);
  return new TupleValue(
    fields.map(([name, value]) => a.extra.get(name) ?? value),
    self.cls,
  );
}

/** A named tuple class of a name and its fields. */
function makeClass(cx: Context, name: string, fields: readonly string[], defaults: ReadonlyMap<string, Value>): Value {
  const cls = new ClassValue(name, [base], {}, cx.currentModule?.name ?? '__main__', true);
  define(cls, fields, defaults);
  return cls;
}

/** A named tuple class that a library has, such as `LSTMStateTuple` of TensorFlow. */
export function namedTupleClass(name: string, fields: readonly string[], module: string): ClassValue {
  const cls = new ClassValue(name, [base], {}, module);
  define(cls, fields, new Map());
  return cls;
}

/** One value of a named tuple type that the standard library returns, such as `sys.version_info`. */
export function namedTuple(name: string, fields: Readonly<Record<string, Value>>): TupleValue {
  const cls = new ClassValue(name, [base]);
  define(cls, Object.keys(fields), new Map());
  return new TupleValue(Object.values(fields), cls);
}

/** `collections.namedtuple`. */
export const namedTupleFactory: Value = native(
  'namedtuple',
  'typename, field_names, *, rename=False, defaults=None, module=None',
  (a, cx) => {
    const fields = fieldNames(cx, a.get('field_names'));
    if (!Array.isArray(fields)) return cx.unknown('the fields of the named tuple are not known');
    const values = a.isNone('defaults') ? [] : elements(cx, a.get('defaults'));
    if (isLost(values)) return values;
    const defaults = new Map(fields.slice(fields.length - values.length).map((name, i) => [name, values[i]]));
    return makeClass(cx, a.str('typename') ?? 'namedtuple', fields, defaults);
  },
);

/** `typing.NamedTuple`: a base whose annotated attributes become fields, and a function of a name and fields. */
export function namedTupleBase(): ClassValue {
  base.hooks.subclassed = (_cx, cls) => {
    if (!cls.bases.includes(base)) return;
    const annotations = cls.attrs.get('__annotations__');
    const fields = annotations instanceof DictValue ? [...annotations.entries.values()] : [];
    const names = fields.map(({ key }) => (key.kind === 'str' ? key.value : ''));
    const defaults = new Map<string, Value>();
    for (const name of names) {
      const value = cls.attrs.get(name);
      if (value) defaults.set(name, value);
    }
    define(cls, names, defaults);
  };
  base.hooks.construct = (cx, _cls, args) => {
    const pairs = args[1] ? cx.sequence(args[1]) : [];
    const names = pairs?.map((pair) => cx.sequence(pair)?.[0]);
    if (args[0]?.kind !== 'str' || !names?.every((name) => name?.kind === 'str')) {
      return cx.unknown('the fields of the named tuple are not known');
    }
    return makeClass(
      cx,
      args[0].value,
      names.map((name) => (name?.kind === 'str' ? name.value : '')),
      new Map(),
    );
  };
  return base;
}
