/** A block that is used in several places: what it does to any input, and what it does in each place. */
import { equalDims, formatDim, isUnknown, type Shape } from '../../shape';
import { frameworkOf } from '../../libraries/inputs';
import { tensorsIn, type CallRecord } from '../../python/interpreter';
import type { ClassValue, InstanceValue, Site } from '../../python/interpreter/values';
import type { Analysis } from '../analyse';
import { callGenerically } from '../entryPoints';
import { layerPaths } from '../layers';
import { signatureOf } from './calls';

/** A tensor of unknown rank is less known than one of so many unknown sizes. */
const MAX_RANK = 8;

/** Paths named one by one in front of what they have in common. */
const MAX_PATHS = 3;

const known = new WeakMap<Analysis, Map<ClassValue, CallRecord[]>>();

export interface Generic {
  call: CallRecord;
  /** All calls of the class it was made in. */
  among: readonly CallRecord[];
}

/**
 * The call that several calls are cases of: that of the class around them, made with symbols for all that its uses
 * give. Undefined where they do not differ, and where symbols say nothing of the result.
 */
export function genericCall(analysis: Analysis, offset: number, calls: readonly CallRecord[]): Generic | undefined {
  if (new Set(calls.map(signatureOf)).size < 2 || calls.some((call) => call.failure)) return undefined;
  if (differInBatch(calls)) return undefined;
  const cls = classAround(analysis, offset);
  if (!cls) return undefined;
  const among = genericCalls(analysis, cls);
  const call = among.find((one) => calls.some((use) => isCase(use, one, cls)));
  if (!call?.output || call.failure) return undefined;
  return tensorsIn([call.output]).some((tensor) => tensor.shape) ? { call, among } : undefined;
}

/**
 * Whether calls differ in nothing but the first size of their tensors, the batch, as far as that is known: training and
 * test, or what a Keras model was built on and what it is called with. Any of them shows what it does.
 */
function differInBatch(calls: readonly CallRecord[]): boolean {
  const [first, ...others] = calls.map((call) => tensorsIn([...call.inputs, ...(call.output ? [call.output] : [])]));
  return others.every(
    (tensors) =>
      tensors.length === first.length && tensors.every(({ shape }, i) => isSameExample(shape, first[i].shape)),
  );
}

function isSameExample(a: Shape | undefined, b: Shape | undefined): boolean {
  if (!a || !b || a.length !== b.length) return false;
  return a.slice(1).every((dim, i) => isUnknown(dim) || isUnknown(b[i + 1]) || equalDims(dim, b[i + 1]) === true);
}

/** The call of which most sizes are known; the first of those. */
export function bestKnown(calls: readonly CallRecord[]): CallRecord {
  const unknowns = ({ inputs, output }: CallRecord): number =>
    tensorsIn([...inputs, ...(output ? [output] : [])]).reduce(
      (count, { shape }) => count + (shape ? shape.filter(isUnknown).length : MAX_RANK),
      0,
    );
  return calls.reduce((best, call) => (unknowns(call) < unknowns(best) ? call : best));
}

function isCase(use: CallRecord, generic: CallRecord, cls: ClassValue): boolean {
  if (use.op !== generic.op || use.kind !== generic.kind) return false;
  return (use.instance?.cls === cls && generic.instance?.cls === cls) || isSame(use.site, generic.site);
}

const isSame = (a: Site | undefined, b: Site | undefined): boolean =>
  a !== undefined && a.file === b?.file && a.start === b.start && a.end === b.end;

/** The class of the document in whose definition an offset lies. */
function classAround(analysis: Analysis, offset: number): ClassValue | undefined {
  return [...analysis.names.attrs.values()].find((value): value is ClassValue => {
    const site = value.kind === 'class' ? value.site : undefined;
    return site?.file === analysis.file && site.start <= offset && offset <= site.end;
  });
}

function genericCalls(analysis: Analysis, cls: ClassValue): CallRecord[] {
  let byClass = known.get(analysis);
  if (!byClass) known.set(analysis, (byClass = new Map()));
  let calls = byClass.get(cls);
  if (!calls) byClass.set(cls, (calls = callGenerically(analysis, cls)));
  return calls;
}

export interface Uses {
  /** Name of the outermost model. */
  model: string;
  count: number;
  /** `layer1.0, layer1.1  64 → 256 @ 56×56`: uses that do the same share a line. */
  lines: string[];
}

/** The uses by the models they are part of. */
export function usesOf(calls: readonly CallRecord[]): Uses[] {
  const byModel = new Map<InstanceValue, CallRecord[]>();
  for (const call of calls) {
    let outer = call;
    while (outer.parent) outer = outer.parent;
    if (!outer.instance) continue;
    const uses = byModel.get(outer.instance);
    if (uses) uses.push(call);
    else byModel.set(outer.instance, [call]);
  }
  return [...byModel].map(([model, uses]) => ({
    model: model.cls.name,
    count: uses.length,
    lines: linesOf(model, uses),
  }));
}

function linesOf(model: InstanceValue, uses: readonly CallRecord[]): string[] {
  const paths = layerPaths(model);
  const pathsByText = new Map<string, string[]>();
  for (const use of uses) {
    const text = useText(use);
    const same = pathsByText.get(text);
    const path = pathOf(use, paths);
    if (same) same.push(path);
    else pathsByText.set(text, [path]);
  }
  const named = [...pathsByText].map(([text, all]) => {
    const distinct = [...new Set(all)].filter(Boolean);
    const more = distinct.length > MAX_PATHS ? ` +${distinct.length - MAX_PATHS}` : '';
    return { names: distinct.slice(0, MAX_PATHS).join(', ') + more, text };
  });
  const width = Math.max(...named.map(({ names }) => names.length));
  return named.map(({ names, text }) => `${names.padEnd(width)}  ${text}`.trimStart());
}

function pathOf(use: CallRecord, paths: ReadonlyMap<InstanceValue, string>): string {
  for (let call: CallRecord | undefined = use; call; call = call.parent) {
    const path = call.instance && paths.get(call.instance);
    if (path) return path;
  }
  return '';
}

/** `64 → 128 @ 56×56 → 28×28` for one map in and one out; else the shapes. */
function useText(use: CallRecord): string {
  const [inputs, outputs] = [tensorsIn(use.inputs), use.output ? tensorsIn([use.output]) : []];
  const [from, to] = [inputs[0]?.shape, outputs[0]?.shape];
  if (inputs.length !== 1 || outputs.length !== 1 || !from || !to || from.length < 3 || from.length !== to.length) {
    return signatureOf(use);
  }
  const channelsLast = use.instance !== undefined && frameworkOf(use.instance.cls) === 'keras';
  const channels = (shape: Shape) => formatDim(shape[channelsLast ? shape.length - 1 : 1]);
  const sizes = (shape: Shape) => (channelsLast ? shape.slice(1, -1) : shape.slice(2)).map(formatDim).join('×');
  const [before, after] = [sizes(from), sizes(to)];
  return `${channels(from)} → ${channels(to)} @ ${before === after ? after : `${before} → ${after}`}`;
}
