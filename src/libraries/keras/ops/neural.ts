/** `keras.ops.nn`: convolutions, poolings, activations, normalisations, losses (keras/src/ops/nn.py, Keras 3.15). */
import {
  ShapeError,
  add,
  depthToSpaceShape,
  div,
  divides,
  equalDims,
  floorDiv,
  formatDim,
  formatShape,
  mul,
  normalizeAxis,
  orThrow,
  planConv,
  planPool,
  planSeparable,
  productOf,
  spaceToDepthShape,
  sub,
  type ConvPlan,
  type ConvRequest,
  type Dim,
  type PoolKind,
  type Shape,
  type SpatialRank,
} from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import type { Bound } from '../../../python/interpreter/native';
import { tuple, type NativeFunction } from '../../../python/interpreter/values';
import { axesArg, axisArg } from '../../common/shapes';
import { activationOf, softmax } from '../../tensorflow/activations';
import { convert } from '../../tensorflow/convert';
import { convolveNumbers } from '../../tensorflow/convolutionNumbers';
import { warnOfDepthwise } from '../../tensorflow/findings';
import { layoutOf } from '../../tensorflow/nn/arguments';
import { result, withTensor, type Known } from '../../tensorflow/ops/tensors';
import { poolNumbers } from '../../tensorflow/poolNumbers';
import { readShape } from '../../tensorflow/staticShape';
import { hasKerasTensor, makeTensor } from '../../tensorflow/tensorClasses';
import { dataLayout, paddingWord, sizesOf } from '../arguments';
import { define, perAxis, shaped, withTensors } from './define';
import { said } from '../../../protocol/say';

function convolution(name: string, transposed: boolean, depthwise: boolean): NativeFunction {
  const rest = transposed ? "padding='valid', output_padding=None" : "padding='valid'";
  return define(name, `inputs, kernel, strides=1, ${rest}, data_format=None, dilation_rate=1`, (a, cx) => {
    const [x, w] = [convert(cx, a.get('inputs')), convert(cx, a.get('kernel'))];
    if (x.kind !== 'tensor' || w.kind !== 'tensor' || !x.shape || !w.shape)
      return cx.unknown('the input or kernel is not known');
    const rank = rankOf(a, x.shape.length);
    const padding = paddingWord(a, rank === 1 && !transposed ? 'keras_causal' : 'keras', rank, true);
    if (!padding) return cx.unknown('the padding is not known');
    const request: ConvRequest = {
      // Keras' own sizes, where it says how much is added at the end.
      framework: transposed && !a.isNone('output_padding') ? 'keras' : 'tensorflow',
      op: a.fn,
      rank,
      inputShape: x.shape,
      layout: layoutOf(a, rank),
      stride: sizesOf(a.get('strides'), cx, 'strides', rank, 'stride-not-positive'),
      dilation: sizesOf(a.get('dilation_rate'), cx, 'dilation_rate', rank, 'dilation-not-positive'),
      padding,
      weightShape: w.shape,
      transposed,
      ...(transposed &&
        !a.isNone('output_padding') && {
          outputPadding: sizesOf(a.get('output_padding'), cx, 'output_padding', rank, 'size-not-positive', true),
        }),
      ...(depthwise && { weightLayout: 'kIM' as const }),
      bias: false,
    };
    const plan = orThrow(planConv(request));
    if (hasKerasTensor([x]) && !transposed) needOutput(a.fn, plan);
    cx.note({ plan, macs: plan.macs });
    if (depthwise) warnOfDepthwise(cx, plan);
    return makeTensor(plan.outputShape, x.dtype, convolveNumbers(cx, plan, x, w));
  });
}

/** Of a symbolic tensor Keras refuses an output without pixels (`compute_conv_output_shape`). @throws ShapeError */
function needOutput(op: string, { outputShape }: ConvPlan): void {
  if (!outputShape.includes(0)) return;
  throw new ShapeError(
    'output-size',
    said`${op}: nothing is left of the input, the output would be ${formatShape(outputShape)}.`,
  );
}

/** @throws ShapeError `rank-mismatch` */
function rankOf(a: Bound, axes: number): SpatialRank {
  if (axes >= 3 && axes <= 5) return (axes - 2) as SpatialRank;
  throw new ShapeError('rank-mismatch', said`${a.fn} needs an input of 3 to 5 axes, but got ${axes}.`);
}

function pooling(name: string, kind: PoolKind): NativeFunction {
  return define(name, "inputs, pool_size, strides=None, padding='valid', data_format=None", (a, cx) => {
    const x = convert(cx, a.get('inputs'));
    if (x.kind !== 'tensor' || !x.shape) return cx.unknown('the input is not known');
    const rank = rankOf(a, x.shape.length);
    const padding = paddingWord(a, 'keras_pool', rank, true);
    if (!padding) return cx.unknown('the padding is not known');
    const kernel = sizesOf(a.get('pool_size'), cx, 'pool_size', rank, 'kernel-not-positive');
    const stride = a.isNone('strides') ? kernel : sizesOf(a.get('strides'), cx, 'strides', rank, 'stride-not-positive');
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
  });
}

/** Both kernels of a separable convolution; the second one maps the channels that the first gives. */
const separable = define(
  'separable_conv',
  "inputs, depthwise_kernel, pointwise_kernel, strides=1, padding='valid', data_format=None, dilation_rate=1",
  (a, cx) =>
    withTensors(
      cx,
      ['inputs', 'depthwise_kernel', 'pointwise_kernel'].map((name) => a.get(name)),
      (x, depthwise, pointwise) => {
        const rank = rankOf(a, x.shape.length);
        const padding = paddingWord(a, 'keras', rank, true);
        if (!padding) return cx.unknown('the padding is not known');
        const plan = orThrow(
          planSeparable({
            framework: 'tensorflow',
            op: a.fn,
            rank,
            inputShape: x.shape,
            layout: layoutOf(a, rank),
            kernel: depthwise.shape.slice(0, rank),
            stride: sizesOf(a.get('strides'), cx, 'strides', rank, 'stride-not-positive'),
            dilation: sizesOf(a.get('dilation_rate'), cx, 'dilation_rate', rank, 'dilation-not-positive'),
            padding,
            inChannels: depthwise.shape[rank],
            channelMultiplier: depthwise.shape[rank + 1],
            outChannels: pointwise.shape[rank + 1],
            bias: false,
          }),
        );
        cx.note({ plan, macs: plan.macs });
        warnOfDepthwise(cx, plan.depthwise);
        return result(plan.outputShape, x.dtype);
      },
    ),
);

function adaptive(name: string): NativeFunction {
  return shaped(name, 'inputs, output_size, data_format=None', (x, a, cx) => {
    const rank = rankOf(a, x.shape.length);
    const size = sizesOf(a.get('output_size'), cx, 'output_size', rank, 'size-not-positive');
    if (layoutOf(a, rank) === 'channels_first') return [...x.shape.slice(0, 2), ...size];
    return [...x.shape.slice(0, -(rank + 1)), ...size, x.shape[rank + 1]];
  });
}

/** Activations with their parameters; the numbers are computed for the usual ones. */
const ACTIVATIONS: Readonly<Record<string, string>> = {
  'relu relu6 selu sigmoid hard_sigmoid log_sigmoid tanh hard_tanh softplus softsign silu swish hard_silu hard_swish tanh_shrink sparse_plus sparse_sigmoid':
    'x',
  'elu celu': 'x, alpha=1.0',
  gelu: 'x, approximate=True',
  leaky_relu: 'x, negative_slope=0.2',
  'hard_shrink soft_shrink': 'x, threshold=0.5',
  squareplus: 'x, b=4',
  threshold: 'x, threshold, default_value',
};

function activation(name: string, signature: string): NativeFunction {
  return define(name, signature, (a, cx) => {
    const x = convert(cx, a.get('x'));
    if (x.kind !== 'tensor') return x;
    const isUsual = ['alpha', 'negative_slope', 'threshold', 'b'].every((at) => !signature.includes(at) || !a.has(at));
    return (isUsual && activationOf(name)?.(cx, x)) || makeTensor(x.shape, x.dtype);
  });
}

/** Softmax along one axis, or over several together. */
function softmaxAlong(name: string, log: boolean): NativeFunction {
  return define(name, 'x, axis=-1', (a, cx) =>
    withTensor(cx, a.get('x'), (x) => {
      const axes = axesArg(cx, a.get('axis'));
      if (!axes) return makeTensor(x.shape, x.dtype);
      if (axes !== 'all') for (const axis of axes) normalizeAxis(axis, x.shape.length, a.fn);
      return axes === 'all' || axes.length !== 1 ? makeTensor(x.shape, x.dtype) : softmax(cx, x, axes[0], log);
    }),
  );
}

const glu = shaped('glu', 'x, axis=-1', (x, a, cx) => {
  const given = axisArg(cx, a.get('axis'));
  if (given === undefined) return undefined;
  const axis = normalizeAxis(given, x.shape.length, a.fn);
  if (divides(2, x.shape[axis]) === false) {
    throw new ShapeError(
      'size-not-divisible',
      said`${a.fn} halves axis ${axis}, which must be even, but ${formatShape(x.shape)} has ${formatDim(x.shape[axis])} there.`,
    );
  }
  return x.shape.map((dim, i) => (i === axis ? div(dim, 2) : dim));
});

const isSame = (x: Shape, y: Shape): boolean =>
  x.length === y.length && x.every((dim, i) => equalDims(dim, y[i]) !== false);

function mismatch(op: string, target: Shape, output: Shape): ShapeError {
  return new ShapeError(
    target.length === output.length ? 'broadcast-mismatch' : 'rank-mismatch',
    said`${op}: target ${formatShape(target)} does not fit output ${formatShape(output)}.`,
  );
}

function crossEntropy(name: string, signature: string, shape: (target: Known, output: Known, a: Bound) => Shape) {
  return define(name, signature, (a, cx) =>
    withTensors(cx, [a.get('target'), a.get('output')], (target, output) =>
      result(shape(target, output, a), output.dtype),
    ),
  );
}

/** Class numbers for every row of scores along `axis`; a last axis of 1 is dropped. */
function sparseShape(target: Known, output: Known, a: Bound): Shape {
  const axis = normalizeAxis(axisArg(a.cx, a.get('axis')) ?? -1, output.shape.length, a.fn);
  const rest = output.shape.filter((_, i) => i !== axis);
  const isColumn = target.shape.length === output.shape.length && equalDims(target.shape.at(-1) ?? 0, 1) === true;
  const labels = isColumn ? target.shape.slice(0, -1) : target.shape;
  if (!isSame(labels, rest)) throw mismatch(a.fn, target.shape, output.shape);
  return rest;
}

/** One mean and variance per channel. */
const batchNormalization = define(
  'batch_normalization',
  'x, mean, variance, axis, offset=None, scale=None, epsilon=0.001',
  (a, cx) =>
    withTensor(cx, a.get('x'), (x) => {
      const axis = axisArg(cx, a.get('axis'));
      const channels = axis === undefined ? undefined : x.shape[normalizeAxis(axis, x.shape.length, a.fn)];
      for (const name of ['mean', 'variance', 'offset', 'scale']) {
        const given = a.isNone(name) ? undefined : convert(cx, a.get(name));
        const shape = given?.kind === 'tensor' ? given.shape : undefined;
        if (shape && channels !== undefined && !isSame(shape, [channels])) {
          throw new ShapeError(
            'input-size-mismatch',
            said`${a.fn}: ${name} must be of shape ${formatShape([channels])}, one number per channel, but is ${formatShape(shape)}.`,
          );
        }
      }
      return makeTensor(x.shape, x.dtype);
    }),
);

/** (batch, target positions, heads, size of a head): the keys and values have positions of their own. */
const attention = define(
  'dot_product_attention',
  'query, key, value, bias=None, mask=None, scale=None, is_causal=False, flash_attention=None, attn_logits_soft_cap=None',
  (a, cx) =>
    withTensors(cx, [a.get('query'), a.get('key'), a.get('value')], (query, key, value) => {
      for (const x of [query, key, value]) {
        if (x.shape.length === 4) continue;
        throw new ShapeError(
          'rank-mismatch',
          said`${a.fn} takes (batch, positions, heads, size), but got ${formatShape(x.shape)}.`,
        );
      }
      if (equalDims(key.shape[1], value.shape[1]) === false) throw mismatch(a.fn, key.shape, value.shape);
      return result(query.shape, query.dtype);
    }),
);

/** Windows of an NCHW image as columns, and back. */
function windowsAlong(a: Bound, cx: Context, names: readonly string[]): readonly Dim[][] | undefined {
  const sizes = names.map((name) => readShape(a.get(name), cx, name));
  return sizes.every((size) => size !== undefined) ? sizes.map((size) => [...perAxis(size!, 2)]) : undefined;
}

const unfold = shaped('unfold', 'x, kernel_size, dilation=1, padding=0, stride=1', (x, a, cx) => {
  const sizes = windowsAlong(a, cx, ['kernel_size', 'dilation', 'padding', 'stride']);
  if (!sizes) return undefined;
  if (x.shape.length !== 4) {
    throw new ShapeError('rank-mismatch', said`${a.fn} takes (N, C, H, W), but got ${formatShape(x.shape)}.`);
  }
  const [kernel, dilation, padding, stride] = sizes;
  const counts = [0, 1].map((i) => {
    const reach = add(mul(dilation[i], sub(kernel[i], 1)), 1);
    return add(floorDiv(sub(add(x.shape[i + 2], mul(2, padding[i])), reach), stride[i]), 1);
  });
  return [x.shape[0], mul(x.shape[1], productOf(kernel)), productOf(counts)];
});

const fold = shaped('fold', 'x, output_size, kernel_size, dilation=1, padding=0, stride=1', (x, a, cx) => {
  const sizes = windowsAlong(a, cx, ['output_size', 'kernel_size']);
  if (!sizes) return undefined;
  const area = productOf(sizes[1]);
  if (x.shape.length !== 3 || divides(area, x.shape[1]) === false) {
    throw new ShapeError(
      'fold-mismatch',
      said`${a.fn} takes (N, C · ${formatDim(area)}, windows), but got ${formatShape(x.shape)}.`,
    );
  }
  return [x.shape[0], div(x.shape[1], area), ...sizes[0]];
});

const ctcDecode = define(
  'ctc_decode',
  "inputs, sequence_lengths, strategy='greedy', beam_width=100, top_paths=1, merge_repeated=True, mask_index=0",
  (a, cx) =>
    withTensor(cx, a.get('inputs'), (x) => {
      const paths = a.str('strategy') === 'greedy' ? 1 : a.dim('top_paths');
      return tuple([result([paths, x.shape[0], x.shape[1]], 'int32'), result([x.shape[0], paths], 'float32')]);
    }),
);

const keeping = (name: string, signature: string): NativeFunction => shaped(name, signature, (x) => x.shape);

/** Blocks of pixels and channels; the layout is a word here, not configured. */
const blocks = (name: string, rule: typeof depthToSpaceShape): NativeFunction =>
  shaped(name, "x, block_size, data_format='channels_last'", (x, a) =>
    rule(x.shape, a.dim('block_size'), dataLayout(a)),
  );

export const neuralOps: readonly NativeFunction[] = [
  convolution('conv', false, false),
  convolution('depthwise_conv', false, true),
  convolution('conv_transpose', true, false),
  separable,
  pooling('max_pool', 'max'),
  pooling('average_pool', 'avg'),
  adaptive('adaptive_max_pool'),
  adaptive('adaptive_average_pool'),
  ...Object.entries(ACTIVATIONS).flatMap(([names, signature]) =>
    names.split(' ').map((name) => activation(name, signature)),
  ),
  softmaxAlong('softmax', false),
  softmaxAlong('log_softmax', true),
  shaped('sparsemax', 'x, axis=-1', (x, a, cx) => {
    const axis = axisArg(cx, a.get('axis'), 'axis');
    if (axis !== undefined) normalizeAxis(axis, x.shape.length, a.fn);
    return x.shape;
  }),
  glu,
  batchNormalization,
  keeping('layer_normalization', 'x, gamma=None, beta=None, axis=-1, epsilon=None, **kwargs'),
  keeping('rms_normalization', 'x, scale=None, axis=-1, epsilon=None'),
  keeping('normalize', 'x, axis=-1, order=2, epsilon=None'),
  attention,
  unfold,
  fold,
  blocks('depth_to_space', depthToSpaceShape),
  blocks('space_to_depth', spaceToDepthShape),
  crossEntropy('binary_crossentropy', 'target, output, from_logits=False', (target, output, a) => {
    if (!isSame(target.shape, output.shape)) throw mismatch(a.fn, target.shape, output.shape);
    return output.shape;
  }),
  crossEntropy('categorical_crossentropy', 'target, output, from_logits=False, axis=-1', (target, output, a) => {
    if (!isSame(target.shape, output.shape)) throw mismatch(a.fn, target.shape, output.shape);
    return output.shape.slice(0, -1);
  }),
  crossEntropy('sparse_categorical_crossentropy', 'target, output, from_logits=False, axis=-1', sparseShape),
  define('ctc_loss', 'target, output, target_length, output_length, mask_index=0', (a, cx) =>
    withTensor(cx, a.get('target'), (x) => result(x.shape.slice(0, 1), 'float32')),
  ),
  ctcDecode,
  define('in_top_k', 'targets, predictions, k', (a, cx) =>
    withTensor(cx, a.get('targets'), (x) =>
      withTensor(cx, a.get('predictions'), (scores) => {
        if (scores.shape.length === 2) return result(x.shape, 'bool');
        throw new ShapeError(
          'rank-mismatch',
          said`${a.fn} takes predictions of one row per example, (batch, classes), but got ${formatShape(scores.shape)}.`,
        );
      }),
    ),
  ),
  define('psnr', 'x1, x2, max_val', (a, cx) =>
    withTensors(cx, [a.get('x1'), a.get('x2')], (x, y) => {
      if (x.shape.length !== y.shape.length) throw mismatch(a.fn, x.shape, y.shape);
      return result([], x.dtype);
    }),
  ),
];
