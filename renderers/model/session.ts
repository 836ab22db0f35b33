import { type Difference, compare } from '../../src/compute/compare';
import { type Maps, channelsFirst, denseMaps } from '../../src/compute/layout';
import type { NumberArray } from '../../src/compute/ndarray';
import { inPerGroup } from '../../src/compute/problem';
import { reference } from '../../src/compute/reference';
import type { PlannedStep } from '../../src/compute/step';
import { decodeTensor } from '../../src/protocol/codec';
import type { Payload } from '../../src/protocol/payload';
import { type Computed, compute } from './engine';

/** One step computed for one batch item. */
export interface StepResult extends Computed {
  readonly step: number;
  readonly item: number;
  /** The item's input, batch size one. */
  readonly input: Maps;
  readonly weight: NumberArray;
  readonly difference: Difference;
}

/** The numbers of one output: tensors are decoded once, results are kept for the batch item last asked for. */
export interface Session {
  result(step: number, item: number): Promise<StepResult>;
}

/** Multiply-adds that comparing with the reference may take before it goes over to a sample. */
const COMPARE_MACS = 20e6;

/** What computes the steps of a payload that was found valid and planned. */
export function createSession(payload: Payload, steps: readonly PlannedStep[]): Session {
  const tensors = new Map<string, NumberArray>();
  const numbers = (name: string): NumberArray => {
    let data = tensors.get(name);
    if (!data) tensors.set(name, (data = decodeTensor(payload.tensors[name])));
    return data;
  };
  let results = new Map<number, Promise<StepResult>>();
  let currentItem = -1;

  const inputOf = async (index: number, item: number): Promise<Maps> => {
    const { step } = steps[index];
    if (typeof step.input === 'number') return (await result(step.input, item)).maps;
    const shape = channelsFirst(payload.tensors[step.input].shape, step.dataFormat);
    return itemOf(denseMaps(shape, numbers(step.input), step.dataFormat), item);
  };

  const computeStep = async (index: number, item: number): Promise<StepResult> => {
    const { step, problem } = steps[index];
    const input = await inputOf(index, item);
    const weight = numbers(step.weight);
    const bias = step.bias === undefined ? undefined : numbers(step.bias);
    const computed = await compute(problem, input, weight, bias);
    const perNumber = problem.axes.reduce((n, axis) => n * axis.kernel, inPerGroup(problem));
    const limit = Math.max(256, Math.floor(COMPARE_MACS / perNumber));
    const difference = compare(computed.maps, reference(problem, input, weight, bias), 0, limit);
    return { ...computed, step: index, item, input, weight, difference };
  };

  const result = (index: number, item: number): Promise<StepResult> => {
    if (item !== currentItem) {
      results = new Map();
      currentItem = item;
    }
    let known = results.get(index);
    if (!known) results.set(index, (known = computeStep(index, item)));
    return known;
  };

  return { result };
}

/** One batch item of a batch, sharing its numbers. */
function itemOf(maps: Maps, item: number): Maps {
  const start = item * maps.layout.batch;
  return {
    shape: [1, ...maps.shape.slice(1)],
    data: maps.data.subarray(start, start + maps.layout.batch),
    layout: maps.layout,
  };
}
