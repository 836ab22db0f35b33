/** `io`: text in memory and the small text files of a project, read as Python's text streams read them. */
import type { Context } from '../../interpreter/context';
import { PyError } from '../../interpreter/errors';
import { getter, native, nativeClass, type Bound, type LibraryModule } from '../../interpreter/native';
import { types } from '../../interpreter/types';
import { InstanceValue, IteratorValue, NONE, bool, int, list, str, type Value } from '../../interpreter/values';
import { quiet, unknownCall } from './helpers';
import { said } from '../../../protocol/say';

const IOBase = nativeClass('io', 'IOBase', [types.object]);
const TextIOBase = nativeClass('io', 'TextIOBase', [IOBase]);

/** What a stream holds and where it is read next; undefined where its text is not known. */
function contents(a: Bound): { text: string; at: number } | undefined {
  const self = a.get('self');
  const [text, at] = self.kind === 'instance' ? ['_text', '_at'].map((name) => self.attrs.get(name)) : [];
  return text?.kind === 'str' ? { text: text.value, at: at?.kind === 'int' ? Number(at.value) : 0 } : undefined;
}

const moveTo = (a: Bound, cx: Context, at: number): void => cx.setAttr(a.get('self'), '_at', int(at));

/** The text itself where it is not known: the value says why. */
const unread = (a: Bound, cx: Context): Value => cx.getAttr(a.get('self'), '_text');

/** The next line with its end, as `readline` gives it. */
function lineAt(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  return text.slice(at, end < 0 ? undefined : end + 1);
}

function linesFrom(text: string, at: number): string[] {
  const lines: string[] = [];
  for (let next = at; next < text.length; next += lines[lines.length - 1].length) lines.push(lineAt(text, next));
  return lines;
}

/** Reads to the end, and gives what `use` makes of the rest of the text. */
const rest = (a: Bound, cx: Context, use: (text: string, at: number) => Value): Value => {
  const stream = contents(a);
  if (!stream) return unread(a, cx);
  moveTo(a, cx, stream.text.length);
  return use(stream.text, stream.at);
};

const STREAM: Record<string, Value> = {
  read: native('read', 'self, size=-1', (a, cx) => {
    const stream = contents(a);
    if (!stream) return unread(a, cx);
    const size = a.isNone('size') ? -1 : a.number('size');
    if (size === undefined) return cx.unknown('how much is read is not known');
    const end = size < 0 ? stream.text.length : Math.min(stream.text.length, stream.at + size);
    moveTo(a, cx, end);
    return str(stream.text.slice(stream.at, end));
  }),
  readline: native('readline', 'self, size=-1', (a, cx) => {
    const stream = contents(a);
    if (!stream) return unread(a, cx);
    const line = lineAt(stream.text, stream.at);
    moveTo(a, cx, stream.at + line.length);
    return str(line);
  }),
  readlines: native('readlines', 'self, hint=-1', (a, cx) =>
    rest(a, cx, (text, at) => list(linesFrom(text, at).map(str))),
  ),
  __iter__: native('__iter__', 'self', (a, cx) =>
    rest(a, cx, (text, at) => new IteratorValue(linesFrom(text, at).map(str)[Symbol.iterator]())),
  ),
  seek: native('seek', 'self, offset, whence=0', (a, cx) => {
    moveTo(a, cx, a.number('whence') === 2 ? (contents(a)?.text.length ?? 0) : (a.number('offset') ?? 0));
    return a.get('offset');
  }),
  tell: native('tell', 'self', (a) => int(contents(a)?.at ?? 0)),
  close: quiet('close'),
  flush: quiet('flush'),
  __enter__: native('__enter__', 'self', (a) => a.get('self')),
  __exit__: native('__exit__', 'self, *exc', () => bool(false)),
};
for (const [name, value] of Object.entries(STREAM)) TextIOBase.attrs.set(name, value);

/** In-memory text files know what was written to them. */
const StringIO = nativeClass('io', 'StringIO', [TextIOBase], {
  __init__: native('__init__', "self, initial_value='', newline=None", (a, cx) => {
    cx.setAttr(a.get('self'), '_text', a.isNone('initial_value') ? str('') : a.get('initial_value'));
    return NONE;
  }),
  write: native('write', 'self, text', (a, cx) => {
    const [self, text] = [a.get('self'), a.get('text')];
    cx.setAttr(self, '_text', cx.binary('+', cx.getAttr(self, '_text'), text));
    moveTo(a, cx, contents(a)?.text.length ?? 0);
    return text.kind === 'str' ? int([...text.value].length) : NONE;
  }),
  getvalue: native('getvalue', 'self', unread),
});

const TextIOWrapper = nativeClass('io', 'TextIOWrapper', [TextIOBase], {
  name: getter('name', (self, cx) => cx.getAttr(self, '_name')),
  mode: getter('mode', () => str('r')),
});

/**
 * `open(path, mode)` for a text file of the project that is read; unknown for every other file.
 * @param text the path as text, undefined where it is not known
 */
export function openFile(cx: Context, text: string | undefined, mode: Value): Value {
  if (text === undefined) return cx.unknown('read from a file');
  const reads = mode.kind === 'str' && /^[rtU]*$/.test(mode.value);
  const contents = reads ? cx.readText(text) : undefined;
  if (contents === undefined) return cx.unknown(said`read from the file ${text}`);
  const file = new InstanceValue(TextIOWrapper);
  file.attrs.set('_text', str(contents.replace(/\r\n?/g, '\n')));
  file.attrs.set('_name', str(text));
  return file;
}

/** The text of a string or of a stream that is read to its end; anything else is not known. @throws PyError AttributeError */
export function textOf(cx: Context, source: Value): Value {
  if (source.kind === 'str' || source.kind === 'unknown') return source;
  const read = cx.findAttr(source, 'read');
  if (!read) throw new PyError('AttributeError', `'${cx.typeOf(source).name}' object has no attribute 'read'`);
  return cx.call(read);
}

export const ioModule: LibraryModule = {
  name: 'io',
  attrs: {
    IOBase,
    TextIOBase,
    StringIO,
    TextIOWrapper,
    BytesIO: unknownCall('BytesIO', 'the contents of a byte stream'),
    open: native('open', "file, mode='r', *args, **kwargs", (a, cx) => {
      const file = a.get('file');
      return openFile(cx, file.kind === 'str' ? file.value : undefined, a.get('mode'));
    }),
  },
};
