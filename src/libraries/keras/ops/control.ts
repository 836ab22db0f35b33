/** Loops and branches: their bodies are run once, for the shapes. */
import { normalizeAxis, type Dim } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { native } from '../../../python/interpreter/native';
import { NativeFunction, NONE, tuple, type Value } from '../../../python/interpreter/values';
import { axisArg } from '../../common/shapes';
import { convert } from '../../tensorflow/convert';
import { mapTensors, tensorsIn } from '../../tensorflow/node';
import { result } from '../../tensorflow/ops/tensors';
import { makeTensor } from '../../tensorflow/tensorClasses';
import { define } from './define';

/** What a loop carries keeps its shapes; which numbers it ends with is not known. Python's numbers become tensors. */
function withoutNumbers(cx: Context, value: Value): Value {
  if (value.kind === 'int' || value.kind === 'float' || value.kind === 'bool') {
    const made = convert(cx, value);
    return made.kind === 'tensor' ? makeTensor(made.shape, made.dtype) : made;
  }
  if (value.kind === 'tuple') return tuple(value.items.map((item) => withoutNumbers(cx, item)));
  return mapTensors(value, (x) => makeTensor(x.shape, x.dtype));
}

/** One step's part of what is gone over. */
const step = (xs: Value): Value => mapTensors(xs, (x) => makeTensor(x.shape?.slice(1), x.dtype));

const stacked = (ys: Value, length: Dim): Value =>
  mapTensors(ys, (y) => makeTensor(y.shape && [length, ...y.shape], y.dtype));

function lengthOf(cx: Context, xs: Value): Dim {
  const over = tensorsIn(xs).find((x) => x.shape);
  return over?.shape?.[0] ?? cx.unknownDim('how often the loop runs is not known');
}

const cond = define('cond', 'pred, true_fn, false_fn', (a, cx) => {
  const truth = a.truth('pred');
  if (truth !== undefined) return cx.call(a.get(truth ? 'true_fn' : 'false_fn'));
  const [first] = ['true_fn', 'false_fn'].map((name) => cx.call(a.get(name)));
  return withoutNumbers(cx, first);
});

const switchOf = define('switch', 'index, branches, *operands', (a, cx) => {
  const branches = cx.sequence(a.get('branches'));
  if (!branches?.length) return cx.unknown('the branches are not known');
  const index = a.get('index');
  const at = index.kind === 'int' && typeof index.value === 'number' ? index.value : undefined;
  if (at !== undefined) return cx.call(branches[Math.min(Math.max(at, 0), branches.length - 1)], a.rest);
  return withoutNumbers(cx, branches.map((branch) => cx.call(branch, a.rest))[0]);
});

const scan = define('scan', 'f, init, xs=None, length=None, reverse=False, unroll=1', (a, cx) => {
  const xs = a.get('xs');
  const length = a.isNone('length') ? lengthOf(cx, xs) : a.dim('length');
  const made = cx.call(a.get('f'), [withoutNumbers(cx, a.get('init')), step(xs)]);
  if (made.kind !== 'tuple' || made.items.length !== 2) {
    return made.kind === 'unknown' ? made : cx.unknown('the function of scan() must give (carry, y)');
  }
  return tuple([withoutNumbers(cx, made.items[0]), stacked(made.items[1], length)]);
});

const associativeScan = define('associative_scan', 'f, elems, reverse=False, axis=0', (a, cx) => {
  const elems = a.get('elems');
  const axis = axisArg(cx, a.get('axis'));
  for (const x of tensorsIn(elems)) if (x.shape && axis !== undefined) normalizeAxis(axis, x.shape.length, a.fn);
  return withoutNumbers(cx, elems);
});

const each = (name: string, f: string, xs: string): NativeFunction =>
  define(name, `${f}, ${xs}`, (a, cx) => {
    const over = mapTensors(a.get(xs), (x) => x);
    return stacked(cx.call(a.get(f), [step(over)]), lengthOf(cx, over));
  });

const foriLoop = define('fori_loop', 'lower, upper, body_fun, init_val', (a, cx) => {
  const carried = withoutNumbers(cx, a.get('init_val'));
  cx.call(a.get('body_fun'), [result([], 'int32'), carried]);
  return carried;
});

const whileLoop = define('while_loop', 'cond, body, loop_vars, maximum_iterations=None', (a, cx) => {
  const carried = withoutNumbers(cx, a.get('loop_vars'));
  const items = carried.kind === 'tuple' || carried.kind === 'list' ? [...carried.items] : [carried];
  cx.call(a.get('body'), items);
  return carried;
});

/** A function with one for each element of the first axis of its arguments; `excluded` go in as they are. */
const vectorize = native('vectorize', 'pyfunc, *, excluded=None, signature=None', (a) => {
  const pyfunc = a.get('pyfunc');
  if (!a.isNone('signature'))
    return new NativeFunction('vectorized', (cx) => cx.unknown('a function with a signature'));
  return new NativeFunction('vectorized', (cx, call) => {
    const results = cx.call(pyfunc, call.args.map(scalarOf), call.kwargs);
    const first = tensorsIn(call.args[0] ?? NONE)[0];
    return mapTensors(results, (y) => makeTensor(first?.shape && y.shape && [...first.shape, ...y.shape], y.dtype));
  });
});

const scalarOf = (value: Value): Value => mapTensors(value, (x) => makeTensor([], x.dtype));

/** `ops.jvp`: the outputs, tangents of their shapes, and what else the function gives where it says so. */
const jvp = define('jvp', 'fun, primals, tangents, has_aux=False', (a, cx) => {
  const primals = cx.sequence(a.get('primals'));
  if (!primals) return cx.unknown('the primals are not known');
  const made = cx.call(a.get('fun'), [...primals]);
  if (!a.truth('has_aux')) return tuple([made, withoutNumbers(cx, made)]);
  const parts = cx.sequence(made) ?? [];
  return tuple([parts[0] ?? NONE, withoutNumbers(cx, parts[0] ?? NONE), parts[1] ?? NONE]);
});

export const controlOps: readonly NativeFunction[] = [
  cond,
  switchOf,
  scan,
  associativeScan,
  each('map', 'f', 'xs'),
  each('vectorized_map', 'function', 'elements'),
  foriLoop,
  jvp,
  whileLoop,
  define('custom_gradient', 'f', (a) => a.get('f')),
];

export { vectorize };
