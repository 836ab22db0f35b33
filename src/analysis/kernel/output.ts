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
    const convs = convolutionsOf(call);
    if (convs.length > 0) {
      const inputs = inputsOf(convs, call, read.data);
      if (inputs.length < convs.length) continue;
      const own = convs.reduce<number | undefined>((maker, conv, i) => add(conv, inputs[i], maker), from)!;
      const { framework, dataFormat } = convs[0];
      const last = inputs.at(convs.length);
      const activation = last && ownActivation(call, { framework, dataFormat, input: last });
      makers.set(output, activation ? add(activation, last, own) : own);
    } else if (from !== undefined && !makers.has(output)) {
      const { framework, dataFormat } = links[from].step;
      const step = followingStep(call, { framework, dataFormat, input: read.data });
      if (step) makers.set(output, add(step, read.data, from));
    }
  }
  return links;
}

/**
 * What the convolutions of a call read one after the other, and where the call goes on, what the last of them made: of a call
 * that does several things, what lies between them is kept nowhere.
 */
function inputsOf(convs: readonly Convolution[], call: CallRecord, input: NdArray): NdArray[] {
  const inputs = [input];
  const made = call.instance?.attrs.get('activation')?.kind === 'str' ? convs.length : convs.length - 1;
  for (const conv of convs.slice(0, made)) {
    const computed = computeStep(conv, inputs.at(-1)!);
    if (!computed) break;
    inputs.push(ordered(computed, conv));
  }
  return inputs;
}

/** Maps as (N, C, …) in the order of axes of a step. */
function ordered(maps: NdArray, { dataFormat }: Pick<OutputConv, 'dataFormat'>): NdArray {
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

/** A convolution with its numbers, but for its input. */
type Convolution = Omit<OutputConv, 'input'>;

/** The convolutions of a record with their numbers, where all of them are known: two of a separable one. */
function convolutionsOf(call: CallRecord): Convolution[] {
  const { plan } = call.detail;
  const [input, ...given] = tensorsIn(call.inputs);
  if (!plan || plan.error || call.failure || !hasNumbers(input)) return [];
  const parameters = call.instance?.cls.hook('layer')?.parameters(call.instance) ?? [];
  const tensor = (pattern: RegExp, place: number): TensorValue | undefined =>
    call.instance ? parameters.find(([name]) => pattern.test(name))?.[1] : given[place];
  if ('pointwise' in plan) {
    const depthwise = convolutionOf(plan.depthwise, tensor(/depthwise/, 0), undefined);
    const pointwise = convolutionOf(plan.pointwise, tensor(/pointwise/, 1), tensor(/bias/, 2));
    return depthwise && pointwise
      ? [
          { ...depthwise, name: 'depthwise' },
          { ...pointwise, name: 'pointwise' },
        ]
      : [];
  }
  if (!('weightLayout' in plan) || input.shape!.length !== plan.rank + 2) return [];
  const conv = convolutionOf(plan, tensor(/weight|kernel/, 0), tensor(/bias/, 1));
  return conv ? [conv] : [];
}

function convolutionOf(
  plan: ConvPlan,
  weight: TensorValue | undefined,
  bias: TensorValue | undefined,
): Convolution | undefined {
  if (!plan.outputShape.every(isNumber) || plan.notes.some((note) => note.code === 'space-to-batch')) return undefined;
  if (!hasNumbers(weight) || (plan.bias && !hasNumbers(bias))) return undefined;
  const axis = (pick: (a: ConvPlan['axes'][number]) => unknown) => plan.axes.map((a) => Number(pick(a)));
  return {
    op: plan.op,
    framework: plan.framework,
    dataFormat: plan.roles.layout,
    weight: toProtocolWeight(weight.data, plan.weightLayout, plan),
    ...(plan.bias && hasNumbers(bias) ? { bias: bias.data } : {}),
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
