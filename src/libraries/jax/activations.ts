/** Functions of single elements that jax.nn, flax.linen and flax.nnx share, and those along one axis. */
import { PyError } from '../../python/interpreter/errors';
import type { Context } from '../../python/interpreter/context';
import { op, type Bound } from '../../python/interpreter/native';
import { tuple, type NativeFunction, type TensorValue, type Value } from '../../python/interpreter/values';
import { broadcastShapes, normalizeAxis, reduceShape, splitEvenly } from '../../shape';
import { unary } from '../common/elementwise';
import { axesArg, shapeArg } from '../common/shapes';
import { makeTensor } from '../common/tensors';
import { dtypeParameter } from '../numpy/classes';
import { checkArrayLike } from './arrayLike';
import { jaxAttention } from './attention';
import { arrayClass, arrayOf, inexact, jaxFamily, makeArray, promoteJax } from './arrays';
import { said } from '../../protocol/say';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const softplus = (x: number): number => (x > 30 ? x : Math.log1p(Math.exp(x)));
const elu = (x: number): number => (x > 0 ? x : Math.expm1(x));
const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;
const geluTanh = (x: number): number => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));

const ELEMENTS: Readonly<Record<string, (x: number) => number>> = {
  relu: (x) => Math.max(x, 0),
  relu6: (x) => Math.min(Math.max(x, 0), 6),
  sigmoid,
  log_sigmoid: (x) => -softplus(-x),
  softplus,
  soft_sign: (x) => x / (1 + Math.abs(x)),
  silu: (x) => x * sigmoid(x),
  swish: (x) => x * sigmoid(x),
  mish: (x) => x * Math.tanh(softplus(x)),
  elu,
  selu: (x) => SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)),
  celu: elu,
  gelu: geluTanh,
  hard_tanh: (x) => Math.min(Math.max(x, -1), 1),
  hard_sigmoid: (x) => Math.min(Math.max(x + 3, 0), 6) / 6,
  hard_silu: (x) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6,
  hard_swish: (x) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6,
  tanh: Math.tanh,
  leaky_relu: (x) => (x > 0 ? x : 0.01 * x),
  identity: (x) => x,
  squareplus: (x) => (x + Math.sqrt(x * x + 4)) / 2,
  sparse_plus: (x) => (x <= -1 ? 0 : x >= 1 ? x : (x + 1) ** 2 / 4),
  sparse_sigmoid: (x) => Math.min(Math.max((x + 1) / 2, 0), 1),
};

/** Functions whose further arguments change the numbers: with those given, only the shape is followed. */
const PARAMETRIC = new Set(['elu', 'celu', 'gelu', 'leaky_relu']);
/** Functions that leave integers as they are. */
const KEEPING = new Set(['relu', 'identity', 'hard_tanh']);
/** Functions of which the logistic one is a part: it takes floats alone (jax.lax.logistic). */
const LOGISTIC = new Set(['sigmoid', 'silu', 'swish']);

/** @throws PyError TypeError for whole numbers */
function checkFloats(name: string, given: Value): void {
  if (given.kind !== 'tensor' || given.dtype === undefined || !/^(u?int|bool)/.test(given.dtype)) return;
  throw new PyError(
    'TypeError',
    said`${name}: logistic does not accept dtype ${given.dtype}. Accepted dtypes are subtypes of floating, complexfloating.`,
    'dtype-mismatch',
  );
}

function elementFunction(name: string, f: (x: number) => number): NativeFunction {
  return op(name, 'x, *args, **kwargs', (a, cx) => {
    checkArrayLike(name, { args: [a.get('x')] });
    if (LOGISTIC.has(name)) checkFloats(name, a.get('x'));
    const x = arrayOf(a.get('x'));
    if (!x) return cx.unknown(said`the argument of ${name}() is no array`);
    const plain = !PARAMETRIC.has(name) || (a.rest.length === 0 && a.extra.size === 0);
    const input = plain ? x : makeTensor(arrayClass, x.shape, x.dtype, { like: x });
    const result = unary(cx, jaxFamily, { f, gives: KEEPING.has(name) ? 'same' : 'float' }, input);
    return result ?? cx.unknown(said`the argument of ${name}() is no array`);
  });
}

/** The axis named by an argument, counted from 0. @throws ShapeError `axis-out-of-range` */
function axisOf(a: Bound, rank: number): number | undefined {
  const axis = a.number('axis');
  return axis === undefined ? undefined : normalizeAxis(axis, rank, a.fn);
}

/** A function along an axis that keeps the shape. */
const along = (name: string): NativeFunction =>
  op(name, 'x, axis=-1, **kwargs', (a) => {
    checkArrayLike(name, { args: [a.get('x')] });
    const x = arrayOf(a.get('x'));
    if (!x?.shape) return makeTensor(arrayClass, undefined, x?.dtype, { like: x });
    if (!isSeveral(a.get('axis'))) axisOf(a, x.shape.length);
    return makeArray(x.shape, inexact(x.dtype));
  });

const isSeveral = (axis: Value): boolean => axis.kind !== 'int';

const oneHot = op('one_hot', 'x, num_classes, *, dtype=None, axis=-1', (a, cx: Context) => {
  const x = arrayOf(a.get('x'));
  const classes = shapeArg(cx, a.get('num_classes'));
  const dtype = dtypeParameter(cx, a.get('dtype')) ?? 'float32';
  if (!x?.shape || !classes) return makeTensor(arrayClass, undefined, dtype, { like: x });
  const axis = axisOf(a, x.shape.length + 1) ?? x.shape.length;
  return makeArray([...x.shape.slice(0, axis), classes[0], ...x.shape.slice(axis)], dtype);
});

/** Halves an axis: one half gates the other. */
const glu = op('glu', 'x, axis=-1', (a, cx) => {
  checkFloats('glu', a.get('x'));
  const x = arrayOf(a.get('x'));
  if (!x?.shape) return makeTensor(arrayClass, undefined, x?.dtype, { like: x });
  const axis = axisOf(a, x.shape.length);
  if (axis === undefined) return cx.unknown('the axis of glu() is not known');
  const [half] = splitEvenly(x.shape, 2, axis, 'glu');
  return makeArray(half, x.dtype);
});

/** The terms of a sum with their factors. */
function scaledBy(x: TensorValue | undefined, factors: TensorValue | undefined): TensorValue | undefined {
  if (!x?.shape || !factors?.shape) return x;
  return makeArray(broadcastShapes([x.shape, factors.shape], 'logsumexp'), promoteJax([x, factors]));
}

/** Reduces like a sum (jax.scipy.special.logsumexp). */
const logsumexp = op('logsumexp', 'a, axis=None, b=None, keepdims=False, return_sign=False, **kwargs', (a, cx) => {
  const x = scaledBy(arrayOf(a.get('a')), a.isNone('b') ? undefined : arrayOf(a.get('b')));
  const axes = axesArg(cx, a.get('axis'));
  if (!x?.shape || !axes) return cx.unknown('the shape of the argument of logsumexp() is not known');
  const over = axes === 'all' ? undefined : axes.map((axis) => normalizeAxis(axis, x.shape!.length, 'logsumexp'));
  const result = makeArray(reduceShape(x.shape, over, a.truth('keepdims') ?? false, 'logsumexp'), inexact(x.dtype));
  return a.truth('return_sign') === true ? tuple([result, makeArray(result.shape, result.dtype)]) : result;
});

/** The table that jax.nn, flax.linen and flax.nnx have in common. */
export const activations: Record<string, Value> = {
  ...Object.fromEntries(Object.entries(ELEMENTS).map(([name, f]) => [name, elementFunction(name, f)])),
  softmax: along('softmax'),
  log_softmax: along('log_softmax'),
  standardize: along('standardize'),
  one_hot: oneHot,
  glu,
  logsumexp,
  dot_product_attention: jaxAttention,
};
