/**
 * Arrays as NumPy prints them (numpy._core.arrayprint; the rules of NumPy 2.4): `str(array)`, `repr(array)` and
 * the texts of scalars.
 */
import { stridesOf, type NdArray } from '../../../compute/ndarray';
import { kindOf } from '../dtypes';
import { corners, shownEntries } from './corners';
import {
  exactMantissa,
  exponentText,
  limitFraction,
  limitMantissa,
  positional,
  shortestDecimal,
  type Decimal,
} from './digits';

/** What `np.set_printoptions` sets. */
export interface PrintOptions {
  precision: number;
  threshold: number;
  edgeitems: number;
  linewidth: number;
  suppress: boolean;
}

export const PRINT_OPTIONS: Readonly<PrintOptions> = {
  precision: 8,
  threshold: 1000,
  edgeitems: 3,
  linewidth: 75,
  suppress: false,
};

/** `str(array)`: `[[1. 2.]\n [3. 4.]]`. */
export function arrayText(array: NdArray, options: Readonly<PrintOptions> = PRINT_OPTIONS, separator = ' '): string {
  return array.shape.length === 0 ? scalarText(array.data[0], array.dtype) : body(array, options, separator, '', '');
}

/** `repr(array)`: `array([1., 2.], dtype=float32)`. */
export function arrayRepr(array: NdArray, options: Readonly<PrintOptions> = PRINT_OPTIONS): string {
  const prefix = 'array(';
  const text = prefix + body(array, options, ', ', prefix, ')');
  const extras: string[] = [];
  const size = array.data.length;
  const empty = size === 0 && (array.shape.length !== 1 || array.shape[0] !== 0);
  if (empty || size > options.threshold) extras.push(`shape=${tupleText(array.shape)}`);
  const implied = array.dtype === 'int64' || array.dtype === 'float64' || array.dtype === 'bool';
  if (!implied || size === 0) extras.push(`dtype=${array.dtype}`);
  if (extras.length === 0) return `${text})`;
  const extra = `${extras.join(', ')})`;
  const lastLine = text.length + 1 - (text.lastIndexOf('\n') + 1);
  const spacer = lastLine + extra.length + 1 > options.linewidth ? `\n${' '.repeat(prefix.length)}` : ' ';
  return `${text},${spacer}${extra}`;
}

/** A shape as Python prints a tuple of numbers. */
export function tupleText(shape: readonly number[]): string {
  return `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
}

/** From where on NumPy 2.4 writes a scalar with an exponent. */
const SCALAR_LIMIT: Record<string, number> = { float16: 1e3, float32: 1e6 };

/** `str()` of a NumPy scalar: `2.0`, `1e-05`, `True`. */
export function scalarText(value: number, dtype: string): string {
  const kind = kindOf(dtype);
  if (kind === 'bool') return value !== 0 ? 'True' : 'False';
  if (kind === 'int') return String(value + 0);
  if (Number.isNaN(value)) return 'nan';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const magnitude = Math.abs(value);
  if (magnitude === Infinity) return `${sign}inf`;
  const decimal = shortestDecimal(magnitude, dtype);
  if (magnitude === 0 || (magnitude >= 1e-4 && magnitude < (SCALAR_LIMIT[dtype] ?? 1e16))) {
    const [whole, fraction] = positional(decimal);
    return `${sign}${whole}.${fraction || '0'}`;
  }
  const mantissa = decimal.digits[0] + (decimal.digits.length > 1 ? `.${decimal.digits.slice(1)}` : '');
  return `${sign}${mantissa}e${exponentText(decimal.exponent)}`;
}

/** `repr()` of a NumPy scalar since NumPy 2: `np.float32(2.0)`, `np.True_`. */
export function scalarRepr(value: number, dtype: string): string {
  const text = scalarText(value, dtype);
  return dtype === 'bool' ? `np.${text}_` : `np.${dtype}(${text})`;
}

function body(array: NdArray, options: Readonly<PrintOptions>, separator: string, prefix: string, suffix: string) {
  if (array.data.length === 0) return '[]';
  const summarize = array.data.length > options.threshold;
  const edge = options.edgeitems;
  const format = formatter(array, summarize ? corners(array, edge) : array.data, options);
  const strides = stridesOf(array.shape);
  const width = options.linewidth - suffix.length;

  const recurse = (axis: number, offset: number, indent: string, room: number): string => {
    if (axis === array.shape.length) return format(array.data[offset]);
    const length = array.shape[axis];
    const entries = shownEntries(length, edge, summarize);
    const text = (entry: number | '...') =>
      entry === '...' ? '...' : recurse(axis + 1, offset + entry * strides[axis], `${indent} `, room - 1);
    const inside =
      axis === array.shape.length - 1
        ? wrapped(entries.map(text), separator, indent, room)
        : entries
            .map((entry) => indent + text(entry))
            .join(separator.trimEnd() + '\n'.repeat(array.shape.length - axis - 1));
    return `[${inside.slice(indent.length)}]`;
  };
  return recurse(0, 0, ' '.repeat(prefix.length + 1), width);
}

/** Words on lines no longer than `room` less the closing bracket or separator. */
function wrapped(words: readonly string[], separator: string, indent: string, room: number): string {
  const most = room - Math.max(separator.trimEnd().length, 1);
  let done = '';
  let line = indent;
  words.forEach((word, i) => {
    if (line.length + word.length > most && line.length > indent.length) {
      done += `${line.trimEnd()}\n`;
      line = indent;
    }
    line += word + (i < words.length - 1 ? separator : '');
  });
  return done + line;
}

/** How every element is written, from those that are shown: equal widths, one notation. */
function formatter(
  array: NdArray,
  shown: ArrayLike<number>,
  options: Readonly<PrintOptions>,
): (value: number) => string {
  switch (kindOf(array.dtype)) {
    case 'bool':
      return (value) => (value !== 0 ? (array.shape.length > 0 ? ' True' : 'True') : 'False');
    case 'int': {
      let width = 0;
      for (let i = 0; i < shown.length; i++) width = Math.max(width, String(shown[i] + 0).length);
      return (value) => String(value + 0).padStart(width);
    }
    default:
      return floatFormatter(array.dtype, shown, options);
  }
}

/** The largest number that an array shows without an exponent, by the precision of its type. */
const ARRAY_LIMIT: Record<string, number> = { float16: 1e3, float32: 1e6 };

function floatFormatter(
  dtype: string,
  shown: ArrayLike<number>,
  options: Readonly<PrintOptions>,
): (value: number) => string {
  const finite = Array.from(shown).filter(Number.isFinite);
  let [largest, smallest] = [0, Infinity];
  for (const value of finite) {
    const magnitude = Math.abs(value);
    largest = Math.max(largest, magnitude);
    if (magnitude > 0) smallest = Math.min(smallest, magnitude);
  }
  const scientific =
    largest > 0 &&
    (largest >= (ARRAY_LIMIT[dtype] ?? 1e8) ||
      (!options.suppress && (smallest < 1e-4 || rounded(largest / smallest, dtype) > 1000)));
  const parts = scientific ? scientificParts : positionalParts;
  const all = finite.map((value) => parts(value, dtype, options.precision));
  const left = all.reduce((n, part) => Math.max(n, part.whole.length), 0);
  const right = all.reduce((n, part) => Math.max(n, part.fraction.length), 0);
  const exponentDigits = all.reduce((n, part) => Math.max(n, (part.exponent ?? '').length - 1), 0);
  const tail = scientific ? right + exponentDigits + 2 : right;
  let padLeft = left;
  if (finite.length < shown.length) {
    const negative = Array.from(shown).includes(-Infinity) ? 1 : 0;
    padLeft = Math.max(left, 3 - tail - 1, 3 + negative - tail - 1);
  }
  return (value) => {
    if (!Number.isFinite(value)) {
      const text = Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf';
      return text.padStart(padLeft + tail + 1);
    }
    if (!scientific) {
      const { whole, fraction } = positionalParts(value, dtype, options.precision);
      return `${whole.padStart(padLeft)}.${fraction.padEnd(right)}`;
    }
    const { digits, exponent } = exactMantissa(value, shortestDecimal(value, dtype), right);
    const mantissa = `${(signOf(value) + digits[0]).padStart(padLeft)}.${digits.slice(1)}`;
    return `${mantissa}e${exponentText(exponent, exponentDigits)}`;
  };
}

/** The ratio is formed in the array's own type. */
const rounded = (value: number, dtype: string): number => (dtype === 'float64' ? value : Math.fround(value));

interface Parts {
  readonly whole: string;
  readonly fraction: string;
  readonly exponent?: string;
}

const signOf = (value: number): string => (value < 0 || Object.is(value, -0) ? '-' : '');

function positionalParts(value: number, dtype: string, precision: number): Parts {
  const decimal = limitFraction(value, shortestDecimal(value, dtype), precision);
  const [whole, fraction] = positional(decimal);
  return { whole: signOf(value) + whole, fraction };
}

function scientificParts(value: number, dtype: string, precision: number): Parts {
  const decimal: Decimal = limitMantissa(value, shortestDecimal(value, dtype), precision);
  return {
    whole: signOf(value) + decimal.digits[0],
    fraction: decimal.digits.slice(1),
    exponent: exponentText(decimal.exponent),
  };
}
