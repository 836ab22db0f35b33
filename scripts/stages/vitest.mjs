// Tests that vitest runs, counted from its JSON report.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { results, root } from '../lib/paths.mjs';
import { run } from '../lib/process.mjs';

/** Runs vitest with one configuration file; `name` names the report, `env` is added to the environment. */
export async function vitest(config, name, env = {}) {
  const report = path.join(results, `${name}.json`);
  const tool = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  const args = [tool, 'run', '--config', config, ...reporters];
  const plain = process.stdout.isTTY ? {} : { NO_COLOR: '1' };
  const { code } = await run(process.execPath, args, { cwd: root, env: { ...env, ...plain }, limit: 10 * 60_000 });
  if (!existsSync(report)) throw new Error(`vitest ended with code ${code} and left no report.`);
  return countsOf(JSON.parse(readFileSync(report, 'utf8')), code);
}

/** A file that could not be loaded has no tests in it, but failed all the same; so does an error outside any test. */
function countsOf(report, code) {
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = report.numFailedTests + brokenFiles;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
