/**
 * The format specification mini-language (Python documentation, library/string.html#formatspec) for numbers
 * and strings: `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`.
 */
import { PyError } from '../interpreter/errors';
import { exponential, fixed, floatRepr, layOut, significant, specialText } from './floatText';

interface FormatSpec {
  fill: string;
  align?: '<' | '>' | '=' | '^';
  sign: '+' | '-' | ' ';
  alternate: boolean;
  width: number;
  grouping: '' | ',' | '_';
  precision?: number;
  type: string;
}

const SPEC = /^(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/su;

/** @throws PyError ValueError where the text is no format specification */
function parseSpec(text: string, typeName: string): FormatSpec {
  const match = SPEC.exec(text);
  if (!match) throw new PyError('ValueError', `Invalid format specifier '${text}' for object of type '${typeName}'`);
  const [, fill, align, sign, , alternate, zero, width, grouping, precision, type] = match;
  return {
    fill: fill ?? (zero && !align ? '0' : zero ? '0' : ' '),
    align: (align ?? (zero ? '=' : undefined)) as FormatSpec['align'],
    sign: (sign ?? '-') as FormatSpec['sign'],
    alternate: alternate !== undefined,
    width: Number(width ?? 0),
    grouping: (grouping ?? '') as FormatSpec['grouping'],
    precision: precision === undefined ? undefined : Number(precision),
    type: type ?? '',
  };
}

/** Text under a specification. @throws PyError ValueError */
export function formatText(text: string, specText: string): string {
  const spec = parseSpec(specText, 'str');
  if (spec.type && spec.type !== 's') throw unknownCode(spec.type, 'str');
  if (spec.align === '=') {
    if (!/^(.)?=/su.test(specText)) spec.align = '<';
    else throw new PyError('ValueError', "'=' alignment not allowed in string format specifier");
  }
  const shown = spec.precision === undefined ? text : [...text].slice(0, spec.precision).join('');
  return pad('', shown, spec, '<');
}

/** An integer under a specification; float types convert it. @throws PyError ValueError */
export function formatInt(value: number, specText: string): string {
  const spec = parseSpec(specText, 'int');
  if ('eEfFgG%'.includes(spec.type) && spec.type !== '') return formatFloatSpec(value, spec, 'int');
  if (spec.precision !== undefined)
    throw new PyError('ValueError', 'Precision not allowed in integer format specifier');
  const magnitude = BigInt(Math.abs(value));
  let digits: string;
  let prefix = '';
  switch (spec.type) {
    case '':
    case 'd':
    case 'n':
      digits = group(magnitude.toString(), spec.grouping, 3);
      break;
    case 'b':
    case 'o':
    case 'x':
    case 'X': {
      const radix = { b: 2, o: 8, x: 16, X: 16 }[spec.type];
      digits = group(magnitude.toString(radix), spec.grouping, 4);
      if (spec.type === 'X') digits = digits.toUpperCase();
      if (spec.alternate) prefix = `0${spec.type}`;
      break;
    }
    case 'c':
      return pad('', String.fromCodePoint(value), spec, '<');
    default:
      throw unknownCode(spec.type, 'int');
  }
  return pad(signOf(value < 0, spec) + prefix, digits, spec, '>');
}

/** A float under a specification. @throws PyError ValueError */
export function formatFloat(value: number, specText: string): string {
  return formatFloatSpec(value, parseSpec(specText, 'float'), 'float');
}

function formatFloatSpec(value: number, spec: FormatSpec, typeName: string): string {
  const negative = value < 0 || Object.is(value, -0);
  const sign = signOf(negative, spec);
  let text: string;
  if (!Number.isFinite(value)) {
    text = specialText(Math.abs(value)) + (spec.type === '%' ? '%' : '');
    return pad(sign, /[EFG]/.test(spec.type) ? text.toUpperCase() : text, spec, '>');
  }
  const magnitude = Math.abs(value);
  const precision = spec.precision ?? 6;
  switch (spec.type) {
    case 'f':
    case 'F':
      text = fixed(magnitude, precision);
      break;
    case 'e':
    case 'E':
      text = exponential(magnitude, precision);
      break;
    case '%':
      text = `${fixed(magnitude * 100, precision)}%`;
      break;
    case 'g':
    case 'G':
    case 'n':
      text = general(magnitude, precision, spec.alternate, false);
      break;
    case '':
      text = spec.precision === undefined ? floatRepr(magnitude) : general(magnitude, precision, spec.alternate, true);
      break;
    default:
      throw unknownCode(spec.type, typeName);
  }
  if (spec.type === 'E' || spec.type === 'G') text = text.toUpperCase();
  if (spec.grouping) {
    const [, whole, rest] = /^(\d+)(.*)$/.exec(text) ?? ['', '', text];
    text = group(whole, spec.grouping, 3) + rest;
  }
  return pad(sign, text, spec, '>');
}

/** The `g` presentation: `precision` significant digits, exponent form for very small and large numbers. */
export function general(magnitude: number, precision: number, keepZeros: boolean, point: boolean): string {
  const count = Math.max(1, precision);
  const { digits, exponent } =
    magnitude === 0 ? { digits: '0'.repeat(count), exponent: 0 } : significant(magnitude, count);
  const shown = keepZeros ? digits : digits.replace(/0+$/, '') || '0';
  // Without a type, one digit stays behind the point, so the exponent form starts one digit earlier.
  const limit = point ? count - 1 : count;
  return layOut(shown, exponent, exponent < -4 || exponent >= limit, point);
}

function signOf(negative: boolean, spec: FormatSpec): string {
  return negative ? '-' : spec.sign === '-' ? '' : spec.sign;
}

function unknownCode(code: string, typeName: string): PyError {
  return new PyError('ValueError', `Unknown format code '${code}' for object of type '${typeName}'`);
}

function group(digits: string, separator: string, size: number): string {
  if (!separator) return digits;
  return digits.replace(new RegExp(`\\B(?=(?:[0-9a-fA-F]{${size}})+$)`, 'g'), separator);
}

/** Brings a sign or prefix and a body to the width. */
function pad(prefix: string, body: string, spec: FormatSpec, align: '<' | '>'): string {
  const missing = spec.width - [...(prefix + body)].length;
  if (missing <= 0) return prefix + body;
  const fill = (n: number) => spec.fill.repeat(n);
  switch (spec.align ?? align) {
    case '<':
      return prefix + body + fill(missing);
    case '>':
      return fill(missing) + prefix + body;
    case '^':
      return fill(Math.floor(missing / 2)) + prefix + body + fill(Math.ceil(missing / 2));
    default:
      return prefix + zeroFill(body, missing, spec);
  }
}

/** Fills between sign and digits; grouped zeros carry their separators (`'{:010,}'.format(1234)`). */
function zeroFill(body: string, missing: number, spec: FormatSpec): string {
  if (spec.fill !== '0' || !spec.grouping) return spec.fill.repeat(missing) + body;
  const size = 'boxX'.includes(spec.type) && spec.type ? 4 : 3;
  const [, whole, rest] = /^([0-9a-fA-F,_]+)(.*)$/.exec(body) ?? ['', body, ''];
  const width = whole.length + missing;
  let digits = whole.replace(/[,_]/g, '');
  while (group(digits, spec.grouping, size).length < width) digits = `0${digits}`;
  return group(digits, spec.grouping, size) + rest;
}
