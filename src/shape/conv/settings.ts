/**
 * The settings of a convolution with every default filled in, read off the weight where a call passes one, and the
 * checks that need no input: what a constructor refuses.
 */
import { div, equalDims, floorDiv, mul, unknownDim } from '../dim';
import { problemOf } from '../errors';
import type { ShapeProblem } from '../errors';
import { remembered } from '../memo';
import type { Dim, Shape } from '../types';
import { defaultBatch, defaultLayout } from './roles';
import { checkFlaxSettings } from './rules/flax';
import { checkKerasSettings } from './rules/keras';
import { checkCount, checkPositiveSettings } from './rules/common';
import { checkTensorflowSettings } from './rules/tensorflow';
import { checkTorchSettings } from './rules/torch';
import type { Channels, ConvRequest, ConvSettings, WeightLayout } from './types';
import { defaultWeightLayout, outChannelsOf, readWeight, weightShapeOf } from './weights';

/** A convolution without its input: what a layer is built with. */
export type ConvSettingsRequest = Omit<ConvRequest, 'inputShape'>;

/** @throws ShapeError `weight-mismatch` or `argument-count` when a weight or a setting does not fit the axes. */
export function resolveSettings(request: ConvSettingsRequest): ConvSettings {
  const { framework, op, rank } = request;
  const transposed = request.transposed ?? false;
  const ones = new Array<Dim>(rank).fill(1);
  const depthwise = request.channelMultiplier !== undefined || request.weightLayout === 'kIM';
  const weightLayout = request.weightLayout ?? defaultWeightLayout(framework, transposed, depthwise);
  const weight = request.weightShape && readWeight(op, request.weightShape, weightLayout, rank);
  const channels = weight ? channelsOfWeight(request, weight, weightLayout) : undefined;
  const missing = unknownDim('the kernel size is not given');
  const counted = <T>(values: readonly T[] | undefined, parameter: string): readonly T[] | undefined => {
    if (values) checkCount(values, rank, parameter, op);
    return values;
  };
  if (request.padding.kind === 'explicit') counted(request.padding.edges, 'padding');
  return {
    framework,
    op,
    rank,
    layout: request.layout ?? defaultLayout(framework),
    batch: request.batch ?? defaultBatch(framework),
    transposed,
    depthwise,
    kernel: counted(request.kernel, 'kernel_size') ?? weight?.kernel ?? new Array<Dim>(rank).fill(missing),
    stride: counted(request.stride, 'stride') ?? ones,
    dilation: counted(request.dilation, 'dilation') ?? ones,
    inputDilation: counted(request.inputDilation, 'input_dilation') ?? ones,
    padding: request.padding,
    paddingMode: request.paddingMode ?? 'zeros',
    inChannels: request.inChannels ?? channels?.in,
    outChannels: depthwise ? undefined : (request.outChannels ?? channels?.out),
    groups: depthwise || channels?.groupsFromInput ? request.groups : (request.groups ?? 1),
    channelMultiplier: depthwise ? (request.channelMultiplier ?? weight?.out) : undefined,
    weightInChannels: channels?.groupsFromInput ? weight?.in : undefined,
    weightLayout,
    bias: request.bias ?? (request.weightShape === undefined || request.biasShape !== undefined),
    biasShape: request.biasShape,
    outputPadding: counted(request.outputPadding, 'output_padding'),
    outputSize: request.outputSize,
    inGraph: request.inGraph ?? false,
  };
}

function channelsOfWeight(
  request: ConvSettingsRequest,
  weight: { readonly in: Dim; readonly out: Dim },
  layout: WeightLayout,
): { in: Dim | undefined; out: Dim; groupsFromInput: boolean } {
  const groups = request.groups ?? 1;
  const out = outChannelsOf(layout, weight, groups);
  // TensorFlow has no groups argument: an input with g times the weight's channels means g groups (tf.nn.conv2d).
  const groupsFromInput = request.framework === 'tensorflow' && layout === 'kIO' && request.groups === undefined;
  if (groupsFromInput) return { in: undefined, out, groupsFromInput };
  const perGroup = layout === 'OIk' || layout === 'kIO';
  return { in: perGroup ? mul(weight.in, groups) : weight.in, out, groupsFromInput };
}

/** Works out channels and groups for an input of `inputChannels`. */
export function resolveChannels(settings: ConvSettings, inputChannels: Dim): Channels {
  const inChannels = settings.inChannels ?? inputChannels;
  if (settings.depthwise) {
    const multiplier = settings.channelMultiplier ?? 1;
    return {
      in: inChannels,
      out: mul(inChannels, multiplier),
      groups: inChannels,
      inPerGroup: 1,
      outPerGroup: multiplier,
      multiplier,
    };
  }
  const out = settings.outChannels ?? unknownDim('the number of filters is not given');
  const groups = settings.groups ?? quotient(inChannels, settings.weightInChannels ?? inChannels);
  const outPerGroup = quotient(out, groups);
  const oneEach = equalDims(groups, inChannels) === true && equalDims(inChannels, 1) !== true;
  return {
    in: inChannels,
    out,
    groups,
    inPerGroup: quotient(inChannels, groups),
    outPerGroup,
    multiplier: oneEach && !settings.transposed ? outPerGroup : undefined,
  };
}

/** a / b where the rules demand that it is whole; numbers that do not divide are reported elsewhere and round down. */
function quotient(a: Dim, b: Dim): Dim {
  if (equalDims(b, 1)) return a;
  const exact = div(a, b);
  return typeof exact === 'number' && !Number.isInteger(exact) ? floorDiv(a, b) : exact;
}

/** The weight's shape in the framework's own order of axes. */
export function weightShape(settings: ConvSettings, channels: Channels): Dim[] {
  const perLayout = {
    OIk: { in: channels.inPerGroup, out: channels.out },
    IOk: { in: channels.in, out: channels.outPerGroup },
    kIO: { in: channels.inPerGroup, out: channels.out },
    kOI: { in: channels.in, out: channels.out },
    kIM: { in: channels.in, out: channels.outPerGroup },
  }[settings.weightLayout];
  return weightShapeOf(settings.weightLayout, perLayout, settings.kernel);
}

/** The weight of a layer for an input of `inChannels`, in the framework's own order of axes. */
export function convWeightShape(request: ConvSettingsRequest, inChannels: Dim): Shape {
  const settings = resolveSettings(request);
  return weightShape(settings, resolveChannels(settings, inChannels));
}

/** Throws the first rule that the settings break, whatever the input. */
export function checkSettings(settings: ConvSettings): void {
  checkPositiveSettings(settings);
  switch (settings.framework) {
    case 'torch':
    case 'onnx':
      return checkTorchSettings(settings);
    case 'keras':
      return checkKerasSettings(settings);
    case 'tensorflow':
      return checkTensorflowSettings(settings);
    default:
      return checkFlaxSettings(settings);
  }
}

/** Rules that need no input: what a constructor refuses. Undefined when they all hold. */
export const convSettingsProblem = remembered(
  (request: ConvSettingsRequest): ShapeProblem | undefined => problemOf(() => checkSettings(resolveSettings(request))),
  4096,
);
