/** Poolings of `tf.nn`. */
import {
  ShapeError,
  equalDims,
  floorDiv,
  formatDim,
  formatShape,
  isNumber,
  layoutWord,
  lessThan,
  orThrow,
  planPool,
  type DataLayout,
  type Dim,
  type PoolKind,
  type SpatialRank,
} from '../../../shape';
import type { Bound } from '../../../python/interpreter/native';
import type { Context } from '../../../python/interpreter/context';
import { tuple, type TensorValue, type Value } from '../../../python/interpreter/values';
import { convert } from '../convert';
import { informOfChannelsFirst } from '../findings';
import { operation } from '../operation';
import { poolNumbers } from '../poolNumbers';
import { stateOf, warnOnce } from '../state';
import { readShape } from '../staticShape';
import { makeTensor } from '../tensorClasses';
import {
  channelsFirstOnGpuOnly,
  layoutOf,
  needOneOfBoth,
  paddingOf,
  warnOfEmptyOutput,
  windowSizes,
  windowSizesOr1,
} from './arguments';
import { said } from '../../../protocol/say';

function inputOf(a: Bound, cx: Context): TensorValue | Exclude<Value, TensorValue> {
  return convert(cx, a.has('value') ? a.get('value') : a.get('input'));
}

function pool(cx: Context, a: Bound, x: TensorValue, kind: PoolKind, rank: SpatialRank): Value {
  const layout = layoutOf(a, rank);
  const overDepth = rank === 2 && layout === 'channels_last' && kind === 'max' ? depthPooled(cx, a, x) : undefined;
  if (overDepth) return overDepth;
  const padding = paddingOf(a, rank, layout, kind === 'max' && rank === 2);
  const kernel = windowSizes(cx, a.get('ksize'), rank, layout, 'ksize');
  const stride = strideBesideChannels(cx, a, kind, rank, layout) ?? windowSizesOr1(a, 'strides', rank, layout);
  if (!kernel || !stride || !padding) return cx.unknown('the window, strides or padding of the pooling are not known');
  const inputShape = x.shape!;
  const plan = orThrow(
    planPool({
      framework: 'tensorflow',
      op: a.fn,
      kind,
      rank,
      inputShape,
      layout,
      batch: 'one',
      kernel,
      stride,
      padding,
      inGraph: stateOf(cx).graphMode,
    }),
  );
  warnOfEmptyOutput(cx, plan);
  // Only plain windows have a kernel for channels first on CPUs.
  if (layout === 'channels_first' && padding.kind === 'explicit') channelsFirstOnGpuOnly(cx, a.fn, x);
  else informOfChannelsFirst(cx, a.fn, layout, layoutWord(layout, rank));
  cx.note({ plan });
  return makeTensor(plan.outputShape, x.dtype, poolNumbers(cx, plan, x));
}

/**
 * The strides where they have an entry for channels last that windows do not reach over: TensorFlow ignores it, which is warned of
 * (`pooling_ops_common.cc`; tried with 2.21 on a CPU). In a graph the static shape of maxima counts with it, so what follows does not fit.
 */
function strideBesideChannels(
  cx: Context,
  a: Bound,
  kind: PoolKind,
  rank: SpatialRank,
  layout: DataLayout,
): Dim[] | undefined {
  const entries = (name: string): readonly Dim[] => (isList(a.get(name)) && readShape(a.get(name), cx, name)) || [];
  const [window, stride] = [entries('ksize'), entries('strides')];
  if (rank !== 2 || layout !== 'channels_last' || (kind === 'max' && stateOf(cx).graphMode)) return undefined;
  if (stride.length !== 4 || !lessThan(1, stride[3]) || stride[0] !== 1) return undefined;
  if (window.length === 4 && window[3] !== 1) return undefined;
  const moved = stride[1] === 1 ? [1, stride[2], stride[3], 1] : undefined;
  warnOnce(
    cx,
    'stride-not-positive',
    said`${a.fn}: the last of strides=${formatShape(stride)} is for the channels, and is ignored: windows do not reach over them. ${
      moved ? said`For NHWC write [${formatShape(moved).slice(1, -1)}].` : said`Write 1 there.`
    }`,
    { parameter: 'strides', value: moved ?? [...stride.slice(0, 3), 1] },
  );
  return stride.slice(1, 3);
}

const isList = ({ kind }: Value): boolean => kind === 'list' || kind === 'tuple';

/**
 * Maxima over groups of channels: a window over nothing but the channels (`maxpooling_op.cc`, DepthwiseMaxPool; on CPUs only).
 * Undefined for every other window. @throws ShapeError where windows overlap, or do not fill the channels
 */
function depthPooled(cx: Context, a: Bound, x: TensorValue): Value | undefined {
  const entries = (name: string): Dim[] | undefined =>
    a.get(name).kind === 'int' || x.shape?.length !== 4 ? undefined : readShape(a.get(name), cx, name);
  const [kernel, stride] = [entries('ksize'), entries('strides')];
  if (kernel?.length !== 4 || !lessThan(1, kernel[3]) || kernel.slice(0, 3).some((size) => size !== 1))
    return undefined;
  const [width, channels] = [kernel[3], x.shape![3]];
  if (stride?.length !== 4 || equalDims(stride[3], width) !== true || stride.slice(0, 3).some((size) => size !== 1)) {
    throw new ShapeError(
      'stride-not-positive',
      said`${a.fn}: a window over ${formatDim(width)} channels must go on by as many: strides=(1, 1, 1, ${formatDim(width)}).`,
      { parameter: 'strides', value: kernel },
    );
  }
  if (isNumber(channels) && isNumber(width) && channels % width !== 0) {
    throw new ShapeError(
      'channel-mismatch',
      said`${a.fn}: a window over ${width} channels must divide the ${channels} channels of the input.`,
    );
  }
  return makeTensor([...x.shape!.slice(0, 3), floorDiv(channels, width)], x.dtype);
}

function pooling(name: string, kind: PoolKind, rank: SpatialRank, graphName: string) {
  return operation(
    name,
    `input=None, ksize=None, strides=None, padding='VALID', data_format=None, name=None, value=None`,
    (a, cx) => {
      const x = inputOf(a, cx);
      if (x.kind !== 'tensor') return x;
      return x.shape ? pool(cx, a, x, kind, rank) : (x.reason ?? cx.unknown('the rank of the input is not known'));
    },
    graphName,
  );
}

/** `tf.nn.max_pool` and `avg_pool`: the rank is the input's; TensorFlow 1 has two spatial axes. */
function anyRank(name: string, kind: PoolKind, graphName: string) {
  return operation(
    name,
    `input=None, ksize=None, strides=None, padding='VALID', data_format=None, name=None, value=None`,
    (a, cx) => {
      const x = inputOf(a, cx);
      if (x.kind !== 'tensor') return x;
      if (!x.shape) return x.reason ?? cx.unknown('the rank of the input is not known');
      const rank = x.shape.length - 2;
      if (rank < 1 || rank > 3) {
        throw new ShapeError(
          'rank-mismatch',
          said`${name} needs an input of 3 to 5 axes, but got ${formatShape(x.shape)}.`,
        );
      }
      return pool(cx, a, x, kind, rank as SpatialRank);
    },
    graphName,
  );
}

/**
 * `tf.nn.pool`: windows with dilation, for which some combinations are refused (nn_ops.py, `pool_v2` and
 * `_get_strides_and_dilation_rate`).
 */
const general = operation(
  'tf.nn.pool',
  "input, window_shape, pooling_type, strides=None, padding='VALID', data_format=None, dilations=None, name=None, dilation_rate=None",
  (a, cx) => {
    const x = convert(cx, a.get('input'));
    if (x.kind !== 'tensor') return x;
    if (!x.shape) return x.reason ?? cx.unknown('the rank of the input is not known');
    const rank = x.shape.length - 2;
    if (rank < 1 || rank > 3)
      throw new ShapeError(
        'rank-mismatch',
        said`tf.nn.pool needs an input of 3 to 5 axes, but got ${formatShape(x.shape)}.`,
      );
    const layout = layoutOf(a, rank);
    const axes = cx.sequence(a.get('window_shape'))?.length;
    if (axes !== undefined && axes !== rank) {
      throw new ShapeError(
        'rank-mismatch',
        said`tf.nn.pool: window_shape has ${axes} sizes, so the input needs ${axes + 2} axes, but got ${formatShape(x.shape)}.`,
      );
    }
    const kernel = windowSizes(cx, a.get('window_shape'), rank, layout, 'window_shape');
    const stride = windowSizesOr1(a, 'strides', rank, layout);
    const dilation = windowSizesOr1(a, a.isNone('dilations') ? 'dilation_rate' : 'dilations', rank, layout);
    const padding = paddingOf(a, rank as SpatialRank, layout, false);
    if (!kernel || !stride || !dilation || !padding) return cx.unknown('the settings of the pooling are not known');
    needOneOfBoth(a.fn, stride, dilation);
    if (dilation.some((size) => lessThan(1, size)) && padding.kind === 'same_upper') {
      throw new ShapeError(
        'padding-mode',
        said`tf.nn.pool: padding 'SAME' is not implemented for dilations=${formatShape(dilation)} above 1. Use 'VALID'.`,
        { parameter: 'padding', value: 'VALID' },
      );
    }
    if (stride.some((size, axis) => lessThan(kernel[axis], size))) {
      throw new ShapeError(
        'stride-not-positive',
        said`tf.nn.pool: strides=${formatShape(stride)} above window_shape=${formatShape(kernel)} are not supported: CPU and GPU would differ.`,
        { parameter: 'strides', value: kernel },
      );
    }
    const kind = a.str('pooling_type') === 'AVG' ? 'avg' : 'max';
    const plan = orThrow(
      planPool({
        framework: 'tensorflow',
        op: a.fn,
        kind,
        rank: rank as SpatialRank,
        inputShape: x.shape,
        layout,
        batch: 'one',
        kernel,
        stride,
        dilation,
        padding,
        inGraph: stateOf(cx).graphMode,
      }),
    );
    warnOfEmptyOutput(cx, plan);
    informOfChannelsFirst(cx, a.fn, layout, layoutWord(layout, rank));
    cx.note({ plan });
    return makeTensor(plan.outputShape, x.dtype, poolNumbers(cx, plan, x));
  },
  'pool',
);

/** Values and the places they came from. */
const withArgmax = operation(
  'tf.nn.max_pool_with_argmax',
  "input, ksize=None, strides=None, padding='VALID', data_format='NHWC', output_dtype=None, include_batch_in_index=False, name=None",
  (a, cx) => {
    const x = convert(cx, a.get('input'));
    if (x.kind !== 'tensor' || !x.shape) return cx.unknown('the input is not known');
    const values = pool(cx, a, x, 'max', 2);
    if (values.kind !== 'tensor') return values;
    return tuple([values, makeTensor(values.shape, 'int64')]);
  },
  'MaxPoolWithArgmax',
);

export const poolingFunctions = [
  pooling('tf.nn.max_pool1d', 'max', 1, 'MaxPool1d'),
  pooling('tf.nn.max_pool2d', 'max', 2, 'MaxPool2d'),
  pooling('tf.nn.max_pool3d', 'max', 3, 'MaxPool3D'),
  pooling('tf.nn.avg_pool1d', 'avg', 1, 'AvgPool1d'),
  pooling('tf.nn.avg_pool2d', 'avg', 2, 'AvgPool2d'),
  pooling('tf.nn.avg_pool3d', 'avg', 3, 'AvgPool3D'),
  anyRank('tf.nn.max_pool', 'max', 'MaxPool'),
  anyRank('tf.nn.avg_pool', 'avg', 'AvgPool'),
  general,
  withArgmax,
];
