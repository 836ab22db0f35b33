/**
 * `jax.jit`: the body runs once with arrays that have no numbers yet, and so do the bodies of loops and branches. Every array that is made
 * there is traced; those from outside are as they were (JAX documentation, "Just-in-time compilation"; jax/_src/errors.py).
 */
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { native, type Bound } from '../../python/interpreter/native';
import {
  FunctionValue,
  MethodValue,
  tensorsMade,
  tuple,
  type NativeCall,
  type TensorValue,
  type Value,
} from '../../python/interpreter/values';
import { formatDim } from '../../shape';
import { said } from '../../protocol/say';
import { isNumpy } from '../numpy/classes';
import { makeTensor, makeWeak } from '../common/tensors';
import { arrayClass, makeArray } from './arrays';

interface Staging {
  /** How many tensors there were when the outermost staged function began; undefined outside. */
  since?: number;
}

const stagingOf = (cx: Context): Staging => cx.session('jax.staging', () => ({}));

/** Runs what JAX stages out: operations in it give arrays without numbers. Where nobody calls it, or numbers are computed, all stays as it is. */
export function staged<T>(cx: Context, run: () => T): T {
  const state = stagingOf(cx);
  if (cx.mode === 'run' || cx.isSupposing || state.since !== undefined) return run();
  state.since = tensorsMade();
  try {
    return run();
  } finally {
    state.since = undefined;
  }
}

/** Runs code eagerly in a staged function: `jax.ensure_compile_time_eval`. */
export function unstaged(cx: Context): () => void {
  const state = stagingOf(cx);
  const { since } = state;
  state.since = undefined;
  return () => (state.since = since);
}

export const isTraced = (cx: Context, value: Value | undefined): value is TensorValue => {
  const { since } = stagingOf(cx);
  return since !== undefined && value?.kind === 'tensor' && value.cls === arrayClass && value.serial > since;
};

const textOf = (x: TensorValue): string => `${x.dtype ?? 'array'}[${(x.shape ?? []).map(formatDim).join(',')}]`;

/** @throws PyError TracerBoolConversionError */
export function refuseTruth(cx: Context, x: TensorValue): void {
  if (!isTraced(cx, x)) return;
  throw new PyError(
    'TracerBoolConversionError',
    said`Attempted boolean conversion of traced array with shape ${textOf(x)}: under jit it has no numbers. Choose with jnp.where or lax.cond, or mark the argument that decides with static_argnames.`,
    'traced-value',
  );
}

/** @throws PyError ConcretizationTypeError */
export function refuseNumber(cx: Context, x: TensorValue, by: string): void {
  if (!isTraced(cx, x)) return;
  throw new PyError(
    'ConcretizationTypeError',
    said`${by} needs the number in a traced array with shape ${textOf(x)}: under jit it has none. Keep it an array, or mark the argument that it comes from with static_argnames.`,
    'traced-value',
  );
}

// ── Sizes ──────────────────────────────────────────────────────────────────────────────────────

/** Which arguments of functions are sizes: by place, and by name. */
const SIZES: Readonly<Record<string, { readonly from: number; readonly names: readonly string[] }>> = {
  zeros: { from: 0, names: ['shape'] },
  ones: { from: 0, names: ['shape'] },
  empty: { from: 0, names: ['shape'] },
  full: { from: 0, names: ['shape'] },
  eye: { from: 0, names: ['N', 'M'] },
  arange: { from: 0, names: ['start', 'stop', 'step'] },
  reshape: { from: 1, names: ['shape'] },
  broadcast_to: { from: 1, names: ['shape'] },
};
/** Of how many arguments behind `from` that is true; all of them where left out. */
const ONE_SIZE = new Set(['zeros', 'ones', 'empty', 'full', 'broadcast_to']);

/** @throws PyError TypeError where a size is an array that jit traces */
export function checkSizes(cx: Context, name: string, { args, kwargs }: NativeCall): void {
  const sizes = SIZES[name];
  if (!sizes || stagingOf(cx).since === undefined) return;
  const given = ONE_SIZE.has(name) ? args.slice(sizes.from, sizes.from + 1) : args.slice(sizes.from);
  const named = sizes.names.flatMap((key) => kwargs.get(key) ?? []);
  for (const value of [...given, ...named]) {
    const parts = value.kind === 'tuple' || value.kind === 'list' ? value.items : [value];
    const part = parts.find((item) => isTraced(cx, item));
    if (!part) continue;
    throw new PyError(
      'TypeError',
      said`Shapes must be 1D sequences of concrete values of integer type: ${name} is given a traced array, which has no number under jit. Mark the argument that it comes from with static_argnums or static_argnames.`,
      'traced-value',
    );
  }
}

// ── jit ────────────────────────────────────────────────────────────────────────────────────────

/** What an argument is inside: arrays are traced, numbers are arrays that widen no other. */
function entering(value: Value): Value {
  switch (value.kind) {
    case 'tensor':
      return value.cls === arrayClass || isNumpy(value)
        ? makeTensor(arrayClass, value.shape, makeArray(undefined, value.dtype).dtype, {
            data: value.data,
            like: value,
          })
        : value;
    case 'bool':
    case 'int':
    case 'float':
      return makeWeak(makeArray([], WEAK_TYPES[value.kind]), value.kind);
    case 'tuple':
      return value.cls ? value : tuple(value.items.map(entering));
    default:
      return value;
  }
}

const WEAK_TYPES = { bool: 'bool', int: 'int32', float: 'float32' };

/** The arguments that jit takes as they are; undefined where it is not known which. */
function staticNames(cx: Context, a: Bound, fn: FunctionValue, skip: number): ReadonlySet<string> | undefined {
  const names = fn.params.map(({ name }) => name).slice(skip);
  const found = new Set<string>();
  for (const key of ['static_argnums', 'static_argnames']) {
    const given = a.get(key);
    if (given.kind === 'none') continue;
    const items = given.kind === 'int' || given.kind === 'str' ? [given] : cx.sequence(given);
    if (!items) return undefined;
    for (const item of items) {
      if (item.kind === 'str') found.add(item.value);
      else if (item.kind === 'int' && typeof item.value === 'number') found.add(names.at(item.value) ?? '');
      else return undefined;
    }
  }
  return found;
}

/** A function that JAX traces; the one it is made of stays as it is. */
function traced(cx: Context, a: Bound, fn: Value, skip = 0): Value {
  if (fn.kind === 'method') {
    const inner = traced(cx, a, fn.func, 1);
    return inner === fn.func ? fn : new MethodValue(fn.self, inner as typeof fn.func);
  }
  if (!(fn instanceof FunctionValue) || fn.within) return fn;
  const fixed = staticNames(cx, a, fn, skip);
  const made = new FunctionValue(fn.name, fn.params, fn.defaults, fn.closure, fn.site, fn.node);
  made.owner = fn.owner;
  made.attrs = fn.attrs;
  made.within = (inner, bound, run) =>
    staged(inner, () => {
      if (stagingOf(inner).since === undefined) return run();
      for (const [i, { name }] of fn.params.entries()) {
        const value = bound.get(name);
        // What nobody gives is no argument of the traced function: the default stays a number.
        if (!value || !fixed || i < skip || fixed.has(name) || value === fn.defaults.get(name)) continue;
        bound.set(name, entering(value));
      }
      return run();
    });
  return made;
}

export const jit = native('jit', 'fun=None, *args, static_argnums=None, static_argnames=None, **kwargs', (a, cx) =>
  a.isNone('fun') ? native('jit', 'fun', (b) => traced(cx, a, b.get('fun'))) : traced(cx, a, a.get('fun')),
);
