/** Runs a program and gives a name's value as text: shapes of tensors, numbers, strings. */
import { engineOptions } from '../../../../src/analysis/engine';
import { shapeText } from '../../../../src/analysis/shapes';
import { countParameters, isLayer } from '../../../../src/analysis/layers';
import { EMPTY_FINDER, Interpreter } from '../../../../src/python/interpreter';
import { loadParser, parseModule } from '../../../../src/python/syntax';
import { formatDim } from '../../../../src/shape';

await loadParser();

export interface Outcome {
  /** The shape or text of a module variable. */
  of(name: string): string;
  /** Parameters of a layer in a variable. */
  params(name: string): string;
  /** Names of the layers and operations called, in order. */
  readonly calls: string[];
  readonly problems: string[];
  readonly internalErrors: readonly unknown[];
}

/** @throws PyError in run mode */
export function run(program: string, mode: 'run' | 'analysis' = 'run'): Outcome {
  const ip = new Interpreter({ ...engineOptions(), mode, finder: EMPTY_FINDER });
  const module = ip.modules.create('__main__', 'program.py');
  ip.runModule(ip.moduleFrame(module, 'program.py'), parseModule(program));
  const value = (name: string) => module.attrs.get(name);
  return {
    of(name) {
      const found = value(name);
      if (!found) return 'not defined';
      if (found.kind === 'unknown') return `unknown: ${found.reason}`;
      const text = shapeText(found);
      return text === '?' ? ip.repr(found) : text;
    },
    params(name) {
      const found = value(name);
      return isLayer(found) ? formatDim(countParameters(found)) : 'no layer';
    },
    calls: ip.recorder.calls.map((call) => call.op),
    problems: ip.problems.map((problem) => `${problem.code}: ${problem.message}`),
    internalErrors: ip.internalErrors,
  };
}
