/** The summary of a model: torchinfo's columns as a tree along the module hierarchy, as plain data. */
import { add, type Dim, type Language } from '../shape';
import type { DocumentPlace, ModelInfo, ModelSummary, SummaryRow } from '../protocol/messages';
import { connectionsOf, declaredOutput, withNone } from '../libraries/inputs';
import { tensorsIn, type CallRecord } from '../python/interpreter';
import type { InstanceValue, Site, Value } from '../python/interpreter/values';
import type { Analysis } from './analyse';
import { callsWithin, countParameters, ownMacs, totalMacs } from './layers';
import { modelsOf, type Model } from './models';
import { sayIn } from './said';
import { countJson, shapeText } from './shapes';

/** Turns a place of the analysed text into one that editors open; undefined where there is none. */
export type PlaceOf = (site: Site) => DocumentPlace | undefined;

/** What is known of each model of a document, for choosing among them. */
export function modelInfos(analysis: Analysis, placeOf: PlaceOf): ModelInfo[] {
  return modelsOf(analysis).flatMap((model) => infoOf(model, placeOf) ?? []);
}

/** The summary of the model of a class; undefined where no object of such a class is called. */
export function summaryOf(
  analysis: Analysis,
  className: string,
  placeOf: PlaceOf,
  language: Language = 'en',
): ModelSummary | undefined {
  const model = modelsOf(analysis).find(({ name }) => name === className);
  const info = model && infoOf(model, placeOf);
  if (!model?.call.instance || !info) return undefined;
  const calls = model.within ?? callsWithin(model.call, analysis.ip.recorder.calls);
  const byInstance = callsByInstance(calls);
  const order = new Map([...byInstance.keys()].map((instance, i) => [instance, i]));
  const tree: Tree = { calls: byInstance, order, macs: macsByInstance(calls), seen: new Set(), placeOf, language };
  const root = rowOf(tree, model.call.instance, className, '').row;
  // Layers made inside a forward pass are in no module, but the model performs their work.
  return { model: info, root: { ...root, macs: countJson(totalMacs(calls)) } };
}

function infoOf({ name, call, origin, site, definition }: Model, placeOf: PlaceOf): ModelInfo | undefined {
  const at = placeOf(site);
  const calledAt = origin === 'call' && call.site ? placeOf(call.stack[0] ?? call.site) : undefined;
  const isOwn = definition !== undefined;
  return at && { name, input: shapesOf(call.inputs), origin, at, ...(calledAt ? { calledAt } : {}), isOwn };
}

interface Tree {
  /** By module, in the order of execution. */
  calls: ReadonlyMap<InstanceValue, readonly CallRecord[]>;
  /** Each called module's place in that order. */
  order: ReadonlyMap<InstanceValue, number>;
  /** Multiply-adds that calls of a module perform themselves. */
  macs: ReadonlyMap<InstanceValue, Dim>;
  /** Modules that have their row: one used under two names is shown under the first. */
  seen: Set<InstanceValue>;
  placeOf: PlaceOf;
  language: Language;
}

function callsByInstance(calls: readonly CallRecord[]): Tree['calls'] {
  const byInstance = new Map<InstanceValue, CallRecord[]>();
  for (const call of calls) {
    if (!call.instance) continue;
    const known = byInstance.get(call.instance);
    if (known) known.push(call);
    else byInstance.set(call.instance, [call]);
  }
  return byInstance;
}

/** The work of each operation counts for the innermost module whose forward pass performs it. */
function macsByInstance(calls: readonly CallRecord[]): Tree['macs'] {
  const byInstance = new Map<InstanceValue, Dim>();
  for (const call of calls) {
    const macs = ownMacs(call);
    if (macs === 0) continue;
    let owner: CallRecord | undefined = call;
    while (owner && !owner.instance) owner = owner.parent;
    if (owner?.instance) byInstance.set(owner.instance, add(byInstance.get(owner.instance) ?? 0, macs));
  }
  return byInstance;
}

function rowOf(tree: Tree, module: InstanceValue, name: string, path: string): { row: SummaryRow; macs: Dim } {
  tree.seen.add(module);
  const calls = tree.calls.get(module) ?? [];
  const children = childrenOf(tree, module, path);
  const macs = children.reduce((sum: Dim, child) => add(sum, child.macs), tree.macs.get(module) ?? 0);
  const first = calls.find((call) => call.failure) ?? calls[0];
  const field = first?.kind === 'layer' ? fieldText(first) : undefined;
  const at = module.site && tree.placeOf(module.site);
  const row: SummaryRow = {
    name,
    path,
    type: module.cls.name,
    input: first ? shapesOf(first.inputs) : '',
    output: outputText(module, first),
    params: countJson(countParameters(module)),
    macs: countJson(macs),
    ...(field ? { receptiveField: field } : {}),
    calls: calls.length,
    ...(first?.failure ? { failure: sayIn(first.failure, tree.language) } : {}),
    ...(at ? { at } : {}),
    children: children.map((child) => child.row),
  };
  return { row, macs };
}

function childrenOf(tree: Tree, module: InstanceValue, path: string): { row: SummaryRow; macs: Dim }[] {
  const children = (module.cls.hook('layer')?.children(module) ?? []).filter(([, child]) => !tree.seen.has(child));
  const rows = children.flatMap(([name, child]) => {
    // The same module under two names of one parent appears twice in the list.
    if (tree.seen.has(child)) return [];
    const made = rowOf(tree, child, name, path ? `${path}.${name}` : name);
    const connectedTo = connectionsOf(module, child);
    const row = connectedTo === undefined ? made.row : { ...made.row, connectedTo };
    // What reads nothing is an input and stands first.
    return [{ row, macs: made.macs, order: connectedTo === '-' ? -1 : firstCall(tree, child) }];
  });
  return rows.sort((a, b) => a.order - b.order);
}

/** The place of a module's first call in the order of execution; of a container, of what it holds. */
function firstCall(tree: Tree, module: InstanceValue): number {
  const order = tree.order.get(module);
  if (order !== undefined) return order;
  const inside = (module.cls.hook('layer')?.children(module) ?? []).map(([, child]) => firstCall(tree, child));
  return Math.min(Infinity, ...inside);
}

/** What a module gives at its first call; an input layer gives what it was made for. */
function outputText(module: InstanceValue, first: CallRecord | undefined): string {
  if (first?.failure) return '';
  const output = first ? first.output : declaredOutput(module);
  return output ? shapeText(withNone(output)) : first ? shapeText(undefined) : '';
}

/** Shapes of the tensors among inputs. */
function shapesOf(inputs: readonly Value[]): string {
  return inputs
    .filter((value) => tensorsIn([value]).length > 0)
    .map((value) => shapeText(withNone(value)))
    .join(', ');
}

function fieldText(call: CallRecord): string | undefined {
  const sizes = call.receptiveField?.axes.map((axis) => String(countJson(axis.size) ?? '?'));
  if (!sizes || sizes.length === 0) return undefined;
  return sizes.every((size) => size === sizes[0]) ? sizes[0] : sizes.join('×');
}
