import { channelsFirst, inFormat } from '../../src/compute/layout';
import { outputShapeOf, problemOfPlan } from '../../src/compute/problem';
import { type PlannedStep, planStep } from '../../src/compute/step';
import { encodeTensor } from '../../src/protocol/codec';
import { type Saying, saying, sayingOfError } from '../../src/protocol/say';
import type { ConvStep, Payload, Step, TensorData } from '../../src/protocol/payload';
import { formatShape } from './format';
import { type ConvSettings, planSettings, withSettings } from './settings';
import { fitBias, fitWeight, weightShapeFor } from './fitWeight';
import type { InputSource } from './inputSource';
import { tooLargeToMake, tooMuchToCompute, tooMuchToShow } from './limits';
import { type Tensor, storedTensor } from './tensor';

/** A step as it stands after the edits. */
export interface NetworkStep {
  /** The step with the last settings that made a convolution. */
  readonly step: Step;
  /** Of a convolution: settings that do not make one, while they do not. */
  readonly wanted?: ConvSettings;
  /** How the weight was fitted to the settings, where it was. */
  readonly note?: string;
  /** True once it is to be computed however long that takes. */
  readonly isAwaited?: boolean;
}

/** A step with its plan, or with the plan's words for why there is none. */
export type Planning = { readonly planned: PlannedStep } | Refused;

export interface Refused {
  readonly refused: Saying;
  readonly why: Why;
  /** The step that has only to be awaited, so that this one has a plan or another reason: itself, or one before it. */
  readonly awaits?: number;
}

/**
 * Why a step has no plan: its settings and shapes make none; it is more than a view shows; it takes long, and nobody said to
 * wait for it; it gives no number; or what it reads has none, for the reason that is given.
 */
export type Why = 'unfit' | 'tooMuch' | 'long' | 'empty' | 'unread';

/** The steps and tensors of an output with everything that was edited. Immutable: an edit gives another one. */
export interface Network {
  readonly steps: readonly NetworkStep[];
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** The tensors as they arrived. */
  readonly arrived: Readonly<Record<string, Tensor>>;
  /** One for each step. */
  readonly plans: readonly Planning[];
}

/** The network of a payload as it arrived. */
export function networkOf(payload: Payload): Network {
  const tensors: Record<string, Tensor> = {};
  for (const [name, stored] of Object.entries(payload.tensors)) tensors[name] = storedTensor(stored);
  return settle(
    payload.steps.map((step) => ({ step })),
    tensors,
    tensors,
  );
}

/**
 * Plans the steps in order. Wanted settings that make a convolution become the step's own, and its weight and bias
 * are fitted to them; those that do not stay wanted, and say why.
 */
export function settle(
  steps: readonly NetworkStep[],
  tensors: Network['tensors'],
  arrived: Network['arrived'],
): Network {
  const settled: NetworkStep[] = [];
  const plans: Planning[] = [];
  let current = tensors;
  for (const entry of steps) {
    const input = inputShape(entry.step, current, plans);
    if ('refused' in input) {
      settled.push(entry);
      plans.push(input);
      continue;
    }
    const { step, wanted } = entry;
    const edited = wanted && step.type === 'conv' ? { step, wanted } : undefined;
    const refusal = edited && refusalOf(edited.step, edited.wanted, input.shape, entry.isAwaited);
    if (refusal) {
      settled.push(entry);
      plans.push(refusal);
      continue;
    }
    const made = edited && fit(edited.step, edited.wanted, input.shape[1], current);
    const fitted = made
      ? { ...made, entry: { ...made.entry, isAwaited: entry.isAwaited } }
      : { entry, tensors: current };
    current = fitted.tensors;
    settled.push(fitted.entry);
    plans.push(planOf(fitted.entry, plans.length, input.shape, current));
  }
  return { steps: settled, tensors: current, arrived, plans };
}

/**
 * The convolution that a step is: only it has settings and kernels to edit.
 * @throws Error where the step is something else.
 */
export function convolutionAt({ steps }: Pick<Network, 'steps'>, index: number): ConvStep {
  const { step } = steps[index];
  if (step.type === 'conv') return step;
  throw new Error(`Step ${index + 1} (${step.op}) has no kernels to edit: choose a convolution.`);
}

/** (N, C, …spatial) of what a step reads, or why it is not known. */
function inputShape(
  step: Step,
  tensors: Readonly<Record<string, Tensor>>,
  plans: readonly Planning[],
): { readonly shape: number[] } | Refused {
  if (typeof step.input === 'string') return { shape: channelsFirst(tensors[step.input].shape, step.dataFormat) };
  const before = plans[step.input];
  if ('planned' in before) return { shape: outputShapeOf(before.planned.problem) };
  if (before.why === 'unread') return before;
  return {
    refused: saying('Layer {0}, whose maps it reads, has none. {1}', step.input + 1, before.refused),
    why: 'unread',
    awaits: before.awaits,
  };
}

/** How many channels a step reads, whether or not it has a plan; undefined where what it reads is not known. */
export function inputChannels({ steps, tensors, plans }: Network, index: number): number | undefined {
  const input = inputShape(steps[index].step, tensors, plans);
  return 'refused' in input ? undefined : input.shape[1];
}

/** @param index of the step. */
function planOf(
  { step, isAwaited }: NetworkStep,
  index: number,
  input: readonly number[],
  tensors: Readonly<Record<string, Tensor>>,
): Planning {
  try {
    const planned = planStep(step, input, (name) => tensors[name].shape);
    const shape = outputShapeOf(planned.problem);
    if (shape.includes(0)) {
      const gives = saying('{0} gives {1}.', step.op, formatShape(inFormat(shape, step.dataFormat)));
      return { refused: gives, why: 'empty' };
    }
    const tooMuch = tooMuchToShow(planned.problem);
    if (tooMuch) return { refused: tooMuch, why: 'tooMuch' };
    const long = isAwaited ? undefined : tooMuchToCompute(planned.problem);
    return long ? { refused: long, why: 'long', awaits: index } : { planned };
  } catch (error) {
    return { refused: sayingOfError(error), why: 'unfit' };
  }
}

/**
 * Why settings are not taken up: they make no convolution, one whose weight or output is too large here, or one that takes long
 * where nobody said to wait for it.
 */
function refusalOf(
  step: ConvStep,
  wanted: ConvSettings,
  input: readonly number[],
  isAwaited: boolean | undefined,
): Refused | undefined {
  const plan = planSettings(step, wanted, input);
  if (plan.error) return { refused: plan.error.saying, why: 'unfit' };
  const problem = problemOfPlan(plan);
  const tooMuch = tooLargeToMake(weightShapeFor(step, wanted, input[1])) ?? tooMuchToShow(problem);
  if (tooMuch) return { refused: tooMuch, why: 'tooMuch' };
  const long = isAwaited ? undefined : tooMuchToCompute(problem);
  return long && { refused: long, why: 'long' };
}

/** A step that takes up its wanted settings, with its weight and bias made to measure. */
function fit(
  step: ConvStep,
  wanted: ConvSettings,
  inChannels: number,
  tensors: Readonly<Record<string, Tensor>>,
): { entry: NetworkStep; tensors: Readonly<Record<string, Tensor>> } {
  const before = tensors[step.weight];
  const fitted = fitWeight(step, before, wanted, inChannels);
  const changed = { ...tensors };
  if (fitted) changed[step.weight] = fitted.tensor;
  if (step.bias !== undefined) changed[step.bias] = fitBias(tensors[step.bias], wanted.outChannels);
  return { entry: { step: withSettings(step, wanted), note: fitted?.note }, tensors: changed };
}

/** The tensor that a step's numbers begin with, and the step that reads it. */
export function rootInput(
  network: Network,
  index: number,
): { tensor: string; step: number; format: ConvStep['dataFormat']; source: InputSource } {
  const { input, dataFormat } = network.steps[index].step;
  if (typeof input === 'number') return rootInput(network, input);
  const source = network.tensors[input].source ?? { type: 'original' };
  return { tensor: input, step: index, format: dataFormat, source };
}

/** The payload that shows this network: what was edited is stored, the rest as it came. */
export function payloadOf(network: Network, title?: string): Payload {
  const tensors: Record<string, TensorData> = {};
  for (const [name, { shape, stored, numbers }] of Object.entries(network.tensors)) {
    tensors[name] = stored ?? encodeTensor(shape, 'float32', numbers());
  }
  return { version: 1, ...(title !== undefined && { title }), tensors, steps: network.steps.map(({ step }) => step) };
}
