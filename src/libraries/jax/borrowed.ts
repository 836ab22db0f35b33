/**
 * Functions of `jax.numpy` and its parts that NumPy's model lacks and `keras.ops` has: Keras takes them from JAX under the same names,
 * and their rules are the same. Arguments that are called otherwise there are given by position.
 */
import type { Context } from '../../python/interpreter/context';
import { NativeFunction, type NativeCall, type Value } from '../../python/interpreter/values';
import { operations } from '../keras/ops';
import { applyRule } from '../tensorflow/operation';
import { mapTensors, arrayClass, narrowed } from './arrays';
import { makeTensor } from '../common/tensors';

const NUMPY =
  'angle append array_split bartlett bitwise_invert bitwise_left_shift bitwise_right_shift blackman corrcoef correlate cross ' +
  'diagflat diagonal diff digitize fmax fmin gcd geomspace hamming hanning heaviside histogram hypot i0 imag isneginf isposinf isreal ' +
  'kaiser kron lcm ldexp logaddexp logaddexp2 nanargmax nanargmin nancumprod nancumsum nanmax nanmean nanmedian nanmin ' +
  'nanpercentile nanprod nanquantile nanstd nansum nanvar nextafter percentile ptp quantile real searchsorted signbit sinc ' +
  'take_along_axis trapezoid tri unravel_index unstack vander vdot select inner argpartition median average rot90';

const LINALG = 'cholesky det eig eigh inv lstsq matrix_rank norm pinv qr slogdet solve svd';

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
export const borrowedLinalg = table(LINALG, 'jnp.linalg');
