/**
 * `nn.scan` and `nn.vmap`: modules whose body runs once for each step or example (flax/linen/transforms.py). The body
 * is followed once; its variables have one axis more seen from outside, where `variable_axes` says so.
 */
import type { Context } from '../../../python/interpreter/context';
import { native, type Bound } from '../../../python/interpreter/native';
import { methodNative } from '../../../python/builtins/stdlib/helpers';
import {
  ClassValue,
  NativeFunction,
  str,
  tuple,
  type InstanceValue,
  type Value,
} from '../../../python/interpreter/values';
import type { Dim } from '../../../shape';
import { axesFor, commonSize, withAxis, withoutAxis } from '../../jax/transforms';
import { control } from '../../jax/lax/control';
import { childrenOf, isModule, lift, withOwnNames, type Lift } from './state';
import { said } from '../../../protocol/say';

/** `nn.broadcast`: an argument that is the same in every step. */
export const broadcast = str('broadcast');

/** What a module's body becomes: `run` is one run of it, `lifted` is told how often it runs before it does. */
type Lifting = (
  cx: Context,
  args: readonly Value[],
  run: (args: Value[]) => Value,
  lifted: (length: Dim) => void,
) => Value;

/** Along which axis each collection holds the runs' variables; a key of True stands for all collections. */
function axisReader(variableAxes: Value): Lift['axisOf'] {
  const axes = new Map<string, number | undefined>();
  if (variableAxes.kind === 'dict') {
    for (const { key, value } of variableAxes.entries.values()) {
      const axis = value.kind === 'int' && typeof value.value === 'number' ? value.value : undefined;
      axes.set(key.kind === 'str' ? key.value : '*', axis);
    }
  }
  return (collection) => (axes.has(collection) ? axes.get(collection) : axes.get('*'));
}

/** What a `functools.partial` of a class or function is made of. */
function partialOf(target: Value): { func: Value; args: Value[]; keywords: [string, Value][] } | undefined {
  if (target.kind !== 'instance' || target.cls.name !== 'partial') return undefined;
  const [func, args, keywords] = ['func', 'args', 'keywords'].map((name) => target.attrs.get(name));
  if (func?.kind !== 'class' || args?.kind !== 'tuple' || keywords?.kind !== 'dict') return undefined;
  const named = [...keywords.entries.values()].flatMap(({ key, value }): [string, Value][] =>
    key.kind === 'str' ? [[key.value, value]] : [],
  );
  return { func, args: [...args.items], keywords: named };
}

/** Modules from outside that a lifted one holds, and what they hold: their variables run with it. */
function liftHeld(module: InstanceValue, by: Lift, seen = new Set<InstanceValue>([module])): void {
  for (const value of module.attrs.values()) {
    if (!isModule(value) || seen.has(value) || value.attrs.get('_parent') === module || !value.attrs.has('_parent'))
      continue;
    seen.add(value);
    if (value.attrs.get('name')?.kind === 'str' && !isBelow(value, module)) lift(value, by);
    liftHeld(value, by, seen);
  }
}

function isBelow(module: InstanceValue, top: InstanceValue): boolean {
  const parent = module.attrs.get('_parent');
  return isModule(parent) && (parent === top || isBelow(parent, top));
}

/** The class or function with its body lifted. A lifted class is a subclass with a name of its own: `ScanBlock`. */
function lifted(cx: Context, target: Value, prefix: string, axisOf: Lift['axisOf'], lifting: Lifting): Value {
  const part = partialOf(target);
  if (part) {
    const whole = lifted(cx, part.func, prefix, axisOf, lifting);
    return new NativeFunction(prefix, (inner, { args, kwargs }) =>
      inner.call(whole, [...part.args, ...args], new Map([...part.keywords, ...kwargs])),
    );
  }
  if (target.kind === 'class') {
    const call = target.lookup('__call__');
    if (!call) return cx.unknown(said`${target.name} has no __call__ to be lifted`);
    const method = methodNative('__call__', (inner, { args: [self, ...args], kwargs }) =>
      lifting(
        inner,
        args,
        (body) => inner.call(call, [self, ...body], kwargs),
        (length) => {
          lift(self as InstanceValue, { length, axisOf });
          liftHeld(self as InstanceValue, { length, axisOf });
        },
      ),
    );
    return new ClassValue(prefix + target.name, [target], { __call__: method }, target.module);
  }
  return new NativeFunction(prefix, (inner, { args: [module, ...args], kwargs }) => {
    const before = new Set(isModule(module) ? childrenOf(module).map(([, child]) => child) : []);
    let length: Dim | undefined;
    const result = lifting(
      inner,
      args,
      (body) => inner.call(target, [module, ...body], kwargs),
      (known) => {
        length = known;
        if (isModule(module)) liftHeld(module, { length, axisOf });
      },
    );
    // What the function made in the module runs as often as the function does.
    if (isModule(module) && length !== undefined) {
      for (const [, child] of childrenOf(module)) if (!before.has(child)) lift(child, { length, axisOf });
    }
    return result;
  });
}

/** `(carry, *xs)` to `(carry, ys)`: the carry goes from step to step, each step gets its part of the xs. */
const scanning =
  (a: Bound): Lifting =>
  (cx, [carry, ...xs], run, tell) => {
    const sizes: Dim[] = [];
    const stepped = xs.map((x, i) => withoutAxis(x, axesFor(a.get('in_axes'), i), sizes));
    const length = a.isNone('length') ? sizes[0] : a.dim('length');
    const steps = length ?? cx.unknownDim('the length of nn.scan is not known');
    tell(steps);
    if (!carry) return cx.unknown('what goes from step to step is given by name');
    const result = run([carry, ...stepped]);
    if (result.kind !== 'tuple' || result.items.length !== 2) {
      return result.kind === 'unknown' ? result : cx.unknown('the body of nn.scan must give (carry, y)');
    }
    return tuple([result.items[0], withAxis(result.items[1], a.get('out_axes'), steps)]);
  };

const mapping =
  (a: Bound): Lifting =>
  (cx, args, run, tell) => {
    const sizes: Dim[] = [];
    const mapped = args.map((arg, i) => withoutAxis(arg, axesFor(a.get('in_axes'), i), sizes));
    const size = a.isNone('axis_size') ? commonSize(cx, sizes) : a.dim('axis_size');
    tell(size);
    return withAxis(run(mapped), a.get('out_axes'), size);
  };

// ── Branches and loops ─────────────────────────────────────────────────────────────────────────

/** A function of a module whose run takes no names from the others': each has the module's variables for itself. */
const branch = (fn: Value): Value =>
  new NativeFunction('branch', (cx, { args, kwargs }) => {
    const [module] = args;
    return isModule(module) ? withOwnNames(cx, module, () => cx.call(fn, args, kwargs)) : cx.call(fn, args, kwargs);
  });

/** `nn.cond` and `nn.switch`: JAX's, with the module before the operands (flax/linen/transforms.py). */
const branching: Record<string, Value> = {
  cond: native('cond', 'pred, true_fun, false_fun, mdl, *operands, variables=None, rngs=None', (a, cx) =>
    cx.call(control.cond, [
      a.get('pred'),
      branch(a.get('true_fun')),
      branch(a.get('false_fun')),
      a.get('mdl'),
      ...a.rest,
    ]),
  ),
  switch: native('switch', 'index, branches, mdl, *operands, variables=None, rngs=None', (a, cx) => {
    const branches = cx.sequence(a.get('branches'));
    if (!branches) return cx.unknown('the branches of switch() are not known');
    return cx.call(control.switch, [a.get('index'), tuple(branches.map(branch)), a.get('mdl'), ...a.rest]);
  }),
  while_loop: native(
    'while_loop',
    'cond_fn, body_fn, mdl, init, carry_variables=False, broadcast_variables=True, split_rngs=None',
    (a, cx) => {
      const body = branch(a.get('body_fn'));
      const step = new NativeFunction('body', (inner, { args }) => inner.call(body, [a.get('mdl'), ...args]));
      return cx.call(control.while_loop, [a.get('cond_fn'), step, a.get('init')]);
    },
  ),
};

/** A class whose calls are traced in another way, under a name of its own: `CheckpointBlock`. What is no class stays as it is. */
function renamed(target: Value, prefix: string): Value {
  const part = partialOf(target);
  if (part) {
    const whole = renamed(part.func, prefix);
    return new NativeFunction(prefix, (cx, { args, kwargs }) =>
      cx.call(whole, [...part.args, ...args], new Map([...part.keywords, ...kwargs])),
    );
  }
  return target.kind === 'class' ? new ClassValue(prefix + target.name, [target], {}, target.module) : target;
}

/** As a decorator with settings alone it gives the decorator. */
const renaming = (name: string, prefix: string): NativeFunction =>
  new NativeFunction(name, (_cx, { args: [target] }) =>
    target ? renamed(target, prefix) : native(name, 'target', (a) => renamed(a.get('target'), prefix)),
  );

export const lifting: Record<string, Value> = {
  remat: renaming('remat', 'Checkpoint'),
  checkpoint: renaming('checkpoint', 'Checkpoint'),
  jit: renaming('jit', 'Jit'),
  ...branching,
  broadcast,
  scan: native(
    'scan',
    'target, variable_axes=None, variable_broadcast=False, variable_carry=False, split_rngs=None, in_axes=0, out_axes=0, ' +
      'length=None, reverse=False, unroll=1, data_transform=None, metadata_params=None, methods=None, **kwargs',
    (a, cx) => lifted(cx, a.get('target'), 'Scan', axisReader(a.get('variable_axes')), scanning(a)),
  ),
  vmap: native(
    'vmap',
    'target, variable_axes=None, split_rngs=None, in_axes=0, out_axes=0, axis_size=None, axis_name=None, ' +
      'spmd_axis_name=None, metadata_params=None, methods=None, **kwargs',
    (a, cx) => lifted(cx, a.get('target'), 'Vmap', axisReader(a.get('variable_axes')), mapping(a)),
  ),
};
