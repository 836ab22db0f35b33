/**
 * Scripts that a notebook runs in its own names and files that it writes (IPython, "Built-in magic commands": `%run`,
 * `%%writefile`), and what unread code may bind.
 */
import type * as ast from '../syntax/ast';
import type { SourceModule } from './modules';
import { bindName } from './assignment';
import type { Frame } from './frame';
import type { Interpreter } from './interpreter';
import { ModuleValue, type UnknownValue, type Value } from './values';
import { said } from '../../protocol/say';

/**
 * Runs a script and binds its names, as if it stood here; without `-i` it begins with none of its own. One that is not
 * found may have bound any name.
 */
export function runScript(ip: Interpreter, frame: Frame, { path, sharesNames }: ast.RunScriptStmt): void {
  const source = path.endsWith('.py') ? ip.modules.sourceBeside(frame.file, path) : undefined;
  if (!source || isRunning(frame, source)) {
    bindAnything(ip, frame.scope.module, ip.unknown(said`the script ${path} is not read`));
    return;
  }
  const here = frame.scope.module;
  const module = sharesNames ? here : new ModuleValue(here.name, source.path ?? source.file);
  const inner = ip.moduleFrame(module, source.file);
  ip.runModule(inner, source.ast);
  if (!sharesNames) for (const [name, value] of module.attrs) bindName(ip, frame, name, value);
}

/** Keeps a file that a cell writes: who imports it from then on, or runs it, gets what the cell holds. */
export function writeFile(ip: Interpreter, frame: Frame, { path, appends, module }: ast.WriteFileStmt): void {
  ip.modules.write(frame.file, path, module, appends);
}

function isRunning(frame: Frame | undefined, { file, path }: SourceModule): boolean {
  for (let outer = frame; outer; outer = outer.caller) {
    if (path === undefined ? outer.file === file : outer.scope.module.file === path) return true;
  }
  return false;
}

/**
 * Code that is not read has run in a module: a name that is not there may be, and what the module itself has made may be
 * something else. What it has of other modules stands: whoever imports it again gets the same.
 */
export function bindAnything(ip: Interpreter, module: ModuleValue, why: UnknownValue): void {
  ip.modules.bindsUnknown(module, why);
  ip.touch(module);
  for (const [name, value] of module.attrs) if (!isImported(value, module)) module.attrs.set(name, why);
}

function isImported(value: Value, module: ModuleValue): boolean {
  switch (value.kind) {
    case 'module':
    case 'native':
    case 'unknown':
      return true;
    case 'class':
      return value.module !== module.name;
    case 'function':
      return value.closure.module !== module;
  }
  return false;
}
