/** Making functions and classes from their definitions. */
import type * as ast from '../syntax/ast';
import { namespaceDict } from './namespaces';
import { PyError } from './errors';
import { Frame } from './frame';
import type { Interpreter } from './interpreter';
import { classKeywords, metaclassFor, metaMethod } from './metaclasses';
import { objectType } from './types';
import { ClassValue, FunctionValue, Scope, str, tuple, type Value } from './values';

/** The function a `def` or `lambda` makes, before its decorators. */
export function makeFunction(
  ip: Interpreter,
  frame: Frame,
  node: ast.FunctionDef | ast.LambdaExpr,
  name: string,
): FunctionValue {
  const defaults = new Map<string, Value>();
  for (const parameter of node.params) {
    if (parameter.default) defaults.set(parameter.name, ip.evaluate(frame, parameter.default));
  }
  const site = { file: frame.file, start: node.start, end: node.end };
  const made = new FunctionValue(name, node.params, defaults, frame.scope, site, node);
  if (frame.scope.type === 'class') (frame.scope.defined ??= []).push(made);
  return made;
}

/** Functions under decorators that nobody knows: what calls them may give them other arguments than the program does. */
const underUnknown = new WeakSet<Value>();
export const takesOtherArguments = (fn: Value): boolean => underUnknown.has(fn);

/** Applies decorators from the innermost outwards. */
export function decorate(ip: Interpreter, frame: Frame, decorators: readonly ast.Expr[], value: Value): Value {
  let result = value;
  for (const decorator of [...decorators].reverse()) {
    const wrapper = ip.evaluate(frame, decorator);
    // An unknown decorator most likely registers or logs: what it decorates is kept.
    const decorated = wrapper.kind === 'unknown' ? wrapper : ip.at(frame, decorator, () => ip.call(wrapper, [result]));
    if (decorated.kind === 'unknown') underUnknown.add(result);
    if (decorated.kind !== 'unknown' && decorated.kind !== 'none') result = decorated;
  }
  return result;
}

/** The class a `class` statement makes, before its decorators. */
export function makeClass(ip: Interpreter, frame: Frame, node: ast.ClassDef): Value {
  const bases: ClassValue[] = [];
  let unknownBase;
  for (const expression of node.bases) {
    const value = expression.kind === 'starred' ? ip.evaluate(frame, expression.value) : ip.evaluate(frame, expression);
    if (value.kind === 'class') bases.push(value);
    else if (value.kind === 'unknown') unknownBase = value;
    else {
      const entries = ip.findAttr(value, '__mro_entries__');
      const replaced = entries ? ip.call(entries, [value]) : undefined;
      if (replaced?.kind === 'tuple') bases.push(...replaced.items.filter((b): b is ClassValue => b.kind === 'class'));
    }
  }
  const meta = metaclassFor(ip, frame, node, bases);
  const keywords = classKeywords(ip, frame, node);
  const scope = new Scope('class', frame.scope.module, frame.scope);
  const body = new Frame(scope, frame.file, frame);
  body.site = frame.site;
  scope.vars.set('__qualname__', str(node.name));
  ip.inFrame(body, () => ip.runStatements(body, node.body));
  scope.vars.delete('__qualname__');
  const written = orderedClass(ip, node, bases, scope, unknownBase);
  if (written.kind !== 'class') return written;
  written.metaclass = meta;
  const namespace: Value[] = [str(node.name), tuple(bases), namespaceDict(scope.vars)];
  const make = metaMethod(meta, '__new__');
  const made = make ? ip.call(make, [meta!, ...namespace], keywords) : written;
  // Where it is not known what the metaclass makes, the class is most likely still what is written.
  const cls = made.kind === 'unknown' ? written : made;
  if (cls.kind !== 'class') return cls;
  cls.site = { file: frame.file, start: node.start, end: node.end };
  // A bare `super()` goes by where the function is written, also where a decorator hides it.
  for (const fn of scope.defined ?? []) fn.owner = cls;
  for (const value of cls.attrs.values()) own(cls, value);
  for (const [name, value] of cls.attrs) {
    const setName = value.kind === 'instance' ? value.cls.lookup('__set_name__') : undefined;
    if (setName) ip.call(setName, [value, cls, str(name)]);
  }
  for (const base of cls.mro.slice(1)) {
    if (base.hooks.subclassed) {
      base.hooks.subclassed(ip, cls);
      break;
    }
  }
  const subclassed = cls.mro.slice(1).find((c) => c.attrs.has('__init_subclass__'));
  if (subclassed) {
    const hook = subclassed.attrs.get('__init_subclass__')!;
    ip.call(hook.kind === 'wrapper' ? hook.func : hook, [cls], keywords);
  }
  const init = metaMethod(meta, '__init__');
  if (init) ip.call(init, [cls, ...namespace], keywords);
  return cls;
}

function orderedClass(
  ip: Interpreter,
  node: ast.ClassDef,
  bases: ClassValue[],
  scope: Scope,
  unknownBase: ClassValue['unknownBase'],
): Value {
  try {
    const all = bases.length > 0 ? bases : [objectType];
    return new ClassValue(node.name, all, scope.vars, scope.module.name, false, unknownBase);
  } catch (error) {
    return ip.fail(new PyError('TypeError', error instanceof Error ? error.message : String(error)));
  }
}

/** Tells functions which class they were defined in, for a bare `super()`. */
function own(cls: ClassValue, value: Value): void {
  if (value.kind === 'function') value.owner ??= cls;
  else if (value.kind === 'wrapper') own(cls, value.func);
  else if (value.kind === 'property') {
    if (value.getter) own(cls, value.getter);
    if (value.setter) own(cls, value.setter);
  }
}
