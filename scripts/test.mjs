// `npm test`: installs what the tests need, builds what users get, runs everything, and counts.
import { rmSync } from 'node:fs';
import { build } from './build.mjs';
import { ensureDependencies } from './ensure-dependencies.mjs';
import { results } from './lib/paths.mjs';
import { say, stopAllOnExit } from './lib/process.mjs';

stopAllOnExit();
const begun = Date.now();
const wanted = process.argv.slice(2);
const totals = { passed: 0, failed: 0, skipped: 0 };
rmSync(results, { recursive: true, force: true });
try {
  await ensureDependencies();
  await build();
  const { stages } = await import('./stages/index.mjs');
  for (const [name, stage] of Object.entries(stages)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    await count(name, stage);
  }
} catch (error) {
  console.error(error.message);
  totals.failed += 1;
}
say(`\n${Math.round((Date.now() - begun) / 1000)} s, ${totals.skipped} skipped`);
say(`${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed > 0 ? 1 : 0);

/** Runs one stage; a stage that cannot run at all counts as one failure. */
async function count(name, stage) {
  say(`\n── ${name} ──`);
  const start = Date.now();
  let counts;
  try {
    counts = await stage();
  } catch (error) {
    console.error(error.message);
    counts = { passed: 0, failed: 1, skipped: 0 };
  }
  for (const key of Object.keys(totals)) totals[key] += counts[key] ?? 0;
  const seconds = Math.round((Date.now() - start) / 1000);
  say(`   ${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped ?? 0} skipped (${seconds} s)`);
}
