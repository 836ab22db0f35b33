/** Built-in functions on numbers and characters. */
import { compareDims, isNumber, maxDim, neg } from '../../../shape';
import type { Context } from '../../interpreter/context';
import { PyError } from '../../interpreter/errors';
import { native, type Bound } from '../../interpreter/native';
import { typeOf } from '../../interpreter/types';
import { float, int, str, tuple, type Value } from '../../interpreter/values';
import { dimOf, exactInt } from '../arithmetic';
import { indexOf } from '../iterables';
import { round } from '../numberMethods';
import { said } from '../../../protocol/say';

/** `abs(x)`: of a symbolic size whose sign is open, max(x, −x). */
export function absolute(cx: Context, value: Value): Value {
  switch (value.kind) {
    case 'unknown':
      return value;
    case 'complex':
      return float(Math.hypot(value.real, value.imaginary));
    case 'bool':
    case 'int':
    case 'float': {
      const dim = dimOf(value);
      const wrap = value.kind === 'float' ? float : int;
      if (isNumber(dim)) return wrap(Math.abs(dim));
      const sign = compareDims(dim, 0);
      return wrap(sign === undefined ? maxDim(dim, neg(dim)) : sign < 0 ? neg(dim) : dim);
    }
    default:
      if (cx.findAttr(value, '__abs__')) return cx.callMethod(value, '__abs__');
      throw new PyError('TypeError', `bad operand type for abs(): '${typeOf(value).name}'`);
  }
}

const radix = (name: string, prefix: string, base: number) =>
  native(name, 'number, /', (a, cx) => {
    const n = indexOf(cx, a.get('number'));
    if (n === undefined) return cx.unknown(said`the number that ${name}() writes is not known`);
    return str(`${n < 0 ? '-' : ''}${prefix}${BigInt(Math.abs(n)).toString(base)}`);
  });

function pow(a: Bound, cx: Context): Value {
  if (a.isNone('mod')) return cx.binary('**', a.get('base'), a.get('exp'));
  const [base, exponent, modulus] = ['base', 'exp', 'mod'].map((name) => indexOf(cx, a.get(name)));
  if (base === undefined || exponent === undefined || modulus === undefined) {
    return cx.unknown('a number of pow() is not known');
  }
  if (modulus === 0) throw new PyError('ValueError', 'pow() 3rd argument cannot be 0');
  if (exponent < 0) return cx.unknown('pow() with a negative exponent and a modulus');
  let [result, square, rest] = [1n, BigInt(base), BigInt(exponent)];
  const m = BigInt(modulus);
  for (; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % m;
    square = (square * square) % m;
  }
  result %= m;
  return exactInt(result !== 0n && result < 0n !== m < 0n ? result + m : result);
}

function ord(a: Bound): Value {
  const c = a.get('c');
  if (c.kind === 'unknown') return c;
  if (c.kind !== 'str' && c.kind !== 'bytes') {
    throw new PyError('TypeError', `ord() expected string of length 1, but ${typeOf(c).name} found`);
  }
  const points = [...c.value];
  if (points.length !== 1) {
    throw new PyError('TypeError', `ord() expected a character, but string of length ${points.length} found`);
  }
  return int(points[0].codePointAt(0) ?? 0);
}

function chr(a: Bound, cx: Context): Value {
  const code = indexOf(cx, a.get('i'));
  if (code === undefined) return cx.unknown('the character code is not known');
  if (code < 0 || code > 0x10ffff) throw new PyError('ValueError', 'chr() arg not in range(0x110000)');
  return str(String.fromCodePoint(code));
}

export const numberFunctions: Record<string, Value> = {
  abs: native('abs', 'x, /', (a, cx) => absolute(cx, a.get('x'))),
  round: native('round', 'number, ndigits=None', (a, cx) => round(cx, a.get('number'), a.get('ndigits'))),
  divmod: native('divmod', 'x, y, /', (a, cx) =>
    tuple([cx.binary('//', a.get('x'), a.get('y')), cx.binary('%', a.get('x'), a.get('y'))]),
  ),
  pow: native('pow', 'base, exp, mod=None', pow),
  hex: radix('hex', '0x', 16),
  oct: radix('oct', '0o', 8),
  bin: radix('bin', '0b', 2),
  ord: native('ord', 'c, /', (a) => ord(a)),
  chr: native('chr', 'i, /', chr),
  unichr: native('unichr', 'i, /', chr),
};
