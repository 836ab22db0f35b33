// test/vscode as JavaScript that an extension host can load: files for Node, one file for a browser.
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cache, root } from '../lib/paths.mjs';

const sources = path.join(root, 'test', 'vscode');
const out = path.join(cache, 'vscode-suite');
const webOut = path.join(cache, 'vscode-web-suite', 'index.js');

/** What must be the same where VS Code runs in a browser. The others read the disk, or look further into webviews, which run in one anyway. */
const inBrowser = [
  'activation',
  'calculator',
  'fixes',
  'hover',
  'models',
  'notebook',
  'renderer',
  'summary',
  'walkthrough',
  'web',
];

/** Bundles every test file and the index that runs them; resolves to the path of that index. */
export async function bundleSuite() {
  const { build } = await import('esbuild');
  const tests = readdirSync(sources).filter((file) => file.endsWith('.test.ts') && file !== 'web.test.ts');
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

/**
 * Bundles the tests for an extension host in a browser; resolves to the path of the one file.
 * @param bridge the address of the tests' bridge: a browser has no environment variables
 */
export async function bundleWebSuite(bridge) {
  const { build } = await import('esbuild');
  const tests = inBrowser.filter((name) => [name, undefined].includes(process.env.CONVLENS_TEST_ONLY));
  const imports = ['mocha.web', ...tests.map((name) => `${name}.test`)].map((name) => `import './${name}';`);
  await build({
    stdin: {
      contents: [...imports, `export { run } from './index.web';`].join('\n'),
      resolveDir: sources,
      loader: 'ts',
    },
    outfile: webOut,
    bundle: true,
    platform: 'browser',
    format: 'cjs',
    target: 'es2022',
    sourcemap: 'inline',
    alias: { 'node:assert/strict': path.join(sources, 'assert.web.ts') },
    define: { 'process.env.CONVLENS_TEST_BRIDGE': JSON.stringify(bridge), global: 'globalThis' },
    external: ['vscode'],
    logLevel: 'warning',
  });
  return webOut;
}
