/** Variables and the scopes that name them: `tf.Variable`, `tf.get_variable`, `tf.variable_scope`, `tf.name_scope`. */
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import type { TensorValue } from '../../python/interpreter/values';
import { FALSE, FunctionValue, InstanceValue, NONE, bool, str, type Value } from '../../python/interpreter/values';
import { dtypeArg } from '../common/dtypes';
import { convert } from './convert';
import { initialNumbers } from './initialNumbers';
import { readShape } from './staticShape';
import { shapeText } from './tensorShape';
import {
  closeScope,
  countScope,
  enterGraphMode,
  isKnownName,
  refuseAgain,
  scopedName,
  stateOf,
  uniqueName,
  uniqueScope,
  UNKNOWN_NAME,
  type VariableScope,
} from './state';
import { infoOf } from './node';
import { makeVariable, variableClass } from './tensorClasses';
import { warnOfRunTimeShape } from './version';
import { said } from '../../protocol/say';

/** `tf.Variable(initial_value)`: shape and numbers are the initial value's. */
function makeTfVariable(
  cx: Context,
  initial: Value,
  a: { name: Value; dtype: Value; trainable: boolean; shape: Value },
): Value {
  const value = initial.kind === 'function' || initial.kind === 'native' ? cx.call(initial, []) : initial;
  const tensor = convert(cx, value, dtypeArg(a.dtype));
  if (tensor.kind !== 'tensor') return tensor;
  if (tensor.shape && a.shape.kind === 'none') warnOfRunTimeShape(cx, tensor);
  const state = stateOf(cx);
  const base = a.name.kind === 'str' ? a.name.value : 'Variable';
  const name = state.graphMode ? uniqueName(state, base) : base;
  const shape = a.shape.kind === 'none' ? tensor.shape : readShape(a.shape, cx, 'shape');
  const variable = makeVariable(
    `${name}:0`,
    shape,
    tensor.dtype ?? 'float32',
    { trainable: a.trainable, isShared: false },
    tensor.data,
  );
  state.variables.set(name, variable);
  return variable;
}

variableClass.attrs.set(
  '__init__',
  native('__init__', 'self, *args, **kwargs', () => NONE),
);
variableClass.hooks = {
  construct: (cx, _cls, args, kwargs) => cx.call(variableFunction, args, kwargs) as TensorValue,
};

const variableFunction = native(
  'Variable',
  'initial_value=None, trainable=None, validate_shape=True, caching_device=None, name=None, variable_def=None, dtype=None, ' +
    'import_scope=None, constraint=None, synchronization=None, aggregation=None, shape=None, collections=None, use_resource=None, **rest',
  (a, cx) =>
    makeTfVariable(cx, a.get('initial_value'), {
      name: a.get('name'),
      dtype: a.get('dtype'),
      trainable: a.isNone('trainable') ? true : (a.truth('trainable') ?? true),
      shape: a.get('shape'),
    }),
);

/**
 * `tf.get_variable`: a new variable, or the one of that name where the scope is reused.
 * @throws PyError ValueError where the name is taken, or not there to be reused, or the shape differs
 */
export function getVariable(
  cx: Context,
  name: string,
  shapeValue: Value,
  options: { dtype?: string; initializer?: Value; trainable?: boolean },
): Value {
  const state = enterGraphMode(cx);
  const full = scopedName(state, name);
  const reuse = [...state.variableScopes].reverse().find((scope) => scope.reuse !== 'no')?.reuse ?? 'no';
  const known = isKnownName(full) ? state.variables.get(full) : undefined;
  const existing = known && infoOf(known).variable?.isShared !== false ? known : undefined;
  const initializer = options.initializer ?? NONE;
  const constant = initializer.kind === 'tensor' || initializer.kind === 'list' ? convert(cx, initializer) : undefined;
  const shape =
    shapeValue.kind === 'none' && constant?.kind === 'tensor' ? constant.shape : readShape(shapeValue, cx, 'shape');
  if (existing) {
    if (reuse === 'no') refuseAgain(cx, full);
    const clash =
      shape &&
      existing.shape?.some((dim, i) => typeof dim === 'number' && typeof shape[i] === 'number' && dim !== shape[i]);
    // A function that nobody calls would run at another time, when the graph may hold something else.
    if (clash && reuse !== 'no' && !cx.isSupposing) {
      throw new PyError(
        'ValueError',
        said`Trying to share variable ${full}, but specified shape ${shapeText(cx, shape)} and found shape ${shapeText(cx, existing.shape)}.`,
        'weight-mismatch',
      );
    }
    const dtype = options.dtype ?? 'float32';
    if (reuse !== 'no' && cx.mode === 'run' && existing.dtype !== undefined && existing.dtype !== dtype) {
      throw new PyError(
        'ValueError',
        said`Trying to share variable ${full}, but specified dtype ${dtype} and found dtype ${existing.dtype}_ref.`,
        'weight-mismatch',
      );
    }
    if (reuse !== 'no' && !clash) return existing;
  } else if (reuse === 'yes' && cx.mode === 'run' && isKnownName(full)) {
    throw new PyError(
      'ValueError',
      said`Variable ${full} does not exist, or was not created with tf.get_variable().`,
      'argument-value',
    );
  }
  if (!shape) return cx.unknown(said`the shape of the variable ${full} is not known`);
  const dtype = options.dtype ?? (constant?.kind === 'tensor' ? constant.dtype : undefined) ?? 'float32';
  const made =
    initializer instanceof FunctionValue
      ? cx.call(
          initializer,
          [],
          new Map([
            ['shape', shapeValue],
            ['dtype', str(dtype)],
          ]),
        )
      : undefined;
  const data =
    (constant?.kind === 'tensor' ? constant.data : undefined) ??
    (made?.kind === 'tensor' ? made.data : undefined) ??
    initialNumbers(cx, initializer.kind === 'none' ? str('glorot_uniform') : initializer, shape, dtype);
  const variable = makeVariable(`${full}:0`, shape, dtype, { trainable: options.trainable ?? true }, data);
  state.variables.set(full, variable);
  return variable;
}

const GET_VARIABLE =
  'name, shape=None, dtype=None, initializer=None, regularizer=None, trainable=None, collections=None, caching_device=None, ' +
  'partitioner=None, validate_shape=True, use_resource=None, custom_getter=None, constraint=None, synchronization=None, aggregation=None';

/** A scope as the object behind `with … as scope`. */
export const variableScopeClass = nativeClass('tensorflow', 'VariableScope', [types.object], {
  reuse_variables: native('reuse_variables', 'self', (a, cx) => {
    const self = a.get('self') as InstanceValue;
    const { variableScopes } = stateOf(cx);
    const record = self.native as ScopeRecord;
    const at = variableScopes.findLastIndex((open) => open.instance === self || open.name === record.scope?.name);
    if (at >= 0) variableScopes[at] = { ...variableScopes[at], reuse: 'yes' };
    if (record.scope) self.native = { ...record, scope: { ...record.scope, reuse: 'yes' } } satisfies ScopeRecord;
    return self;
  }),
  __enter__: native('__enter__', 'self', (a, cx) => enter(cx, a.get('self') as InstanceValue)),
  __exit__: native('__exit__', 'self, *args', (a, cx) => leave(cx, a.get('self') as InstanceValue)),
});

interface ScopeRecord {
  readonly scope: VariableScope | undefined;
  readonly nameScope: string | undefined;
}

function enter(cx: Context, self: InstanceValue): Value {
  const state = stateOf(cx);
  const record = self.native as ScopeRecord;
  if (record.scope) {
    state.variableScopes.push({ ...record.scope, instance: self });
    countScope(state, record.scope.name);
  }
  if (record.nameScope) state.nameScopes.push(record.nameScope);
  return record.scope ? self : str(`${state.nameScopes.join('/')}/`);
}

function leave(cx: Context, self: InstanceValue): Value {
  const state = stateOf(cx);
  const record = self.native as ScopeRecord;
  if (record.scope) {
    state.variableScopes.pop();
    closeScope(state, record.scope.name);
  }
  if (record.nameScope) state.nameScopes.pop();
  return FALSE;
}

/** Does something inside of the variable scope of a full name, which names no operations. */
export function insideScope<T>(cx: Context, full: string, run: () => T): T {
  const state = enterGraphMode(cx);
  state.variableScopes.push({ name: full, reuse: 'no' });
  countScope(state, full);
  try {
    return run();
  } finally {
    state.variableScopes.pop();
    closeScope(state, full);
  }
}

/** The same inside of what is given as `scope`, a name or a scope, or else of a name of the caller's. */
export function insideGivenScope<T>(cx: Context, given: Value, fallback: string, run: () => T): T {
  const existing = given.kind === 'instance' ? (given.native as ScopeRecord | undefined)?.scope : undefined;
  const name = given.kind === 'str' ? given.value : given.kind === 'unknown' ? UNKNOWN_NAME : fallback;
  return insideScope(cx, existing?.name ?? scopedName(enterGraphMode(cx), name), run);
}

/** The last part of a name that is not taken below the open scopes. */
function freshScope(cx: Context, name: string): string {
  return uniqueName(stateOf(cx), name).split('/').pop()!;
}

function variableScope(cx: Context, nameOrScope: Value, defaultName: Value, reuse: Value): InstanceValue {
  const state = enterGraphMode(cx);
  const self = new InstanceValue(variableScopeClass);
  // A scope that is entered again by its object stands where it was made, whatever is open around it.
  const existing = nameOrScope.kind === 'instance' ? (nameOrScope.native as ScopeRecord | undefined)?.scope : undefined;
  const unknown = nameOrScope.kind === 'unknown' ? UNKNOWN_NAME : undefined;
  const given = nameOrScope.kind === 'str' ? nameOrScope.value : unknown;
  const own = given ?? (defaultName.kind === 'str' && !existing ? uniqueScope(state, defaultName.value) : '');
  const name = existing?.name ?? (own ? scopedName(state, own) : (state.variableScopes.at(-1)?.name ?? ''));
  const reused =
    reuse.kind === 'bool' && reuse.value ? 'yes' : reuse.kind === 'str' ? 'auto' : (existing?.reuse ?? 'no');
  const last = own || existing?.name.split('/').pop();
  const record: ScopeRecord = { scope: { name, reuse: reused }, nameScope: last ? freshScope(cx, last) : undefined };
  self.native = record;
  self.attrs.set('name', str(name));
  self.attrs.set('reuse', bool(reused !== 'no'));
  self.attrs.set('original_name_scope', str(`${[...state.nameScopes, record.nameScope].filter(Boolean).join('/')}/`));
  return self;
}

/** The innermost open scope as an object. */
function currentScope(cx: Context): InstanceValue {
  const state = stateOf(cx);
  const open = state.variableScopes[state.variableScopes.length - 1];
  if (open.instance) return open.instance;
  const instance = variableScope(cx, NONE, NONE, NONE);
  state.variableScopes[state.variableScopes.length - 1] = { ...open, instance };
  return instance;
}

/** `tf.make_template(name, func)`: a function whose variables are the same at every call. */
const makeTemplate = native(
  'make_template',
  'name_, func_, create_scope_now_=False, unique_name_=None, **kwargs',
  (a, cx) => {
    const scope = variableScope(cx, NONE, a.get('name_'), str('AUTO_REUSE'));
    const func = a.get('func_');
    const given = a.extra;
    return native(a.str('name_') ?? 'template', '*args, **kwargs', (call, at) => {
      enter(at, scope);
      try {
        return at.call(func, call.rest, new Map([...given, ...call.extra]));
      } finally {
        leave(at, scope);
      }
    });
  },
);

function nameScope(cx: Context, name: Value, fallback: Value): Value {
  const text = name.kind === 'str' ? name.value : fallback.kind === 'str' ? fallback.value : 'scope';
  const self = new InstanceValue(variableScopeClass);
  const record: ScopeRecord = { scope: undefined, nameScope: freshScope(cx, text.replace(/\/$/, '')) };
  self.native = record;
  return self;
}

/** A scope that changes nothing about shapes or names. */
const neutralScope = (name: string): Value =>
  native(name, '*args, **kwargs', () => {
    const self = new InstanceValue(variableScopeClass);
    const record: ScopeRecord = { scope: undefined, nameScope: undefined };
    self.native = record;
    return self;
  });

export const variableFunctions: Record<string, Value> = {
  Variable: variableClass,
  get_variable: native('get_variable', GET_VARIABLE, (a, cx) =>
    getVariable(cx, a.str('name') ?? UNKNOWN_NAME, a.get('shape'), {
      dtype: dtypeArg(a.get('dtype')),
      initializer: a.get('initializer'),
      trainable: a.isNone('trainable') ? true : a.truth('trainable'),
    }),
  ),
  variable_scope: native(
    'variable_scope',
    'name_or_scope=None, default_name=None, values=None, initializer=None, regularizer=None, caching_device=None, ' +
      'partitioner=None, custom_getter=None, reuse=None, dtype=None, use_resource=None, constraint=None, auxiliary_name_scope=True',
    (a, cx) => variableScope(cx, a.get('name_or_scope'), a.get('default_name'), a.get('reuse')),
  ),
  get_variable_scope: native('get_variable_scope', '', (_a, cx) => currentScope(cx)),
  make_template: makeTemplate,
  name_scope: native('name_scope', 'name=None, default_name=None, values=None', (a, cx) =>
    nameScope(cx, a.get('name'), a.get('default_name')),
  ),
  AUTO_REUSE: str('AUTO_REUSE'),
  device: neutralScope('device'),
  control_dependencies: neutralScope('control_dependencies'),
  init_scope: neutralScope('init_scope'),
};
