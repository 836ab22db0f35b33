/** Complex numbers: arithmetic and text, as CPython has them. */
import { isNumber } from '../../shape';
import { PyError } from '../interpreter/errors';
import {
  ComplexValue,
  UnknownValue,
  type BoolValue,
  type FloatValue,
  type IntValue,
  type Value,
} from '../interpreter/values';
import { floatRepr } from './floatText';

type Real = BoolValue | IntValue | FloatValue;

/** `a op b` where one operand is complex; undefined for operators that complex numbers do not have. */
export function complexBinary(op: string, left: Real | ComplexValue, right: Real | ComplexValue): Value | undefined {
  const a = toComplex(left);
  const b = toComplex(right);
  if (a.kind === 'unknown') return a;
  if (b.kind === 'unknown') return b;
  const [ar, ai, br, bi] = [a.real, a.imaginary, b.real, b.imaginary];
  switch (op) {
    case '+':
      return new ComplexValue(ar + br, ai + bi);
    case '-':
      return new ComplexValue(ar - br, ai - bi);
    case '*':
      return new ComplexValue(ar * br - ai * bi, ar * bi + ai * br);
    case '/': {
      const norm = br * br + bi * bi;
      if (norm === 0) throw new PyError('ZeroDivisionError', 'complex division by zero');
      return new ComplexValue((ar * br + ai * bi) / norm, (ai * br - ar * bi) / norm);
    }
    case '**':
      return power(a, b);
    default:
      return undefined;
  }
}

function power(a: ComplexValue, b: ComplexValue): ComplexValue {
  if (b.imaginary === 0 && Number.isInteger(b.real) && b.real >= 0 && b.real <= 64) {
    let result = new ComplexValue(1, 0);
    for (let i = 0; i < b.real; i++) {
      const { real, imaginary } = result;
      result = new ComplexValue(real * a.real - imaginary * a.imaginary, real * a.imaginary + imaginary * a.real);
    }
    return result;
  }
  if (a.real === 0 && a.imaginary === 0) return new ComplexValue(0, 0);
  const [radius, angle] = [Math.hypot(a.real, a.imaginary), Math.atan2(a.imaginary, a.real)];
  const scale = radius ** b.real * Math.exp(-b.imaginary * angle);
  const turn = b.real * angle + b.imaginary * Math.log(radius);
  return new ComplexValue(scale * Math.cos(turn), scale * Math.sin(turn));
}

function toComplex(value: Real | ComplexValue): ComplexValue | UnknownValue {
  if (value.kind === 'complex') return value;
  if (value.kind === 'bool') return new ComplexValue(Number(value.value), 0);
  if (isNumber(value.value)) return new ComplexValue(value.value, 0);
  return new UnknownValue(value.value.kind === 'unknown' ? value.value.reason : 'a complex number of a symbolic size');
}

/** `repr(complex)`: `(1+2j)`, `2j`. */
export function complexRepr({ real, imaginary }: ComplexValue): string {
  const trim = (x: number) => floatRepr(x).replace(/\.0$/, '');
  const text = trim(imaginary);
  if (real === 0 && !Object.is(real, -0)) return `${text}j`;
  return `(${trim(real)}${/^[-]/.test(text) ? '' : '+'}${text}j)`;
}
