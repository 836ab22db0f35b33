/** Activation functions by name: none changes a shape, and each computes the numbers it is given. */
import { erf } from '../../compute/numeric/erf';
import { astype, sizeOf, stridesOf, type NdArray } from '../../compute/ndarray';
import type { Context } from '../../python/interpreter/context';
import { TensorValue } from '../../python/interpreter/values';
import { normalizeAxis } from '../../shape';
import { storedDtype } from '../common/dtypes';
import { unary, type UnaryRule } from '../common/elementwise';
import { tensorflow } from './family';
import { makeTensor } from './tensorClasses';

export type Activation = (cx: Context, x: TensorValue) => TensorValue;

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

const SELU = { alpha: 1.6732632423543772, scale: 1.0507009873554805 };

/** Elementwise activations by the name Keras and `tf.nn` share. */
const ELEMENTWISE: Readonly<Record<string, (x: number) => number>> = {
  relu: (x) => Math.max(x, 0),
  relu6: (x) => Math.min(Math.max(x, 0), 6),
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  selu: (x) => SELU.scale * (x > 0 ? x : SELU.alpha * Math.expm1(x)),
  gelu: (x) => 0.5 * x * (1 + erf(x / Math.SQRT2)),
  sigmoid,
  hard_sigmoid: (x) => Math.min(Math.max(x / 6 + 0.5, 0), 1),
  log_sigmoid: (x) => -softplus(-x),
  tanh: Math.tanh,
  hard_tanh: (x) => Math.min(Math.max(x, -1), 1),
  tanh_shrink: (x) => x - Math.tanh(x),
  soft_shrink: (x) => (x > 0.5 ? x - 0.5 : x < -0.5 ? x + 0.5 : 0),
  hard_shrink: (x) => (Math.abs(x) > 0.5 ? x : 0),
  softplus,
  softsign: (x) => x / (1 + Math.abs(x)),
  silu: (x) => x * sigmoid(x),
  hard_silu: (x) => x * Math.min(Math.max(x / 6 + 0.5, 0), 1),
  mish: (x) => x * Math.tanh(softplus(x)),
  exponential: Math.exp,
  squareplus: (x) => (x + Math.sqrt(x * x + 4)) / 2,
  linear: (x) => x,
  leaky_relu: (x) => (x > 0 ? x : 0.2 * x),
  celu: (x) => (x > 0 ? x : Math.expm1(x)),
  threshold: (x) => x,
};

const ALIASES: Readonly<Record<string, string>> = {
  swish: 'silu',
  hard_swish: 'hard_silu',
  hardswish: 'hard_silu',
  log_softmax: 'log_softmax',
};

/** The rule of an elementwise activation. */
export function activationRule(name: string): UnaryRule | undefined {
  const key = ALIASES[name] ?? name;
  return Object.hasOwn(ELEMENTWISE, key) ? { f: ELEMENTWISE[key], gives: 'same' } : undefined;
}

/** The activation of that name; undefined for a name Keras does not know. */
export function activationOf(name: string): Activation | undefined {
  const rule = activationRule(name);
  if (rule) return (cx, x) => applyRule(cx, rule, x);
  if (name === 'softmax') return (cx, x) => softmax(cx, x, -1, false);
  if (name === 'log_softmax') return (cx, x) => softmax(cx, x, -1, true);
  if (name === 'sparsemax' || name === 'sparse_sigmoid' || name === 'sparse_plus') {
    return (_cx, x) => makeTensor(x.shape, x.dtype);
  }
  return undefined;
}

/** One rule for each element of a tensor. */
export function applyRule(cx: Context, rule: UnaryRule, x: TensorValue): TensorValue {
  const result = unary(cx, tensorflow, rule, x);
  return result instanceof TensorValue ? result : x;
}

/** Softmax along an axis, or its logarithm. @throws ShapeError `axis-out-of-range` */
export function softmax(cx: Context, x: TensorValue, axis: number, log: boolean): TensorValue {
  const { shape } = x;
  if (!shape) return applyRule(cx, { f: (value) => value, gives: 'same' }, x);
  const along = shape.length === 0 ? 0 : normalizeAxis(axis, shape.length, 'softmax');
  return makeTensor(shape, x.dtype, x.data && softmaxNumbers(x.data, along, log));
}

function softmaxNumbers(input: NdArray, axis: number, log: boolean): NdArray {
  const data = new Float64Array(sizeOf(input.shape));
  const step = stridesOf(input.shape)[axis] ?? 1;
  const count = input.shape[axis] ?? 1;
  for (let start = 0; start < data.length; start++) {
    if (Math.floor(start / step) % count !== 0) continue;
    let most = -Infinity;
    for (let i = 0; i < count; i++) most = Math.max(most, input.data[start + i * step]);
    let sum = 0;
    for (let i = 0; i < count; i++) sum += Math.exp(input.data[start + i * step] - most);
    for (let i = 0; i < count; i++) {
      const shifted = input.data[start + i * step] - most;
      data[start + i * step] = log ? shifted - Math.log(sum) : Math.exp(shifted) / sum;
    }
  }
  return astype({ shape: input.shape, dtype: 'float64', data }, storedDtype(input.dtype) ?? 'float32');
}
