/** Convolutions of `tf.nn` (documentation of tf.nn.conv2d and its relatives, TensorFlow 1.15 and 2.21). */
import {
  ShapeError,
  equalDims,
  formatDim,
  layoutWord,
  orThrow,
  paddingFromWord,
  planConv,
  planPool,
  planSeparable,
  type ConvRequest,
  type SpatialRank,
} from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import { bind, parseSignature, type Bound } from '../../../python/interpreter/native';
import type { TensorValue, Value } from '../../../python/interpreter/values';
import { convert } from '../convert';
import { convolveNumbers, separableNumbers } from '../convolutionNumbers';
import { informOfChannelsFirst, warnOfDepthwise } from '../findings';
import { operation } from '../operation';
import { makeTensor } from '../tensorClasses';
import {
  entryPerAxis,
  layoutOf,
  needOneOfBoth,
  paddingOf,
  warnOfEmptyOutput,
  windowSizes,
  windowSizesOr1,
} from './arguments';
import { atrousRequest, UNKNOWN_SETTINGS, geometry, operands, requestOf } from './requests';
import { transposedFunctions } from './transposed';
import { said } from '../../../protocol/say';

/** Plans, notes and computes a convolution. */
function finish(cx: Context, request: ConvRequest, x: TensorValue, w: TensorValue): Value {
  const plan = orThrow(planConv(request));
  warnOfEmptyOutput(cx, plan);
  informOfChannelsFirst(cx, request.op, plan.roles.layout, layoutWord(plan.roles.layout, request.rank));
  cx.note({ plan, macs: plan.macs });
  return makeTensor(plan.outputShape, x.dtype, convolveNumbers(cx, plan, x, w));
}

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

const VERSION_1 =
  "input, filters=None, padding='VALID', strides=None, dilation_rate=None, name=None, data_format=None, dilations=None, filter=None";

/** By their places, version 2 takes the strides before the padding: `tf.nn.convolution(input, filters, strides, padding, data_format, dilations)`. */
function inVersion1(a: Bound, cx: Context): Bound {
  const third = a.get('padding');
  if (third.kind === 'str' || third.kind === 'unknown') return a;
  const [padding, layout, dilations] = [a.get('strides'), a.get('dilation_rate'), a.get('name')];
  const kwargs = new Map<string, Value>([['strides', third]]);
  for (const name of ['input', 'filters', 'filter', 'data_format', 'dilations'])
    if (a.has(name)) kwargs.set(name, a.get(name));
  if (padding.kind !== 'none') kwargs.set('padding', padding);
  if (layout.kind === 'str') kwargs.set('data_format', layout);
  if (dilations.kind !== 'none' && dilations.kind !== 'str') kwargs.set('dilations', dilations);
  return bind(a.fn, parseSignature(VERSION_1), cx, [], kwargs);
}

/** `tf.nn.convolution`: the rank is the input's, the padding may be given per axis as a word. */
const generic = operation(
  'tf.nn.convolution',
  VERSION_1,
  (asked, cx) => {
    const a = inVersion1(asked, cx);
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
    const asked = atrousRequest(a, cx);
    return 'kind' in asked ? asked : finish(cx, asked.request, asked.x, asked.w);
  },
  'convolution',
);

/** By their places, version 1 takes the rates before the padding: `tf.nn.dilation2d(input, filter, strides, rates, padding)`. */
function ratesAndPadding(a: Bound, cx: Context) {
  const [fourth, fifth] = [a.get('padding'), a.str('data_format')];
  if ((fourth.kind === 'list' || fourth.kind === 'tuple') && fifth !== undefined)
    return {
      dilations: windowSizes(cx, fourth, 2, 'channels_last', 'rates'),
      padding: paddingFromWord(fifth, 'tf', a.fn, 2),
    };
  const name = a.isNone('dilations') ? 'rates' : 'dilations';
  return {
    dilations: windowSizesOr1(a, name, 2, 'channels_last'),
    padding: paddingOf(a, 2, 'channels_last', false),
  };
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
      const { dilations, padding } = ratesAndPadding(a, cx);
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
  ...transposedFunctions,
  morphology('tf.nn.dilation2d', 'Dilation2D'),
  morphology('tf.nn.erosion2d', 'Erosion2D'),
];
