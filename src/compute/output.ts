import { encodeTensor } from '../protocol/codec';
import {
  type ConvStep,
  type Dtype,
  type GeneratedTensor,
  MIME,
  type Payload,
  type TensorData,
  VERSION,
} from '../protocol/payload';
import { inFormat } from './layout';
import type { NdArray } from './ndarray';
import { type ConvProblem, inputShapeOf, macsOf, outputShapeOf } from './problem';
import { type PlannedStep, planSteps } from './step';
import { kindOf } from './atlas/structure';

/** A tensor to be shown: its numbers, or how they are made. */
export type OutputTensor = NdArray | GeneratedTensor;

/** One convolution to be shown, in the protocol's neutral terms (see `ConvStep`). */
export interface OutputStep extends Omit<ConvStep, 'type' | 'input' | 'weight' | 'bias'> {
  /** A tensor in `dataFormat`'s order, or the index of the earlier step whose output is read. */
  readonly input: OutputTensor | number;
  /** In the protocol's order: see `toProtocolWeight`. */
  readonly weight: OutputTensor;
  readonly bias?: OutputTensor;
}

/**
 * The payload of one notebook output. A tensor object that several steps share is stored once.
 * float64 is stored as float32, for no kernel computes in more.
 * @throws Error with the ConvPlan's own words when the shapes do not make a convolution.
 */
export function buildPayload(steps: readonly OutputStep[], title?: string): Payload {
  const tensors: Record<string, TensorData> = {};
  const names = new Map<OutputTensor, string>();
  const store = (tensor: OutputTensor, wanted: string): string => {
    const known = names.get(tensor);
    if (known) return known;
    names.set(tensor, wanted);
    tensors[wanted] = 'init' in tensor ? tensor : stored(tensor);
    return wanted;
  };
  const payload: Payload = {
    version: VERSION,
    ...(title !== undefined && { title }),
    tensors,
    steps: steps.map(({ input, weight, bias, ...settings }, i) => {
      const suffix = steps.length === 1 ? '' : String(i + 1);
      return {
        ...settings,
        type: 'conv' as const,
        input: typeof input === 'number' ? input : store(input, `input${suffix}`),
        weight: store(weight, `weight${suffix}`),
        ...(bias !== undefined && { bias: store(bias, `bias${suffix}`) }),
      };
    }),
  };
  planSteps(payload);
  return payload;
}

function stored({ shape, dtype, data }: NdArray): TensorData {
  const kept: Dtype = dtype === 'float64' ? 'float32' : dtype;
  // A tensor of equal numbers needs no megabytes in the notebook. JSON knows neither NaN, infinities nor −0.
  const value = Math.fround(data[0]);
  const writable = Number.isFinite(value) && !Object.is(value, -0);
  if (kept === 'float32' && writable && data.every((number) => number === data[0])) {
    return { shape: [...shape], init: { type: 'constant', value } };
  }
  return encodeTensor(shape, kept, data);
}

/** The `text/plain` that goes along: what the view's header says. */
export function textOf(payload: Payload): string {
  return planSteps(payload).map(lineOf).join('\n');
}

function lineOf({ step, problem }: PlannedStep): string {
  const shape = (sizes: number[]): string => `(${inFormat(sizes, step.dataFormat).join(', ')})`;
  const name = step.name && step.name !== step.op ? `${step.op} ${step.name}` : step.op;
  const macs = macsOf(problem).toLocaleString('en');
  return `${name}  ${shape(inputShapeOf(problem))} → ${shape(outputShapeOf(problem))}  ${channelsOf(problem)}, ${macs} MACs`;
}

function channelsOf({ inChannels, outChannels, groups, ...rest }: ConvProblem): string {
  const kind = kindOf({ inChannels, outChannels, groups, ...rest });
  if (kind === 'full') return `${inChannels} → ${outChannels} channels`;
  const outs = outChannels / groups;
  return kind === 'depthwise'
    ? `${inChannels} → ${outChannels} = ${inChannels} × ${outs} channels`
    : `${inChannels} → ${outChannels} channels in ${groups} groups of ${inChannels / groups} → ${outs}`;
}

export { MIME };
