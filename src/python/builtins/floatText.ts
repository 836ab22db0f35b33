/**
 * Floating-point numbers as CPython writes and rounds them.
 *
 * JavaScript and Python agree on the shortest digits that give a number back; they differ in when the
 * exponent form is used and in how exact ties are rounded (Python: to even, `Objects/floatobject.c`).
 */

/** `repr(x)`: shortest digits, exponent form below 1e-4 and from 1e16 on. */
export function floatRepr(x: number): string {
  return shortest(x, 16, true);
}

/**
 * The shortest digits of a number in fixed form while its decimal exponent lies in [-4, `limit`), in
 * exponent form otherwise. With `point`, whole numbers keep a trailing `.0`.
 */
function shortest(x: number, limit: number, point: boolean): string {
  if (!Number.isFinite(x)) return specialText(x);
  const [mantissa, power] = x.toExponential().split('e');
  const exponent = Object.is(x, 0) || Object.is(x, -0) ? 0 : Number(power);
  const sign = Object.is(x, -0) || x < 0 ? '-' : '';
  const digits = mantissa.replace('-', '').replace('.', '');
  return sign + layOut(digits, exponent, exponent < -4 || exponent >= limit, point);
}

/** `inf`, `-inf` or `nan`. */
export function specialText(x: number): string {
  return Number.isNaN(x) ? 'nan' : x < 0 ? '-inf' : 'inf';
}

/** Digits `d.ddd` with a decimal exponent as text, in exponent form or not. */
export function layOut(digits: string, exponent: number, scientific: boolean, point: boolean): string {
  if (scientific) {
    const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
    return `${mantissa}e${exponentText(exponent)}`;
  }
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const rest = digits.slice(exponent + 1);
  return rest ? `${whole}.${rest}` : point ? `${whole}.0` : whole;
}

function exponentText(exponent: number): string {
  return `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** More digits than any double has beyond the ones asked for: enough to see an exact tie. */
const TIE_DIGITS = 30;

/** `format(x, '.{digits}f')`: exact decimal rounding, ties to even. `x` must be finite. */
export function fixed(x: number, digits: number): string {
  const magnitude = Math.abs(x);
  const sign = x < 0 || Object.is(x, -0) ? '-' : '';
  if (magnitude >= 1e21) {
    const whole = BigInt(magnitude).toString();
    return sign + (digits > 0 ? `${whole}.${'0'.repeat(digits)}` : whole);
  }
  const shown = Math.min(digits, 100);
  const text = evenTie(magnitude.toFixed(shown), shown, (d) => magnitude.toFixed(d));
  return sign + text + '0'.repeat(digits - shown);
}

/** `format(x, '.{digits}e')`, ties to even. `x` must be finite. */
export function exponential(x: number, digits: number): string {
  const { digits: shown, exponent } = significant(x, digits + 1);
  const sign = x < 0 || Object.is(x, -0) ? '-' : '';
  return `${sign}${digits > 0 ? `${shown[0]}.${shown.slice(1)}` : shown[0]}e${exponentText(exponent)}`;
}

/** The first `count` significant digits of |x| (ties to even) and the decimal exponent of the first one. */
export function significant(x: number, count: number): { digits: string; exponent: number } {
  const magnitude = Math.abs(x);
  const shown = Math.min(count - 1, 100);
  const text = evenTie(magnitude.toExponential(shown), shown, (d) => magnitude.toExponential(d));
  const [mantissa, power] = text.split('e');
  return { digits: mantissa.replace('.', '').padEnd(count, '0'), exponent: Number(power) };
}

/** Where the longer text shows that the number lies exactly between two candidates, the even one. */
function evenTie(text: string, shown: number, longer: (digits: number) => string): string {
  const exact = longer(Math.min(100, shown + TIE_DIGITS)).replace(/e.*$/, '');
  const point = exact.indexOf('.');
  const tail = point < 0 ? '' : exact.slice(point + 1 + shown);
  if (!/^50*$/.test(tail)) return text;
  // JavaScript rounds a tie up; what is cut off is the lower candidate.
  const lower = exact.slice(0, shown === 0 ? point : point + 1 + shown);
  const exponent = /e.*$/.exec(text)?.[0] ?? '';
  const lowerIsEven = Number(lower.at(-1)) % 2 === 0;
  return lowerIsEven ? lower + exponent : text;
}

/** `round(x, digits)` for floats: decimal, ties to even; digits may be negative. */
export function roundFloat(x: number, digits: number): number {
  if (!Number.isFinite(x)) return x;
  if (digits >= 0) return digits > 323 ? x : Number(fixed(x, digits));
  const unit = 10 ** -digits;
  return roundHalfEven(x / unit) * unit;
}

/** The nearest whole number, ties to even: `round(x)`. */
export function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest < 0.5) return floor + 0;
  if (rest > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor + 0 : floor + 1;
}
