/**
 * `yaml`: documents of the project read as PyYAML reads them. PyYAML follows YAML 1.1 with its own patterns for plain
 * scalars (`yaml/resolver.py`: `yes` is true, `010` is octal, `1e-5` without a dot is text), so that the `yaml` package
 * gives the structure and what a scalar means is decided here.
 */
import { isAlias, isMap, isScalar, isSeq, parseAllDocuments, type Document, type Node, type ParsedNode } from 'yaml';
import type { Context } from '../../interpreter/context';
import { PyError } from '../../interpreter/errors';
import { classMethod, native, nativeClass, type Bound, type LibraryModule } from '../../interpreter/native';
import { types } from '../../interpreter/types';
import { ClassValue, DictValue, FALSE, NONE, TRUE, float, list, str, type Value } from '../../interpreter/values';
import { exactInt } from '../arithmetic';
import { dictSet } from '../containers';
import { exceptions } from '../exceptions';
import { unknownCall } from './helpers';
import { textOf } from './textFiles';
import { said } from '../../../protocol/say';

const YAMLError = new ClassValue('YAMLError', [exceptions.Exception], {}, 'yaml');

const TRUTH = /^(?:(yes|Yes|YES|true|True|TRUE|on|On|ON)|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const WHOLE = /^[-+]?(?:0b[0-1_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+)$/;
const DECIMAL = /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|[-+]?\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?)$/;
const INFINITE = /^([-+]?)\.(?:inf|Inf|INF)$/;
const NOT_A_NUMBER = /^\.(?:nan|NaN|NAN)$/;
/** Sexagesimal numbers (`1:30`) and timestamps: read by PyYAML, and hardly ever meant. */
const OTHER = /^(?:[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|\d{4}-\d\d?-\d\d?(?:[Tt ].*)?)$/;

/** How a loader reads plain scalars; PyYAML's own where nothing is said. */
export interface Scalars {
  /** What is a float besides PyYAML's floats. */
  readonly decimal?: RegExp;
  /** Whether dates are text. */
  readonly datesAreText?: boolean;
}

/** What a scalar without quotes means. */
function plain(cx: Context, text: string, scalars: Scalars): Value {
  if (text === '' || /^(?:~|null|Null|NULL)$/.test(text)) return NONE;
  const truth = TRUTH.exec(text);
  if (truth) return truth[1] ? TRUE : FALSE;
  const digits = text.replace(/_/g, '');
  if (WHOLE.test(text)) return exactInt(wholeNumber(digits));
  if (DECIMAL.test(text) || scalars.decimal?.test(text)) return float(Number(digits));
  const infinite = INFINITE.exec(text);
  if (infinite) return float(infinite[1] === '-' ? -Infinity : Infinity);
  if (NOT_A_NUMBER.test(text)) return float(NaN);
  return OTHER.test(text) && !(scalars.datesAreText && /^\d{4}-/.test(text))
    ? cx.unknown(said`what YAML makes of ${text}`)
    : str(text);
}

function wholeNumber(digits: string): bigint {
  const [, sign, body] = /^([-+]?)(.*)$/.exec(digits)!;
  const octal = /^0[0-7]+$/.test(body) ? `0o${body.slice(1)}` : body;
  return sign === '-' ? -BigInt(octal) : BigInt(octal);
}

class Reader {
  /** A node that aliases name is one object. */
  private readonly made = new Map<Node, Value>();

  constructor(
    private readonly cx: Context,
    private readonly document: Document.Parsed,
    private readonly scalars: Scalars,
  ) {}

  value(node: Node | null | undefined): Value {
    if (!node) return NONE;
    const target = isAlias(node) ? node.resolve(this.document) : node;
    if (!target) throw new PyError('YAMLError', 'found an undefined alias');
    const known = this.made.get(target);
    if (known) return known;
    const value = this.read(target);
    this.made.set(target, value);
    return value;
  }

  private read(node: Node): Value {
    if (isScalar(node)) return this.scalar(node.value, node.type === 'PLAIN', node.tag);
    if (node.tag && !/^tag:yaml\.org,2002:(map|seq)$/.test(node.tag)) return this.cx.unknown(said`YAML's ${node.tag}`);
    if (isSeq<ParsedNode>(node)) return list(node.items.map((item) => this.value(item)));
    if (!isMap<ParsedNode, ParsedNode | null>(node)) return this.cx.unknown('a kind of YAML node');
    const dict = new DictValue();
    this.made.set(node, dict);
    const isMerge = (key: ParsedNode) => isScalar(key) && key.type === 'PLAIN' && key.value === '<<';
    // What is merged comes first, and what is written here replaces it.
    for (const { key, value } of node.items) if (isMerge(key)) this.merge(dict, this.value(value));
    for (const { key, value } of node.items) {
      if (!isMerge(key)) dictSet(this.cx, dict, this.value(key), this.value(value));
    }
    return dict;
  }

  private merge(into: DictValue, from: Value): void {
    const others = from.kind === 'list' ? [...from.items].reverse() : [from];
    for (const other of others) {
      if (other.kind !== 'dict') throw new PyError('YAMLError', 'expected a mapping for merging');
      for (const { key, value } of other.entries.values()) dictSet(this.cx, into, key, value);
    }
  }

  private scalar(value: unknown, isPlain: boolean, tag: string | undefined): Value {
    const text = typeof value === 'string' ? value : '';
    if (!tag || tag === '!') return isPlain && !tag ? plain(this.cx, text, this.scalars) : str(text);
    return tag === 'tag:yaml.org,2002:str' ? str(text) : this.cx.unknown(said`YAML's ${tag}`);
  }
}

/** Set once the program gives a loader constructors of its own: what they make is not known. */
const customized = (cx: Context): { is: boolean } => cx.session('yaml', () => ({ is: false }));

function documents(a: Bound, cx: Context): Value[] | Value {
  const text = textOf(cx, a.get('stream'));
  if (text.kind !== 'str') return text.kind === 'unknown' ? text : cx.unknown('the YAML text is not known');
  if (customized(cx).is) return cx.unknown('the YAML loader has constructors of its own');
  return documentsOf(cx, text.value, {});
}

function documentsOf(cx: Context, text: string, scalars: Scalars): Value[] {
  const parsed = parseAllDocuments(text, { version: '1.1', schema: 'failsafe', logLevel: 'silent' });
  if (!Array.isArray(parsed)) return [NONE];
  const error = parsed.flatMap((document) => document.errors)[0];
  if (error) throw new PyError('YAMLError', error.message);
  return parsed.map((document) => new Reader(cx, document, scalars).value(document.contents));
}

/** The value of a text with one YAML document; `None` of an empty one. @throws PyError YAMLError */
export const yamlValue = (cx: Context, text: string, scalars: Scalars = {}): Value =>
  documentsOf(cx, text, scalars)[0] ?? NONE;

const reader = (name: string, give: (all: Value[]) => Value) =>
  native(name, 'stream, Loader=None', (a, cx) => {
    const all = documents(a, cx);
    return Array.isArray(all) ? give(all) : all;
  });

const one = (name: string) => reader(name, ([first]) => first ?? NONE);
const all = (name: string) => reader(name, list);

const custom = (name: string) =>
  native(name, '*args, **kwargs', (_a, cx) => {
    customized(cx).is = true;
    return NONE;
  });

const Loader = nativeClass('yaml', 'BaseLoader', [types.object], {
  add_constructor: classMethod(custom('add_constructor')),
  add_multi_constructor: classMethod(custom('add_multi_constructor')),
  add_implicit_resolver: classMethod(custom('add_implicit_resolver')),
});
const loaders = 'SafeLoader FullLoader Loader UnsafeLoader CSafeLoader CFullLoader CLoader'.split(' ');

export const yamlModule: LibraryModule = {
  name: 'yaml',
  attrs: {
    load: one('load'),
    safe_load: one('safe_load'),
    full_load: one('full_load'),
    unsafe_load: one('unsafe_load'),
    load_all: all('load_all'),
    safe_load_all: all('safe_load_all'),
    full_load_all: all('full_load_all'),
    ...Object.fromEntries(loaders.map((name) => [name, nativeClass('yaml', name, [Loader])])),
    add_constructor: custom('add_constructor'),
    add_implicit_resolver: custom('add_implicit_resolver'),
    YAMLError,
    dump: unknownCall('dump', 'YAML text'),
    safe_dump: unknownCall('safe_dump', 'YAML text'),
  },
};
