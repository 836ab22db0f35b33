/** `sys`, `platform`, `gc`, `types`, `importlib`, `weakref` and their like: the running interpreter itself. */
import type { Context } from '../../interpreter/context';
import { codeType, functionFromCode } from '../../interpreter/functionAttributes';
import { native, nativeClass, type Bound, type LibraryModule } from '../../interpreter/native';
import { types } from '../../interpreter/types';
import {
  DictValue,
  FALSE,
  InstanceValue,
  MethodValue,
  ModuleValue,
  NONE,
  SetValue,
  TRUE,
  UnknownValue,
  bool,
  float,
  int,
  list,
  str,
  tuple,
  type ClassValue,
  type ListValue,
  type Value,
} from '../../interpreter/values';
import { exactInt } from '../arithmetic';
import { exceptionOf, exceptions } from '../exceptions';
import { reprOf } from '../repr';
import { UnionType } from '../unions';
import { passThrough, quiet, unknownCall, unknownInt } from './helpers';
import { isStandard, standardModules } from './moduleNames';
import { namedTuple } from './namedTuples';
import { said } from '../../../protocol/say';

/** The version whose behaviour is modelled. */
const VERSION = { major: 3, minor: 12, micro: 0 };
const VERSION_TEXT = Object.values(VERSION).join('.');

function stream(name: 'stdout' | 'stderr'): InstanceValue {
  const cls = nativeClass('io', 'TextIOWrapper', [types.object], {
    write: native('write', 'self, text', (a, cx) => {
      const text = a.str('text') ?? cx.str(a.get('text'));
      cx.print(text, name);
      return int([...text].length);
    }),
    flush: quiet('flush'),
    isatty: native('isatty', 'self', () => FALSE),
    reconfigure: quiet('reconfigure'),
  });
  return new InstanceValue(cls);
}

/** `sys.modules`: the modules that were imported; whether others are loaded besides is not known. */
function moduleTable(): InstanceValue {
  const lookUp = (a: Bound, cx: Context): Value => {
    const name = a.str('name');
    const module = name === undefined ? undefined : cx.loadedModule(name);
    return module ?? cx.unknown('which modules are loaded is not known');
  };
  const cls = nativeClass('builtins', 'dict', [types.object], {
    __getitem__: native('__getitem__', 'self, name', lookUp),
    get: native('get', 'self, name, default=None', lookUp),
    __contains__: native('__contains__', 'self, name', (a, cx) => {
      const found = lookUp(a, cx);
      return found.kind === 'unknown' ? found : TRUE;
    }),
    __setitem__: native('__setitem__', 'self, name, module', (a, cx) => {
      const name = a.str('name');
      if (name !== undefined) cx.replaceModule(name, a.get('module'));
      return NONE;
    }),
    __delitem__: quiet('__delitem__'),
    ...Object.fromEntries(
      ['keys', 'values', 'items', 'copy', '__iter__', '__len__'].map((name) => [
        name,
        unknownCall(name, 'which modules are loaded is not known'),
      ]),
    ),
  });
  return new InstanceValue(cls);
}

function standardNames(): SetValue {
  const names = new SetValue(true);
  for (const name of standardModules) names.entries.set(`s${name}`, str(name));
  return names;
}

/** What the program will be started with is not known when its source is read. */
function commandLine(): ListValue {
  const argv = list([str('main.py')]);
  argv.open = new UnknownValue('it is an argument of the command line');
  return argv;
}

const sys = (): Record<string, Value> => ({
  version_info: namedTuple('sys.version_info', {
    major: int(VERSION.major),
    minor: int(VERSION.minor),
    micro: int(VERSION.micro),
    releaselevel: str('final'),
    serial: int(0),
  }),
  version: str(`${VERSION_TEXT} (main)`),
  hexversion: int((VERSION.major << 24) | (VERSION.minor << 16) | 0xf0),
  argv: commandLine(),
  path: list([str('')]),
  stdlib_module_names: standardNames(),
  implementation: namedTuple('types.SimpleNamespace', { name: str('cpython'), cache_tag: str('cpython-312') }),
  modules: moduleTable(),
  meta_path: list([]),
  maxsize: exactInt(2n ** 63n - 1n),
  byteorder: str('little'),
  platform: str('linux'),
  executable: str('python'),
  stdout: stream('stdout'),
  stderr: stream('stderr'),
  float_info: namedTuple('sys.float_info', {
    max: float(Number.MAX_VALUE),
    min: float(2.2250738585072014e-308),
    epsilon: float(Number.EPSILON),
    dig: int(15),
  }),
  exit: native('exit', 'status=None, /', (a, cx) => {
    throw exceptionOf(cx, exceptions.SystemExit, a.has('status') ? [a.get('status')] : []);
  }),
  setrecursionlimit: quiet('setrecursionlimit'),
  getrecursionlimit: native('getrecursionlimit', '', () => int(1000)),
  getsizeof: unknownInt('getsizeof', 'the size of an object in memory'),
  getrefcount: unknownInt('getrefcount', 'how often an object is referred to'),
  intern: passThrough('intern'),
  exc_info: native('exc_info', '', () => tuple([NONE, NONE, NONE])),
  settrace: quiet('settrace'),
});

const machine = (name: string) => unknownCall(name, said`platform.${name}() depends on the machine`);

const platform = (): Record<string, Value> => ({
  system: native('system', '', () => str('Linux')),
  python_version: native('python_version', '', () => str(VERSION_TEXT)),
  python_implementation: native('python_implementation', '', () => str('CPython')),
  ...Object.fromEntries(['platform', 'machine', 'processor', 'node', 'release', 'version'].map((n) => [n, machine(n)])),
});

const gc = {
  collect: native('collect', 'generation=2', () => int(0)),
  enable: quiet('enable'),
  disable: quiet('disable'),
  isenabled: native('isenabled', '', () => TRUE),
};

// ── types ──────────────────────────────────────────────────────────────────────────────────────

const SimpleNamespace: ClassValue = nativeClass('types', 'SimpleNamespace', [types.object], {
  __init__: native('__init__', 'self, mapping=None, /, **kwargs', (a, cx) => {
    const [self, mapping] = [a.get('self'), a.get('mapping')];
    if (mapping.kind === 'dict') {
      for (const { key, value } of mapping.entries.values()) if (key.kind === 'str') cx.setAttr(self, key.value, value);
    }
    for (const [name, value] of a.extra) cx.setAttr(self, name, value);
    return NONE;
  }),
  __repr__: native('__repr__', 'self', (a, cx) => {
    const self = a.get('self');
    const attrs = self.kind === 'instance' ? [...self.attrs] : [];
    return str(`namespace(${attrs.map(([name, value]) => `${name}=${reprOf(cx, value)}`).join(', ')})`);
  }),
  __eq__: native('__eq__', 'self, other', (a, cx) => {
    const [self, other] = [a.get('self'), a.get('other')];
    if (self.kind !== 'instance' || other.kind !== 'instance') return FALSE;
    const equal = self.attrs.size === other.attrs.size;
    const parts = [...self.attrs].map(([name, value]) => {
      const theirs = other.attrs.get(name);
      return theirs ? cx.equal(value, theirs) : false;
    });
    if (!equal || parts.includes(false)) return FALSE;
    return parts.includes(undefined) ? cx.unknown('whether the namespaces are equal is not known') : TRUE;
  }),
});

const typesModule = (): Record<string, Value> => ({
  SimpleNamespace,
  FunctionType: functionType(),
  LambdaType: functionType(),
  CodeType: codeType,
  MethodType: methodType(),
  BuiltinFunctionType: types.builtin,
  BuiltinMethodType: types.builtin,
  ModuleType: moduleType(),
  GeneratorType: types.iterator,
  NoneType: types.none,
  UnionType,
  EllipsisType: types.ellipsis,
  MappingProxyType: types.dict,
  GenericAlias: types.type,
  DynamicClassAttribute: types.property,
  new_class: native('new_class', 'name, bases=(), kwds=None, exec_body=None', (a, cx) =>
    cx.call(types.type, [a.get('name'), a.get('bases'), new DictValue()]),
  ),
});

function functionType(): ClassValue {
  types.function.hooks.construct = (cx, _cls, args, kwargs) => functionFromCode.impl(cx, { args, kwargs });
  return types.function;
}

/** `types.MethodType(function, object)` binds a function to an object. */
function methodType(): ClassValue {
  types.method.hooks.construct = (_cx, _cls, args) => new MethodValue(args[1] ?? NONE, args[0] ?? NONE);
  return types.method;
}

function moduleType(): ClassValue {
  types.module.hooks.construct = (_cx, cls, args) =>
    cls === types.module ? new ModuleValue(args[0]?.kind === 'str' ? args[0].value : 'module') : new InstanceValue(cls);
  types.module.attrs.set(
    '__init__',
    native('__init__', 'self, name, doc=None', (a, cx) => {
      if (a.get('self').kind === 'instance') cx.setAttr(a.get('self'), '__name__', a.get('name'));
      return NONE;
    }),
  );
  return types.module;
}

// ── importlib, weakref ─────────────────────────────────────────────────────────────────────────

const importlib = {
  import_module: native('import_module', 'name, package=None', (a, cx) => {
    const name = a.str('name');
    if (name === undefined) return cx.unknown('the name of the module to import is not known');
    const base = a.str('package');
    return cx.importModule(name.startsWith('.') && base ? `${base}${name}` : name);
  }),
  reload: passThrough('reload'),
  invalidate_caches: quiet('invalidate_caches'),
};

const ModuleSpec = nativeClass('importlib.machinery', 'ModuleSpec', [types.object]);

/** Runs the module of a spec; asking a module for anything runs it. */
const FileLoader = nativeClass('importlib.machinery', 'SourceFileLoader', [types.object], {
  exec_module: native('exec_module', 'self, module', (a, cx) => {
    cx.findAttr(a.get('module'), '__dict__');
    return NONE;
  }),
});

/** `spec_from_file_location(name, location)`: where a module lies that is loaded by its file. */
const specFromFile = native('spec_from_file_location', 'name, location=None, *args, **kwargs', (a, cx) => {
  const location = a.get('location');
  const spec = new InstanceValue(ModuleSpec);
  spec.attrs.set('name', a.get('name'));
  spec.attrs.set('origin', location.kind === 'unknown' ? location : str(cx.str(location)));
  spec.attrs.set('loader', new InstanceValue(FileLoader));
  return spec;
});

/** `module_from_spec(spec)`: the module of the file, where that lies with the program. */
const moduleFromSpec = native('module_from_spec', 'spec', (a, cx) => {
  const spec = a.get('spec');
  const [name, origin] = ['name', 'origin'].map((part) => cx.getAttr(spec, part));
  const module = name.kind === 'str' && origin.kind === 'str' ? cx.moduleFromFile(name.value, origin.value) : undefined;
  return module ?? (origin.kind === 'unknown' ? origin : cx.unknown('the file of the module is not with the program'));
});

/** What finders and loaders of a program derive from. */
const importlibAbc = Object.fromEntries(
  ['MetaPathFinder', 'PathEntryFinder', 'Loader', 'Finder', 'SourceLoader', 'InspectLoader'].map((name) => [
    name,
    nativeClass('importlib.abc', name, [types.object]),
  ]),
);

/** `find_spec(name)`: None where there is no such module. */
const findSpec = native('find_spec', 'name, package=None', (a, cx) => {
  const name = a.str('name');
  const standard = name !== undefined && isStandard(name);
  const found = name === undefined ? undefined : standard || cx.isInstalled(name);
  if (found === undefined) return cx.unknown('whether a package is installed is not known');
  if (!found) return NONE;
  const spec = new InstanceValue(ModuleSpec);
  spec.attrs.set('name', a.get('name'));
  spec.attrs.set('parent', str(name!.slice(0, Math.max(0, name!.lastIndexOf('.')))));
  for (const unread of ['origin', 'loader', 'cached']) spec.attrs.set(unread, cx.unknown('where a module lies'));
  return spec;
});

/** Which distributions a package comes from: one of its own name, where there is one; others are not known. */
function distributionsOf(a: Bound, cx: Context): Value {
  const name = a.str('name');
  const version = name === undefined ? undefined : cx.installedVersion(name);
  return typeof version === 'string' ? list([a.get('name')]) : cx.unknown('which packages are installed');
}

/** `importlib.metadata.packages_distributions()`: a dict that is asked for single packages. */
const PackageTable = nativeClass('builtins', 'dict', [types.object], {
  get: native('get', 'self, name, default=None', distributionsOf),
  __getitem__: native('__getitem__', 'self, name', distributionsOf),
  ...Object.fromEntries(
    ['keys', 'values', 'items', 'copy', '__iter__', '__len__', '__contains__'].map((name) => [
      name,
      unknownCall(name, 'which packages are installed'),
    ]),
  ),
});

const metadata = {
  version: native('version', 'distribution_name', (a, cx) => {
    const name = a.str('distribution_name');
    const version = name === undefined ? undefined : cx.installedVersion(name);
    if (version === null) throw exceptionOf(cx, exceptions.ModuleNotFoundError, [a.get('distribution_name')]);
    return version === undefined ? cx.unknown('the version of an installed package') : str(version);
  }),
  distributions: unknownCall('distributions', 'which packages are installed'),
  packages_distributions: native('packages_distributions', '', () => new InstanceValue(PackageTable)),
  PackageNotFoundError: exceptions.ModuleNotFoundError,
};

/** Weak references as strong ones: nothing is collected here. */
const weakref = (): Record<string, Value> => ({
  ref: native('ref', 'object, callback=None', (a) => {
    const object = a.get('object');
    return native('ref', '', () => object);
  }),
  proxy: passThrough('proxy'),
  WeakValueDictionary: types.dict,
  WeakKeyDictionary: types.dict,
  WeakSet: types.set,
  finalize: quiet('finalize'),
});

const FEATURES =
  'annotations division print_function absolute_import unicode_literals generators with_statement nested_scopes';

export const systemModules: LibraryModule[] = [
  { name: 'sys', attrs: sys },
  { name: 'platform', attrs: platform },
  { name: 'gc', attrs: gc },
  { name: 'types', attrs: typesModule },
  { name: 'importlib', attrs: importlib },
  { name: 'importlib.metadata', attrs: metadata },
  {
    name: 'importlib.util',
    attrs: { find_spec: findSpec, spec_from_file_location: specFromFile, module_from_spec: moduleFromSpec },
  },
  { name: 'importlib.machinery', attrs: { ModuleSpec, SourceFileLoader: FileLoader } },
  { name: 'importlib.abc', attrs: importlibAbc },
  { name: 'weakref', attrs: weakref },
  { name: '__future__', attrs: Object.fromEntries(FEATURES.split(' ').map((name) => [name, bool(true)])) },
];
