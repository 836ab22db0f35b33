/** `keras.ops`: NumPy's names for TensorFlow's operations, and the neural ones with Keras' words. */
import {
  ShapeError,
  orThrow,
  planConv,
  planPool,
  type ConvRequest,
  type PoolKind,
  type SpatialRank,
} from '../../shape';
import { native, type Bound } from '../../python/interpreter/native';
import { tuple, type Value } from '../../python/interpreter/values';
import { convert } from '../tensorflow/convert';
import { convolveNumbers } from '../tensorflow/convolutionNumbers';
import { layoutOf } from '../tensorflow/nn/arguments';
import { byName, operation } from '../tensorflow/operation';
import { creationFunctions } from '../tensorflow/ops/creation';
import { linearFunctions } from '../tensorflow/ops/linear';
import { mathFunctions } from '../tensorflow/ops/math';
import { reducingFunctions } from '../tensorflow/ops/reducing';
import { selectingFunctions } from '../tensorflow/ops/selecting';
import { shapingFunctions } from '../tensorflow/ops/shaping';
import { poolNumbers } from '../tensorflow/poolNumbers';
import { sizeValue } from '../tensorflow/staticShape';
import { makeTensor } from '../tensorflow/tensorClasses';
import { activationFunctions } from './activationFunctions';
import { paddingWord, sizesOf } from './arguments';

const math = byName(mathFunctions);
const reducing = byName(reducingFunctions);
const shaping = byName(shapingFunctions);
const selecting = byName(selectingFunctions);

/** A function under another name and order of parameters. */
function renamed(
  name: string,
  signature: string,
  target: Value,
  from: readonly string[],
  to: readonly string[],
): Value {
  return native(name, signature, (a, cx) => {
    const kwargs = new Map(to.map((key, i): [string, Value] => [key, a.get(from[i])]));
    return cx.call(target, [], kwargs);
  });
}

/** `ops.mean(x, axis=None, keepdims=False)`. */
const reduction = (name: string, target: Value): Value =>
  renamed(
    name,
    'x, axis=None, keepdims=False',
    target,
    ['x', 'axis', 'keepdims'],
    ['input_tensor', 'axis', 'keepdims'],
  );

function convolution(name: string, transposed: boolean, depthwise: boolean): Value {
  const rest = transposed ? "padding='valid', output_padding=None" : "padding='valid'";
  return operation(
    `keras.ops.${name}`,
    `inputs, kernel, strides=1, ${rest}, data_format=None, dilation_rate=1`,
    (a, cx) => {
      const [x, w] = [convert(cx, a.get('inputs')), convert(cx, a.get('kernel'))];
      if (x.kind !== 'tensor' || w.kind !== 'tensor' || !x.shape || !w.shape)
        return cx.unknown('the input or kernel is not known');
      const rank = rankOf(a, x.shape.length);
      const padding = paddingWord(a, rank === 1 && !transposed ? 'keras_causal' : 'keras', rank);
      if (!padding) return cx.unknown('the padding is not known');
      const request: ConvRequest = {
        framework: 'tensorflow',
        op: a.fn,
        rank,
        inputShape: x.shape,
        layout: layoutOf(a, rank),
        stride: sizesOf(a.get('strides'), cx, 'strides', rank, 'stride-not-positive'),
        dilation: sizesOf(a.get('dilation_rate'), cx, 'dilation_rate', rank, 'dilation-not-positive'),
        padding,
        weightShape: w.shape,
        transposed,
        ...(depthwise && { weightLayout: 'kIM' as const }),
        bias: false,
      };
      const plan = orThrow(planConv(request));
      cx.note({ plan, macs: plan.macs });
      return makeTensor(plan.outputShape, x.dtype, convolveNumbers(cx, plan, x, w));
    },
  );
}

/** @throws ShapeError `rank-mismatch` */
function rankOf(a: Bound, axes: number): SpatialRank {
  if (axes >= 3 && axes <= 5) return (axes - 2) as SpatialRank;
  throw new ShapeError('rank-mismatch', `${a.fn} needs an input of 3 to 5 axes, but got ${axes}.`);
}

function pooling(name: string, kind: PoolKind): Value {
  return operation(
    `keras.ops.${name}`,
    "inputs, pool_size, strides=None, padding='valid', data_format=None",
    (a, cx) => {
      const x = convert(cx, a.get('inputs'));
      if (x.kind !== 'tensor' || !x.shape) return cx.unknown('the input is not known');
      const rank = rankOf(a, x.shape.length);
      const padding = paddingWord(a, 'keras_pool', rank);
      if (!padding) return cx.unknown('the padding is not known');
      const kernel = sizesOf(a.get('pool_size'), cx, 'pool_size', rank, 'kernel-not-positive');
      const stride = a.isNone('strides')
        ? kernel
        : sizesOf(a.get('strides'), cx, 'strides', rank, 'stride-not-positive');
      const plan = orThrow(
        planPool({
          framework: 'keras',
          op: a.fn,
          kind,
          rank,
          inputShape: x.shape,
          layout: layoutOf(a, rank),
          kernel,
          stride,
          padding,
        }),
      );
      cx.note({ plan });
      return makeTensor(plan.outputShape, x.dtype, poolNumbers(cx, plan, x));
    },
  );
}

export const operations: Record<string, Value> = {
  ...math,
  ...shaping,
  ...selecting,
  ...byName(creationFunctions),
  ...byName(linearFunctions),
  ...activationFunctions,
  one_hot: renamed(
    'one_hot',
    'x, num_classes, axis=-1, dtype=None, sparse=False',
    selecting.one_hot,
    ['x', 'num_classes', 'axis', 'dtype'],
    ['indices', 'depth', 'axis', 'dtype'],
  ),
  moments: reducing.moments,
  mean: reduction('mean', reducing.reduce_mean),
  sum: reduction('sum', reducing.reduce_sum),
  max: reduction('max', reducing.reduce_max),
  min: reduction('min', reducing.reduce_min),
  prod: reduction('prod', reducing.reduce_prod),
  var: reduction('var', reducing.reduce_variance),
  std: reduction('std', reducing.reduce_std),
  any: reduction('any', reducing.reduce_any),
  all: reduction('all', reducing.reduce_all),
  argmax: reducing.argmax,
  argmin: reducing.argmin,
  concatenate: renamed('concatenate', 'xs, axis=0', shaping.concat, ['xs', 'axis'], ['values', 'axis']),
  stack: renamed('stack', 'x, axis=0', shaping.stack, ['x', 'axis'], ['values', 'axis']),
  split: renamed(
    'split',
    'x, indices_or_sections, axis=0',
    shaping.split,
    ['x', 'indices_or_sections', 'axis'],
    ['value', 'num_or_size_splits', 'axis'],
  ),
  reshape: renamed('reshape', 'x, newshape', shaping.reshape, ['x', 'newshape'], ['tensor', 'shape']),
  transpose: renamed('transpose', 'x, axes=None', shaping.transpose, ['x', 'axes'], ['a', 'perm']),
  pad: renamed(
    'pad',
    "x, pad_width, mode='constant', constant_values=0",
    shaping.pad,
    ['x', 'pad_width', 'mode', 'constant_values'],
    ['tensor', 'paddings', 'mode', 'constant_values'],
  ),
  squeeze: renamed('squeeze', 'x, axis=None', shaping.squeeze, ['x', 'axis'], ['input', 'axis']),
  expand_dims: renamed('expand_dims', 'x, axis', shaping.expand_dims, ['x', 'axis'], ['input', 'axis']),
  clip: renamed(
    'clip',
    'x, x_min, x_max',
    math.clip_by_value,
    ['x', 'x_min', 'x_max'],
    ['t', 'clip_value_min', 'clip_value_max'],
  ),
  power: math.pow,
  floor_divide: math.floordiv,
  shape: native('shape', 'x', (a, cx) => {
    const x = a.get('x');
    return x.kind === 'tensor' && x.shape
      ? tuple(x.shape.map(sizeValue))
      : cx.unknown('the shape of the tensor is not known');
  }),
  conv: convolution('conv', false, false),
  depthwise_conv: convolution('depthwise_conv', false, true),
  conv_transpose: convolution('conv_transpose', true, false),
  max_pool: pooling('max_pool', 'max'),
  average_pool: pooling('average_pool', 'avg'),
};
