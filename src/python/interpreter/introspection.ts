/** Builtins that look at the frame they are called in: super, locals, globals, vars, dir, eval, exec. */
import { parseModule } from '../syntax';
import type * as ast from '../syntax/ast';
import { PyError } from './errors';
import { evaluate } from './expressions';
import { Frame } from './frame';
import type { Interpreter } from './interpreter';
import { moduleNamespace, namespaceDict } from './namespaces';
import { bindAnything } from './scripts';
import { types } from './types';
import type { DictValue } from './values';
import { ModuleValue, NONE, str, NativeFunction, Scope, type NativeImpl, type Value } from './values';
import { said } from '../../protocol/say';

/** The functions by name, bound to one interpreter. */
export function frameBuiltins(ip: Interpreter): Map<string, Value> {
  const make = (name: string, impl: NativeImpl): [string, Value] => [name, new NativeFunction(name, impl)];
  return new Map([
    ['super', types.super],
    make('locals', () => localNames(ip.frame!)),
    make('globals', () => moduleNamespace(ip.frame!.scope.module)),
    make('eval', (_cx, { args }) => run(ip, args, true)),
    make('exec', (_cx, { args }) => run(ip, args, false)),
    make('__import__', (cx, { args }) =>
      args[0]?.kind === 'str' ? cx.importModule(args[0].value) : cx.unknown('a module whose name is not known'),
    ),
  ]);
}

/** `locals()`: the module's own namespace, anywhere else a copy. */
export const localNames = ({ scope }: Frame): DictValue =>
  scope.type === 'module' ? moduleNamespace(scope.module) : namespaceDict(scope.vars);

/** Runs source text that is known, in the caller's scope or in the namespaces given. */
function run(ip: Interpreter, args: readonly Value[], isExpression: boolean): Value {
  const [source, globals, locals] = args;
  const what = isExpression ? 'eval' : 'exec';
  const caller = ip.frame!;
  if (source?.kind !== 'str') {
    const unknown = ip.unknown(said`${what}() of a text that is not known`);
    if (!isExpression && !globals) bindAnything(ip, caller.scope.module, unknown);
    return unknown;
  }
  const space = globals?.kind === 'dict' ? new Namespace(caller, globals, locals) : undefined;
  const frame = space?.frame ?? new Frame(caller.scope, caller.file, caller);
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
          space?.bring(ip);
          return NONE;
        }
        return last?.kind === 'expr' ? evaluate(ip, frame, last.value) : NONE;
      }),
    ),
  );
}

/** The dicts that `eval` and `exec` are given, as the names of a module. */
class Namespace {
  readonly frame: Frame;
  private readonly module: ModuleValue;
  /** Where new names go. */
  private readonly target: DictValue;

  constructor(caller: Frame, globals: DictValue, locals: Value | undefined) {
    const spaces = locals?.kind === 'dict' ? [globals, locals] : [globals];
    this.target = spaces[spaces.length - 1];
    const own = spaces.length === 1 && globals.shows instanceof ModuleValue ? globals.shows : undefined;
    const here = caller.scope.module;
    this.module = own ?? new ModuleValue(here.name, caller.file, here.fallback);
    const { attrs } = this.module;
    for (const space of own ? [] : spaces) {
      for (const { key, value } of space.entries.values()) if (key.kind === 'str') attrs.set(key.value, value);
    }
    this.frame = new Frame(new Scope('module', this.module, undefined, attrs), caller.file, caller);
  }

  /** Puts what was bound by the text into the dict. */
  bring(ip: Interpreter): void {
    const { target, module } = this;
    if (target.shows === module) return;
    ip.touch(target);
    for (const [name, value] of module.attrs) {
      const key = `s${name}`;
      if (target.entries.get(key)?.value !== value) target.entries.set(key, { key: str(name), value });
    }
  }
}
