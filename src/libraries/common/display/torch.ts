/**
 * Tensors as PyTorch prints them (torch/_tensor_str.py): four digits, lines of 80, three items at each edge of
 * what has more than 1,000 elements.
 */
import { stridesOf, type NdArray } from '../../../compute/ndarray';
import { kindOf } from '../dtypes';
import { corners, shownEntries } from './corners';
import { exponentText, limitFraction, limitMantissa, positional, shortestDecimal } from './digits';
import { tupleText } from './numpy';

const PRECISION = 4;
const THRESHOLD = 1000;
const EDGE = 3;
const LINE = 80;

/**
 * `repr(tensor)`. `suffixes` follow the numbers: `requires_grad=True`, `grad_fn=<AddBackward0>`.
 */
export function torchRepr(array: NdArray, suffixes: readonly string[] = []): string {
  const prefix = 'tensor(';
  const usual = array.dtype === 'float32' || array.dtype === 'int64' || array.dtype === 'bool';
  const notes: string[] = [];
  if (array.data.length === 0 && array.shape.length !== 1) notes.push(`size=${tupleText(array.shape)}`);
  if (array.data.length === 0 ? array.dtype !== 'float32' : !usual) notes.push(`dtype=torch.${array.dtype}`);
  let text = prefix + (array.data.length === 0 ? '[]' : body(array, prefix.length));
  let column = text.length - text.lastIndexOf('\n') + 1;
  for (const note of [...notes, ...suffixes]) {
    if (column + note.length + 2 > LINE) {
      text += `,\n${' '.repeat(prefix.length)}${note}`;
      column = prefix.length + note.length;
    } else {
      text += `, ${note}`;
      column += note.length + 2;
    }
  }
  return `${text})`;
}

function body(array: NdArray, indent: number): string {
  const summarize = array.data.length > THRESHOLD;
  const { format, width } = formatter(array, summarize ? corners(array, EDGE) : array.data);
  const strides = stridesOf(array.shape);
  const rank = array.shape.length;
  if (rank === 0) return format(array.data[0]);

  const recurse = (axis: number, offset: number, margin: number): string => {
    const length = array.shape[axis];
    const entries = shownEntries(length, EDGE, summarize);
    if (axis === rank - 1) {
      const words = entries.map((entry) => (entry === '...' ? ' ...' : format(array.data[offset + entry])));
      const perLine = Math.max(1, Math.floor((LINE - margin) / (width + 2)));
      const lines: string[] = [];
      for (let i = 0; i < words.length; i += perLine) lines.push(words.slice(i, i + perLine).join(', '));
      return `[${lines.join(`,\n${' '.repeat(margin + 1)}`)}]`;
    }
    const slices = entries.map((entry) =>
      entry === '...' ? '...' : recurse(axis + 1, offset + entry * strides[axis], margin + 1),
    );
    return `[${slices.join(`,${'\n'.repeat(rank - axis - 1)}${' '.repeat(margin + 1)}`)}]`;
  };
  return recurse(0, 0, indent);
}

interface Formatter {
  readonly format: (value: number) => string;
  readonly width: number;
}

function formatter(array: NdArray, values: ArrayLike<number>): Formatter {
  const kind = kindOf(array.dtype);
  const list = Array.from(values);
  if (kind !== 'float') {
    const text = kind === 'bool' ? (v: number) => (v !== 0 ? 'True' : 'False') : (v: number) => String(v + 0);
    return padded(text, list.map(text));
  }
  const relevant = list.filter((value) => Number.isFinite(value) && value !== 0);
  const magnitudes = relevant.map(Math.abs);
  const largest = magnitudes.reduce((a, b) => Math.max(a, b), 0);
  const smallest = magnitudes.reduce((a, b) => Math.min(a, b), Infinity);
  const wide = relevant.length > 0 && (largest / smallest > 1000 || largest > 1e8);
  if (relevant.every(Number.isInteger)) {
    if (wide) return padded(scientific, relevant.map(scientific));
    const whole = (value: number) => (Number.isFinite(value) ? `${fixed(value, 0)}.` : fixed(value, 0));
    return padded(whole, relevant.map(whole));
  }
  const notation = wide || smallest < 1e-4 ? scientific : (value: number) => fixed(value, PRECISION);
  return padded(notation, relevant.map(notation));
}

function padded(text: (value: number) => string, all: readonly string[]): Formatter {
  const width = all.reduce((n, word) => Math.max(n, word.length), 1);
  return { width, format: (value) => text(value).padStart(width) };
}

/** Python's `'{:.4e}'`. */
function scientific(value: number): string {
  if (!Number.isFinite(value)) return fixed(value, 0);
  const { digits, exponent } = limitMantissa(value, shortestDecimal(value, 'float64'), PRECISION);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  return `${sign}${digits[0]}.${digits.slice(1).padEnd(PRECISION, '0')}e${exponentText(exponent)}`;
}

/** Python's `'{:.4f}'` with `places` digits. */
function fixed(value: number, places: number): string {
  if (Number.isNaN(value)) return 'nan';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (!Number.isFinite(value)) return `${sign}inf`;
  const [whole, fraction] = positional(limitFraction(value, shortestDecimal(value, 'float64'), places));
  return `${sign}${whole}${places > 0 ? `.${fraction.padEnd(places, '0')}` : ''}`;
}
