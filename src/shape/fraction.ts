/** The greatest common divisor of two integers, never negative. */
export function gcd(a: number, b: number): number {
  a = Math.abs(a);
  b = Math.abs(b);
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

/** The least common multiple of two positive integers. */
export function lcm(a: number, b: number): number {
  return (a / gcd(a, b)) * b;
}

/** An exact fraction in lowest terms with a positive denominator. */
export interface Fraction {
  readonly num: number;
  readonly den: number;
}

/** num/den in lowest terms; den must not be 0. */
export function fraction(num: number, den: number): Fraction {
  if (den < 0) {
    num = -num;
    den = -den;
  }
  const common = gcd(num, den) || 1;
  // `+ 0` turns −0 into 0, so that keys and printed numbers never show a sign on zero.
  return { num: num / common + 0, den: den / common };
}

/** The largest denominator that a float is taken for: enough for any scale factor that a person writes. */
const LARGEST_DENOMINATOR = 1_000_000;

/**
 * The fraction whose floating-point quotient is exactly `value` (1.5 → 3/2, 0.1 → 1/10), by continued fractions, or
 * undefined when there is none with a small denominator: then the exact value that was meant cannot be known.
 */
export function fractionOf(value: number): Fraction | undefined {
  if (!Number.isFinite(value)) return undefined;
  if (Number.isInteger(value)) return { num: value, den: 1 };
  let [previousNum, num] = [1, Math.floor(value)];
  let [previousDen, den] = [0, 1];
  let rest = value - Math.floor(value);
  while (num / den !== value) {
    if (rest === 0) return undefined;
    const inverse = 1 / rest;
    const whole = Math.floor(inverse);
    rest = inverse - whole;
    [previousNum, num] = [num, whole * num + previousNum];
    [previousDen, den] = [den, whole * den + previousDen];
    if (den > LARGEST_DENOMINATOR || !Number.isSafeInteger(num)) return undefined;
  }
  return fraction(num, den);
}
