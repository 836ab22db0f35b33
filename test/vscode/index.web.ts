/** The suite in a browser's extension host: its index, for which `scripts/stages/bundle-suite.mjs` loads the tests. */
import * as vscode from 'vscode';
import { report, screenshot } from './bridge';
import { suite } from './mocha.web';

/** What VS Code calls: runs the tests that were loaded and reports `{ passed, failed, skipped }`. Rejects when a test failed. */
export async function run(): Promise<void> {
  suite.rootHooks({
    // Workers start slowly where all of a machine's processors are busy.
    beforeAll: async () => void (await vscode.extensions.getExtension('convlens.convlens')!.activate()),
    async afterEach(this: Mocha.Context) {
      const test = this.currentTest;
      if (test?.state === 'failed') await screenshot(`failed-web-${test.fullTitle().replace(/[^\w]+/g, '-')}`);
    },
  });
  const runner = await new Promise<Mocha.Runner>((resolve) => {
    const running = suite.run(() => resolve(running));
  });
  const { passes, failures, pending } = runner.stats!;
  await report({ passed: passes, failed: failures, skipped: pending });
  if (failures > 0) throw new Error(`${failures} tests failed inside VS Code in a browser.`);
}
