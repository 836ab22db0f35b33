/** The attributes of `jax.lax`. */
import { native, op } from '../../../python/interpreter/native';
import { NativeFunction, NONE, type NativeCall, type Value } from '../../../python/interpreter/values';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { ShapeError, broadcastShapes, equalDims, formatShape, productOf, reshapeShape, type Dim } from '../../../shape';
import { axesArg, shapeArg } from '../../common/shapes';
import { makeTensor, operandOf } from '../../common/tensors';
import { dtypeOr, dtypeParameter } from '../../numpy/classes';
import { activations } from '../activations';
import { arrayClass, arrayOf, makeArray, promoteJax } from '../arrays';
import { jaxNumpy } from '../numpy';
import { alongAxes, frontAxis } from './axes';
import { control } from './control';
import { convolutions } from './convolution';
import { slicing } from './slicing';
import { gathering } from './gathering';
import { more } from './more';
import { reduceWindow } from './window';
import { said } from '../../../protocol/say';

/** Functions of lax under their names in jax.numpy. */
const SAME: Readonly<Record<string, string>> = {
  add: 'add',
  sub: 'subtract',
  mul: 'multiply',
  div: 'divide',
  rem: 'remainder',
  pow: 'power',
  max: 'maximum',
  min: 'minimum',
  exp: 'exp',
  log: 'log',
  sqrt: 'sqrt',
  tanh: 'tanh',
  sin: 'sin',
  cos: 'cos',
  neg: 'negative',
  abs: 'abs',
  sign: 'sign',
  floor: 'floor',
  ceil: 'ceil',
  round: 'round',
  square: 'square',
  eq: 'equal',
  ne: 'not_equal',
  lt: 'less',
  le: 'less_equal',
  gt: 'greater',
  ge: 'greater_equal',
  select: 'where',
  transpose: 'transpose',
  squeeze: 'squeeze',
  expand_dims: 'expand_dims',
  expm1: 'expm1',
  log1p: 'log1p',
  sinh: 'sinh',
  cosh: 'cosh',
  tan: 'tan',
  asin: 'arcsin',
  acos: 'arccos',
  atan: 'arctan',
  atan2: 'arctan2',
  cbrt: 'cbrt',
  is_finite: 'isfinite',
  integer_pow: 'power',
  full_like: 'full_like',
};

/** A function of single elements, without its numbers. */
const keeping = (name: string): NativeFunction =>
  op(name, 'x', (a, cx) => {
    const x = arrayOf(a.get('x'));
    return x
      ? makeTensor(arrayClass, x.shape, x.dtype, { like: x })
      : cx.unknown(said`the argument of ${name}() is no array`);
  });

const KEEPING = ['rsqrt', 'erf', 'erfc', 'erf_inv', 'reciprocal', 'lgamma', 'digamma', 'population_count'];

/** Reductions take their axes as a tuple and have names of their own. */
const REDUCTIONS: Readonly<Record<string, string>> = {
  reduce_sum: 'sum',
  reduce_max: 'max',
  reduce_min: 'min',
  reduce_prod: 'prod',
  reduce_and: 'all',
  reduce_or: 'any',
};

/** Which case each element comes from is not followed. */
const selectN = op('select_n', 'which, *cases', (a, cx) => {
  const [first] = a.rest.map(arrayOf);
  return first ? makeArray(first.shape, first.dtype) : cx.unknown('select_n() has no cases');
});

const reshape = op('reshape', 'operand, new_sizes, dimensions=None', (a, cx) => {
  const x = arrayOf(a.get('operand'));
  const sizes = shapeArg(cx, a.get('new_sizes'));
  if (!x || !sizes) return cx.unknown('the new shape of lax.reshape is not known');
  const shape = x.shape ? reshapeShape(x.shape, sizes, 'reshape') : sizes;
  return makeArray(
    shape,
    x.dtype,
    x.data && productOf(shape) === x.data.data.length ? { ...x.data, shape: shape as number[] } : undefined,
  );
});

const broadcast = op('broadcast', 'operand, sizes', (a, cx) => {
  const x = arrayOf(a.get('operand'));
  const sizes = shapeArg(cx, a.get('sizes'));
  return x?.shape && sizes
    ? makeArray([...sizes, ...x.shape], x.dtype)
    : cx.unknown('the sizes of lax.broadcast are not known');
});

/** Batch axes first, then what is left of both operands (jax.lax.dot_general). */
const dotGeneral = op('dot_general', 'lhs, rhs, dimension_numbers, **kwargs', (a, cx) => {
  const [lhs, rhs] = [arrayOf(a.get('lhs')), arrayOf(a.get('rhs'))];
  const groups = cx
    .sequence(a.get('dimension_numbers'))
    ?.map((group) => cx.sequence(group)?.map((axes) => shapeArg(cx, axes)));
  const [contract, batch] = groups ?? [];
  if (!lhs?.shape || !rhs?.shape || !contract || !batch) return cx.unknown('the operands of dot_general are not known');
  const [cl, cr, bl, br] = [...contract, ...batch].map((axes) => (axes ?? []) as readonly number[]);
  const uneven = cl.findIndex((axis, i) => equalDims(lhs.shape![axis], rhs.shape![cr[i]]) === false);
  if (uneven >= 0) {
    throw new ShapeError(
      'matmul-mismatch',
      said`dot_general sums over axis ${cl[uneven]} of ${formatShape(lhs.shape)} and axis ${cr[uneven]} of ${formatShape(rhs.shape)}: the sizes must be equal.`,
    );
  }
  const shared = bl.map((axis, i) => broadcastShapes([[lhs.shape![axis]], [rhs.shape![br[i]]]], 'dot_general')[0]);
  const rest = (shape: readonly Dim[], used: readonly number[]) => shape.filter((_, axis) => !used.includes(axis));
  const shape = [...shared, ...rest(lhs.shape, [...cl, ...bl]), ...rest(rhs.shape, [...cr, ...br])];
  cx.note({ macs: productOf([...shape, ...cl.map((axis) => lhs.shape![axis])]) });
  const dtype = dtypeOr(cx, a.extra.get('preferred_element_type') ?? NONE, promoteJax([lhs, rhs]));
  return makeArray(shape, dtype);
});

/** `lax.dot`: vectors and matrices only; stacks say their axes (JAX documentation of `jax.lax.dot`). @throws ShapeError */
const dot = op('dot', 'lhs, rhs, dimension_numbers=None, *args, **kwargs', (a, cx) => {
  const given = ['lhs', 'rhs'].map((name) => a.get(name));
  if (!a.isNone('dimension_numbers')) return cx.call(dotGeneral, [...given, a.get('dimension_numbers')]);
  for (const shape of given.map((x) => arrayOf(x)?.shape)) {
    if (!shape || shape.length === 1 || shape.length === 2) continue;
    throw new ShapeError(
      'rank-mismatch',
      said`lax.dot multiplies vectors and matrices, but got ${formatShape(shape)}. Say with dimension_numbers which axes are summed, or use jnp.matmul.`,
    );
  }
  return cx.call(jaxNumpy.dot, given);
});

/** Functions of two arrays that promote nothing. */
const STRICT = new Set([
  'add',
  'sub',
  'mul',
  'div',
  'rem',
  'max',
  'min',
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'atan2',
  'select',
]);

/** The function of jax.numpy under its name in lax. */
function named(name: string, as: string): Value {
  const fn = jaxNumpy[as];
  if (!(fn instanceof NativeFunction) || !STRICT.has(name)) return fn;
  const impl = (cx: Context, call: NativeCall): Value => {
    checkEqualTypes(cx, name, as, name === 'select' ? call.args.slice(1) : call.args);
    return fn.impl(cx, call);
  };
  return new NativeFunction(fn.name, impl, fn.isOp);
}

/** @throws PyError TypeError where two arrays certainly have different element types (jax/_src/lax/lax.py, `check_same_dtypes`) */
function checkEqualTypes(cx: Context, name: string, as: string, args: readonly Value[]): void {
  const given = args.slice(0, 2).map((value) => (value.kind === 'tensor' ? operandOf(cx, value) : undefined));
  const [one, other] = given.map((operand) => (operand?.weak === undefined ? operand?.dtype : undefined));
  if (one === undefined || other === undefined || one === other) return;
  throw new PyError(
    'TypeError',
    said`lax.${name} requires arguments to have the same dtypes, got ${one}, ${other}. jnp.${as} is a similar function that promotes them.`,
    'dtype-mismatch',
  );
}

export const lax: Record<string, Value> = {
  ...more,
  ...Object.fromEntries(Object.entries(SAME).flatMap(([name, as]) => (jaxNumpy[as] ? [[name, named(name, as)]] : []))),
  ...convolutions,
  ...control,
  ...slicing,
  ...gathering,
  ...alongAxes,
  reduce_window: reduceWindow,
  ...Object.fromEntries(KEEPING.map((name) => [name, keeping(name)])),
  ...Object.fromEntries(
    Object.entries(REDUCTIONS).map(([name, as]) => [
      name,
      native(name, 'operand, axes, **kwargs', (a, cx) => {
        const [x, axes] = [arrayOf(a.get('operand')), axesArg(cx, a.get('axes'))];
        if (x?.shape && Array.isArray(axes)) for (const axis of axes) frontAxis(name, axis, x.shape);
        return cx.call(jaxNumpy[as], [a.get('operand')], new Map([['axis', a.get('axes')]]));
      }),
    ]),
  ),
  select_n: selectN,
  reshape,
  broadcast,
  dot,
  dot_general: dotGeneral,
  logistic: activations.sigmoid,
  concatenate: native('concatenate', 'operands, dimension', (a, cx) =>
    cx.call(jaxNumpy.concatenate, [a.get('operands')], new Map([['axis', a.get('dimension')]])),
  ),
  convert_element_type: native('convert_element_type', 'operand, new_dtype', (a, cx) => {
    const x = arrayOf(a.get('operand'));
    const dtype = dtypeParameter(cx, a.get('new_dtype'));
    return x ? makeTensor(arrayClass, x.shape, dtype, { data: x.data, like: x }) : cx.unknown('no array is converted');
  }),
};
