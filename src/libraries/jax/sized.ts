/**
 * Functions of `jax.numpy` whose results are as long as the numbers say, unless `size` says it: inside `jit` it must
 * (JAX documentation, "Thinking in JAX"). What is missing is filled up, what is too much is cut off.
 */
import { op, type Bound } from '../../python/interpreter/native';
import { tuple, type NativeFunction, type Value } from '../../python/interpreter/values';
import type { Context } from '../../python/interpreter/context';
import { normalizeAxis, type Dim, type Shape } from '../../shape';
import { makeArray, arrayOf } from './arrays';

/** The rule of NumPy for calls without `size`, and what else there is for those with it. */
function sized(
  name: string,
  arguments_: string,
  plain: Value,
  rule: (shape: Shape, size: Dim, a: Bound, dtype: string | undefined) => Value,
): NativeFunction {
  const [first] = arguments_.split(/[,=]/);
  return op(`jnp.${name}`, `${arguments_}, *, size=None, fill_value=None`, (a, cx) => {
    if (a.isNone('size')) return cx.call(plain, given(a, arguments_));
    const x = arrayOf(a.get(first));
    return x?.shape ? rule(x.shape, a.dim('size'), a, x.dtype) : cx.unknown('the shape of the array is not known');
  });
}

/** The arguments that were given, by their positions. */
function given(a: Bound, names: string): Value[] {
  const values = names.split(', ').map((name) => name.split('=')[0]);
  const last = values.findLastIndex((name) => a.has(name));
  return values.slice(0, last + 1).map((name) => a.get(name));
}

const perAxis = (shape: Shape, size: Dim): Value => tuple(shape.map(() => makeArray([size], 'int32')));

/** The different elements, and with them what is asked for: where each stands first, where it went, how often it stands. */
function unique(plain: Value): NativeFunction {
  const flags = 'return_index=False, return_inverse=False, return_counts=False';
  return op(
    `jnp.unique`,
    `ar, ${flags}, axis=None, *, equal_nan=True, size=None, fill_value=None, sorted=True`,
    (a, cx) => uniqueOf(cx, a, plain),
  );
}

function uniqueOf(cx: Context, a: Bound, plain: Value): Value {
  if (a.isNone('size')) {
    const named = ['return_index', 'return_inverse', 'return_counts', 'axis'].filter((name) => a.has(name));
    return cx.call(plain, [a.get('ar')], new Map(named.map((name) => [name, a.get(name)])));
  }
  const [x, axis] = [arrayOf(a.get('ar')), a.isNone('axis') ? undefined : a.number('axis')];
  if (!x?.shape || (axis === undefined && !a.isNone('axis'))) return cx.unknown('the array is not known');
  const size = a.dim('size');
  const positions = makeArray([size], 'int32');
  const inverse = makeArray(axis === undefined ? x.shape : [x.shape.at(axis)!], 'int32');
  const extra = [
    ...(a.truth('return_index') ? [positions] : []),
    ...(a.truth('return_inverse') ? [inverse] : []),
    ...(a.truth('return_counts') ? [positions] : []),
  ];
  const values = makeArray(axis === undefined ? [size] : x.shape.with(axis, size), x.dtype);
  return extra.length > 0 ? tuple([values, ...extra]) : values;
}

/** As many elements as `total_repeat_length` says, whatever the counts are. */
function repeat(plain: Value): NativeFunction {
  return op('jnp.repeat', 'a, repeats, axis=None, *, total_repeat_length=None, **kwargs', (a, cx) => {
    const [x, axis] = [arrayOf(a.get('a')), a.isNone('axis') ? undefined : a.number('axis')];
    if (a.isNone('total_repeat_length'))
      return cx.call(plain, [a.get('a'), a.get('repeats')], new Map([['axis', a.get('axis')]]));
    const length = a.dim('total_repeat_length');
    if (a.isNone('axis')) return makeArray([length], x?.dtype);
    return x?.shape && axis !== undefined
      ? makeArray(x.shape.with(normalizeAxis(axis, x.shape.length, a.fn), length), x.dtype)
      : cx.unknown('the array is not known');
  });
}

/** Counts of the numbers from 0 on: as many as `length` says. */
const bincount = (plain: Value): NativeFunction =>
  op('jnp.bincount', 'x, weights=None, minlength=0, *, length=None', (a, cx) =>
    a.isNone('length')
      ? cx.call(plain, [a.get('x'), a.get('weights'), a.get('minlength')])
      : makeArray([a.dim('length')], a.isNone('weights') ? 'int32' : 'float32'),
  );

/** These functions over those of NumPy's model. */
export function sizedFunctions(numpy: Readonly<Record<string, Value>>): Record<string, Value> {
  return {
    nonzero: sized('nonzero', 'a', numpy.nonzero, perAxis),
    flatnonzero: sized('flatnonzero', 'a', numpy.flatnonzero, (_shape, size) => makeArray([size], 'int32')),
    argwhere: sized('argwhere', 'a', numpy.argwhere, (shape, size) => makeArray([size, shape.length], 'int32')),
    where: sized('where', 'condition, x=None, y=None', numpy.where, perAxis),
    unique: unique(numpy.unique),
    repeat: repeat(numpy.repeat),
    bincount: bincount(numpy.bincount),
  };
}
