#!/usr/bin/env node
// Stands in for the VS Code executable of @vscode/test-electron: takes its arguments, and runs the
// tests in the VS Code server with Chromium in front. Ends with the exit code of the tests.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startBridge } from './bridge.mjs';
import { ensureChromium } from './ensure-chromium.mjs';
import { openChromium, runInWorkbench } from './open-workbench.mjs';
import { startServer } from './start-server.mjs';
import { say, stopAllOnExit } from '../lib/process.mjs';
import { results } from '../lib/paths.mjs';

stopAllOnExit();
const options = new Map();
const positional = [];
for (const argument of process.argv.slice(2)) {
  const match = /^--([^=]+)=(.*)$/s.exec(argument);
  if (match) options.set(match[1], match[2]);
  else if (!argument.startsWith('--')) positional.push(argument);
}

const data = mkdtempSync(path.join(os.tmpdir(), 'convlens-host-'));
const { page, close } = await openChromium(await ensureChromium());
const bridge = await startBridge(async () => page, path.join(results, 'screenshots'));
const server = await startServer({
  data,
  extensions: options.get('extensions-dir'),
  env: { CONVLENS_TEST_BRIDGE: bridge.url },
});
const payload = [
  ['extensionDevelopmentPath', server.remotePath(options.get('extensionDevelopmentPath'))],
  ['extensionTestsPath', server.remotePath(options.get('extensionTestsPath'))],
  ['skipWelcome', 'true'],
];
const code = await Promise.race([
  runInWorkbench(page, server.url(positional[0], payload), say),
  server.ended.then(() => undefined),
]);
if (code === undefined) say('The VS Code server ended during the tests.');
await close();
bridge.close();
server.stop();
await server.ended;
rmSync(data, { recursive: true, force: true, maxRetries: 3 });
process.exit(code ?? 1);
