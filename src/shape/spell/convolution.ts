import type { ConvPlan } from '../conv/types';
import { amounts, isPaddable, paddedInJax, paddedInKeras, paddedInTensorflow, torchPad } from './padded';
import { transposedConvolution } from './transposed';
import { all, axesOption, each, edges, n, option, paddingWord, stridesWithDilation, tuple, tupleOption } from './write';

/** A convolution for each framework that has it. */
export function convolution(plan: ConvPlan): [string, string | undefined][] {
  if (plan.transposed) return transposedConvolution(plan);
  return [
    ['PyTorch', torchConvolution(plan)],
    ['Keras', kerasConvolution(plan)],
    ['TensorFlow', tensorflowConvolution(plan)],
    ['Flax', flaxConvolution(plan)],
  ];
}

/** `nn.Conv2d(…)`, with a layer for padding that differs from edge to edge. */
export function torchConvolution(plan: ConvPlan): string {
  const { axes } = plan;
  const symmetric = axes.every((axis) => n(axis.padBefore) === n(axis.padAfter));
  const layer = `nn.Conv${plan.rank}d(${[
    n(plan.inChannels),
    n(plan.outChannels),
    each(axes, (a) => a.kernel),
    ...axesOption('stride', axes, (a) => a.stride, 1),
    ...(symmetric ? axesOption('padding', axes, (a) => a.padBefore, 0) : []),
    ...axesOption('dilation', axes, (a) => a.dilation, 1),
    ...option('groups', String(n(plan.groups)), n(plan.groups) === 1),
    ...option('bias', 'False', plan.bias),
    ...option('padding_mode', `'${plan.paddingMode}'`, plan.paddingMode === 'zeros' || !symmetric),
  ].join(', ')})`;
  return symmetric ? layer : `nn.Sequential(${torchPad(plan)}, ${layer})`;
}

/** Whether every input channel has kernels of its own, and how many. */
function multiplierOf(plan: ConvPlan): number | undefined {
  if (plan.channelMultiplier !== undefined) return n(plan.channelMultiplier);
  const depthwise = n(plan.groups) === n(plan.inChannels) && n(plan.groups) > 1;
  return depthwise ? n(plan.outChannels) / n(plan.inChannels) : undefined;
}

function kerasConvolution(plan: ConvPlan): string | undefined {
  if (stridesWithDilation(plan)) return undefined;
  const { axes, rank } = plan;
  const word = wordOf(plan);
  const multiplier = rank < 3 ? multiplierOf(plan) : undefined;
  const common = [...axesOption('strides', axes, (a) => a.stride, 1), ...option('padding', "'same'", word !== 'same')];
  const bias = option('use_bias', 'False', plan.bias);
  const dilation = axesOption('dilation_rate', axes, (a) => a.dilation, 1);
  const kernel = each(axes, (a) => a.kernel);
  const layer =
    multiplier !== undefined
      ? `layers.DepthwiseConv${rank}D(${[kernel, ...common, ...option('depth_multiplier', String(multiplier), multiplier === 1), ...dilation, ...bias].join(', ')})`
      : `layers.Conv${rank}D(${[n(plan.outChannels), kernel, ...common, ...dilation, ...option('groups', String(n(plan.groups)), n(plan.groups) === 1), ...bias].join(', ')})`;
  if (word) return layer;
  if (!isPaddable(plan)) return undefined;
  if (plan.paddingMode !== 'zeros') {
    const input = paddedInKeras(plan);
    return input && `keras.Sequential([layers.Lambda(lambda x: ${input}), ${layer}])`;
  }
  const pad = rank === 1 ? `(${n(axes[0].padBefore)}, ${n(axes[0].padAfter)})` : edges(axes);
  return `keras.Sequential([layers.ZeroPadding${rank}D(${pad}), ${layer}])`;
}

/** SAME or VALID where that is what is padded: SAME pads zeros. */
const wordOf = (plan: ConvPlan): 'same' | 'valid' | undefined => {
  const word = paddingWord(plan.axes);
  return word === 'same' && plan.paddingMode !== 'zeros' ? undefined : word;
};

/**
 * TensorFlow's functions, which know nothing of layers: the bias is added by itself, and what they do not pad is padded before.
 * TensorFlow 1 has no groups: split, convolve each part, concatenate.
 */
function tensorflowConvolution(plan: ConvPlan): string | undefined {
  const { axes, rank } = plan;
  const word = wordOf(plan);
  if (!word && !isPaddable(plan)) return undefined;
  // Only the functions of two axes take amounts.
  const explicit = !word && plan.paddingMode === 'zeros' && rank === 2;
  const input = word || explicit ? 'x' : paddedInTensorflow(plan);
  if (input === undefined) return undefined;
  const padding = `padding=${explicit ? amounts(axes) : `'${(word ?? 'valid').toUpperCase()}'`}`;
  const computed = tensorflowDepthwise(plan, input, padding) ?? tensorflowGroups(plan, input, padding);
  return plan.bias ? `tf.nn.bias_add(${computed}, tf.zeros([${n(plan.outChannels)}]))` : computed;
}

/**
 * `tf.nn.depthwise_conv2d`, which has one stride for both axes and none beside dilation (TensorFlow 2.21, its CPU kernel and
 * `with_space_to_batch`).
 */
function tensorflowDepthwise(plan: ConvPlan, input: string, padding: string): string | undefined {
  const { axes, rank } = plan;
  const multiplier = multiplierOf(plan);
  const strides = axes.map((axis) => n(axis.stride));
  const dilated = !all(axes, (a) => a.dilation, 1);
  if (multiplier === undefined || rank !== 2 || strides[0] !== strides[1] || (dilated && strides[0] > 1))
    return undefined;
  const kernel = axes.map((axis) => n(axis.kernel));
  const weight = `tf.zeros([${[...kernel, n(plan.inChannels), multiplier].join(', ')}])`;
  const rates = dilated ? [`dilations=[${axes.map((axis) => n(axis.dilation)).join(', ')}]`] : [];
  const options = [`strides=[1, ${strides.join(', ')}, 1]`, padding, ...rates];
  return `tf.nn.depthwise_conv2d(${[input, weight, ...options].join(', ')})`;
}

function tensorflowGroups(plan: ConvPlan, input: string, padding: string): string {
  const { axes, rank } = plan;
  const list = (values: readonly number[]): string => `[${values.join(', ')}]`;
  const strides = axes.map((axis) => n(axis.stride));
  const rates = axes.map((axis) => n(axis.dilation));
  // Of three axes every function of TensorFlow wants batch and channels named too.
  const perAxis = (values: readonly number[]): string =>
    rank === 3 ? list([1, ...values, 1]) : values.every((v) => v === values[0]) ? String(values[0]) : list(values);
  const options = [
    `${rank === 1 ? 'stride' : 'strides'}=${perAxis(strides)}`,
    padding,
    ...option(
      'dilations',
      perAxis(rates),
      all(axes, (a) => a.dilation, 1),
    ),
  ].join(', ');
  const groups = n(plan.groups);
  const weight = `tf.zeros(${list([...axes.map((axis) => n(axis.kernel)), n(plan.inPerGroup), n(plan.outPerGroup)])})`;
  const one = (source: string): string => `tf.nn.conv${rank}d(${source}, ${weight}, ${options})`;
  if (groups === 1) return one(input);
  return `tf.concat([${one('part')} for part in tf.split(${input}, ${groups}, axis=-1)], axis=-1)`;
}

function flaxConvolution(plan: ConvPlan): string | undefined {
  const { axes } = plan;
  const word = wordOf(plan);
  const before = plan.paddingMode !== 'zeros' && !word;
  if (before && !isPaddable(plan)) return undefined;
  const padding =
    word === 'same' ? [] : [`padding=${word === 'valid' || before ? "'VALID'" : `[${edges(axes).slice(1, -1)}]`}`];
  const layer = `nn.Conv(${[
    `features=${n(plan.outChannels)}`,
    `kernel_size=${tuple(axes.map((axis) => n(axis.kernel)))}`,
    ...tupleOption('strides', axes, (axis) => axis.stride),
    ...padding,
    ...tupleOption('kernel_dilation', axes, (axis) => axis.dilation),
    ...option('feature_group_count', String(n(plan.groups)), n(plan.groups) === 1),
    ...option('use_bias', 'False', plan.bias),
  ].join(', ')})`;
  return before ? `${layer}(${paddedInJax(plan)})` : layer;
}
