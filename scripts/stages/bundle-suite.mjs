// test/vscode as JavaScript that an extension host can load.
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cache, root } from '../lib/paths.mjs';

const sources = path.join(root, 'test', 'vscode');
const out = path.join(cache, 'vscode-suite');

/** Bundles every test file and the index that runs them; resolves to the path of that index. */
export async function bundleSuite() {
  const { build } = await import('esbuild');
  const tests = readdirSync(sources).filter((file) => file.endsWith('.test.ts'));
  rmSync(out, { recursive: true, force: true });
  await build({
    entryPoints: ['index.ts', ...tests].map((file) => path.join(sources, file)),
    outdir: out,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return path.join(out, 'index.js');
}
