import { edgesOf } from '../../src/compute/step';
import type { ConvStep } from '../../src/protocol/payload';
import { type ConvPlan, type SpatialRank, planConv } from '../../src/shape';

/** What can be set of a convolution, one number for each spatial axis where there are axes. */
export interface ConvSettings {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  /** Before and after; of a transposed convolution: cut from the full output. */
  readonly padding: readonly (readonly [number, number])[];
  readonly paddingMode: NonNullable<ConvStep['paddingMode']>;
  readonly groups: number;
  readonly outChannels: number;
}

/** The settings of a step, kernel and channels read off its weight. */
export function settingsOf(step: ConvStep, weightShape: readonly number[]): ConvSettings {
  const [first, second, ...kernel] = weightShape;
  return {
    kernel,
    stride: step.stride,
    dilation: step.dilation,
    padding: step.padding,
    paddingMode: step.paddingMode ?? 'zeros',
    groups: step.groups,
    outChannels: step.transposed ? second * step.groups : first,
  };
}

/** The plan of settings for an input of (N, C, …spatial), in the words of PyTorch's layer; its error says what is wrong. */
export function planSettings(step: ConvStep, settings: ConvSettings, input: readonly number[]): ConvPlan {
  const { kernel, stride, dilation, paddingMode, groups, outChannels } = settings;
  return planConv({
    framework: 'torch',
    op: step.op,
    rank: step.stride.length as SpatialRank,
    inputShape: input,
    layout: 'channels_first',
    batch: 'one',
    transposed: step.transposed ?? false,
    kernel,
    stride,
    dilation,
    padding: { kind: 'explicit', edges: edgesOf(withSettings(step, settings)) },
    paddingMode,
    inChannels: input[1],
    outChannels,
    groups,
    bias: step.bias !== undefined,
  });
}

/** The step with these settings; kernel size and channels are its weight's. */
export function withSettings(step: ConvStep, settings: ConvSettings): ConvStep {
  const { stride, dilation, padding, paddingMode, groups } = settings;
  return {
    ...step,
    stride: [...stride],
    dilation: [...dilation],
    padding: padding.map(([before, after]) => [before, after]),
    // A step that does not name the ordinary mode goes on not naming it.
    ...((step.paddingMode !== undefined || paddingMode !== 'zeros') && { paddingMode }),
    groups,
  };
}

/** Padding that keeps the size at stride 1: dilation · (kernel − 1) in all, the odd row after (as "same" puts it). */
export function samePadding({ kernel, dilation }: ConvSettings): (readonly [number, number])[] {
  return kernel.map((size, axis) => {
    const total = dilation[axis] * (size - 1);
    return [Math.floor(total / 2), Math.ceil(total / 2)] as const;
  });
}
