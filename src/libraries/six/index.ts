/**
 * six 1.16, the names that programs for Python 2 and 3 have from it. On Python 3 they are other names of what is built in
 * or in the standard library (https://six.readthedocs.io).
 */
import { builtins } from '../../python/builtins';
import { modules as standard } from '../../python/builtins/stdlib';
import { native, nativeClass, type LibraryModule } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import { FALSE, NONE, NativeFunction, TRUE, tuple, type ClassValue, type Value } from '../../python/interpreter/values';

/** Functions that call a method of their first argument: `six.iteritems(d)` is `d.items()`. */
const METHODS: Readonly<Record<string, string>> = {
  iteritems: 'items',
  iterkeys: 'keys',
  itervalues: 'values',
  viewitems: 'items',
  viewkeys: 'keys',
  viewvalues: 'values',
};

/** Names of `six.moves` that are built in. */
const BUILT_IN: Readonly<Record<string, string>> = {
  range: 'range',
  xrange: 'range',
  zip: 'zip',
  map: 'map',
  filter: 'filter',
  input: 'input',
};

/** Names of `six.moves` that stand in a module of the standard library. */
const FROM_STANDARD: Readonly<Record<string, readonly [module: string, name: string]>> = {
  reduce: ['functools', 'reduce'],
  zip_longest: ['itertools', 'zip_longest'],
  filterfalse: ['itertools', 'filterfalse'],
  StringIO: ['io', 'StringIO'],
  UserDict: ['collections', 'UserDict'],
  UserList: ['collections', 'UserList'],
};

/** Modules of `six.moves`, and what they are called in Python 3. */
const MODULES: Readonly<Record<string, string>> = {
  builtins: 'builtins',
  configparser: 'configparser',
  cPickle: 'pickle',
  queue: 'queue',
  'urllib.request': 'urllib.request',
  'urllib.parse': 'urllib.parse',
  'urllib.error': 'urllib.error',
};

const identity = (name: string, signature: string): Value => native(name, signature, (a) => a.rest[0] ?? NONE);

/** What a decorator with arguments leaves as it is. */
const leaving = (name: string): NativeFunction =>
  new NativeFunction(name, () => new NativeFunction(name, (_cx, { args }) => args[0]));

const attrs: Record<string, Value> = {
  PY2: FALSE,
  PY3: TRUE,
  PY34: TRUE,
  string_types: tuple([types.str]),
  text_type: types.str,
  binary_type: types.bytes,
  integer_types: tuple([types.int]),
  class_types: tuple([types.type]),
  ...Object.fromEntries(
    Object.entries(METHODS).map(([name, method]) => [
      name,
      native(name, 'd, **kw', (a, cx) => cx.callMethod(a.get('d'), method, [])),
    ]),
  ),
  next: builtins.next,
  ...Object.fromEntries(
    ['ensure_str', 'ensure_text', 'ensure_binary', 'u', 'b'].map((name) => [name, identity(name, '*args, **kwargs')]),
  ),
  python_2_unicode_compatible: identity('python_2_unicode_compatible', '*args'),
  add_metaclass: leaving('add_metaclass'),
  wraps: leaving('wraps'),
  with_metaclass: native('with_metaclass', 'meta, *bases', (a) => {
    const bases = a.rest.filter((base): base is ClassValue => base.kind === 'class');
    return bases.length === 1 ? bases[0] : nativeClass('six', 'temporary_class', bases);
  }),
};

const standardModule = (name: string): Record<string, Value> => {
  const found = standard.find((module) => module.name === name)?.attrs ?? {};
  return typeof found === 'function' ? found() : found;
};

const moves = (): Record<string, Value> => ({
  ...Object.fromEntries(Object.entries(BUILT_IN).map(([name, own]) => [name, builtins[own]])),
  ...Object.fromEntries(
    Object.entries(FROM_STANDARD).flatMap(([name, [module, own]]) => {
      const value = standardModule(module)[own];
      return value ? [[name, value]] : [];
    }),
  ),
});

export const modules: LibraryModule[] = [
  { name: 'six', attrs },
  { name: 'six.moves', attrs: moves },
  { name: 'six.moves.urllib', attrs: {} },
  ...Object.entries(MODULES).map(([name, own]) => ({ name: `six.moves.${name}`, attrs: () => standardModule(own) })),
];
