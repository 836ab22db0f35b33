/** Tensors from numbers, shapes and chance. */
import { fromFlat } from '../../../compute/ndarray';
import {
  broadcastShapes,
  ceilDim,
  div,
  isNumber,
  maxDim,
  normalizeAxis,
  sub,
  type Shape,
  ShapeError,
  equalDims,
  formatShape,
} from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import type { Bound } from '../../../python/interpreter/native';
import type { NativeFunction, TensorValue, Value } from '../../../python/interpreter/values';
import { dtypeArg, storedDtype } from '../../common/dtypes';
import { filledTensor, makeTensor as makeAnyTensor } from '../../common/tensors';
import { axisArg } from '../../common/shapes';
import { convert } from '../convert';
import { randomNumbers, type Distribution } from '../initialNumbers';
import { operation, quiet } from '../operation';
import { describeShape, numberOf, readShape, readSize } from '../staticShape';
import { enterGraphMode } from '../state';
import { makeTensor, tensorClass } from '../tensorClasses';
import { withTensor } from './tensors';
import { said } from '../../../protocol/say';

const constant = quiet(
  'tf.constant',
  "value, dtype=None, shape=None, name='Const', verify_shape=False",
  (a, cx) => {
    const given = a.get('value');
    // A parameter nobody gave may be an array as well as a number.
    if (given.kind === 'unknown') return cx.unknown(given.reason);
    const value = convert(cx, given, dtypeArg(a.get('dtype')));
    if (a.isNone('shape') || value.kind !== 'tensor') return value;
    const shape = readShape(a.get('shape'), cx, 'shape');
    if (!shape) return cx.unknown('the shape of the constant is not known');
    const count = value.shape?.every(isNumber) ? (value.shape as number[]).reduce((n, dim) => n * dim, 1) : undefined;
    if (count === 1) return filledTensor(cx, tensorClass, shape, value.dtype, value.data?.data[0]);
    const wanted = shape.every(isNumber) ? (shape as number[]).reduce((n, dim) => n * dim, 1) : undefined;
    if (count !== undefined && wanted !== undefined && count !== wanted) {
      throw new PyError(
        'TypeError',
        said`Eager execution of tf.constant with unsupported shape. Tensor ${describeShape(value.shape)} (converted from value) cannot be broadcast to ${describeShape(shape)}.`,
        'view-mismatch',
      );
    }
    const data = value.data && wanted === count ? { ...value.data, shape: shape as number[] } : undefined;
    return makeAnyTensor(tensorClass, shape, value.dtype, { data });
  },
  'Const',
);

const convertToTensor = quiet(
  'tf.convert_to_tensor',
  'value, dtype=None, dtype_hint=None, name=None, preferred_dtype=None',
  (a, cx) => {
    const value = a.get('value');
    // A parameter nobody gave may be an array as well as a number.
    return value.kind === 'unknown' ? cx.unknown(value.reason) : convert(cx, value, dtypeArg(a.get('dtype')));
  },
  'Const',
);

function filled(name: string, value: number): NativeFunction {
  return quiet(`tf.${name}`, 'shape, dtype=None, name=None', (a, cx) => {
    const shape = readShape(a.get('shape'), cx, 'shape');
    if (!shape) return cx.unknown('the shape is not known');
    return filledTensor(cx, tensorClass, shape, dtypeArg(a.get('dtype')) ?? 'float32', value);
  });
}

const fill = quiet('tf.fill', 'dims, value, name=None', (a, cx) => {
  const shape = readShape(a.get('dims'), cx, 'dims');
  const value = convert(cx, a.get('value'));
  if (!shape || value.kind !== 'tensor') return cx.unknown('the shape or value is not known');
  return filledTensor(cx, tensorClass, shape, value.dtype, value.data?.data[0]);
});

const eye = quiet('tf.eye', 'num_rows, num_columns=None, batch_shape=None, dtype=None, name=None', (a, cx) => {
  const rows = readSize(a.get('num_rows'), cx, 'num_rows');
  const columns = a.isNone('num_columns') ? rows : readSize(a.get('num_columns'), cx, 'num_columns');
  const batch = a.isNone('batch_shape') ? [] : (readShape(a.get('batch_shape'), cx, 'batch_shape') ?? []);
  return makeTensor([...batch, rows, columns], dtypeArg(a.get('dtype')) ?? 'float32');
});

/** `tf.range(limit)`, `tf.range(start, limit, delta)`. */
const range = quiet('tf.range', "start, limit=None, delta=1, dtype=None, name='range'", (a, cx) => {
  const values = a.isNone('limit') ? [a.get('limit'), a.get('start')] : [a.get('start'), a.get('limit')];
  const floats = [...values, a.get('delta')].some(
    (value) => value.kind === 'float' || (value.kind === 'tensor' && value.dtype?.startsWith('float')),
  );
  const dtype = dtypeArg(a.get('dtype')) ?? (floats ? 'float32' : 'int32');
  const number = (value: Value) =>
    value.kind === 'none' ? 0 : value.kind === 'float' ? value.value : readSize(value, cx, 'range');
  const [start, limit, delta] = [...values, a.get('delta')].map(number);
  const count = maxDim(0, ceilDim(div(sub(limit, start), delta)));
  const stored = storedDtype(dtype);
  if (!isNumber(count) || !isNumber(start) || !isNumber(delta) || !stored || count > 1e7)
    return makeTensor([count], dtype);
  return makeTensor(
    [count],
    dtype,
    fromFlat(
      [count],
      Float64Array.from({ length: count }, (_, i) => start + i * delta),
      stored,
    ),
  );
});

const linspace = quiet('tf.linspace', 'start, stop, num, name=None, axis=0', (a, cx) => {
  const count = readSize(a.get('num'), cx, 'num');
  const [start, stop] = [numberOf(a.get('start')), numberOf(a.get('stop'))];
  const first = convert(cx, a.get('start'));
  if (first.kind !== 'tensor') return first;
  if (!first.shape) return makeTensor(undefined, 'float32');
  if (first.shape.length > 0) {
    // Numbers between the elements of two tensors, along an axis of their own.
    const axis = axisArg(cx, a.get('axis'), 'axis');
    if (axis === undefined) return cx.unknown('the axis is not known');
    const at = normalizeAxis(axis, first.shape.length + 1, a.fn);
    return makeTensor([...first.shape.slice(0, at), count, ...first.shape.slice(at)], 'float32');
  }
  if (!isNumber(count) || start === undefined || stop === undefined) return makeTensor([count], 'float32');
  const step = (stop - start) / Math.max(1, count - 1);
  return makeTensor(
    [count],
    'float32',
    fromFlat(
      [count],
      Float64Array.from({ length: count }, (_, i) => start + i * step),
    ),
  );
});

/** A tensor of random numbers; which ones is known in run mode only. */
function random(
  name: string,
  signature: string,
  from: (a: Bound) => Distribution | undefined,
  graphName: string,
  v1 = false,
): NativeFunction {
  return quiet(
    name,
    signature,
    (a, cx) => {
      if (v1) enterGraphMode(cx);
      if (name.includes('stateless')) needSeed(name, convert(cx, a.get('seed')));
      const shape = readShape(a.get('shape'), cx, 'shape');
      if (!shape) return cx.unknown('the shape is not known');
      return drawn(cx, shape, dtypeArg(a.get('dtype')) ?? 'float32', from(a));
    },
    graphName,
  );
}

/** @throws ShapeError `input-size-mismatch` for a seed that is not two numbers */
function needSeed(op: string, seed: Value): void {
  if (seed.kind !== 'tensor' || !seed.shape) return;
  if (seed.shape.length === 1 && equalDims(seed.shape[0], 2) !== false) return;
  throw new ShapeError(
    'input-size-mismatch',
    said`${op}: seed must be two integers, (2,), but got ${formatShape(seed.shape)}.`,
  );
}

function drawn(cx: Context, shape: Shape, dtype: string, from: Distribution | undefined): Value {
  return makeTensor(shape, dtype, from && randomNumbers(cx, shape, dtype, from));
}

/** As many numbers as `shape` says for every element of the parameters, which broadcast against each other. */
function perParameter(name: string, signature: string, parameters: readonly string[]): NativeFunction {
  return quiet(name, signature, (a, cx) => {
    const shape = readShape(a.get('shape'), cx, 'shape');
    const given = parameters.filter((key) => !a.isNone(key)).map((key) => convert(cx, a.get(key)));
    const open = given.find((value) => value.kind !== 'tensor' || !value.shape);
    if (!shape || open) return cx.unknown('the shape is not known');
    const each = broadcastShapes(
      given.map((value) => (value as TensorValue).shape!),
      name,
    );
    return makeTensor([...shape, ...each], dtypeArg(a.get('dtype')) ?? 'float32');
  });
}

const NORMAL = 'shape, mean=0.0, stddev=1.0, dtype=None, seed=None, name=None';
const UNIFORM = 'shape, minval=0, maxval=None, dtype=None, seed=None, name=None';

/** The distribution that `mean` and `stddev` give, where both are known. */
export const normal =
  (kind: 'normal' | 'truncated') =>
  (a: Bound): Distribution | undefined => {
    const [mean, std] = [numberOf(a.get('mean')), numberOf(a.get('stddev'))];
    return mean === undefined || std === undefined ? undefined : { kind, mean, std };
  };
const uniform = (a: Bound): Distribution | undefined => {
  const [low, high] = [numberOf(a.get('minval')), a.isNone('maxval') ? 1 : numberOf(a.get('maxval'))];
  return low === undefined || high === undefined ? undefined : { kind: 'uniform', low, high };
};

/** `tf.random_normal` and the like stand in the root module of TensorFlow 1 only. */
export const v1RandomFunctions = [
  random('tf.random_normal', NORMAL, normal('normal'), 'random_normal', true),
  random('tf.truncated_normal', NORMAL, normal('truncated'), 'truncated_normal', true),
  random('tf.random_uniform', UNIFORM, uniform, 'random_uniform', true),
];

export const randomFunctions = [
  random('tf.random.normal', NORMAL, normal('normal'), 'random_normal'),
  random('tf.random.truncated_normal', NORMAL, normal('truncated'), 'truncated_normal'),
  random('tf.random.uniform', UNIFORM, uniform, 'random_uniform'),
  perParameter('tf.random.gamma', 'shape, alpha, beta=None, dtype=None, seed=None, name=None', ['alpha', 'beta']),
  perParameter('tf.random.poisson', 'shape, lam, dtype=None, seed=None, name=None', ['lam']),
  // The same numbers for the same seed: which ones they are is not followed. `shape` is the whole shape here.
  ...['normal', 'truncated_normal', 'parameterized_truncated_normal', 'uniform', 'gamma', 'poisson', 'binomial'].map(
    (name) => random(`tf.random.stateless_${name}`, 'shape, seed, *args, dtype=None, **kwargs', () => undefined, name),
  ),
  operation('tf.random.stateless_shuffle', 'value, seed, *args, **kwargs', (a, cx) =>
    withTensor(cx, a.get('value'), (x) => makeTensor(x.shape, x.dtype)),
  ),
  operation('tf.random.shuffle', 'value, seed=None, name=None', (a, cx) =>
    withTensor(cx, a.get('value'), (x) => makeTensor(x.shape, x.dtype)),
  ),
];

export const creationFunctions = [
  constant,
  convertToTensor,
  filled('zeros', 0),
  filled('ones', 1),
  fill,
  eye,
  range,
  linspace,
];
