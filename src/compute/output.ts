import { encodeTensor } from '../protocol/codec';
import {
  type ActivationStep,
  type BatchNormStep,
  type ConvStep,
  type Dtype,
  type GeneratedTensor,
  MIME,
  type Payload,
  type PoolStep,
  type Step,
  type TensorData,
  VERSION,
} from '../protocol/payload';
import { inFormat } from './layout';
import type { NdArray } from './ndarray';
import { type ConvProblem, inputShapeOf, macsOf, outputShapeOf } from './problem';
import { type PlannedStep, activationOf, planSteps } from './step';
import { activationLabel } from './activation';
import { kindOf } from './atlas/structure';

/** A tensor to be shown: its numbers, or how they are made. */
export type OutputTensor = NdArray | GeneratedTensor;

/** A step without the names of its tensors. */
type Settings<S extends Step> = Omit<S, (typeof TENSOR_FIELDS)[number]>;

interface InputOf {
  /** A tensor in `dataFormat`'s order, or the index of the earlier step whose output is read. */
  readonly input: OutputTensor | number;
}

/** A convolution to be shown, in the protocol's neutral terms (see `ConvStep`). */
export interface OutputConv extends Omit<Settings<ConvStep>, 'type'>, InputOf {
  readonly type?: 'conv';
  /** In the protocol's order: see `toProtocolWeight`. */
  readonly weight: OutputTensor;
  readonly bias?: OutputTensor;
}

export interface OutputBatchNorm extends Settings<BatchNormStep>, InputOf {
  readonly mean: OutputTensor;
  readonly variance: OutputTensor;
  readonly weight?: OutputTensor;
  readonly bias?: OutputTensor;
}

/** One step to be shown, with its tensors. */
export type OutputStep =
  OutputConv | OutputBatchNorm | (Settings<ActivationStep> & InputOf) | (Settings<PoolStep> & InputOf);

/** The fields of steps that name tensors. */
const TENSOR_FIELDS = ['input', 'weight', 'bias', 'mean', 'variance'] as const;

/**
 * The payload of one notebook output. A tensor object that several steps share is stored once.
 * float64 is stored as float32, for no kernel computes in more.
 * @throws Error with the plan's own words when the shapes do not fit together.
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
  const named = (step: OutputStep, i: number): Step => {
    const suffix = steps.length === 1 ? '' : String(i + 1);
    const fields: Record<string, unknown> = { type: 'conv', ...step };
    for (const field of TENSOR_FIELDS) {
      const value = fields[field] as OutputTensor | number | undefined;
      if (typeof value === 'object') fields[field] = store(value, `${field}${suffix}`);
      else if (value === undefined) delete fields[field];
    }
    return fields as unknown as Step;
  };
  const payload: Payload = {
    version: VERSION,
    ...(title !== undefined && { title }),
    tensors,
    steps: steps.map(named),
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
  return `${name}  ${shape(inputShapeOf(problem))} → ${shape(outputShapeOf(problem))}  ${whatItIs(step, problem)}`;
}

/** What a step does, in a few words. */
export function whatItIs(step: Step, problem: ConvProblem): string {
  switch (step.type) {
    case 'conv':
      return `${channelsOf(problem)}, ${macsOf(problem).toLocaleString('en')} MACs`;
    case 'batch_norm':
      return `each of ${problem.inChannels} channels by its own mean and variance`;
    case 'activation':
      return activationLabel(activationOf(step));
    case 'pool': {
      const of = (values: number[]): string => values.join(' × ');
      return `${step.kind === 'max' ? 'maximum' : 'average'} of ${of(step.kernel)}, stride ${of(step.stride)}`;
    }
  }
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
