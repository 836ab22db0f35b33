/** Runs Python programs through the interpreter, and the same programs through CPython. */
import { execFileSync, spawnSync } from 'node:child_process';
import { builtins, installBuiltins } from '../../../src/python/builtins';
import { modules } from '../../../src/python/builtins/stdlib';
import { EMPTY_FINDER, PyError, runSource } from '../../../src/python/interpreter';
import type { Value } from '../../../src/python/interpreter/values';
import { parseModule } from '../../../src/python/syntax';

installBuiltins();
const names = new Map(Object.entries(builtins));
const libraries = new Map(modules.map((module) => [module.name, module]));

/** What a program prints; an exception that leaves it is the last line, `Type: message`. */
export function run(source: string, mode: 'run' | 'analysis' = 'run'): string {
  let out = '';
  try {
    const { ip } = runSource(parseModule(source), {
      mode,
      builtins: names,
      libraries,
      finder: EMPTY_FINDER,
      print: (text, stream) => (out += stream === 'stdout' ? text : ''),
    });
    for (const error of ip.internalErrors) throw error;
  } catch (error) {
    if (!(error instanceof PyError)) throw error;
    out += `${error.typeName}: ${error.message}\n`;
  }
  return out;
}

/**
 * The values of a module's names after it ran in analysis, with further names given to it: sizes without
 * numbers, unknown values.
 */
export function valuesOf(source: string, given: Record<string, Value> = {}): (name: string) => Value {
  const { ip, module } = runSource(parseModule(source), {
    mode: 'analysis',
    builtins: new Map([...names, ...Object.entries(given)]),
    libraries,
    finder: EMPTY_FINDER,
  });
  for (const error of ip.internalErrors) throw error;
  return (name) => {
    const value = module.attrs.get(name);
    if (!value) throw new Error(`the program binds no ${name}`);
    return value;
  };
}

const DRIVER = `
import sys, io, json
out = []
for source in json.load(sys.stdin):
    real, sys.stdout = sys.stdout, io.StringIO()
    try:
        exec(compile(source, '<program>', 'exec'), {'__name__': '__main__'})
    except BaseException as error:
        print(type(error).__name__ + ': ' + str(error))
    text, sys.stdout = sys.stdout.getvalue(), real
    out.append(text)
json.dump(out, sys.stdout)
`;

/** Whether CPython of a version whose messages the programs expect is installed. */
export function hasPython(): boolean {
  const version = spawnSync('python3', ['-c', 'import sys; print(sys.version_info[:2] >= (3, 11))']);
  return version.stdout?.toString().trim() === 'True';
}

/** What CPython prints for each of the programs, in the form of `run`. */
export function runInPython(sources: readonly string[]): string[] {
  const env = { ...process.env, PYTHONHASHSEED: '0', PYTHONWARNINGS: 'ignore' };
  return JSON.parse(
    execFileSync('python3', ['-c', DRIVER], { input: JSON.stringify(sources), env, stdio: 'pipe' }).toString(),
  );
}
