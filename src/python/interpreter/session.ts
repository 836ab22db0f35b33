/** Running one source text from nothing: what tests, the calculator and the notebook kernel start from. */
import type * as ast from '../syntax/ast';
import { Interpreter } from './interpreter';
import type { Options } from './options';
import type { SourceFinder } from './modules';
import { str, type ModuleValue } from './values';

/** Finds no source modules: only modelled libraries can be imported. */
export const EMPTY_FINDER: SourceFinder = {
  find: () => undefined,
  at: () => undefined,
  version: () => undefined,
  seesEnvironment: false,
};

/**
 * Interprets a parsed module as the main program.
 * @returns the interpreter with all it recorded, and the module with its names
 */
export function runSource(
  module: ast.Module,
  options: Options,
  file = '__main__.py',
): { ip: Interpreter; module: ModuleValue } {
  const ip = new Interpreter(options);
  const value = ip.modules.create('__main__', file);
  value.attrs.set('__name__', str('__main__'));
  ip.runModule(ip.moduleFrame(value, file), module);
  return { ip, module: value };
}
