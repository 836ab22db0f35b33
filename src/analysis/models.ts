/** The models of a document: classes whose objects were called, and library models that it makes and calls. */
import { tensorsIn, type CallRecord } from '../python/interpreter';
import type { Site, Value } from '../python/interpreter/values';
import type * as ast from '../python/syntax/ast';
import { isUnknown } from '../shape';
import type { Analysis } from './analyse';
import { callBuilt, hasKnownInput } from './entryPoints';
import type { InputOrigin } from './inputs/given';
import { outermostBuilt, partsAmong } from './layers';

export interface Model {
  /** Name of the class. */
  name: string;
  /** The class, where it is defined in the document. */
  definition?: ast.ClassDef;
  /** The name in `class Name`, or the call that made the model. */
  site: Site;
  /** The call whose sizes are shown. */
  call: CallRecord;
  /** How often objects of the class are called. */
  calls: number;
  /** Where the sizes of the outermost call come from. */
  origin: InputOrigin;
  /** The calls it makes, where they are not in the analysis' own record. */
  within?: readonly CallRecord[];
}

const known = new WeakMap<Analysis, Model[]>();

/**
 * Classes of the document in their order, then models of other files in the order they were called, then models that
 * are built and never called.
 */
export function modelsOf(analysis: Analysis): Model[] {
  let models = known.get(analysis);
  if (!models)
    known.set(analysis, (models = [...definedModels(analysis), ...importedModels(analysis), ...builtModels(analysis)]));
  return models;
}

function definedModels(analysis: Analysis): Model[] {
  const { file, ip } = analysis;
  return classesIn(analysis.module.body).flatMap((definition): Model[] => {
    const { start, end, name, nameSpan } = definition;
    const own = ip.recorder.calls.filter(({ instance }) => {
      const site = instance?.cls.site;
      return site?.file === file && site.start === start && site.end === end;
    });
    const call = mostTelling(own);
    if (!call) return [];
    const site = { file, start: nameSpan.start, end: nameSpan.end };
    return [{ name, definition, site, call, calls: own.length, origin: originOf(analysis, call) }];
  });
}

/** Models of other files that are called by themselves; of one class the first. */
function importedModels(analysis: Analysis): Model[] {
  const { file, ip } = analysis;
  const parts = partsAmong(ip.recorder.constructed);
  const outer = ip.recorder.calls.filter(
    ({ kind, parent, instance }) =>
      kind === 'model' && !parent && instance && instance.cls.site?.file !== file && !parts.has(instance),
  );
  const classes = new Set(outer.map((call) => call.instance!.cls));
  return [...classes].flatMap((cls): Model[] => {
    const calls = outer.filter((call) => call.instance!.cls === cls);
    const call = mostTelling(calls)!;
    const site = placeIn(file, call);
    return site ? [{ name: cls.name, site, call, calls: calls.length, origin: originOf(analysis, call) }] : [];
  });
}

/** Keras models that the document builds, outermost only, by the names they have there. */
function builtModels(analysis: Analysis): Model[] {
  const { file, ip, names } = analysis;
  const called = new Set(ip.recorder.calls.map(({ instance }) => instance));
  return outermostBuilt(ip.recorder.constructed).flatMap((model): Model[] => {
    const { site } = model;
    if (site?.file !== file || called.has(model) || model.cls.site) return [];
    const within = callBuilt(ip, model);
    const call = within.find(({ instance }) => instance === model);
    const variable = [...names.attrs].find(([, value]) => value === model)?.[0];
    const name = variable ?? model.cls.name;
    return call ? [{ name, site, call, calls: 1, origin: 'call', within }] : [];
  });
}

/** Where the document makes or calls the model. */
function placeIn(file: string, call: CallRecord): Site | undefined {
  const candidates = [call.instance?.site, call.site, ...call.stack.toReversed()];
  return candidates.find((site) => site?.file === file);
}

/**
 * The outermost call says most, among those the ones with known sizes; a block that is only used inside others
 * is shown as it is used first. Before a call of which sizes are unknown comes one with symbols for them.
 */
function mostTelling(calls: readonly CallRecord[]): CallRecord | undefined {
  const outer = calls.filter((call) => !call.parent);
  for (const says of [hasKnownInput, (call: CallRecord) => hasNamedInput(call) && givesNamed(call), hasNamedInput]) {
    const call = outer.find(says) ?? calls.find(says);
    if (call) return call;
  }
  return outer[0] ?? calls[0];
}

/** Whether every size of a call's input tensors is a number or a symbol. */
const hasNamedInput = (call: CallRecord): boolean => isNamed(call.inputs);

/** The same of its output. */
const givesNamed = ({ output }: CallRecord): boolean => output !== undefined && isNamed([output]);

function isNamed(values: readonly Value[]): boolean {
  const tensors = tensorsIn(values);
  return tensors.length > 0 && tensors.every(({ shape }) => shape?.every((dim) => !isUnknown(dim)));
}

function originOf(analysis: Analysis, call: CallRecord): InputOrigin {
  let outer = call;
  while (outer.parent) outer = outer.parent;
  return analysis.origins.get(outer) ?? 'call';
}

/** Classes at the top level, also under conditions such as `if TYPE_CHECKING`. */
function classesIn(body: readonly ast.Stmt[]): ast.ClassDef[] {
  return body.flatMap((statement): ast.ClassDef[] => {
    if (statement.kind === 'class') return [statement];
    if (statement.kind === 'if') return [...classesIn(statement.body), ...classesIn(statement.orelse)];
    if (statement.kind === 'try') return classesIn(statement.body);
    return [];
  });
}
