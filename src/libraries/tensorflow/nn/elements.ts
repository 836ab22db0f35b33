/** `tf.nn` beyond convolution and pooling: activations, normalisation, dropout, look-ups, losses. */
import {
  ShapeError,
  broadcastShapes,
  equalDims,
  formatDim,
  formatShape,
  mul,
  normalizeAxis,
  sigmoidCrossEntropyShape,
  softmaxCrossEntropyShape,
  sparseCrossEntropyShape,
  type DataLayout,
  type Dim,
  type Shape,
} from '../../../shape';
import { reshape } from '../../../compute/ndarray';
import type { Context } from '../../../python/interpreter/context';
import type { Bound } from '../../../python/interpreter/native';
import { NONE, tuple, type NativeFunction, type TensorValue, type Value } from '../../../python/interpreter/values';
import { elementwise } from '../../common/elementwise';
import { matmul } from '../../common/matmul';
import { axesArg, axisArg } from '../../common/shapes';
import { reduceTensor } from '../../common/reduce';
import { activationOf, applyRule, softmax } from '../activations';
import { convert } from '../convert';
import { tensorflow } from '../family';
import { operation } from '../operation';
import { makeTensor } from '../tensorClasses';
import { result, withTensor, type Known } from '../ops/tensors';
import { layoutOf } from './arguments';
import { numberOf } from '../staticShape';
import { said } from '../../../protocol/say';

/** Activations by name in `tf.nn`, and the node names TensorFlow 1 gives them. */
const ACTIVATIONS: Readonly<Record<string, string>> = {
  relu: 'Relu',
  relu6: 'Relu6',
  elu: 'Elu',
  selu: 'Selu',
  gelu: 'Gelu',
  silu: 'Silu',
  swish: 'swish',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  softplus: 'Softplus',
  softsign: 'Softsign',
};

function activation(name: string, graphName: string): NativeFunction {
  return operation(
    `tf.nn.${name}`,
    'features=None, name=None, approximate=False, x=None, beta=1.0',
    (a, cx) => {
      const x = convert(cx, a.has('x') ? a.get('x') : a.get('features'));
      const rule = activationOf(name);
      return x.kind === 'tensor' && rule ? rule(cx, x) : x;
    },
    graphName,
  );
}

const leakyRelu = operation(
  'tf.nn.leaky_relu',
  'features, alpha=0.2, name=None',
  (a, cx) => {
    const x = convert(cx, a.get('features'));
    const alpha = numberOf(a.get('alpha'));
    if (x.kind !== 'tensor') return x;
    if (alpha === undefined) return applyRule(cx, { f: () => NaN, gives: 'same' }, withoutNumbers(x));
    return applyRule(cx, { f: (value) => (value > 0 ? value : alpha * value), gives: 'same' }, x);
  },
  'LeakyRelu',
);

const withoutNumbers = (x: TensorValue): TensorValue => result(x.shape ?? [], x.dtype);

/** Doubles the channels: relu(x) and relu(−x). */
const crelu = operation('tf.nn.crelu', 'features, name=None, axis=-1', (a, cx) =>
  withTensor(cx, a.get('features'), (x) => {
    const axis = normalizeAxis(axisArg(cx, a.get('axis')) ?? -1, x.shape.length, a.fn);
    return result(
      x.shape.map((dim, i) => (i === axis ? mul(dim, 2) : dim)),
      x.dtype,
    );
  }),
);

function softmaxFunction(name: string, log: boolean, graphName: string): NativeFunction {
  return operation(
    name,
    'logits, axis=None, name=None, dim=None',
    (a, cx) => {
      const x = convert(cx, a.get('logits'));
      if (x.kind !== 'tensor') return x;
      const given = a.isNone('axis') ? a.get('dim') : a.get('axis');
      return softmax(cx, x, given.kind === 'none' ? -1 : (axisArg(cx, given) ?? -1), log);
    },
    graphName,
  );
}

/** Adds one number per channel. @throws ShapeError `bias-mismatch` */
/** `bias_add` looks at the first letters alone: NC… has its channels second, N…C has them last (`nn_ops.bias_add`, TensorFlow 2.21). */
function biasLayout(a: Bound, axes: number): DataLayout {
  const word = a.str('data_format');
  if (word?.startsWith('NC')) return 'channels_first';
  if (word && /^N.*C$/.test(word)) return 'channels_last';
  return layoutOf(a, Math.min(3, Math.max(1, axes - 2)));
}

const biasAdd = operation(
  'tf.nn.bias_add',
  'value, bias, data_format=None, name=None',
  (a, cx) =>
    withTensor(cx, a.get('value'), (x) =>
      withTensor(cx, a.get('bias'), (bias) => {
        const layout = biasLayout(a, x.shape.length);
        const axis = layout === 'channels_first' ? 1 : x.shape.length - 1;
        if (bias.shape.length !== 1 || equalDims(bias.shape[0], x.shape[axis]) === false) {
          throw new ShapeError(
            'bias-mismatch',
            said`tf.nn.bias_add: the bias ${formatShape(bias.shape)} must have one number per channel, (${formatDim(x.shape[axis])},) for an input of ${formatShape(x.shape)}.`,
            { parameter: 'bias', value: [x.shape[axis]] },
          );
        }
        if (layout === 'channels_last') return elementwise(cx, tensorflow, 'add', x, bias) ?? x;
        const column: Shape = [bias.shape[0], ...x.shape.slice(2).map(() => 1)];
        const data = bias.data && reshape(bias.data, [bias.data.data.length, ...x.shape.slice(2).map(() => 1)]);
        return elementwise(cx, tensorflow, 'add', x, result(column, bias.dtype, { data })) ?? x;
      }),
    ),
  'BiasAdd',
);

/** Nothing is dropped where nothing is drawn: shape and, at rate 0, numbers stay. */
const dropout = operation(
  'tf.nn.dropout',
  'x, rate=None, noise_shape=None, seed=None, name=None, keep_prob=None',
  (a, cx) =>
    withTensor(cx, a.get('x'), (x) =>
      result(x.shape, x.dtype, {
        data: numberOf(a.get('rate')) === 0 || numberOf(a.get('keep_prob')) === 1 ? x.data : undefined,
      }),
    ),
);

const batchNormalization = operation(
  'tf.nn.batch_normalization',
  'x, mean, variance, offset, scale, variance_epsilon, name=None',
  (a, cx) =>
    withTensor(cx, a.get('x'), (x) => {
      const others = ['mean', 'variance', 'offset', 'scale'].map((at) => a.get(at)).filter((v) => v.kind !== 'none');
      const shapes = others
        .map((value) => convert(cx, value))
        .flatMap((t) => (t.kind === 'tensor' && t.shape ? [t.shape] : []));
      return result(broadcastShapes([x.shape, ...shapes], a.fn), x.dtype);
    }),
  'batchnorm',
);

/** TensorFlow 1's fused form: output, batch mean, batch variance. */
const fusedBatchNorm = operation(
  'tf.nn.fused_batch_norm',
  "x, scale, offset, mean=None, variance=None, epsilon=0.001, data_format='NHWC', is_training=True, name=None, exponential_avg_factor=1.0",
  (a, cx) =>
    withTensor(cx, a.get('x'), (x) => {
      const channels = x.shape[layoutOf(a, 2) === 'channels_first' ? 1 : x.shape.length - 1];
      const each = (): Value => result([channels], 'float32');
      return tuple([result(x.shape, x.dtype), each(), each()]);
    }),
  'FusedBatchNorm',
);

function keeping(name: string, signature: string, first: string, graphName?: string): NativeFunction {
  return operation(
    name,
    signature,
    (a, cx) => withTensor(cx, a.get(first), (x) => result(x.shape, x.dtype)),
    graphName,
  );
}

/** x / max(‖x‖, ε) along axes. */
const l2Normalize = operation('tf.nn.l2_normalize', 'x, axis=None, epsilon=1e-12, name=None, dim=None', (a, cx) =>
  withTensor(cx, a.get('x'), (x) => {
    const axes = axesArg(cx, a.isNone('axis') ? a.get('dim') : a.get('axis'));
    if (axes && axes !== 'all') axes.forEach((axis) => normalizeAxis(axis, x.shape.length, a.fn));
    return result(x.shape, x.dtype);
  }),
);

const embeddingLookup = operation(
  'tf.nn.embedding_lookup',
  "params, ids, partition_strategy='mod', name=None, validate_indices=True, max_norm=None",
  (a, cx) =>
    withTensor(cx, a.get('params'), (table) =>
      withTensor(cx, a.get('ids'), (ids) => result([...ids.shape, ...table.shape.slice(1)], table.dtype)),
    ),
  'embedding_lookup',
);

type LossShape = (logits: Shape, labels: Shape, op: string) => Dim[];

/** A loss of scores against labels; labels that nobody knows leave the shape to the scores. */
function crossEntropy(name: string, lossShape: LossShape): NativeFunction {
  // Version 1 refuses arguments by position, and before 1.0 the logits came first.
  return operation(name, '*args, labels=None, logits=None, dim=-1, name=None, axis=None, pos_weight=None', (a, cx) =>
    withTensor(cx, a.isNone('logits') ? (a.rest[1] ?? a.rest[0] ?? NONE) : a.get('logits'), (second) => {
      const first = convert(cx, a.isNone('labels') ? (a.rest[0] ?? NONE) : a.get('labels'));
      const isTurned =
        name.includes('sparse') && first.kind === 'tensor' && (first.shape?.length ?? 0) > second.shape.length;
      const [labels, logits] = isTurned ? [second, first as Known] : [first, second];
      const known = labels.kind === 'tensor' ? labels.shape : undefined;
      const assumed = name.includes('sparse') ? logits.shape.slice(0, -1) : logits.shape;
      const rows = lossShape(logits.shape, known ?? assumed, name);
      const axis = axisArg(cx, a.get(a.isNone('axis') ? 'dim' : 'axis'));
      // The classes may stand along another axis, which is moved to the end.
      const isSoftmax = name.startsWith('tf.nn.softmax_');
      if (!isSoftmax || axis === -1) return result(rows, logits.dtype);
      if (axis === undefined) return cx.unknown('the axis of the classes is not known');
      const at = normalizeAxis(axis, logits.shape.length, name);
      return result(logits.shape.toSpliced(at, 1), logits.dtype);
    }),
  );
}

const l2Loss = operation('tf.nn.l2_loss', 't, name=None', (a, cx) =>
  withTensor(cx, a.get('t'), (x) => {
    const squares = elementwise(cx, tensorflow, 'multiply', x, x);
    const sum = squares && reduceTensor(cx, tensorflow, 'sum', squares, { axes: 'all' });
    return sum ? applyRule(cx, { f: (value) => value / 2, gives: 'same' }, sum) : result([], x.dtype);
  }),
);

/** Scalar losses of `tf.losses`. */
export function scalarLoss(name: string): NativeFunction {
  return operation(name, '*args, **kwargs', (_a, _cx) => result([], 'float32'));
}

const xwPlusB = operation('tf.nn.xw_plus_b', 'x, weights, biases, name=None', (a, cx) => linear(cx, a));

function linear(cx: Context, a: Bound): Value {
  return withTensor(cx, a.get('x'), (x) =>
    withTensor(cx, a.get('weights'), (w) => {
      const product = matmul(cx, tensorflow, x, w);
      return (product && elementwise(cx, tensorflow, 'add', product, a.get('biases'))) ?? x;
    }),
  );
}

/** @throws ShapeError `rank-mismatch` for what is no batch of maps */
const localResponse = (name: string) =>
  operation(
    name,
    'input, depth_radius=5, bias=1, alpha=1, beta=0.5, name=None',
    (a, cx) =>
      withTensor(cx, a.get('input'), (x) => {
        if (x.shape.length === 4) return makeTensor(x.shape, x.dtype);
        throw new ShapeError('rank-mismatch', said`${a.fn} takes (N, H, W, C), but got ${formatShape(x.shape)}.`);
      }),
    'LRN',
  );

export const elementFunctions = [
  ...Object.entries(ACTIVATIONS).map(([name, graphName]) => activation(name, graphName)),
  leakyRelu,
  crelu,
  softmaxFunction('tf.nn.softmax', false, 'Softmax'),
  softmaxFunction('tf.nn.log_softmax', true, 'LogSoftmax'),
  biasAdd,
  dropout,
  batchNormalization,
  fusedBatchNorm,
  localResponse('tf.nn.local_response_normalization'),
  localResponse('tf.nn.lrn'),
  keeping('tf.nn.log_poisson_loss', 'targets, log_input, compute_full_loss=False, name=None', 'targets'),
  l2Normalize,
  embeddingLookup,
  crossEntropy('tf.nn.softmax_cross_entropy_with_logits', softmaxCrossEntropyShape),
  crossEntropy('tf.nn.softmax_cross_entropy_with_logits_v2', softmaxCrossEntropyShape),
  crossEntropy('tf.nn.sparse_softmax_cross_entropy_with_logits', sparseCrossEntropyShape),
  crossEntropy('tf.nn.sigmoid_cross_entropy_with_logits', sigmoidCrossEntropyShape),
  crossEntropy('tf.nn.weighted_cross_entropy_with_logits', sigmoidCrossEntropyShape),
  l2Loss,
  xwPlusB,
];
