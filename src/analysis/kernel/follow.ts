/**
 * What followed a convolution in a cell: batch normalization, activations and pooling, told from the records of the calls.
 * A step is taken only where it gives, number by number, what the call gave: a name or a setting that was read wrongly
 * ends the chain, it never shows something else.
 */
import { channelsFirst, denseMaps, type DataFormat } from '../../compute/layout';
import type { NdArray } from '../../compute/ndarray';
import type { OutputBatchNorm, OutputStep } from '../../compute/output';
import { outputShapeOf } from '../../compute/problem';
import { convolve } from '../../compute/reference';
import { parametersOf, planStep } from '../../compute/step';
import type { ActivationName, ActivationStep, Framework, PoolStep, Step } from '../../protocol/payload';
import { isNumber, type PoolPlan } from '../../shape';
import { tensorsIn, type CallRecord } from '../../python/interpreter';
import type { InstanceValue, TensorValue, Value } from '../../python/interpreter/values';

/** What a step follows: its framework, the order of its axes, and the numbers that come in. */
export interface Followed {
  readonly framework: Framework;
  readonly dataFormat: DataFormat;
  readonly input: NdArray;
}

/** A step whose input is still to be named. */
export type FollowingStep = OutputStep extends infer S ? (S extends OutputStep ? Omit<S, 'input'> : never) : never;

/** The step that a call makes of maps, where it is one that can be shown. */
export function followingStep(call: CallRecord, followed: Followed): FollowingStep | undefined {
  const output = tensorsIn(call.output ? [call.output] : [])[0]?.data;
  if (!output || call.failure || call.kind === 'model' || followed.input.shape.length < 3) return undefined;
  const base = { op: call.op, framework: followed.framework, dataFormat: followed.dataFormat };
  const candidates = [
    ...poolCandidates(call, followed.input, output).map((step) => ({ ...base, ...step })),
    ...activationCandidates(call).map((step) => ({ ...base, ...step })),
    ...batchNormCandidates(call).map((step) => ({ ...base, ...step })),
  ];
  return candidates.find((step) => gives(step, followed.input, output));
}

/** The activation that a layer was given as an argument and applies to what it computes (Keras). */
export function ownActivation(call: CallRecord, before: Followed): FollowingStep | undefined {
  const named = call.instance?.attrs.get('activation');
  const output = tensorsIn(call.output ? [call.output] : [])[0]?.data;
  if (named?.kind !== 'str' || named.value === 'linear' || !output) return undefined;
  const base = { op: named.value, framework: before.framework, dataFormat: before.dataFormat };
  return activationsOf(named.value, [])
    .map((step) => ({ ...base, ...step }))
    .find((step) => gives(step, before.input, output));
}

/** The numbers of a step's output, in its own order of axes; undefined where its sizes do not fit together. */
export function computeStep(step: OutputStep | FollowingStep, input: NdArray): NdArray | undefined {
  const tensors = step as unknown as Record<string, NdArray>;
  const named: Record<string, unknown> = { type: 'conv', ...step, input: 'input' };
  for (const field of ['weight', 'bias', 'mean', 'variance']) if (tensors[field]) named[field] = field;
  const format = step.dataFormat;
  try {
    const shape = channelsFirst(input.shape, format);
    const planned = planStep(named as unknown as Step, shape, (name) => tensors[name].shape);
    const { weight, bias } = parametersOf(planned, (name) => tensors[name].data);
    const maps = convolve(planned.problem, denseMaps(shape, input.data, format), weight, bias);
    return { shape: outputShapeOf(planned.problem), dtype: 'float64', data: maps.data };
  } catch {
    return undefined;
  }
}

const CLOSE = 1e-4;

/** Whether a step makes of the input what the call made. */
function gives(step: FollowingStep, input: NdArray, output: NdArray): boolean {
  const computed = computeStep(step, input);
  if (!computed || output.data.length !== computed.data.length) return false;
  const shape = channelsFirst(output.shape, step.dataFormat);
  if (shape.join() !== computed.shape.join()) return false;
  const { layout } = denseMaps(shape, output.data, step.dataFormat);
  const [batch, channels, ...spatial] = shape;
  const [depth, rows, columns] = [1, 1, 1, ...spatial].slice(-3);
  const [strideZ, strideY, strideX] = [0, 0, 0, ...layout.spatial].slice(-3);
  let at = 0;
  for (let n = 0; n < batch; n++) {
    for (let c = 0; c < channels; c++) {
      const from = n * layout.batch + layout.channel[c];
      for (let z = 0; z < depth; z++) {
        for (let y = 0; y < rows; y++) {
          for (let x = 0; x < columns; x++) {
            const wanted = output.data[from + z * strideZ + y * strideY + x * strideX];
            const found = computed.data[at++];
            if (Object.is(wanted, found) || wanted === found) continue;
            if (!(Math.abs(wanted - found) <= CLOSE * (1 + Math.abs(wanted)))) return false;
          }
        }
      }
    }
  }
  return true;
}

type Settings<S extends Step> = Omit<S, 'op' | 'framework' | 'dataFormat' | 'input' | 'name'>;

function poolCandidates(call: CallRecord, input: NdArray, output: NdArray): Settings<PoolStep>[] {
  const plan = call.detail.plan as PoolPlan | undefined;
  if (plan && 'ceilMode' in plan) return plan.kind === 'lp' || plan.error ? [] : planned(plan);
  const kind = /max/i.test(call.op) ? 'max' : 'average';
  return /(adaptive|global)_?(avg|average|max)/i.test(call.op) ? wholeWindows(kind, input, output) : [];
}

function planned(plan: PoolPlan): Settings<PoolStep>[] {
  const axis = (pick: (a: PoolPlan['axes'][number]) => unknown) => plan.axes.map((a) => Number(pick(a)));
  if (!plan.outputShape.every(isNumber)) return [];
  const step: Settings<PoolStep> = {
    type: 'pool',
    kind: plan.kind === 'max' ? 'max' : 'average',
    kernel: axis((a) => a.kernel),
    stride: axis((a) => a.stride),
    dilation: axis((a) => a.dilation),
    padding: plan.axes.map((a) => [Number(a.padBefore), Number(a.padAfter)]),
    ...(plan.ceilMode && { ceilMode: true }),
  };
  return plan.kind === 'max' ? [step] : [step, { ...step, countsPadding: true }];
}

/** Adaptive and global pooling whose output divides the input: windows side by side. Either order of axes may be meant. */
function wholeWindows(kind: PoolStep['kind'], input: NdArray, output: NdArray): Settings<PoolStep>[] {
  if (input.shape.length !== output.shape.length) return [];
  return (['channels_first', 'channels_last'] as const).flatMap((format) => {
    const [, , ...from] = channelsFirst(input.shape, format);
    const [, , ...to] = channelsFirst(output.shape, format);
    const kernel = from.map((size, axis) => size / to[axis]);
    if (!kernel.every(Number.isInteger)) return [];
    const each = <T>(value: T): T[] => kernel.map(() => value);
    return [{ type: 'pool', kind, kernel, stride: kernel, dilation: each(1), padding: each([0, 0]) }];
  });
}

/** Frameworks' names, in lower case without underscores; what a name may mean by its settings stands in order. */
const FUNCTIONS: Readonly<Record<string, readonly ActivationName[]>> = {
  relu: ['relu', 'relu6'],
  relu6: ['relu6'],
  leakyrelu: ['leaky_relu'],
  elu: ['elu'],
  celu: ['celu'],
  selu: ['selu'],
  gelu: ['gelu', 'gelu_tanh'],
  silu: ['silu'],
  swish: ['silu'],
  hardswish: ['hard_swish'],
  hardsilu: ['hard_swish'],
  hardsigmoid: ['hard_sigmoid'],
  hardtanh: ['hard_tanh'],
  sigmoid: ['sigmoid'],
  tanh: ['tanh'],
  softplus: ['softplus'],
  softsign: ['softsign'],
  mish: ['mish'],
};

function activationCandidates(call: CallRecord): Settings<ActivationStep>[] {
  const named = call.instance?.attrs.get('activation');
  const name = named?.kind === 'str' ? named.value : call.op;
  const attributes = [...(call.instance?.attrs.values() ?? [])];
  return activationsOf(name, [...attributes, ...call.inputs].flatMap(numberOf));
}

/** @param numbers what stood in the call or the layer: one of them may be the setting. */
function activationsOf(name: string, numbers: readonly number[]): Settings<ActivationStep>[] {
  const key = name
    .slice(name.lastIndexOf('.') + 1)
    .replaceAll('_', '')
    .toLowerCase();
  const step = (fn: ActivationName, parameters?: Record<string, number>): Settings<ActivationStep> => ({
    type: 'activation',
    function: fn,
    ...(parameters && { parameters }),
  });
  return (FUNCTIONS[key] ?? []).flatMap((fn) => {
    switch (fn) {
      case 'leaky_relu':
        // The defaults: PyTorch and Flax 0.01, tf.nn 0.2, Keras' layer 0.3.
        return [...numbers, 0.01, 0.2, 0.3].map((slope) => step(fn, { slope }));
      case 'elu':
      case 'celu':
        return [...numbers, 1].filter((alpha) => alpha > 0).map((alpha) => step(fn, { alpha }));
      case 'hard_tanh':
        return [-1, ...numbers].flatMap((low) => [1, ...numbers].map((high) => step(fn, { low, high })));
      case 'softplus':
        return [1, ...numbers].filter((beta) => beta > 0).map((beta) => step(fn, { beta }));
      default:
        return [step(fn)];
    }
  });
}

function numberOf(value: Value): number[] {
  return value.kind === 'int' || value.kind === 'float' ? [Number(value.value)].filter(Number.isFinite) : [];
}

type BatchNormSettings = Omit<OutputBatchNorm, 'op' | 'framework' | 'dataFormat' | 'input' | 'name'>;

/** The layer's own statistics, or those of a functional call: mean, variance, then scale and offset. */
function batchNormCandidates(call: CallRecord): BatchNormSettings[] {
  if (!/batch_?norm/i.test(call.op)) return [];
  const { instance } = call;
  const [mean, variance, weight, bias] = instance
    ? [/mean/, /var/, /weight|gamma|scale/, /bias|beta/].map((pattern) => tensorNamed(instance, pattern))
    : tensorsIn(call.inputs).slice(1);
  if (!mean?.data || !variance?.data || (weight && !weight.data) || (bias && !bias.data)) return [];
  const numbers = [...(instance?.attrs.values() ?? []), ...call.inputs].flatMap(numberOf);
  // The defaults: PyTorch and Flax 1e−5, Keras 1e−3.
  return [...numbers, 1e-5, 1e-3]
    .filter((epsilon) => epsilon >= 0 && epsilon < 0.1)
    .map((epsilon) => ({
      type: 'batch_norm',
      mean: mean.data!,
      variance: variance.data!,
      ...(weight && { weight: weight.data! }),
      ...(bias && { bias: bias.data! }),
      epsilon,
    }));
}

/** A parameter or buffer of a layer. */
function tensorNamed(instance: InstanceValue, pattern: RegExp): TensorValue | undefined {
  const parameters = instance.cls.hook('layer')?.parameters(instance) ?? [];
  const buffers = instance.attrs.get('_buffers');
  const stored =
    buffers?.kind === 'dict'
      ? [...buffers.entries.values()].flatMap(({ key, value }) =>
          key.kind === 'str' ? [[key.value, value] as const] : [],
        )
      : [];
  const found = [...parameters, ...stored].find(([name]) => pattern.test(name))?.[1];
  return found?.kind === 'tensor' ? found : undefined;
}
