/**
 * What is run besides the module's own statements: models and functions that the file defines but does not
 * call. Inputs that the source describes or the user pinned get that shape. Other parameters that have a default
 * get it; the rest become symbols of their own names, and tensors the shapes that their layers ask for.
 */
import { isNumber, isUnknown } from '../shape';
import { assumableInput, builtOn, frameworkOf, type TensorFramework } from '../libraries/inputs';
import { testArguments } from '../libraries/pytest';
import { PyError, Stopped, tensorsIn, type CallRecord, type Interpreter } from '../python/interpreter';
import type * as ast from '../python/syntax/ast';
import {
  FunctionValue,
  type ClassValue,
  type InstanceValue,
  type ModuleValue,
  type Site,
  type Value,
} from '../python/interpreter/values';
import { givenInput, type InputOrigin, type InputSources } from './inputs/given';
import { inputParameters } from './inputs/comments';
import { callSupposed, ENTRY_BUDGET } from './inputs/lessons';
import { makerOf } from './inputs/makers';
import { requiredFields } from '../python/builtins/stdlib/dataclasses';
import { input, notGiven, required, symbolicArguments, symbolicKeywords } from './inputs/supposed';
import { isLayer } from '../python/interpreter/types';

/** Steps that all of them together may take: each has its part of what those before it have left. */
const TOTAL_BUDGET = 2_000_000;
const PART = ENTRY_BUDGET / TOTAL_BUDGET;

/** The interpreter with what is known of the inputs it shall be given. */
interface Session {
  ip: Interpreter;
  /** Steps that are left for entry points. */
  left: number;
  sources: InputSources;
  /** Whose tensors the module computes with. */
  framework: TensorFramework | 'none';
  /** Definitions that the program itself has run. */
  byProgram: ReadonlySet<unknown>;
  /** Classes of which an object was called that a function of the module makes. */
  shown: Set<ClassValue>;
  /** Where the inputs of the outermost calls made here come from; calls of the file itself are not in it. */
  origins: Map<CallRecord, InputOrigin>;
}

/** What a finished analysis is asked for more with. */
export interface GenericSession {
  ip: Interpreter;
  module: ast.Module;
  source: { text: string };
  file: string;
}

/**
 * Calls what nothing in the module has called, from the last definition to the first. Models with a pinned input
 * come first, unless the module calls them with sizes that are all known.
 * @returns where the inputs of the models called here come from
 */
export function runEntryPoints(
  ip: Interpreter,
  module: ModuleValue,
  sources: InputSources,
): ReadonlyMap<CallRecord, InputOrigin> {
  const byProgram = new Set(ip.executed);
  const framework = frameworkIn(module, sources.text);
  const session: Session = {
    ip,
    sources,
    framework,
    origins: new Map(),
    shown: new Set(),
    left: TOTAL_BUDGET,
    byProgram,
  };
  const definitions = [...new Set(module.attrs.values())].filter((v) => siteOf(v)?.file === sources.file).reverse();
  for (const value of definitions) {
    if (value.kind === 'class' && sources.pinned.has(value.name)) runPinned(session, value);
  }
  runUncalledLayers(session);
  for (const value of definitions) if (value.kind === 'class') runMaker(session, value, module);
  for (const value of definitions) if (value.kind === 'class') runClass(session, value);
  for (const value of definitions) {
    if (value.kind === 'function' && !ip.executed.has(value.node)) runFunction(session, value);
  }
  runUncalledLayers(session);
  return session.origins;
}

/**
 * The calls that one more use of a model makes, with symbols for what its constructor and its forward pass must be
 * given. Nothing of it stays in the analysis.
 */
export function callGenerically({ ip, module, source, file }: GenericSession, cls: ClassValue): CallRecord[] {
  const forward = forwardOf(cls);
  if (!cls.hook('layer') || !forward) return [];
  const sources = { file, text: source.text, comments: module.comments, pinned: new Map() };
  const session: Session = {
    ip,
    sources,
    framework: frameworkOf(cls),
    origins: new Map(),
    shown: new Set(),
    left: TOTAL_BUDGET,
    byProgram: new Set(),
  };
  return aside(ip, () => {
    const instance = construct(session, cls);
    if (isLayer(instance)) callWithInputs(session, instance, forward);
  });
}

/** The calls that a built Keras model makes on what it was built on. Nothing of it stays in the analysis. */
export function callBuilt(ip: Interpreter, model: InstanceValue): CallRecord[] {
  const input = builtOn(model);
  return input ? aside(ip, () => void ip.call(model, [input])) : [];
}

/** Runs code whose calls are wanted and leaves the analysis as it was. */
function aside(ip: Interpreter, run: () => void): CallRecord[] {
  const problems = ip.findings.problems.length;
  let calls: CallRecord[] = [];
  try {
    ip.running(() => {
      calls = unkept(ip, () => attempt({ ip, left: TOTAL_BUDGET }, run));
    });
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  }
  ip.findings.problems.length = problems;
  return calls;
}

/** Runs code of which nothing is kept but the problems. @returns the calls it made */
function unkept(ip: Interpreter, run: () => void): CallRecord[] {
  const { calls, constructed } = ip.recorder;
  const [called, made] = [calls.length, constructed.length];
  let taken: CallRecord[] = [];
  try {
    ip.unobserved(run);
  } finally {
    constructed.length = made;
    taken = calls.splice(called);
  }
  return taken;
}

function siteOf(value: Value): Site | undefined {
  return value.kind === 'class' || value.kind === 'function' ? value.site : undefined;
}

/** Runs one entry point with values that are supposed, and again where what is found hangs on a guess. */
function attempt(session: Pick<Session, 'ip' | 'left'>, run: () => void): void {
  const { ip } = session;
  ip.findings.forAnyRank(
    () => attemptOnce(session, run),
    (again) => unkept(ip, again),
  );
}

/** Whatever happens in it stays in it. */
function attemptOnce(session: Pick<Session, 'ip' | 'left'>, run: () => void): void {
  const { ip } = session;
  ip.renewBudget(session.left * PART);
  try {
    ip.findings.supposed(run);
  } catch (error) {
    if (error instanceof Stopped && error.why !== 'budget') throw error;
    if (!(error instanceof PyError) && !(error instanceof Stopped)) ip.internalErrors.push(error);
  }
  session.left -= ip.spent;
}

/** Calls a model with its pinned input: an object the module has made of the class, or a new one. */
function runPinned(session: Session, cls: ClassValue): void {
  const { ip } = session;
  const forward = forwardOf(cls);
  if (!cls.hook('layer') || !forward) return;
  const called = ip.recorder.calls.filter((call) => call.instance?.cls === cls);
  if (called.some((call) => hasKnownInput(call))) return;
  attempt(session, () => {
    const made = lastMade(ip, cls) ?? construct(session, cls);
    if (isLayer(made)) callWithInputs(session, made, forward);
  });
}

/** The layer that was made of a class last. */
function lastMade(ip: Interpreter, cls: ClassValue): InstanceValue | undefined {
  return ip.recorder.constructed.findLast((layer) => layer.cls === cls);
}

/** Whether every size of a call's input tensors is a number. */
export function hasKnownInput(call: CallRecord): boolean {
  const tensors = tensorsIn(call.inputs);
  return tensors.length > 0 && tensors.every((tensor) => tensor.shape?.every((dim) => isNumber(dim)));
}

/** An object of a class that nobody constructs: what its constructor must be given becomes symbols. */
function construct({ ip, sources }: Session, cls: ClassValue): Value {
  const init = cls.lookup('__init__');
  const isOwn = init instanceof FunctionValue;
  const args = isOwn ? symbolicArguments(init, cls.name, 'none', sources).slice(1) : [];
  const named = isOwn ? symbolicKeywords(init, cls.name, 'none', sources) : [];
  const fields = requiredFields(cls).map((name) => [name, notGiven(name, cls.name, cls.site)] as const);
  return ip.constructAt(cls.site, cls, args, new Map([...fields, ...named]));
}

function runClass(session: Session, cls: ClassValue): void {
  const made = lastMade(session.ip, cls);
  const supposed = cls.hook('layer') && runForward(session, cls);
  runMethods(session, cls, made, supposed);
}

/** Calls an object of a class that a function of the module makes, where nobody calls one. */
function runMaker(session: Session, cls: ClassValue, module: ModuleValue): void {
  const { ip } = session;
  const forward = forwardOf(cls);
  if (!forward || !cls.hook('layer') || ip.executed.has(forward.node) || lastMade(ip, cls)) return;
  const maker = makerOf(cls, module.attrs);
  if (!maker || ip.executed.has(maker.fn.node)) return;
  attempt(session, () => void ip.call(maker.call, []));
  const model = lastMade(ip, cls);
  if (!model || ip.executed.has(forward.node)) return;
  attempt(session, () => callWithInputs(session, model, forward));
  if (ip.recorder.calls.some((call) => call.instance === model && isTold(call.output))) session.shown.add(cls);
}

/** Whether the sizes of all that a model gives are known. */
const isTold = (output: Value | undefined): boolean => {
  const tensors = output ? tensorsIn([output]) : [];
  return tensors.length > 0 && tensors.every(({ shape }) => shape?.every((dim) => !isUnknown(dim)));
};

/** Calls a new object of a class whose forward pass nobody calls. @returns the object, where there is one */
function runForward(session: Session, cls: ClassValue): Value | undefined {
  const { ip } = session;
  const forward = forwardOf(cls);
  if (!forward || session.shown.has(cls) || (ip.executed.has(forward.node) && !isOnlySupposed(session, cls, forward)))
    return undefined;
  let instance: Value | undefined;
  const isCalled = ip.executed.has(forward.node);
  const problems = ip.findings.problems.length;
  attempt(session, () => {
    instance = construct(session, cls);
    if (isLayer(instance)) callWithInputs(session, instance, forward);
  });
  // Whoever uses it may give other settings than its defaults: what is wrong with those calls was found in them.
  if (isCalled) ip.findings.problems.length = problems;
  return instance;
}

/** Whether other supposed calls alone have called a class, and on nothing of which all sizes are numbers. */
function isOnlySupposed({ ip, byProgram }: Session, cls: ClassValue, forward: FunctionValue): boolean {
  return (
    !byProgram.has(forward.node) && !ip.recorder.calls.some((call) => call.instance?.cls === cls && hasKnownInput(call))
  );
}

/**
 * Methods that nobody calls are shown as functions are: `encode` of an autoencoder, `training_step`.
 * @param made what the program has made of the class: `self`, where there is one
 * @param supposed an object that was made to call its forward pass
 */
function runMethods(session: Session, cls: ClassValue, made?: InstanceValue, supposed?: Value): void {
  const { ip } = session;
  const methods = [...cls.attrs.values()].filter(
    (m): m is FunctionValue => m instanceof FunctionValue && !m.name.startsWith('__') && !ip.executed.has(m.node),
  );
  if (methods.length === 0) return;
  const framework = cls.hook('layer') ? frameworkOf(cls) : session.framework;
  attempt(session, () => {
    const self = made ?? supposed ?? construct(session, cls);
    const problems = ip.findings.problems.length;
    // What a method sets up is there for the next ones; but a model that the module has made stays as it is.
    const apart = made ? (run: () => void) => ip.calledPerhaps(run) : (run: () => void) => run();
    const runAll = (): void => {
      for (const method of methods) {
        if (ip.executed.has(method.node)) continue;
        attempt(session, () =>
          apart(() => aroundTest(session, cls, method, self, () => runMethod(session, method, self, framework))),
        );
      }
    };
    // Nor does one that was made to be shown.
    if (supposed && !made) ip.calledPerhaps(runAll);
    else runAll();
    if (cls.hook('layer') && mayDiffer(cls, made)) ip.findings.problems.length = problems;
  });
}

/** Runs a method; a test between what its class sets up and takes down for each (unittest.TestCase). */
function aroundTest({ ip }: Session, cls: ClassValue, method: FunctionValue, self: Value, run: () => void): void {
  const hooks = /^test/.test(method.name) ? ['setUp', 'tearDown'].map((name) => cls.lookup(name)) : [];
  const [setUp, tearDown] = hooks.map((hook) => (hook instanceof FunctionValue ? hook : undefined));
  if (setUp) ip.call(setUp, [self]);
  run();
  if (tearDown) ip.call(tearDown, [self]);
}

function runMethod(session: Session, method: FunctionValue, self: Value, framework: TensorFramework | 'none'): void {
  const { ip, sources } = session;
  const tested = testArguments(ip, method);
  callSupposed(ip, {
    framework,
    closed: parameterNames(method),
    inputs: (learnt) => symbolicArguments(method, method.name, framework, sources, { tested, learnt }).slice(1),
    call: (inputs) =>
      void ip.call(method, [self, ...inputs], symbolicKeywords(method, method.name, framework, sources)),
  });
}

/**
 * Whether other objects of a class may be made of other layers than this one: a method that nobody calls may be meant for
 * those.
 */
function mayDiffer(cls: ClassValue, made: InstanceValue | undefined): boolean {
  const init = cls.lookup('__init__');
  if (!(init instanceof FunctionValue)) return false;
  const settings = init.params.slice(1);
  return made ? settings.length > 0 : settings.some(({ name, type }) => init.defaults.has(name) || type !== 'normal');
}

/** The user's `forward` or `call`. */
function forwardOf(cls: ClassValue): FunctionValue | undefined {
  const wrapped = cls.hook('layer')?.forward?.(cls);
  if (wrapped) return wrapped;
  for (const name of ['forward', 'call', '__call__']) {
    const method = cls.lookup(name);
    if (method instanceof FunctionValue) return method;
  }
  return undefined;
}

/** The symbols that the parameters of a function stand for. */
function parameterNames(fn: Value | undefined): ReadonlySet<string> {
  return new Set(fn instanceof FunctionValue ? fn.params.map(({ name }) => name) : []);
}

/** Calls a model of user code with the inputs that are described, and undescribed ones for the rest. */
function callWithInputs(session: Session, model: InstanceValue, forward: FunctionValue): void {
  const { ip, sources, origins } = session;
  const framework = frameworkOf(model.cls);
  const parameters = inputParameters(forward);
  const pinned = sources.pinned.get(model.cls.name)?.length ?? 0;
  const mustBeGiven = required(forward);
  const count = Math.max(pinned, ...parameters.map((p, i) => (mustBeGiven.includes(p) ? i + 1 : 0)));
  const given = parameters.slice(0, count).map((p) => givenInput(sources, forward, p, model.cls.name));
  callSupposed(ip, {
    framework,
    closed: parameterNames(model.cls.lookup('__init__')),
    inputs: (learnt) => parameters.slice(0, count).map((p, i) => input(p, framework, given[i], learnt)),
    call: (inputs) => {
      const from = ip.recorder.calls.length;
      try {
        ip.call(model, inputs, symbolicKeywords(forward, forward.name, framework, sources));
      } finally {
        const record = ip.recorder.calls[from];
        if (record) origins.set(record, given.find(Boolean)?.origin ?? 'symbols');
      }
    },
  });
}

/**
 * Layers and models that were made but never called, outermost only, in the order they were made. A model whose parts
 * have become those of others (`nn.Sequential(*resnet.children())`) was made for its parts: nobody calls it any more.
 */
function runUncalledLayers(session: Session): void {
  const { ip, origins } = session;
  const called = new Set(ip.recorder.calls.map((call) => call.instance));
  const holders = new Map<InstanceValue, number>();
  const made = ip.recorder.constructed;
  const partsOf = (layer: InstanceValue) => layer.cls.hook('layer')?.children(layer) ?? [];
  for (const layer of made) for (const [, part] of partsOf(layer)) holders.set(part, (holders.get(part) ?? 0) + 1);
  for (const layer of [...made]) {
    if (called.has(layer) || holders.has(layer) || builtOn(layer)) continue;
    if (partsOf(layer).some(([, part]) => holders.get(part)! > 1)) continue;
    const forward = forwardOf(layer.cls);
    if (forward && ip.executed.has(forward.node)) continue;
    attempt(session, () => {
      if (forward) return callWithInputs(session, layer, forward);
      const from = ip.recorder.calls.length;
      ip.call(layer, [assumableInput(frameworkOf(layer.cls), 'input')]);
      const record = ip.recorder.calls[from];
      if (record) origins.set(record, 'symbols');
    });
  }
}

function runFunction(session: Session, fn: FunctionValue): void {
  const { ip, sources, framework } = session;
  attempt(session, () => {
    const tested = testArguments(ip, fn);
    callSupposed(ip, {
      framework,
      closed: parameterNames(fn),
      inputs: (learnt) => symbolicArguments(fn, fn.name, framework, sources, { tested, learnt }),
      call: (inputs) => void ip.call(fn, inputs, symbolicKeywords(fn, fn.name, framework, sources)),
    });
  });
}

/** Frameworks whose tensors are not modelled: their methods have the names of PyTorch's and other rules. */
const FOREIGN =
  /^[ \t]*(?:from|import)[ \t]+(?:chainer|jittor|megengine|mindspore|mlx|mxnet|oneflow|paddle|theano|tinygrad)\b/m;

/** Which framework's tensors a module computes with, by what it imports. */
function frameworkIn(module: ModuleValue, text: string): TensorFramework | 'none' {
  if (FOREIGN.test(text)) return 'none';
  const names = [...module.attrs.values()].map((v) =>
    v.kind === 'module' ? v.name : v.kind === 'class' ? v.module : '',
  );
  const uses = (pattern: RegExp) => names.some((name) => pattern.test(name));
  if (uses(/^torch/)) return 'torch';
  if (uses(/^(keras|tensorflow)/)) return 'keras';
  return uses(/^(jax|flax)/) ? 'jax' : 'torch';
}
