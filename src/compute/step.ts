import type { ConvStep, Payload } from '../protocol/payload';
import { type ConvPlan, type SpatialRank, planConv } from '../shape';
import { channelsFirst } from './layout';
import { type ConvProblem, outputShapeOf, problemOfPlan } from './problem';

/** A step of an output with its plan: all sizes known and consistent. */
export interface PlannedStep {
  readonly step: ConvStep;
  readonly plan: ConvPlan;
  readonly problem: ConvProblem;
}

/**
 * The steps of a payload with their plans, in order.
 * @throws Error with the ConvPlan's own words when sizes do not make a convolution.
 */
export function planSteps(payload: Payload): PlannedStep[] {
  const planned: PlannedStep[] = [];
  for (const step of payload.steps) {
    const input =
      typeof step.input === 'string'
        ? channelsFirst(payload.tensors[step.input].shape, step.dataFormat)
        : outputShapeOf(planned[step.input].problem);
    const bias = step.bias === undefined ? undefined : payload.tensors[step.bias].shape;
    planned.push(planStep(step, input, payload.tensors[step.weight].shape, bias));
  }
  return planned;
}

/**
 * Plans one step from the shapes of its tensors.
 *
 * The protocol's neutral terms are PyTorch's (weights as (out, in / groups, …kernel), padding cut from a
 * transposed output), so the plan is made under PyTorch's rules whatever framework wrote the step.
 * @param input (N, C, …spatial), whatever the step's data format.
 */
export function planStep(
  step: ConvStep,
  input: readonly number[],
  weight: readonly number[],
  bias?: readonly number[],
): PlannedStep {
  const rank = step.stride.length;
  if (input.length !== rank + 2) {
    throw new Error(
      `${step.op}: the input (${input.join(', ')}) has ${input.length} axes, but stride [${step.stride.join(', ')}] ` +
        `calls for ${rank + 2}: batch, channels and ${rank} spatial.`,
    );
  }
  const plan = planConv({
    framework: 'torch',
    op: step.op,
    rank: rank as SpatialRank,
    inputShape: input,
    layout: 'channels_first',
    batch: 'one',
    transposed: step.transposed ?? false,
    stride: step.stride,
    dilation: step.dilation,
    padding: { kind: 'explicit', edges: edgesOf(step) },
    paddingMode: step.paddingMode ?? 'zeros',
    groups: step.groups,
    weightShape: weight,
    weightLayout: step.transposed ? 'IOk' : 'OIk',
    bias: bias !== undefined,
    biasShape: bias,
  });
  return { step, plan, problem: problemOfPlan(plan) };
}

/**
 * The padding with `outputPadding` taken off its end: a transposed convolution that cuts less there is the same,
 * and no framework's bound on output_padding stands in the way of another's.
 */
export function edgesOf({ padding, transposed, outputPadding }: ConvStep): [number, number][] {
  return padding.map(([before, after], i) => [before, transposed ? after - (outputPadding?.[i] ?? 0) : after]);
}
