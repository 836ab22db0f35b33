/** What the kernel displays of the convolutions a cell computed: the payload, a picture and a line of text. */
import { denseMaps, inFormat, toDense } from '../../compute/layout';
import type { NdArray } from '../../compute/ndarray';
import { MIME, buildPayload, textOf, type OutputConv, type OutputStep } from '../../compute/output';
import { previewPng } from '../../compute/preview';
import { toProtocolWeight } from '../../compute/weights';
import { toBase64 } from '../../protocol/codec';
import { isNumber, type ConvPlan } from '../../shape';
import { tensorsIn, type CallRecord } from '../../python/interpreter';
import type { TensorValue } from '../../python/interpreter/values';
import { computeStep, followingStep, ownActivation, type FollowingStep } from './follow';

/** Convolutions shown per cell; a training loop must not fill the notebook. */
const MAX_STEPS = 8;
/** Elements of input and weight that a notebook file is asked to hold. */
const MAX_STORED = 4_000_000;

/** One bundle for all convolutions of the cell whose numbers are known and what followed them; none where there are none. */
export function convolutionOutput(calls: readonly CallRecord[]): Record<string, unknown>[] {
  const steps = lastOf(chainsOf(calls), MAX_STEPS);
  if (steps.length === 0 || steps.reduce((sum, step) => sum + storedSize(step), 0) > MAX_STORED) return [];
  const payload = buildPayload(steps);
  const picture = previewPng(payload);
  return [{ [MIME]: payload, ...(picture ? { 'image/png': toBase64(picture) } : {}), 'text/plain': textOf(payload) }];
}

/** A step with the numbers that it read, and the step that made them, if one did. */
interface Link {
  readonly step: OutputStep;
  readonly input: NdArray;
  readonly from?: number;
}

/** The convolutions in the order of their calls, and every call that goes on with what one of them made. */
function chainsOf(calls: readonly CallRecord[]): Link[] {
  const links: Link[] = [];
  const makers = new Map<TensorValue, number>();
  const add = (step: FollowingStep, input: NdArray, from: number | undefined): number =>
    links.push({ step: { ...step, input } as OutputStep, input, from }) - 1;
  for (const call of calls) {
    const [output] = tensorsIn(call.output ? [call.output] : []);
    const [read] = tensorsIn(call.inputs);
    if (!output || !hasNumbers(read)) continue;
    const from = makers.get(read);
    const conv = stepOf(call);
    if (conv) {
      const own = add(conv, read.data, from);
      const computed =
        call.instance?.attrs.get('activation')?.kind === 'str' ? computeStep(conv, read.data) : undefined;
      const before = computed && {
        framework: conv.framework,
        dataFormat: conv.dataFormat,
        input: ordered(computed, conv),
      };
      const activation = before && ownActivation(call, before);
      makers.set(output, activation ? add(activation, before.input, own) : own);
    } else if (from !== undefined && !makers.has(output)) {
      const { framework, dataFormat } = links[from].step;
      const step = followingStep(call, { framework, dataFormat, input: read.data });
      if (step) makers.set(output, add(step, read.data, from));
    }
  }
  return links;
}

/** Maps as (N, C, …) in the order of axes of a step. */
function ordered(maps: NdArray, { dataFormat }: OutputConv): NdArray {
  const dense = denseMaps(maps.shape, maps.data, 'channels_first');
  return { shape: inFormat(maps.shape, dataFormat), dtype: 'float32', data: toDense(dense, dataFormat) };
}

/** The last steps; what one of them reads of a step that is left out is stored. */
function lastOf(links: readonly Link[], most: number): OutputStep[] {
  const first = Math.max(0, links.length - most);
  return links
    .slice(first)
    .map(({ step, input, from }) => ({ ...step, input: from !== undefined && from >= first ? from - first : input }));
}

function storedSize(step: OutputStep): number {
  return Object.values(step).reduce<number>(
    (sum, value) => sum + (typeof value === 'object' && value !== null && 'data' in value ? value.data.length : 0),
    0,
  );
}

/** The convolution of a record with its numbers, where all of them are known. */
function stepOf(call: CallRecord): OutputConv | undefined {
  const { plan } = call.detail;
  if (!plan || !('weightLayout' in plan) || plan.error || call.failure) return undefined;
  if (plan.rank === 3 || !plan.outputShape.every(isNumber)) return undefined;
  if (plan.notes.some((note) => note.code === 'space-to-batch')) return undefined;
  const [input, functionalWeight, functionalBias] = tensorsIn(call.inputs);
  if (!hasNumbers(input) || input.shape!.length !== plan.rank + 2) return undefined;
  const parameters = call.instance?.cls.hook('layer')?.parameters(call.instance) ?? [];
  const named = (pattern: RegExp) => parameters.find(([name]) => pattern.test(name))?.[1];
  const weight = call.instance ? named(/weight|kernel/) : functionalWeight;
  const bias = call.instance ? named(/bias/) : plan.bias ? functionalBias : undefined;
  if (!hasNumbers(weight) || (bias && !hasNumbers(bias))) return undefined;
  const axis = (pick: (a: ConvPlan['axes'][number]) => unknown) => plan.axes.map((a) => Number(pick(a)));
  return {
    op: plan.op,
    framework: plan.framework,
    dataFormat: plan.roles.layout,
    input: input.data,
    weight: toProtocolWeight(weight.data, plan.weightLayout, plan),
    ...(bias ? { bias: bias.data } : {}),
    stride: axis((a) => a.stride),
    dilation: axis((a) => a.dilation),
    padding: plan.axes.map((a) => [Number(a.padBefore), Number(a.padAfter)]),
    groups: Number(plan.groups),
    ...(plan.paddingMode === 'zeros' ? {} : { paddingMode: plan.paddingMode }),
    ...(plan.transposed ? { transposed: true, outputPadding: axis((a) => a.outputPadding) } : {}),
  };
}

function hasNumbers(tensor: TensorValue | undefined): tensor is TensorValue & { data: NdArray } {
  return tensor?.data !== undefined && tensor.shape !== undefined;
}
