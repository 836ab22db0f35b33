import { inFormat, toDense } from '../../src/compute/layout';
import { encodeNpy } from '../../src/compute/npy';
import { inputShapeOf, outputShapeOf, weightShapeOf } from '../../src/compute/problem';
import { convPlan, poolPlan } from '../../src/compute/step';
import type { Spelling } from '../../src/protocol/messages';
import type { Step } from '../../src/protocol/payload';
import { type Saying, saying } from '../../src/protocol/say';
import { spellingsOf, spellingsOfStep } from '../../src/shape';
import type { Network } from './network';
import type { StepResult } from './session';

/** The tensors of a step that can be saved. */
export const TENSORS = ['output', 'input', 'weight', 'bias'] as const;
export type TensorName = (typeof TENSORS)[number];

/** Those that a step has. */
export function tensorsOf({ weight, bias }: StepResult): TensorName[] {
  return TENSORS.filter((name) =>
    name === 'weight' ? weight.length > 0 : name === 'bias' ? bias !== undefined : true,
  );
}

/**
 * A tensor of a step as a NumPy file. Maps hold the batch item that is shown, in the step's own order of axes; the weight
 * is in the protocol's, see `weightShapeOf`.
 */
export function npyOf(result: StepResult, name: TensorName): Uint8Array {
  const { problem, step } = result.planned;
  const one = { ...problem, batch: 1 };
  switch (name) {
    case 'output':
      return encodeNpy(inFormat(outputShapeOf(one), step.dataFormat), toDense(result.maps, step.dataFormat));
    case 'input':
      return encodeNpy(inFormat(inputShapeOf(one), step.dataFormat), toDense(result.input, step.dataFormat));
    case 'weight':
      return encodeNpy(weightShapeOf(problem), result.weight);
    case 'bias':
      return encodeNpy([problem.outChannels], result.bias ?? new Float32Array());
  }
}

/** The step in the words of each framework that has it. */
export function codeOf(network: Network, { planned }: StepResult): Spelling[] {
  const { step, problem } = planned;
  const input = inputShapeOf(problem);
  if (step.type === 'conv') return spellingsOf(convPlan(step, input, (name) => network.tensors[name].shape));
  if (step.type === 'pool') return spellingsOf(poolPlan(step, input), step.countsPadding ?? false);
  return spellingsOfStep(step, input);
}

const FRAMEWORKS = ['PyTorch', 'Keras', 'TensorFlow', 'Flax'] as const;

/** Why a framework has no words for a step, for each that has none. */
export function withoutCode(
  { planned: { step } }: StepResult,
  spellings: readonly Spelling[],
): { framework: string; why: Saying }[] {
  const without = FRAMEWORKS.filter((name) => !spellings.some(({ framework }) => framework === name));
  return without.map((framework) => ({ framework, why: whyNot(step, framework) }));
}

function whyNot(step: Step, framework: (typeof FRAMEWORKS)[number]): Saying {
  if (step.type !== 'conv') return saying('no layer or function of it computes this');
  const { stride, dilation, groups, transposed } = step;
  // Keras 3 refuses them in `BaseConv.__init__`; its transposed layers and Flax's take no groups.
  if (framework === 'Keras' && stride.some((by) => by > 1) && dilation.some((by) => by > 1))
    return saying('it takes no strides together with dilation');
  if (transposed && groups > 1 && (framework === 'Keras' || framework === 'Flax'))
    return saying('its transposed convolutions take no groups');
  return saying('none of its layers and functions has these edges');
}

/** A file name from the step's name: `conv1-output.npy`. */
export function fileName({ planned }: StepResult, what: string, extension: string): string {
  const name = (planned.step.name ?? planned.step.op).replace(/[^\w.-]+/g, '-');
  return `${name}-${what}.${extension}`;
}
