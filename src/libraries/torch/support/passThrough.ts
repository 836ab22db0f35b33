/**
 * What wraps code without changing its shapes: torch.enable_grad, torch.jit.script, torch.compile,
 * checkpoint. As decorators they give the function back, as context managers they do nothing.
 */
import type { Context } from '../../../python/interpreter/context';
import { native, nativeClass } from '../../../python/interpreter/native';
import { types } from '../../../python/interpreter/types';
import {
  FALSE,
  InstanceValue,
  NONE,
  NativeFunction,
  type ClassValue,
  type Value,
} from '../../../python/interpreter/values';

const isFunction = (value: Value | undefined): boolean =>
  value !== undefined && ['function', 'native', 'method', 'class', 'wrapper'].includes(value.kind);

/**
 * A class that works as `with profile():`, `@profile()` and `@profile`.
 */
export function contextDecorator(module: string, name: string): ClassValue {
  const cls = nativeClass(module, name, [types.object], {
    __enter__: native('__enter__', 'self', (a) => a.get('self')),
    __exit__: native('__exit__', 'self, *args', () => FALSE),
    __call__: native('__call__', 'self, func', (a) => a.get('func')),
    __init__: native(name, 'self, *args, **kwargs', () => NONE),
    clone: native('clone', 'self', (a) => a.get('self')),
  });
  cls.hooks = {
    construct: (_cx, made, args) => (args.length === 1 && isFunction(args[0]) ? args[0] : new InstanceValue(made)),
  };
  return cls;
}

/**
 * A function that gives its first argument back, or the decorator that does: `@torch.compile`,
 * `@torch.compile(mode="…")`, `torch.jit.script(model)`.
 */
export function wrapper(name: string): NativeFunction {
  return new NativeFunction(name, (_cx, { args }) => {
    const [wrapped] = args;
    if (wrapped && wrapped.kind !== 'str' && wrapped.kind !== 'bool' && wrapped.kind !== 'none') return wrapped;
    return native(name, 'func', (a) => a.get('func'));
  });
}

/** Calls its first argument with the others: `checkpoint(fn, *args)`, `trace`d calls. */
export const callThrough = (name: string): NativeFunction =>
  native(name, 'function, *args, **kwargs', (a, cx) => {
    const settings = ['use_reentrant', 'preserve_rng_state', 'context_fn', 'determinism_check', 'debug'];
    const kwargs = new Map([...a.extra].filter(([key]) => !settings.includes(key)));
    return cx.call(a.get('function'), a.rest, kwargs);
  });

/** `checkpoint_sequential(functions, segments, input)`: the functions one after the other. */
export const checkpointSequential = native('checkpoint_sequential', 'functions, segments, input, **kwargs', (a, cx) => {
  const functions = cx.sequence(a.get('functions'));
  if (!functions) return cx.unknown('the functions given to checkpoint_sequential are not known');
  return functions.reduce((x, fn) => cx.call(fn, [x]), a.get('input'));
});

/** A function that does nothing and gives None: switches, seeds of other devices, warnings. */
export const nothing = (name: string): NativeFunction => new NativeFunction(name, () => NONE);

/** A function that always gives one value. */
export const always = (name: string, value: Value): NativeFunction => new NativeFunction(name, () => value);

/** A function whose result cannot be known, and why. */
export const unknowable = (name: string, reason: string): NativeFunction =>
  new NativeFunction(name, (cx: Context) => cx.unknown(reason));
