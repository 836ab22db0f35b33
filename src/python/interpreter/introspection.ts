/** Builtins that look at the frame they are called in: super, locals, globals, vars, dir, eval, exec. */
import { parseModule } from '../syntax';
import type * as ast from '../syntax/ast';
import { PyError } from './errors';
import { evaluate } from './expressions';
import { Frame } from './frame';
import type { Interpreter } from './interpreter';
import { types } from './types';
import {
  DictValue,
  ModuleValue,
  NONE,
  NativeFunction,
  Scope,
  SuperValue,
  str,
  type NativeImpl,
  type Value,
} from './values';

/** The functions by name, bound to one interpreter. */
export function frameBuiltins(ip: Interpreter): Map<string, Value> {
  const make = (name: string, impl: NativeImpl): [string, Value] => [name, new NativeFunction(name, impl)];
  types.super.hooks.construct ??= (_cx, _cls, args) => {
    const [after, self] = args;
    if (after?.kind !== 'class' || !self) throw new PyError('TypeError', 'super() argument 1 must be a type');
    return new SuperValue(after, self);
  };
  return new Map([
    ['super', types.super],
    make('locals', () => namespace(names(ip.frame!))),
    make('globals', () => namespace(ip.frame!.scope.module.attrs)),
    make('eval', (_cx, { args }) => run(ip, args, true)),
    make('exec', (_cx, { args }) => run(ip, args, false)),
    make('__import__', (cx, { args }) =>
      args[0]?.kind === 'str' ? cx.importModule(args[0].value) : cx.unknown('a module whose name is not known'),
    ),
  ]);
}

function names(frame: Frame): Map<string, Value> {
  return frame.scope.type === 'module' ? frame.scope.module.attrs : frame.scope.vars;
}

function namespace(from: ReadonlyMap<string, Value>): DictValue {
  const dict = new DictValue();
  for (const [name, value] of from) dict.entries.set(`s${name}`, { key: str(name), value });
  return dict;
}

/** Runs source text that is known, in the caller's scope or in the namespaces given. */
function run(ip: Interpreter, args: readonly Value[], isExpression: boolean): Value {
  const [source, globals, locals] = args;
  const what = isExpression ? 'eval' : 'exec';
  if (source?.kind !== 'str') return ip.unknown(`${what}() of a text that is not known`);
  const caller = ip.frame!;
  const frame =
    globals?.kind === 'dict' ? namespaceFrame(caller, globals, locals) : new Frame(caller.scope, caller.file, caller);
  frame.site = ip.site;
  const module = parseModule(isExpression ? source.value.trim() : source.value);
  const text: ast.Module = module;
  if (text.problems.length > 0) throw new PyError('SyntaxError', `invalid syntax in ${what}(): ${source.value}`);
  // The text's own places mean nothing in the file, so nothing is recorded for hovers there.
  const place = { start: frame.site?.start ?? 0, end: frame.site?.end ?? 0 };
  const last = text.body.at(-1);
  return ip.unobserved(() =>
    ip.inFrame(frame, () =>
      ip.at(frame, place, () => {
        if (!isExpression) {
          ip.runStatements(frame, text.body);
          return NONE;
        }
        return last?.kind === 'expr' ? evaluate(ip, frame, last.value) : NONE;
      }),
    ),
  );
}

function namespaceFrame(caller: Frame, globals: DictValue, locals: Value | undefined): Frame {
  const module = new ModuleValue(caller.scope.module.name, caller.file, caller.scope.module.fallback);
  const spaces = locals?.kind === 'dict' ? [globals, locals] : [globals];
  for (const space of spaces) {
    for (const { key, value } of space.entries.values()) if (key.kind === 'str') module.attrs.set(key.value, value);
  }
  return new Frame(new Scope('module', module, undefined, module.attrs), caller.file, caller);
}
