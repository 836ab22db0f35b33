/** Runs Python source against the torch model: shared by the unit tests beside it. */
import { builtins, installBuiltins } from '../../../../src/python/builtins';
import { modules as standardLibrary } from '../../../../src/python/builtins/stdlib';
import type { Interpreter } from '../../../../src/python/interpreter';
import { EMPTY_FINDER, runSource, type Options } from '../../../../src/python/interpreter';
import { loadParser, parseModule } from '../../../../src/python/syntax';
import { modules as numpy } from '../../../../src/libraries/numpy';
import { modules as torch } from '../../../../src/libraries/torch';

installBuiltins();
await loadParser();
const options = {
  builtins: new Map(Object.entries(builtins)),
  libraries: new Map([...standardLibrary, ...numpy, ...torch].map((module) => [module.name, module])),
  finder: EMPTY_FINDER,
};

const PRELUDE = 'import torch\nfrom torch import nn\nimport torch.nn.functional as F\n';

/** What a program prints, line by line. @throws PyError in run mode for what it raises */
export function printed(source: string, mode: Options['mode'] = 'run'): string[] {
  let text = '';
  runSource(parseModule(PRELUDE + source), { ...options, mode, print: (piece) => (text += piece) });
  return text.split('\n').slice(0, -1);
}

/** The interpreter after a program has been analysed: its problems and calls. */
export function analysed(source: string): Interpreter {
  return runSource(parseModule(PRELUDE + source), { ...options, mode: 'analysis' }).ip;
}

/** `ExceptionType: message` of what a program raises. */
export function raised(source: string): string {
  try {
    printed(source);
  } catch (error) {
    if (error instanceof Error) return `${error.name}: ${error.message}`;
    throw error;
  }
  throw new Error('the program raised nothing');
}
