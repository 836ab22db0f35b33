/**
 * Argument scopes of slim: `with arg_scope([conv2d], padding='SAME')` gives the calls inside arguments that they do not give
 * themselves (tf_slim/ops/arg_scope.py).
 */
import type { Context } from '../../../python/interpreter/context';
import { native, nativeClass, type Bound } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import {
  FALSE,
  InstanceValue,
  NativeFunction,
  str,
  type NativeCall,
  type Value,
} from '../../../python/interpreter/values';

/** Arguments by the function that they are for. */
type Defaults = ReadonlyMap<Value, ReadonlyMap<string, Value>>;

/** The scopes that are open; the last one holds all that counts. */
const openScopes = (cx: Context): Defaults[] => cx.session('tensorflow.arg_scope', () => []);

/** What an `arg_scope` object holds before it is entered (what it adds) and after (all that counts in it). */
interface ScopeState {
  readonly functions: readonly Value[];
  readonly kwargs: ReadonlyMap<string, Value>;
  readonly whole?: Defaults;
}

function withScope(cx: Context, fn: Value, call: NativeCall): NativeCall {
  const defaults = openScopes(cx).at(-1)?.get(fn);
  return defaults ? { args: call.args, kwargs: new Map([...defaults, ...call.kwargs]) } : call;
}

/** A function of the library whose missing arguments open scopes may give. */
export function scoped(name: string, signature: string, rule: (a: Bound, cx: Context) => Value): NativeFunction {
  const plain = native(name, signature, rule);
  const fn: NativeFunction = new NativeFunction(name, (cx, call) => plain.impl(cx, withScope(cx, fn, call)));
  return fn;
}

/** `@add_arg_scope` makes a function of the program one of these. */
const addArgScope = native('add_arg_scope', 'func', (a, cx) => {
  const func = a.get('func');
  const name = cx.findAttr(func, '__name__');
  const wrapped: NativeFunction = new NativeFunction(name?.kind === 'str' ? name.value : 'func', (at, call) => {
    const { args, kwargs } = withScope(at, wrapped, call);
    return at.call(func, args, kwargs);
  });
  return wrapped;
});

const argScopeClass = nativeClass('tensorflow.contrib', 'arg_scope', [types.object], {
  __enter__: native('__enter__', 'self', (a, cx) => {
    const self = a.get('self') as InstanceValue;
    const state = self.native as ScopeState;
    const open = openScopes(cx);
    const whole = state.whole ?? merged(open.at(-1), state);
    open.push(whole);
    // Kept and entered again elsewhere, it stands for all of these, not for what is open there.
    self.native = { ...state, whole } satisfies ScopeState;
    return self;
  }),
  __exit__: native('__exit__', 'self, *args', (_a, cx) => {
    openScopes(cx).pop();
    return FALSE;
  }),
});

function merged(around: Defaults | undefined, { functions, kwargs }: ScopeState): Defaults {
  const all = new Map(around);
  for (const fn of functions) all.set(fn, new Map([...(all.get(fn) ?? []), ...kwargs]));
  return all;
}

const argScope = native('arg_scope', 'list_ops_or_scope, **kwargs', (a, cx) => {
  const given = a.get('list_ops_or_scope');
  if (given.kind === 'instance' && given.cls === argScopeClass) return given;
  const functions = given.kind === 'list' || given.kind === 'tuple' ? given.items : (cx.sequence(given) ?? []);
  const scope = new InstanceValue(argScopeClass);
  scope.native = { functions, kwargs: new Map(a.extra) } satisfies ScopeState;
  cx.touch(scope);
  return scope;
});

export const argScopes: Record<string, Value> = {
  arg_scope: argScope,
  add_arg_scope: addArgScope,
  has_arg_scope: native('has_arg_scope', 'func', (_a, cx) => cx.unknown('whether a function takes argument scopes')),
  arg_scope_func_key: native('arg_scope_func_key', 'op', (a, cx) => cx.findAttr(a.get('op'), '__name__') ?? str('')),
  current_arg_scope: native('current_arg_scope', '', (_a, cx) => cx.unknown('the arguments that scopes give')),
};
