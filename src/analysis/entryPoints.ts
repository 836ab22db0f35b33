/**
 * What is run besides the module's own statements: models and functions that the file defines but does not
 * call. Parameters that have a default get it; others become symbols of their own names, and tensors take
 * their shape from the first layer that needs one.
 */
import { assumableInput, frameworkOf, type TensorFramework } from '../libraries/inputs';
import { PyError, Stopped, type Interpreter } from '../python/interpreter';
import type * as ast from '../python/syntax/ast';
import {
  FunctionValue,
  UnknownValue,
  tuple,
  type ClassValue,
  type InstanceValue,
  type ModuleValue,
  type Site,
  type Value,
} from '../python/interpreter/values';
import { isLayer } from './layers';

/** Steps each entry point may take. */
const ENTRY_BUDGET = 1_000_000;

/** Calls what nothing in the module has called, from the last definition to the first. */
export function runEntryPoints(ip: Interpreter, module: ModuleValue, file: string): void {
  const definitions = [...new Set(module.attrs.values())].filter((v) => siteOf(v)?.file === file).reverse();
  runUncalledLayers(ip);
  for (const value of definitions) if (value.kind === 'class') runClass(ip, value);
  for (const value of definitions) {
    if (value.kind === 'function' && !ip.executed.has(value.node)) runFunction(ip, value, frameworkIn(module));
  }
  runUncalledLayers(ip);
}

function siteOf(value: Value): Site | undefined {
  return value.kind === 'class' || value.kind === 'function' ? value.site : undefined;
}

/** Runs one entry point; whatever happens in it stays in it. */
function attempt(ip: Interpreter, run: () => void): void {
  ip.renewBudget(ENTRY_BUDGET);
  try {
    run();
  } catch (error) {
    if (error instanceof Stopped && error.why === 'cancelled') throw error;
    if (!(error instanceof PyError) && !(error instanceof Stopped)) ip.internalErrors.push(error);
  }
}

function runClass(ip: Interpreter, cls: ClassValue): void {
  if (!cls.hook('layer')) return runMethods(ip, cls);
  const forward = forwardOf(cls);
  if (!forward || ip.executed.has(forward.node)) return;
  attempt(ip, () => {
    const init = cls.lookup('__init__');
    const args = init instanceof FunctionValue ? symbolicArguments(init, cls.name, 'none').slice(1) : [];
    const instance = ip.constructAt(cls.site, cls, args);
    if (isLayer(instance)) callWithInputs(ip, instance, forward);
  });
}

/** Methods of plain classes are shown as functions are; `self` is an instance where one can be made. */
function runMethods(ip: Interpreter, cls: ClassValue): void {
  const methods = [...cls.attrs.values()].filter(
    (m): m is FunctionValue => m instanceof FunctionValue && !m.name.startsWith('__') && !ip.executed.has(m.node),
  );
  if (methods.length === 0) return;
  attempt(ip, () => {
    const init = cls.lookup('__init__');
    const args = init instanceof FunctionValue ? symbolicArguments(init, cls.name, 'none').slice(1) : [];
    const self = ip.constructAt(cls.site, cls, args);
    for (const method of methods) {
      if (ip.executed.has(method.node)) continue;
      attempt(ip, () => void ip.call(method, [self, ...symbolicArguments(method, method.name, 'torch').slice(1)]));
    }
  });
}

/** The user's `forward` or `call`. */
function forwardOf(cls: ClassValue): FunctionValue | undefined {
  for (const name of ['forward', 'call', '__call__']) {
    const method = cls.lookup(name);
    if (method instanceof FunctionValue) return method;
  }
  return undefined;
}

/** Calls a model of user code with inputs that nobody has described. */
function callWithInputs(ip: Interpreter, model: InstanceValue, forward: FunctionValue): void {
  const framework = frameworkOf(model.cls);
  const inputs = required(forward)
    .slice(1)
    .map((parameter) => input(parameter, framework));
  ip.call(model, inputs);
}

/** Layers and models that were made but never called, outermost only, in the order they were made. */
function runUncalledLayers(ip: Interpreter): void {
  const called = new Set(ip.recorder.calls.map((call) => call.instance));
  const inside = new Set<InstanceValue>();
  const made = ip.recorder.constructed;
  for (const layer of made) for (const [, child] of layer.cls.hook('layer')?.children(layer) ?? []) inside.add(child);
  for (const layer of [...made]) {
    if (called.has(layer) || inside.has(layer)) continue;
    const forward = forwardOf(layer.cls);
    if (forward && ip.executed.has(forward.node)) continue;
    attempt(ip, () => {
      if (forward) callWithInputs(ip, layer, forward);
      else ip.call(layer, [assumableInput(frameworkOf(layer.cls), 'input')]);
    });
  }
}

function runFunction(ip: Interpreter, fn: FunctionValue, framework: TensorFramework): void {
  attempt(ip, () => void ip.call(fn, symbolicArguments(fn, fn.name, framework)));
}

/** Which framework's tensors a module computes with, by what it imports. */
function frameworkIn(module: ModuleValue): TensorFramework {
  const names = [...module.attrs.values()].map((v) =>
    v.kind === 'module' ? v.name : v.kind === 'class' ? v.module : '',
  );
  const uses = (pattern: RegExp) => names.some((name) => pattern.test(name));
  return uses(/^(keras|tensorflow)/) && !uses(/^torch/) ? 'keras' : 'torch';
}

/** Parameters that must be given. */
function required(fn: FunctionValue): ast.Parameter[] {
  return fn.params.filter((p) => (p.type === 'normal' || p.type === 'positionalOnly') && !fn.defaults.has(p.name));
}

/** A symbol for each parameter that must be given; tensors for those that read as tensors. */
function symbolicArguments(fn: FunctionValue, owner: string, framework: TensorFramework | 'none'): Value[] {
  return required(fn).map((parameter) =>
    framework !== 'none' && readsAsTensor(parameter, fn)
      ? input(parameter, framework)
      : symbol(parameter, owner, fn.site.file),
  );
}

function symbol(parameter: ast.Parameter, owner: string, file: string): UnknownValue {
  const site = { file, start: parameter.start, end: parameter.end };
  return new UnknownValue(`parameter ${parameter.name} of ${owner}() is not given`, site, parameter.name);
}

/** An input of a forward pass: a tensor, or a pair of them where it is annotated so. */
function input(parameter: ast.Parameter, framework: TensorFramework): Value {
  const annotation = parameter.annotation;
  if (
    annotation?.kind === 'subscript' &&
    /tuple/i.test(nameOf(annotation.value)) &&
    annotation.index.kind === 'tuple'
  ) {
    return tuple(annotation.index.elements.map((_, i) => assumableInput(framework, `${parameter.name}[${i}]`)));
  }
  return assumableInput(framework, parameter.name);
}

const tensorNames =
  /^(x|y|z|h|out|output|input|inputs|input_tensor|inp|img|imgs|image|images|feat|feats|feature|features|tensor|net|hidden|batch|prev_layer|layer_input|bottom|skip|shortcut|residual|identity|query|key|value|q|k|v)\d*_?$/;

/** Whether a parameter is used as a tensor: by its annotation, or by its name. */
function readsAsTensor(parameter: ast.Parameter, fn: FunctionValue): boolean {
  if (parameter.annotation) return /tensor/i.test(nameOf(parameter.annotation));
  return tensorNames.test(parameter.name) || usedAsLayerInput(parameter.name, fn);
}

/** `Conv2D(…)(name)`: what a freshly made layer is called on is a tensor. */
function usedAsLayerInput(name: string, fn: FunctionValue): boolean {
  const first = Array.isArray(fn.body) ? fn.body : [];
  return first.some((statement) => {
    const value =
      statement.kind === 'assign' || statement.kind === 'return' || statement.kind === 'expr'
        ? statement.value
        : undefined;
    return (
      value?.kind === 'call' &&
      value.func.kind === 'call' &&
      value.args.some((arg) => arg.kind === 'name' && arg.id === name)
    );
  });
}

function nameOf(e: ast.Expr): string {
  if (e.kind === 'name') return e.id;
  if (e.kind === 'attribute') return e.attr;
  if (e.kind === 'constant' && e.value.type === 'str') return e.value.value;
  if (e.kind === 'subscript') return nameOf(e.value);
  return '';
}
