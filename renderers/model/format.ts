/** A number as a person reads it: six digits, no trailing zeros, NaN and infinities by name. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const rounded = Number(value.toPrecision(6));
  const text = Math.abs(rounded) >= 1e6 ? rounded.toExponential() : String(rounded);
  return text.replace('-', '−');
}

/** `(2, 13, 13, 3)`, and `(8,)` for one axis, as Python writes it. */
export function formatShape(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
}

/** `3.1 ms`, `1.2 s`. */
export function formatTime(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return milliseconds >= 10 ? `${Math.round(milliseconds)} ms` : `${milliseconds.toFixed(1)} ms`;
}

/** `2.4e−7`; zero is `0`. */
export function formatError(value: number): string {
  if (value === 0) return '0';
  return Number.isFinite(value) ? value.toExponential(1).replace('-', '−') : 'an infinite amount';
}

/** `12,288`, of a whole number. `toLocaleString` says the same, and takes tens of milliseconds when it is first called. */
export function formatCount(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/**
 * The number that a person typed: `-0.5`, `−0.5`, `1e-3`, `1/9`. Undefined for anything else, and for what is not
 * finite.
 */
export function parseNumber(text: string): number | undefined {
  const parts = text
    .trim()
    .replaceAll('−', '-')
    .split('/')
    .map((part) => (part.trim() === '' ? NaN : Number(part)));
  const number = parts.length === 1 ? parts[0] : parts.length === 2 ? parts[0] / parts[1] : NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** A number in about three digits, for where there is little room: `0.123`, `−12.3`, `1.2e+5`. */
export function formatShort(value: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e5 || size < 1e-3)) return value.toExponential(1).replaceAll('-', '−');
  return String(Number(value.toPrecision(3))).replace('-', '−');
}

/**
 * Numbers that stand below each other, all with as many decimals as give the largest `digits` digits, one less if it is
 * below one; with an exponent each where they are too large or too small to be read so.
 */
export function formatAligned(values: ArrayLike<number>, digits = 3): string[] {
  const numbers = Array.from(values);
  const largest = numbers.filter(Number.isFinite).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const exponential = largest >= 1e5 || (largest > 0 && largest < 1e-3);
  const whole = numbers.every((value) => !Number.isFinite(value) || Number.isInteger(value));
  const size = Math.floor(Math.log10(largest));
  const decimals = whole ? 0 : Math.max(0, digits - (size < 0 ? 2 : 1) - size);
  return numbers.map((value) => {
    if (!Number.isFinite(value)) return formatNumber(value);
    const text = exponential && value !== 0 ? value.toExponential(1) : value.toFixed(exponential ? 0 : decimals);
    // A negative number that rounds to zero is no negative zero to a reader.
    return Number(text) === 0 ? text.replace('-', '') : text.replaceAll('-', '−');
  });
}
