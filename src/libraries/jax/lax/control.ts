/** `lax.cond`, `scan`, `fori_loop`, …: control flow whose bodies are run once for their shapes. */
import type { Context } from '../../../python/interpreter/context';
import { native } from '../../../python/interpreter/native';
import { NONE, tuple, type NativeFunction, type Value } from '../../../python/interpreter/values';
import { PyError } from '../../../python/interpreter/errors';
import { ShapeError, equalDims, formatDim, formatShape, type Dim, type Shape } from '../../../shape';
import { said, type Saying } from '../../../protocol/say';
import { kindOf } from '../../common/dtypes';
import { makeTensor, makeWeak, operandOf } from '../../common/tensors';
import { arrayClass, arrayOf, asJax, makeArray, mapTensors, promoteJax, tensorsOf } from '../arrays';
import { mapTree } from '../../common/trees';
import { formDifference } from '../pytree';
import { isTraced, staged } from '../traced';

/** What is carried through a loop has a shape that stays and numbers that change; Python's numbers become arrays. */
const withoutNumbers = (cx: Context, value: Value): Value =>
  mapTree(value, [], (leaf) => {
    const tensor = leaf.kind === 'unknown' ? undefined : arrayOf(leaf);
    if (!tensor) return leaf;
    const made = makeTensor(arrayClass, tensor.shape, tensor.dtype, { like: tensor });
    const weak = operandOf(cx, leaf)?.weak;
    return weak === undefined ? made : makeWeak(made, weak);
  });

/**
 * What goes into a loop and comes out of its body must be of one type (jax/_src/lax/control_flow/loops.py).
 * @throws PyError TypeError where the sizes differ for certain, or there are more or fewer arrays
 */
function checkCarry(cx: Context, name: string, before: Value, after: Value): void {
  const form = formDifference(cx, before, after);
  if (form) {
    throw new PyError(
      'TypeError',
      said`${name}: what is carried goes in and comes out of the body in different forms: ${form}.`,
      'tree-mismatch',
    );
  }
  const types = dtypeDifference(cx, before, after);
  if (types) {
    throw new PyError(
      'TypeError',
      said`${name}: what is carried goes in as ${types[0]}, but the body gives ${types[1]}: both must be equal. Give it with .astype(${types[1]}), or give the result with .astype(${types[0]}).`,
      'dtype-mismatch',
    );
  }
  const difference = firstDifference(before, after);
  if (!difference) return;
  const [given, made] = difference.map(formatShape);
  throw new PyError(
    'TypeError',
    said`${name}: what is carried goes in as ${given}, but the body gives ${made}: both must be equal.`,
    'input-size-mismatch',
  );
}

/**
 * All branches are traced, also where it is known which one is taken, and give values of one type (jax/_src/lax/control_flow/conditionals.py).
 * @throws PyError TypeError
 */
function branch(cx: Context, name: string, choices: readonly Value[], operands: Value[], taken?: number): Value {
  const results = choices.map((choice) => staged(cx, () => cx.call(choice, operands)));
  for (const result of results.slice(1)) {
    const form = formDifference(cx, results[0], result) ?? kindDifference(results[0], result);
    if (form) {
      throw new PyError('TypeError', said`${name}: the branches must give the same types: ${form}.`, 'tree-mismatch');
    }
    const difference = firstDifference(results[0], result);
    if (!difference) continue;
    const [one, other] = difference.map(formatShape);
    throw new PyError(
      'TypeError',
      said`${name}: the branches must give the same types, but one gives ${one} and another ${other}.`,
      'input-size-mismatch',
    );
  }
  return taken === undefined ? withoutNumbers(cx, results[0] ?? NONE) : results[taken];
}

/** The first two arrays in the same place of two trees, whatever the order of their keys, whose shapes differ for certain. */
function firstDifference(one: Value, other: Value): [Shape, Shape] | undefined {
  let found: [Shape, Shape] | undefined;
  mapTree(one, [other], (a, b) => {
    if (!found && a.kind === 'tensor' && b.kind === 'tensor' && differ(a.shape, b.shape)) found = [a.shape!, b.shape!];
    return a;
  });
  return found;
}

/**
 * The element types of the first two arrays in the same place that differ for certain: those of Python's numbers become what the body makes
 * of them, unless that is of a lower kind (`_promote_weak_typed_inputs`).
 */
function dtypeDifference(cx: Context, before: Value, after: Value): [string, string] | undefined {
  let found: [string, string] | undefined;
  mapTree(before, [after], (a, b) => {
    if (found || a.kind !== 'tensor' || b.kind !== 'tensor' || a.cls !== arrayClass || b.cls !== arrayClass) return a;
    if (a.dtype === undefined || b.dtype === undefined || a.dtype === b.dtype) return a;
    const weak = operandOf(cx, a)?.weak;
    if (weak === undefined || promoteJax([{ weak }, { dtype: b.dtype }]) !== b.dtype) found = [a.dtype, b.dtype];
    return a;
  });
  return found;
}

/** How two branches' numbers in the same place differ in kind: a float in one, an integer in the other. */
function kindDifference(one: Value, other: Value): Saying | undefined {
  let found: Saying | undefined;
  mapTree(one, [other], (a, b) => {
    const [mine, others] = [numberKind(a), numberKind(b)];
    if (!found && mine && others && mine !== others) found = said`one gives ${mine} and another ${others}`;
    return a;
  });
  return found;
}

function numberKind(value: Value): string | undefined {
  if (value.kind === 'tensor') return value.cls === arrayClass && value.dtype ? kindOf(value.dtype) : undefined;
  return value.kind === 'int' || value.kind === 'float' || value.kind === 'bool' ? value.kind : undefined;
}

/** Whether two shapes differ for certain. */
const differ = (one: Shape | undefined, other: Shape | undefined): boolean =>
  one !== undefined &&
  other !== undefined &&
  (one.length !== other.length || one.some((dim, axis) => equalDims(dim, other[axis]) === false));

const cond = native('cond', 'pred, true_fun, false_fun, *operands, operand=None', (a, cx) => {
  const operands = a.has('operand') ? [a.get('operand')] : a.rest;
  const pred = a.get('pred');
  const truth = isTraced(cx, pred) ? undefined : cx.truth(pred);
  const taken = truth === undefined ? undefined : truth ? 0 : 1;
  return branch(cx, 'cond', [a.get('true_fun'), a.get('false_fun')], operands, taken);
});

const switchOf = native('switch', 'index, branches, *operands', (a, cx) => {
  const branches = cx.sequence(a.get('branches'));
  if (!branches) return cx.unknown('the branches of switch() are not known');
  const index = a.get('index');
  const at = index.kind === 'int' && typeof index.value === 'number' ? index.value : undefined;
  const taken = at === undefined ? undefined : Math.min(Math.max(at, 0), branches.length - 1);
  return branch(cx, 'switch', branches, a.rest, taken);
});

/** One step's part of what a scan goes over. */
const step = (xs: Value): Value => mapTensors(xs, (tensor) => makeArray(tensor.shape?.slice(1), tensor.dtype));

const stacked = (ys: Value, length: Dim): Value =>
  mapTree(ys, [], (leaf) => {
    const tensor = leaf.kind === 'unknown' ? undefined : arrayOf(leaf);
    return tensor ? makeArray(tensor.shape && [length, ...tensor.shape], tensor.dtype) : leaf;
  });

/** A number of steps, cut off where it is a float: `int(length)` (jax/_src/lax/control_flow/loops.py). */
const lengthOf = (length: Value, cx: Context): Dim =>
  length.kind === 'float' && typeof length.value === 'number'
    ? Math.trunc(length.value)
    : cx.dim(length, 'scan(): length');

const scan = native('scan', 'f, init, xs=None, length=None, reverse=False, unroll=1, **kwargs', (a, cx) => {
  const xs = asJax(a.get('xs'));
  const over = tensorsOf(xs).find((tensor) => tensor.shape);
  if (over?.shape?.length === 0) {
    throw new ShapeError('rank-mismatch', 'scan: what it goes over has no leading axis: it is a scalar.');
  }
  const length = a.isNone('length') ? over?.shape?.[0] : lengthOf(a.get('length'), cx);
  if (over?.shape && length !== undefined && equalDims(over.shape[0], length) === false) {
    throw new ShapeError(
      'input-size-mismatch',
      said`scan: length=${formatDim(length)}, but the first axis of what it goes over has ${formatDim(over.shape[0])} elements. Leave length out.`,
    );
  }
  const init = withoutNumbers(cx, a.get('init'));
  const result = staged(cx, () => cx.call(a.get('f'), [withoutNumbers(cx, init), step(xs)]));
  if (result.kind === 'unknown' || (result.kind === 'list' && result.open) || result.kind === 'instance') {
    return result.kind === 'unknown' ? result : cx.unknown('the function of scan() must give (carry, y)');
  }
  if ((result.kind !== 'tuple' && result.kind !== 'list') || result.items.length !== 2) {
    throw new PyError(
      'TypeError',
      said`scan body output must be a pair (carry, y), got ${kindText(result)}. Return (carry, None) where nothing is to be stacked.`,
      'scan-output',
    );
  }
  const [carry, ys] = result.items;
  checkCarry(cx, 'scan', init, carry);
  return tuple([withoutNumbers(cx, carry), stacked(ys, length ?? cx.unknownDim('the length of scan() is not known'))]);
});

/** What a value is, for messages: a shape, or the name of its class and how many it has. */
function kindText(value: Value): string {
  if (value.kind === 'tensor') return value.shape ? formatShape(value.shape) : 'an array';
  if (value.kind === 'tuple' || value.kind === 'list') return `${value.kind}[${value.items.length}]`;
  return value.kind === 'none' ? 'None' : value.kind;
}

/** A loop whose body gives what it takes. */
function looped(cx: Context, name: string, body: Value, init: Value, ...first: Value[]): Value {
  const before = withoutNumbers(cx, init);
  const after = withoutNumbers(
    cx,
    staged(cx, () => cx.call(body, [...first, withoutNumbers(cx, before)])),
  );
  checkCarry(cx, name, before, after);
  return after;
}

const foriLoop = native('fori_loop', 'lower, upper, body_fun, init_val, **kwargs', (a, cx) =>
  looped(cx, 'fori_loop', a.get('body_fun'), a.get('init_val'), makeArray([], 'int32')),
);

const whileLoop = native('while_loop', 'cond_fun, body_fun, init_val', (a, cx) =>
  looped(cx, 'while_loop', a.get('body_fun'), a.get('init_val')),
);

const map = native('map', 'f, xs, **kwargs', (a, cx) => {
  const xs = asJax(a.get('xs'));
  const length = tensorsOf(xs).find((tensor) => tensor.shape)?.shape?.[0];
  return stacked(
    staged(cx, () => cx.call(a.get('f'), [step(xs)])),
    length ?? cx.unknownDim('the length of map() is not known'),
  );
});

export const control: Record<string, Value> = {
  cond,
  switch: switchOf,
  scan,
  fori_loop: foriLoop,
  while_loop: whileLoop,
  map,
  stop_gradient: native('stop_gradient', 'x', (a) => a.get('x')),
  axis_index: native('axis_index', 'axis_name', () => makeArray([], 'int32')),
  ...Object.fromEntries(
    ['pmean', 'psum', 'pmax', 'pmin'].map((name): [string, NativeFunction] => [
      name,
      native(name, 'x, axis_name, **kwargs', (a) => a.get('x')),
    ]),
  ),
};
