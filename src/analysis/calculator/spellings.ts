/** The same convolution or pooling as each framework spells it. */
import { isNumber, type ConvPlan, type Dim, type PoolPlan, type SeparablePlan, type WindowAxis } from '../../shape';
import type { Spelling as SpellingRow } from '../../protocol/messages';
import type { LayerPlan } from '../../python/interpreter/context';

/** Code for every framework that has the layer; nothing where a size is not a number. */
export function spellingsOf(plan: LayerPlan): SpellingRow[] {
  if (!settled(plan)) return [];
  const rows: [string, string | undefined][] =
    'depthwise' in plan ? separable(plan) : 'weightLayout' in plan ? convolution(plan) : pooling(plan);
  return rows.flatMap(([framework, code]) => (code ? [{ framework, code }] : []));
}

/** The plan in the spelling of the framework it was written in. */
export function ownSpelling(plan: LayerPlan): string | undefined {
  const framework = 'depthwise' in plan ? plan.depthwise.framework : plan.framework;
  const label = { torch: 'PyTorch', keras: 'Keras', tensorflow: 'Keras', flax: 'Flax', onnx: 'PyTorch' }[framework];
  return spellingsOf(plan).find((row) => row.framework === label)?.code;
}

function settled(plan: LayerPlan): boolean {
  const windows = 'depthwise' in plan ? plan.depthwise.axes : plan.axes;
  const sizes = windows.flatMap((axis) => [axis.kernel, axis.stride, axis.dilation, axis.padBefore, axis.padAfter]);
  const channels =
    'depthwise' in plan
      ? [plan.pointwise.outChannels]
      : 'weightLayout' in plan
        ? [plan.inChannels, plan.outChannels, plan.groups]
        : [];
  return [...sizes, ...channels].every((size) => isNumber(size));
}

const n = (dim: Dim): number => (isNumber(dim) ? dim : 0);

/** `3` where all axes agree, `(3, 5)` where not. */
function perAxis(values: readonly number[]): string {
  return values.every((v) => v === values[0]) ? String(values[0]) : `(${values.join(', ')})`;
}

const each = (axes: readonly WindowAxis[], pick: (axis: WindowAxis) => Dim): string =>
  perAxis(axes.map((axis) => n(pick(axis))));

const all = (axes: readonly WindowAxis[], pick: (axis: WindowAxis) => Dim, value: number): boolean =>
  axes.every((axis) => n(pick(axis)) === value);

/** `name=value` where it is not the default. */
const option = (name: string, value: string, isDefault: boolean): string[] => (isDefault ? [] : [`${name}=${value}`]);

/** The same for a setting with one value per axis. */
const axesOption = (
  name: string,
  axes: readonly WindowAxis[],
  pick: (axis: WindowAxis) => Dim,
  standard: number,
): string[] => option(name, each(axes, pick), all(axes, pick, standard));

/** What SAME padding would be at this input: how Keras and TensorFlow can say explicit amounts. */
function paddingWord(axes: readonly WindowAxis[]): 'same' | 'valid' | undefined {
  if (all(axes, (a) => a.padBefore, 0) && all(axes, (a) => a.padAfter, 0)) return 'valid';
  const isSame = axes.every((axis) => {
    const [input, kernel, stride] = [n(axis.input), n(axis.effectiveKernel), n(axis.stride)];
    if (!isNumber(axis.input)) return axis.formula === 'same';
    const total = Math.max((Math.ceil(input / stride) - 1) * stride + kernel - input, 0);
    return n(axis.padBefore) === Math.floor(total / 2) && n(axis.padAfter) === total - Math.floor(total / 2);
  });
  return isSame ? 'same' : undefined;
}

const edges = (axes: readonly WindowAxis[]): string =>
  `(${axes.map((axis) => `(${n(axis.padBefore)}, ${n(axis.padAfter)})`).join(', ')})`;

function convolution(plan: ConvPlan): [string, string | undefined][] {
  return [
    ['PyTorch', plan.transposed ? torchTransposed(plan) : torchConvolution(plan)],
    ['Keras', plan.transposed ? kerasTransposed(plan) : kerasConvolution(plan)],
    ['TensorFlow', plan.transposed ? undefined : tensorflowConvolution(plan)],
    ['Flax', plan.transposed ? undefined : flaxConvolution(plan)],
  ];
}

function torchConvolution(plan: ConvPlan): string {
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

function torchTransposed(plan: ConvPlan): string | undefined {
  const { axes } = plan;
  if (axes.some((axis) => n(axis.padBefore) !== n(axis.padAfter))) return undefined;
  return `nn.ConvTranspose${plan.rank}d(${[
    n(plan.inChannels),
    n(plan.outChannels),
    each(axes, (a) => a.kernel),
    ...axesOption('stride', axes, (a) => a.stride, 1),
    ...axesOption('padding', axes, (a) => a.padBefore, 0),
    ...axesOption('output_padding', axes, (a) => a.outputPadding, 0),
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

function kerasConvolution(plan: ConvPlan): string | undefined {
  if (plan.paddingMode !== 'zeros') return undefined;
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
  if (n(plan.groups) !== 1) return undefined;
  const trimmed = axes.some((axis) => n(axis.padBefore) + n(axis.padAfter) > 0);
  const same = axes.every((axis) => isNumber(axis.input) && n(axis.output) === n(axis.input) * n(axis.stride));
  if (trimmed && !same) return undefined;
  return `layers.Conv${rank}DTranspose(${[
    n(plan.outChannels),
    each(axes, (a) => a.kernel),
    ...axesOption('strides', axes, (a) => a.stride, 1),
    ...option('padding', "'same'", !trimmed),
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

function separable(plan: SeparablePlan): [string, string | undefined][] {
  const { depthwise, pointwise } = plan;
  const { axes, rank } = depthwise;
  const multiplier = n(depthwise.channelMultiplier ?? 1);
  const word = paddingWord(axes);
  const keras = word
    ? `layers.SeparableConv${rank}D(${[
        n(pointwise.outChannels),
        each(axes, (a) => a.kernel),
        ...axesOption('strides', axes, (a) => a.stride, 1),
        ...option('padding', "'same'", word !== 'same'),
        ...axesOption('dilation_rate', axes, (a) => a.dilation, 1),
        ...option('depth_multiplier', String(multiplier), multiplier === 1),
        ...option('use_bias', 'False', pointwise.bias),
      ].join(', ')})`
    : undefined;
  const torch = `nn.Sequential(${torchConvolution({ ...depthwise, bias: false })}, ${torchConvolution(pointwise)})`;
  return [
    ['PyTorch', torch],
    ['Keras', keras],
  ];
}

function pooling(plan: PoolPlan): [string, string | undefined][] {
  const { axes, rank, kind } = plan;
  if (kind === 'lp') return [];
  const kernel = each(axes, (a) => a.kernel);
  const sameStride = axes.every((axis) => n(axis.stride) === n(axis.kernel));
  const word = paddingWord(axes);
  const symmetric = axes.every((axis) => n(axis.padBefore) === n(axis.padAfter));
  const name = kind === 'max' ? 'Max' : 'Avg';
  const torch = `nn.${name}Pool${rank}d(${[
    kernel,
    ...option(
      'stride',
      each(axes, (a) => a.stride),
      sameStride,
    ),
    ...axesOption('padding', axes, (a) => a.padBefore, 0),
    ...axesOption('dilation', axes, (a) => a.dilation, 1),
    ...option('ceil_mode', 'True', !plan.ceilMode),
  ].join(', ')})`;
  const keras = `layers.${kind === 'max' ? 'Max' : 'Average'}Pooling${rank}D(${[
    kernel,
    ...option(
      'strides',
      each(axes, (a) => a.stride),
      sameStride,
    ),
    ...option('padding', "'same'", word !== 'same'),
  ].join(', ')})`;
  const plain = all(axes, (a) => a.dilation, 1) && !plan.ceilMode;
  return [
    ['PyTorch', symmetric ? torch : undefined],
    ['Keras', word && plain ? keras : undefined],
  ];
}
