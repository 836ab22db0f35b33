// A tool that judges the sources as a whole counts as one test.
import path from 'node:path';
import { root } from '../lib/paths.mjs';
import { run } from '../lib/process.mjs';

/** Runs a tool of node_modules on the checkout; its exit code decides. */
export async function check(tool, args) {
  const file = path.join(root, 'node_modules', tool);
  const { code } = await run(process.execPath, [file, ...args], { cwd: root, limit: 5 * 60_000 });
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}
