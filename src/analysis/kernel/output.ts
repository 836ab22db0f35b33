/** What the kernel displays of the convolutions a cell computed: the payload, a picture and a line of text. */
import type { NdArray } from '../../compute/ndarray';
import { MIME, buildPayload, textOf, type OutputConv } from '../../compute/output';
import { previewPng } from '../../compute/preview';
import { toProtocolWeight } from '../../compute/weights';
import { toBase64 } from '../../protocol/codec';
import { isNumber, type ConvPlan } from '../../shape';
import { tensorsIn, type CallRecord } from '../../python/interpreter';
import type { TensorValue } from '../../python/interpreter/values';

/** Convolutions shown per cell; a training loop must not fill the notebook. */
const MAX_STEPS = 8;
/** Elements of input and weight that a notebook file is asked to hold. */
const MAX_STORED = 4_000_000;

/** One bundle for all convolutions of the cell whose numbers are known; none where there are none. */
export function convolutionOutput(calls: readonly CallRecord[]): Record<string, unknown>[] {
  const steps = calls.flatMap((call) => stepOf(call) ?? []).slice(-MAX_STEPS);
  if (steps.length === 0 || steps.reduce((sum, step) => sum + storedSize(step), 0) > MAX_STORED) return [];
  const payload = buildPayload(steps);
  const picture = previewPng(payload);
  return [{ [MIME]: payload, ...(picture ? { 'image/png': toBase64(picture) } : {}), 'text/plain': textOf(payload) }];
}

function storedSize({ input, weight }: OutputConv): number {
  return [input, weight].reduce<number>(
    (sum, t) => sum + (typeof t === 'object' && 'data' in t ? t.data.length : 0),
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
