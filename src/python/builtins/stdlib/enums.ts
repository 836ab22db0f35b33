/** `enum`: members are made when the class is; classes are looked up by value, by name and in order. */
import { isNumber } from '../../../shape';
import type { Context } from '../../interpreter/context';
import { PyError } from '../../interpreter/errors';
import { native, nativeClass, type LibraryModule } from '../../interpreter/native';
import { types } from '../../interpreter/types';
import {
  DictValue,
  InstanceValue,
  NONE,
  NOT_IMPLEMENTED,
  WrapperValue,
  int,
  list,
  str,
  tuple,
  type ClassValue,
  type Value,
} from '../../interpreter/values';
import { reprOf, strOf } from '../repr';
import { methodNative } from './helpers';
import { said } from '../../../protocol/say';

const autoClass = nativeClass('enum', 'auto', [types.object]);
autoClass.hooks.construct = (_cx, cls) => new InstanceValue(cls);

const Enum = nativeClass('enum', 'Enum', [types.object]);
const IntEnum = nativeClass('enum', 'IntEnum', [types.int, Enum]);
const StrEnum = nativeClass('enum', 'StrEnum', [types.str, Enum]);
const Flag = nativeClass('enum', 'Flag', [Enum]);
const IntFlag = nativeClass('enum', 'IntFlag', [types.int, Flag]);

/** The value a member stands for; other values are themselves. */
function enumValue(value: Value): Value {
  return value.kind === 'instance' && value.cls.isSubclassOf(Enum) ? (value.attrs.get('_value_') ?? value) : value;
}

function text(value: Value | undefined): string {
  return value?.kind === 'str' ? value.value : '';
}

function membersOf(cls: ClassValue): DictValue {
  const members = cls.attrs.get('__members__');
  return members?.kind === 'dict' ? members : new DictValue();
}

/** The distinct members in order of definition; aliases are left out. */
function distinct(cls: ClassValue): Value[] {
  return [...new Set([...membersOf(cls).entries.values()].map((entry) => entry.value))];
}

function makeMember(cls: ClassValue, name: string, value: Value): InstanceValue {
  const member = new InstanceValue(cls);
  for (const [attr, v] of [
    ['_name_', str(name)],
    ['name', str(name)],
    ['_value_', value],
    ['value', value],
  ] as const) {
    member.attrs.set(attr, v);
  }
  return member;
}

/** What `auto()` stands for: the next number, the next power of two, or the name in lower case. */
function automatic(cx: Context, cls: ClassValue, name: string, before: readonly Value[]): Value {
  const custom = cls.lookup('_generate_next_value_');
  if (custom) {
    const fn = custom instanceof WrapperValue ? custom.func : custom;
    return cx.call(fn, [str(name), int(1), int(before.length), list([...before])]);
  }
  if (cls.isSubclassOf(StrEnum)) return str(name.toLowerCase());
  const numbers = before.flatMap((value) => (value.kind === 'int' && isNumber(value.value) ? [value.value] : []));
  const highest = Math.max(0, ...numbers);
  if (!cls.isSubclassOf(Flag)) return int(highest + 1);
  return int(highest === 0 ? 1 : 2 ** (Math.floor(Math.log2(highest)) + 1));
}

/** Whether an attribute of the class body becomes a member. */
function isMember(name: string, value: Value): boolean {
  if (/^_.*_$/.test(name) || name.startsWith('__')) return false;
  return !['function', 'wrapper', 'property', 'native', 'class'].includes(value.kind);
}

function build(cx: Context, cls: ClassValue): void {
  const members = new DictValue();
  const values: Value[] = [];
  const init = cls.lookup('__init__');
  const create = cls.attrs.get('__new__');
  for (const [name, written] of [...cls.attrs]) {
    if (!isMember(name, written)) continue;
    const isAuto = written.kind === 'instance' && written.cls === autoClass;
    const value = isAuto ? automatic(cx, cls, name, values) : written;
    const alias = [...members.entries.values()].find(
      (entry) => cx.equal(enumValue(entry.value), value) === true,
    )?.value;
    const member = alias ?? newMember(cx, cls, name, value, create, init);
    if (!alias) values.push(enumValue(member));
    members.entries.set(`s${name}`, { key: str(name), value: member });
    cls.attrs.set(name, member);
  }
  cls.attrs.set('__members__', members);
  // Looking a member up by its value calls the class: that must not make or initialise the member again.
  cls.hooks.construct = Enum.hooks.construct;
  if (members.entries.size > 0) {
    cls.attrs.delete('__new__');
    cls.attrs.set(
      '__init__',
      native('__init__', 'self, /, *args, **kwargs', () => NONE),
    );
  }
  if (cls.isSubclassOf(types.int) || cls.isSubclassOf(types.str) || cls.isSubclassOf(types.float)) addValueMethods(cls);
}

function newMember(
  cx: Context,
  cls: ClassValue,
  name: string,
  value: Value,
  create: Value | undefined,
  init: Value | undefined,
): InstanceValue {
  const args = value.kind === 'tuple' ? value.items : [value];
  const member = makeMember(cls, name, value);
  if (create) {
    const made = cx.call(create.kind === 'wrapper' ? create.func : create, [cls, ...args]);
    if (made.kind === 'instance') for (const [attr, v] of made.attrs) member.attrs.set(attr, v);
    const chosen = member.attrs.get('_value_');
    if (chosen) member.attrs.set('value', chosen);
  }
  if (init?.kind === 'function') cx.call(init, [member, ...args]);
  return member;
}

const OPERATORS: Record<string, string> = {
  add: '+',
  sub: '-',
  mul: '*',
  truediv: '/',
  floordiv: '//',
  mod: '%',
  pow: '**',
  lshift: '<<',
  rshift: '>>',
  and: '&',
  or: '|',
  xor: '^',
};
const ORDERINGS: Record<string, string> = { eq: '==', ne: '!=', lt: '<', le: '<=', gt: '>', ge: '>=' };

/** Members of int and str enumerations behave as the value they stand for. */
function addValueMethods(cls: ClassValue): void {
  const define = (name: string, method: Value) => {
    if (!cls.mro.some((c) => !c.isNative && c.attrs.has(name))) cls.attrs.set(name, method);
  };
  const bitwise = new Set(['and', 'or', 'xor']);
  for (const [name, op] of Object.entries(OPERATORS)) {
    if (cls.isSubclassOf(Flag) && bitwise.has(name)) continue;
    define(
      `__${name}__`,
      methodNative(name, (cx, { args: [self, other] }) => cx.binary(op, enumValue(self), enumValue(other))),
    );
    define(
      `__r${name}__`,
      methodNative(name, (cx, { args: [self, other] }) => cx.binary(op, enumValue(other), enumValue(self))),
    );
  }
  for (const [name, op] of Object.entries(ORDERINGS)) {
    define(
      `__${name}__`,
      methodNative(name, (cx, { args: [self, other] }) => cx.compare(op, enumValue(self), enumValue(other))),
    );
  }
  const value = (name: string) => methodNative(name, (_cx, { args: [self] }) => enumValue(self));
  for (const name of ['__index__', '__int__']) define(name, value(name));
  define(
    '__float__',
    methodNative('__float__', (cx, { args: [self] }) => cx.call(types.float, [enumValue(self)])),
  );
  define(
    '__bool__',
    methodNative('__bool__', (cx, { args: [self] }) => cx.call(types.bool, [enumValue(self)])),
  );
  define(
    '__len__',
    methodNative('__len__', (cx, { args: [self] }) => int([...strOf(cx, enumValue(self))].length)),
  );
}

// ── Looking up ─────────────────────────────────────────────────────────────────────────────────

function byValue(cx: Context, cls: ClassValue, value: Value): Value {
  if (value.kind === 'unknown') return value;
  if (value.kind === 'instance' && value.cls === cls) return value;
  let open = false;
  for (const member of distinct(cls)) {
    const equal = cx.equal(enumValue(member), value);
    if (equal) return member;
    if (equal === undefined) open = true;
  }
  if (open) return cx.unknown(said`which member of ${cls.name} this is is not known`);
  if (cls.isSubclassOf(Flag) && value.kind === 'int' && isNumber(value.value)) return flagOf(cx, cls, value.value);
  const missing = cls.lookup('_missing_');
  if (missing) {
    const member = cx.call(missing.kind === 'wrapper' ? missing.func : missing, [cls, value]);
    if (member.kind !== 'none') return member;
  }
  throw new PyError('ValueError', `${reprOf(cx, value)} is not a valid ${cls.name}`);
}

/** The combination of flags that a number stands for. */
function flagOf(cx: Context, cls: ClassValue, value: number): Value {
  const known = distinct(cls).find((member) => cx.equal(enumValue(member), int(value)));
  if (known) return known;
  const parts = distinct(cls).filter((member) => {
    const bits = enumValue(member);
    return bits.kind === 'int' && isNumber(bits.value) && bits.value !== 0 && (value & bits.value) === bits.value;
  });
  const name = parts.map((member) => (member.kind === 'instance' ? text(member.attrs.get('_name_')) : '')).join('|');
  const member = makeMember(cls, name, int(value));
  if (parts.length === 0) for (const attr of ['_name_', 'name']) member.attrs.set(attr, NONE);
  return member;
}

Enum.hooks.subclassed = build;
Enum.hooks.construct = (cx, cls, args, kwargs) => {
  if (cls.attrs.has('__members__') && distinct(cls).length > 0) return byValue(cx, cls, args[0] ?? NONE);
  if (args.length < 2)
    return args.length === 1 && !cls.isNative
      ? makeMember(cls, '', args[0])
      : cx.unknown('an Enum made while the program runs');
  return functional(cx, cls, text(args[0]), args[1], kwargs);
};
for (const cls of [IntEnum, StrEnum, IntFlag]) cls.hooks.construct = Enum.hooks.construct;
Enum.hooks.classGetItem = (cx, cls, index) => {
  if (index.kind === 'unknown') return index;
  const member = membersOf(cls).entries.get(`s${text(index)}`);
  if (member) return member.value;
  throw new PyError('KeyError', reprOf(cx, index));
};
Enum.hooks.classIterate = (_cx, cls) => distinct(cls);

/** `Enum('Color', 'RED GREEN')`. */
function functional(
  cx: Context,
  base: ClassValue,
  name: string,
  names: Value,
  kwargs: ReadonlyMap<string, Value>,
): Value {
  const start = kwargs.get('start');
  const first = start?.kind === 'int' && isNumber(start.value) ? start.value : 1;
  const namespace = new DictValue();
  const put = (key: Value, value: Value) => namespace.entries.set(`s${text(key)}`, { key, value });
  if (names.kind === 'dict') for (const { key, value } of names.entries.values()) put(key, value);
  else {
    const items =
      names.kind === 'str'
        ? names.value
            .split(/[\s,]+/)
            .filter(Boolean)
            .map(str)
        : cx.sequence(names);
    if (!items) return cx.unknown('the members of the Enum are not known');
    items.forEach((item, i) => {
      const pair = item.kind === 'tuple' ? item.items : undefined;
      put(pair?.[0] ?? item, pair?.[1] ?? int(first + i));
    });
  }
  return cx.call(types.type, [str(name), tuple([base]), namespace]);
}

// ── Text and flags ─────────────────────────────────────────────────────────────────────────────

const nameOf = (member: Value) => (member.kind === 'instance' ? text(member.attrs.get('_name_')) : '');
const classOf = (member: Value) => (member.kind === 'instance' ? member.cls.name : '');

Enum.attrs.set(
  '__repr__',
  native('__repr__', 'self', (a, cx) => {
    const self = a.get('self');
    const name = nameOf(self);
    return str(`<${classOf(self)}${name ? `.${name}` : ''}: ${reprOf(cx, enumValue(self))}>`);
  }),
);
const plainName = native('__str__', 'self', (a, cx) => {
  const self = a.get('self');
  const name = nameOf(self);
  return str(name ? `${classOf(self)}.${name}` : `${classOf(self)}(${reprOf(cx, enumValue(self))})`);
});
Enum.attrs.set('__str__', plainName);
Enum.attrs.set(
  '__format__',
  native('__format__', 'self, spec', (a, cx) => {
    const self = a.get('self');
    return cx.call(types.str, [self]).kind === 'str'
      ? cx.callMethod(str(`{:${text(a.get('spec'))}}`), 'format', [str(strOf(cx, self))])
      : self;
  }),
);
const valueText = native('__str__', 'self', (a, cx) => str(strOf(cx, enumValue(a.get('self')))));
for (const cls of [IntEnum, StrEnum, IntFlag]) {
  cls.attrs.set('__str__', valueText);
  cls.attrs.set(
    '__repr__',
    native('__repr__', 'self', (a, cx) => cx.call(Enum.attrs.get('__repr__') ?? NONE, [a.get('self')])),
  );
}

for (const [name, op] of Object.entries({ or: '|', and: '&', xor: '^' })) {
  const combine = (cx: Context, self: Value, other: Value): Value => {
    if (self.kind !== 'instance') return NOT_IMPLEMENTED;
    const bits = cx.binary(op, enumValue(self), enumValue(other));
    return bits.kind === 'int' && isNumber(bits.value) ? flagOf(cx, self.cls, bits.value) : bits;
  };
  Flag.attrs.set(
    `__${name}__`,
    native(name, 'self, other', (a, cx) => combine(cx, a.get('self'), a.get('other'))),
  );
  Flag.attrs.set(
    `__r${name}__`,
    native(name, 'self, other', (a, cx) => combine(cx, a.get('self'), a.get('other'))),
  );
}
Flag.attrs.set(
  '__contains__',
  native('__contains__', 'self, other', (a, cx) => {
    const both = cx.binary('&', enumValue(a.get('self')), enumValue(a.get('other')));
    return cx.compare('==', both, enumValue(a.get('other')));
  }),
);
Flag.attrs.set(
  '__bool__',
  native('__bool__', 'self', (a, cx) => cx.compare('!=', enumValue(a.get('self')), int(0))),
);
Flag.attrs.set(
  '__invert__',
  native('__invert__', 'self', (a, cx) => {
    const self = a.get('self');
    if (self.kind !== 'instance') return NONE;
    const all = distinct(self.cls).reduce<Value>((bits, m) => cx.binary('|', bits, enumValue(m)), int(0));
    const rest = cx.binary('&', all, cx.unary('~', enumValue(self)));
    return rest.kind === 'int' && isNumber(rest.value) ? flagOf(cx, self.cls, rest.value) : rest;
  }),
);

const decorator = (name: string) => native(name, 'value=None, /', (a) => a.get('value'));

export const enumModule: LibraryModule = {
  name: 'enum',
  attrs: {
    Enum,
    IntEnum,
    StrEnum,
    Flag,
    IntFlag,
    auto: autoClass,
    unique: decorator('unique'),
    member: decorator('member'),
    nonmember: decorator('nonmember'),
    EnumMeta: types.type,
    EnumType: types.type,
    property: types.property,
  },
};
