/** `os`, `os.path`, `pathlib` and the modules of files: arithmetic on paths is known, what lies there is not. */
import type { Context } from '../../interpreter/context';
import { PyError } from '../../interpreter/errors';
import { classMethod, getter, native, nativeClass, type Bound, type LibraryModule } from '../../interpreter/native';
import { types } from '../../interpreter/types';
import {
  InstanceValue,
  NONE,
  NOT_IMPLEMENTED,
  bool,
  int,
  list,
  str,
  tuple,
  type Value,
} from '../../interpreter/values';
import { exceptions } from '../exceptions';
import { environment } from './environment';
import { globbed, namesIn, pathsLike, scandir, walk } from './folders';
import { quiet, unknownCall } from './helpers';
import { ON_DISK, join, normalize, pathText, split, splitExtension, unknownPath } from './pathText';
import { ioModule, openFile, textOf } from './textFiles';
import { said } from '../../../protocol/say';

const onPath = (name: string, rule: (path: string, cx: Context) => Value) =>
  native(name, 'path, /', (a, cx) => {
    const path = pathText(a.get('path'));
    return path === undefined ? unknownPath(cx, a.get('path')) : rule(path, cx);
  });

const onDisk = (names: string) =>
  Object.fromEntries(names.split(' ').map((name) => [name, unknownCall(name, ON_DISK)]));

/** What the project holds is there, and is a file or a folder; what it lacks may lie elsewhere or still be made. */
const there = (name: string, is: 'file' | 'folder' | 'any') =>
  native(name, 'path, /', (a, cx) => {
    const path = pathText(a.get('path'));
    if (path === undefined) return unknownPath(cx, a.get('path'));
    const [folder, file] = split(path);
    const isFolder = cx.listFolder(path) !== undefined;
    const isThere = isFolder || cx.listFolder(folder || '.')?.includes(file) === true;
    return isThere ? bool(is === 'any' || isFolder === (is === 'folder')) : cx.unknown(ON_DISK);
  });

/** A path from the root needs no working folder to be made absolute. */
const absolute = (cx: Context, path: string): Value =>
  path.startsWith('/') ? str(normalize(path)) : cx.unknown(ON_DISK);

const osPath = (): Record<string, Value> => ({
  ...onDisk('islink getsize getmtime expanduser expandvars samefile'),
  exists: there('exists', 'any'),
  isfile: there('isfile', 'file'),
  isdir: there('isdir', 'folder'),
  abspath: onPath('abspath', (path, cx) => absolute(cx, path)),
  realpath: onPath('realpath', (path, cx) => absolute(cx, path)),
  sep: str('/'),
  join: native('join', 'a, /, *p', (a, cx) => {
    const given = [a.get('a'), ...a.rest];
    const parts = given.map(pathText);
    const lost = parts.findIndex((part) => part === undefined);
    return lost < 0 ? str(join(parts as string[])) : unknownPath(cx, given[lost]);
  }),
  basename: onPath('basename', (path) => str(split(path)[1])),
  dirname: onPath('dirname', (path) => str(split(path)[0])),
  split: onPath('split', (path) => tuple(split(path).map(str))),
  splitext: onPath('splitext', (path) => tuple(splitExtension(path).map(str))),
  normpath: onPath('normpath', (path) => str(normalize(path))),
  isabs: onPath('isabs', (path) => bool(path.startsWith('/'))),
  relpath: unknownCall('relpath', ON_DISK),
  commonprefix: unknownCall('commonprefix', ON_DISK),
});

// ── os ─────────────────────────────────────────────────────────────────────────────────────────

const os = (): Record<string, Value> => ({
  ...onDisk('getcwd stat access cpu_count getpid popen urandom'),
  scandir,
  walk,
  listdir: native('listdir', "path='.'", (a, cx) => {
    const names = namesIn(cx, a.get('path'));
    return Array.isArray(names) ? list(names.map(str)) : names;
  }),
  ...environment(),
  sep: str('/'),
  linesep: str('\n'),
  pathsep: str(':'),
  curdir: str('.'),
  pardir: str('..'),
  devnull: str('/dev/null'),
  name: str('posix'),
  fspath: onPath('fspath', str),
  PathLike: nativeClass('os', 'PathLike', [types.object]),
  error: exceptions.OSError,
  ...Object.fromEntries(
    'makedirs mkdir remove unlink rename replace rmdir removedirs chdir chmod putenv symlink kill _exit'
      .split(' ')
      .map((name) => [name, quiet(name)]),
  ),
  system: unknownCall('system', 'it depends on another program'),
});

// ── pathlib ────────────────────────────────────────────────────────────────────────────────────

const PurePath = nativeClass('pathlib', 'PurePath', [types.object]);
const Path = nativeClass('pathlib', 'Path', [PurePath]);
const PosixPath = nativeClass('pathlib', 'PosixPath', [Path]);

function makePath(text: string): InstanceValue {
  const path = new InstanceValue(PosixPath);
  // Paths keep no doubled or trailing separators and no single dots, but keep `..`.
  const parts = text.split('/').filter((part) => part !== '' && part !== '.');
  path.attrs.set('_path', str((text.startsWith('/') ? '/' : '') + parts.join('/') || '.'));
  return path;
}

PurePath.hooks.construct = (cx, _cls, args) => {
  const parts = args.map(pathText);
  const lost = parts.findIndex((part) => part === undefined);
  if (lost >= 0) return unknownPath(cx, args[lost]);
  return makePath(parts.length > 0 ? join(parts as string[]) : '.');
};

const asPath = (path: Value): Value => (path.kind === 'str' ? makePath(path.value) : path);
const own = (a: Bound): string => pathText(a.get('self')) ?? '.';
const part = (name: string, read: (path: string) => Value) => getter(name, (self) => read(pathText(self) ?? '.'));
const baseName = (path: string) => (path === '.' || path === '/' ? '' : split(path)[1]);
const parent = (path: string) => makePath(split(path)[0] || (path.startsWith('/') ? '/' : '.'));

function withName(a: Bound, cx: Context, make: (path: string, text: string) => string): Value {
  const text = a.str('text');
  if (text === undefined) return cx.unknown('the path is not known');
  if (baseName(own(a)) === '') throw new PyError('ValueError', `PosixPath('${own(a)}') has an empty name`);
  return makePath(join([split(own(a))[0], make(baseName(own(a)), text)].filter(Boolean)));
}

const joined = (name: string, order: (self: Value, others: readonly Value[]) => readonly Value[]) =>
  native(name, 'self, *others', (a, cx) => cx.call(Path, [...order(a.get('self'), a.rest)]));

const partsOf = (path: string): Value =>
  tuple([...(path.startsWith('/') ? ['/'] : []), ...path.split('/').filter((p) => p !== '' && p !== '.')].map(str));

/** `path.glob(pattern)`, where the pattern is made of what is asked for. */
const searched = (name: string, from: (pattern: string) => string) =>
  native(name, 'self, pattern', (a, cx) => {
    const pattern = a.str('pattern');
    const found = pattern === undefined ? undefined : pathsLike(cx, own(a), from(pattern));
    return found ? list(found.map((path) => makePath(join([own(a), path])))) : cx.unknown(ON_DISK);
  });

const PATH: Record<string, Value> = {
  __init__: native('__init__', 'self, *args', () => NONE),
  __str__: native('__str__', 'self', (a) => str(own(a))),
  __fspath__: native('__fspath__', 'self', (a) => str(own(a))),
  __repr__: native('__repr__', 'self', (a) => str(`PosixPath('${own(a)}')`)),
  __truediv__: joined('__truediv__', (self, others) => [self, ...others]),
  __rtruediv__: joined('__rtruediv__', (self, others) => [...others, self]),
  joinpath: joined('joinpath', (self, others) => [self, ...others]),
  __eq__: native('__eq__', 'self, other', (a) => {
    const other = a.get('other');
    return bool(other.kind === 'instance' && own(a) === pathText(other));
  }),
  ...Object.fromEntries(
    Object.entries({ __lt__: '<', __le__: '<=', __gt__: '>', __ge__: '>=' }).map(([name, op]) => [
      name,
      native(name, 'self, other', (a, cx) => {
        const other = a.get('other');
        const text = other.kind === 'instance' ? pathText(other) : undefined;
        // Paths are compared part by part (Python library, "pathlib").
        return text === undefined ? NOT_IMPLEMENTED : cx.compare(op, partsOf(own(a)), partsOf(text));
      }),
    ]),
  ),
  __hash__: native('__hash__', 'self', (a) =>
    int([...own(a)].reduce((h, c) => (h * 31 + c.charCodeAt(0)) % 2 ** 40, 7)),
  ),
  name: part('name', (path) => str(baseName(path))),
  stem: part('stem', (path) => str(splitExtension(baseName(path))[0])),
  suffix: part('suffix', (path) => str(splitExtension(baseName(path))[1])),
  suffixes: part('suffixes', (path) =>
    list(
      (
        baseName(path)
          .replace(/^\.+/, '')
          .match(/\.[^.]+/g) ?? []
      ).map(str),
    ),
  ),
  parent: part('parent', parent),
  parents: part('parents', (path) => {
    const all: Value[] = [];
    for (let p = path; split(p)[0] !== p && p !== '.'; p = pathText(all[all.length - 1]) ?? '.') all.push(parent(p));
    return tuple(all);
  }),
  parts: part('parts', partsOf),
  with_suffix: native('with_suffix', 'self, text', (a, cx) =>
    withName(a, cx, (name, suffix) => splitExtension(name)[0] + suffix),
  ),
  with_name: native('with_name', 'self, text', (a, cx) => withName(a, cx, (_name, text) => text)),
  with_stem: native('with_stem', 'self, text', (a, cx) =>
    withName(a, cx, (name, stem) => stem + splitExtension(name)[1]),
  ),
  as_posix: native('as_posix', 'self', (a) => str(own(a))),
  is_absolute: native('is_absolute', 'self', (a) => bool(own(a).startsWith('/'))),
  relative_to: native('relative_to', 'self, other', (a, cx) => {
    const other = pathText(a.get('other'));
    if (other === undefined) return cx.unknown('the path is not known');
    const rest = own(a) === other ? '.' : own(a).startsWith(`${other}/`) ? own(a).slice(other.length + 1) : undefined;
    if (rest === undefined) throw new PyError('ValueError', `'${own(a)}' is not in the subpath of '${other}'`);
    return makePath(rest);
  }),
  mkdir: quiet('mkdir'),
  touch: quiet('touch'),
  unlink: quiet('unlink'),
  write_text: unknownCall('write_text', ON_DISK),
  write_bytes: unknownCall('write_bytes', ON_DISK),
  open: native('open', "self, mode='r', *args, **kwargs", (a, cx) => openFile(cx, own(a), a.get('mode'))),
  read_text: native('read_text', 'self, *args, **kwargs', (a, cx) => textOf(cx, openFile(cx, own(a), str('r')))),
  read_bytes: native('read_bytes', 'self', (a, cx) => cx.unknown(said`read from the file ${own(a)}`)),
  ...onDisk('stat expanduser samefile'),
  exists: there('exists', 'any'),
  is_file: there('is_file', 'file'),
  is_dir: there('is_dir', 'folder'),
  resolve: native('resolve', 'self, strict=False', (a, cx) => asPath(absolute(cx, own(a)))),
  absolute: native('absolute', 'self', (a, cx) => asPath(absolute(cx, own(a)))),
  iterdir: native('iterdir', 'self', (a, cx) => {
    const names = namesIn(cx, a.get('self'));
    return Array.isArray(names) ? list(names.map((name) => makePath(join([own(a), name])))) : names;
  }),
  glob: searched('glob', (pattern) => pattern),
  rglob: searched('rglob', (pattern) => `**/${pattern}`),
  home: classMethod(unknownCall('home', ON_DISK)),
  cwd: classMethod(unknownCall('cwd', ON_DISK)),
};
for (const [name, value] of Object.entries(PATH)) PurePath.attrs.set(name, value);

// ── Files and processes ────────────────────────────────────────────────────────────────────────

const OTHER = 'it depends on another program';

export const pathModules: LibraryModule[] = [
  { name: 'os', attrs: os },
  { name: 'os.path', attrs: osPath },
  { name: 'posixpath', attrs: osPath },
  { name: 'pathlib', attrs: { PurePath, Path, PosixPath, PurePosixPath: PurePath } },
  ioModule,
  { name: 'glob', attrs: { glob: globbed('glob'), iglob: globbed('iglob') } },
  {
    name: 'shutil',
    attrs: {
      ...Object.fromEntries('rmtree move copy copy2 copyfile copytree'.split(' ').map((n) => [n, quiet(n)])),
      ...onDisk('which disk_usage'),
    },
  },
  {
    name: 'tempfile',
    attrs: {
      ...onDisk('mkdtemp mkstemp gettempdir TemporaryDirectory NamedTemporaryFile TemporaryFile SpooledTemporaryFile'),
    },
  },
  {
    name: 'subprocess',
    attrs: {
      ...Object.fromEntries(
        'run call check_call check_output Popen getoutput'.split(' ').map((n) => [n, unknownCall(n, OTHER)]),
      ),
      PIPE: int(-1),
      STDOUT: int(-2),
      DEVNULL: int(-3),
      CalledProcessError: exceptions.RuntimeError,
    },
  },
];
