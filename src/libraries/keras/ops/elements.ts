/** Functions of single elements: the shape stays, or two shapes broadcast. */
import { broadcastShapes } from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { tuple, type NativeFunction, type Value } from '../../../python/interpreter/values';
import { result, type Known } from '../../tensorflow/ops/tensors';
import { define, fromNumpy, shaped, withTensors } from './define';

/** Functions of one tensor that NumPy has under the same name. */
const OF_ONE =
  'abs absolute arccos arccosh arcsin arcsinh arctan arctanh bitwise_not cbrt ceil conj conjugate copy cos cosh ' +
  'deg2rad exp exp2 expm1 fabs floor isfinite isinf isnan log log10 log1p log2 logical_not negative rad2deg real ' +
  'reciprocal sign signbit sin sinh sqrt square tan tanh trunc';

/** Functions of one tensor whose numbers are not computed here, by the type of the result. */
const OF_ONE_BY_SHAPE: readonly (readonly [names: string, dtype?: string])[] = [
  ['angle erf erfc erfinv i0 imag rsqrt sinc', undefined],
  ['isneginf isposinf isreal', 'bool'],
];

/** Functions of two tensors that NumPy has under the same name, with Keras' names of the two. */
const OF_TWO: readonly (readonly [names: string, signature: string])[] = [
  [
    'add arctan2 divide equal floor_divide fmax fmin fmod greater greater_equal hypot less less_equal logical_and ' +
      'logical_or logical_xor maximum minimum mod multiply not_equal power subtract true_divide',
    'x1, x2',
  ],
  ['bitwise_and bitwise_or bitwise_xor left_shift right_shift', 'x, y'],
];

const OF_TWO_BY_SHAPE = 'divide_no_nan gcd heaviside lcm ldexp logaddexp logaddexp2 nextafter';

function broadcast(name: string, signature = 'x1, x2', dtype?: string): NativeFunction {
  const [first, second] = signature.split(', ');
  return define(name, signature, (a, cx) =>
    withTensors(cx, [a.get(first), a.get(second)], (x, y) =>
      result(broadcastShapes([x.shape, y.shape], a.fn), dtype ?? x.dtype),
    ),
  );
}

const CLOSE = 'x1, x2, rtol=1e-05, atol=1e-08, equal_nan=False';

/** Where elements are no zeros: for each axis a vector of their places along it. */
function placesOf(cx: Context, x: Known): Value {
  const count = cx.unknownDim('how many elements are true depends on the data');
  return tuple(x.shape.map(() => result([count], 'int64')));
}

export const elementFunctions: readonly NativeFunction[] = [
  ...OF_ONE.split(' ').map((name) => fromNumpy(name, 'x', '_')),
  fromNumpy('bitwise_invert', 'x', '_', 'bitwise_not'),
  ...OF_ONE_BY_SHAPE.flatMap(([names, dtype]) =>
    names.split(' ').map((name) => shaped(name, 'x', (x) => x.shape, dtype)),
  ),
  ...OF_TWO.flatMap(([names, signature]) => names.split(' ').map((name) => fromNumpy(name, signature, '_ _'))),
  fromNumpy('bitwise_left_shift', 'x, y', '_ _', 'left_shift'),
  fromNumpy('bitwise_right_shift', 'x, y', '_ _', 'right_shift'),
  ...OF_TWO_BY_SHAPE.split(' ').map((name) => broadcast(name)),
  broadcast('polar', 'abs_, angle', 'complex64'),
  fromNumpy('isclose', CLOSE, 'a b rtol atol equal_nan'),
  define('allclose', CLOSE, (a, cx) =>
    withTensors(cx, [a.get('x1'), a.get('x2')], (x, y) => {
      broadcastShapes([x.shape, y.shape], a.fn);
      return result([], 'bool');
    }),
  ),
  fromNumpy('clip', 'x, x_min, x_max', '_ _ _'),
  fromNumpy('round', 'x, decimals=0', '_ _'),
  shaped('nan_to_num', 'x, nan=0.0, posinf=None, neginf=None', (x) => x.shape),
  define('where', 'condition, x1=None, x2=None', (a, cx) => {
    if (a.isNone('x1') || a.isNone('x2')) {
      return withTensors(cx, [a.get('condition')], (condition) => placesOf(cx, condition));
    }
    return withTensors(
      cx,
      ['condition', 'x1', 'x2'].map((name) => a.get(name)),
      (condition, x, y) => result(broadcastShapes([condition.shape, x.shape, y.shape], a.fn), x.dtype),
    );
  }),
];
