/**
 * What is recorded while code is interpreted: calls of layers, operations and models, and the values that
 * names had. Plain rows are made of it in src/analysis; nothing here decides what is shown.
 */
import { sayingOfError, type Saying } from '../../protocol/say';
import { formatDim, rfInput, rfMerge, rfThrough, type LayerPlan, type ReceptiveField } from '../../shape';
import type { CallDetail } from './context';
import { PyError } from './errors';
import type { Interpreter } from './interpreter';
import {
  DictValue,
  ListValue,
  TensorValue,
  TupleValue,
  type ClassValue,
  type InstanceValue,
  type Site,
  type Value,
} from './values';

/** One call of a layer, model or operation. */
export interface CallRecord {
  kind: 'layer' | 'model' | 'op';
  /** The layer, for layers and models. */
  instance?: InstanceValue;
  /** Class or function name: `Conv2d`, `conv2d`. */
  op: string;
  /** The call in user code, and the calls it came through, outermost first. */
  site?: Site;
  stack: Site[];
  inputs: Value[];
  output?: Value;
  detail: CallDetail;
  /** Receptive field of the output on the model's input. */
  receptiveField?: ReceptiveField;
  /** The layer or model whose forward pass makes this call. */
  parent?: CallRecord;
  /** Set where the call was refused. */
  failure?: Saying;
  /** Whether it stands among the recorded calls. */
  isKept?: boolean;
  /** In how many loops it stands of which nobody knows how often they run. */
  samples: number;
}

/** Values a name, attribute or subscript had where it stands, in the order they occurred. */
export interface Observation {
  start: number;
  end: number;
  values: Value[];
  /** Another that starts at the same place: `a` in `a.b`. */
  next?: Observation;
}

/** What a run has left. */
export interface Records {
  readonly calls: readonly CallRecord[];
  readonly constructed: readonly InstanceValue[];
  readonly observed: ReadonlyMap<string, ReadonlyMap<number, Observation>>;
}

const MAX_OBSERVED = 8;
const MAX_RECORDS = 100_000;

/** Among those that start at one place, the one that ends at another. */
function endingAt(first: Observation | undefined, end: number): Observation | undefined {
  let found = first;
  while (found && found.end !== end) found = found.next;
  return found;
}

export class Recorder {
  readonly calls: CallRecord[] = [];
  /** Layers in the order of their construction. */
  readonly constructed: InstanceValue[] = [];
  /** By file, then by where the expression starts. */
  private observed = new Map<string, Map<number, Observation>>();
  /** The call being recorded. */
  current?: CallRecord;
  /** Greater than zero while code is only repeated to see what a loop may change. */
  muted = 0;
  /** In how many loops code runs of which one pass stands for any number. */
  sampling = 0;
  /** How often the program said that it trains (`Context.trained`). */
  trainings = 0;
  /** Whether the program builds a graph: what it calls over and over is built anew each time (`Context.buildsGraph`). */
  buildsGraph = false;
  /** How many constructors of layers run. */
  private constructors = 0;
  /** Greater than zero while code runs that stands in no file (`eval` of a text). */
  blind = 0;
  /** Greater than zero while layers are called whose calls are not kept. */
  private rehearsals = 0;

  /** Names that nobody had bound where they were read, and the statement of the program's top level that read them. */
  readonly missing: { name: string; at: Site }[] = [];

  constructor(private readonly observedFiles: (file: string) => boolean) {}

  /** Whether the values of expressions in a file are kept at present. */
  observes(file: string): boolean {
    return this.muted === 0 && this.blind === 0 && this.observedFiles(file);
  }

  observe(file: string, start: number, end: number, value: Value): void {
    if (!this.observes(file)) return;
    let inFile = this.observed.get(file);
    if (!inFile) this.observed.set(file, (inFile = new Map()));
    const first = inFile.get(start);
    const seen = endingAt(first, end);
    if (!seen) inFile.set(start, { start, end, values: [value], next: first });
    else if (seen.values.length < MAX_OBSERVED && !seen.values.includes(value)) seen.values.push(value);
  }

  /** Begins to record apart. @returns what ends that and gives what was recorded, which does not count until it is `add`ed */
  apart(): () => Records {
    const { observed, calls, constructed } = this;
    const [called, made] = [calls.length, constructed.length];
    const own: typeof observed = (this.observed = new Map());
    return () => {
      this.observed = observed;
      return { calls: calls.splice(called), constructed: constructed.splice(made), observed: own };
    };
  }

  /** Keeps what was recorded apart. */
  add({ calls, constructed, observed }: Records): void {
    for (const call of calls) this.calls.push(call);
    for (const layer of constructed) this.constructed.push(layer);
    for (const [file, inFile] of observed) {
      for (const first of inFile.values()) {
        for (let seen: Observation | undefined = first; seen; seen = seen.next) {
          for (const value of seen.values) this.observe(file, seen.start, seen.end, value);
        }
      }
    }
  }

  /** Runs code of which one pass stands for any number. */
  asSample<T>(run: () => T): T {
    this.sampling++;
    try {
      return run();
    } finally {
      this.sampling--;
    }
  }

  /** Runs code whose calls are not kept; its problems are. */
  rehearsing<T>(run: () => T): T {
    this.rehearsals++;
    try {
      return run();
    } finally {
      this.rehearsals--;
    }
  }

  /** The values that an expression had; undefined where it was not run. */
  valuesAt(file: string, { start, end }: { start: number; end: number }): readonly Value[] | undefined {
    return endingAt(this.observed.get(file)?.get(start), end)?.values;
  }

  /** A name is read that nobody has bound. */
  miss(name: string, at: Site | undefined): void {
    if (at && this.missing.length < MAX_RECORDS) this.missing.push({ name, at });
  }

  /** Whether the constructor of a layer or model runs, or what it has called. */
  get isBuilding(): boolean {
    return this.constructors > 0;
  }

  /** Runs the constructor of a class. */
  building(cls: ClassValue, run: () => void): void {
    const layers = cls.hook('layer') ? 1 : 0;
    this.constructors += layers;
    try {
      run();
    } finally {
      this.constructors -= layers;
    }
  }

  /** Keeps the layers that were made. */
  construct(instance: InstanceValue): void {
    if (this.muted === 0 && instance.cls.hook('layer') && this.constructed.length < MAX_RECORDS) {
      this.constructed.push(instance);
    }
  }

  /** Whether layers with weights were made, after so many that were made before: a model is being built. */
  hasBuilt(before: number): boolean {
    for (let i = before; i < this.constructed.length; i++) {
      const layer = this.constructed[i];
      const weights = layer.cls.hook('layer')?.parameters(layer);
      if (weights && weights.length > 0) return true;
    }
    return false;
  }

  /**
   * What ran outside of any model since a record and a count of trainings: equal texts mean that the same was
   * called at the same places on the same shapes. Empty where no model was called, or a graph is built, and nothing trained.
   */
  signatureSince(from: number, trainings: number): string {
    const trained = this.trainings > trainings;
    if (!trained && (this.buildsGraph || this.calls.length === from)) return '';
    const outer = this.calls.slice(from).filter((call) => !call.parent && (call.instance || trained));
    const texts = outer.map((call) => {
      const shapes = tensorsIn(call.inputs).map((t) => (t.shape ? t.shape.map(formatDim).join() : '?'));
      const layer = call.instance ? this.constructed.indexOf(call.instance) : call.op;
      return `${layer}@${call.site?.start}:${shapes.join(';')}`;
    });
    return trained ? ['trained', ...texts].join('|') : texts.join('|');
  }

  /** Puts a copy with the present shape in the place of a tensor in all that is recorded: the tensor itself is about to change. */
  keepShape(tensor: TensorValue): void {
    const kept = new TensorValue(tensor.cls, tensor.shape, tensor.dtype, tensor.reason);
    kept.receptiveField = tensor.receptiveField;
    kept.madeBy = tensor.madeBy;
    for (const call of this.calls) {
      call.inputs = call.inputs.map((value) => withTensor(value, tensor, kept));
      call.output &&= withTensor(call.output, tensor, kept);
    }
    for (const file of this.observed.values()) {
      for (const first of file.values()) {
        for (let seen: Observation | undefined = first; seen; seen = seen.next) {
          seen.values = seen.values.map((value) => (value === tensor ? kept : value));
        }
      }
    }
  }

  begin(record: CallRecord): void {
    record.parent = this.current;
    this.current = record;
    if (this.muted > 0 || this.rehearsals > 0 || this.calls.length >= MAX_RECORDS) return;
    record.isKept = true;
    this.calls.push(record);
  }

  /** Takes back a call that came to nothing. */
  drop(record: CallRecord): void {
    if (!record.isKept) return;
    const at = this.calls.lastIndexOf(record);
    if (at >= 0) this.calls.splice(at, 1);
  }

  end(record: CallRecord): void {
    this.current = record.parent;
  }
}

function newRecord(ip: Interpreter, kind: CallRecord['kind'], op: string, inputs: Value[]): CallRecord {
  return {
    kind,
    op,
    inputs: inputs.map((input) => snapshot(input)),
    site: ip.site,
    stack: ip.stack(),
    detail: {},
    samples: ip.recorder.sampling,
  };
}

/** Records an operation on tensors; one called by another operation is part of that one. */
export function recordOperation(ip: Interpreter, name: string, inputs: Value[], run: () => Value): Value {
  const { recorder } = ip;
  if (recorder.current?.kind === 'op') return run();
  return recordCall(ip, newRecord(ip, 'op', name, inputs), run);
}

/** Records the forward pass of a layer or model. */
export function recordLayer(ip: Interpreter, self: InstanceValue, inputs: Value[], run: () => Value): Value {
  const children = self.cls.hook('layer')?.children(self) ?? [];
  const record = newRecord(ip, children.length > 0 ? 'model' : 'layer', self.cls.name, inputs);
  record.instance = self;
  const from = ip.recorder.calls.length;
  const output = recordCall(ip, record, run);
  // A library's layer that calls none of its children (MultiheadAttention's out_proj) is one layer to its user.
  const inside = () => ip.recorder.calls.slice(from).some((call) => call.parent === record && call.instance);
  if (record.kind === 'model' && self.cls.isNative && !inside()) record.kind = 'layer';
  // A Flax module makes its children while it is called for the first time.
  if (record.kind === 'layer' && (self.cls.hook('layer')?.children(self) ?? []).length > 0 && inside()) {
    record.kind = 'model';
  }
  return output;
}

/** What an operation on tensors costs, in steps. */
const RECORD_STEPS = 8;

/** Gives a tensor the sizes that follow from the conditions it is made behind. */
function tell(ip: Interpreter, tensor: TensorValue): void {
  const told = tensor.shape && ip.assumed.tell(tensor.shape);
  if (told === tensor.shape) return;
  ip.touch(tensor);
  tensor.shape = told;
}

function recordCall(ip: Interpreter, record: CallRecord, run: () => Value): Value {
  ip.step(RECORD_STEPS);
  ip.recorder.begin(record);
  try {
    const output = run();
    record.output = snapshot(output);
    const outputs = tensorsIn([output]);
    for (const tensor of outputs) tell(ip, tensor);
    propagateReceptiveField(record, outputs);
    for (const tensor of outputs) {
      // The innermost layer or operation that makes the tensor is the one to name in messages.
      if (record.site) tensor.madeBy ??= { op: record.op, site: record.site };
    }
    return output;
  } catch (error) {
    record.failure = sayingOfError(error);
    // In analysis exceptions travel only to user code that catches them: what it tried is no part of the model then.
    if (ip.mode === 'analysis' && error instanceof PyError && record.kind !== 'model') ip.recorder.drop(record);
    throw error;
  } finally {
    ip.recorder.end(record);
  }
}

/** How deep in tuples, lists and dicts the tensors of a call are looked for. */
const DEPTH = 3;

/** Tensors among values and what they hold. */
export function tensorsIn(values: readonly Value[], depth = DEPTH): TensorValue[] {
  return values.flatMap((value) => {
    if (value.kind === 'tensor') return [value];
    if (depth === 0) return [];
    if (value.kind === 'tuple' || value.kind === 'list') return tensorsIn(value.items, depth - 1);
    if (value.kind === 'dict')
      return tensorsIn(
        [...value.entries.values()].map((e) => e.value),
        depth - 1,
      );
    return [];
  });
}

/** A value as it is now: what a program puts into its lists of tensors later is no output of a call before. */
function snapshot(value: Value, depth = DEPTH): Value {
  return isCollection(value) && depth > 0 ? mapElements(value, (item) => snapshot(item, depth - 1)) : value;
}

/** A value with one tensor replaced, also inside of snapshots. */
function withTensor(value: Value, tensor: TensorValue, by: TensorValue, depth = DEPTH): Value {
  if (value === tensor) return by;
  return isCollection(value) && depth > 0
    ? mapElements(value, (item) => withTensor(item, tensor, by, depth - 1))
    : value;
}

type Collection = TupleValue | ListValue | DictValue;

function isCollection(value: Value): value is Collection {
  return value.kind === 'tuple' || value.kind === 'list' || value.kind === 'dict';
}

/** A copy with other elements; a tuple that has no others stays itself. */
function mapElements(value: Collection, change: (item: Value) => Value): Value {
  if (value.kind === 'dict') {
    const copy = new DictValue(value.cls);
    for (const [key, entry] of value.entries) copy.entries.set(key, { key: entry.key, value: change(entry.value) });
    copy.open = value.open;
    return copy;
  }
  const items = value.items.map(change);
  if (value.kind === 'tuple') {
    return items.every((item, i) => item === value.items[i]) ? value : new TupleValue(items, value.cls);
  }
  const copy = new ListValue(items, value.cls);
  copy.open = value.open;
  return copy;
}

/** The receptive field of what has one that nobody can give: it must not begin anew at the next convolution. */
const LOST: ReceptiveField = { axes: [] };

/** Windowed operations widen the receptive field; others carry on the widest of their inputs. */
function propagateReceptiveField(record: CallRecord, outputs: readonly TensorValue[]): void {
  if (outputs.length === 0) return;
  const inputs = tensorsIn(record.inputs);
  const plan = record.detail.plan;
  for (const output of outputs) {
    if (output.receptiveField || inputs.includes(output)) continue;
    const field = plan ? throughPlan(plan, inputs[0]) : carried(inputs, output);
    if (field) output.receptiveField = field;
  }
  const [first] = outputs;
  if (first.receptiveField?.axes.length) record.receptiveField = first.receptiveField;
}

function throughPlan(plan: LayerPlan, input: TensorValue | undefined): ReceptiveField | undefined {
  if ('error' in plan && plan.error) return LOST;
  const window = 'depthwise' in plan ? plan.depthwise : plan;
  const before = input?.receptiveField ?? rfInput(window.axes.length);
  if (before.axes.length !== window.axes.length) return LOST;
  return rfThrough(before, window.axes, 'transposed' in window && window.transposed);
}

function carried(inputs: readonly TensorValue[], output: TensorValue): ReceptiveField | undefined {
  const traced = inputs.filter((t) => t.receptiveField);
  if (traced.length === 0) return undefined;
  const fields = traced.filter((t) => keepsPlaces(t, output)).map((t) => t.receptiveField!);
  const same = fields.filter((f) => f.axes.length === fields[0].axes.length);
  if (same.length === 0) return LOST;
  return same.length === 1 ? same[0] : rfMerge(same);
}

/**
 * Whether the places of a map are still places of the output. They are not once an image has become a row of
 * tokens or features: what is computed from those may look anywhere.
 */
function keepsPlaces(input: TensorValue, output: TensorValue): boolean {
  const rank = input.receptiveField?.axes.length ?? 0;
  if (rank === 0 || !input.shape || !output.shape || output.shape.length < rank + 1) return false;
  if (input.shape.length === output.shape.length) return true;
  const sizes = (tensor: TensorValue, from: number, to?: number) => tensor.shape!.slice(from, to).map(formatDim).join();
  return sizes(input, -rank) === sizes(output, -rank) || sizes(input, 1, rank + 1) === sizes(output, 1, rank + 1);
}
