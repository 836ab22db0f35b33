import { SaidError, said } from '../protocol/say';
import type { ActivationStep, BatchNormStep, ConvStep, Payload, PoolStep, Step } from '../protocol/payload';
import { type ConvPlan, type PoolPlan, type SpatialRank, planConv, planPool } from '../shape';
import type { Activation } from './activation';
import { channelsFirst } from './layout';
import type { NumberArray } from './ndarray';
import { type ConvProblem, outputShapeOf, pointwiseAxis, problemOfPlan, problemOfPool } from './problem';

/** A step of an output with every size known and consistent. */
export interface PlannedStep {
  readonly step: Step;
  /**
   * What is computed. What follows convolutions is told in their terms: pooling and activations go through the channels one
   * by one, batch normalization is a depthwise convolution with kernels of one number.
   */
  readonly problem: ConvProblem;
}

/** What a step multiplies with and adds: `weight` as `weightShapeOf` says, empty for pooling; `bias` by output channel. */
export interface StepParameters {
  readonly weight: NumberArray;
  readonly bias?: NumberArray;
}

/**
 * The steps of a payload with their plans, in order.
 * @throws Error with the plan's own words when sizes do not fit together.
 */
export function planSteps(payload: Payload): PlannedStep[] {
  const planned: PlannedStep[] = [];
  for (const step of payload.steps) {
    const input =
      typeof step.input === 'string'
        ? channelsFirst(payload.tensors[step.input].shape, step.dataFormat)
        : outputShapeOf(planned[step.input].problem);
    planned.push(planStep(step, input, (name) => payload.tensors[name].shape));
  }
  return planned;
}

/**
 * Plans one step from the shapes of its tensors.
 * @param input (N, C, …spatial), whatever the step's data format.
 * @param shapeOf the shape of a tensor that the step names.
 * @throws Error with the plan's own words when sizes do not fit together.
 */
export function planStep(
  step: Step,
  input: readonly number[],
  shapeOf: (name: string) => readonly number[],
): PlannedStep {
  switch (step.type) {
    case 'conv':
      return { step, problem: convProblem(step, input, shapeOf) };
    case 'pool':
      return { step, problem: poolProblem(step, input) };
    case 'batch_norm':
      checkBatchNorm(step, input, shapeOf);
      return { step, problem: elementwise(step.op, input) };
    case 'activation':
      return { step, problem: { ...elementwise(step.op, input), activation: activationOf(step) } };
  }
}

/**
 * What a step multiplies with and adds.
 * @param numbersOf the numbers of a tensor that the step names.
 */
export function parametersOf({ step, problem }: PlannedStep, numbersOf: (name: string) => NumberArray): StepParameters {
  switch (step.type) {
    case 'conv':
      return { weight: numbersOf(step.weight), bias: step.bias === undefined ? undefined : numbersOf(step.bias) };
    case 'batch_norm':
      return scaleAndShift(step, numbersOf);
    case 'activation':
      return { weight: ones(problem.outChannels) };
    case 'pool':
      return { weight: NO_WEIGHT };
  }
}

function convProblem(
  step: ConvStep,
  input: readonly number[],
  shapeOf: (name: string) => readonly number[],
): ConvProblem {
  return problemOfPlan(convPlan(step, input, shapeOf));
}

/**
 * The protocol's neutral terms are PyTorch's (weights as (out, in / groups, …kernel), padding cut from a
 * transposed output), so the plan is made under PyTorch's rules whatever framework wrote the step.
 */
export function convPlan(
  step: ConvStep,
  input: readonly number[],
  shapeOf: (name: string) => readonly number[],
): ConvPlan {
  const rank = rankOf(step, input);
  return planConv({
    framework: 'torch',
    op: step.op,
    rank,
    inputShape: input,
    layout: 'channels_first',
    batch: 'one',
    transposed: step.transposed ?? false,
    stride: step.stride,
    dilation: step.dilation,
    padding: { kind: 'explicit', edges: edgesOf(step) },
    paddingMode: step.paddingMode ?? 'zeros',
    groups: step.groups,
    weightShape: shapeOf(step.weight),
    weightLayout: step.transposed ? 'IOk' : 'OIk',
    bias: step.bias !== undefined,
    biasShape: step.bias === undefined ? undefined : shapeOf(step.bias),
  });
}

function poolProblem(step: PoolStep, input: readonly number[]): ConvProblem {
  return problemOfPool(poolPlan(step, input), { kind: step.kind, countsPadding: step.countsPadding ?? false });
}

/** Planned under ONNX's rules, which leave each edge its own padding. */
export function poolPlan(step: PoolStep, input: readonly number[]): PoolPlan {
  return planPool({
    framework: 'onnx',
    op: step.op,
    kind: step.kind === 'max' ? 'max' : 'avg',
    rank: rankOf(step, input),
    inputShape: input,
    layout: 'channels_first',
    batch: 'one',
    kernel: step.kernel,
    stride: step.stride,
    dilation: step.dilation,
    padding: { kind: 'explicit', edges: step.padding },
    ceilMode: step.ceilMode ?? false,
  });
}

function rankOf({ op, stride }: ConvStep | PoolStep, input: readonly number[]): SpatialRank {
  const rank = stride.length;
  if (input.length !== rank + 2) {
    throw new SaidError(
      said`${op}: the input (${input.join(', ')}) has ${input.length} axes, but stride [${stride.join(', ')}] calls for ${rank + 2}: batch, channels and ${rank} spatial.`,
    );
  }
  return rank as SpatialRank;
}

/** Every number by itself: windows of one element, each channel its own group. */
function elementwise(op: string, [batch, channels, ...spatial]: readonly number[]): ConvProblem {
  if (spatial.length < 1 || spatial.length > 3) {
    throw new SaidError(
      said`${op}: an input of ${spatial.length + 2} axes is no maps: give batch, channels and 1 to 3 spatial.`,
    );
  }
  return {
    batch,
    inChannels: channels,
    outChannels: channels,
    groups: channels,
    paddingMode: 'zeros',
    transposed: false,
    axes: spatial.map(pointwiseAxis),
  };
}

function checkBatchNorm(
  step: BatchNormStep,
  input: readonly number[],
  shapeOf: (name: string) => readonly number[],
): void {
  for (const role of ['mean', 'variance', 'weight', 'bias'] as const) {
    const name = step[role];
    if (name === undefined) continue;
    const shape = shapeOf(name);
    if (shape.length === 1 && shape[0] === input[1]) continue;
    throw new SaidError(
      said`${step.op}: ${role} has shape (${shape.join(', ')}), but the input has ${input[1]} channels: one number for each.`,
    );
  }
}

/** (x − mean) / √(variance + ε) · weight + bias as x · scale + shift. */
function scaleAndShift(step: BatchNormStep, numbersOf: (name: string) => NumberArray): StepParameters {
  const [mean, variance] = [numbersOf(step.mean), numbersOf(step.variance)];
  const weight = step.weight === undefined ? undefined : numbersOf(step.weight);
  const bias = step.bias === undefined ? undefined : numbersOf(step.bias);
  const scale = Float64Array.from(variance, (v, c) => (weight ? weight[c] : 1) / Math.sqrt(v + step.epsilon));
  return { weight: scale, bias: Float64Array.from(scale, (s, c) => (bias ? bias[c] : 0) - mean[c] * s) };
}

/** The activation of a step. */
export function activationOf(step: ActivationStep): Activation {
  return { name: step.function, ...(step.parameters && { parameters: step.parameters }) };
}

const NO_WEIGHT = new Float32Array(0);
const onesOf = new Map<number, Float32Array>();

/** As many ones; the same array for the same length, by which the engine knows what is on the device. */
function ones(length: number): Float32Array {
  let array = onesOf.get(length);
  if (!array) onesOf.set(length, (array = new Float32Array(length).fill(1)));
  return array;
}

/**
 * The padding with `outputPadding` taken off its end: a transposed convolution that cuts less there is the same,
 * and no framework's bound on output_padding stands in the way of another's.
 */
export function edgesOf({ padding, transposed, outputPadding }: ConvStep): [number, number][] {
  return padding.map(([before, after], i) => [before, transposed ? after - (outputPadding?.[i] ?? 0) : after]);
}
