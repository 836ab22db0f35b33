/** Loops of a graph: their bodies are called once, for the shapes. */
import { equalDims, formatShape, type Dim, type Shape, ShapeError } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { ListValue, TupleValue, list, type Value } from '../../../python/interpreter/values';
import type { Bound } from '../../../python/interpreter/native';
import { dtypeArg } from '../../common/dtypes';
import { convert } from '../convert';
import { mapTensors, tensorsIn } from '../node';
import { operation } from '../operation';
import { stateOf } from '../state';
import { tensorArrayClass } from '../tensorArray';
import { makeTensor } from '../tensorClasses';
import { result } from './tensors';
import { said } from '../../../protocol/say';

/** Python's numbers as tensors, also in lists. */
function asTensors(cx: Context, value: Value): Value {
  const items = (of: readonly Value[]): Value[] => of.map((item) => asTensors(cx, item));
  if (value.kind === 'tuple') return new TupleValue(items(value.items), value.cls);
  if (value.kind === 'list') return new ListValue(items(value.items));
  return value.kind === 'int' || value.kind === 'float' || value.kind === 'bool' ? convert(cx, value) : value;
}

/** Tensors without values: a loop changes them. */
const carried = (cx: Context, value: Value): Value =>
  mapTensors(asTensors(cx, value), (x) => makeTensor(x.shape, x.dtype));

/** What went in with the arrays that the body has written: their elements are told by what it writes. */
function withArrays(before: Value, after: Value): Value {
  if (isTensorArray(before)) return isTensorArray(after) ? after : before;
  if ((before.kind !== 'tuple' && before.kind !== 'list') || (after.kind !== 'tuple' && after.kind !== 'list'))
    return before;
  const items = before.items.map((item, i) => (after.items[i] ? withArrays(item, after.items[i]) : item));
  return before.kind === 'list' ? new ListValue(items) : new TupleValue(items, before.cls);
}

const isTensorArray = (value: Value): boolean => value.kind === 'instance' && value.cls === tensorArrayClass;

/** Sizes on which what went in and what the body gives agree. */
export function agreed(cx: Context, before: Value, after: Value): Value {
  const given = tensorsIn(after);
  let index = 0;
  return mapTensors(withArrays(before, after), (x) => {
    const made = given[index++];
    if (!x.shape || !made?.shape || x.shape.length !== made.shape.length) return makeTensor(undefined, x.dtype);
    const sizes = x.shape.map((dim, i) =>
      equalDims(dim, made.shape![i]) === true ? dim : cx.unknownDim('the loop changes the size'),
    );
    return makeTensor(sizes, x.dtype);
  });
}

/**
 * In a graph, what is carried keeps its shape unless `shape_invariants` says which sizes change
 * (`_EnforceShapeInvariant` in tensorflow/python/ops/while_loop.py).
 * @throws PyError ValueError where a size differs for certain
 */
function checkShapes(cx: Context, vars: Value, after: Value): void {
  if (!stateOf(cx).graphMode) return;
  const [given, made] = [tensorsIn(vars), tensorsIn(after)];
  if (given.length !== made.length) return;
  given.forEach(({ shape }, i) => {
    const other = made[i].shape;
    if (!shape || !other) return;
    const changes = shape.length !== other.length || shape.some((dim, axis) => equalDims(dim, other[axis]) === false);
    if (!changes) return;
    throw new PyError(
      'ValueError',
      said`A tensor enters the loop with shape ${formatShape(shape)}, but has shape ${formatShape(other)} after one iteration. Say with shape_invariants which sizes change.`,
      'input-size-mismatch',
    );
  });
}

/** Rounds of a loop that are followed one by one. */
const MOST_ROUNDS = 1000;

/** A tensor of a graph is neither true nor false, but a session knows its number. */
function truthOf(cx: Context, value: Value): boolean | undefined {
  if (value.kind !== 'tensor' || !stateOf(cx).graphMode) return cx.truth(value);
  const first = value.data?.data[0];
  return first === undefined ? undefined : Number(first) !== 0;
}

/** Whether a session knows all of it: what the functions take from outside of the loop is not fed to them. */
const isWhole = (value: Value): boolean =>
  value.kind === 'list' || value.kind === 'tuple'
    ? value.items.every(isWhole)
    : value.kind === 'tensor' && (value.shape?.every((dim) => typeof dim === 'number') ?? false);

/** What is carried; alone where it is one. */
const alone = (value: Value): Value => (asList(value).length === 1 ? asList(value)[0] : value);

const asList = (value: Value): Value[] =>
  value.kind === 'tuple' || value.kind === 'list' ? [...value.items] : [value];

/**
 * Eagerly the loop is Python's own (`while_loop_v2`): round for round, as long as it is known whether it goes on. A session
 * does the same with what is fed.
 * Undefined where it is not.
 */
function roundByRound(a: Bound, cx: Context, vars: Value): Value | undefined {
  const { graphMode, replaying } = stateOf(cx);
  if (graphMode && !replaying) return undefined;
  const most = a.isNone('maximum_iterations') ? MOST_ROUNDS : a.number('maximum_iterations');
  let now = mapTensors(vars, (x) => x);
  for (let round = 0; most !== undefined && round <= Math.min(most, MOST_ROUNDS); round++) {
    const goesOn = round === most ? false : truthOf(cx, cx.call(a.get('cond'), asList(now)));
    if (goesOn === undefined) return undefined;
    if (!goesOn) return graphMode && !isWhole(now) ? undefined : now;
    const made = cx.call(a.get('body'), asList(now));
    now = made.kind === 'tuple' || made.kind === 'list' ? made : list([made]);
  }
  return undefined;
}

/** `tf.while_loop(cond, body, loop_vars)`: what is carried, in its structure. */
const whileLoop = operation(
  'tf.while_loop',
  'cond, body, loop_vars, shape_invariants=None, parallel_iterations=10, back_prop=True, swap_memory=False, ' +
    'maximum_iterations=None, name=None, **kwargs',
  (a, cx) => {
    const given = a.get('loop_vars');
    const start = given.kind === 'tuple' || given.kind === 'list' ? given : list([given]);
    const end = roundByRound(a, cx, start);
    if (end) return alone(asTensors(cx, end));
    const vars = carried(cx, start);
    const items = vars.kind === 'tuple' || vars.kind === 'list' ? [...vars.items] : [vars];
    const made = cx.call(a.get('body'), items);
    const after = made.kind === 'tuple' || made.kind === 'list' ? made : list([made]);
    if (a.isNone('shape_invariants')) checkShapes(cx, vars, after);
    const result = agreed(cx, vars, after);
    return alone(result);
  },
  'while',
);

const withoutFirst = (value: Value): Value => mapTensors(value, (x) => makeTensor(x.shape?.slice(1), x.dtype));

function lengthOf(cx: Context, elems: Value): Dim {
  return tensorsIn(elems).find((x) => x.shape)?.shape?.[0] ?? cx.unknownDim('the number of steps is not known');
}

/** `tf.map_fn(f, xs)`: f on one element of each tensor, and what it gives with the first axis in front. */
const mapFn = (name: string) =>
  operation(name, 'fn, elems, dtype=None, *args, **kwargs', (a, cx) => {
    const given = a.get('elems');
    const elems = tensorsIn(given).length === 0 ? convert(cx, given) : given;
    if (elems.kind === 'unknown') return elems;
    const one = carried(cx, cx.call(a.get('fn'), [withoutFirst(elems)]));
    const [length, dtype] = [lengthOf(cx, elems), one.kind === 'tensor' ? dtypeArg(a.get('dtype')) : undefined];
    return mapTensors(one, (x) => (x.shape ? result([length, ...x.shape] as Shape, dtype ?? x.dtype) : x));
  });

/** `tf.scan(fn, elems, initializer)`: what fn gives at every step. */
const scan = operation(
  'tf.scan',
  'fn, elems, initializer=None, *args, **kwargs',
  (a, cx) => {
    const elems = a.get('elems').kind === 'list' ? convert(cx, a.get('elems')) : a.get('elems');
    const first = a.isNone('initializer') ? withoutFirst(elems) : carried(cx, a.get('initializer'));
    const made = cx.call(a.get('fn'), [first, withoutFirst(elems)]);
    needSame(a.fn, first, made);
    const length = lengthOf(cx, elems);
    return mapTensors(made, (x) => (x.shape ? result([length, ...x.shape] as Shape, x.dtype) : x));
  },
  'scan',
);

/**
 * What a step gives is what the next one takes.
 * @throws ShapeError `loop-shape`
 */
function needSame(op: string, given: Value, made: Value): void {
  const [before, after] = [given, made].map((value) => (value.kind === 'tensor' ? value.shape : undefined));
  if (!before || !after) return;
  if (before.length === after.length && before.every((dim, i) => equalDims(dim, after[i]) !== false)) return;
  throw new ShapeError(
    'input-size-mismatch',
    said`${op}: fn gives ${formatShape(after)} for an initializer of ${formatShape(before)}. What one step gives is what the next one takes.`,
  );
}

/** `tf.foldl(fn, elems, initializer)`: what fn gives at the last step. */
const fold = (name: string) =>
  operation(`tf.${name}`, 'fn, elems, initializer=None, *args, **kwargs', (a, cx) => {
    const elems = a.get('elems');
    const first = a.isNone('initializer') ? withoutFirst(elems) : carried(cx, a.get('initializer'));
    return mapTensors(cx.call(a.get('fn'), [first, withoutFirst(elems)]), (x) => makeTensor(x.shape, x.dtype));
  });

export const loopFunctions = [
  whileLoop,
  mapFn('tf.map_fn'),
  mapFn('tf.vectorized_map'),
  scan,
  fold('foldl'),
  fold('foldr'),
];
