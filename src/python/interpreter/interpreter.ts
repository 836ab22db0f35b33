/**
 * The interpreter: the state of one session, and the operations on it under one name.
 *
 * It executes Python source with exact values where they are known and carries unknown ones along with their
 * reason. In analysis it never raises for what user code does: a refused call becomes a problem and an unknown
 * result. How each part of the language works stands in the files beside this one.
 */
import { isNumber, sym, unknownDim, type Dim, type ShapeFix, type SourcePlace } from '../../shape';
import { reprOf, strOf } from '../builtins/repr';
import { hashKey } from '../builtins/hash';
import type * as ast from '../syntax/ast';
import { bind, findAttr, getAttr, getOwnAttr, setAttr } from './attributes';
import { call, construct } from './calls';
import type { CallDetail, Context } from './context';
import { PyError, Stopped, notAnInteger } from './errors';
import { evaluate } from './expressions';
import { exceptionValue, fail, guardIterable, recover } from './failing';
import { choose, settle, takePendingReturn } from './forks';
import { Expectations } from './expectations';
import { Assumed } from './facts';
import { Findings } from './findings';
import { Frame, type Completion } from './frame';
import { frameBuiltins, localNames } from './introspection';
import { iterate, sequence } from './iteration';
import { Journal } from './journal';
import type { JoinReason } from './join';
import { Modules } from './modules';
import type { Options } from './options';
import { binary, compare, equal, unary } from './operators';
import { Recursions } from './recursion';
import { Recorder, recordLayer } from './recorder';
import { runBlock, runStatement } from './statements';
import { repeatedly } from './repeated';
import { conditionReason, joinReason, truthOf } from './conditions';
import { getItem, setItem } from './subscripts';
import { typeOf } from './types';
import type { Mutable } from './mutable';
import {
  DictValue,
  ListValue,
  ModuleValue,
  NONE,
  Scope,
  UnknownValue,
  type ClassValue,
  type InstanceValue,
  type Site,
  TensorValue,
  type Value,
} from './values';
import { type Words } from '../../protocol/say';

const DEFAULT_BUDGET = 1_000_000;

export class Interpreter implements Context {
  readonly mode: 'analysis' | 'run';
  readonly journal = new Journal((items) => (this.steps += items >> 5));
  readonly recursions = new Recursions();
  readonly recorder: Recorder;
  readonly modules: Modules;
  readonly findings = new Findings(this);
  readonly expectations = new Expectations();
  readonly assumed = new Assumed();
  /** Errors of ConvLens itself, kept for its tests; users see an unknown value instead. */
  readonly internalErrors: unknown[] = [];
  frame?: Frame;
  depth = 0;
  handedOver = false;
  /** Definitions whose body has run: what is left is shown with symbols for its parameters. */
  readonly executed = new Set<ast.FunctionDef | ast.LambdaExpr>();
  private readonly frameBuiltins = frameBuiltins(this);
  private steps = 0;
  /** Why the iterator that has just ended may go on. */
  private end?: UnknownValue;
  private budget: number;
  private readonly sessions = new Map<string, unknown>();

  constructor(private readonly options: Options) {
    this.mode = options.mode;
    this.budget = options.budget ?? DEFAULT_BUDGET;
    this.recorder = new Recorder(options.observed ?? (() => false));
    this.modules = new Modules(this, options.libraries, options.finder, options.shared);
  }

  // ── Running ──────────────────────────────────────────────────────────────────────────────────

  /**
   * Counts work; what takes as long as several statements counts as several steps.
   * @throws Stopped when the budget is spent or the analysis was cancelled
   */
  step(count = 1): void {
    const before = this.steps >> 8;
    this.steps += count;
    if (this.steps > this.budget) throw new Stopped('budget');
    if (this.steps >> 8 !== before && this.options.cancelled?.()) throw new Stopped('cancelled');
  }

  /**
   * Says of a loop that begins whether it has taken its share of the budget: half of what was left. So a loop of
   * millions of passes does not keep what stands behind it from being read. Programs that run have no share.
   */
  patience(): () => boolean {
    if (this.mode === 'run') return () => false;
    const limit = this.steps + (this.budget - this.steps) / 2;
    return () => this.steps > limit;
  }

  /** What of the budget has been spent since it was last renewed. */
  get spent(): number {
    return this.steps;
  }

  /** Starts the step budget anew, for the next entry point; what was stopped in the last one is let go. */
  renewBudget(budget: number): void {
    this.journal.closeAll();
    this.steps = 0;
    this.budget = budget;
    this.findings.renew();
  }

  /** Runs the program, or more of it later: only then it may change what it shares with others. */
  running<T>(run: () => T): T {
    return this.mode === 'analysis' ? this.journal.borrowing(run) : run();
  }

  /** Makes an object as if the call stood at a place: where its class is defined, for classes nobody calls. */
  constructAt(site: Site | undefined, cls: ClassValue, args: Value[], kwargs = new Map<string, Value>()): Value {
    const module = new ModuleValue(cls.module);
    const frame = this.moduleFrame(module, site?.file ?? '');
    frame.site = site;
    return this.inFrame(frame, () => call(this, cls, args, kwargs));
  }

  inFrame<T>(frame: Frame, run: () => T): T {
    const outer = this.frame;
    this.frame = frame;
    try {
      return run();
    } finally {
      this.frame = outer;
    }
  }

  /** Evaluates a call or operation at its place in the source. */
  at<T>(frame: Frame, node: ast.Span, run: () => T): T {
    const outer = frame.site;
    frame.site = { file: frame.file, start: node.start, end: node.end };
    try {
      return run();
    } finally {
      frame.site = outer;
    }
  }

  /** A frame for the top level of a module whose names are `module.attrs`. */
  moduleFrame(module: ModuleValue, file: string): Frame {
    return new Frame(new Scope('module', module, undefined, module.attrs), file, this.frame);
  }

  /**
   * Runs a module's statements one by one. In analysis a statement that raises is given up and the next one
   * follows, so that one broken line does not hide the rest.
   */
  runModule(frame: Frame, module: ast.Module): void {
    this.expectations.inModule(() => this.runModuleBody(frame, module));
  }

  private runModuleBody(frame: Frame, module: ast.Module): void {
    this.inFrame(frame, () => {
      for (const statement of module.body) {
        try {
          runStatement(this, frame, statement);
          settle(this, frame, ['return', 'break', 'continue']);
        } catch (error) {
          if (this.mode === 'run' || !(error instanceof PyError)) throw error;
          if (this.expectations.ofImports && frame.caller) throw error;
          this.abandon(frame);
        }
      }
    });
  }

  runStatements(frame: Frame, body: readonly ast.Stmt[]): Completion {
    return runBlock(this, frame, body);
  }

  evaluate(frame: Frame, e: ast.Expr): Value {
    return evaluate(this, frame, e);
  }

  /** Runs a function's body and joins what the different ways return. */
  runBody(frame: Frame, body: ast.Stmt[] | ast.Expr): Value {
    return this.inFrame(frame, () => {
      if (!Array.isArray(body)) return evaluate(this, frame, body);
      try {
        const completion = runBlock(this, frame, body);
        const returned = completion === 'return' ? frame.returned! : this.none();
        return settle(this, frame, ['return'], returned).returned ?? returned;
      } catch (error) {
        if (!(error instanceof PyError)) throw error;
        const returned = takePendingReturn(this, frame);
        this.abandon(frame);
        if (returned) return returned;
        throw error;
      }
    });
  }

  /** Closes the forks of ways that will not be joined any more. */
  private abandon(frame: Frame): void {
    for (const exit of frame.pending.splice(0)) this.journal.close(exit.fork);
  }

  choose(frame: Frame, test: Value, yes: () => Value, no: () => Value, truthOnly = false): Value {
    return choose(this, frame, test, yes, no, truthOnly);
  }

  /** Runs a block whose exceptions end it silently. */
  swallowing(run: () => Completion): Completion {
    try {
      return run();
    } catch (error) {
      if (error instanceof PyError) return 'normal';
      throw error;
    }
  }

  /** Runs what nobody may ever call: what it changes is taken back, but for what it told of its inputs. */
  calledPerhaps(run: () => unknown): void {
    const fork = this.journal.open(true);
    try {
      run();
    } finally {
      const told = [...fork.base.keys()].flatMap((changed) =>
        changed instanceof TensorValue && changed.assumable ? [{ changed, shape: changed.shape }] : [],
      );
      this.journal.rewind(fork);
      this.journal.close(fork);
      for (const { changed, shape } of told) changed.shape = shape;
    }
  }

  calledLater(run: () => void, why: UnknownValue): void {
    if (this.mode === 'run') return;
    const fork = this.journal.open();
    this.recorder.muted++;
    try {
      this.swallowing(() => {
        run();
        return 'normal';
      });
    } finally {
      this.recorder.muted--;
    }
    this.journal.merge(fork, new Map(), this.joinReason(why));
  }

  repeatedly(value: Value, step: (value: Value) => Value, about: { why: UnknownValue; least: number }): Value {
    return repeatedly(this, value, step, about);
  }

  /** Runs something and gives undefined where it raises this exception. */
  catching(typeName: string, run: () => Value): Value | undefined {
    try {
      return this.expectations.expecting(run);
    } catch (error) {
      if (error instanceof PyError && error.typeName === typeName) return undefined;
      throw error;
    }
  }

  /** Evaluates what is only looked at: nothing is recorded, exceptions become unknown. */
  quietly(run: () => Value): Value {
    this.recorder.muted++;
    try {
      return this.expectations.expecting(run);
    } catch (error) {
      if (error instanceof PyError) return this.unknown(error.saying);
      throw error;
    } finally {
      this.recorder.muted--;
    }
  }

  /** Runs code whose places are not those of the file: values of names are not kept. */
  unobserved<T>(run: () => T): T {
    this.recorder.blind++;
    try {
      return run();
    } finally {
      this.recorder.blind--;
    }
  }

  rehearsing<T>(run: () => T): T {
    return this.recorder.rehearsing(run);
  }

  // ── Errors ───────────────────────────────────────────────────────────────────────────────────

  /** Runs library or operator code; see `recover`. */
  guard<T extends Value | void>(name: string, args: readonly Value[], run: () => T): T | UnknownValue {
    try {
      return run();
    } catch (error) {
      return this.recover(error, name, args);
    }
  }
  guardIterable(value: Value): Iterable<Value> {
    return guardIterable(this, value);
  }
  recover(error: unknown, name: string, args: readonly Value[]): UnknownValue {
    return recover(this, error, name, args);
  }
  fail(error: PyError, reason?: Words): UnknownValue {
    return fail(this, error, reason);
  }
  warn(code: string, words: Words, fix?: ShapeFix): void {
    this.findings.report('warning', code, words, fix);
  }
  inform(code: string, words: Words, fix?: ShapeFix): void {
    this.findings.report('information', code, words, fix);
  }
  exceptionValue(error: PyError): InstanceValue {
    return exceptionValue(this, error);
  }

  // ── Knowledge ────────────────────────────────────────────────────────────────────────────────

  get site(): Site | undefined {
    for (let frame = this.frame; frame; frame = frame.caller) if (frame.site) return frame.site;
    return undefined;
  }

  get currentModule(): ModuleValue | undefined {
    return this.frame?.scope.module;
  }

  /** The calls that led here, outermost first, without the present one. */
  stack(): Site[] {
    const sites: Site[] = [];
    const innermost = this.site;
    for (let frame = this.frame; frame; frame = frame.caller) {
      if (frame.site && frame.site !== innermost) sites.push(frame.site);
    }
    return sites.reverse();
  }

  locals(): DictValue {
    return localNames(this.frame!);
  }

  unknown(reason: Words): UnknownValue {
    return new UnknownValue(reason, this.site);
  }

  unknownDim(reason: Words): Dim {
    return unknownDim(reason, this.placeOf(this.site));
  }

  placeOf(site: Site | undefined): SourcePlace | undefined {
    return site && this.options.place?.(site);
  }

  dim(value: Value, what = 'value'): Dim {
    switch (value.kind) {
      case 'int':
        return value.value;
      case 'bool':
        return Number(value.value);
      case 'unknown':
        return value.symbol ? sym(value.symbol) : unknownDim(value.reason, this.placeOf(value.at));
    }
    const index = typeOf(value).lookup('__index__');
    if (index) return this.dim(call(this, index, [value], new Map()), what);
    if (value.kind === 'float') {
      if (!isNumber(value.value)) return value.value;
      throw notAnInteger(what, value.value);
    }
    throw new PyError('TypeError', `${what} must be an integer, not ${typeOf(value).name}`);
  }

  assume(tensor: TensorValue, shape: () => readonly Dim[], anyRank = false): void {
    if (tensor.shape || !tensor.assumable) return;
    this.touch(tensor);
    this.findings.assume();
    const dims = [...shape()];
    if (anyRank) dims.splice(-1, 0, ...this.findings.axesBeforeLast());
    tensor.shape = dims;
  }

  assumeNumber(): void {
    this.findings.assume();
  }

  /** The unknown result of a comparison or negation of values. */
  unknownCondition(...values: Value[]): UnknownValue {
    return values.find((v): v is UnknownValue => v.kind === 'unknown') ?? this.conditionReason(values[0]);
  }

  conditionReason(value: Value): UnknownValue {
    return conditionReason(this, value);
  }

  joinReason(test: Value): JoinReason {
    return joinReason(this, test);
  }

  truth(value: Value): boolean | undefined {
    return truthOf(this, value);
  }

  // ── Objects ──────────────────────────────────────────────────────────────────────────────────

  typeOf(value: Value): ClassValue {
    return typeOf(value);
  }
  isInstance(value: Value, cls: ClassValue): boolean {
    return typeOf(value).isSubclassOf(cls) || cls.hook('isInstance')?.(this, value) === true;
  }
  getAttr(value: Value, name: string): Value {
    return getAttr(this, value, name);
  }
  findAttr(value: Value, name: string): Value | undefined {
    return findAttr(this, value, name);
  }
  ownAttr(value: Value, name: string): Value {
    return value.kind === 'instance' ? getOwnAttr(this, value, name) : getAttr(this, value, name);
  }
  setAttr(value: Value, name: string, to: Value): void {
    setAttr(this, value, name, to);
  }
  getItem(value: Value, index: Value): Value {
    return getItem(this, value, index);
  }
  setItem(value: Value, index: Value, to: Value): void {
    setItem(this, value, index, to);
  }
  call(fn: Value, args: Value[] = [], kwargs: Map<string, Value> = new Map()): Value {
    return call(this, fn, args, kwargs);
  }
  readText(path: string): string | undefined {
    return this.options.files?.read(path);
  }
  listFolder(path: string): string[] | undefined {
    return this.options.files?.list(path);
  }
  construct(cls: ClassValue, args: Value[], kwargs: Map<string, Value>): Value {
    return construct(this, cls, args, kwargs);
  }
  callMethod(self: Value, name: string, args: Value[] = [], kwargs: Map<string, Value> = new Map()): Value {
    const method = typeOf(self).lookup(name);
    if (method && self.kind !== 'instance') return call(this, bind(this, method, self, typeOf(self)), args, kwargs);
    return call(this, this.getAttr(self, name), args, kwargs);
  }
  binary(op: string, left: Value, right: Value): Value {
    return binary(this, op, left, right);
  }
  unary(op: '+' | '-' | '~' | 'not', value: Value): Value {
    return unary(this, op, value);
  }
  compare(op: string, left: Value, right: Value): Value {
    return compare(this, op, left, right);
  }
  iterate(value: Value): Iterable<Value> {
    return iterate(this, value);
  }
  endsOpen(why: UnknownValue): void {
    // A program that runs goes through the samples alone: it has no branches to join.
    if (this.mode === 'analysis') this.end = why;
  }
  openEnd(): UnknownValue | undefined {
    const { end } = this;
    this.end = undefined;
    return end;
  }
  sequence(value: Value): Value[] | undefined {
    return sequence(this, value);
  }
  equal(a: Value, b: Value): boolean | undefined {
    return equal(this, a, b);
  }
  repr(value: Value): string {
    return reprOf(this, value);
  }
  str(value: Value): string {
    return strOf(this, value);
  }
  reshapes(tensor: TensorValue): void {
    this.recorder.keepShape(tensor);
    this.touch(tensor);
  }
  touch(value: Mutable): void {
    this.journal.touch(value);
    if (value instanceof ListValue || value instanceof DictValue) value.series = undefined;
  }
  none(): Value {
    return NONE;
  }
  newDict(): DictValue {
    return new DictValue();
  }
  /** The key of a dict entry. @throws PyError TypeError for what cannot be hashed */
  hashable(value: Value): string {
    const key = hashKey(value, this);
    if (key === undefined) throw new PyError('TypeError', `unhashable type: '${typeOf(value).name}'`);
    return key;
  }
  builtin(name: string): Value | undefined {
    return this.frameBuiltins.get(name) ?? this.options.builtins.get(name);
  }

  // ── Trace and output ─────────────────────────────────────────────────────────────────────────

  layerCall(self: InstanceValue, inputs: Value[], run: () => Value): Value {
    return recordLayer(this, self, inputs, run);
  }
  note(detail: CallDetail): void {
    const current = this.recorder.current;
    if (!current) return;
    const lines = [...(current.detail.lines ?? []), ...(detail.lines ?? [])];
    Object.assign(current.detail, detail);
    if (lines.length > 0) current.detail.lines = lines;
  }
  trained(): void {
    this.recorder.trainings++;
  }
  buildsGraph(): void {
    this.recorder.buildsGraph = true;
  }
  get isSupposing(): boolean {
    return this.findings.isSupposing;
  }
  get isBranching(): boolean {
    return this.journal.openForks > 0;
  }
  print(text: string, stream: 'stdout' | 'stderr' = 'stdout'): void {
    this.options.print?.(text, stream);
  }
  display(data: Record<string, unknown>): void {
    this.options.display?.(data);
  }
  importModule(name: string): Value {
    return (
      this.modules.load(name, this.frame?.file) ??
      this.fail(new PyError('ModuleNotFoundError', `No module named '${name}'`), this.modules.notFound(name))
    );
  }
  moduleFromFile(name: string, file: string): Value | undefined {
    return this.readText(file) === undefined ? undefined : this.modules.fromFile(name, file);
  }
  loadedModule(name: string): Value | undefined {
    return this.modules.known(name);
  }
  isInstalled(name: string): boolean | undefined {
    return this.modules.isInstalled(name, this.frame?.file);
  }
  installedVersion(distribution: string): string | null | undefined {
    return this.modules.installedVersion(distribution);
  }
  replaceModule(name: string, value: Value): void {
    this.modules.replace(name, value);
  }
  session<T>(key: string, create: () => T): T {
    if (!this.sessions.has(key)) this.sessions.set(key, create());
    return this.sessions.get(key) as T;
  }
}
