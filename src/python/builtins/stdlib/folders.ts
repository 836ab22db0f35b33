/**
 * What lies in the folders of a program: `os.scandir`, `os.walk`, `glob`. Folders of the project and of the libraries are
 * known, and sorted; what any other holds is not known.
 */
import type { Context } from '../../interpreter/context';
import { native, nativeClass } from '../../interpreter/native';
import { types } from '../../interpreter/types';
import {
  InstanceValue,
  IteratorValue,
  bool,
  list,
  str,
  tuple,
  type UnknownValue,
  type Value,
} from '../../interpreter/values';
import { quiet, unknownCall } from './helpers';
import { ON_DISK, join, pathText, split, unknownPath } from './pathText';

/** Entries beyond which the folders below one are taken for data: what lies there is not followed. */
const MAX_BELOW = 20_000;

/** The names in a folder, in no order that a program may count on. */
export function namesIn(cx: Context, path: Value): string[] | UnknownValue {
  const text = pathText(path);
  if (text === undefined) return unknownPath(cx, path);
  return cx.listFolder(text) ?? cx.unknown(ON_DISK);
}

const isFolder = (cx: Context, path: string): boolean => cx.listFolder(path) !== undefined;

/** The paths of all that lies below a folder, parts from there on; undefined where that is not known or too much. */
function pathsBelow(cx: Context, folder: string): string[] | undefined {
  const found: string[] = [];
  const visit = (path: string, prefix: string): boolean => {
    for (const name of cx.listFolder(path) ?? []) {
      if (found.push(prefix + name) > MAX_BELOW) return false;
      if (!visit(join([path, name]), `${prefix}${name}/`)) return false;
    }
    return true;
  };
  return isFolder(cx, folder) && visit(folder, '') ? found : undefined;
}

/** Whether a file name fits a pattern of `*` and `?`; hidden files need a dot in it. */
function matches(pattern: string, name: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  const source = pattern
    .replace(/[.+^${}()|\\[\]]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 's').test(name);
}

/**
 * The paths in a folder that fit a pattern in whose last part alone the wildcards stand, `**` before it apart: that means
 * the folder and all below it. Undefined where they are not known, and where there are none: what a program looks for will be
 * there when it runs, and data are seldom kept beside the code.
 */
export function pathsLike(cx: Context, folder: string, pattern: string): string[] | undefined {
  const paths = pathsNow(cx, folder, pattern);
  return paths?.length ? paths : undefined;
}

function pathsNow(cx: Context, folder: string, pattern: string): string[] | undefined {
  const [above, last] = split(pattern);
  if (/\[|\*\*/.test(last)) return undefined;
  if (above === '**') return pathsBelow(cx, folder)?.filter((path) => matches(last, split(path)[1]));
  if (/[*?[]/.test(above)) return undefined;
  const parts = [folder, above].filter(Boolean);
  const names = cx.listFolder(parts.length > 0 ? join(parts) : '.');
  return names?.filter((name) => matches(last, name)).map((name) => (above ? join([above, name]) : name));
}

// ── glob ───────────────────────────────────────────────────────────────────────────────────────

export const globbed = (name: string) =>
  native(name, 'pathname, **kwargs', (a, cx) => {
    const path = pathText(a.get('pathname'));
    if (path === undefined) return unknownPath(cx, a.get('pathname'));
    const found = path.includes('**') ? undefined : pathsLike(cx, '', path);
    return found ? list(found.map(str)) : cx.unknown(ON_DISK);
  });

// ── os ─────────────────────────────────────────────────────────────────────────────────────────

const DirEntry = nativeClass('posix', 'DirEntry', [types.object], {
  is_dir: native('is_dir', 'self, *, follow_symlinks=True', (a, cx) =>
    bool(isFolder(cx, pathText(cx.getAttr(a.get('self'), 'path')) ?? '')),
  ),
  is_file: native('is_file', 'self, *, follow_symlinks=True', (a, cx) =>
    bool(!isFolder(cx, pathText(cx.getAttr(a.get('self'), 'path')) ?? '')),
  ),
  is_symlink: unknownCall('is_symlink', ON_DISK),
  stat: unknownCall('stat', ON_DISK),
  __fspath__: native('__fspath__', 'self', (a, cx) => cx.getAttr(a.get('self'), 'path')),
});

const ScandirIterator = nativeClass('posix', 'ScandirIterator', [types.object], {
  __iter__: native('__iter__', 'self', (a, cx) => cx.getAttr(a.get('self'), '_entries')),
  __next__: native('__next__', 'self', (a, cx) => cx.callMethod(cx.getAttr(a.get('self'), '_entries'), '__next__')),
  __enter__: native('__enter__', 'self', (a) => a.get('self')),
  __exit__: native('__exit__', 'self, *exc', () => bool(false)),
  close: quiet('close'),
});

/** `os.scandir(path)`: an iterator of entries that is a context manager too. */
export const scandir = native('scandir', "path='.'", (a, cx) => {
  const names = namesIn(cx, a.get('path'));
  if (!Array.isArray(names)) return names;
  const folder = pathText(a.get('path')) ?? '.';
  const entries = names.map((name) => {
    const entry = new InstanceValue(DirEntry);
    entry.attrs.set('name', str(name));
    entry.attrs.set('path', str(join([folder, name])));
    return entry;
  });
  const iterator = new InstanceValue(ScandirIterator);
  iterator.attrs.set('_entries', new IteratorValue(entries.values()));
  return iterator;
});

/** What `os.walk` gives for a folder and those below it; the caller may take folders out of the list it is given. */
function* walked(cx: Context, folder: string): Generator<Value, void, undefined> {
  const names = cx.listFolder(folder) ?? [];
  const below = (name: string) => join([folder, name]);
  const folders = list(names.filter((name) => isFolder(cx, below(name))).map(str));
  yield tuple([str(folder), folders, list(names.filter((name) => !isFolder(cx, below(name))).map(str))]);
  for (const name of folders.items) if (name.kind === 'str') yield* walked(cx, below(name.value));
}

/** `os.walk(top)` from the top down. */
export const walk = native('walk', 'top, topdown=True, onerror=None, followlinks=False', (a, cx) => {
  const folder = pathText(a.get('top'));
  if (folder === undefined) return unknownPath(cx, a.get('top'));
  if (a.truth('topdown') !== true || !pathsBelow(cx, folder)) return cx.unknown(ON_DISK);
  return new IteratorValue(walked(cx, folder), 'generator');
});
