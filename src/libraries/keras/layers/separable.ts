/** Separable convolutions: a depthwise one followed by a 1×1 one. */
import {
  ShapeError,
  convSettingsProblem,
  mul,
  orThrow,
  planSeparable,
  type DataLayout,
  type SeparableRequest,
  type Shape,
  type SpatialRank,
} from '../../../shape';
import type { Bound } from '../../../python/interpreter/native';
import { bool, int, str, type TensorValue, type Value } from '../../../python/interpreter/values';
import { separableNumbers } from '../../tensorflow/convolutionNumbers';
import { warnOfDepthwise } from '../../tensorflow/findings';
import { makeTensor } from '../../tensorflow/tensorClasses';
import { dataLayout, paddingWord, positive, sizesPerAxis, sizesTuple } from '../arguments';
import { assumedMaps, floatOf, type CallFrame, type LayerEntry, type WeightEntry } from '../define';
import { activate } from './activation';
import { builtChannels } from './convolution';

interface SeparableSettings {
  readonly layout: DataLayout;
  readonly request: Omit<SeparableRequest, 'inputShape'> | undefined;
  readonly activation: Value;
  readonly attributes: Record<string, Value>;
}

function readSettings(a: Bound, rank: SpatialRank): SeparableSettings {
  const layout = dataLayout(a);
  const filters = positive(a, 'filters');
  const multiplier = positive(a, 'depth_multiplier');
  const kernel = sizesPerAxis(a, 'kernel_size', rank, 'kernel-not-positive');
  const stride = sizesPerAxis(a, 'strides', rank, 'stride-not-positive');
  const dilation = sizesPerAxis(a, 'dilation_rate', rank, 'dilation-not-positive');
  const padding = paddingWord(a, 'keras', rank);
  const bias = a.truth('use_bias') ?? true;
  const request: Omit<SeparableRequest, 'inputShape'> = {
    framework: 'keras',
    op: a.fn,
    rank,
    layout,
    kernel,
    stride,
    dilation,
    padding: padding ?? { kind: 'valid' },
    outChannels: filters,
    channelMultiplier: multiplier,
    bias,
  };
  const problem = convSettingsProblem(request);
  if (problem) throw ShapeError.of(problem);
  return {
    layout,
    request: padding && request,
    activation: a.get('activation'),
    attributes: {
      rank: int(rank),
      filters: int(filters),
      kernel_size: sizesTuple(kernel),
      strides: sizesTuple(stride),
      dilation_rate: sizesTuple(dilation),
      depth_multiplier: int(multiplier),
      padding: a.get('padding').kind === 'str' ? str(a.str('padding')!.toLowerCase()) : a.get('padding'),
      data_format: str(layout),
      use_bias: bool(bias),
      activation: a.get('activation'),
    },
  };
}

function weights(s: SeparableSettings, input: Shape): WeightEntry[] {
  if (!s.request) return [];
  const { rank, kernel = [], channelMultiplier = 1, outChannels = 1 } = s.request;
  const channels = builtChannels(s.request.op, input, s.layout);
  orThrow(planSeparable({ ...s.request, inputShape: input }));
  const ones = new Array<number>(rank).fill(1);
  const made: WeightEntry[] = [
    { name: 'depthwise_kernel', shape: [...kernel, channels, channelMultiplier] },
    { name: 'pointwise_kernel', shape: [...ones, mul(channels, channelMultiplier), outChannels] },
  ];
  if (s.request.bias) made.push({ name: 'bias', shape: [outChannels], initializer: str('zeros') });
  return made;
}

function output(input: Shape, frame: CallFrame<SeparableSettings>, x: TensorValue): Value {
  const { cx, settings: s, built } = frame;
  if (!s.request) return cx.unknown('the padding of the convolution is not known');
  const inChannels = built && builtChannels(s.request.op, built, s.layout);
  const plan = orThrow(planSeparable({ ...s.request, inChannels, inputShape: input }));
  frame.note({ plan, macs: plan.macs });
  warnOfDepthwise(cx, plan.depthwise);
  const data = separableNumbers(
    cx,
    plan,
    x,
    frame.weight('depthwise_kernel'),
    frame.weight('pointwise_kernel'),
    frame.weight('bias'),
  );
  return activate(cx, s.activation, makeTensor(plan.outputShape, floatOf(x.dtype), data));
}

function separable(rank: 1 | 2): LayerEntry<SeparableSettings> {
  const one = rank === 1 ? '1' : '(1, 1)';
  return {
    name: `SeparableConv${rank}D`,
    init:
      `filters, kernel_size, strides=${one}, padding='valid', data_format=None, dilation_rate=${one}, depth_multiplier=1, ` +
      "activation=None, use_bias=True, depthwise_initializer='glorot_uniform', pointwise_initializer='glorot_uniform', " +
      "bias_initializer='zeros', depthwise_regularizer=None, pointwise_regularizer=None, bias_regularizer=None, " +
      'activity_regularizer=None, depthwise_constraint=None, pointwise_constraint=None, bias_constraint=None',
    configure: (a) => readSettings(a, rank),
    attributes: (s) => s.attributes,
    input: () => ({ minNdim: rank + 2 }),
    assumed: (s) => assumedMaps(rank, s.layout === 'channels_first'),
    weights,
    output,
  };
}

export const separableLayers = [separable(1), separable(2)] as LayerEntry<unknown>[];
