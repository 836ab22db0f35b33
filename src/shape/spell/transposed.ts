/** A transposed convolution for each framework that has it. */
import type { ConvPlan, WindowAxis } from '../conv/types';
import { isNumber } from '../dim';
import { amounts } from './padded';
import { all, axesOption, each, n, option, stridesWithDilation, tuple, tupleOption } from './write';

/** Where a framework cuts its output otherwise than the plan, it gives the whole one and something after it cuts. */
export function transposedConvolution(plan: ConvPlan): [string, string | undefined][] {
  return [
    ['PyTorch', torchTransposed(plan)],
    ['Keras', kerasTransposed(plan)],
    ['TensorFlow', tensorflowTransposed(plan)],
    ['Flax', flaxTransposed(plan)],
  ];
}

/** What is cut off the end of a transposed output; less than none where zeros are added to it. */
const cutAfter = (axis: WindowAxis): number => n(axis.padAfter) - n(axis.outputPadding);

/** PyTorch cuts as much off both edges, then gives a part of the end back: less than a step. What it cannot is cut by a layer. */
function torchTransposed(plan: ConvPlan): string | undefined {
  const { axes, rank } = plan;
  const isLess = (given: number, axis: WindowAxis): boolean => given < Math.max(n(axis.stride), n(axis.dilation));
  const givenBack = (axis: WindowAxis): number => n(axis.padBefore) - cutAfter(axis);
  if (axes.every((axis) => givenBack(axis) === 0 || (givenBack(axis) > 0 && isLess(givenBack(axis), axis))))
    return torchLayer(plan, (axis) => n(axis.padBefore), givenBack);
  const missing = (axis: WindowAxis): number => Math.max(0, -cutAfter(axis));
  const cut = axes.map((axis) => [n(axis.padBefore), Math.max(0, cutAfter(axis))]);
  if (axes.some((axis) => n(axis.padBefore) < 0 || !isLess(missing(axis), axis))) return undefined;
  // Padding by less than nothing cuts. The last axis is named first.
  const amounts = [...cut].reverse().flatMap((edges) => edges.map((rows) => (rows === 0 ? 0 : -rows)));
  return `nn.Sequential(${torchLayer(plan, () => 0, missing)}, nn.ConstantPad${rank}d((${amounts.join(', ')}), 0))`;
}

function torchLayer(
  plan: ConvPlan,
  padding: (axis: WindowAxis) => number,
  outputPadding: (axis: WindowAxis) => number,
): string {
  const { axes } = plan;
  return `nn.ConvTranspose${plan.rank}d(${[
    n(plan.inChannels),
    n(plan.outChannels),
    each(axes, (a) => a.kernel),
    ...axesOption('stride', axes, (a) => a.stride, 1),
    ...axesOption('padding', axes, padding, 0),
    ...axesOption('output_padding', axes, outputPadding, 0),
    ...option('groups', String(n(plan.groups)), n(plan.groups) === 1),
    ...option('bias', 'False', plan.bias),
    ...axesOption('dilation', axes, (a) => a.dilation, 1),
  ].join(', ')})`;
}

function kerasTransposed(plan: ConvPlan): string | undefined {
  const { axes, rank } = plan;
  if (n(plan.groups) !== 1 || stridesWithDilation(plan)) return undefined;
  // SAME makes `input · stride` of it and takes the odd one from the end; VALID leaves what there is, a whole step of each input.
  const beyond = (axis: WindowAxis): number => n(axis.effectiveKernel) - n(axis.stride);
  const cuts = (before: (axis: WindowAxis) => number, after: (axis: WindowAxis) => number): boolean =>
    axes.every((axis) => n(axis.padBefore) === before(axis) && cutAfter(axis) === after(axis));
  const half = (axis: WindowAxis): number => Math.floor(Math.max(0, beyond(axis)) / 2);
  const validEnd = (axis: WindowAxis): number => Math.min(0, beyond(axis));
  const valid = cuts(() => 0, validEnd);
  const same = !valid && cuts(half, (axis) => beyond(axis) - half(axis));
  const layer = `layers.Conv${rank}DTranspose(${[
    n(plan.outChannels),
    each(axes, (a) => a.kernel),
    ...axesOption('strides', axes, (a) => a.stride, 1),
    ...option('padding', "'same'", !same),
    ...axesOption('dilation_rate', axes, (a) => a.dilation, 1),
    ...option('use_bias', 'False', plan.bias),
  ].join(', ')})`;
  if (valid || same) return layer;
  const rows = axes.map((axis) => [n(axis.padBefore), cutAfter(axis) - validEnd(axis)]);
  if (rows.flat().some((count) => count < 0)) return undefined;
  const pairs = rows.map((pair) => `(${pair.join(', ')})`).join(', ');
  return `keras.Sequential([${layer}, layers.Cropping${rank}D(${rank === 1 ? pairs : `(${pairs})`})])`;
}

/**
 * `tf.nn.conv2d_transpose` and its like: the gradient of the convolution whose input has `output_shape`. Amounts of padding only
 * the one of two axes takes, and on a processor not beside dilation (TensorFlow 2.21); elsewhere what is too much is left out by
 * an index. There are no groups: split, convolve, concatenate.
 */
function tensorflowTransposed(plan: ConvPlan): string | undefined {
  const { axes, rank } = plan;
  if (!axes.every((axis) => isNumber(axis.input) && isNumber(axis.output))) return undefined;
  const full = (axis: WindowAxis): number => (n(axis.input) - 1) * n(axis.stride) + n(axis.effectiveKernel);
  const before = (axis: WindowAxis): number => n(axis.padBefore);
  /** Rows of zeros after the last that an input reaches: less than a step, else the convolution would give more. */
  const beyond = (axis: WindowAxis): number => Math.max(0, before(axis) + n(axis.output) - full(axis));
  if (axes.some((axis) => before(axis) < 0 || beyond(axis) >= n(axis.stride))) return undefined;

  const isSame = axes.every(
    (axis) =>
      Math.ceil(n(axis.output) / n(axis.stride)) === n(axis.input) &&
      before(axis) === Math.floor(Math.max(full(axis) - n(axis.output), 0) / 2),
  );
  const isValid = axes.every((axis) => before(axis) === 0 && n(axis.output) >= full(axis));
  const dilated = !all(axes, (a) => a.dilation, 1);
  const isExplicit = !isSame && !isValid && rank === 2 && !dilated;
  const isWhole = isSame || isValid || isExplicit;
  const ends = axes.map((axis) => ({ ...axis, padAfter: Math.max(0, cutAfter(axis)) }));
  const padding = isExplicit ? amounts(ends) : `'${isSame ? 'SAME' : 'VALID'}'`;
  const sizes = axes.map((axis) => (isWhole ? n(axis.output) : full(axis) + beyond(axis)));

  const groups = n(plan.groups);
  const list = (values: readonly (number | string)[]): string => `[${values.join(', ')}]`;
  const alike = (values: readonly number[]): string =>
    values.every((value) => value === values[0]) ? String(values[0]) : list(values);
  const weight = `tf.zeros(${list([...axes.map((axis) => n(axis.kernel)), n(plan.outPerGroup), n(plan.inPerGroup)])})`;
  const options = [
    `output_shape=${list(['tf.shape(x)[0]', ...sizes, n(plan.outPerGroup)])}`,
    `strides=${alike(axes.map((axis) => n(axis.stride)))}`,
    `padding=${padding}`,
    ...option('dilations', alike(axes.map((axis) => n(axis.dilation))), !dilated),
  ].join(', ');
  const one = (source: string): string => `tf.nn.conv${rank}d_transpose(${source}, ${weight}, ${options})`;
  const whole =
    groups === 1 ? one('x') : `tf.concat([${one('part')} for part in tf.split(x, ${groups}, axis=-1)], axis=-1)`;
  const kept = axes.map((axis) => `${before(axis)}:${before(axis) + n(axis.output)}`);
  const computed = isWhole ? whole : `${whole}[:, ${kept.join(', ')}]`;
  return plan.bias ? `tf.nn.bias_add(${computed}, tf.zeros([${n(plan.outChannels)}]))` : computed;
}

/** Flax pads the stretched input instead of cutting the output: what is left of dilation · (kernel − 1) rows. */
function flaxTransposed(plan: ConvPlan): string | undefined {
  const { axes } = plan;
  if (n(plan.groups) !== 1) return undefined;
  const reach = (axis: WindowAxis): number => n(axis.effectiveKernel) - 1;
  const pairs = axes.map((axis) => `(${reach(axis) - n(axis.padBefore)}, ${reach(axis) - cutAfter(axis)})`);
  return `nn.ConvTranspose(${[
    `features=${n(plan.outChannels)}`,
    `kernel_size=${tuple(axes.map((axis) => n(axis.kernel)))}`,
    ...tupleOption('strides', axes, (axis) => axis.stride),
    `padding=[${pairs.join(', ')}]`,
    ...tupleOption('kernel_dilation', axes, (axis) => axis.dilation),
    ...option('use_bias', 'False', plan.bias),
    ...option('transpose_kernel', 'True', plan.flipped),
  ].join(', ')})`;
}
