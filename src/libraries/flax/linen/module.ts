/** `flax.linen.Module`: a dataclass whose methods run in its scope, and `init`, `apply`, `param`, … */
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { getter, native, nativeClass, type Bound } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import {
  FALSE,
  FunctionValue,
  InstanceValue,
  NONE,
  NativeFunction,
  PropertyValue,
  TRUE,
  bool,
  str,
  tuple,
  type ClassValue,
  type Value,
} from '../../../python/interpreter/values';
import { makeDataclass } from '../../../python/builtins/stdlib/dataclasses';
import { methodNative } from '../../../python/builtins/stdlib/helpers';
import { makeArray } from '../../jax/arrays';
import { asArrays } from '../../jax/transforms';
import { checkShape, takesKey } from './parameters';
import {
  checkBound,
  checkMutable,
  checkPresent,
  checkStructure,
  currentRun,
  followed,
  newKey,
  running,
  streamsOf,
  takeStream,
  type Run,
} from './run';
import {
  childrenOf,
  constructed,
  currentFrame,
  forget,
  give,
  isCompacting,
  isLifted,
  isRunning,
  mayMake,
  moduleClass,
  ownParameters,
  restartNames,
  setVariable,
  takeName,
  variable,
  variablesOf,
  within,
} from './state';
import { cloned, ensureSetup, finish, setAttribute } from './adoption';
import { tabulate } from './tabulate';
import { said } from '../../../protocol/say';

/** @throws PyError InvalidInstanceModuleError where the class itself is asked (flax/errors.py) */
function selfOf(a: Bound): InstanceValue {
  const self = a.get('self');
  if (self.kind === 'instance') return self;
  throw new PyError(
    'TypeError',
    said`${a.fn}() is called on the class of the module, not on a module: make one first.`,
    'module-not-made',
  );
}

/** The user's methods behind those that run them in their module's scope. */
const originals = new WeakMap<Value, FunctionValue>();

/** The user's `__call__` of a class. */
export function forwardOf(cls: ClassValue): FunctionValue | undefined {
  const call = cls.lookup('__call__');
  return call && originals.get(call);
}

/** Runs a method of the user in the module's scope; `__call__` is recorded as the call of a layer. */
function scoped(name: string, method: FunctionValue): NativeFunction {
  const wrapper = methodNative(name, (cx, { args, kwargs }) => {
    const [self] = args;
    const run = (): Value => cx.call(method, args, kwargs);
    if (self?.kind !== 'instance') return run();
    const isCompact = method.attrs?.get('compact') === TRUE;
    if (isCompact) checkBound(cx, self);
    const inside = (): Value => inScope(cx, self, run, !isCompact);
    const repeated = currentFrame(cx)?.module === self && isRunning(cx, self);
    if (name !== '__call__' || repeated) return inside();
    return cx.layerCall(self, [...args.slice(1), ...kwargs.values()], inside);
  });
  originals.set(wrapper, method);
  return wrapper;
}

/** Runs code as a method of the module: set up, with automatic names from the start. */
function inScope(cx: Context, self: InstanceValue, run: () => Value, isPlain = false): Value {
  ensureSetup(cx, self);
  if (!isPlain && !isCompacting(cx, self)) restartNames(cx, self);
  return within(cx, self, 'call', run, isPlain);
}

/** A class of the user becomes a dataclass with `name` and `parent`, and its methods are wrapped. */
function subclassed(cx: Context, cls: ClassValue): void {
  const layer = cls.mro.slice(1).find((base) => base.module === 'flax.linen' && base.attrs.has('__init__'));
  const isLayer = layer !== undefined && layer !== moduleClass && !cls.attrs.has('__annotations__');
  makeDataclass(cx, cls, {
    // A layer of the library with no further fields is made as the layer is.
    init: !isLayer,
    repr: true,
    eq: false,
    order: false,
    frozen: false,
    unsafeHash: false,
    kwOnly: false,
  });
  const init = cls.attrs.get('__init__');
  if (init instanceof NativeFunction) {
    cls.attrs.set(
      '__init__',
      methodNative('__init__', (inner, { args, kwargs }) => {
        const [self] = args;
        const rest = new Map([...kwargs].filter(([name]) => name !== 'name' && name !== 'parent'));
        if (self?.kind === 'instance' && !self.attrs.has('name')) self.attrs.set('name', kwargs.get('name') ?? NONE);
        const made = inner.call(init, args, rest);
        if (self?.kind === 'instance') finish(inner, self);
        return made;
      }),
    );
  }
  for (const [name, value] of cls.attrs) {
    const compact = value instanceof FunctionValue && value.attrs?.get('compact') === TRUE;
    if (value instanceof FunctionValue && (compact || name === '__call__')) cls.attrs.set(name, scoped(name, value));
  }
}

/** The method that `init` and `apply` run: `__call__`, a method by name, or a function of the module. */
function methodOf(
  cx: Context,
  self: InstanceValue,
  method: Value,
): (args: Value[], kwargs: Map<string, Value>) => Value {
  if (method.kind === 'none') return (args, kwargs) => cx.call(self, args, kwargs);
  if (method.kind === 'str') return (args, kwargs) => cx.callMethod(self, method.value, args, kwargs);
  if (method.kind === 'method') return (args, kwargs) => cx.call(method.func, [self, ...args], kwargs);
  return (args, kwargs) => cx.call(method, [self, ...args], kwargs);
}

/** Runs the module, called from outside: it has no parent and its own variables. */
function runMethod(cx: Context, a: Bound): Value {
  const self = selfOf(a);
  const kwargs = new Map([...a.extra].map(([name, value]) => [name, asArrays(value)]));
  const run = methodOf(cx, self, a.get('method'));
  const args = a.rest.map(asArrays);
  if (a.isNone('method')) return run(args, kwargs);
  return inScope(cx, self, () => run(args, kwargs), isPlainMethod(self, a.get('method')));
}

/** Whether a method of the module is named that is not compact: those that are have wrappers around them. */
function isPlainMethod(self: InstanceValue, method: Value): boolean {
  if (method.kind === 'str') return self.cls.lookup(method.value) instanceof FunctionValue;
  if (method.kind === 'method') return method.func instanceof FunctionValue;
  return method instanceof FunctionValue && self.cls.lookup(method.name) === method;
}

const INIT = 'self, rngs, *args, method=None, mutable=None, capture_intermediates=False, **kwargs';

/** Runs `init`: all collections may change but `intermediates`, unless others are named. */
function initialized(cx: Context, a: Bound): Value {
  forget(cx, selfOf(a));
  const mutable = a.isNone('mutable') ? undefined : collectionFilter(cx, a.get('mutable'));
  const may = mutable ?? ((name: string) => name !== 'intermediates');
  const run: Run = { kind: 'init', root: selfOf(a), mutable: may, rngs: streamsOf(a.get('rngs')), keys: a.get('rngs') };
  const output = running(cx, run, () => runMethod(cx, a));
  followed(cx, selfOf(a), output);
  return output;
}

const initWithOutput = native('init_with_output', INIT, (a, cx) => {
  const output = initialized(cx, a);
  return tuple([output, variablesOf(cx, selfOf(a))]);
});

const init = native('init', INIT, (a, cx) => {
  initialized(cx, a);
  return variablesOf(cx, selfOf(a));
});

/** Which collections a `mutable` argument names; undefined where that is not known. */
function collectionFilter(cx: Context, mutable: Value): (name: string) => boolean | undefined {
  if (mutable.kind === 'bool' || mutable.kind === 'none') return () => cx.truth(mutable);
  if (mutable.kind === 'str') return (name) => name === mutable.value;
  const items =
    mutable.kind === 'list' || mutable.kind === 'tuple' || mutable.kind === 'set' ? cx.sequence(mutable) : undefined;
  if (!items?.every((item) => item.kind === 'str')) return () => undefined;
  return (name) => items.some((item) => item.value === name);
}

const apply = native(
  'apply',
  'self, variables, *args, rngs=None, method=None, mutable=False, capture_intermediates=False, **kwargs',
  (a, cx) => {
    const mutable = a.get('mutable');
    const captures = cx.truth(a.get('capture_intermediates')) !== false;
    const gives = captures ? true : mutable.kind === 'bool' || mutable.kind === 'none' ? cx.truth(mutable) : true;
    if (mutable.kind === 'unknown') return mutable;
    checkStructure(cx, a.get('variables'));
    give(cx, selfOf(a), a.get('variables'));
    const named = collectionFilter(cx, mutable);
    const may = (name: string): boolean | undefined => (captures && name === 'intermediates' ? true : named(name));
    const run: Run = {
      kind: 'apply',
      root: selfOf(a),
      variables: a.get('variables'),
      mutable: may,
      rngs: streamsOf(a.get('rngs')),
      keys: a.get('rngs'),
    };
    const output = running(cx, run, () => runMethod(cx, a));
    if (!gives) return output;
    const changed = variablesOf(cx, selfOf(a), (name) => may(name) ?? true);
    if (captures) changed.open = cx.unknown('what the modules gave inside is not followed');
    return tuple([output, changed]);
  },
);

/** @throws PyError ValueError, NameInUseError */
function makesVariable(cx: Context, self: InstanceValue, name: string, collection: string): void {
  if (!mayMake(cx, self)) {
    const what = collection === 'params' ? 'Parameters' : 'Variables';
    throw new PyError(
      'ValueError',
      said`${what} must be initialized in \`setup()\` or in a method wrapped in \`@compact\`: write @nn.compact above the method.`,
      'submodule-place',
    );
  }
  takeName(cx, self, name, collection);
}

/** `self.param(name, init_fn, *args)`: the initializer says which shape the parameter must have. */
const param = native('param', 'self, name, init_fn, *init_args, unbox=True, **init_kwargs', (a, cx) => {
  const self = selfOf(a);
  const name = a.str('name');
  if (name !== undefined) makesVariable(cx, self, name, 'params');
  const fresh = cx.call(a.get('init_fn'), [makeArray([2], 'uint32'), ...a.rest], a.extra);
  if (name === undefined) return fresh;
  const existing = variable(cx, self, name, 'params');
  if (existing?.kind === 'tensor' && fresh.kind === 'tensor' && fresh.shape)
    checkShape(self, name, existing, fresh.shape);
  if (existing) return existing;
  checkPresent(cx, self, 'params', name);
  takesKey(cx, self);
  setVariable(cx, self, name, 'params', fresh);
  return fresh;
});

/** What `self.variable` gives: a place whose value can be read and set. */
interface Place {
  readonly module: InstanceValue;
  readonly collection: string;
  readonly name: string;
}
const placeOf = (value: Value): Place => (value as InstanceValue).native as Place;

const variableClass = nativeClass('flax.linen', 'Variable', [types.object], {
  value: new PropertyValue(
    native('value', 'self', (a, cx) => {
      const { module, name, collection } = placeOf(a.get('self'));
      return variable(cx, module, name, collection) ?? cx.unknown(said`the variable ${name} has no value yet`);
    }),
    native('value', 'self, value', (a, cx) => {
      const { module, name, collection } = placeOf(a.get('self'));
      checkMutable(cx, module, collection, name);
      setVariable(cx, module, name, collection, a.get('value'));
      return NONE;
    }),
  ),
});

const makeVariable = native('variable', 'self, col, name, init_fn=None, *init_args, **init_kwargs', (a, cx) => {
  const self = selfOf(a);
  const [collection, name] = [a.str('col'), a.str('name')];
  if (collection === undefined || name === undefined) return cx.unknown('the name of the variable is not known');
  makesVariable(cx, self, name, collection);
  if (!variable(cx, self, name, collection)) checkPresent(cx, self, collection, name);
  if (!variable(cx, self, name, collection) && !a.isNone('init_fn')) {
    setVariable(cx, self, name, collection, cx.call(a.get('init_fn'), a.rest, a.extra));
  }
  const place = new InstanceValue(variableClass);
  place.native = { module: self, collection, name } satisfies Place;
  return place;
});

/** `self.sow(…)`: keeps a value in a collection that may change, in a tuple with those before unless `reduce_fn` says otherwise. */
const sow = native('sow', 'self, col, name, value, reduce_fn=None, init_fn=None', (a, cx) => {
  const [self, collection, name] = [selfOf(a), a.str('col'), a.str('name')];
  const may = collection === undefined ? undefined : currentRun(cx)?.mutable(collection);
  if (may === undefined || name === undefined) return cx.unknown('which collections change');
  if (!may) return FALSE;
  const before =
    variable(cx, self, name, collection!) ?? (a.isNone('init_fn') ? tuple([]) : cx.call(a.get('init_fn'), []));
  const added = a.isNone('reduce_fn')
    ? cx.binary('+', before, tuple([a.get('value')]))
    : cx.call(a.get('reduce_fn'), [before, a.get('value')]);
  setVariable(cx, self, name, collection!, added);
  return TRUE;
});

const methods: Record<string, Value> = {
  init,
  init_with_output: initWithOutput,
  apply,
  param,
  variable: makeVariable,
  lazy_init: init,
  get_variable: native(
    'get_variable',
    'self, col, name, default=None',
    (a, cx) => variable(cx, selfOf(a), a.str('name') ?? '', a.str('col') ?? 'params') ?? a.get('default'),
  ),
  put_variable: native('put_variable', 'self, col, name, value', (a, cx) => {
    const [collection, name] = [a.str('col') ?? 'params', a.str('name') ?? ''];
    checkMutable(cx, selfOf(a), collection, name);
    setVariable(cx, selfOf(a), name, collection, a.get('value'));
    return NONE;
  }),
  has_variable: native('has_variable', 'self, col, name', (a, cx) =>
    bool(variable(cx, selfOf(a), a.str('name') ?? '', a.str('col') ?? 'params') !== undefined),
  ),
  make_rng: native('make_rng', "self, name='params'", (a, cx) => {
    const name = a.str('name');
    if (name !== undefined) takeStream(cx, selfOf(a), name);
    return newKey(cx);
  }),
  has_rng: native('has_rng', 'self, name', (a, cx) => {
    const [rngs, name] = [isLifted(selfOf(a)) ? undefined : currentRun(cx)?.rngs, a.str('name')];
    return rngs && name !== undefined
      ? bool(rngs.has(name))
      : cx.unknown('which random streams are given is not known');
  }),
  is_initializing: native('is_initializing', 'self', (_a, cx) => {
    const run = currentRun(cx);
    return run ? bool(run.kind === 'init') : cx.unknown('whether the module is being initialized');
  }),
  is_mutable_collection: native('is_mutable_collection', 'self, col', (a, cx) => {
    const [run, collection] = [currentRun(cx), a.str('col')];
    const may = collection === undefined || isLifted(selfOf(a)) ? undefined : run?.mutable(collection);
    return may === undefined ? cx.unknown('which collections change') : bool(may);
  }),
  sow,
  perturb: native('perturb', 'self, name, value, *args, **kwargs', (a) => a.get('value')),
  bind: native('bind', 'self, variables, *args, **kwargs', (a, cx) => {
    give(cx, selfOf(a), a.get('variables'));
    selfOf(a).attrs.set('_bound', TRUE);
    return selfOf(a);
  }),
  unbind: native('unbind', 'self', (a, cx) => tuple([selfOf(a), variablesOf(cx, selfOf(a))])),
  clone: native('clone', 'self, **updates', (a, cx) => {
    const made = cloned(selfOf(a));
    made.attrs.set('name', selfOf(a).attrs.get('name') ?? NONE);
    for (const [name, value] of a.extra) cx.setAttr(made, name, value);
    return made;
  }),
  tabulate: native('tabulate', 'self, rngs, *args, depth=None, console_kwargs=None, **kwargs', (a, cx) => {
    forget(cx, selfOf(a));
    const kwargs = new Map(
      [...a.extra].filter(
        ([name]) => !/^(show_repeated|mutable|table_kwargs|column_kwargs|compute_\w*flops)$/.test(name),
      ),
    );
    const run: Run = {
      kind: 'init',
      root: selfOf(a),
      mutable: () => undefined,
      rngs: streamsOf(a.get('rngs')),
      keys: a.get('rngs'),
    };
    const call = (): Value => running(cx, run, () => cx.call(selfOf(a), a.rest.map(asArrays), kwargs));
    return str(tabulate(cx, selfOf(a), call));
  }),
  variables: getter('variables', (self, cx) => variablesOf(cx, self as InstanceValue)),
  __post_init__: native('__post_init__', 'self', () => NONE),
  setup: native('setup', 'self', () => NONE),
};

for (const [name, value] of Object.entries(methods)) moduleClass.attrs.set(name, value);
moduleClass.hooks = {
  construct: (cx, cls, _args, kwargs) => constructed(cx, cls, kwargs),
  subclassed,
  setAttr: setAttribute,
  // An attribute that `setup` makes can be asked for before the first call.
  getAttr: (cx, self, name) => {
    if (self.kind !== 'instance' || self.attrs.has(name) || self.attrs.has('_set_up') || name.startsWith('_'))
      return undefined;
    if (self.cls.lookup(name)) return undefined;
    ensureSetup(cx, self);
    return self.attrs.get(name);
  },
  layer: { children: childrenOf, parameters: ownParameters, forward: forwardOf },
};

/** `@nn.compact`: the method may make its submodules where it calls them. */
export const compact = native('compact', 'fun', (a, cx) => {
  const fun = a.get('fun');
  if (fun instanceof FunctionValue) {
    cx.touch(fun);
    (fun.attrs ??= new Map<string, Value>()).set('compact', TRUE);
  }
  return fun;
});
