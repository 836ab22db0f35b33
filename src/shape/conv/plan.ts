import { convCost } from '../cost';
import { add, atMost, equalDims, floorDiv, isNumber, isUnknown, lessThan, maxDim, sub, unknownDim } from '../dim';
import { problemOf, ShapeError } from '../errors';
import type { ShapeProblem } from '../errors';
import { wordsOf } from '../explain/words';
import { formatDim, formatShape } from '../format';
import { remembered } from '../memo';
import { windowNotes } from '../notes';
import { VALID } from '../padding';
import type { Dim, Shape } from '../types';
import { axisNames, transposedAxis, windowAxis } from '../window';
import { assembleShape, axisRoles } from './roles';
import { checkGroups, spelling } from './rules/common';
import { checkTensorflowChannels } from './rules/tensorflow';
import { checkTorchFilters, checkTorchPaddingMode } from './rules/torch';
import { checkSettings, resolveChannels, resolveSettings, weightShape } from './settings';
import type { Channels, ConvSettings } from './types';
import { SPACE_TO_BATCH_NOTE, spaceToBatchAxis, usesSpaceToBatch } from './spaceToBatch';
import { transposedAxes } from './transposed';
import type { AxisRoles, ConvPlan, ConvRequest, PlanNote, WindowAxis } from './types';
import { type Saying, said } from '../../protocol/say';

/**
 * Computes the one record of a convolution. Never throws: the first rule that certainly does not hold is in `error`
 * (`orThrow(planConv(…))` makes it an exception), and the sizes are then the best that is known.
 */
export const planConv = remembered(plan, 4096);

function plan(request: ConvRequest): ConvPlan {
  const problems: ShapeProblem[] = [];
  const attempt = <T>(rule: () => T): T | undefined => {
    let result: T | undefined;
    const problem = problemOf(() => {
      result = rule();
    });
    if (problem) problems.push(problem);
    return result;
  };
  const settings = attempt(() => resolveSettings(request)) ?? withoutSizes(request);
  attempt(() => checkSettings(settings));
  const roles = attempt(() => rolesOf(settings, request.inputShape));
  const input = roles ? request.inputShape : unknownInput(settings, request.inputShape);
  const known = roles ?? rolesOf(settings, input);
  const channels = resolveChannels(settings, input[known.channels]);
  attempt(() => checkChannels(settings, input[known.channels], channels, request));
  const spatial = known.spatial.map((axis) => input[axis]);
  const axes = attempt(() => spatialAxes(settings, spatial)) ?? unknownAxes(settings, spatial);
  // Sizes that follow from settings already refused would be noise, so they are judged only when all else holds.
  if (problems.length === 0) attempt(() => checkAxes(settings, input, axes));
  const [error] = problems;
  return assemble(settings, known, request, input, channels, error ? axes.map(withoutNonsense) : axes, error);
}

function assemble(
  settings: ConvSettings,
  roles: AxisRoles,
  request: ConvRequest,
  input: Shape,
  channels: Channels,
  axes: readonly WindowAxis[],
  error: ShapeProblem | undefined,
): ConvPlan {
  const { framework, op, rank, transposed, weightLayout, bias, padding, paddingMode } = settings;
  const leading = roles.leading.map((axis) => input[axis]);
  const weight = weightShape(settings, channels);
  const outputs = axes.map((axis) => axis.output);
  const positions = transposed ? axes.map((axis) => axis.input) : outputs;
  const cost = convCost({ weightShape: weight, outChannels: channels.out, bias, leading, positions });
  return {
    framework,
    op,
    rank,
    transposed,
    roles,
    inputShape: request.inputShape,
    outputShape: assembleShape(roles, leading, channels.out, outputs),
    weightShape: weight,
    weightLayout,
    flipped: framework === 'flax' && transposed && weightLayout === 'kIO',
    inChannels: channels.in,
    outChannels: channels.out,
    groups: channels.groups,
    inPerGroup: channels.inPerGroup,
    outPerGroup: channels.outPerGroup,
    channelMultiplier: channels.multiplier,
    axes,
    bias,
    padding,
    paddingMode,
    params: cost.params,
    macs: cost.macs,
    notes: error ? [] : notesOf(settings, roles, axes),
    ...(error && { error }),
  };
}

function notesOf(settings: ConvSettings, roles: AxisRoles, axes: readonly WindowAxis[]): PlanNote[] {
  const unbatched: PlanNote[] = roles.batch === undefined ? [{ code: 'unbatched', message: wordsOf().unbatched }] : [];
  if (settings.transposed) return unbatched;
  const dealt = usesSpaceToBatch(settings) ? [SPACE_TO_BATCH_NOTE] : [];
  return [...windowNotes(axes), ...dealt, ...unbatched];
}

/** The settings without the weight and lists that could not be read, so that the rest of the plan can still be made. */
function withoutSizes(request: ConvRequest): ConvSettings {
  const { framework, op, rank, layout, batch, transposed, inChannels, outChannels, groups, bias } = request;
  const { channelMultiplier, weightLayout } = request;
  const kept = { framework, op, rank, layout, batch, transposed, inChannels, outChannels, groups, bias };
  return resolveSettings({ ...kept, channelMultiplier, weightLayout, padding: VALID });
}

function rolesOf(settings: ConvSettings, shape: Shape): AxisRoles {
  return axisRoles(shape, settings.rank, settings.layout, settings.batch, settings.op);
}

/** A stand-in of the right rank for an input that has the wrong one. */
function unknownInput(settings: ConvSettings, shape: Shape): Dim[] {
  const reason = `${settings.op} got an input of ${shape.length} axes`;
  return new Array<Dim>(settings.rank + 2).fill(unknownDim(reason));
}

function checkChannels(settings: ConvSettings, input: Dim, channels: Channels, request: ConvRequest): void {
  const names = spelling(settings);
  if (equalDims(input, channels.in) === false) throw channelMismatch(settings, input, channels.in, request);
  checkTensorflowChannels(settings, input, channels.groups);
  if (settings.framework !== 'torch' && settings.groups !== undefined && !settings.depthwise)
    checkGroups(settings.groups, input, names.groups, said`input channels`);
  if (settings.biasShape === undefined) return;
  const [size] = settings.biasShape;
  if (settings.biasShape.length !== 1 || equalDims(size, channels.out) === false)
    throw new ShapeError(
      'bias-mismatch',
      said`The bias has shape ${formatShape(settings.biasShape)}, but ${settings.op} has ${formatDim(channels.out)} output channels and needs (${formatDim(channels.out)},).`,
      { parameter: 'bias', value: [channels.out] },
    );
}

function channelMismatch(settings: ConvSettings, input: Dim, expected: Dim, request: ConvRequest): ShapeError {
  const axis = settings.layout === 'channels_first' ? said`channels first` : said`channels last`;
  const functional = request.weightShape !== undefined;
  const parameter = functional ? 'weight' : spelling(settings).inChannels;
  const fix = functional
    ? said`Give a weight for ${formatDim(input)} input channels`
    : said`Use ${parameter}=${formatDim(input)}`;
  const made = functional
    ? weightMadeFor(request.weightShape ?? [], settings.groups ?? 1, expected)
    : said`${settings.op} was built for ${formatDim(expected)}`;
  const swap = swappedLayout(settings, expected, request.inputShape);
  if (swap) {
    const found = said`The input ${formatShape(request.inputShape)} has ${formatDim(input)} channels (${axis}), but ${made}.`;
    return new ShapeError('channel-mismatch', said`${found} ${swap}`);
  }
  return new ShapeError(
    'channel-mismatch',
    said`The input ${formatShape(request.inputShape)} has ${formatDim(input)} channels (${axis}), but ${made}. ${fix}, or change the layer before.`,
    { parameter, value: input },
  );
}

const weightMadeFor = (weight: Shape, groups: Dim, channels: Dim): Saying =>
  equalDims(groups, 1)
    ? said`the weight ${formatShape(weight)} is made for ${formatDim(channels)}`
    : said`the weight ${formatShape(weight)} in ${formatDim(groups)} groups is made for ${formatDim(channels)}`;

/**
 * What to do with an input whose channels stand at its other end: the number that is asked for is there, and nowhere
 * else. In (1, 32, 64, 64) both 64s are rather the height and width of a picture.
 */
function swappedLayout(settings: ConvSettings, expected: Dim, input: Shape): Saying | undefined {
  if (input.length !== settings.rank + 2) return undefined;
  const first = settings.layout === 'channels_first';
  const last = input.length - 1;
  if (equalDims(input[first ? last : 1], expected) !== true) return undefined;
  const between = input.slice(2, last);
  if (between.some((size) => equalDims(size, expected) !== false)) return undefined;
  const spatial = Array.from({ length: settings.rank }, (_, i) => i + (first ? 1 : 2));
  const order = first ? [0, last, ...spatial] : [0, ...spatial, 1];
  const code =
    settings.framework === 'torch' ? `x.permute(${order.join(', ')})` : `transpose(x, (${order.join(', ')}))`;
  return said`Its channels stand on axis ${first ? last : 1}: bring them to axis ${first ? 1 : last} with ${code}.`;
}

function spatialAxes(settings: ConvSettings, input: readonly Dim[]): WindowAxis[] {
  if (settings.transposed) return transposedAxes(settings, input);
  const axes = axisNames(settings.rank).map((name, index) =>
    windowAxis({
      name,
      index,
      input: input[index],
      kernel: settings.kernel[index],
      stride: settings.stride[index],
      dilation: settings.dilation[index],
      inputDilation: settings.inputDilation[index],
      padding: settings.padding,
    }),
  );
  return usesSpaceToBatch(settings) ? axes.map(spaceToBatchAxis) : axes;
}

/** Axes without an output, for a request whose arithmetic was refused. */
function unknownAxes(settings: ConvSettings, input: readonly Dim[]): WindowAxis[] {
  const unknown = unknownDim(said`the settings of ${settings.op} do not fit together`);
  return axisNames(settings.rank).map((name, i) => ({
    ...transposedAxis({
      name,
      input: input[i],
      kernel: settings.kernel[i],
      stride: settings.stride[i],
      dilation: settings.dilation[i],
      trimBefore: 0,
      trimAfter: 0,
      outputPadding: 0,
      formula: 'given',
    }),
    output: unknown,
  }));
}

/** An output of zero or less beside an error would be shown as if it were a size. */
function withoutNonsense(axis: WindowAxis): WindowAxis {
  if (!isNumber(axis.output) || (Number.isInteger(axis.output) && axis.output > 0)) return axis;
  return { ...axis, output: unknownDim('no window fits into the input') };
}

function checkAxes(settings: ConvSettings, input: Shape, axes: WindowAxis[]): void {
  checkTorchFilters(settings);
  if (!settings.transposed) checkTorchPaddingMode(settings, input, axes);
  axes.forEach((axis, i) => {
    if (settings.framework === 'flax') return clampFlax(axes, i);
    if (settings.transposed ? atMost(axis.output, 0) : doesNotFit(settings, axis)) throw tooSmall(settings, axis);
    if (settings.framework === 'tensorflow' && lessThan(axis.output, 0)) axes[i] = { ...axis, output: 0 };
  });
}

/** JAX gives an empty output where no window fits. */
function clampFlax(axes: WindowAxis[], index: number): void {
  if (lessThan(axes[index].output, 0)) axes[index] = { ...axes[index], output: 0 };
}

/**
 * PyTorch and Keras refuse when no window fits. TensorFlow divides (padded − reach + stride) by the stride rounding
 * towards zero and refuses only a negative quotient, so one that falls short by less than a stride gives 0; but in a
 * graph it refuses every one.
 */
function doesNotFit(settings: ConvSettings, axis: WindowAxis): boolean {
  if (axis.formula === 'same') return false;
  if (settings.framework !== 'tensorflow' || settings.inGraph) return atMost(axis.output, 0);
  const missing = sub(axis.effectiveKernel, add(axis.input, add(axis.padBefore, axis.padAfter)));
  return atMost(add(axis.stride, axis.stride), missing);
}

function tooSmall(settings: ConvSettings, axis: WindowAxis): ShapeError {
  const names = spelling(settings);
  if (settings.transposed)
    return new ShapeError(
      'output-not-positive',
      said`${settings.op} would give ${axis.name} = ${formatDim(axis.output)}: padding ${formatDim(axis.padBefore)} and ${formatDim(axis.padAfter)} trims more than the ${formatDim(axis.input)} input rows produce. Use less padding, or a larger kernel.`,
      { parameter: 'padding', value: 0 },
    );
  const padded = add(axis.input, add(axis.padBefore, axis.padAfter));
  const padding =
    equalDims(axis.padBefore, 0) && equalDims(axis.padAfter, 0)
      ? `${axis.name} = ${formatDim(axis.input)}`
      : said`${axis.name} = ${formatDim(padded)} (${formatDim(axis.input)} + padding ${formatDim(axis.padBefore)} + ${formatDim(axis.padAfter)})`;
  const reach = equalDims(axis.dilation, 1)
    ? `${names.kernel} ${formatDim(axis.kernel)}`
    : said`${names.kernel} ${formatDim(axis.kernel)} with ${names.dilation} ${formatDim(axis.dilation)}, which reaches over ${formatDim(axis.effectiveKernel)},`;
  const missing = sub(axis.effectiveKernel, padded);
  return new ShapeError(
    'kernel-too-large',
    said`${reach} does not fit into ${padding}: the output would be empty. Pad by ${formatDim(missing)} more in all, or use a smaller kernel.`,
    isUnknown(missing) ? undefined : { parameter: names.kernel, value: largestKernel(padded, axis.dilation) },
  );
}

/** The largest kernel whose reach, dilation included, fits into `padded` rows; 1 at least. */
function largestKernel(padded: Dim, dilation: Dim): Dim {
  return maxDim(add(floorDiv(sub(padded, 1), dilation), 1), 1);
}
