/**
 * `keras.backend` of Keras 1 and 2, which Keras 3 keeps for old programs (keras/src/legacy/backend.py): functions whose
 * names or parameters differ from those of TensorFlow.
 */
import { mul, productOf, type Dim, type Shape } from '../../shape';
import type { Context } from '../../python/interpreter/context';
import { native, type Rule } from '../../python/interpreter/native';
import { FALSE, NONE, int, list, str, tuple, type NativeFunction, type Value } from '../../python/interpreter/values';
import { dtypeArg } from '../common/dtypes';
import { asArray } from '../tensorflow/evaluate';
import { mapTensors } from '../tensorflow/node';
import { convolutionFunctions } from '../tensorflow/nn/convolution';
import { applyRule, byName, operation } from '../tensorflow/operation';
import { result, withTensor, type Known } from '../tensorflow/ops/tensors';
import { numberOf, readShape, readSize } from '../tensorflow/staticShape';
import { makeTensor, makeVariable } from '../tensorflow/tensorClasses';
import { convert } from '../tensorflow/convert';
import { dataLayout } from './arguments';
import { operations } from './ops';
import { said } from '../../protocol/say';

const define = (name: string, signature: string, rule: Rule): NativeFunction =>
  operation(`keras.backend.${name}`, signature, rule);

/** A function that keeps the shape of its first argument. */
const keeping = (name: string, signature: string): NativeFunction => {
  const first = /^\w+/.exec(signature)![0];
  return define(name, signature, (a, cx) => withTensor(cx, a.get(first), (x) => result(x.shape, x.dtype)));
};

/** A function of one tensor, by the shape of what it gives; undefined where an argument is not known. */
const shaped = (
  name: string,
  signature: string,
  shape: (x: Known, a: Parameters<Rule>[0], cx: Context) => Shape | undefined,
) => {
  const first = /^\w+/.exec(signature)![0];
  return define(name, signature, (a, cx) =>
    withTensor(cx, a.get(first), (x) => {
      const made = shape(x, a, cx);
      return made ? result(made, x.dtype) : cx.unknown(said`an argument of ${a.fn} is not known`);
    }),
  );
};

/** A function of `keras.ops` under the backend's name; `given` pairs its parameters with the backend's, `x` or `inputs=x`. */
function fromOps(name: string, signature: string, target: string, given: string): NativeFunction {
  const names = given.split(' ');
  return native(`keras.backend.${name}`, signature, (a, cx) =>
    cx.call(
      operations[target],
      [],
      new Map(
        names.map((pair): [string, Value] => {
          const [to, from] = pair.split('=');
          return [to, a.get(from ?? to)];
        }),
      ),
    ),
  );
}

const CONV = "strides=1, padding='valid', data_format=None, dilation_rate=1";
const CONV_ARGUMENTS = 'strides padding data_format dilation_rate';
const conv = (rank: number): NativeFunction =>
  fromOps(`conv${rank}d`, `x, kernel, ${CONV}`, 'conv', `inputs=x kernel ${CONV_ARGUMENTS}`);

function pool(rank: number): NativeFunction {
  const signature = "x, pool_size, strides=1, padding='valid', data_format=None, pool_mode='max'";
  return native(`keras.backend.pool${rank}d`, signature, (a, cx) => {
    const names = ['pool_size', 'strides', 'padding', 'data_format'];
    const target = a.str('pool_mode') === 'avg' ? 'average_pool' : 'max_pool';
    return cx.call(
      operations[target],
      [a.get('x')],
      new Map(names.map((name): [string, Value] => [name, a.get(name)])),
    );
  });
}

const transposedConvolution = byName(convolutionFunctions).conv2d_transpose;

/** The size that a transposed convolution is told to give. */
const conv2dTranspose = define(
  'conv2d_transpose',
  "x, kernel, output_shape, strides=(1, 1), padding='valid', data_format=None, dilation_rate=(1, 1)",
  (a, cx) => {
    const dilation = readShape(a.get('dilation_rate'), cx, 'dilation_rate');
    const isPlain = dilation?.every((size) => size === 1) && a.get('padding').kind === 'str';
    if (!isPlain || dataLayout(a) === 'channels_first') {
      return withTensor(cx, a.get('x'), (x) => {
        const shape = readShape(a.get('output_shape'), cx, 'output_shape');
        return shape ? result([x.shape[0], ...shape.slice(1)], x.dtype) : cx.unknown('output_shape is not known');
      });
    }
    const settings = new Map<string, Value>([
      ['strides', a.get('strides')],
      ['padding', str(a.str('padding')!.toUpperCase())],
    ]);
    const args = [a.get('x'), a.get('kernel'), a.get('output_shape')];
    return applyRule(cx, transposedConvolution, a.fn, { args, kwargs: settings });
  },
);

/** Sums over the last axis of one and the last but one of the other, whatever stands around them. */
const dot = define('dot', 'x, y', (a, cx) =>
  withTensor(cx, a.get('x'), (x) =>
    withTensor(cx, a.get('y'), (y) => {
      if (x.shape.length === 0 || y.shape.length < 2) return cx.unknown('the operands of dot are not known');
      const plain = x.shape.length === 2 && y.shape.length === 2;
      if (plain) return cx.call(operations.matmul, [x, y]);
      return result([...x.shape.slice(0, -1), ...y.shape.slice(0, -2), y.shape[y.shape.length - 1]], x.dtype);
    }),
  ),
);

/** Sums over one axis of each, example by example; a column where nothing else is left. */
const batchDot = define('batch_dot', 'x, y, axes=None', (a, cx) =>
  withTensor(cx, a.get('x'), (x) =>
    withTensor(cx, a.get('y'), (y) => {
      const given = a.get('axes');
      const pair =
        given.kind === 'tuple' || given.kind === 'list'
          ? given.items.map(numberOf)
          : [numberOf(given), numberOf(given)];
      const [first, second] = given.kind === 'none' ? [x.shape.length - 1, Math.max(1, y.shape.length - 2)] : pair;
      if (first === undefined || second === undefined) return cx.unknown('the axes of batch_dot are not known');
      const without = (shape: Shape, axis: number): Dim[] =>
        shape.filter((_, i) => i !== 0 && i !== (axis < 0 ? axis + shape.length : axis));
      const shape = [x.shape[0], ...without(x.shape, first), ...without(y.shape, second)];
      return result(shape.length === 1 ? [...shape, 1] : shape, x.dtype);
    }),
  ),
);

const lastGone = (name: string, signature: string): NativeFunction =>
  define(name, signature, (a, cx) => withTensor(cx, a.get('output'), (x) => result(x.shape.slice(0, -1), x.dtype)));

/** Spatial axes changed one by one: `change` gets the axis among them, from 0. */
function spatially(x: Known, format: string | undefined, rank: number, change: (dim: Dim, axis: number) => Dim): Shape {
  const start = format === 'channels_first' ? 2 : 1;
  return x.shape.map((dim, i) => (i >= start && i < start + rank ? change(dim, i - start) : dim));
}

function resizing(name: string, factors: readonly string[]): NativeFunction {
  const signature = `x, ${factors.join(', ')}, data_format=None, interpolation='nearest'`;
  return shaped(name, signature, (x, a, cx) =>
    spatially(x, a.str('data_format'), factors.length, (dim, i) =>
      mul(dim, readSize(a.get(factors[i]), cx, factors[i])),
    ),
  );
}

function padding(name: string, rank: number, fallback: string): NativeFunction {
  return shaped(name, `x, padding=${fallback}, data_format=None`, (x, a, cx) => {
    const given = cx.sequence(a.get('padding'));
    const pairs =
      rank === 1
        ? given && [readShape(a.get('padding'), cx, 'padding')]
        : given?.map((pair) => readShape(pair, cx, 'padding'));
    if (!pairs?.every((pair) => pair?.length === 2)) return undefined;
    const amounts = pairs.map((pair) => pair!.map((size) => (typeof size === 'number' ? size : 0)));
    return spatially(x, a.str('data_format'), rank, (dim, i) =>
      typeof dim === 'number' ? dim + amounts[i][0] + amounts[i][1] : dim,
    );
  });
}

const ofShape = (name: string, signature: string): NativeFunction =>
  define(name, signature, (a, cx) => {
    const shape = readShape(a.get('shape'), cx, 'shape');
    return shape ? result(shape, dtypeArg(a.get('dtype')) ?? 'float32') : cx.unknown('the shape is not known');
  });

const variableOf = (name: string, signature: string): NativeFunction =>
  native(`keras.backend.${name}`, signature, (a, cx) => {
    const shape = readShape(a.get('shape'), cx, 'shape');
    if (!shape) return cx.unknown('the shape is not known');
    return makeVariable('Variable:0', shape, dtypeArg(a.get('dtype')) ?? 'float32', { trainable: true });
  });

const nothing = (name: string): NativeFunction => native(name, '*args, **kwargs', () => NONE);

/** `K.rnn(step, inputs, states)`: the last output, all outputs, and the states. */
const rnn = define(
  'rnn',
  'step_function, inputs, initial_states, go_backwards=False, mask=None, constants=None, unroll=False, input_length=None, *args, **kwargs',
  (a, cx) =>
    withTensor(cx, a.get('inputs'), (x) => {
      const one = makeTensor([x.shape[0], ...x.shape.slice(2)], x.dtype);
      const constants = a.isNone('constants') ? [] : (cx.sequence(a.get('constants')) ?? []);
      const states = cx.sequence(a.get('initial_states')) ?? [];
      const made = cx.call(a.get('step_function'), [one, list([...states, ...constants])]);
      if (made.kind !== 'tuple' || made.items.length !== 2) return cx.unknown('what the step gives is not known');
      const outputs = mapTensors(made.items[0], (t) =>
        makeTensor(t.shape && [t.shape[0], x.shape[1], ...t.shape.slice(1)], t.dtype),
      );
      return tuple([made.items[0], outputs, made.items[1]]);
    }),
);

export const legacyBackend: Record<string, Value> = {
  dot,
  batch_dot: batchDot,
  conv1d: conv(1),
  conv2d: conv(2),
  conv3d: conv(3),
  conv2d_transpose: conv2dTranspose,
  depthwise_conv2d: fromOps(
    'depthwise_conv2d',
    `x, depthwise_kernel, ${CONV}`,
    'depthwise_conv',
    `inputs=x kernel=depthwise_kernel ${CONV_ARGUMENTS}`,
  ),
  separable_conv2d: fromOps(
    'separable_conv2d',
    `x, depthwise_kernel, pointwise_kernel, ${CONV}`,
    'separable_conv',
    `inputs=x depthwise_kernel pointwise_kernel ${CONV_ARGUMENTS}`,
  ),
  pool2d: pool(2),
  pool3d: pool(3),
  arange: native('keras.backend.arange', "start, stop=None, step=1, dtype='int32'", (a, cx) =>
    cx.call(
      operations.arange,
      [],
      new Map(['start', 'stop', 'step', 'dtype'].map((name): [string, Value] => [name, a.get(name)])),
    ),
  ),
  gather: native('keras.backend.gather', 'reference, indices', (a, cx) =>
    cx.call(operations.take, [a.get('reference'), a.get('indices')], new Map([['axis', int(0)]])),
  ),
  one_hot: fromOps('one_hot', 'indices, num_classes', 'one_hot', 'x=indices num_classes'),
  expand_dims: fromOps('expand_dims', 'x, axis=-1', 'expand_dims', 'x axis'),
  repeat: shaped('repeat', 'x, n', (x, a, cx) => [x.shape[0], readSize(a.get('n'), cx, 'n'), ...x.shape.slice(1)]),
  repeat_elements: shaped('repeat_elements', 'x, rep, axis', (x, a, cx) => {
    const axis = numberOf(a.get('axis'));
    const place = axis === undefined ? undefined : axis < 0 ? axis + x.shape.length : axis;
    return place === undefined
      ? undefined
      : x.shape.map((dim, i) => (i === place ? mul(dim, readSize(a.get('rep'), cx, 'rep')) : dim));
  }),
  flatten: shaped('flatten', 'x', (x) => [productOf(x.shape)]),
  bias_add: keeping('bias_add', 'x, bias, data_format=None'),
  batch_normalization: keeping('batch_normalization', 'x, mean, var, beta, gamma, axis=-1, epsilon=1e-3'),
  dropout: keeping('dropout', 'x, level, noise_shape=None, seed=None'),
  l2_normalize: keeping('l2_normalize', 'x, axis=None'),
  cumsum: keeping('cumsum', 'x, axis=0'),
  cumprod: keeping('cumprod', 'x, axis=0'),
  cast_to_floatx: keeping('cast_to_floatx', 'x'),
  binary_crossentropy: define('binary_crossentropy', 'target, output, from_logits=False', (a, cx) =>
    withTensor(cx, a.get('output'), (x) => result(x.shape, x.dtype)),
  ),
  categorical_crossentropy: lastGone('categorical_crossentropy', 'target, output, from_logits=False, axis=-1'),
  sparse_categorical_crossentropy: lastGone(
    'sparse_categorical_crossentropy',
    'target, output, from_logits=False, axis=-1',
  ),
  ctc_batch_cost: define('ctc_batch_cost', 'y_true, y_pred, input_length, label_length', (a, cx) =>
    withTensor(cx, a.get('y_pred'), (x) => result([x.shape[0], 1], 'float32')),
  ),
  resize_images: resizing('resize_images', ['height_factor', 'width_factor']),
  resize_volumes: resizing('resize_volumes', ['depth_factor', 'height_factor', 'width_factor']),
  temporal_padding: padding('temporal_padding', 1, '(1, 1)'),
  spatial_2d_padding: padding('spatial_2d_padding', 2, '((1, 1), (1, 1))'),
  spatial_3d_padding: padding('spatial_3d_padding', 3, '((1, 1), (1, 1), (1, 1))'),
  random_normal: ofShape('random_normal', 'shape, mean=0.0, stddev=1.0, dtype=None, seed=None'),
  random_uniform: ofShape('random_uniform', 'shape, minval=0.0, maxval=1.0, dtype=None, seed=None'),
  random_bernoulli: ofShape('random_bernoulli', 'shape, p=0.0, dtype=None, seed=None'),
  truncated_normal: ofShape('truncated_normal', 'shape, mean=0.0, stddev=1.0, dtype=None, seed=None'),
  random_normal_variable: variableOf('random_normal_variable', 'shape, mean, scale, dtype=None, name=None, seed=None'),
  random_uniform_variable: variableOf('random_uniform_variable', 'shape, low, high, dtype=None, name=None, seed=None'),
  variable: native('keras.backend.variable', 'value, dtype=None, name=None, constraint=None', (a, cx) => {
    const x = convert(cx, a.get('value'), dtypeArg(a.get('dtype')));
    return x.kind === 'tensor'
      ? makeVariable('Variable:0', x.shape, x.dtype ?? 'float32', { trainable: true }, x.data)
      : x;
  }),
  switch: native('keras.backend.switch', 'condition, then_expression, else_expression', (a, cx) => {
    const truth = a.truth('condition');
    const chosen = a.get(truth === false ? 'else_expression' : 'then_expression');
    const value = chosen.kind === 'function' || chosen.kind === 'native' ? cx.call(chosen) : chosen;
    return truth === undefined ? mapTensors(value, (x) => makeTensor(x.shape, x.dtype)) : value;
  }),
  in_train_phase: native('keras.backend.in_train_phase', 'x, alt, training=None', (a, cx) =>
    a.get('x').kind === 'function' ? cx.call(a.get('x')) : a.get('x'),
  ),
  in_test_phase: native('keras.backend.in_test_phase', 'x, alt, training=None', (a, cx) =>
    a.get('alt').kind === 'function' ? cx.call(a.get('alt')) : a.get('alt'),
  ),
  gradients: native('keras.backend.gradients', 'loss, variables', (a) =>
    mapTensors(a.get('variables'), (x) => makeTensor(x.shape, x.dtype)),
  ),
  rnn,
  count_params: native('keras.backend.count_params', 'x', (a, cx) => {
    const x = a.get('x');
    return x.kind === 'tensor' && x.shape
      ? int(productOf(x.shape))
      : cx.unknown('the shape of the tensor is not known');
  }),
  dtype: native('keras.backend.dtype', 'x', (a, cx) => {
    const x = a.get('x');
    return x.kind === 'tensor' && x.dtype ? str(x.dtype) : cx.unknown('the dtype is not known');
  }),
  eval: native('keras.backend.eval', 'x', (a) => mapTensors(a.get('x'), asArray)),
  get_value: native('keras.backend.get_value', 'x', (a) => mapTensors(a.get('x'), asArray)),
  batch_get_value: native('keras.backend.batch_get_value', 'tensors', (a) => mapTensors(a.get('tensors'), asArray)),
  update: native('keras.backend.update', 'x, new_x', (a) => a.get('x')),
  update_add: native('keras.backend.update_add', 'x, increment', (a) => a.get('x')),
  update_sub: native('keras.backend.update_sub', 'x, decrement', (a) => a.get('x')),
  print_tensor: native('keras.backend.print_tensor', "x, message='', summarize=3", (a) => a.get('x')),
  is_sparse: native('keras.backend.is_sparse', 'tensor', () => FALSE),
  ...Object.fromEntries(
    [
      'set_value',
      'batch_set_value',
      'set_learning_phase',
      'set_epsilon',
      'set_floatx',
      'manual_variable_initialization',
    ].map((name) => [name, nothing(name)]),
  ),
};
