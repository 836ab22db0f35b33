import type { ConstantExpr } from './ast';

/**
 * The value of a number literal (Python 3.13, reference/lexical_analysis.html#numeric-literals), and of Python 2's
 * long (`10L`) and octal (`0755`) forms. Integers that a double cannot hold exactly are bigint.
 */
export function numberValue(text: string): ConstantExpr['value'] {
  const digits = text.replace(/_/g, '');
  if (/^0[xob]/i.test(digits)) return integer(digits.replace(/l$/i, ''));
  if (/j$/i.test(digits)) return { type: 'complex', imaginary: Number(digits.slice(0, -1)) };
  const whole = /^(\d+)l?$/i.exec(digits)?.[1];
  if (whole === undefined) return { type: 'float', value: Number(digits) };
  return integer(/^0[0-7]*[1-7][0-7]*$/.test(whole) ? `0o${whole}` : whole);
}

function integer(digits: string): ConstantExpr['value'] {
  const value = Number(digits);
  return { type: 'int', value: Number.isSafeInteger(value) ? value : BigInt(digits) };
}
