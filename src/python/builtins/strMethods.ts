/** `str` and its methods (Python documentation, "String Methods"), and those of `bytes` that mean the same. */
import { isNumber } from '../../shape';
import type { Context } from '../interpreter/context';
import { PyError } from '../interpreter/errors';
import { native, staticMethod, type Bound } from '../interpreter/native';
import { typeOf, types } from '../interpreter/types';
import { BytesValue, DictValue, NONE, bool, int, list, str, tuple, type Value } from '../interpreter/values';
import { dictGet, makeDict } from './containers';
import { formatPercent, formatTemplate, textValue } from './format';
import { elements, isLost } from './iterables';
import { knownText } from './repr';
import { methods } from './typeMethods';
import { said } from '../../protocol/say';

/** A rule on the text of `self`; where an argument that it reads is unknown, the result is that argument. */
type TextRule = (text: string, a: Bound, cx: Context) => Value;

function onText(rule: TextRule): (a: Bound, cx: Context) => Value {
  return (a, cx) => {
    const receiver = a.get('self');
    // A member of a str enumeration has the methods of the string it stands for.
    const self = (receiver.kind === 'instance' && receiver.attrs.get('_value_')) || receiver;
    if (self.kind === 'unknown') return self;
    if (self.kind !== 'str') {
      throw new PyError('TypeError', `descriptor requires a 'str' object but received '${typeOf(self).name}'`);
    }
    return rule(self.value, a, cx);
  };
}

/** A string argument. @throws PyError TypeError; a value that is not known is thrown as `Unread` */
function text(a: Bound, name: string): string {
  const value = a.get(name);
  if (value.kind === 'str') return value.value;
  if (value.kind === 'unknown') throw new Unread(value);
  throw new PyError('TypeError', `${a.fn}() argument must be str, not ${typeOf(value).name}`);
}

function number(a: Bound, name: string, otherwise: number): number {
  if (a.isNone(name)) return otherwise;
  const value = a.number(name);
  if (value === undefined) throw new Unread(a.cx.unknown(said`the ${name} of ${a.fn}() is not known`));
  return value;
}

/** Carries an unknown argument to the end of the method, which then returns it. Never leaves this file. */
class Unread extends Error {
  constructor(readonly value: Value) {
    super('unread');
  }
}

function table(rules: Record<string, [string, TextRule]>): Record<string, [string, (a: Bound, cx: Context) => Value]> {
  return Object.fromEntries(
    Object.entries(rules).map(([name, [signature, rule]]) => [
      name,
      [
        signature ? `self, ${signature}` : 'self',
        (a: Bound, cx: Context) => {
          try {
            return onText(rule)(a, cx);
          } catch (error) {
            if (error instanceof Unread) return error.value;
            throw error;
          }
        },
      ],
    ]),
  );
}

/** Whitespace as `str.split` and `str.strip` see it. */
const SPACE = '\\s\\x1c-\\x1f\\x85';

function strip(from: string, chars: string | undefined, ends: 'both' | 'left' | 'right'): string {
  const points = [...from];
  const drop = (c: string) => (chars === undefined ? new RegExp(`[${SPACE}]`, 'u').test(c) : chars.includes(c));
  let start = 0;
  let end = points.length;
  if (ends !== 'right') while (start < end && drop(points[start])) start++;
  if (ends !== 'left') while (end > start && drop(points[end - 1])) end--;
  return points.slice(start, end).join('');
}

const stripped =
  (ends: 'both' | 'left' | 'right'): TextRule =>
  (s, a) =>
    str(strip(s, a.isNone('chars') ? undefined : text(a, 'chars'), ends));

function split(s: string, separator: string | undefined, limit: number): string[] {
  if (separator === '') throw new PyError('ValueError', 'empty separator');
  if (separator !== undefined) {
    const parts = s.split(separator);
    return limit < 0 || parts.length <= limit + 1
      ? parts
      : [...parts.slice(0, limit), parts.slice(limit).join(separator)];
  }
  const parts: string[] = [];
  let rest = strip(s, undefined, 'left');
  while (rest !== '') {
    const gap = new RegExp(`[${SPACE}]+`, 'u').exec(rest);
    if (!gap || parts.length === limit) {
      parts.push(parts.length === limit ? rest : strip(rest, undefined, 'right'));
      break;
    }
    parts.push(rest.slice(0, gap.index));
    rest = rest.slice(gap.index + gap[0].length);
  }
  return parts;
}

function rsplit(s: string, separator: string | undefined, limit: number): string[] {
  const mirror = (t: string) => [...t].reverse().join('');
  return split(mirror(s), separator === undefined ? undefined : mirror(separator), limit)
    .map(mirror)
    .reverse();
}

function pad(s: string, width: number, fill: string, side: 'left' | 'right' | 'both'): string {
  const missing = width - [...s].length;
  if (missing <= 0) return s;
  if (side === 'left') return fill.repeat(missing) + s;
  if (side === 'right') return s + fill.repeat(missing);
  // CPython puts the odd one left when both the width and the margin are odd (`Objects/unicodeobject.c`).
  const left = Math.floor(missing / 2) + (missing & width & 1);
  return fill.repeat(left) + s + fill.repeat(missing - left);
}

const padded =
  (side: 'left' | 'right' | 'both'): TextRule =>
  (s, a) =>
    str(pad(s, number(a, 'width', 0), text(a, 'fillchar'), side));

/** The part between `start` and `end`, and where it begins. */
function window(s: string, a: Bound): { part: string[]; offset: number } | undefined {
  const points = [...s];
  const clamp = (n: number) => Math.min(Math.max(n < 0 ? n + points.length : n, 0), points.length);
  const start = number(a, 'start', 0);
  const from = clamp(start);
  const to = clamp(number(a, 'end', points.length));
  return start > points.length || to < from ? undefined : { part: points.slice(from, to), offset: from };
}

function find(s: string, a: Bound, last: boolean): number {
  if (!s.includes(text(a, 'sub'))) return -1;
  const range = window(s, a);
  if (!range) return -1;
  const part = range.part.join('');
  const at = last ? part.lastIndexOf(text(a, 'sub')) : part.indexOf(text(a, 'sub'));
  return at < 0 ? -1 : [...part.slice(0, at)].length + range.offset;
}

function affix(s: string, a: Bound, test: (part: string, affix: string) => boolean): Value {
  const part = a.has('start') || a.has('end') ? window(s, a)?.part.join('') : s;
  const value = a.get('prefix');
  const options = value.kind === 'tuple' ? value.items : [value];
  const unknown = options.find((option) => option.kind === 'unknown');
  if (options.some((o) => o.kind === 'str' && part !== undefined && test(part, o.value))) return bool(true);
  if (unknown) return unknown;
  const wrong = options.find((option) => option.kind !== 'str');
  if (wrong) {
    throw new PyError('TypeError', `${a.fn} first arg must be str or a tuple of str, not ${typeOf(wrong).name}`);
  }
  return bool(false);
}

const every =
  (pattern: RegExp): TextRule =>
  (s) =>
    bool(pattern.test(s));

const cased = (s: string) => s.toLowerCase() !== s.toUpperCase();

function titled(s: string): string {
  return s.replace(/\p{L}+/gu, (word) => word[0].toUpperCase() + word.slice(1).toLowerCase());
}

function partition(s: string, separator: string, last: boolean): Value {
  if (separator === '') throw new PyError('ValueError', 'empty separator');
  const at = last ? s.lastIndexOf(separator) : s.indexOf(separator);
  if (at < 0) return tuple((last ? ['', '', s] : [s, '', '']).map(str));
  return tuple([s.slice(0, at), separator, s.slice(at + separator.length)].map(str));
}

function replace(s: string, old: string, by: string, count: number): string {
  if (count < 0) return s.replaceAll(old, () => by);
  let [out, rest, left] = ['', s, count];
  while (left-- > 0) {
    const at = rest.indexOf(old);
    if (at < 0) break;
    out += rest.slice(0, at) + by;
    rest = rest.slice(at + old.length);
    if (old === '') {
      if (rest === '') break;
      out += rest[0];
      rest = rest.slice(1);
    }
  }
  return out + rest;
}

function joined(separator: string, a: Bound, cx: Context): Value {
  const iterable = a.get('iterable');
  if (iterable.kind === 'int' || iterable.kind === 'float' || iterable.kind === 'none') {
    throw new PyError('TypeError', 'can only join an iterable');
  }
  const items = elements(cx, iterable);
  if (isLost(items)) return items;
  const parts: string[] = [];
  for (const [i, item] of items.entries()) {
    if (item.kind === 'unknown') return item;
    if (item.kind !== 'str') {
      throw new PyError('TypeError', `sequence item ${i}: expected str instance, ${typeOf(item).name} found`);
    }
    parts.push(item.value);
  }
  return str(parts.join(separator));
}

const names = (parts: readonly string[]) => list(parts.map(str));
const separatorOf = (a: Bound) => (a.isNone('sep') ? undefined : text(a, 'sep'));
const isIdentifier = (s: string) => /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*$/u.test(s);

const RULES: Record<string, [string, TextRule]> = {
  lower: ['', (s) => str(s.toLowerCase())],
  upper: ['', (s) => str(s.toUpperCase())],
  casefold: ['', (s) => str(s.toLowerCase().replaceAll('ß', 'ss'))],
  title: ['', (s) => str(titled(s))],
  capitalize: ['', (s) => str(s.slice(0, 1).toUpperCase() + s.slice(1).toLowerCase())],
  swapcase: ['', (s) => str([...s].map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join(''))],
  strip: ['chars=None, /', stripped('both')],
  lstrip: ['chars=None, /', stripped('left')],
  rstrip: ['chars=None, /', stripped('right')],
  split: ['sep=None, maxsplit=-1', (s, a) => names(split(s, separatorOf(a), number(a, 'maxsplit', -1)))],
  rsplit: ['sep=None, maxsplit=-1', (s, a) => names(rsplit(s, separatorOf(a), number(a, 'maxsplit', -1)))],
  splitlines: [
    'keepends=False',
    (s, a) => {
      const ends = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;
      const lines = s.split(ends);
      const kept = a.truth('keepends') ? s.match(ends) : undefined;
      const found = kept ? lines.map((line, i) => line + (kept[i] ?? '')) : lines;
      if (lines[lines.length - 1] === '') found.pop();
      return names(found);
    },
  ],
  join: ['iterable, /', joined],
  replace: ['old, new, count=-1', (s, a) => str(replace(s, text(a, 'old'), text(a, 'new'), number(a, 'count', -1)))],
  startswith: ['prefix, start=None, end=None, /', (s, a) => affix(s, a, (part, p) => part.startsWith(p))],
  endswith: ['prefix, start=None, end=None, /', (s, a) => affix(s, a, (part, p) => part.endsWith(p))],
  find: ['sub, start=None, end=None, /', (s, a) => int(find(s, a, false))],
  rfind: ['sub, start=None, end=None, /', (s, a) => int(find(s, a, true))],
  index: ['sub, start=None, end=None, /', (s, a) => found(find(s, a, false))],
  rindex: ['sub, start=None, end=None, /', (s, a) => found(find(s, a, true))],
  count: [
    'sub, start=None, end=None, /',
    (s, a) => {
      const part = window(s, a)?.part.join('');
      const sub = text(a, 'sub');
      if (part === undefined) return int(0);
      return int(sub === '' ? [...part].length + 1 : part.split(sub).length - 1);
    },
  ],
  removeprefix: ['prefix, /', (s, a) => str(s.startsWith(text(a, 'prefix')) ? s.slice(text(a, 'prefix').length) : s)],
  removesuffix: [
    'suffix, /',
    (s, a) => {
      const suffix = text(a, 'suffix');
      return str(suffix !== '' && s.endsWith(suffix) ? s.slice(0, -suffix.length) : s);
    },
  ],
  partition: ['sep, /', (s, a) => partition(s, text(a, 'sep'), false)],
  rpartition: ['sep, /', (s, a) => partition(s, text(a, 'sep'), true)],
  ljust: ["width, fillchar=' ', /", padded('right')],
  rjust: ["width, fillchar=' ', /", padded('left')],
  center: ["width, fillchar=' ', /", padded('both')],
  zfill: [
    'width, /',
    (s, a) => {
      const sign = /^[+-]/.exec(s)?.[0] ?? '';
      return str(sign + pad(s.slice(sign.length), number(a, 'width', 0) - sign.length, '0', 'left'));
    },
  ],
  expandtabs: [
    'tabsize=8',
    (s, a) => {
      const size = number(a, 'tabsize', 8);
      let column = 0;
      let out = '';
      for (const c of s) {
        const gap = c === '\t' ? (size > 0 ? size - (column % size) : 0) : 1;
        out += c === '\t' ? ' '.repeat(gap) : c;
        column = c === '\n' || c === '\r' ? 0 : column + gap;
      }
      return str(out);
    },
  ],
  isdigit: ['', every(/^[\p{Nd}\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089]+$/u)],
  isdecimal: ['', every(/^\p{Nd}+$/u)],
  isnumeric: ['', every(/^\p{N}+$/u)],
  isalpha: ['', every(/^\p{L}+$/u)],
  isalnum: ['', every(/^[\p{L}\p{N}]+$/u)],
  isspace: ['', every(new RegExp(`^[${SPACE}]+$`, 'u'))],
  isascii: ['', (s) => bool([...s].every((c) => (c.codePointAt(0) ?? 0) < 128))],
  isprintable: ['', (s) => bool(!/[\p{C}\p{Zl}\p{Zp}]/u.test(s) && !/[^\S ]/u.test(s))],
  islower: ['', (s) => bool(cased(s) && s === s.toLowerCase())],
  isupper: ['', (s) => bool(cased(s) && s === s.toUpperCase())],
  istitle: ['', (s) => bool(cased(s) && s === titled(s))],
  isidentifier: ['', (s) => bool(isIdentifier(s))],
  encode: ["encoding='utf-8', errors='strict'", (s) => new BytesValue(utf8(s))],
  format: ['/, *args, **kwargs', (s, a, cx) => textValue(formatTemplate(cx, s, a.rest, (name) => a.extra.get(name)))],
  format_map: [
    'mapping, /',
    (s, a, cx) => {
      const mapping = a.get('mapping');
      if (mapping.kind === 'unknown') return mapping;
      const named = (name: string) =>
        mapping.kind === 'dict' && !mapping.cls ? dictGet(cx, mapping, str(name)) : cx.getItem(mapping, str(name));
      return textValue(formatTemplate(cx, s, [], named));
    },
  ],
  translate: [
    'table, /',
    (s, a, cx) => {
      const map = a.get('table');
      if (map.kind !== 'dict') return cx.unknown('str.translate is followed for dicts only');
      const parts = [...s].map((c) => {
        const to = dictGet(cx, map, int(c.codePointAt(0) ?? 0));
        if (!to) return c;
        if (to.kind === 'none') return '';
        return to.kind === 'int' && isNumber(to.value)
          ? String.fromCodePoint(to.value)
          : to.kind === 'str'
            ? to.value
            : to;
      });
      const lost = parts.find((part): part is Exclude<typeof part, string> => typeof part !== 'string');
      return lost ?? str(parts.join(''));
    },
  ],
  __mod__: ['args, /', (s, a, cx) => formatPercent(cx, s, a.get('args'))],
  __contains__: ['item, /', (s, a) => bool(s.includes(text(a, 'item')))],
};

function found(at: number): Value {
  if (at < 0) throw new PyError('ValueError', 'substring not found');
  return int(at);
}

function utf8(s: string): string {
  return String.fromCharCode(...new TextEncoder().encode(s));
}

/** `str(object)`, `str(bytes, encoding)`. */
function construct(cx: Context, args: readonly Value[], kwargs: ReadonlyMap<string, Value>): Value {
  const object = args[0] ?? kwargs.get('object');
  if (!object) return str('');
  if (object.kind === 'bytes' && (args.length > 1 || kwargs.has('encoding'))) {
    return str(decodeUtf8(object.value));
  }
  return textValue(knownText(cx, object));
}

/** UTF-8 bytes as text. */
export function decodeUtf8(bytes: string): string {
  return new TextDecoder().decode(Uint8Array.from(bytes, (c) => c.charCodeAt(0)));
}

export function installStr(): void {
  types.str.hooks.construct = (cx, _cls, args, kwargs) => construct(cx, args, kwargs);
  methods(types.str, table(RULES));
  types.str.attrs.set(
    'maketrans',
    staticMethod(
      native('maketrans', 'x, y=None, z=None, /', (a, cx) => {
        const pairs: [Value, Value][] = [];
        const x = a.get('x');
        const y = a.str('y');
        if (x.kind === 'dict') {
          for (const { key, value } of x.entries.values()) {
            pairs.push([key.kind === 'str' ? int(key.value.codePointAt(0) ?? 0) : key, value]);
          }
        } else if (x.kind === 'str' && y !== undefined) {
          const to = [...y];
          [...x.value].forEach((c, i) => pairs.push([int(c.codePointAt(0) ?? 0), int(to[i]?.codePointAt(0) ?? 0)]));
          for (const c of a.str('z') ?? '') pairs.push([int(c.codePointAt(0) ?? 0), NONE]);
        }
        return pairs.length > 0 ? makeDict(cx, pairs) : new DictValue();
      }),
    ),
  );
}
