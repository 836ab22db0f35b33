/** Execution of statements, one case a node kind (Python reference, chapters 7 and 8). */
import type * as ast from '../syntax/ast';
import { comparesSizes, isAboutShapes } from './aboutShapes';
import { bindName, bindTarget } from './assignment';
import { deleteAttr } from './attributes';
import { GeneratorCall } from './contextManagers';
import { PyError, Stopped } from './errors';
import { condition, evaluate } from './expressions';
import { branch } from './forks';
import type { Completion, Frame } from './frame';
import { decorate, makeClass, makeFunction } from './functions';
import { runFor, runWhile } from './loops';
import { guarded } from './guards';
import type { Interpreter } from './interpreter';
import { inPlace } from './operators';
import { matchPattern } from './patterns';
import { runScript, writeFile } from './scripts';
import { deleteItem } from './subscripts';
import { typeOf } from './types';
import { NONE, str, type InstanceValue, type Value } from './values';
import { said } from '../../protocol/say';

export function runBlock(ip: Interpreter, frame: Frame, body: readonly ast.Stmt[]): Completion {
  for (const statement of body) {
    const completion = runStatement(ip, frame, statement);
    if (completion !== 'normal') return completion;
  }
  return 'normal';
}

export function runStatement(ip: Interpreter, frame: Frame, s: ast.Stmt): Completion {
  ip.step();
  switch (s.kind) {
    case 'expr':
      evaluate(ip, frame, s.value);
      return 'normal';
    case 'assign': {
      const value = evaluate(ip, frame, s.value);
      for (const target of s.targets) bindTarget(ip, frame, target, value, s.value);
      return 'normal';
    }
    case 'augAssign': {
      // What stands in the target is called once (Python 3, "Augmented assignment statements").
      const calls = s.target.kind === 'name' ? undefined : new Map<ast.Expr, Value>();
      const left = frame.calling(calls, () => evaluate(ip, frame, s.target));
      const right = evaluate(ip, frame, s.value);
      const value = ip.at(frame, s, () => ip.guard(`${s.op}=`, [left, right], () => inPlace(ip, s.op, left, right)));
      frame.calling(calls, () => bindTarget(ip, frame, s.target, value));
      return 'normal';
    }
    case 'annAssign':
      annotated(ip, frame, s);
      return 'normal';
    case 'return':
      frame.returned = s.value ? evaluate(ip, frame, s.value) : NONE;
      return 'return';
    case 'delete':
      for (const target of s.targets) remove(ip, frame, target);
      return 'normal';
    case 'pass':
    case 'typeAlias':
      return 'normal';
    case 'break':
    case 'continue':
      return s.kind;
    case 'if': {
      const test = condition(ip, frame, s.test);
      const both = () =>
        branch(
          ip,
          frame,
          test,
          () => runBlock(ip, frame, s.body),
          () => runBlock(ip, frame, s.orelse),
        );
      const isBare = s.test.kind === 'name' || s.test.kind === 'attribute';
      if (isBare) return ip.findings.branching(test, both);
      return ip.truth(test) === undefined ? guarded(ip, frame, s, both) : both();
    }
    case 'while':
      return runWhile(ip, frame, s);
    case 'for':
      return runFor(ip, frame, s);
    case 'with':
      return runWith(ip, frame, s, 0);
    case 'try':
      return runTry(ip, frame, s);
    case 'raise':
      return raise(ip, frame, s);
    case 'assert':
      return assertion(ip, frame, s);
    case 'import':
      for (const alias of s.names) ip.at(frame, alias, () => ip.modules.importStatement(frame, alias));
      return 'normal';
    case 'importFrom':
      ip.at(frame, s, () => ip.modules.importFrom(frame, s));
      return 'normal';
    case 'global':
      for (const name of s.names) (frame.scope.globalNames ??= new Set()).add(name);
      return 'normal';
    case 'nonlocal':
      for (const name of s.names) (frame.scope.nonlocalNames ??= new Set()).add(name);
      return 'normal';
    case 'function': {
      const value = decorate(ip, frame, s.decorators, makeFunction(ip, frame, s, s.name));
      bindName(ip, frame, s.name, value);
      return 'normal';
    }
    case 'class': {
      const value = ip.at(frame, s, () => decorate(ip, frame, s.decorators, makeClass(ip, frame, s)));
      bindName(ip, frame, s.name, value);
      return 'normal';
    }
    case 'match':
      return runMatch(ip, frame, s, 0, evaluate(ip, frame, s.subject));
    case 'runScript':
      ip.at(frame, s, () => runScript(ip, frame, s));
      return 'normal';
    case 'writeFile':
      writeFile(ip, frame, s);
      return 'normal';
    case 'error':
      return runBlock(ip, frame, s.body);
  }
}

/**
 * `x: int = 3`; in a class body the annotation is kept for dataclasses and named tuples. A name in it may be defined later
 * or for type checkers only (`from __future__ import annotations`): that part of it alone is not known.
 */
function annotated(ip: Interpreter, frame: Frame, s: ast.AnnAssignStmt): void {
  if (s.value) bindTarget(ip, frame, s.target, evaluate(ip, frame, s.value));
  if (frame.scope.type !== 'class' || s.target.kind !== 'name') return;
  const annotation = ip.quietly(() => ip.expectations.unexpecting(() => evaluate(ip, frame, s.annotation)));
  let annotations = frame.scope.vars.get('__annotations__');
  if (annotations?.kind !== 'dict') {
    annotations = ip.newDict();
    frame.scope.vars.set('__annotations__', annotations);
  }
  const key = str(s.target.id);
  annotations.entries.set(ip.hashable(key), { key, value: annotation });
}

function remove(ip: Interpreter, frame: Frame, target: ast.Expr): void {
  switch (target.kind) {
    case 'name': {
      const names = frame.scope.type === 'module' ? frame.scope.module.attrs : frame.scope.vars;
      ip.touch(frame.scope.type === 'module' ? frame.scope.module : frame.scope);
      names.delete(target.id);
      return;
    }
    case 'attribute': {
      const object = evaluate(ip, frame, target.value);
      ip.at(frame, target, () => deleteAttr(ip, object, target.attr));
      return;
    }
    case 'subscript': {
      const object = evaluate(ip, frame, target.value);
      const index = evaluate(ip, frame, target.index);
      ip.at(frame, target, () => deleteItem(ip, object, index));
      return;
    }
    case 'tuple':
    case 'list':
      for (const element of target.elements) remove(ip, frame, element);
  }
}

function runWith(ip: Interpreter, frame: Frame, s: ast.WithStmt, i: number): Completion {
  const item = s.items[i];
  if (!item) return runBlock(ip, frame, s.body);
  const manager = evaluate(ip, frame, item.context);
  if (manager.kind === 'instance' && manager.native instanceof GeneratorCall) {
    return manager.native.around(ip, (entered) => {
      if (item.target) bindTarget(ip, frame, item.target, entered);
      return runWith(ip, frame, s, i + 1);
    });
  }
  const enter = ip.findAttr(manager, s.isAsync ? '__aenter__' : '__enter__');
  const entered = enter
    ? ip.at(frame, item.context, () => ip.call(enter))
    : ip.unknown('what is entered by this with statement');
  if (item.target) bindTarget(ip, frame, item.target, entered);
  const leave = (error?: PyError): boolean => {
    const exit = ip.findAttr(manager, s.isAsync ? '__aexit__' : '__exit__');
    if (!exit || exit.kind === 'unknown') return false;
    const instance = error ? ip.exceptionValue(error) : undefined;
    const result = ip.call(exit, instance ? [typeOf(instance), instance, NONE] : [NONE, NONE, NONE]);
    return error !== undefined && ip.truth(result) === true;
  };
  const swallows = handlesErrors(manager, item.context);
  let completion: Completion;
  try {
    completion = expectingIf(ip, swallows, () => runWith(ip, frame, s, i + 1));
  } catch (error) {
    if (!(error instanceof PyError) || !(leave(error) || (swallows && manager.kind === 'unknown'))) throw error;
    return 'normal';
  }
  leave();
  return completion;
}

/**
 * Whether a context manager may swallow exceptions, so that they must reach it. Of what is not known its name is believed:
 * in `with self.assertRaises(ValueError)` of a test case from elsewhere something is to fail.
 */
function handlesErrors(manager: Value, context: ast.Expr): boolean {
  const telling = /suppress|raises/i;
  if (manager.kind === 'instance')
    return manager.cls.lookup('__exit__')?.kind === 'native' && telling.test(manager.cls.name);
  if (manager.kind !== 'unknown' || context.kind !== 'call') return false;
  const { func } = context;
  return telling.test(func.kind === 'attribute' ? func.attr : func.kind === 'name' ? func.id : '');
}

function runTry(ip: Interpreter, frame: Frame, s: ast.TryStmt): Completion {
  let completion: Completion;
  try {
    try {
      completion = expectingIf(ip, s.handlers.length > 0, () => runBlock(ip, frame, s.body));
      if (completion === 'normal') completion = runBlock(ip, frame, s.orelse);
    } catch (error) {
      if (!(error instanceof PyError)) throw error;
      completion = handle(ip, frame, s, error);
    }
  } catch (error) {
    if (!(error instanceof Stopped)) {
      const last = runBlock(ip, frame, s.finalbody);
      if (last !== 'normal') return last;
    }
    throw error;
  }
  const returned = frame.returned;
  const last = runBlock(ip, frame, s.finalbody);
  if (last !== 'normal') return last;
  frame.returned = returned;
  return completion;
}

function handle(ip: Interpreter, frame: Frame, s: ast.TryStmt, error: PyError): Completion {
  const value = ip.exceptionValue(error);
  for (const handler of s.handlers) {
    if (handler.type && !catches(ip, evaluate(ip, frame, handler.type), value)) continue;
    if (handler.name) bindName(ip, frame, handler.name, value);
    const outer = frame.handling;
    frame.handling = error;
    try {
      return runBlock(ip, frame, handler.body);
    } finally {
      frame.handling = outer;
    }
  }
  throw error;
}

/** Whether `except type:` takes an exception; an unknown type is taken to. */
function catches(ip: Interpreter, type: Value, exception: InstanceValue): boolean {
  if (type.kind === 'tuple') return type.items.some((t) => catches(ip, t, exception));
  return type.kind !== 'class' || exception.cls.isSubclassOf(type);
}

function raise(ip: Interpreter, frame: Frame, s: ast.RaiseStmt): never {
  if (!s.exception) throw frame.handling ?? new PyError('RuntimeError', 'No active exception to reraise');
  let value = evaluate(ip, frame, s.exception);
  if (value.kind === 'class') value = ip.at(frame, s, () => ip.call(value));
  const message = value.kind === 'unknown' ? '' : ip.str(value);
  const error = new PyError(typeOf(value).name, message);
  if (value.kind === 'instance') error.value = value;
  error.site = { file: frame.file, start: s.start, end: s.end };
  throw error;
}

function assertion(ip: Interpreter, frame: Frame, s: ast.AssertStmt): Completion {
  const test = evaluate(ip, frame, s.test);
  if (ip.truth(test) !== false) return 'normal';
  const message = s.message ? evaluate(ip, frame, s.message) : undefined;
  const text = message && message.kind !== 'unknown' ? ip.str(message) : '';
  // What is asserted of arguments and settings is for the program to say; of shapes, for the editor too.
  const error = new PyError(
    'AssertionError',
    text || said`this assertion about a shape fails`,
    !ip.handedOver && (isAboutShapes(s.test) || comparesSizes(s.test)) ? 'assertion' : undefined,
  );
  ip.at(frame, s, () => ip.fail(error));
  return 'normal';
}

function runMatch(ip: Interpreter, frame: Frame, s: ast.MatchStmt, i: number, subject: Value): Completion {
  const current = s.cases[i];
  if (!current) return 'normal';
  const test = matchPattern(ip, frame, current.pattern, subject);
  const otherwise = () => runMatch(ip, frame, s, i + 1, subject);
  return branch(
    ip,
    frame,
    test,
    () => {
      if (!current.guard) return runBlock(ip, frame, current.body);
      const guard = evaluate(ip, frame, current.guard);
      return branch(ip, frame, guard, () => runBlock(ip, frame, current.body), otherwise);
    },
    otherwise,
  );
}

/** Runs what is inside a `with` or `try` that may have handlers. */
const expectingIf = <T>(ip: Interpreter, handled: boolean, run: () => T): T =>
  handled ? ip.expectations.expecting(run) : run();
