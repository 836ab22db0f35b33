// The suite inside a real VS Code whose extension host is a worker of the browser, as on vscode.dev.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bundleWebSuite } from './bundle-suite.mjs';
import { copyWorkspace } from './workspace.mjs';
import { startBridge } from '../host/bridge.mjs';
import { ensureChromium } from '../host/ensure-chromium.mjs';
import { openChromium, runInWorkbench } from '../host/open-workbench.mjs';
import { startServer } from '../host/start-server.mjs';
import { results, root } from '../lib/paths.mjs';
import { say } from '../lib/process.mjs';

/** Runs those tests of test/vscode that need no Node, and counts what their mocha reports. */
export async function web() {
  const [data, workspace] = [mkdtempSync(path.join(os.tmpdir(), 'convlens-web-')), copyWorkspace()];
  const { page, close } = await openChromium(await ensureChromium());
  const bridge = await startBridge(async () => page, path.join(results, 'screenshots', 'web'));
  const server = await startServer({ data, settings: { 'remote.extensionKind': { 'convlens.convlens': ['web'] } } });
  const payload = [
    ['extensionDevelopmentPath', server.remotePath(root)],
    ['extensionTestsPath', server.remotePath(await bundleWebSuite(bridge.url))],
    ['skipWelcome', 'true'],
  ];
  await Promise.race([runInWorkbench(page, server.url(workspace, payload), say), server.ended]);
  await close();
  bridge.close();
  server.stop();
  await server.ended;
  for (const folder of [data, workspace]) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  const counts = bridge.counts();
  if (!counts) throw new Error('The suite inside VS Code in a browser left no report.');
  return counts;
}
