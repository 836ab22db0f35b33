// The suite inside a real VS Code: the desktop one where it can be had, the server with Chromium where not.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bundleSuite } from './bundle-suite.mjs';
import { copyWorkspace } from './workspace.mjs';
import { runOnDesktop } from '../host/run-on-desktop.mjs';
import { fetchedCode } from '../host/desktop.mjs';
import { ensureChromium } from '../host/ensure-chromium.mjs';
import { ensureServer } from '../host/ensure-server.mjs';
import { results, root } from '../lib/paths.mjs';
import { say } from '../lib/process.mjs';

const launcher = path.join(root, 'scripts', 'host', 'launcher.mjs');
const report = path.join(results, 'vscode.json');

/** Runs test/vscode in the extension host of a real VS Code and counts what its mocha reports. */
export async function vscode() {
  mkdirSync(results, { recursive: true });
  const extensionTestsPath = await bundleSuite();
  const workspace = copyWorkspace();
  const extensions = copyExtensions();
  const extensionTestsEnv = { CONVLENS_TEST_REPORT: report, CONVLENS_TEST_FOLDER: workspace };
  const options = {
    extensionDevelopmentPath: root,
    extensionTestsPath,
    extensionTestsEnv,
    launchArgs: [workspace, `--extensions-dir=${extensions}`],
  };
  let trouble;
  try {
    await runInHost(options);
  } catch (error) {
    trouble = error;
  }
  for (const folder of [workspace, extensions]) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  if (!existsSync(report)) throw new Error(`The suite inside VS Code left no report (${trouble?.message}).`);
  return JSON.parse(readFileSync(report, 'utf8'));
}

async function runInHost(options) {
  const desktop = await fetchedCode();
  if (desktop) return runOnDesktop(desktop, options);
  say('Desktop VS Code cannot be had here: using VS Code as a server with Chromium in front.');
  await ensureChromium();
  await ensureServer();
  const { runTests } = await import('@vscode/test-electron');
  return runTests({ ...options, vscodeExecutablePath: launcher });
}

/** The extensions that are installed beside ConvLens; VS Code writes into their folder. */
function copyExtensions() {
  const extensions = mkdtempSync(path.join(os.tmpdir(), 'convlens-extensions-'));
  cpSync(path.join(root, 'test', 'vscode', 'extensions'), extensions, { recursive: true });
  return extensions;
}
