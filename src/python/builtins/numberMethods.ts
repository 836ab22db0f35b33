/** `int`, `float`, `bool` and `complex`: constructors and methods, and rounding of symbolic sizes. */
import {
  ceilDim,
  compareDims,
  equalDims,
  floorDim,
  formatDim,
  isNumber,
  isUnknown,
  maxDim,
  minDim,
  sym,
  unknownDim,
  type Dim,
} from '../../shape';
import type { Context } from '../interpreter/context';
import { PyError } from '../interpreter/errors';
import { getter, type Bound } from '../interpreter/native';
import { typeOf, types } from '../interpreter/types';
import { ComplexValue, FALSE, bool, float, int, str, tuple, type Value } from '../interpreter/values';
import { dimOf, exactInt } from './arithmetic';
import { roundFloat, roundHalfEven } from './floatText';
import { methods } from './typeMethods';
import { said } from '../../protocol/say';

/** Rounds towards zero: ⌊x⌋ where x is not negative, ⌈x⌉ where it is, both in one expression where that is open. */
export function truncate(value: Dim): Dim {
  if (isNumber(value)) return Math.trunc(value) + 0;
  if (isUnknown(value)) return value;
  const sign = compareDims(value, 0);
  if (sign !== undefined) return sign < 0 ? ceilDim(value) : floorDim(value);
  const below = floorDim(value);
  if (equalDims(below, value) || equalDims(maxDim(below, 0), below)) return below;
  return maxDim(below, minDim(ceilDim(value), 0));
}

/** `int(x)` for what is not text. @throws PyError TypeError, ValueError, OverflowError */
function toInt(cx: Context, value: Value): Value {
  switch (value.kind) {
    case 'unknown':
      return int(cx.dim(value));
    case 'bool':
      return int(Number(value.value));
    case 'int':
      return value;
    case 'float':
      if (isNumber(value.value) && !Number.isFinite(value.value)) {
        throw Number.isNaN(value.value)
          ? new PyError('ValueError', 'cannot convert float NaN to integer')
          : new PyError('OverflowError', 'cannot convert float infinity to integer');
      }
      return int(truncate(value.value));
    case 'str':
    case 'bytes':
      return parseInteger(cx, value.value, 10);
    default: {
      const converted = byMethod(cx, value, ['__int__', '__index__', '__trunc__']);
      if (converted) return converted;
      throw new PyError(
        'TypeError',
        `int() argument must be a string, a bytes-like object or a real number, not '${typeOf(value).name}'`,
      );
    }
  }
}

function byMethod(cx: Context, value: Value, names: readonly string[]): Value | undefined {
  const cls = typeOf(value);
  for (const name of names) {
    const method = cls.lookup(name);
    if (method) return cx.call(method, [value]);
  }
  return cls.unknown ?? (value.kind === 'tensor' ? cx.unknown('the number in this tensor is not known') : undefined);
}

/** Text as an integer. @throws PyError ValueError where it is none */
function parseInteger(cx: Context, text: string, base: number): Value {
  const trimmed = text
    .trim()
    .replace(/(?<=[0-9a-zA-Z])_(?=[0-9a-zA-Z])/g, '')
    .toLowerCase();
  const [, sign, prefix, digits] = /^([+-]?)(0[xob](?=.))?([0-9a-z]+)$/.exec(trimmed) ?? [];
  const named = { '0x': 16, '0o': 8, '0b': 2 }[prefix ?? ''];
  const radix = base === 0 ? (named ?? 10) : base;
  const allowed = '0123456789abcdefghijklmnopqrstuvwxyz'.slice(0, radix);
  const belongs = !prefix || named === radix;
  const valid = digits !== undefined && belongs && [...digits].every((d) => allowed.includes(d));
  if (!valid) throw new PyError('ValueError', `invalid literal for int() with base ${base}: ${cx.repr(str(text))}`);
  let value = 0n;
  for (const d of digits) value = value * BigInt(radix) + BigInt(allowed.indexOf(d));
  return exactInt(sign === '-' ? -value : value);
}

/** `float(x)`. @throws PyError TypeError, ValueError */
export function toFloat(cx: Context, value: Value): Value {
  switch (value.kind) {
    case 'unknown':
      return float(cx.dim(value));
    case 'bool':
    case 'int':
    case 'float':
      return float(dimOf(value));
    case 'str':
    case 'bytes': {
      const text = value.value.trim().replace(/(?<=\d)_(?=\d)/g, '');
      const special = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
      if (special) {
        const size = special[2].toLowerCase() === 'nan' ? NaN : Infinity;
        return float(special[1] === '-' ? -size : size);
      }
      if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return float(Number(text));
      throw new PyError('ValueError', `could not convert string to float: ${cx.repr(value)}`);
    }
    default: {
      const converted = byMethod(cx, value, ['__float__', '__index__']);
      if (converted) return converted.kind === 'int' ? float(converted.value) : converted;
      throw new PyError('TypeError', `float() argument must be a string or a real number, not '${typeOf(value).name}'`);
    }
  }
}

/** `round(x)` and `round(x, ndigits)`: ties to even. @throws PyError TypeError */
export function round(cx: Context, value: Value, digits: Value): Value {
  if (value.kind === 'unknown' && value.symbol === undefined) return value;
  if (digits.kind === 'unknown') return digits;
  if (value.kind === 'instance' || value.kind === 'tensor') {
    return cx.callMethod(value, '__round__', digits.kind === 'none' ? [] : [digits]);
  }
  const number = value.kind === 'unknown' ? int(sym(value.symbol ?? '')) : value;
  if (number.kind !== 'int' && number.kind !== 'float' && number.kind !== 'bool') {
    throw new PyError('TypeError', `type ${typeOf(value).name} doesn't define __round__ method`);
  }
  const dim = dimOf(number);
  const places = digits.kind === 'none' ? undefined : cx.dim(digits, 'round()');
  if (number.kind !== 'float') {
    if (places === undefined || (isNumber(places) && places >= 0)) return int(dim);
    if (isNumber(dim) && isNumber(places)) return int(roundHalfEven(dim / 10 ** -places) * 10 ** -places);
  } else if (isNumber(dim)) {
    if (places === undefined) {
      if (!Number.isFinite(dim)) return toInt(cx, number);
      return int(roundHalfEven(dim));
    }
    if (isNumber(places)) return float(roundFloat(dim, places));
  } else if (!isUnknown(dim) && equalDims(floorDim(dim), dim)) {
    // A symbolic size that is certainly whole rounds to itself.
    return places === undefined ? int(dim) : number;
  }
  const lost = isUnknown(dim) ? dim : unknownDim(said`round(${formatDim(dim)}) has no symbolic form`);
  return number.kind === 'float' && places !== undefined ? float(lost) : int(lost);
}

function numberArg(a: Bound): Dim {
  const self = a.get('self');
  if (self.kind === 'int' || self.kind === 'float' || self.kind === 'bool') return dimOf(self);
  throw new PyError('TypeError', `a number is required, not ${typeOf(self).name}`);
}

/** `truth` of a value as a bool; unknown where it is not known. */
function toBool(cx: Context, value: Value): Value {
  const truth = cx.truth(value);
  if (truth !== undefined) return bool(truth);
  return value.kind === 'unknown' ? value : cx.unknown('whether this is true is not known');
}

function installConstructors(): void {
  types.int.hooks.construct = (cx, _cls, args, kwargs) => {
    const [x = int(0)] = args;
    const base = args[1] ?? kwargs.get('base');
    if (!base) return toInt(cx, x);
    const radix = cx.dim(base, 'int(): base');
    if (x.kind === 'unknown' || !isNumber(radix)) return x.kind === 'unknown' ? x : cx.unknown('the base is not known');
    if (x.kind !== 'str') throw new PyError('TypeError', "int() can't convert non-string with explicit base");
    return parseInteger(cx, x.value, radix);
  };
  types.float.hooks.construct = (cx, _cls, args) => (args[0] ? toFloat(cx, args[0]) : float(0));
  types.bool.hooks.construct = (cx, _cls, args) => (args[0] ? toBool(cx, args[0]) : FALSE);
  types.complex.hooks.construct = (cx, _cls, args) => {
    const [re, im] = [args[0] ?? float(0), args[1] ?? float(0)];
    if (re.kind === 'complex' && args.length === 1) return re;
    const parts = [re, im].map((part) => (part.kind === 'unknown' ? part : toFloat(cx, part)));
    const numbers = parts.map((part) => (part.kind === 'float' && isNumber(part.value) ? part.value : undefined));
    if (numbers.some((n) => n === undefined)) return cx.unknown('a part of the complex number is not known');
    return new ComplexValue(numbers[0] ?? 0, numbers[1] ?? 0);
  };
}

export function installNumbers(): void {
  installConstructors();
  const real = getter('real', (self) => self);
  for (const cls of [types.int, types.float]) {
    cls.attrs.set('real', real);
    cls.attrs.set(
      'imag',
      getter('imag', (self) => (self.kind === 'float' ? float(0) : int(0))),
    );
    methods(cls, { conjugate: ['self', (a) => a.get('self')] });
  }
  types.int.attrs.set('numerator', real);
  types.int.attrs.set(
    'denominator',
    getter('denominator', () => int(1)),
  );
  const bits = (a: Bound): bigint | undefined => {
    const n = numberArg(a);
    return isNumber(n) ? BigInt(Math.abs(n)) : undefined;
  };
  methods(types.int, {
    bit_length: [
      'self',
      (a, cx) => {
        const n = bits(a);
        return n === undefined
          ? int(cx.unknownDim('the bit length of a size without a number'))
          : int(n === 0n ? 0 : n.toString(2).length);
      },
    ],
    bit_count: [
      'self',
      (a, cx) => {
        const n = bits(a);
        return n === undefined
          ? int(cx.unknownDim('the bits of a size without a number'))
          : int(n.toString(2).replaceAll('0', '').length);
      },
    ],
    is_integer: ['self', () => bool(true)],
    __index__: ['self', (a) => a.get('self')],
  });
  methods(types.float, {
    is_integer: [
      'self',
      (a, cx) => {
        const n = numberArg(a);
        if (isNumber(n)) return bool(Number.isInteger(n));
        return equalDims(floorDim(n), n) ? bool(true) : cx.unknown(said`whether ${formatDim(n)} is whole is not known`);
      },
    ],
    as_integer_ratio: [
      'self',
      (a, cx) => {
        let n = numberArg(a);
        if (!isNumber(n)) return cx.unknown('the ratio of a size without a number');
        let den = 1;
        while (!Number.isInteger(n)) {
          n *= 2;
          den *= 2;
        }
        return tuple([int(n), int(den)]);
      },
    ],
    hex: ['self', (_a, cx) => cx.unknown('the hexadecimal form of a float')],
  });
  types.complex.attrs.set(
    'real',
    getter('real', (self) => float(self.kind === 'complex' ? self.real : 0)),
  );
  types.complex.attrs.set(
    'imag',
    getter('imag', (self) => float(self.kind === 'complex' ? self.imaginary : 0)),
  );
  methods(types.complex, {
    conjugate: [
      'self',
      (a) => {
        const self = a.get('self');
        return self.kind === 'complex' ? new ComplexValue(self.real, -self.imaginary) : self;
      },
    ],
  });
}
