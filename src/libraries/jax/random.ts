/** `jax.random`: keys and arrays whose shapes are known and whose numbers are not followed. */
import type { Context } from '../../python/interpreter/context';
import { native, type Bound } from '../../python/interpreter/native';
import { NativeFunction, type Value } from '../../python/interpreter/values';
import { PyError } from '../../python/interpreter/errors';
import { formatShape, type Shape } from '../../shape';
import { said } from '../../protocol/say';
import { shapeArg } from '../common/shapes';
import { makeTensor } from '../common/tensors';
import { dtypeParameter } from '../numpy/classes';
import { arrayClass, arrayOf, makeArray } from './arrays';

/** Keys of the old form (PRNGKey) are two integers, those of the new form (key) scalars of a type of their own. */
const TYPED_KEY = 'key<fry>';

/** Several keys of the form of one. */
export function keysLike(key: Value, count: Shape): Value {
  return key.kind === 'tensor' && key.dtype === TYPED_KEY
    ? makeTensor(arrayClass, count, TYPED_KEY)
    : makeArray([...count, 2], 'uint32');
}

const drawn = (cx: Context, a: Bound, shape: Shape | undefined, dtype: string): Value => {
  const given = dtypeParameter(cx, a.get('dtype')) ?? dtype;
  return shape ? makeArray(shape, given) : cx.unknown('the shape of the random array is not known');
};

/** A distribution without parameters that have a shape: `normal(key, shape=(), dtype=float)`. */
const plain = (name: string, dtype = 'float32', parameters = ''): NativeFunction =>
  native(name, `key, ${parameters}shape=(), dtype=None, **kwargs`, (a, cx) =>
    drawn(cx, a, shapeArg(cx, a.get('shape')), dtype),
  );

/** The same with parameters, whose shape counts where none is given. */
const scaled = (name: string, parameters: string, dtype = 'float32'): NativeFunction =>
  native(name, `key, ${parameters}, shape=None, dtype=None, **kwargs`, (a, cx) => {
    const first = arrayOf(a.get(parameters.split(/[,=]/)[0]));
    return drawn(cx, a, a.isNone('shape') ? first?.shape : shapeArg(cx, a.get('shape')), dtype);
  });

/** @throws PyError TypeError or ValueError where a function is given no key, or several (jax/_src/random.py, `_check_prng_key`) */
function checkKey(name: string, key: Value | undefined): void {
  if (key && /^(tuple|list|int|float|none|str)$/.test(key.kind)) {
    throw new PyError(
      'TypeError',
      said`unexpected PRNG key type: ${name} takes a key first, as jax.random.key(0) gives it, but got a ${key.kind}.`,
      'no-key',
    );
  }
  if (key?.kind !== 'tensor' || !key.shape) return;
  const isTyped = key.dtype === TYPED_KEY;
  const several = isTyped ? key.shape.length > 0 : key.dtype === 'uint32' && key.shape.length > 1;
  if (!several) return;
  throw new PyError(
    'ValueError',
    said`${name} accepts a single key, but was given a key array of shape ${formatShape(key.shape)}. Take one of them, or use jax.vmap for batching.`,
    'no-key',
  );
}

/** The functions, with the keys that they are given checked. */
function withKeys(functions: Record<string, Value>): Record<string, Value> {
  const checked = Object.entries(functions).map(([name, fn]): [string, Value] => {
    if (!(fn instanceof NativeFunction) || /^(PRNGKey|key)$/.test(name)) return [name, fn];
    const made = new NativeFunction(
      name,
      (cx, call) => {
        if (!cx.isSupposing) checkKey(name, call.args[0] ?? call.kwargs.get('key'));
        return fn.impl(cx, call);
      },
      fn.isOp,
    );
    made.signature = fn.signature;
    return [name, made];
  });
  return Object.fromEntries(checked);
}

export const random: Record<string, Value> = withKeys({
  PRNGKey: native('PRNGKey', 'seed, *, impl=None', () => makeArray([2], 'uint32')),
  key: native('key', 'seed, *, impl=None', () => makeTensor(arrayClass, [], TYPED_KEY)),
  split: native('split', 'key, num=2', (a, cx) => {
    const count = shapeArg(cx, a.get('num'));
    return count ? keysLike(a.get('key'), count) : cx.unknown('the number of keys is not known');
  }),
  fold_in: native('fold_in', 'key, data', (a) => a.get('key')),
  normal: plain('normal'),
  uniform: native('uniform', 'key, shape=(), dtype=None, minval=0.0, maxval=1.0', (a, cx) =>
    drawn(cx, a, shapeArg(cx, a.get('shape')), 'float32'),
  ),
  truncated_normal: plain('truncated_normal', 'float32', 'lower, upper, '),
  gumbel: plain('gumbel'),
  exponential: plain('exponential'),
  laplace: plain('laplace'),
  cauchy: plain('cauchy'),
  logistic: plain('logistic'),
  rademacher: plain('rademacher', 'int32'),
  bits: plain('bits', 'uint32'),
  maxwell: plain('maxwell'),
  double_sided_maxwell: plain('double_sided_maxwell', 'float32', 'loc, scale, '),
  weibull_min: plain('weibull_min', 'float32', 'scale, concentration, '),
  lognormal: plain('lognormal', 'float32', 'sigma=1.0, '),
  t: scaled('t', 'df'),
  chisquare: scaled('chisquare', 'df'),
  rayleigh: scaled('rayleigh', 'scale'),
  pareto: scaled('pareto', 'b'),
  loggamma: scaled('loggamma', 'a'),
  geometric: scaled('geometric', 'p', 'int32'),
  wald: scaled('wald', 'mean'),
  f: scaled('f', 'dfnum, dfden'),
  binomial: scaled('binomial', 'n, p'),
  generalized_normal: plain('generalized_normal', 'float32', 'p, '),
  orthogonal: native('orthogonal', 'key, n, shape=(), dtype=None, m=None', (a, cx) => {
    const shape = shapeArg(cx, a.get('shape'));
    const columns = a.isNone('m') ? a.dim('n') : a.dim('m');
    return drawn(cx, a, shape && [...shape, a.dim('n'), columns], 'float32');
  }),
  ball: native('ball', 'key, d, p=2, shape=(), dtype=None', (a, cx) => {
    const shape = shapeArg(cx, a.get('shape'));
    return drawn(cx, a, shape && [...shape, a.dim('d')], 'float32');
  }),
  clone: native('clone', 'key', (a) => a.get('key')),
  randint: native('randint', 'key, shape, minval, maxval, dtype=None', (a, cx) =>
    drawn(cx, a, shapeArg(cx, a.get('shape')), 'int32'),
  ),
  bernoulli: scaled('bernoulli', 'p=0.5', 'bool'),
  poisson: scaled('poisson', 'lam', 'int32'),
  gamma: scaled('gamma', 'a'),
  beta: scaled('beta', 'a, b'),
  dirichlet: native('dirichlet', 'key, alpha, shape=None, dtype=None', (a, cx) => {
    const alpha = arrayOf(a.get('alpha'))?.shape;
    const shape = a.isNone('shape') ? alpha?.slice(0, -1) : shapeArg(cx, a.get('shape'));
    return drawn(cx, a, alpha && shape && [...shape, ...alpha.slice(-1)], 'float32');
  }),
  multivariate_normal: native('multivariate_normal', 'key, mean, cov, shape=None, dtype=None, method=None', (a, cx) => {
    const mean = arrayOf(a.get('mean'))?.shape;
    const shape = a.isNone('shape') ? mean?.slice(0, -1) : shapeArg(cx, a.get('shape'));
    return drawn(cx, a, mean && shape && [...shape, ...mean.slice(-1)], 'float32');
  }),
  permutation: native('permutation', 'key, x, axis=0, independent=False', (a, cx) => {
    const x = a.get('x');
    if (x.kind === 'tensor') return makeArray(x.shape, x.dtype);
    const length = shapeArg(cx, x);
    return length ? makeArray(length, 'int32') : cx.unknown('the length of the permutation is not known');
  }),
  choice: native('choice', 'key, a, shape=(), replace=True, p=None, axis=0', (a, cx) => {
    const from = a.get('a');
    const shape = shapeArg(cx, a.get('shape'));
    const rest = from.kind === 'tensor' ? from.shape?.slice(1) : [];
    const dtype = from.kind === 'tensor' ? from.dtype : 'int32';
    return shape && rest ? makeArray([...shape, ...rest], dtype) : cx.unknown('the shape of the choice is not known');
  }),
  categorical: native('categorical', 'key, logits, axis=-1, shape=None', (a, cx) => {
    const logits = a.tensor('logits');
    const axis = a.number('axis');
    if (!a.isNone('shape')) return makeArray(shapeArg(cx, a.get('shape')), 'int32');
    if (!logits?.shape || axis === undefined) return cx.unknown('the shape of the logits is not known');
    const at = axis < 0 ? axis + logits.shape.length : axis;
    return makeArray(
      logits.shape.filter((_, i) => i !== at),
      'int32',
    );
  }),
});
