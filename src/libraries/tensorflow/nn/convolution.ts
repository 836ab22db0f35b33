/** Convolutions of `tf.nn` (documentation of tf.nn.conv2d and its relatives, TensorFlow 1.15 and 2.21). */
import {
  ShapeError,
  equalDims,
  formatDim,
  layoutWord,
  orThrow,
  planConv,
  planPool,
  planSeparable,
  type ConvPlan,
  type ConvRequest,
  type DataLayout,
  type Dim,
  type SpatialRank,
} from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import type { Bound } from '../../../python/interpreter/native';
import type { TensorValue, Value } from '../../../python/interpreter/values';
import { convert } from '../convert';
import { convolveNumbers, separableNumbers } from '../convolutionNumbers';
import { informOfChannelsFirst, warnOfDepthwise } from '../findings';
import { operation } from '../operation';
import { stateOf } from '../state';
import { readShape } from '../staticShape';
import { makeTensor } from '../tensorClasses';
import {
  channelsFirstOnGpuOnly,
  entryPerAxis,
  layoutOf,
  needOneOfBoth,
  paddingOf,
  warnOfEmptyOutput,
  windowSizes,
  windowSizesOr1,
} from './arguments';
import { said } from '../../../protocol/say';

/** The input and the weight of a call, or why the result is not known. */
function operands(
  a: Bound,
  cx: Context,
  filter = 'filters',
  ...others: string[]
): { x: TensorValue; w: TensorValue } | Value {
  const input = others.length > 0 ? either(a, 'input', 'value') : a.get('input');
  const [x, w] = [convert(cx, input), convert(cx, either(a, filter, 'filter', ...others))];
  if (x.kind !== 'tensor') return x;
  if (w.kind !== 'tensor') return w;
  if (!x.shape) return x.reason ?? cx.unknown('the rank of the input is not known');
  return w.shape ? { x, w } : (w.reason ?? cx.unknown('the rank of the filter is not known'));
}

/** The argument under its newer name, or the older one. */
function either(a: Bound, ...names: string[]): Value {
  const given = names.find((name) => a.has(name));
  if (given) return a.get(given);
  throw new PyError('TypeError', `${a.fn}() missing a required argument: '${names[0]}'`);
}

interface Geometry {
  readonly rank: SpatialRank;
  readonly layout: DataLayout;
  readonly strides: Dim[];
  readonly dilations: Dim[];
  readonly padding: NonNullable<ReturnType<typeof paddingOf>>;
}

/** Strides, dilations and padding; undefined where one of them is not known. */
function geometry(a: Bound, rank: SpatialRank, explicit: boolean, strideName = 'strides'): Geometry | undefined {
  const layout = layoutOf(a, rank);
  const strides = windowSizesOr1(a, strideName, rank, layout);
  const dilations = windowSizesOr1(a, 'dilations', rank, layout);
  const padding = paddingOf(a, rank, layout, explicit);
  return strides && dilations && padding && { rank, layout, strides, dilations, padding };
}

/** Plans, notes and computes a convolution. */
function finish(cx: Context, request: ConvRequest, x: TensorValue, w: TensorValue): Value {
  const plan = orThrow(planConv(request));
  warnOfEmptyOutput(cx, plan);
  informOfChannelsFirst(cx, request.op, plan.roles.layout, layoutWord(plan.roles.layout, request.rank));
  cx.note({ plan, macs: plan.macs });
  return makeTensor(plan.outputShape, x.dtype, convolveNumbers(cx, plan, x, w));
}

const UNKNOWN_SETTINGS = 'the strides, dilations or padding of the convolution are not known';

function convolution(name: string, rank: SpatialRank, signature: string, explicit: boolean, graphName: string) {
  return operation(
    name,
    signature,
    (a, cx) => {
      const given = operands(a, cx);
      if ('kind' in given) return given;
      if (rank === 3) for (const setting of ['strides', 'dilations']) entryPerAxis(a, setting, layoutOf(a, 3), 3);
      const g = geometry(a, rank, explicit, rank === 1 ? 'stride' : 'strides');
      if (!g) return cx.unknown(UNKNOWN_SETTINGS);
      const { x, w } = given;
      return finish(cx, requestOf(cx, name, g, x, w), x, w);
    },
    graphName,
  );
}

function requestOf(cx: Context, op: string, g: Geometry, x: TensorValue, w: TensorValue): ConvRequest {
  return {
    framework: 'tensorflow',
    op,
    rank: g.rank,
    inputShape: x.shape!,
    layout: g.layout,
    stride: g.strides,
    dilation: g.dilations,
    padding: g.padding,
    inGraph: stateOf(cx).graphMode,
    weightShape: w.shape!,
    bias: false,
  };
}

const TAIL = 'data_format=None, dilations=None, name=None, filter=None, use_cudnn_on_gpu=True';

const conv1d = convolution(
  'tf.nn.conv1d',
  1,
  `input=None, filters=None, stride=None, padding=None, ${TAIL}, value=None`,
  false,
  'conv1d',
);
const conv2d = convolution(
  'tf.nn.conv2d',
  2,
  `input, filters=None, strides=None, padding='VALID', ${TAIL}`,
  true,
  'Conv2D',
);
const conv3d = convolution(
  'tf.nn.conv3d',
  3,
  `input, filters=None, strides=None, padding='VALID', ${TAIL}`,
  false,
  'Conv3D',
);

/** `tf.nn.convolution`: the rank is the input's, the padding may be given per axis as a word. */
const generic = operation(
  'tf.nn.convolution',
  `input, filters=None, padding='VALID', strides=None, dilation_rate=None, name=None, data_format=None, dilations=None, filter=None`,
  (a, cx) => {
    const given = operands(a, cx);
    if ('kind' in given) return given;
    const { x, w } = given;
    const rank = (w.shape!.length - 2) as SpatialRank;
    if (rank < 1 || rank > 3)
      throw new ShapeError(
        'rank-mismatch',
        said`${a.fn}: the filter must have 3 to 5 axes, but has ${w.shape!.length}.`,
      );
    const layout = layoutOf(a, rank);
    const strides = windowSizesOr1(a, 'strides', rank, layout);
    const dilations = windowSizesOr1(a, a.isNone('dilations') ? 'dilation_rate' : 'dilations', rank, layout);
    const padding = paddingOf(a, rank, layout, false);
    if (!strides || !dilations || !padding) return cx.unknown(UNKNOWN_SETTINGS);
    needOneOfBoth(a.fn, strides, dilations);
    return finish(cx, requestOf(cx, a.fn, { rank, layout, strides, dilations, padding }, x, w), x, w);
  },
  'convolution',
);

function depthwise(name: string, signature: string, dilationName: string) {
  return operation(
    name,
    signature,
    (a, cx) => {
      const given = operands(a, cx, 'filter');
      if ('kind' in given) return given;
      const layout = layoutOf(a, 2);
      entryPerAxis(a, 'strides', layout, 2);
      const strides = windowSizes(cx, a.get('strides'), 2, layout, 'strides');
      const other = a.isNone(dilationName) ? 'rate' : dilationName;
      const dilations = windowSizesOr1(a, other, 2, layout);
      const padding = paddingOf(a, 2, layout, true);
      if (!strides || !dilations || !padding) return cx.unknown(UNKNOWN_SETTINGS);
      const { x, w } = given;
      const request = requestOf(cx, name, { rank: 2, layout, strides, dilations, padding }, x, w);
      const plan = orThrow(planConv({ ...request, weightLayout: 'kIM' }));
      warnOfDepthwise(cx, plan);
      warnOfEmptyOutput(cx, plan);
      informOfChannelsFirst(cx, name, layout, layoutWord(layout, 2));
      cx.note({ plan, macs: plan.macs });
      return makeTensor(plan.outputShape, x.dtype, convolveNumbers(cx, plan, x, w));
    },
    'depthwise',
  );
}

const depthwiseConv2d = depthwise(
  'tf.nn.depthwise_conv2d',
  'input, filter, strides, padding, data_format=None, dilations=None, name=None, rate=None',
  'dilations',
);
const depthwiseNative = depthwise(
  'tf.nn.depthwise_conv2d_native',
  'input, filter, strides, padding, data_format=None, dilations=None, name=None, rate=None',
  'dilations',
);

const separable = operation(
  'tf.nn.separable_conv2d',
  'input, depthwise_filter, pointwise_filter, strides, padding, data_format=None, dilations=None, name=None, rate=None',
  (a, cx) => {
    const [x, w, p] = ['input', 'depthwise_filter', 'pointwise_filter'].map((at) => convert(cx, a.get(at)));
    if (x.kind !== 'tensor' || w.kind !== 'tensor' || p.kind !== 'tensor' || !x.shape || !w.shape || !p.shape) {
      return cx.unknown('the input or a filter of the convolution is not known');
    }
    const layout = layoutOf(a, 2);
    entryPerAxis(a, 'strides', layout, 2);
    const strides = windowSizes(cx, a.get('strides'), 2, layout, 'strides');
    const dilations = windowSizesOr1(a, a.isNone('dilations') ? 'rate' : 'dilations', 2, layout);
    const padding = paddingOf(a, 2, layout, true);
    if (!strides || !dilations || !padding) return cx.unknown(UNKNOWN_SETTINGS);
    const request = requestOf(cx, a.fn, { rank: 2, layout, strides, dilations, padding }, x, w);
    const plan = orThrow(planSeparable({ ...request, pointwiseShape: p.shape }));
    warnOfDepthwise(cx, plan.depthwise);
    informOfChannelsFirst(cx, a.fn, layout, layoutWord(layout, 2));
    cx.note({ plan, macs: plan.macs });
    return makeTensor(plan.outputShape, x.dtype, separableNumbers(cx, plan, x, w, p));
  },
  'separable_conv2d',
);

/** `tf.nn.atrous_conv2d(value, filters, rate, padding)`: stride 1, dilation `rate` on both axes. */
const atrous = operation(
  'tf.nn.atrous_conv2d',
  'value, filters, rate, padding, name=None, data_format=None',
  (a, cx) => {
    const [x, w] = [convert(cx, a.get('value')), convert(cx, a.get('filters'))];
    if (x.kind !== 'tensor' || w.kind !== 'tensor' || !x.shape || !w.shape)
      return cx.unknown('the input or filter is not known');
    const dilations = windowSizes(cx, a.get('rate'), 2, 'channels_last', 'rate');
    const padding = paddingOf(a, 2, 'channels_last', false);
    if (!dilations || !padding) return cx.unknown(UNKNOWN_SETTINGS);
    const request = requestOf(
      cx,
      a.fn,
      { rank: 2, layout: 'channels_last', strides: [1, 1], dilations, padding },
      x,
      w,
    );
    return finish(cx, request, x, w);
  },
  'convolution',
);

/** The output shape of a transposed convolution; its batch entry may be a tensor's own. */
function transposed(name: string, rank: SpatialRank, graphName: string) {
  return operation(
    name,
    `input=None, filters=None, output_shape=None, strides=None, padding='SAME', data_format=None, dilations=None, name=None, filter=None, value=None`,
    (a, cx) => {
      const x = convert(cx, a.has('value') ? a.get('value') : a.get('input'));
      const w = convert(cx, either(a, 'filters', 'filter'));
      if (x.kind !== 'tensor' || w.kind !== 'tensor' || !x.shape || !w.shape)
        return cx.unknown('the input or filter is not known');
      const g = geometry(a, rank, rank === 2);
      if (!g) return cx.unknown(UNKNOWN_SETTINGS);
      const whole = readShape(a.get('output_shape'), cx, 'output_shape');
      const request: ConvRequest = {
        ...requestOf(cx, name, g, x, w),
        transposed: true,
        weightLayout: 'kOI',
        batch: 'one',
        outputSize: whole ? spatialPart(name, whole, rank, g.layout) : lostSize(a, cx, rank),
      };
      const plan = orThrow(planConv(request));
      if (whole) checkOutputChannels(name, plan, whole);
      // The kernel for explicit padding (Conv2DCustomBackpropInputOp) has no form for channels first on CPUs.
      const custom = rank === 2 && g.padding.kind === 'explicit' && g.layout === 'channels_first';
      if (custom) channelsFirstOnGpuOnly(cx, name, x);
      else informOfChannelsFirst(cx, name, g.layout, layoutWord(g.layout, rank));
      cx.note({ plan, macs: plan.macs });
      return makeTensor(plan.outputShape, x.dtype, convolveNumbers(cx, plan, x, w));
    },
    graphName,
  );
}

/** Sizes that an `output_shape` gives which is not known. */
function lostSize(a: Bound, cx: Context, rank: number): Dim[] | undefined {
  if (a.isNone('output_shape')) return undefined;
  return Array.from({ length: rank }, () => cx.unknownDim('output_shape is not known'));
}

/** @throws ShapeError `output-size` where there is not one entry per axis */
function spatialPart(op: string, whole: readonly Dim[], rank: number, layout: DataLayout): readonly Dim[] {
  if (whole.length === rank) return whole;
  if (whole.length !== rank + 2) {
    throw new ShapeError(
      'output-size',
      said`${op}: output_shape has ${whole.length} entries, but needs ${rank + 2}: batch, size and channels.`,
    );
  }
  return layout === 'channels_first' ? whole.slice(2) : whole.slice(1, -1);
}

/** @throws ShapeError `channel-mismatch` where output_shape asks for channels the filter does not make */
function checkOutputChannels(op: string, plan: ConvPlan, whole: readonly Dim[]): void {
  if (whole.length !== plan.outputShape.length) return;
  const asked = whole[plan.roles.channels];
  if (equalDims(asked, plan.outChannels) !== false) return;
  throw new ShapeError(
    'channel-mismatch',
    said`${op}: output_shape asks for ${formatDim(asked)} channels, but the filter (height, width, out, in) makes ${formatDim(plan.outChannels)}.`,
    { parameter: 'output_shape', value: plan.outChannels },
  );
}

/** Grey-scale dilation and erosion: the largest or smallest over a window with an offset per tap; one map per channel. */
const morphology = (name: string, graphName: string) =>
  operation(
    name,
    "input=None, filters=None, strides=None, padding='VALID', data_format='NHWC', dilations=None, name=None, filter=None, rates=None, value=None, kernel=None",
    (a, cx) => {
      const given = operands(a, cx, 'filters', 'kernel');
      if ('kind' in given) return given;
      const { x, w } = given;
      if (w.shape!.length !== 3)
        throw new ShapeError(
          'rank-mismatch',
          said`${a.fn}: the filter has axes (height, width, depth), but ${w.shape!.length} were given.`,
        );
      const strides = windowSizesOr1(a, 'strides', 2, 'channels_last');
      const dilations = windowSizesOr1(a, a.isNone('dilations') ? 'rates' : 'dilations', 2, 'channels_last');
      const padding = paddingOf(a, 2, 'channels_last', false);
      if (!strides || !dilations || !padding) return cx.unknown(UNKNOWN_SETTINGS);
      const plan = orThrow(
        planPool({
          framework: 'tensorflow',
          op: a.fn,
          kind: 'max',
          rank: 2,
          inputShape: x.shape!,
          layout: 'channels_last',
          batch: 'one',
          kernel: w.shape!.slice(0, 2),
          stride: strides,
          dilation: dilations,
          padding,
        }),
      );
      const depth = x.shape![3];
      if (equalDims(depth, w.shape![2]) === false) {
        throw new ShapeError(
          'channel-mismatch',
          said`${a.fn}: the input has ${formatDim(depth)} channels, but the filter ${formatDim(w.shape![2])}: both must be equal.`,
          { parameter: 'filters', value: depth },
        );
      }
      cx.note({ plan });
      return makeTensor(plan.outputShape, x.dtype);
    },
    graphName,
  );

export const convolutionFunctions = [
  conv1d,
  conv2d,
  conv3d,
  generic,
  depthwiseConv2d,
  depthwiseNative,
  separable,
  atrous,
  transposed('tf.nn.conv1d_transpose', 1, 'conv1d_transpose'),
  transposed('tf.nn.conv2d_transpose', 2, 'conv2d_transpose'),
  transposed('tf.nn.conv3d_transpose', 3, 'conv3d_transpose'),
  morphology('tf.nn.dilation2d', 'Dilation2D'),
  morphology('tf.nn.erosion2d', 'Erosion2D'),
];
