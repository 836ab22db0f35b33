import fs from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';
import { screenshot } from './bridge';

/**
 * What VS Code calls in its extension host: runs every `*.test.js` beside this file with mocha (of CONVLENS_TEST_ONLY
 * only that one), and writes
 * `{ passed, failed, skipped }` to the file named in CONVLENS_TEST_REPORT. Rejects when a test failed.
 */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', reporter: 'spec', timeout: 60_000, color: false });
  const only = process.env.CONVLENS_TEST_ONLY;
  const isWanted = (file: string): boolean => file.endsWith('.test.js') && (!only || file === `${only}.test.js`);
  const tests = fs.readdirSync(__dirname).filter(isWanted);
  mocha.rootHooks({
    async afterEach(this: Mocha.Context) {
      const test = this.currentTest;
      if (test?.state === 'failed') await screenshot(`failed-${test.fullTitle().replace(/[^\w]+/g, '-')}`);
    },
  });
  for (const file of tests.sort()) mocha.addFile(path.join(__dirname, file));

  const failed = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.once('end', () => {
      const { passes, failures, pending } = runner.stats!;
      const counts = { passed: passes, failed: failures, skipped: pending };
      fs.writeFileSync(process.env.CONVLENS_TEST_REPORT!, JSON.stringify(counts));
    });
  });
  if (failed > 0) throw new Error(`${failed} tests failed inside VS Code.`);
}
