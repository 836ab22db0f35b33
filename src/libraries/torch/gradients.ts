/** Autograd as far as shapes need it: when gradients are recorded, and what is refused of tensors that require one. */
import { said } from '../../protocol/say';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { declare, native, nativeClass } from '../../python/interpreter/native';
import { types } from '../../python/interpreter/types';
import type { TensorValue } from '../../python/interpreter/values';
import {
  bool,
  FALSE,
  FunctionValue,
  InstanceValue,
  NativeFunction,
  NONE,
  type ClassValue,
  type Value,
} from '../../python/interpreter/values';
import { isLeaf, noteWritten, recordResult, requiresGradient } from '../common/gradients';
import { isComplex, isFloating } from './dtypes';

/** Where recording is switched off. */
interface Mode {
  /** How many blocks, or switches, that are open. */
  off: number;
  /** Functions that run without. */
  readonly functions: FunctionValue[];
}

const modeOf = (cx: Context): Mode => cx.session('torch.gradients', () => ({ off: 0, functions: [] }));

/**
 * Whether gradients are certainly recorded: a function that nobody calls may be meant for `torch.no_grad()`, and a model
 * that was given to an unknown function may have been frozen.
 */
function records(cx: Context): boolean {
  const { off, functions } = modeOf(cx);
  if (off > 0 || cx.isSupposing || cx.handedOver) return false;
  if (functions.length === 0) return true;
  const sites = cx.site ? [...cx.stack(), cx.site] : cx.stack();
  return !functions.some(({ node, site }) =>
    sites.some(({ file, start }) => file === site.file && node.start <= start && start < node.end),
  );
}

/** Runs code of which nothing is recorded, as the forward of a `torch.autograd.Function`. */
export function unrecorded<T>(cx: Context, run: () => T): T {
  const mode = modeOf(cx);
  mode.off++;
  try {
    return run();
  } finally {
    mode.off--;
  }
}

/** Hands gradients on from what a result was computed of. */
export function handOn<T extends Value>(cx: Context, result: T, inputs: readonly Value[]): T {
  if ((result.kind === 'tensor' || result.kind === 'tuple' || result.kind === 'list') && records(cx))
    recordResult(result, inputs);
  return result;
}

/** The same functions, whose results hand gradients on. */
export const recording = <T extends Record<string, Value>>(functions: T): T =>
  wrapping(functions, (fn) =>
    UNRECORDED.has(fn.name)
      ? fn.impl
      : (cx, call) => {
          const given = OF_FIRST.has(fn.name) ? call.args.slice(0, 1) : [...call.args, ...call.kwargs.values()];
          return handOn(cx, fn.impl(cx, call), given);
        },
  );

/** The same functions with something around what each does. */
function wrapping<T extends Record<string, Value>>(
  functions: T,
  around: (fn: NativeFunction) => NativeFunction['impl'],
): T {
  const wrapped = (fn: NativeFunction): NativeFunction => {
    const made = new NativeFunction(fn.name, around(fn), fn.isOp);
    return fn.signature === undefined ? made : declare(made, fn.signature);
  };
  return Object.fromEntries(
    Object.entries(functions).map(([name, fn]) => [name, fn instanceof NativeFunction ? wrapped(fn) : fn]),
  ) as T;
}

/** Functions whose results come of the first argument alone: the others give a shape or a dtype. */
const OF_FIRST = new Set(['to', 'type_as', 'view_as', 'reshape_as', 'expand_as', 'resize_as']);

/** Functions that hand on nothing, or to each result from its own argument. */
const UNRECORDED = new Set([
  'histc',
  'bincount',
  'vander',
  'broadcast_tensors',
  'meshgrid',
  'atleast_1d',
  'atleast_2d',
  'atleast_3d',
]);

/** `torch.no_grad` and its kin, as blocks and as decorators; `set_grad_enabled(…)` switches where it is called. */
export function gradientSwitch(module: string, name: string): ClassValue {
  const isCall = name === 'set_grad_enabled';
  const switchOff = (cx: Context, by: number) => void (modeOf(cx).off += by);
  const without = (cx: Context, fn: Value): Value => {
    if (isCall) switchOff(cx, -1);
    if (fn instanceof FunctionValue) modeOf(cx).functions.push(fn);
    else switchOff(cx, 1);
    return fn;
  };
  const cls = nativeClass(module, name, [types.object], {
    __enter__: native('__enter__', 'self', (a, cx) => {
      if (!isCall) switchOff(cx, 1);
      return a.get('self');
    }),
    __exit__: native('__exit__', 'self, *args', (_a, cx) => {
      switchOff(cx, -1);
      return FALSE;
    }),
    __call__: native('__call__', 'self, func', (a, cx) => without(cx, a.get('func'))),
    __init__: native(name, 'self, *args, **kwargs', () => NONE),
    clone: native('clone', 'self', (a) => a.get('self')),
  });
  cls.hooks = {
    construct: (cx, made, args) => {
      if (isCall) switchOff(cx, 1);
      const [fn] = args;
      return fn && ['function', 'native', 'method', 'class', 'wrapper'].includes(fn.kind)
        ? without(cx, fn)
        : new InstanceValue(made);
    },
  };
  return cls;
}

/** Says of a tensor whether it requires a gradient. @throws PyError RuntimeError for a tensor of whole numbers */
export function setRequiresGradient(cx: Context, tensor: TensorValue, mode: Value): void {
  const needs = mode.kind === 'bool' ? mode.value : cx.truth(mode);
  if (needs === true && tensor.dtype !== undefined && !isFloating(tensor.dtype) && !isComplex(tensor.dtype)) {
    throw new PyError(
      'RuntimeError',
      said`requires_grad: only tensors of floating-point or complex numbers can require a gradient, and this one is ${tensor.dtype}. Make it of floats, or convert it with .float().`,
      'dtype-mismatch',
    );
  }
  cx.touch(tensor);
  (tensor.attrs ??= new Map()).set('requires_grad', needs === undefined ? mode : bool(needs));
}

/** @throws PyError RuntimeError where a leaf that requires a gradient is written while gradients are recorded */
export function checkWritten(cx: Context, tensor: Value): void {
  if (tensor.kind !== 'tensor' || !requiresGradient(tensor) || !isLeaf(tensor) || !records(cx)) return;
  throw new PyError(
    'RuntimeError',
    said`This tensor is a leaf that requires a gradient: it cannot be changed in place while gradients are recorded. Write under torch.no_grad(), or make a new tensor.`,
    'leaf-in-place',
  );
}

/** The same methods, which first look at what they write into. */
export const writing = <T extends Record<string, Value>>(methods: T): T =>
  wrapping(methods, (fn) => (cx, call) => {
    const [target] = call.args;
    if (target) checkWritten(cx, target);
    if (target?.kind === 'tensor') noteWritten(target);
    return fn.impl(cx, call);
  });
