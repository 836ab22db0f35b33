/** Transposed convolutions of `tf.nn` (documentation of tf.nn.conv2d_transpose and its relatives, TensorFlow 1.15 and 2.21). */
import {
  ShapeError,
  equalDims,
  formatDim,
  layoutWord,
  orThrow,
  planConv,
  type ConvPlan,
  type ConvRequest,
  type DataLayout,
  type Dim,
  type SpatialRank,
} from '../../../shape';
import type { Context } from '../../../python/interpreter/context';
import type { Bound } from '../../../python/interpreter/native';
import { convert } from '../convert';
import { convolveNumbers } from '../convolutionNumbers';
import { informOfChannelsFirst } from '../findings';
import { operation } from '../operation';
import { readShape } from '../staticShape';
import { makeTensor } from '../tensorClasses';
import { channelsFirstOnGpuOnly } from './arguments';
import { atrousRequest, UNKNOWN_SETTINGS, either, geometry, requestOf } from './requests';
import { said } from '../../../protocol/say';

/** `tf.nn.atrous_conv2d_transpose(value, filters, output_shape, rate, padding)`: stride 1, the size is the one asked for. */
const atrousTransposed = operation(
  'tf.nn.atrous_conv2d_transpose',
  'value, filters, output_shape, rate, padding, name=None',
  (a, cx) => {
    const asked = atrousRequest(a, cx);
    if ('kind' in asked) return asked;
    const whole = readShape(a.get('output_shape'), cx, 'output_shape');
    const request: ConvRequest = {
      ...asked.request,
      transposed: true,
      weightLayout: 'kOI',
      batch: 'one',
      outputSize: whole ? spatialPart(a.fn, whole, 2, 'channels_last') : lostSize(a, cx, 2),
    };
    const plan = orThrow(planConv(request));
    if (whole) checkOutputChannels(a.fn, plan, whole);
    cx.note({ plan, macs: plan.macs });
    return makeTensor(plan.outputShape, asked.x.dtype);
  },
  'conv2d_transpose',
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

const byRank = [1, 2, 3].map((rank) =>
  transposed(`tf.nn.conv${rank}d_transpose`, rank as SpatialRank, `conv${rank}d_transpose`),
);

/** `tf.nn.conv_transpose`: which of the three is said by the filter. */
const anyTransposed = operation(
  'tf.nn.conv_transpose',
  "input, filters, output_shape, strides, padding='SAME', data_format=None, dilations=None, name=None",
  (a, cx) => {
    const w = convert(cx, a.get('filters'));
    const fn = w.kind === 'tensor' && w.shape ? byRank[w.shape.length - 3] : undefined;
    if (!fn) return cx.unknown('the input or filter is not known');
    const names = ['input', 'filters', 'output_shape', 'strides', 'padding', 'data_format', 'dilations'];
    return cx.call(fn, [], new Map(names.map((name) => [name, a.get(name)])));
  },
  'conv_transpose',
);

export const transposedFunctions = [atrousTransposed, ...byRank, anyTransposed];
