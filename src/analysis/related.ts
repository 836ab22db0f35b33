/** What led to a problem: the layers that made the tensors it is about, and the calls it came through. */
import { englishOf } from '../protocol/say';
import { equalDims, formatDim, type Dim, type Language } from '../shape';
import { tensorsIn, type CallRecord, type Problem } from '../python/interpreter';
import type { Site, TensorValue } from '../python/interpreter/values';
import type { Analysis } from './analyse';
import { frameworkOf } from '../libraries/inputs';
import { hoverWords, type HoverWords } from './language';
import { layerPaths } from './layers';
import { tensorShapeText } from './shapes';

export interface Related {
  site: Site;
  kind: 'made' | 'through';
  message: string;
}

/** The recorded call that was refused with the problem's message, where a layer or operation is to blame. */
export function failedCall(analysis: Analysis, problem: Problem): CallRecord | undefined {
  return failedCalls(analysis, problem)[0];
}

/** The same for every time the call was refused so; a layer inside stands before the one around it. */
export function failedCalls(analysis: Analysis, { site, message }: Problem): CallRecord[] {
  return analysis.ip.recorder.calls
    .filter(
      (call) =>
        call.failure &&
        englishOf(call.failure) === message &&
        call.site?.file === site?.file &&
        call.site?.start === site?.start &&
        call.site?.end === site?.end,
    )
    .reverse();
}

/** Places to show beside a problem: at most two makers, then the calls, outermost first. */
export function relatedTo(analysis: Analysis, problem: Problem, language: Language = 'en'): Related[] {
  const words = hoverWords(language);
  const call = failedCall(analysis, problem);
  const made = call ? madeInputs(analysis, call, problem.code, words).slice(0, 2) : [];
  const through = problem.stack.map((site): Related => ({ site, kind: 'through', message: words.throughCall }));
  return [...made, ...through];
}

function madeInputs(analysis: Analysis, call: CallRecord, code: string, words: HoverWords): Related[] {
  const seen = new Set<CallRecord>();
  return tensorsIn(call.inputs).flatMap((tensor): Related[] => {
    const axis = code === 'channel-mismatch' ? channelAxis(call) : -1;
    const size = tensor.shape?.at(axis);
    const maker = size === undefined ? undefined : makerOf(analysis, tensor, axis, size);
    if (!maker?.site || seen.has(maker)) return [];
    seen.add(maker);
    const name = nameOf(maker);
    const output = tensorsIn([maker.output!]).map(tensorShapeText).join(', ');
    const channels = code === 'channel-mismatch' ? formatDim(size!) : undefined;
    return [{ site: maker.site, kind: 'made', message: words.maker(name, output, channels) }];
  });
}

/** The axis of channels: the last in Keras and for PyTorch's inputs without one, else the second. */
function channelAxis(call: CallRecord): number {
  const keras = call.instance && frameworkOf(call.instance.cls) === 'keras';
  return keras || (tensorsIn(call.inputs)[0]?.shape?.length ?? 0) < 3 ? -1 : 1;
}

/**
 * The call that gave an axis its size: from the tensor back through calls that only hand the size on
 * (normalizations, activations, poolings), to the one that made it.
 */
function makerOf(analysis: Analysis, tensor: TensorValue, axis: number, size: Dim): CallRecord | undefined {
  const { calls } = analysis.ip.recorder;
  let maker: CallRecord | undefined;
  let made: TensorValue | undefined = tensor;
  // One pass from the last call to the first: what made an input was called before what took it.
  for (let i = calls.length - 1; i >= 0 && made; i--) {
    const call = calls[i];
    const inputs = tensorsIn(call.inputs);
    // What changes its input in place gives the very tensor it took: it is not the one that made it.
    if (call.kind === 'model' || !call.output || inputs.includes(made)) continue;
    if (!tensorsIn([call.output]).includes(made)) continue;
    maker = call;
    const before: TensorValue | undefined = inputs.length === 1 ? inputs[0] : undefined;
    const kept: boolean | undefined =
      before?.shape?.length === made.shape?.length && equalDims(before?.shape?.at(axis) ?? 0, size);
    made = kept === true && !call.detail.plan?.op.match(/conv/i) ? before : undefined;
  }
  return maker;
}

/** `layer1.0.conv1 (Conv2d)`, or the operation's name. */
function nameOf(call: CallRecord): string {
  let outer: CallRecord = call;
  while (outer.parent) outer = outer.parent;
  const path = call.instance && outer.instance && layerPaths(outer.instance).get(call.instance);
  return path ? `${path} (${call.op})` : call.op;
}
