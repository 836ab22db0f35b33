/** `np.dtype`, `iinfo`, `finfo` and questions about element types. */
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { getter, native, nativeClass } from '../../python/interpreter/native';
import { InstanceValue, bool, float, int, str, type ClassValue, type Value } from '../../python/interpreter/values';
import { types } from '../../python/interpreter/types';
import { dtypeArg, kindOf, promoteNumpy, promoteTypes, type DtypeTag } from '../common/dtypes';
import { operandOf } from '../common/tensors';
import { abstractScalars, dtypeClass, dtypeObject, numpyFamily, scalarClasses } from './classes';
import { said } from '../../protocol/say';

const nameOf = (self: Value): string => ((self as InstanceValue).native as DtypeTag).dtype;
const bitsOf = (dtype: string): number => Number(/\d+$/.exec(dtype)?.[0] ?? 8);

const KIND_LETTER: Record<string, string> = { bool: 'b', int: 'i', float: 'f', complex: 'c' };

function letterOf(dtype: string): string {
  if (dtype === 'str') return 'U';
  if (dtype === 'object') return 'O';
  return dtype.startsWith('uint') ? 'u' : KIND_LETTER[kindOf(dtype)];
}

/** Two dtypes are equal where they name the same element type, in whatever form it is given. */
const equality = (negated: boolean) =>
  native(negated ? '__ne__' : '__eq__', 'self, other', (a) => {
    const other = a.get('other');
    if (other.kind === 'unknown') return other;
    return bool((dtypeArg(other) === nameOf(a.get('self'))) !== negated);
  });

dtypeClass.hooks = {
  construct: (cx, _cls, args) => {
    const given = args[0];
    if (!given || given.kind === 'none') return dtypeObject('float64');
    if (given.kind === 'unknown') return given;
    const name = dtypeArg(given);
    if (name === undefined) throw new PyError('TypeError', `data type ${cx.repr(given)} not understood`);
    return dtypeObject(name);
  },
};

for (const [name, attribute] of Object.entries({
  __eq__: equality(false),
  __ne__: equality(true),
  __hash__: native('__hash__', 'self', (a, cx) => cx.call(hashOf(cx), [str(nameOf(a.get('self')))])),
  __str__: native('__str__', 'self', (a) => str(nameOf(a.get('self')))),
  __repr__: native('__repr__', 'self', (a) => str(`dtype('${nameOf(a.get('self'))}')`)),
  name: getter('name', (self) => str(nameOf(self))),
  kind: getter('kind', (self) => str(letterOf(nameOf(self)))),
  itemsize: getter('itemsize', (self) => int(itemSize(nameOf(self)))),
  type: getter('type', (self) => scalarClasses[nameOf(self)]),
  str: getter('str', (self) => str(shortCode(nameOf(self)))),
  char: getter('char', (self) => str(letterOf(nameOf(self)))),
  newbyteorder: native('newbyteorder', "self, new_order='S'", (a) => a.get('self')),
})) {
  dtypeClass.attrs.set(name, attribute);
}

const hashOf = (cx: Context): Value => cx.getAttr(cx.importModule('builtins'), 'hash');

/** Bytes of one element. */
export function itemSize(dtype: string): number {
  return dtype === 'bool' ? 1 : bitsOf(dtype) / 8;
}

/** '<f4', '|b1': byte order, kind and size. */
function shortCode(dtype: string): string {
  const size = itemSize(dtype);
  return `${size === 1 ? '|' : '<'}${letterOf(dtype)}${size}`;
}

const infoClass = (name: string): ClassValue => nativeClass('numpy', name, [types.object]);
const [finfoClass, iinfoClass] = [infoClass('finfo'), infoClass('iinfo')];

/** Largest, smallest normal, spacing at 1 and decimal digits of the float types (IEEE 754). */
const FLOATS: Record<string, { max: number; tiny: number; eps: number; precision: number }> = {
  float16: { max: 65504, tiny: 2 ** -14, eps: 2 ** -10, precision: 3 },
  float32: { max: (2 - 2 ** -23) * 2 ** 127, tiny: 2 ** -126, eps: 2 ** -23, precision: 6 },
  float64: { max: Number.MAX_VALUE, tiny: 2 ** -1022, eps: Number.EPSILON, precision: 15 },
};

finfoClass.hooks = {
  construct: (cx, cls, args) => {
    const tensor = args[0]?.kind === 'tensor' ? args[0].dtype : undefined;
    const name = tensor ?? (args[0] && dtypeArg(args[0]));
    if (name === undefined) return cx.unknown('the type that finfo is asked about is not known');
    const facts = Object.hasOwn(FLOATS, name) ? FLOATS[name] : undefined;
    if (!facts) throw new PyError('ValueError', `data type ${cx.repr(args[0])} not inexact`);
    const info = new InstanceValue(cls);
    const scalar = (value: number) => cx.call(scalarClasses[name], [float(value)]);
    info.attrs.set('max', scalar(facts.max));
    info.attrs.set('min', scalar(-facts.max));
    info.attrs.set('eps', scalar(facts.eps));
    info.attrs.set('tiny', scalar(facts.tiny));
    info.attrs.set('smallest_normal', scalar(facts.tiny));
    info.attrs.set('resolution', scalar(10 ** -facts.precision));
    info.attrs.set('precision', int(facts.precision));
    info.attrs.set('bits', int(bitsOf(name)));
    info.attrs.set('dtype', dtypeObject(name));
    return info;
  },
};

iinfoClass.hooks = {
  construct: (cx, cls, args) => {
    const tensor = args[0]?.kind === 'tensor' ? args[0].dtype : undefined;
    const name = tensor ?? (args[0] && dtypeArg(args[0]));
    if (name === undefined) return cx.unknown('the type that iinfo is asked about is not known');
    if (kindOf(name) !== 'int') throw new PyError('ValueError', `Invalid integer data type '${letterOf(name)}'.`);
    const bits = bitsOf(name);
    const [low, high] = name.startsWith('u') ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
    const info = new InstanceValue(cls);
    const exact = (value: number) =>
      Number.isSafeInteger(value) ? int(value) : cx.unknown(said`the limits of ${name} are beyond exact numbers here`);
    info.attrs.set('max', exact(high));
    info.attrs.set('min', exact(low));
    info.attrs.set('bits', int(bits));
    info.attrs.set('dtype', dtypeObject(name));
    return info;
  },
};

/** `np.issubdtype(a, np.floating)`. */
const issubdtype = native('issubdtype', 'arg1, arg2', (a, cx) => {
  const name = dtypeArg(a.get('arg1'));
  const wanted = a.get('arg2');
  if (name === undefined) return cx.unknown('the element type is not known');
  const other = dtypeArg(wanted);
  const target = wanted.kind === 'class' && other === undefined ? wanted : other && scalarClasses[other];
  const own: ClassValue | undefined = scalarClasses[name];
  return target && own ? bool(own.isSubclassOf(target)) : cx.unknown('the element type is not known');
});

const resultType = native('result_type', '*arrays_and_dtypes', (a, cx) => {
  const typed = a.rest.map((value) => {
    const name = value.kind === 'tensor' ? value.dtype : dtypeArg(value);
    return name === undefined ? operandOf(cx, value, numpyFamily) : { dtype: name };
  });
  const known = typed.filter((part) => part !== undefined);
  const name = known.length === typed.length ? promoteNumpy(known) : undefined;
  return name === undefined ? cx.unknown('the common type is not known') : dtypeObject(name);
});

/** Names that stand for the platform's usual types. */
const ALIASES: Record<string, string> = {
  bool_: 'bool',
  int_: 'int64',
  intp: 'int64',
  intc: 'int32',
  long: 'int64',
  longlong: 'int64',
  uint: 'uint64',
  byte: 'int8',
  ubyte: 'uint8',
  short: 'int16',
  half: 'float16',
  single: 'float32',
  double: 'float64',
  csingle: 'complex64',
  cdouble: 'complex128',
  float_: 'float64',
  str_: 'str',
  object_: 'object',
};

/** Python's own types, which NumPy before 1.24 named too. */
const PYTHON_TYPES: Record<string, Value> = {
  int: types.int,
  float: types.float,
  complex: types.complex,
  object: types.object,
  str: types.str,
};

const named = Object.entries(scalarClasses).filter(([name]) => name !== 'str' && name !== 'object');

export const dtypeNames: Record<string, Value> = {
  ...abstractScalars,
  ...PYTHON_TYPES,
  ...Object.fromEntries(named),
  ...Object.fromEntries(Object.entries(ALIASES).map(([alias, name]) => [alias, scalarClasses[name]])),
  dtype: dtypeClass,
  finfo: finfoClass,
  iinfo: iinfoClass,
  issubdtype,
  result_type: resultType,
  promote_types: native('promote_types', 'type1, type2', (a, cx) => {
    const [x, y] = [dtypeArg(a.get('type1')), dtypeArg(a.get('type2'))];
    return x && y ? dtypeObject(promoteTypes(x, y)) : cx.unknown('the element types are not known');
  }),
};
