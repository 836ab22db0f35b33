/** `json`, `pickle` and other formats: known texts are read. */
import { isNumber } from '../../../shape';
import type { Context } from '../../interpreter/context';
import { PyError } from '../../interpreter/errors';
import { native, type Bound, type LibraryModule } from '../../interpreter/native';
import { ClassValue, FALSE, NONE, TRUE, float, list, str, type Value } from '../../interpreter/values';
import { exactInt } from '../arithmetic';
import { dictOfNames } from '../containers';
import { exceptions } from '../exceptions';
import { knownText } from '../repr';
import { quiet, unknownCall } from './helpers';
import { textOf } from './textFiles';
import { yamlModule } from './yaml';

const FROM_FILE = 'read from a file';

/** JSON text as Python values: whole numbers are ints. */
function fromJson(text: string): Value {
  // JavaScript's reader does not tell 1 from 1.0: numbers are marked before it sees them.
  const marked = text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    token.startsWith('"') ? token : `{"\\u0000number":"${token}"}`,
  );
  return revive(JSON.parse(marked));
}

function revive(value: unknown): Value {
  if (value === null) return NONE;
  if (typeof value === 'boolean') return value ? TRUE : FALSE;
  if (typeof value === 'string') return str(value);
  if (Array.isArray(value)) return list(value.map(revive));
  const entries = Object.entries(value as Record<string, unknown>);
  const number = (value as Record<string, unknown>)['\u0000number'];
  if (entries.length === 1 && typeof number === 'string') {
    return /^-?\d+$/.test(number) ? exactInt(BigInt(number)) : float(Number(number));
  }
  return dictOfNames(entries.map(([key, item]) => [key, revive(item)] as const));
}

function parseText(cx: Context, text: Value): Value {
  if (text.kind !== 'str') return text.kind === 'unknown' ? text : cx.unknown('the JSON text is not known');
  try {
    return fromJson(text.value);
  } catch (error) {
    throw new PyError('JSONDecodeError', error instanceof Error ? error.message : 'the text is no JSON');
  }
}

interface Style {
  indent: number;
  item: string;
  key: string;
  sort: boolean;
  ascii: boolean;
}

/** A value as JSON, in `json.dumps`' layout; undefined where a part is not known. @throws PyError TypeError */
function toJson(cx: Context, value: Value, style: Style, depth: number): string | undefined {
  switch (value.kind) {
    case 'none':
      return 'null';
    case 'bool':
      return value.value ? 'true' : 'false';
    case 'int':
    case 'float': {
      if (!isNumber(value.value)) return undefined;
      if (!Number.isFinite(value.value))
        return Number.isNaN(value.value) ? 'NaN' : value.value > 0 ? 'Infinity' : '-Infinity';
      const text = knownText(cx, value);
      return typeof text === 'string' ? text : undefined;
    }
    case 'str': {
      const text = JSON.stringify(value.value);
      return style.ascii
        ? text.replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
        : text;
    }
    case 'list':
    case 'tuple': {
      if (value.kind === 'list' && value.open) return undefined;
      return layOut(
        value.items.map((item) => toJson(cx, item, style, depth + 1)),
        '[]',
        style,
        depth,
      );
    }
    case 'dict': {
      if (value.open) return undefined;
      const entries = [...value.entries.values()].map((entry) => [keyText(cx, entry.key), entry.value] as const);
      if (style.sort) entries.sort(([x], [y]) => (x < y ? -1 : 1));
      const parts = entries.map(([key, item]) => {
        const text = toJson(cx, item, style, depth + 1);
        return text === undefined ? undefined : `${toJson(cx, str(key), style, 0)}${style.key}${text}`;
      });
      return layOut(parts, '{}', style, depth);
    }
    case 'unknown':
      return undefined;
    default:
      throw new PyError('TypeError', `Object of type ${cx.typeOf(value).name} is not JSON serializable`);
  }
}

function keyText(cx: Context, key: Value): string {
  if (key.kind === 'none') return 'null';
  if (key.kind === 'bool') return key.value ? 'true' : 'false';
  return cx.str(key);
}

function layOut(parts: (string | undefined)[], brackets: string, style: Style, depth: number): string | undefined {
  if (parts.some((part) => part === undefined)) return undefined;
  if (parts.length === 0) return brackets;
  if (style.indent < 0) return brackets[0] + parts.join(style.item) + brackets[1];
  const inner = `\n${' '.repeat(style.indent * (depth + 1))}`;
  const outer = `\n${' '.repeat(style.indent * depth)}`;
  return brackets[0] + inner + parts.join(`${style.item.trimEnd()}${inner}`) + outer + brackets[1];
}

function dumps(a: Bound, cx: Context): Value {
  const separators = cx.sequence(a.get('separators').kind === 'none' ? list([]) : a.get('separators')) ?? [];
  const [item, key] = separators.map((s) => (s.kind === 'str' ? s.value : ''));
  const style: Style = {
    indent: a.isNone('indent') ? -1 : (a.number('indent') ?? -1),
    item: item ?? ', ',
    key: key ?? ': ',
    sort: a.truth('sort_keys') === true,
    ascii: a.truth('ensure_ascii') !== false,
  };
  const text = toJson(cx, a.get('obj'), style, 0);
  return text === undefined ? cx.unknown('a part of what is written as JSON is not known') : str(text);
}

const JSONDecodeError = new ClassValue('JSONDecodeError', [exceptions.ValueError], {}, 'json.decoder');

const json = {
  loads: native('loads', 's, **kwargs', (a, cx) => parseText(cx, a.get('s'))),
  load: native('load', 'fp, **kwargs', (a, cx) => parseText(cx, textOf(cx, a.get('fp')))),
  dumps: native(
    'dumps',
    'obj, *, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, cls=None, indent=None, ' +
      'separators=None, default=None, sort_keys=False',
    dumps,
  ),
  dump: quiet('dump'),
  JSONDecodeError,
};

const reading = (names: string) =>
  Object.fromEntries(names.split(' ').map((name) => [name, unknownCall(name, FROM_FILE)]));

export const dataModules: LibraryModule[] = [
  { name: 'json', attrs: json },
  {
    name: 'pickle',
    attrs: { ...reading('load loads Unpickler'), dump: quiet('dump'), dumps: unknownCall('dumps', 'pickled bytes') },
  },
  yamlModule,
  { name: 'csv', attrs: reading('reader writer DictReader DictWriter') },
  { name: 'configparser', attrs: reading('ConfigParser RawConfigParser') },
  { name: 'zipfile', attrs: reading('ZipFile is_zipfile') },
  { name: 'gzip', attrs: reading('open') },
  { name: 'tarfile', attrs: reading('open') },
  { name: 'base64', attrs: reading('b64encode b64decode') },
  { name: 'struct', attrs: reading('pack unpack calcsize') },
  {
    name: 'urllib.request',
    attrs: {
      urlopen: unknownCall('urlopen', 'read from the network'),
      urlretrieve: unknownCall('urlretrieve', 'read from the network'),
    },
  },
];
