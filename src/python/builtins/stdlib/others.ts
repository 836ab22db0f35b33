/**
 * Small modules (`fnmatch`, `ast.literal_eval`, `keyword`, `errno`), and the names of those that exist without
 * being modelled: importing them works, what is in them is unknown and says so.
 */
import type { Context } from '../../interpreter/context';
import { PyError } from '../../interpreter/errors';
import { native, type LibraryModule } from '../../interpreter/native';
import { bool, int, list, str, tuple, type Value } from '../../interpreter/values';
import { parseModule, type Expr } from '../../syntax';
import { constantValue } from '../constants';
import { makeDict, makeSet } from '../containers';
import { elements, isLost } from '../iterables';

// ── fnmatch ────────────────────────────────────────────────────────────────────────────────────

/** A shell pattern as a regular expression: `*`, `?`, `[seq]`, `[!seq]`. */
function shellPattern(pattern: string): RegExp {
  const source = pattern.replace(/\[(!?)([^\]]+)\]|[*?]|[.+^${}()|\\[\]]/g, (token, not?: string, set?: string) => {
    if (token === '*') return '[^]*';
    if (token === '?') return '[^]';
    return set === undefined ? `\\${token}` : `[${not ? '^' : ''}${set.replace(/\\/g, '\\\\')}]`;
  });
  return new RegExp(`^${source}$`, 'u');
}

const matching = (name: string) =>
  native(name, 'name, pat', (a) => {
    const [text, pattern] = [a.get('name'), a.get('pat')];
    if (text.kind !== 'str') return text;
    return pattern.kind === 'str' ? bool(shellPattern(pattern.value).test(text.value)) : pattern;
  });

const fnmatch = {
  fnmatch: matching('fnmatch'),
  fnmatchcase: matching('fnmatchcase'),
  filter: native('filter', 'names, pat', (a, cx) => {
    const [names, pattern] = [elements(cx, a.get('names')), a.get('pat')];
    if (isLost(names)) return names;
    if (pattern.kind !== 'str') return pattern;
    const unknown = names.find((name) => name.kind === 'unknown');
    const regex = shellPattern(pattern.value);
    return unknown ?? list(names.filter((name) => name.kind === 'str' && regex.test(name.value)));
  }),
};

// ── ast.literal_eval ───────────────────────────────────────────────────────────────────────────

/** The value of an expression of literals. @throws PyError ValueError for anything else */
function literal(cx: Context, e: Expr): Value {
  const all = (items: readonly Expr[]) => items.map((item) => literal(cx, item));
  switch (e.kind) {
    case 'constant':
      return constantValue(e);
    case 'tuple':
      return tuple(all(e.elements));
    case 'list':
      return list(all(e.elements));
    case 'set':
      return makeSet(cx, all(e.elements));
    case 'dict':
      return makeDict(
        cx,
        e.entries.map((item) => [literal(cx, item.key ?? malformed()), literal(cx, item.value)] as const),
      );
    case 'unary':
      if (e.op === '-' || e.op === '+') return cx.unary(e.op, literal(cx, e.operand));
      return malformed();
    case 'binary':
      if (e.op === '+' || e.op === '-') return cx.binary(e.op, literal(cx, e.left), literal(cx, e.right));
      return malformed();
    default:
      return malformed();
  }
}

function malformed(): never {
  throw new PyError('ValueError', 'malformed node or string: only literals are evaluated');
}

/** The value of a text of literals. @throws PyError ValueError for any other text */
export function literalOf(cx: Context, text: string): Value {
  const [statement, ...more] = parseModule(text.trim()).body;
  if (statement?.kind !== 'expr' || more.length > 0) return malformed();
  return literal(cx, statement.value);
}

const literalEval = native('literal_eval', 'node_or_string', (a, cx) => {
  const text = a.get('node_or_string');
  if (text.kind !== 'str') return text.kind === 'unknown' ? text : cx.unknown('a syntax tree');
  return literalOf(cx, text.value);
});

// ── Names only ─────────────────────────────────────────────────────────────────────────────────

const KEYWORDS =
  'False None True and as assert async await break class continue def del elif else except finally for from global ' +
  'if import in is lambda nonlocal not or pass raise return try while with yield';

const keyword = {
  kwlist: list(KEYWORDS.split(' ').map(str)),
  iskeyword: native('iskeyword', 's', (a) => {
    const s = a.get('s');
    return s.kind === 'str' ? bool(KEYWORDS.split(' ').includes(s.value)) : s;
  }),
};

/** Modules of the standard library of which nothing is modelled. */
const UNMODELLED =
  'array binascii bz2 calendar cmath cmd code codecs colorsys copyreg cProfile ctypes curses dbm difflib ' +
  'dis distutils distutils.util distutils.version doctest email email.mime.text encodings ensurepip faulthandler fcntl ' +
  'filecmp fileinput ftplib getopt getpass gettext graphlib grp html html.parser http http.client http.server imaplib ' +
  'imghdr imp importlib.machinery importlib.resources linecache locale lzma mailbox marshal mimetypes mmap optparse ' +
  'pdb pickletools pkgutil plistlib posix profile pstats pty pwd py_compile pyclbr pydoc readline reprlib resource ' +
  'runpy sched select selectors shelve shlex signal site smtplib socket socketserver sqlite3 ssl stat symtable ' +
  'sysconfig syslog telnetlib termios timeit tkinter tkinter.ttk token tokenize trace tracemalloc tty turtle ' +
  'unicodedata urllib urllib.error urllib.parse venv webbrowser wsgiref xml xml.dom xml.dom.minidom xml.etree ' +
  'xml.etree.ElementTree xmlrpc zipapp zipimport zlib zoneinfo concurrent multiprocessing.pool multiprocessing.managers ' +
  'multiprocessing.shared_memory cPickle cStringIO StringIO Queue urllib2 ConfigParser';

export const otherModules: LibraryModule[] = [
  { name: 'fnmatch', attrs: fnmatch },
  { name: 'ast', attrs: { literal_eval: literalEval } },
  { name: 'keyword', attrs: keyword },
  {
    name: 'errno',
    attrs: { EPERM: int(1), ENOENT: int(2), EACCES: int(13), EEXIST: int(17), EINVAL: int(22), EPIPE: int(32) },
  },
  ...UNMODELLED.split(' ').map((name) => ({ name, attrs: {} })),
];
