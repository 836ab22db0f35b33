/** `inspect`: what functions and classes are, and the parameters they take. */
import type { Context } from '../../interpreter/context';
import { getter, native, nativeClass, signatureOf, type LibraryModule, type Parameter } from '../../interpreter/native';
import { types } from '../../interpreter/types';
import {
  FunctionValue,
  InstanceValue,
  ListValue,
  NONE,
  bool,
  int,
  list,
  str,
  tuple,
  type ClassValue,
  type Value,
} from '../../interpreter/values';
import { dictOfNames } from '../containers';
import { unknownCall, unmodelled } from './helpers';
import { boundArguments } from './inspectBinding';
import { namedTuple } from './namedTuples';
import { said } from '../../../protocol/say';

const empty = nativeClass('inspect', '_empty', [types.object]);

const KINDS: Record<Parameter['type'], number> = {
  positionalOnly: 0,
  normal: 1,
  varArgs: 2,
  keywordOnly: 3,
  varKeywords: 4,
};
const KIND_NAMES = ['POSITIONAL_ONLY', 'POSITIONAL_OR_KEYWORD', 'VAR_POSITIONAL', 'KEYWORD_ONLY', 'VAR_KEYWORD'];

const ParameterClass = nativeClass('inspect', 'Parameter', [types.object], {
  empty,
  /** Evaluated where it is asked for, since most programs look at names and defaults alone. */
  annotation: getter('annotation', (self, cx) => {
    const [fn, name] = self.kind === 'instance' ? [self.native, self.attrs.get('name')] : [];
    const all = fn instanceof FunctionValue ? cx.getAttr(fn, '__annotations__') : undefined;
    return (all?.kind === 'dict' && name?.kind === 'str' && all.entries.get(`s${name.value}`)?.value) || empty;
  }),
  ...Object.fromEntries(KIND_NAMES.map((name, i) => [name, int(i)])),
});
/** `bind` and `bind_partial`; `native` of a signature holds its parameters. */
const binding = (name: string, partial: boolean) =>
  native(name, 'self, /, *args, **kwargs', (a, cx) => {
    const self = a.get('self');
    const declared = self.kind === 'instance' ? (self.native as readonly Declared[] | undefined) : undefined;
    if (!declared) return cx.unknown('the parameters of a function that is not written in Python here');
    return boundArguments(cx, self, declared, a.rest, a.extra, partial);
  });

const Signature = nativeClass('inspect', 'Signature', [types.object], {
  empty,
  bind: binding('bind', false),
  bind_partial: binding('bind_partial', true),
  __getattr__: unmodelled('Signature'),
});

/** The user function behind a callable, and how many of its parameters are already bound. */
function userFunction(value: Value): { fn: FunctionValue; bound: number } | undefined {
  if (value.kind === 'function') {
    const wrapped = value.attrs?.get('__wrapped__');
    return wrapped ? userFunction(wrapped) : { fn: value, bound: 0 };
  }
  if (value.kind === 'method') {
    const inner = userFunction(value.func);
    return inner && { fn: inner.fn, bound: inner.bound + 1 };
  }
  if (value.kind === 'class') {
    const init = value.lookup('__init__');
    return init?.kind === 'function' ? { fn: init, bound: 1 } : undefined;
  }
  const call = value.kind === 'instance' ? value.cls.lookup('__call__') : undefined;
  return call?.kind === 'function' ? { fn: call, bound: 1 } : undefined;
}

/** One parameter, of user code or of a modelled function. */
interface Declared extends Parameter {
  /** The function that annotates it. */
  annotated?: FunctionValue;
}

/** The parameters of a class or function of a library, where its signature names them all. */
function modelledParameters(value: Value): readonly Declared[] | undefined {
  const init = value.kind === 'class' ? value.lookup('__init__') : undefined;
  const fn = init ?? value;
  const declared = fn.kind === 'native' ? signatureOf(fn) : undefined;
  if (!declared || declared.some(({ type }) => type === 'varArgs' || type === 'varKeywords')) return undefined;
  return init ? declared.slice(1) : declared;
}

function declaredParameters(value: Value): readonly Declared[] | undefined {
  const found = userFunction(value);
  if (!found) return modelledParameters(value);
  const { fn, bound } = found;
  return fn.params
    .slice(bound)
    .map(({ name, type }) => ({ name, type, default: fn.defaults.get(name), annotated: fn }));
}

function parameters(declared: readonly Declared[]): [string, InstanceValue][] {
  return declared.map((parameter) => {
    const made = new InstanceValue(ParameterClass);
    made.attrs.set('name', str(parameter.name));
    made.attrs.set('default', parameter.default ?? empty);
    made.attrs.set('kind', int(KINDS[parameter.type]));
    made.native = parameter.annotated;
    return [parameter.name, made];
  });
}

function signature(cx: Context, value: Value): Value {
  if (value.kind === 'unknown') return value;
  const declared = declaredParameters(value);
  if (!declared) return cx.unknown('the parameters of a function that is not written in Python here');
  const made = new InstanceValue(Signature);
  made.native = declared;
  made.attrs.set('parameters', dictOfNames(parameters(declared)));
  made.attrs.set('return_annotation', empty);
  return made;
}

/** The parameters of a callable with those that are bound, as `getfullargspec` lists them. */
function allDeclared(value: Value): readonly Declared[] | undefined {
  const found = userFunction(value);
  if (found) return found.fn.params.map(({ name, type }) => ({ name, type, default: found.fn.defaults.get(name) }));
  const fn =
    value.kind === 'class'
      ? value.lookup('__init__')
      : value.kind === 'instance'
        ? value.cls.lookup('__call__')
        : value;
  return fn?.kind === 'native' ? signatureOf(fn) : undefined;
}

function argumentSpec(cx: Context, value: Value): Value {
  const declared = allDeclared(value);
  if (!declared) return cx.unknown('the parameters of a function that is not written in Python here');
  const named = (type: string) => declared.filter((p) => p.type === type).map((p) => str(p.name));
  const positional = declared.filter((p) => p.type === 'normal' || p.type === 'positionalOnly');
  const defaults = positional.flatMap((p) => p.default ?? []);
  return namedTuple('FullArgSpec', {
    args: list(positional.map((p) => str(p.name))),
    varargs: named('varArgs')[0] ?? NONE,
    varkw: named('varKeywords')[0] ?? NONE,
    defaults: defaults.length > 0 ? tuple(defaults) : NONE,
    kwonlyargs: list(named('keywordOnly')),
    kwonlydefaults: NONE,
    annotations: dictOfNames([]),
  });
}

/** `getmembers(object, predicate)`: names and values in alphabetical order. */
function members(cx: Context, value: Value, predicate: Value): Value {
  if (value.kind === 'unknown') return value;
  const names = new Set<string>('attrs' in value && value.attrs ? value.attrs.keys() : []);
  if (value.kind === 'module' && value.fallback) return cx.unknown(said`the names in ${value.name}`);
  const cls: ClassValue | undefined =
    value.kind === 'class' ? value : value.kind === 'instance' ? value.cls : undefined;
  for (const base of cls?.mro ?? []) for (const name of base.attrs.keys()) names.add(name);
  const found: Value[] = [];
  for (const name of [...names].sort()) {
    const member = cx.getAttr(value, name);
    const keep = predicate.kind === 'none' ? true : cx.truth(cx.call(predicate, [member]));
    if (keep === undefined) return cx.unknown('which members are picked is not known');
    if (keep) found.push(tuple([str(name), member]));
  }
  return new ListValue(found);
}

const is = (name: string, test: (value: Value) => boolean) =>
  native(name, 'object', (a) => {
    const value = a.get('object');
    return value.kind === 'unknown' ? value : bool(test(value));
  });

const SOURCE = 'the text of the program';

export const inspectModule: LibraryModule = {
  name: 'inspect',
  attrs: {
    Parameter: ParameterClass,
    Signature,
    _empty: empty,
    signature: native('signature', 'callable, **kwargs', (a, cx) => signature(cx, a.get('callable'))),
    getfullargspec: native('getfullargspec', 'func', (a, cx) => argumentSpec(cx, a.get('func'))),
    getargspec: native('getargspec', 'func', (a, cx) => argumentSpec(cx, a.get('func'))),
    getmembers: native('getmembers', 'object, predicate=None', (a, cx) =>
      members(cx, a.get('object'), a.get('predicate')),
    ),
    isclass: is('isclass', (value) => value.kind === 'class'),
    isfunction: is('isfunction', (value) => value.kind === 'function'),
    ismethod: is('ismethod', (value) => value.kind === 'method'),
    isbuiltin: is('isbuiltin', (value) => value.kind === 'native'),
    isroutine: is('isroutine', (value) => ['function', 'method', 'native'].includes(value.kind)),
    ismodule: is('ismodule', (value) => value.kind === 'module'),
    isgenerator: is('isgenerator', (value) => value.kind === 'iterator' && value.typeName === 'generator'),
    isgeneratorfunction: is('isgeneratorfunction', (value) => value.kind === 'function' && value.isGenerator),
    get_annotations: native('get_annotations', 'obj, *, globals=None, locals=None, eval_str=False', (a, cx) => {
      const value = a.get('obj');
      const own = value.kind === 'class' ? value.attrs.get('__annotations__') : cx.findAttr(value, '__annotations__');
      return own ?? dictOfNames([]);
    }),
    isabstract: is('isabstract', () => false),
    iscoroutinefunction: is('iscoroutinefunction', () => false),
    getmro: native('getmro', 'cls', (a) => {
      const cls = a.get('cls');
      return cls.kind === 'class' ? tuple(cls.mro) : tuple([]);
    }),
    unwrap: native('unwrap', 'func', (a) => userFunction(a.get('func'))?.fn ?? a.get('func')),
    getdoc: native('getdoc', 'object', () => NONE),
    ...Object.fromEntries(
      'getsource getfile getsourcefile getsourcelines stack currentframe getmodule'
        .split(' ')
        .map((name) => [name, unknownCall(name, SOURCE)]),
    ),
  },
};
