import type { ConvPlan, WindowAxis } from '../conv/types';
import { all, axesOption, each, edges, n, option, paddingWord } from './write';

/** A convolution for each framework that has it. */
export function convolution(plan: ConvPlan): [string, string | undefined][] {
  return [
    ['PyTorch', plan.transposed ? torchTransposed(plan) : torchConvolution(plan)],
    ['Keras', plan.transposed ? kerasTransposed(plan) : kerasConvolution(plan)],
    ['TensorFlow', plan.transposed ? undefined : tensorflowConvolution(plan)],
    ['Flax', plan.transposed ? undefined : flaxConvolution(plan)],
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
    ...option('padding_mode', `'${plan.paddingMode}'`, plan.paddingMode === 'zeros'),
  ].join(', ')})`;
  return symmetric ? layer : `nn.Sequential(${torchPad(axes, '0')}, ${layer})`;
}

/** PyTorch pads the last axis first. */
function torchPad(axes: readonly WindowAxis[], value: string): string {
  const amounts = [...axes].reverse().flatMap((axis) => [n(axis.padBefore), n(axis.padAfter)]);
  return `nn.ConstantPad${axes.length}d((${amounts.join(', ')}), ${value})`;
}

/** What is cut off the end of a transposed output; less than none where zeros are added to it. */
const cutAfter = (axis: WindowAxis): number => n(axis.padAfter) - n(axis.outputPadding);

/** PyTorch cuts as much off both edges, then gives a part of the end back: less than a step. */
function torchTransposed(plan: ConvPlan): string | undefined {
  const { axes } = plan;
  const givenBack = (axis: WindowAxis): number => n(axis.padBefore) - cutAfter(axis);
  const sayable = axes.every(
    (axis) =>
      givenBack(axis) >= 0 && (givenBack(axis) === 0 || givenBack(axis) < Math.max(n(axis.stride), n(axis.dilation))),
  );
  if (!sayable) return undefined;
  return `nn.ConvTranspose${plan.rank}d(${[
    n(plan.inChannels),
    n(plan.outChannels),
    each(axes, (a) => a.kernel),
    ...axesOption('stride', axes, (a) => a.stride, 1),
    ...axesOption('padding', axes, (a) => a.padBefore, 0),
    ...axesOption('output_padding', axes, givenBack, 0),
    ...option('groups', String(n(plan.groups)), n(plan.groups) === 1),
    ...option('bias', 'False', plan.bias),
    ...axesOption('dilation', axes, (a) => a.dilation, 1),
  ].join(', ')})`;
}

/** Whether every input channel has kernels of its own, and how many. */
function multiplierOf(plan: ConvPlan): number | undefined {
  if (plan.channelMultiplier !== undefined) return n(plan.channelMultiplier);
  const depthwise = n(plan.groups) === n(plan.inChannels) && n(plan.groups) > 1;
  return depthwise ? n(plan.outChannels) / n(plan.inChannels) : undefined;
}

/** Keras 3 refuses strides together with dilation (`BaseConv.__init__`), whatever the axis. */
const stridesWithDilation = ({ axes }: ConvPlan): boolean =>
  axes.some((axis) => n(axis.stride) > 1) && axes.some((axis) => n(axis.dilation) > 1);

function kerasConvolution(plan: ConvPlan): string | undefined {
  if (plan.paddingMode !== 'zeros' || stridesWithDilation(plan)) return undefined;
  const { axes, rank } = plan;
  const word = paddingWord(axes);
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
  const pad = rank === 1 ? `(${n(axes[0].padBefore)}, ${n(axes[0].padAfter)})` : edges(axes);
  return `keras.Sequential([layers.ZeroPadding${rank}D(${pad}), ${layer}])`;
}

function kerasTransposed(plan: ConvPlan): string | undefined {
  const { axes, rank } = plan;
  if (n(plan.groups) !== 1 || stridesWithDilation(plan)) return undefined;
  // SAME makes `input · stride` of it and takes the odd one from the end; VALID leaves what there is, a whole step of each input.
  const beyond = (axis: WindowAxis): number => n(axis.effectiveKernel) - n(axis.stride);
  const cuts = (before: (axis: WindowAxis) => number, after: (axis: WindowAxis) => number): boolean =>
    axes.every((axis) => n(axis.padBefore) === before(axis) && cutAfter(axis) === after(axis));
  const half = (axis: WindowAxis): number => Math.floor(Math.max(0, beyond(axis)) / 2);
  const valid = cuts(
    () => 0,
    (axis) => Math.min(0, beyond(axis)),
  );
  const same = cuts(half, (axis) => beyond(axis) - half(axis));
  if (!valid && !same) return undefined;
  return `layers.Conv${rank}DTranspose(${[
    n(plan.outChannels),
    each(axes, (a) => a.kernel),
    ...axesOption('strides', axes, (a) => a.stride, 1),
    ...option('padding', "'same'", valid),
    ...axesOption('dilation_rate', axes, (a) => a.dilation, 1),
    ...option('use_bias', 'False', plan.bias),
  ].join(', ')})`;
}

/** TensorFlow 1 has no groups: split, convolve each part, concatenate. */
function tensorflowConvolution(plan: ConvPlan): string | undefined {
  if (plan.rank !== 2 || plan.paddingMode !== 'zeros') return undefined;
  const { axes } = plan;
  const word = paddingWord(axes);
  const padding = word
    ? `'${word.toUpperCase()}'`
    : `[[0, 0], ${edges(axes).slice(1, -1).replace(/\(/g, '[').replace(/\)/g, ']')}, [0, 0]]`;
  const kernel = axes.map((axis) => n(axis.kernel)).join(', ');
  const strides = axes.map((axis) => n(axis.stride));
  const dilations = all(axes, (a) => a.dilation, 1)
    ? []
    : [
        `dilations=${each(axes, (a) => a.dilation)
          .replace('(', '[')
          .replace(')', ']')}`,
      ];
  const multiplier = multiplierOf(plan);
  if (multiplier !== undefined) {
    const rates = dilations.length === 0 ? [] : [`dilations=[${axes.map((axis) => n(axis.dilation)).join(', ')}]`];
    return `tf.nn.depthwise_conv2d(x, tf.zeros([${kernel}, ${n(plan.inChannels)}, ${multiplier}]), ${[`strides=[1, ${strides.join(', ')}, 1]`, `padding=${padding}`, ...rates].join(', ')})`;
  }
  const options = [
    `strides=${strides.every((s) => s === strides[0]) ? strides[0] : `[${strides.join(', ')}]`}`,
    `padding=${padding}`,
    ...dilations,
  ].join(', ');
  const groups = n(plan.groups);
  const weight = `tf.zeros([${kernel}, ${n(plan.inPerGroup)}, ${n(plan.outPerGroup)}])`;
  if (groups === 1) return `tf.nn.conv2d(x, ${weight}, ${options})`;
  return `tf.concat([tf.nn.conv2d(part, ${weight}, ${options}) for part in tf.split(x, ${groups}, axis=-1)], axis=-1)`;
}

function flaxConvolution(plan: ConvPlan): string | undefined {
  const { axes } = plan;
  const tuple = (values: readonly number[]) => `(${values.join(', ')}${values.length === 1 ? ',' : ''})`;
  const word = paddingWord(axes);
  const padding = word === 'same' ? [] : [`padding=${word === 'valid' ? "'VALID'" : `[${edges(axes).slice(1, -1)}]`}`];
  if (plan.paddingMode !== 'zeros') return undefined;
  return `nn.Conv(${[
    `features=${n(plan.outChannels)}`,
    `kernel_size=${tuple(axes.map((axis) => n(axis.kernel)))}`,
    ...option(
      'strides',
      tuple(axes.map((axis) => n(axis.stride))),
      all(axes, (a) => a.stride, 1),
    ),
    ...padding,
    ...option(
      'kernel_dilation',
      tuple(axes.map((axis) => n(axis.dilation))),
      all(axes, (a) => a.dilation, 1),
    ),
    ...option('feature_group_count', String(n(plan.groups)), n(plan.groups) === 1),
    ...option('use_bias', 'False', plan.bias),
  ].join(', ')})`;
}
