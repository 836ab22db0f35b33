/** The trace of a model as plain data (design: "Command line"): nothing above it sees the interpreter. */
import { add, isWholeField, type Dim } from '../shape';
import { assumableInput, builtOn, connectionsOf, frameworkOf } from '../libraries/inputs';
import { PyError, Stopped, tensorsIn, type CallRecord } from '../python/interpreter';
import { FALSE, TRUE, type InstanceValue, type Value } from '../python/interpreter/values';
import { analyse, MAX_OVERTAKEN, type Analysis, type AnalysisOptions } from './analyse';
import { expressionOf } from './calculator/evaluate';
import { isLayer } from '../python/interpreter/types';
import { countParameters, layerPaths, outermostBuilt, ownMacs, partsAmong, totalMacs } from './layers';
import { baseName } from './hover/calls';
import { problemsOf, type ProblemRow } from './problems';
import { countJson, shapeJson, type DimJson, type ShapeJson } from './shapes';
import type { Sources } from './sources';
import { englishOf } from '../protocol/say';

export interface TraceRow {
  /** Path in the model; for operations the layer whose forward pass calls it. */
  name: string;
  op: string;
  in: ShapeJson[];
  out: ShapeJson;
  params: DimJson;
  macs: DimJson;
  /** Side length of the receptive field, or one per axis where they differ. */
  rf?: DimJson | DimJson[];
  /** What a layer of a functional Keras model reads. */
  connectedTo?: string;
  file?: string;
  line?: number;
  column?: number;
}

export interface Trace {
  model: string;
  input: ShapeJson[];
  output: ShapeJson;
  params: DimJson;
  macs: DimJson;
  layers: TraceRow[];
  ops: TraceRow[];
  problems: ProblemRow[];
  elapsedMs: number;
}

export interface ModelRequest {
  /** Evaluated in the file's module scope; a layer or model it gives is called with the inputs. */
  call?: string;
  inputs?: readonly (readonly Dim[])[];
  /** Training mode; inference otherwise. */
  train?: boolean;
}

export type TraceRequest = ModelRequest & AnalysisOptions;

/**
 * Traces a model of a file or notebook: what `call` gives, else the outermost model that the file itself calls last.
 * @param read analyses it with the options given
 * @throws PyError where `call` cannot be evaluated
 */
export function traced(
  read: (options: Pick<AnalysisOptions, 'entryPoints'>) => Analysis,
  request: ModelRequest,
): Trace {
  const start = performance.now();
  const { call } = request;
  for (let attempt = 1; ; attempt++) {
    const analysis = read({ entryPoints: call === undefined });
    try {
      const run = analysis.ip.running(() =>
        call === undefined ? lastModel(analysis, request) : callModel(analysis, call, request),
      );
      return { ...rowsOf(analysis, run, request), elapsedMs: Math.round(performance.now() - start) };
    } catch (error) {
      // What the model imports when it is called may change what the program has changed: now it has been imported.
      if (!(error instanceof Stopped) || error.why !== 'overtaken' || attempt === MAX_OVERTAKEN) throw error;
    }
  }
}

/** The same for a file whose text is at hand. */
export function traceFile(sources: Sources, file: string, text: string, request: TraceRequest): Trace {
  return traced((options) => analyse(sources, file, text, { ...request, ...options }), request);
}

interface Run {
  model?: InstanceValue;
  inputs: Value[];
  output?: Value;
  calls: readonly CallRecord[];
}

function callModel(analysis: Analysis, expr: string, request: ModelRequest): Run {
  const { ip, names, file } = analysis;
  const frame = ip.moduleFrame(names, file);
  ip.renewBudget(20_000_000);
  const before = ip.recorder.calls.length;
  const expression = expressionOf(expr);
  const value = ip.unobserved(() => ip.inFrame(frame, () => ip.evaluate(frame, expression)));
  if (!isLayer(value)) {
    if (value.kind === 'unknown') throw new PyError('ValueError', `${expr} is not known: ${englishOf(value.reason)}`);
    const calls = ip.recorder.calls.slice(before);
    // Building a model may call layers too (to see how many channels they make): what gave the value is meant.
    const made = calls.findLast((call) => !call.parent && call.instance && gave(call, value));
    if (made) return { model: made.instance, inputs: made.inputs, output: value, calls: within(made, calls) };
    const outer = calls.find((call) => !call.parent && call.instance);
    return { model: outer?.instance, inputs: outer?.inputs ?? [], output: value, calls };
  }
  setMode(ip, value, request.train ?? false);
  const inputs = inputsOf(value, request);
  const from = ip.recorder.calls.length;
  const output = ip.inFrame(frame, () => ip.call(value, inputs));
  return { model: value, inputs, output, calls: ip.recorder.calls.slice(from) };
}

/** Whether a call gave a value; of lists and dicts a call keeps what they held then. */
function gave({ output }: CallRecord, value: Value): boolean {
  if (!output || output === value) return output === value;
  const [kept, given] = [tensorsIn([output]), tensorsIn([value])];
  return given.length > 0 && kept.length === given.length && given.every((tensor, i) => tensor === kept[i]);
}

/** Training or inference, as the framework's own methods set it. */
function setMode(ip: Analysis['ip'], model: InstanceValue, train: boolean): void {
  const method = model.cls.lookup('train');
  if (method && frameworkOf(model.cls) === 'torch') ip.callMethod(model, 'train', [train ? TRUE : FALSE]);
}

function inputsOf(model: InstanceValue, request: ModelRequest): Value[] {
  const framework = frameworkOf(model.cls);
  if (!request.inputs || request.inputs.length === 0) return [builtOn(model) ?? assumableInput(framework, 'x')];
  return request.inputs.map((shape, i) => {
    const tensor = assumableInput(framework, `input ${i}`);
    tensor.shape = [...shape];
    return tensor;
  });
}

/**
 * The outermost model that the program itself calls last; else one it builds, else one that only an entry point
 * calls. With inputs given, it is called again with those.
 */
function lastModel(analysis: Analysis, request: ModelRequest): Run {
  const { calls, constructed } = analysis.ip.recorder;
  const outer = calls.filter((call) => !call.parent && call.instance);
  const own = new Set(calls.slice(0, analysis.ownCalls));
  const parts = partsAmong(constructed);
  const all = outer.filter((call) => call.kind === 'model');
  const whole = all.filter((call) => !parts.has(call.instance!));
  const models = whole.length > 0 ? whole : all;
  const called = models.filter((call) => own.has(call)).at(-1);
  const built = called ? undefined : lastBuilt(analysis);
  if (built) {
    const inputs = request.inputs && request.inputs.length > 0 ? inputsOf(built, request) : [builtOn(built)!];
    const from = calls.length;
    const output = analysis.ip.call(built, inputs);
    return { model: built, inputs, output, calls: analysis.ip.recorder.calls.slice(from) };
  }
  const model = called ?? models.at(-1);
  if (!model && outer.length > 1) return script(outer, calls);
  const last = model ?? outer.at(-1);
  if (!last?.instance) return { inputs: [], calls: calls.filter((call) => call.kind === 'op') };
  if (request.inputs && request.inputs.length > 0) {
    const model = last.instance;
    const inputs = inputsOf(model, request);
    const from = calls.length;
    const output = analysis.ip.call(model, inputs);
    return { model, inputs, output, calls: analysis.ip.recorder.calls.slice(from) };
  }
  return { model: last.instance, inputs: last.inputs, output: last.output, calls: within(last, calls) };
}

/** A program that calls layers one by one, without a model around them: all of it is the trace. */
function script(outer: readonly CallRecord[], calls: readonly CallRecord[]): Run {
  return { inputs: outer[0].inputs, output: outer.at(-1)!.output, calls };
}

/** The Keras model built last that is no part of another one. */
function lastBuilt(analysis: Analysis): InstanceValue | undefined {
  return outermostBuilt(analysis.ip.recorder.constructed).at(-1);
}

function within(outer: CallRecord, calls: readonly CallRecord[]): CallRecord[] {
  return calls.filter((call) => {
    for (let c: CallRecord | undefined = call; c; c = c.parent) if (c === outer) return true;
    return false;
  });
}

function rowsOf(analysis: Analysis, run: Run, request: ModelRequest): Omit<Trace, 'elapsedMs'> {
  const paths = run.model ? layerPaths(run.model) : new Map<InstanceValue, string>();
  const rows = (kind: CallRecord['kind']) =>
    run.calls
      .filter((call) => call.kind === kind)
      .map((call) => ({ ...row(analysis, call, paths, request), ...connection(call) }));
  return {
    model: run.model?.cls.name ?? baseName(analysis.file),
    input: tensorsIn(run.inputs).map(shapeJson),
    output: shapeJson(run.output),
    params: countJson(parametersOf(run)),
    macs: countJson(totalMacs(run.calls)),
    layers: rows('layer'),
    ops: rows('op'),
    problems: problemsOf(analysis),
  };
}

/** Parameters of the model, or of all layers that a program without one calls. */
function parametersOf(run: Run): Dim {
  if (run.model) return countParameters(run.model);
  const layers = new Set(run.calls.flatMap((call) => (call.kind === 'layer' && call.instance ? [call.instance] : [])));
  return [...layers].reduce((sum: Dim, layer) => add(sum, countParameters(layer)), 0);
}

/** The connections of a layer in the functional model that calls it. */
function connection({ instance, parent }: CallRecord): Pick<TraceRow, 'connectedTo'> {
  const connectedTo = instance && parent?.instance ? connectionsOf(parent.instance, instance) : undefined;
  return connectedTo === undefined ? {} : { connectedTo };
}

/** The name a layer has by itself, as Keras gives one to each. */
function ownName(layer: InstanceValue): string | undefined {
  const name = layer.attrs.get('name');
  return name?.kind === 'str' ? name.value : undefined;
}

function row(analysis: Analysis, call: CallRecord, paths: Map<InstanceValue, string>, request: TraceRequest): TraceRow {
  const place = call.site && analysis.sources.place(call.site);
  let owner: CallRecord | undefined = call;
  while (owner && !owner.instance) owner = owner.parent;
  const seen = call.receptiveField && isWholeField(call.receptiveField) ? call.receptiveField : undefined;
  const field = seen?.axes.map((axis) => countJson(axis.size));
  const rf = field && field.every((size) => size === field[0]) ? field[0] : field;
  return {
    name: (owner?.instance && (paths.get(owner.instance) ?? ownName(owner.instance))) ?? '',
    op: call.op,
    in: tensorsIn(call.inputs).map(shapeJson),
    out: call.failure ? null : shapeJson(call.output),
    params: call.instance ? countJson(countParameters(call.instance)) : countJson(call.detail.params ?? 0),
    macs: countJson(call.kind === 'layer' ? totalMacs(within(call, analysis.ip.recorder.calls)) : ownMacs(call)),
    ...(rf === undefined ? {} : { rf }),
    ...(place
      ? {
          file: relativeTo(place.file, [...(request.roots ?? []), ...(request.libraries?.roots ?? [])]),
          line: place.line,
          column: place.column,
        }
      : {}),
  };
}

/** A file relative to the import root it lies in. */
export function relativeTo(file: string, roots: readonly string[]): string {
  const root = roots.find((r) => file.startsWith(`${r.replace(/\/$/, '')}/`));
  return root ? file.slice(root.replace(/\/$/, '').length + 1) : file;
}
