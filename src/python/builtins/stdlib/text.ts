/** `string`, `textwrap`, `pprint`, `traceback`: text. */
import { isNumber } from '../../../shape';
import type { Context } from '../../interpreter/context';
import { native, nativeClass, type Bound, type LibraryModule } from '../../interpreter/native';
import { types } from '../../interpreter/types';
import { NONE, list, str, type Value } from '../../interpreter/values';
import { dictGet } from '../containers';
import { quiet, unknownCall } from './helpers';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/** `$name` and `${name}` in a template; `$$` is a dollar sign. */
function substitute(a: Bound, cx: Context): Value {
  const self = a.get('self');
  const template = self.kind === 'instance' ? self.attrs.get('template') : undefined;
  if (template?.kind !== 'str') return template ?? NONE;
  const mapping = a.get('mapping');
  let lost: Value | undefined;
  const text = template.value.replace(
    /\$(?:(\$)|(\w+)|\{(\w+)\})/g,
    (whole, dollar?: string, plain?: string, braced?: string) => {
      if (dollar) return '$';
      const name = plain ?? braced ?? '';
      const value = a.extra.get(name) ?? (mapping.kind === 'dict' ? dictGet(cx, mapping, str(name)) : undefined);
      if (!value) return whole;
      if (value.kind === 'unknown') lost ??= value;
      return cx.str(value);
    },
  );
  return lost ?? str(text);
}

const Template = nativeClass('string', 'Template', [types.object], {
  __init__: native('__init__', 'self, template', (a, cx) => {
    cx.setAttr(a.get('self'), 'template', a.get('template'));
    return NONE;
  }),
  substitute: native('substitute', 'self, mapping=None, /, **kws', substitute),
  safe_substitute: native('safe_substitute', 'self, mapping=None, /, **kws', substitute),
});

const string = {
  ascii_lowercase: str(LOWER),
  ascii_uppercase: str(LOWER.toUpperCase()),
  ascii_letters: str(LOWER + LOWER.toUpperCase()),
  digits: str(DIGITS),
  hexdigits: str(`${DIGITS}abcdefABCDEF`),
  octdigits: str('01234567'),
  punctuation: str(PUNCTUATION),
  whitespace: str(' \t\n\r\v\f'),
  printable: str(`${DIGITS}${LOWER}${LOWER.toUpperCase()}${PUNCTUATION} \t\n\r\v\f`),
  Template,
  capwords: native('capwords', 's, sep=None', (a) => {
    const text = a.str('s');
    if (text === undefined) return a.get('s');
    const separator = a.str('sep');
    const words = separator === undefined ? text.trim().split(/\s+/) : text.split(separator);
    return str(words.map((w) => w.slice(0, 1).toUpperCase() + w.slice(1).toLowerCase()).join(separator ?? ' '));
  }),
};

function onText(name: string, signature: string, rule: (text: string, a: Bound) => Value): Value {
  return native(name, signature ? `text, ${signature}` : 'text', (a) => {
    const text = a.get('text');
    return text.kind === 'str' ? rule(text.value, a) : text;
  });
}

/** Lines of at most `width` columns, broken at blanks (`textwrap.wrap`). */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (let word of text.split(/\s+/).filter(Boolean)) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    while (!line && word.length > width) {
      lines.push(word.slice(0, width));
      word = word.slice(width);
    }
    line = line ? `${line} ${word}` : word;
  }
  return line ? [...lines, line] : lines;
}

function dedent(text: string): string {
  const lines = text.split('\n').map((line) => (/^[ \t]+$/.test(line) ? '' : line));
  const margins = lines.filter((line) => line !== '').map((line) => /^[ \t]*/.exec(line)?.[0] ?? '');
  let margin = margins[0] ?? '';
  for (const other of margins) while (!other.startsWith(margin)) margin = margin.slice(0, -1);
  return lines.map((line) => line.slice(line === '' ? 0 : margin.length)).join('\n');
}

const width = (a: Bound) => a.number('width') ?? 70;

const textwrap = {
  dedent: onText('dedent', '', (text) => str(dedent(text))),
  indent: onText('indent', 'prefix, predicate=None', (text, a) =>
    str(text.replace(/^(?=.*\S)/gm, a.str('prefix') ?? '')),
  ),
  wrap: onText('wrap', 'width=70, **kwargs', (text, a) => list(wrap(text, width(a)).map(str))),
  fill: onText('fill', 'width=70, **kwargs', (text, a) => str(wrap(text, width(a)).join('\n'))),
  shorten: onText('shorten', 'width, **kwargs', (text, a) => {
    const limit = a.get('width');
    const flat = text.split(/\s+/).filter(Boolean).join(' ');
    if (limit.kind !== 'int' || !isNumber(limit.value)) return a.cx.unknown('the width of the text is not known');
    if (flat.length <= limit.value) return str(flat);
    const words = flat.split(' ');
    while (words.length > 0 && `${words.join(' ')} [...]`.length > limit.value) words.pop();
    return str([...words, '[...]'].join(' '));
  }),
};

/** `pprint` shows short values as `print(repr(x))` does; long ones break over lines, which nothing depends on. */
const pprint = native('pprint', 'object, *args, **kwargs', (a, cx) => {
  cx.print(`${cx.repr(a.get('object'))}\n`);
  return NONE;
});

const PrettyPrinter = nativeClass('pprint', 'PrettyPrinter', [types.object], {
  __init__: native('__init__', 'self, *args, **kwargs', () => NONE),
  pprint: native('pprint', 'self, object', (a, cx) => cx.call(pprint, [a.get('object')])),
  pformat: native('pformat', 'self, object', (a, cx) => str(cx.repr(a.get('object')))),
});

export const textModules: LibraryModule[] = [
  { name: 'string', attrs: string },
  { name: 'textwrap', attrs: textwrap },
  {
    name: 'pprint',
    attrs: {
      pprint,
      pp: pprint,
      PrettyPrinter,
      pformat: native('pformat', 'object, *args, **kwargs', (a, cx) => str(cx.repr(a.get('object')))),
    },
  },
  {
    name: 'traceback',
    attrs: {
      print_exc: quiet('print_exc'),
      print_stack: quiet('print_stack'),
      print_exception: quiet('print_exception'),
      format_exc: unknownCall('format_exc', 'the text of a traceback'),
    },
  },
];
