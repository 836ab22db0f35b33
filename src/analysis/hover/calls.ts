/** The hover of a layer's or operation's calls: result first, then the arithmetic, cost and place. */
import { explainConv, explainPool, explainSeparable, formatCount, formatLarge } from '../../shape';
import {
  isNumber,
  isUnknown,
  isWholeField,
  receptiveFieldText,
  type Dim,
  type ExplainLine,
  type Language,
} from '../../shape';
import { tensorsIn, type CallRecord } from '../../python/interpreter';
import type { InstanceValue, Value } from '../../python/interpreter/values';
import { hoverWords } from '../language';
import { callsWithin, countParameters, layerPaths, ownMacs, totalMacs } from '../layers';
import { sayIn } from '../said';
import { shapeText } from '../shapes';
import { operationText } from './operators';
import { type Words, sayingOf } from '../../protocol/say';

export interface Described {
  title: string;
  lines: ExplainLine[];
  /** The output's shape, for copying. */
  shape?: string;
}

/** Characters of a symbolic cost that are still read rather than skipped. */
const MAX_COST = 80;

/** Input and output of a call as one line: `(1, 3, 224, 224) → (1, 64, 112, 112)`. */
export function signatureOf(call: CallRecord): string {
  const inputs = call.inputs.filter((value) => tensorsIn([value]).length > 0);
  const shown = (inputs.length > 0 ? inputs : call.inputs.slice(0, 1)).slice(0, 4).map(shapeText);
  return `${shown.join(', ')} → ${call.failure ? '?' : shapeText(call.output)}`;
}

/**
 * Everything known of one call.
 * @param among the calls that were recorded with it, those inside it among them
 */
export function describeCall(call: CallRecord, language: Language, among: readonly CallRecord[] = []): Described {
  const words = hoverWords(language);
  const lines: ExplainLine[] = [];
  if (call.failure) lines.push({ label: words.fails, text: sayIn(call.failure, language) });
  lines.push(...explained(call, language));
  if (!lines.some((line) => line.label === words.cost)) lines.push(...costLine(call, language, among));
  if (
    !lines.some((line) => line.label === words.context) &&
    call.receptiveField &&
    isWholeField(call.receptiveField) &&
    call.kind !== 'model'
  ) {
    if (!call.failure) lines.push({ label: words.context, text: receptiveFieldText(call.receptiveField, language) });
  }
  lines.push(...(call.detail.lines ?? []));
  if (!call.failure) lines.push(...reasons(call.output, language));
  return {
    title: `${operationText(call.op)}   ${signatureOf(call)}`,
    lines,
    shape: call.failure ? undefined : shapeText(call.output),
  };
}

/** The arithmetic of a call that has a plan. */
export function explained(call: CallRecord, language: Language): ExplainLine[] {
  const { plan } = call.detail;
  if (!plan) return [];
  const options = { language, receptiveField: call.receptiveField };
  if ('depthwise' in plan) return explainSeparable(plan, options);
  return 'weightLayout' in plan ? explainConv(plan, options) : explainPool(plan, options);
}

function costLine(call: CallRecord, language: Language, among: readonly CallRecord[]): ExplainLine[] {
  const words = hoverWords(language);
  const params = call.instance ? countParameters(call.instance) : (call.detail.params ?? 0);
  const within = call.kind === 'model' ? callsWithin(call, among) : [];
  const macs = call.kind === 'model' ? totalMacs(within) : ownMacs(call);
  const isCounted = within.every(({ samples }) => samples === call.samples);
  const batch = tensorsIn(call.inputs)[0]?.shape?.[0];
  const unit = batch !== undefined && isUnknown(batch) ? words.macsPerExample : 'MACs';
  const known = (count: Dim) => count !== 0 && (isNumber(count) || !isUnknown(count));
  const parts = [
    ...(known(params) ? [`${formatCount(params)} ${words.params}`] : []),
    ...(known(macs) && formatLarge(macs).length <= MAX_COST ? [`${formatLarge(macs)} ${unit}`] : []),
    ...(call.kind === 'model' && isCounted ? [words.layers(within.filter((c) => c.kind === 'layer').length)] : []),
  ];
  return parts.length > 0 ? [{ label: words.cost, text: parts.join(' · ') }] : [];
}

/** Why sizes of the result are not known, each reason once. */
export function reasons(value: Value | undefined, language: Language): ExplainLine[] {
  const seen = new Map<string, ExplainLine>();
  const add = (reason: Words, place?: string) => {
    const text = sayIn(sayingOf(reason), language);
    if (!seen.has(text)) seen.set(text, { label: '?', text: place ? `${text} (${place})` : text });
  };
  if (value?.kind === 'unknown') add(value.reason);
  for (const tensor of value ? tensorsIn([value]) : []) {
    if (!tensor.shape && tensor.reason) add(tensor.reason.reason);
    for (const dim of tensor.shape ?? []) {
      if (isUnknown(dim)) add(dim.reason, dim.at && `${baseName(dim.at.file)}:${dim.at.line}`);
    }
  }
  return [...seen.values()].slice(0, 3);
}

export const baseName = (file: string): string => file.slice(file.lastIndexOf('/') + 1);

/** `layer2.0.conv1 in ResNet`: the path of a layer in the outermost model whose forward pass calls it. */
export function placeInModel(
  call: CallRecord,
  cache: Map<InstanceValue, Map<InstanceValue, string>>,
): string | undefined {
  let outer: CallRecord | undefined;
  for (let c = call.parent; c; c = c.parent) if (c.instance) outer = c;
  if (!outer?.instance) return undefined;
  let paths = cache.get(outer.instance);
  if (!paths) cache.set(outer.instance, (paths = layerPaths(outer.instance)));
  for (let c: CallRecord | undefined = call; c && c !== outer; c = c.parent) {
    const path = c.instance && paths.get(c.instance);
    if (path) return `${path} in ${outer.instance.cls.name}`;
  }
  return undefined;
}
