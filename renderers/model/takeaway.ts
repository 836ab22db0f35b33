import { inFormat, toDense } from '../../src/compute/layout';
import { encodeNpy } from '../../src/compute/npy';
import { inputShapeOf, outputShapeOf, weightShapeOf } from '../../src/compute/problem';
import { convPlan, poolPlan } from '../../src/compute/step';
import type { Spelling } from '../../src/protocol/messages';
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

/** A file name from the step's name: `conv1-output.npy`. */
export function fileName({ planned }: StepResult, what: string, extension: string): string {
  const name = (planned.step.name ?? planned.step.op).replace(/[^\w.-]+/g, '-');
  return `${name}-${what}.${extension}`;
}
