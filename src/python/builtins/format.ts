/**
 * Formatting: `format()`, `str.format`, f-string fields and the `%` operator.
 *
 * Every function gives the text where it is known, and the unknown value that explains why not where a part
 * of it is not known.
 */
import { keyError } from './exceptions';
import { formatDim, isNumber, isUnknown } from '../../shape';
import type { Context } from '../interpreter/context';
import { PyError } from '../interpreter/errors';
import { typeOf, types } from '../interpreter/types';
import { BytesValue, int, str, tuple, type UnknownValue, type Value } from '../interpreter/values';
import { dimOf } from './arithmetic';
import { formatFloat, formatInt, formatText } from './formatSpec';
import { asciiOnly, knownText } from './repr';
import { said } from '../../protocol/say';

type Text = string | UnknownValue;

/**
 * `format(value, spec)`: what an f-string field becomes, a string or unknown.
 * @throws PyError ValueError, TypeError
 */
export function formatValue(cx: Context, value: Value, spec: string): Value {
  return textValue(formatted(cx, value, spec));
}

function formatted(cx: Context, value: Value, spec: string): Text {
  switch (value.kind) {
    case 'unknown':
      return value;
    case 'str':
      return formatText(value.value, spec);
    case 'bool':
      return spec === '' ? (value.value ? 'True' : 'False') : formatInt(Number(value.value), spec);
    case 'int':
    case 'float': {
      const number = dimOf(value);
      if (!isNumber(number)) {
        return cx.unknown(isUnknown(number) ? number.reason : said`${formatDim(number)} is a size without a number`);
      }
      return value.kind === 'int' ? formatInt(number, spec) : formatFloat(number, spec);
    }
    case 'instance':
    case 'tensor': {
      const method = value.cls.lookup('__format__');
      if (method && method !== types.object.attrs.get('__format__')) {
        const text = cx.call(method, [value, str(spec)]);
        if (text.kind === 'str') return text.value;
        return text.kind === 'unknown' ? text : cx.unknown(said`the text of ${value.cls.name} is not known`);
      }
      break;
    }
  }
  if (spec !== '' && value.kind !== 'instance') {
    throw new PyError('TypeError', `unsupported format string passed to ${typeOf(value).name}.__format__`);
  }
  const text = knownText(cx, value);
  return typeof text === 'string' ? formatText(text, spec) : text;
}

/** A value under `!r`, `!s` or `!a`. */
export function convert(cx: Context, value: Value, conversion: 'r' | 's' | 'a'): Text {
  const text = knownText(cx, value, conversion === 's' ? 'str' : 'repr');
  return typeof text === 'string' && conversion === 'a' ? asciiOnly(text) : text;
}

/** A text of parts, unknown as soon as one of them is. */
export function joinTexts(parts: readonly Text[]): Text {
  const unknown = parts.find((part): part is UnknownValue => typeof part !== 'string');
  return unknown ?? parts.join('');
}

/** A text or what is unknown of it, as a value. */
export function textValue(text: Text): Value {
  return typeof text === 'string' ? str(text) : text;
}

// ── str.format ─────────────────────────────────────────────────────────────────────────────────

/** `template.format(*args, **kwargs)`. @throws PyError ValueError, IndexError, KeyError */
export function formatTemplate(
  cx: Context,
  template: string,
  args: readonly Value[],
  named: (name: string) => Value | undefined,
): Text {
  let automatic = 0;
  const render = (text: string): Text => {
    const parts: Text[] = [];
    let i = 0;
    while (i < text.length) {
      const c = text[i];
      if ((c === '{' || c === '}') && text[i + 1] === c) {
        parts.push(c);
        i += 2;
      } else if (c === '{') {
        const end = closingBrace(text, i);
        parts.push(field(text.slice(i + 1, end)));
        i = end + 1;
      } else if (c === '}') {
        throw new PyError('ValueError', "Single '}' encountered in format string");
      } else {
        const next = /[{}]/.exec(text.slice(i))?.index ?? text.length - i;
        parts.push(text.slice(i, i + next));
        i += next;
      }
    }
    return joinTexts(parts);
  };
  const field = (text: string): Text => {
    const [, path, conversion, spec] = /^([^!:]*)(?:!([rsa]))?(?::(.*))?$/su.exec(text) ?? [];
    if (path === undefined) throw new PyError('ValueError', `invalid replacement field '{${text}}'`);
    const [, first, rest] = /^([^.[]*)(.*)$/su.exec(path) ?? ['', '', ''];
    const key = first === '' ? String(automatic++) : first;
    let value = lookUp(cx, key, args, named);
    for (const [, attr, index] of rest.matchAll(/\.([^.[]+)|\[([^\]]+)\]/gu)) {
      if (attr !== undefined) value = cx.getAttr(value, attr);
      else value = cx.getItem(value, /^\d+$/.test(index) ? int(Number(index)) : str(index));
    }
    const shown = render(spec ?? '');
    if (typeof shown !== 'string') return shown;
    if (!conversion) return formatted(cx, value, shown);
    const converted = convert(cx, value, conversion as 'r' | 's' | 'a');
    return typeof converted === 'string' ? formatText(converted, shown) : converted;
  };
  return render(template);
}

function closingBrace(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i;
  }
  throw new PyError('ValueError', "expected '}' before end of string");
}

function lookUp(cx: Context, key: string, args: readonly Value[], named: (name: string) => Value | undefined): Value {
  if (/^\d+$/.test(key)) {
    const value = args[Number(key)];
    if (value) return value;
    throw new PyError('IndexError', `Replacement index ${key} out of range for positional args tuple`);
  }
  const value = named(key);
  if (value) return value;
  throw keyError(cx, str(key));
}

// ── The % operator ─────────────────────────────────────────────────────────────────────────────

const DIRECTIVE = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?[hlL]?(.)?/gsu;

/** `text % args` (Python documentation, "printf-style String Formatting"). @throws PyError TypeError, ValueError */
export function formatPercent(cx: Context, text: string, args: Value): Value {
  const parts: Text[] = [];
  const values = args.kind === 'tuple' ? args.items : [args];
  let next = 0;
  const take = (): Value => {
    if (next < values.length) return values[next++];
    throw new PyError('TypeError', 'not enough arguments for format string');
  };
  if (args.kind === 'unknown' && text.includes('%')) return args;
  let at = 0;
  let byName = false;
  for (const match of text.matchAll(DIRECTIVE)) {
    const [whole, name, flags, width, precision, type] = match;
    parts.push(text.slice(at, match.index));
    at = match.index + whole.length;
    if (type === undefined) throw new PyError('ValueError', 'incomplete format');
    if (type === '%') {
      parts.push('%');
      continue;
    }
    const sizes = [width, precision].map((size) => (size === '*' ? starSize(take()) : size));
    if (sizes.some((size) => typeof size === 'object')) return cx.unknown('a width in the format is not known');
    byName ||= name !== undefined;
    const value = name === undefined ? take() : cx.getItem(args, str(name));
    parts.push(directive(cx, value, flags, sizes[0] as string, sizes[1] as string, type, match.index));
  }
  parts.push(text.slice(at));
  if (!byName && next < values.length && (args.kind === 'tuple' || !['dict', 'unknown'].includes(args.kind))) {
    throw new PyError('TypeError', 'not all arguments converted during string formatting');
  }
  return textValue(joinTexts(parts));
}

function starSize(value: Value): string | Value {
  return value.kind === 'int' && isNumber(value.value) ? String(value.value) : value;
}

function directive(
  cx: Context,
  value: Value,
  flags: string,
  width: string | undefined,
  precision: string | undefined,
  type: string,
  index: number,
): Text {
  if (value.kind === 'unknown') return value;
  const left = flags.includes('-') || width?.startsWith('-');
  const columns = width?.replace('-', '') ?? '';
  if ('sra'.includes(type)) {
    const text = convert(cx, value, type as 'r' | 's' | 'a');
    if (typeof text !== 'string') return text;
    return formatText(text, `${left ? '<' : '>'}${columns}${precision === undefined ? '' : `.${precision}`}`);
  }
  const sign = flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const fill = `${left ? '<' : flags.includes('0') ? '0=' : '>'}${sign}${flags.includes('#') ? '#' : ''}${columns}`;
  if (type === 'c') {
    if (value.kind === 'str') return formatText(value.value, `${left ? '<' : '>'}${columns}`);
    type = 'c';
  } else if (!'diuoxXeEfFgG'.includes(type)) {
    throw new PyError(
      'ValueError',
      `unsupported format character '${type}' (0x${type.charCodeAt(0).toString(16)}) at index ${index + 1}`,
    );
  }
  const number = numberOf(cx, value, type);
  if (typeof number !== 'number') return number;
  if ('eEfFgG'.includes(type))
    return formatFloat(number, `${fill}${precision === undefined ? '' : `.${precision}`}${type}`);
  const code = 'diu'.includes(type) ? 'd' : type;
  if (Number.isNaN(number)) throw new PyError('ValueError', 'cannot convert float NaN to integer');
  if (!Number.isFinite(number)) throw new PyError('OverflowError', 'cannot convert float infinity to integer');
  const whole = Math.trunc(number) + 0;
  if (precision === undefined || code === 'c') return formatInt(whole, `${fill}${code}`);
  // A precision is the least count of digits (`%.3d`), which the format language does not have.
  const digits = formatInt(Math.abs(whole), code).padStart(Number(precision), '0');
  return formatText(`${whole < 0 ? '-' : sign}${digits}`, `${left ? '<' : '>'}${columns}`);
}

function numberOf(cx: Context, value: Value, type: string): number | UnknownValue {
  if (value.kind === 'int' || value.kind === 'float' || value.kind === 'bool') {
    const number = dimOf(value);
    if (isNumber(number)) return number;
    return cx.unknown(isUnknown(number) ? number.reason : said`${formatDim(number)} is a size without a number`);
  }
  if (value.kind === 'tensor' || value.kind === 'instance') {
    const method = value.cls.lookup('__float__') ?? value.cls.lookup('__int__') ?? value.cls.lookup('__index__');
    if (method) return numberOf(cx, cx.call(method, [value]), type);
    if (value.kind === 'tensor') return cx.unknown('the number in this tensor is not known');
  }
  const needs = 'eEfFgG'.includes(type) ? 'must be real number' : `%${type} format: a real number is required`;
  throw new PyError('TypeError', `${needs}, not ${typeOf(value).name}`);
}

/** `%` on bytes, by way of text: each byte is a character of its value. */
export function formatBytes(cx: Context, bytes: BytesValue, args: Value): Value {
  const asText = (value: Value): Value => (value.kind === 'bytes' ? str(value.value) : value);
  const text = formatPercent(cx, bytes.value, args.kind === 'tuple' ? tuple(args.items.map(asText)) : asText(args));
  return text.kind === 'str' ? new BytesValue(text.value) : text;
}
