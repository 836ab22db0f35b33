/** Convolution layers: ordinary, depthwise and transposed, on one to three spatial axes. */
import {
  ShapeError,
  convSettingsProblem,
  convWeightShape,
  equalDims,
  orThrow,
  planConv,
  type ConvPlan,
  type ConvRequest,
  type DataLayout,
  type Dim,
  type Shape,
  type SpatialRank,
} from '../../../shape';
import type { Bound } from '../../../python/interpreter/native';
import { bool, int, str, type TensorValue, type Value } from '../../../python/interpreter/values';
import { convolveNumbers } from '../../tensorflow/convolutionNumbers';
import { informOfChannelsFirst, warnOfDepthwise } from '../../tensorflow/findings';
import { describeShape, isNoneDim } from '../../tensorflow/staticShape';
import { makeTensor } from '../../tensorflow/tensorClasses';
import { dataLayout, defaultConfig, paddingPairs, paddingWord, positive, sizesPerAxis, sizesTuple } from '../arguments';
import { assumedMaps, floatOf, type CallFrame, type LayerEntry, type WeightEntry } from '../define';
import { activate } from './activation';
import { LORA, loraRank, withLora } from './lora';
import { said } from '../../../protocol/say';

type Request = Omit<ConvRequest, 'inputShape'>;

/** A convolution layer's settings; `request` is undefined where its padding word is not known. */
export interface ConvLayerSettings {
  readonly rank: SpatialRank;
  readonly layout: DataLayout;
  /** Whether the program says the layout here, rather than once for all of Keras. */
  readonly saysLayout: boolean;
  readonly request: Request | undefined;
  readonly lora: Dim | undefined;
  readonly activation: Value;
  readonly initializers: { readonly kernel: Value; readonly bias: Value };
  readonly attributes: Record<string, Value>;
}

/** The parameters after the geometry; `of` names the weight. */
const common = (of = 'kernel'): string =>
  `activation=None, use_bias=True, ${of}_initializer='glorot_uniform', bias_initializer='zeros', ` +
  `${of}_regularizer=None, bias_regularizer=None, activity_regularizer=None, ${of}_constraint=None, bias_constraint=None`;

const FORMAT_LAST = 'output_padding=None, data_format=None';
const FORMAT_FIRST = 'data_format=None, output_padding=None';

/** The settings. @throws ShapeError for what the constructor refuses */
function checked(request: Request): Request {
  const problem = convSettingsProblem(request);
  if (problem) throw ShapeError.of(problem);
  return request;
}

function readSettings(a: Bound, rank: SpatialRank, kind: 'ordinary' | 'depthwise' | 'transposed'): ConvLayerSettings {
  const layout = dataLayout(a);
  const depthwise = kind === 'depthwise';
  const filters = depthwise ? undefined : positive(a, 'filters');
  const multiplier = depthwise ? positive(a, 'depth_multiplier') : undefined;
  const kernel = sizesPerAxis(a, 'kernel_size', rank, 'kernel-not-positive');
  const stride = sizesPerAxis(a, 'strides', rank, 'stride-not-positive');
  const dilation = sizesPerAxis(a, 'dilation_rate', rank, 'dilation-not-positive');
  const transposed = kind === 'transposed';
  const groups = kind === 'ordinary' ? positive(a, 'groups') : undefined;
  const pairs = kind === 'ordinary' && rank === 2 && [...dilation, groups].every((size) => size === 1);
  const padding =
    (pairs ? paddingPairs(a, rank, layout) : undefined) ??
    paddingWord(a, rank === 1 && kind === 'ordinary' ? 'keras_causal' : 'keras', rank);
  const extra = transposed && !a.isNone('output_padding');
  const outputPadding = extra ? sizesPerAxis(a, 'output_padding', rank, 'size-not-positive', true) : undefined;
  const bias = a.truth('use_bias') ?? true;
  const base: Request = {
    framework: 'keras',
    op: a.fn,
    rank,
    layout,
    transposed,
    kernel,
    stride,
    dilation,
    padding: padding ?? { kind: 'valid' },
    outChannels: filters,
    groups,
    channelMultiplier: multiplier,
    bias,
    outputPadding,
  };
  return {
    rank,
    layout,
    saysLayout: !a.isNone('data_format'),
    request: checked(base) && padding && base,
    lora: kind === 'ordinary' ? loraRank(a) : undefined,
    activation: a.get('activation'),
    initializers: {
      kernel: a.get(depthwise ? 'depthwise_initializer' : 'kernel_initializer'),
      bias: a.get('bias_initializer'),
    },
    attributes: {
      ...(filters === undefined ? {} : { filters: int(filters) }),
      ...(multiplier === undefined ? {} : { depth_multiplier: int(multiplier) }),
      ...(groups === undefined ? {} : { groups: int(groups) }),
      rank: int(rank),
      kernel_size: sizesTuple(kernel),
      strides: sizesTuple(stride),
      dilation_rate: sizesTuple(dilation),
      padding: a.get('padding').kind === 'str' ? str(a.str('padding')!.toLowerCase()) : a.get('padding'),
      data_format: str(layout),
      use_bias: bool(bias),
      activation: a.get('activation'),
    },
  };
}

/**
 * The channels a layer is built for.
 * @throws ShapeError `channel-mismatch` where the input leaves them open
 */
export function builtChannels(op: string, input: Shape, layout: DataLayout): Dim {
  const channels = layout === 'channels_first' ? input[1] : input[input.length - 1];
  if (!isNoneDim(channels)) return channels;
  throw new ShapeError(
    'channel-mismatch',
    said`${op}: the channel dimension of the inputs must be defined, but the input shape is ${describeShape(input)} with data_format="${layout}". Give Input(shape=…) a number there: weights are made for it.`,
  );
}

function weights(s: ConvLayerSettings, input: Shape): WeightEntry[] {
  if (!s.request) return [];
  const channels = builtChannels(s.request.op, input, s.layout);
  // Refuses what the input breaks before a weight is made for it, as Keras' build does.
  const plan = orThrow(planConv({ ...s.request, inputShape: input }));
  const kernel = { name: 'kernel', shape: convWeightShape(s.request, channels), initializer: s.initializers.kernel };
  const bias = { name: 'bias', shape: [plan.outChannels], initializer: s.initializers.bias };
  return withLora(s.request.bias ? [kernel, bias] : [kernel], s.lora);
}

function output(input: Shape, frame: CallFrame<ConvLayerSettings>, x: TensorValue): Value {
  const { cx, settings: s, built } = frame;
  if (!s.request) return cx.unknown('the padding of the convolution is not known');
  const inChannels = built && builtChannels(s.request.op, built, s.layout);
  const plan = orThrow(planConv({ ...s.request, inChannels, inputShape: input }));
  frame.note({ plan, macs: plan.macs });
  if (plan.weightLayout === 'kIM') warnOfDepthwise(cx, plan);
  else if (s.saysLayout && usesOwnKernel(plan) && !cx.session('keras.config', defaultConfig).isKeras1)
    informOfChannelsFirst(cx, plan.op, s.layout, s.layout);
  const data = convolveNumbers(cx, plan, x, frame.weight('kernel'), frame.weight('bias'));
  return activate(cx, s.activation, makeTensor(plan.outputShape, floatOf(x.dtype), data));
}

/**
 * Whether TensorFlow's own kernel computes a convolution with channels first. XLA, which takes every layout, compiles those over
 * three axes and those in groups (`conv` in keras/src/backend/tensorflow/nn.py; Keras 3.15 run with TF_ENABLE_ONEDNN_OPTS=0).
 */
const usesOwnKernel = ({ axes, groups, transposed }: ConvPlan): boolean =>
  transposed || (axes.length < 3 && equalDims(groups, 1) !== false);

/** What all convolution entries share. */
function entry(
  name: string,
  rank: SpatialRank,
  kind: 'ordinary' | 'depthwise' | 'transposed',
  init: string,
): LayerEntry<ConvLayerSettings> {
  return {
    name,
    init,
    configure: (a) => readSettings(a, rank, kind),
    attributes: (s) => s.attributes,
    input: () => ({ minNdim: rank + 2 }),
    assumed: (s) => assumedMaps(rank, s.layout === 'channels_first'),
    weights,
    output,
  };
}

const ordinary = (rank: SpatialRank): LayerEntry<ConvLayerSettings> => {
  const one = rank === 1 ? '1' : `(${Array(rank).fill(1).join(', ')})`;
  return entry(
    `Conv${rank}D`,
    rank,
    'ordinary',
    `filters, kernel_size, strides=${one}, padding='valid', data_format=None, dilation_rate=${one}, groups=1, ${common()}, *, ${LORA}`,
  );
};

const depthwise = (rank: SpatialRank): LayerEntry<ConvLayerSettings> => {
  const one = rank === 1 ? '1' : '(1, 1)';
  return entry(
    `DepthwiseConv${rank}D`,
    rank,
    'depthwise',
    `kernel_size, strides=${one}, padding='valid', depth_multiplier=1, data_format=None, dilation_rate=${one}, ${common('depthwise')}`,
  );
};

const transposed = (rank: SpatialRank): LayerEntry<ConvLayerSettings> => {
  const one = rank === 1 ? '1' : `(${Array(rank).fill(1).join(', ')})`;
  return entry(
    `Conv${rank}DTranspose`,
    rank,
    'transposed',
    // Keras names the two in another order for three axes.
    `filters, kernel_size, strides=${one}, padding='valid', ${rank === 3 ? FORMAT_FIRST : FORMAT_LAST}, dilation_rate=${one}, ${common()}`,
  );
};

export const convolutionLayers = [
  ...([1, 2, 3] as const).map(ordinary),
  ...([1, 2] as const).map(depthwise),
  ...([1, 2, 3] as const).map(transposed),
] as LayerEntry<unknown>[];
