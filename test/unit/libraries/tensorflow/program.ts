/** Runs a program on the modelled libraries and gives what it printed. */
import { engineOptions } from '../../../../src/analysis/engine';
import { EMPTY_FINDER, runSource, type Problem } from '../../../../src/python/interpreter';
import { loadParser, parseModule } from '../../../../src/python/syntax';

await loadParser();

export interface Outcome {
  /** What was printed, line by line. */
  readonly lines: string[];
  readonly problems: readonly Problem[];
}

/** @throws PyError for an exception that the program does not catch, in run mode */
export function program(source: string, mode: 'run' | 'analysis' = 'run'): Outcome {
  let printed = '';
  const { ip } = runSource(parseModule(source), {
    ...engineOptions(),
    mode,
    finder: EMPTY_FINDER,
    print: (text) => (printed += text),
  });
  return { lines: printed.replace(/\n+$/, '').split('\n'), problems: ip.findings.problems };
}
