/**
 * Functions of `jax.numpy` and its parts that NumPy's model lacks and `keras.ops` has: Keras takes them from JAX under the same names,
 * and their rules are the same. Arguments that are called otherwise there are given by position.
 */
import type { Context } from '../../python/interpreter/context';
import { op } from '../../python/interpreter/native';
import { int, NativeFunction, tuple, type NativeCall, type Value } from '../../python/interpreter/values';
import { operations } from '../keras/ops';
import { applyRule } from '../tensorflow/operation';
import { minDim } from '../../shape';
import { arrayOf, makeArray, mapTensors, arrayClass, narrowed } from './arrays';
import { shapeOnlyFunctions } from './shapeOnly';
import { makeTensor } from '../common/tensors';

const NUMPY =
  'angle append array_split bartlett bitwise_invert bitwise_left_shift bitwise_right_shift blackman corrcoef correlate cross ' +
  'diagflat diagonal diff digitize fmax fmin gcd geomspace hamming hanning heaviside histogram hypot i0 imag isneginf isposinf isreal ' +
  'kaiser kron lcm ldexp logaddexp logaddexp2 nanargmax nanargmin nancumprod nancumsum nanmax nanmean nanmedian nanmin ' +
  'nanpercentile nanprod nanquantile nanstd nansum nanvar nextafter percentile ptp quantile real searchsorted signbit sinc ' +
  'take_along_axis trapezoid tri unravel_index unstack vander vdot select inner argpartition median average rot90';

const LINALG = 'cholesky det eig inv matrix_rank norm pinv qr slogdet solve svd';

/** A rule of Keras on JAX's arrays. */
function borrowed(name: string, rule: Value, own: string): NativeFunction {
  const impl = (cx: Context, call: NativeCall): Value => asJax(applyRule(cx, rule, own, call));
  return new NativeFunction(name, impl, true);
}

const asJax = (value: Value): Value =>
  mapTensors(value, (x) =>
    x.cls === arrayClass ? x : makeTensor(arrayClass, x.shape, narrowed(x.dtype), { data: x.data, like: x }),
  );

const table = (names: string, module: string): Record<string, Value> =>
  Object.fromEntries(
    names
      .split(' ')
      .filter((name) => name in operations)
      .map((name) => [name, borrowed(name, operations[name], `${module}.${name}`)]),
  );

export const borrowedNumpy = table(NUMPY, 'jnp');
/** Solutions, residuals (where there are any), the rank and the singular values. */
const leastSquares = op('jnp.linalg.lstsq', 'a, b, rcond=None, **kwargs', (a, cx) => {
  const [x, y] = [arrayOf(a.get('a'))?.shape, arrayOf(a.get('b'))?.shape];
  if (!x || !y || x.length !== 2) return cx.unknown('the matrices are not known');
  const [rows, columns] = x;
  const residuals = y.length === 1 ? 1 : y[1];
  const parts = [[columns, ...y.slice(1)], [residuals], [], [minDim(rows, columns)]];
  return tuple(parts.map((shape, i) => makeArray(shape, i === 2 ? 'int32' : 'float32')));
});

const hermitian = op('jnp.linalg.eigh', 'a, UPLO=None, symmetrize_input=True', (a, cx) =>
  asJax(applyRule(cx, operations.eigh, a.fn, { args: [a.get('a')], kwargs: new Map() })),
);

export const borrowedLinalg: Record<string, Value> = {
  ...table(LINALG, 'jnp.linalg'),
  lstsq: leastSquares,
  eigh: hermitian,
  cross: borrowed('cross', operations.cross, 'jnp.linalg.cross'),
  vecdot: shapeOnlyFunctions.vecdot,
  matrix_transpose: shapeOnlyFunctions.matrix_transpose,
  diagonal: op('jnp.linalg.diagonal', 'x, /, *, offset=0', (a, cx) =>
    asJax(
      applyRule(cx, operations.diagonal, a.fn, {
        args: [a.get('x'), a.get('offset'), int(-2), int(-1)],
        kwargs: new Map(),
      }),
    ),
  ),
};
