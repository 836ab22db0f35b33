/**
 * Decimal digits of floating-point numbers: the fewest that name a number within its own type, and exact rounding
 * half to even, as NumPy's Dragon4 gives them.
 */
import { halfToNumber, numberToHalf } from '../../../protocol/half';

/** d₀.d₁d₂… · 10^exponent, for a finite number without its sign; zero is '0' · 10^0. */
export interface Decimal {
  readonly digits: string;
  readonly exponent: number;
}

const ROUND: Record<string, (value: number) => number> = {
  float32: Math.fround,
  float16: (value) => halfToNumber(numberToHalf(value)),
};

/** The shortest decimal that reads back as the same number of `dtype`. */
export function shortestDecimal(value: number, dtype: string): Decimal {
  const magnitude = Math.abs(value);
  const round = Object.hasOwn(ROUND, dtype) ? ROUND[dtype] : undefined;
  if (!round) return parse(magnitude.toExponential());
  const exact = parse(magnitude.toExponential(80));
  for (let keep = 1; keep < 9; keep++) {
    const decimal = roundHalfEven(exact, keep);
    if (round(Number(`${decimal.digits[0]}.${decimal.digits.slice(1)}e${decimal.exponent}`)) === magnitude)
      return decimal;
  }
  return roundHalfEven(exact, 9);
}

/** A decimal with at most `places` digits behind the point when written out; the rounding starts from the exact value. */
export function limitFraction(value: number, decimal: Decimal, places: number): Decimal {
  return limit(value, decimal, decimal.exponent + 1 + places);
}

/** A decimal with at most `places` digits behind the point in scientific notation. */
export function limitMantissa(value: number, decimal: Decimal, places: number): Decimal {
  return limit(value, decimal, places + 1);
}

/** A decimal's digits in scientific notation with exactly `places` behind the point: exact ones beyond the fewest. */
export function exactMantissa(value: number, decimal: Decimal, places: number): Decimal {
  const exact = roundHalfEven(parse(Math.abs(value).toExponential(80)), places + 1);
  const { digits, exponent } = decimal.digits.length > places ? limitMantissa(value, decimal, places) : exact;
  return { digits: digits.padEnd(places + 1, '0'), exponent };
}

function limit(value: number, decimal: Decimal, keep: number): Decimal {
  if (decimal.digits.length <= keep) return decimal;
  if (keep < 0) return { digits: '0', exponent: 0 };
  return roundHalfEven(parse(Math.abs(value).toExponential(80)), keep);
}

function roundHalfEven({ digits, exponent }: Decimal, keep: number): Decimal {
  const head = digits.slice(0, keep);
  const rest = digits.slice(keep).replace(/0+$/, '');
  const last = Number(head.at(-1) ?? '0');
  const up = rest === '5' ? last % 2 === 1 : Number(rest[0] ?? '0') >= 5;
  if (!up) return trimmed({ digits: head || '0', exponent: head ? exponent : 0 });
  const raised = String(BigInt(head || '0') + 1n).padStart(head.length, '0');
  return trimmed({ digits: raised, exponent: exponent + raised.length - keep });
}

function parse(text: string): Decimal {
  const [mantissa, exponent] = text.split('e');
  return trimmed({ digits: mantissa.replace('.', ''), exponent: Number(exponent) });
}

function trimmed({ digits, exponent }: Decimal): Decimal {
  const kept = digits.replace(/0+$/, '');
  return kept ? { digits: kept, exponent } : { digits: '0', exponent: 0 };
}

/** Written out: the digits before and behind the point; behind it there may be none. */
export function positional({ digits, exponent }: Decimal): [whole: string, fraction: string] {
  if (exponent < 0) return ['0', '0'.repeat(-exponent - 1) + (digits === '0' ? '' : digits)];
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return [whole, digits.slice(exponent + 1)];
}

/** The exponent as `e` notation writes it: a sign and at least `width` digits. */
export function exponentText(exponent: number, width = 2): string {
  return `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(width, '0')}`;
}
