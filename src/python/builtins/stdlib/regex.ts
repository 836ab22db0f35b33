/** `re`, and the package `regex`, on known strings: patterns are translated to JavaScript's where the two agree, else the result is unknown. */
import type { Context } from '../../interpreter/context';
import { PyError } from '../../interpreter/errors';
import { getter, native, nativeClass, type LibraryModule } from '../../interpreter/native';
import { types } from '../../interpreter/types';
import { InstanceValue, IteratorValue, NONE, int, list, str, tuple, type Value } from '../../interpreter/values';
import { dictOfNames } from '../containers';
import { quote } from '../repr';
import { ownGroups, possessive } from './possessive';
import { said } from '../../../protocol/say';

const FLAGS = { A: 256, I: 2, L: 4, M: 8, S: 16, U: 32, X: 64 };
const LONG: Record<string, number> = {
  ASCII: 256,
  IGNORECASE: 2,
  LOCALE: 4,
  MULTILINE: 8,
  DOTALL: 16,
  UNICODE: 32,
  VERBOSE: 64,
};

/** What Python's syntax has and JavaScript's lacks or reads differently. */
const FOREIGN = /\(\?(?:P?>|\(|#|[aiLmsux]+-?[imsx]*:)|[^\\](?:[*+?]|\{[\d,]*\})\+|\\[ZGN]/;

/** Whose syntax a pattern is written in. `regex`, the package, knows all of `re` and more, as classes by property: `\\p{L}`. */
type Dialect = 're' | 'regex';

/** A pattern in JavaScript's syntax, or undefined where it has no counterpart. @throws PyError for a bad pattern */
function translate(pattern: string, flags: number, dialect: Dialect): RegExp | undefined {
  let source = pattern;
  const inline = /^\(\?([aiLmsux]+)\)/.exec(source);
  if (inline) {
    source = source.slice(inline[0].length);
    for (const f of inline[1]) flags |= FLAGS[f.toUpperCase() as keyof typeof FLAGS] ?? 0;
  }
  if (flags & FLAGS.X) source = source.replace(/\\#|\\ |#.*$|\s+/gm, (m) => (m.startsWith('\\') ? m : ''));
  source = source
    .replace(/\(\?P<(\w+)>/g, '(?<$1>')
    .replace(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replace(/\\A/g, '(?<![^])')
    .replace(/\\Z/g, '(?![^])')
    .replace(/\$(?=\)|\||$)/g, flags & FLAGS.M ? '$' : '(?=\\n?(?![^]))')
    .replace(/\(\?a:/g, '(?:');
  source = possessive(source) ?? source;
  if (FOREIGN.test(source)) return undefined;
  const properties = dialect === 'regex' && /\\p\{/i.test(source) ? 'u' : '';
  const js = `g${flags & FLAGS.I ? 'i' : ''}${flags & FLAGS.M ? 'm' : ''}${flags & FLAGS.S ? 's' : ''}${properties}d`;
  try {
    return new RegExp(source, js);
  } catch {
    if (dialect === 'regex') return undefined;
    throw new PyError('error', `the regular expression ${quote(pattern)} is not valid`);
  }
}

const Pattern = nativeClass('re', 'Pattern', [types.object]);
const Match = nativeClass('re', 'Match', [types.object]);

interface Compiled {
  regex: RegExp;
  pattern: string;
}

function compile(cx: Context, pattern: Value, flags: Value, dialect: Dialect): InstanceValue | Value {
  if (pattern.kind === 'instance' && pattern.cls === Pattern) return pattern;
  if (pattern.kind !== 'str') return pattern.kind === 'unknown' ? pattern : cx.unknown('the pattern is not known');
  const bits = cx.dim(flags);
  const regex = typeof bits === 'number' ? translate(pattern.value, bits, dialect) : undefined;
  if (!regex) return cx.unknown(said`the regular expression ${quote(pattern.value)} uses what is not modelled`);
  const made = new InstanceValue(Pattern);
  made.native = { regex, pattern: pattern.value } satisfies Compiled;
  made.attrs.set('pattern', pattern);
  made.attrs.set('flags', flags);
  return made;
}

function compiled(value: Value): Compiled | undefined {
  return value.kind === 'instance' && value.cls === Pattern ? (value.native as Compiled) : undefined;
}

function matchObject(m: RegExpExecArray): InstanceValue {
  const made = new InstanceValue(Match);
  made.native = m;
  made.attrs.set('string', str(m.input));
  return made;
}

/** All matches from the start on. */
function all({ regex }: Compiled, text: string): RegExpExecArray[] {
  return [...text.matchAll(regex)].map(ownGroups);
}

const groupValue = (text: string | undefined): Value => (text === undefined ? NONE : str(text));

/** What `findall` gives for a match: the whole, its one group, or a tuple of its groups. */
function found(m: RegExpExecArray): Value {
  if (m.length === 1) return str(m[0]);
  const groups = m.slice(1).map((g) => str(g ?? ''));
  return groups.length === 1 ? groups[0] : tuple(groups);
}

/** `\1`, `\g<name>` in a replacement. */
function expand(template: string, m: RegExpExecArray): string {
  return template.replace(
    /\\(?:g<(\w+)>|(\d{1,2})|(n|t|r|\\))/g,
    (_all, name?: string, number?: string, escape?: string) => {
      if (escape) return { n: '\n', t: '\t', r: '\r', '\\': '\\' }[escape] ?? escape;
      const key = name ?? number ?? '0';
      return (/^\d+$/.test(key) ? m[Number(key)] : m.groups?.[key]) ?? '';
    },
  );
}

type Rule = (cx: Context, pattern: Compiled, text: string, args: readonly Value[]) => Value;

const anchored = (pattern: Compiled, text: string, whole: boolean): Value => {
  const regex = new RegExp(
    whole ? `(?:${pattern.regex.source})(?![^])` : pattern.regex.source,
    pattern.regex.flags.replace('g', 'y'),
  );
  const m = regex.exec(text);
  return m ? matchObject(ownGroups(m)) : NONE;
};

function substitute(
  cx: Context,
  pattern: Compiled,
  text: string,
  [replacement, count]: readonly Value[],
): [Value, number] {
  const limit = count?.kind === 'int' && typeof count.value === 'number' && count.value > 0 ? count.value : Infinity;
  let out = '';
  let at = 0;
  let done = 0;
  for (const m of all(pattern, text)) {
    if (done >= limit) break;
    const by = replacement.kind === 'str' ? str(expand(replacement.value, m)) : cx.call(replacement, [matchObject(m)]);
    if (by.kind !== 'str') return [by.kind === 'unknown' ? by : cx.unknown('the replacement is not known'), 0];
    out += text.slice(at, m.index) + by.value;
    at = m.index + m[0].length;
    done++;
  }
  return [str(out + text.slice(at)), done];
}

function splitAt(pattern: Compiled, text: string, limit: number): Value {
  const parts: Value[] = [];
  let at = 0;
  for (const m of all(pattern, text).slice(0, limit > 0 ? limit : undefined)) {
    parts.push(str(text.slice(at, m.index)), ...m.slice(1).map(groupValue));
    at = m.index + m[0].length;
  }
  return list([...parts, str(text.slice(at))]);
}

/** The functions, which are methods of patterns too: signature behind the pattern, where the text stands, the rule. */
const RULES: Record<string, [signature: string, rule: Rule]> = {
  match: ['string', (_cx, p, text) => anchored(p, text, false)],
  fullmatch: ['string', (_cx, p, text) => anchored(p, text, true)],
  search: [
    'string',
    (_cx, p, text) => {
      const [m] = all(p, text);
      return m ? matchObject(m) : NONE;
    },
  ],
  findall: ['string', (_cx, p, text) => list(all(p, text).map(found))],
  finditer: [
    'string',
    (_cx, p, text) => new IteratorValue(all(p, text).map(matchObject).values(), 'callable_iterator'),
  ],
  split: [
    'string, maxsplit=0',
    (_cx, p, text, [limit]) => splitAt(p, text, limit.kind === 'int' ? Number(limit.value) : 0),
  ],
  sub: ['repl, string, count=0', (cx, p, text, args) => substitute(cx, p, text, args)[0]],
  subn: [
    'repl, string, count=0',
    (cx, p, text, args) => {
      const [result, n] = substitute(cx, p, text, args);
      return result.kind === 'str' ? tuple([result, int(n)]) : result;
    },
  ],
};

function apply(cx: Context, name: string, pattern: Value, read: (parameter: string) => Value): Value {
  const [signature, rule] = RULES[name];
  const parameters = signature.split(', ').map((p) => p.replace(/=.*/, ''));
  const known = compiled(pattern);
  const text = read('string');
  if (!known) return pattern;
  if (text.kind === 'unknown') return text;
  if (text.kind !== 'str')
    throw new PyError('TypeError', `expected string or bytes-like object, got '${cx.typeOf(text).name}'`);
  return rule(cx, known, text.value, parameters.filter((p) => p !== 'string').map(read));
}

for (const [name, [signature]] of Object.entries(RULES)) {
  Pattern.attrs.set(
    name,
    native(name, `self, ${signature}`, (a, cx) => apply(cx, name, a.get('self'), (p) => a.get(p))),
  );
}

// ── Match objects ──────────────────────────────────────────────────────────────────────────────

function matched(value: Value): RegExpExecArray {
  return (value.kind === 'instance' ? value.native : undefined) as RegExpExecArray;
}

function group(m: RegExpExecArray, key: Value): Value {
  if (key.kind === 'str' && m.groups && key.value in m.groups) return groupValue(m.groups[key.value]);
  if (key.kind === 'int' && typeof key.value === 'number' && key.value < m.length) return groupValue(m[key.value]);
  throw new PyError('IndexError', 'no such group');
}

function span(m: RegExpExecArray, key: Value): [number, number] {
  const indices =
    key.kind === 'str' ? m.indices?.groups?.[key.value] : m.indices?.[key.kind === 'int' ? Number(key.value) : 0];
  const points = (end: number) => [...m.input.slice(0, end)].length;
  return indices ? [points(indices[0]), points(indices[1])] : [-1, -1];
}

const MATCH: Record<string, Value> = {
  group: native('group', 'self, *groups', (a) => {
    const m = matched(a.get('self'));
    const picked = (a.rest.length > 0 ? a.rest : [int(0)]).map((key) => group(m, key));
    return picked.length === 1 ? picked[0] : tuple(picked);
  }),
  __getitem__: native('__getitem__', 'self, key', (a) => group(matched(a.get('self')), a.get('key'))),
  groups: native('groups', 'self, default=None', (a) =>
    tuple(
      matched(a.get('self'))
        .slice(1)
        .map((g) => (g === undefined ? a.get('default') : str(g))),
    ),
  ),
  groupdict: native('groupdict', 'self, default=None', (a) =>
    dictOfNames(Object.entries(matched(a.get('self')).groups ?? {}).map(([name, g]) => [name, groupValue(g)] as const)),
  ),
  start: native('start', 'self, group=0', (a) => int(span(matched(a.get('self')), a.get('group'))[0])),
  end: native('end', 'self, group=0', (a) => int(span(matched(a.get('self')), a.get('group'))[1])),
  span: native('span', 'self, group=0', (a) => tuple(span(matched(a.get('self')), a.get('group')).map((n) => int(n)))),
  lastindex: getter('lastindex', (self) => int(matched(self).length - 1)),
  __repr__: native('__repr__', 'self', (a) => {
    const m = matched(a.get('self'));
    const [start, end] = span(m, int(0));
    return str(`<re.Match object; span=(${start}, ${end}), match=${quote(m[0])}>`);
  }),
};
for (const [name, value] of Object.entries(MATCH)) Match.attrs.set(name, value);

const attrs = (dialect: Dialect): Record<string, Value> => ({
  ...Object.fromEntries(Object.entries({ ...FLAGS, ...LONG }).map(([name, bits]) => [name, int(bits)])),
  ...Object.fromEntries(
    Object.entries(RULES).map(([name, [signature]]) => [
      name,
      native(name, `pattern, ${signature}, flags=0`, (a, cx) =>
        apply(cx, name, compile(cx, a.get('pattern'), a.get('flags'), dialect), (p) => a.get(p)),
      ),
    ]),
  ),
  compile: native('compile', 'pattern, flags=0', (a, cx) => compile(cx, a.get('pattern'), a.get('flags'), dialect)),
  escape: native('escape', 'pattern', (a) => {
    const text = a.str('pattern');
    return text === undefined
      ? a.get('pattern')
      : str(text.replace(/[\s!"#$%&'()*+,./:;<=>?@[\\\]^`{|}~-]/g, (c) => (/["'!%,/:;<=>@`]/.test(c) ? c : `\\${c}`)));
  }),
  Pattern,
  Match,
});

const dialects: Dialect[] = ['re', 'regex'];

export const regexModules: LibraryModule[] = dialects.map((dialect) => ({
  name: dialect,
  attrs: () => attrs(dialect),
}));
