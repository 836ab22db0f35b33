/** Runs Python programs that use NumPy on the model. */
import { builtins, installBuiltins } from '../../../../src/python/builtins';
import { modules as stdlib } from '../../../../src/python/builtins/stdlib';
import { EMPTY_FINDER, PyError, runSource } from '../../../../src/python/interpreter';
import type { LibraryModule } from '../../../../src/python/interpreter/native';
import { UnknownValue, int } from '../../../../src/python/interpreter/values';
import { sym } from '../../../../src/shape';
import { loadParser, parseModule } from '../../../../src/python/syntax';
import { modules as numpy } from '../../../../src/libraries/numpy';

installBuiltins();
const names = new Map(Object.entries(builtins));
/** `from sizes import H, W, anything`: sizes known by name, and something of which nothing is known. */
const sizes: LibraryModule = {
  name: 'sizes',
  attrs: { H: int(sym('H')), W: int(sym('W')), anything: new UnknownValue('nobody knows') },
};
const libraries = new Map([...stdlib, ...numpy, sizes].map((module) => [module.name, module]));

export { loadParser };

/** What a program prints; an exception that leaves it is the last line, `Type: message`. */
export function run(source: string, mode: 'run' | 'analysis' = 'run'): string {
  let out = '';
  try {
    const { ip } = runSource(parseModule(`import numpy as np\n${source}`), {
      mode,
      builtins: names,
      libraries,
      finder: EMPTY_FINDER,
      print: (text) => (out += text),
    });
    for (const error of ip.internalErrors) throw error;
  } catch (error) {
    if (!(error instanceof PyError)) throw error;
    out += `${error.typeName}: ${error.message}\n`;
  }
  return out;
}
