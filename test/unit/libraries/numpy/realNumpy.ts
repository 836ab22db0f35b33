/** The real NumPy, where this machine has one: what the model is compared with. */
import { spawnSync } from 'node:child_process';

const found = spawnSync('python3', ['-c', 'import numpy, sys; sys.stdout.write(numpy.__version__)'], {
  encoding: 'utf8',
});

/** Whether NumPy 2.3 or newer answers (its printing and promotion are what is modelled). */
export const hasNumpy = found.status === 0 && /^(2\.([3-9]|\d\d)|[3-9])/.test(found.stdout);

/**
 * Runs a Python function body on each case and returns what it returns, through JSON. The body sees `case` and
 * `np`; exceptions come back as `{"error": "Type: message"}`.
 */
export function onNumpy<Case, Result>(body: string, cases: readonly Case[]): Result[] {
  const script = [
    'import json, sys, warnings',
    'import numpy as np',
    "warnings.simplefilter('ignore')",
    'def run(case):',
    ...body.split('\n').map((line) => `    ${line}`),
    'def guarded(case):',
    '    try:',
    '        return run(case)',
    '    except Exception as e:',
    "        return {'error': type(e).__name__ + ': ' + str(e)}",
    'print(json.dumps([guarded(case) for case in json.load(sys.stdin)]))',
  ].join('\n');
  const done = spawnSync('python3', ['-c', script], {
    input: JSON.stringify(cases),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (done.status !== 0) throw new Error(done.stderr);
  return JSON.parse(done.stdout) as Result[];
}
