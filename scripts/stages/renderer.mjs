// The notebook renderer in a browser, without VS Code around it.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { vitest } from './vitest.mjs';
import { ensureChromium } from '../host/ensure-chromium.mjs';
import { root } from '../lib/paths.mjs';
import { run } from '../lib/process.mjs';

const config = 'vitest.browser.config.ts';
const script = path.join(root, 'test', 'renderer', 'run.mjs');

/** Runs the renderer's tests; they find the browser in the environment variable CHROMIUM_PATH. */
export async function renderer() {
  const env = { CHROMIUM_PATH: await ensureChromium() };
  if (existsSync(path.join(root, config))) return vitest(config, 'renderer', env);
  const { code, output } = await run(process.execPath, [script], { cwd: root, env, limit: 15 * 60_000 });
  const counts = /(\d+) passed, (\d+) failed\s*$/.exec(output.trimEnd());
  if (!counts)
    throw new Error(`test/renderer/run.mjs ended with code ${code} and without a line "N passed, N failed".`);
  const [passed, failed] = counts.slice(1).map(Number);
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed, skipped: 0 };
}
