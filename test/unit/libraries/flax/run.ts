/** Runs a program and gives a name's value as text: shapes of tensors, numbers, strings. */
import { engineOptions } from '../../../../src/analysis/engine';
import { shapeText } from '../../../../src/analysis/shapes';
import { countParameters } from '../../../../src/analysis/layers';
import { isLayer } from '../../../../src/python/interpreter/types';
import { EMPTY_FINDER, Interpreter } from '../../../../src/python/interpreter';
import { loadParser, parseModule } from '../../../../src/python/syntax';
import { tensorsIn } from '../../../../src/python/interpreter';
import { runEntryPoints } from '../../../../src/analysis/entryPoints';
import { formatDim } from '../../../../src/shape';
import { englishOf } from '../../../../src/protocol/say';

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
      if (found.kind === 'unknown') return `unknown: ${englishOf(found.reason)}`;
      const text = shapeText(found);
      return text === '?' ? ip.repr(found) : text;
    },
    params(name) {
      const found = value(name);
      return isLayer(found) ? formatDim(countParameters(found)) : 'no layer';
    },
    calls: ip.recorder.calls.map((call) => call.op),
    problems: ip.findings.problems.map((problem) => `${problem.code}: ${problem.message}`),
    internalErrors: ip.internalErrors,
  };
}

/** Inputs and output of every operation and leaf layer, in a program whose models nobody calls. */
export function entryShapes(program: string): string[] {
  const ip = new Interpreter({ ...engineOptions(), mode: 'analysis', finder: EMPTY_FINDER });
  const module = ip.modules.create('__main__', 'program.py');
  ip.runModule(ip.moduleFrame(module, 'program.py'), parseModule(program));
  runEntryPoints(ip, module, { file: 'program.py', text: program, comments: [], pinned: new Map() });
  const inner = ip.recorder.calls.filter(
    (call) => call.kind === 'op' || (call.kind === 'layer' && call.op !== 'Patches'),
  );
  return inner.map((call) => `${tensorsIn(call.inputs).map(shapeText).join(', ')} → ${shapeText(call.output)}`);
}
