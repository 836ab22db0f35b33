/** Calling: binding of arguments, user functions, native functions, classes. */
import { ShapeError } from '../../shape';
import { findAttr } from './attributes';
import { bindArguments } from './binding';
import { PyError } from './errors';
import { Frame, type Yields } from './frame';
import type { Interpreter } from './interpreter';
import { sampling } from './iteration';
import { metaMethod } from './metaclasses';
import { recordOperation, tensorsIn } from './recorder';
import { typeOf } from './types';
import type { ClassValue, FunctionValue, NativeFunction, TensorValue } from './values';
import { InstanceValue, IteratorValue, NONE, Scope, type Value } from './values';
import { said, sayingOf } from '../../protocol/say';

const MAX_DEPTH = 160;

export function call(ip: Interpreter, fn: Value, args: Value[], kwargs: Map<string, Value>): Value {
  switch (fn.kind) {
    case 'function':
      return callFunction(ip, fn, args, kwargs);
    case 'native':
      return callNative(ip, fn, args, kwargs);
    case 'method':
      return call(ip, fn.func, [fn.self, ...args], kwargs);
    case 'class':
      return instantiate(ip, fn, args, kwargs);
    case 'wrapper':
      return call(ip, fn.func, args, kwargs);
    case 'unknown':
      for (const tensor of tensorsIn([...args, ...kwargs.values()])) forgetNumbers(ip, tensor);
      if (args.some(({ kind }) => kind === 'instance')) ip.handedOver = true;
      return fn.symbol ? ip.unknown(said`${sayingOf(fn.reason)}, so what it returns is not known`) : fn;
  }
  const method = typeOf(fn).lookup('__call__');
  if (method) return call(ip, method, [fn, ...args], kwargs);
  const custom = fn.kind === 'instance' ? findAttr(ip, fn, '__call__') : undefined;
  if (custom) return call(ip, custom, args, kwargs);
  // What an array holds whose elements may be anything is not known.
  if (fn.kind === 'tensor' && (fn.dtype ?? 'object') === 'object')
    return ip.unknown('what an array of objects holds is not known');
  const code = PLAIN.has(fn.kind) && !ip.isSupposing ? 'not-callable' : undefined;
  return (
    typeOf(fn).unknown ?? ip.fail(new PyError('TypeError', said`'${typeOf(fn).name}' object is not callable`, code))
  );
}

/** Values that no class of the program makes callable. */
const PLAIN: ReadonlySet<string> = new Set(['tuple', 'list', 'dict', 'int', 'float', 'str', 'tensor']);

/** A function that is not known may write into the tensors it is given, as compiled operations do. */
function forgetNumbers(ip: Interpreter, tensor: TensorValue): void {
  if (!tensor.data) return;
  ip.touch(tensor);
  tensor.data = undefined;
}

/** What making an array or tensor costs, in steps. */
const TENSOR_STEPS = 4;

/**
 * Runs a native function. In analysis, where nothing in user code would catch it, an exception becomes a
 * problem at the call and an unknown result, so that the code behind it is still understood.
 */
function callNative(ip: Interpreter, fn: NativeFunction, args: Value[], kwargs: Map<string, Value>): Value {
  ip.step();
  try {
    if (fn.isOp)
      return recordOperation(ip, fn.name, [...args, ...kwargs.values()], () => fn.impl(ip, { args, kwargs }));
    const result = fn.impl(ip, { args, kwargs });
    if (result.kind === 'tensor') ip.step(TENSOR_STEPS);
    return result;
  } catch (error) {
    return ip.recover(error, fn.name, args);
  }
}

/** The Python exception that a refusing shape rule raises in the library the arguments belong to. */
export function asPyError(error: unknown, args: readonly Value[]): PyError | undefined {
  if (error instanceof PyError) return error;
  if (!(error instanceof ShapeError)) return undefined;
  const torch = args.some(isOfTorch);
  const index = error.code === 'axis-out-of-range' || error.code === 'index-out-of-range';
  return new PyError(
    torch && !index ? 'RuntimeError' : index ? 'IndexError' : 'ValueError',
    error.saying,
    error.code,
    error.fix,
  );
}

/** Whether a value is PyTorch's, or a sequence of such, as what `torch.cat` joins. */
function isOfTorch(value: Value): boolean {
  if (value.kind === 'list' || value.kind === 'tuple') return value.items.some(isOfTorch);
  return typeOf(value).mro.some((cls) => cls.module.startsWith('torch'));
}

/** Calls a class: what its metaclass makes of that, else a new object. */
function instantiate(ip: Interpreter, cls: ClassValue, args: Value[], kwargs: Map<string, Value>): Value {
  const custom = metaMethod(cls.metaclass, '__call__');
  return custom ? call(ip, custom, [cls, ...args], kwargs) : construct(ip, cls, args, kwargs);
}

/** What `type.__call__` does: `__new__`, then `__init__` where that gave an object of the class. */
export function construct(ip: Interpreter, cls: ClassValue, args: Value[], kwargs: Map<string, Value>): Value {
  const created = ip.guard(cls.name, args, () => create(ip, cls, args, kwargs));
  if (created.kind === 'unknown' || !typeOf(created).isSubclassOf(cls)) return created;
  const init = cls.lookup('__init__');
  if (init) ip.recorder.building(cls, () => call(ip, init, [created, ...args], kwargs));
  if (created.kind === 'instance') ip.recorder.construct(created);
  return created;
}

function create(ip: Interpreter, cls: ClassValue, args: Value[], kwargs: Map<string, Value>): Value {
  for (const c of cls.mro) {
    const custom = c.attrs.get('__new__');
    if (custom) return call(ip, custom.kind === 'wrapper' ? custom.func : custom, [cls, ...args], kwargs);
    if (c.hooks.construct) {
      const value = c.hooks.construct(ip, cls, args, kwargs);
      if (value.kind === 'instance') value.site ??= ip.site;
      return value;
    }
  }
  return newInstance(ip, cls);
}

/** What `object.__new__` gives. */
export function newInstance(ip: Interpreter, cls: ClassValue): InstanceValue {
  const instance = new InstanceValue(cls);
  instance.site = ip.site;
  return instance;
}

/**
 * Runs a user function: binds, executes, joins what was returned on different ways.
 * @param around run where a generator first yields
 */
export function callFunction(
  ip: Interpreter,
  fn: FunctionValue,
  args: Value[],
  kwargs: Map<string, Value>,
  around?: (value: Value) => void,
): Value {
  ip.step();
  if (ip.depth >= MAX_DEPTH) {
    return ip.fail(new PyError('RecursionError', 'maximum recursion depth exceeded'));
  }
  // Nobody calls it so: what has run before would only show here, once more, that nothing is known.
  const shown = !(ip.executed.has(fn.node) && ip.findings.isSupposing && sayNothing([...args, ...kwargs.values()]));
  ip.executed.add(fn.node);
  const bound = bindArguments(ip, fn, args, kwargs);
  if (!(bound instanceof Map)) return bound;
  if (!ip.recursions.enter(fn.node, ip.journal.openForks)) {
    return ip.unknown(said`how often ${fn.name}() calls itself depends on something unknown`);
  }
  for (const { name, nameSpan } of fn.params) {
    const value = bound.get(name);
    if (value && shown) ip.recorder.observe(fn.site.file, nameSpan.start, nameSpan.end, value);
  }
  const scope = new Scope('function', fn.closure.module, fn.closure, bound);
  const first = fn.params[0];
  if (fn.owner && first) scope.method = { owner: fn.owner, self: bound.get(first.name) ?? NONE };
  const frame = new Frame(scope, fn.site.file, ip.frame);
  if (fn.isGenerator) frame.yields = { items: [], forks: ip.journal.openForks, muted: ip.recorder.muted, around };
  ip.depth++;
  try {
    const body = (): Value => ip.runBody(frame, fn.body);
    const run = (): Value => (fn.within ? fn.within(ip, bound, body) : body());
    const result = shown ? run() : ip.unobserved(() => ip.rehearsing(run));
    return frame.yields ? generatorOf(ip, frame.yields) : result;
  } catch (error) {
    // A generator that runs on for ever still gives what it yielded so far.
    if (error instanceof EndlessGenerator && error.frame === frame) {
      return generatorOf(ip, frame.yields!);
    }
    throw error;
  } finally {
    ip.depth--;
    ip.recursions.leave(fn.node);
  }
}

/** Whether something that nobody has given is among arguments, and no tensor of known shape. */
const sayNothing = (args: readonly Value[]): boolean =>
  args.some(({ kind }) => kind === 'unknown') && tensorsIn(args).every(({ shape }) => !shape);

const generatorOf = (ip: Interpreter, { items, open }: Yields): IteratorValue =>
  open ? sampling(ip, items, open, 'generator') : new IteratorValue(items[Symbol.iterator](), 'generator');

/** Stops a generator that yields more than anyone will ask for; generators are run ahead of their readers. */
export class EndlessGenerator extends Error {
  constructor(readonly frame: Frame) {
    super('endless generator');
  }
}

export const MAX_YIELDS = 5000;
