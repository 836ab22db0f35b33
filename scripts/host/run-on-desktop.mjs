// The suite in desktop VS Code, with the same bridge: Playwright joins the window through its debugging port.
import net from 'node:net';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { startBridge } from './bridge.mjs';
import { results } from '../lib/paths.mjs';

const startLimit = 60_000;

/** Runs the tests of @vscode/test-electron's `options` in `executable`; rejects when they fail. */
export async function runOnDesktop(executable, options) {
  const { runTests } = await import('@vscode/test-electron');
  const port = await freePort();
  const joined = { browser: undefined };
  const bridge = await startBridge(lateWindow(port, joined), path.join(results, 'screenshots'));
  try {
    return await runTests({
      ...options,
      vscodeExecutablePath: executable,
      launchArgs: [...options.launchArgs, `--remote-debugging-port=${port}`],
      extensionTestsEnv: { ...options.extensionTestsEnv, CONVLENS_TEST_BRIDGE: bridge.url },
    });
  } finally {
    bridge.close();
    await joined.browser?.close().catch(() => undefined);
  }
}

/** The window's page, joined when it is first asked for: the window opens after the bridge does. */
function lateWindow(port, joined) {
  let page;
  return () => {
    page ??= joinWindow(port, joined);
    return page;
  };
}

async function joinWindow(port, joined) {
  const end = Date.now() + startLimit;
  for (;;) {
    try {
      joined.browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
      const pages = joined.browser.contexts().flatMap((context) => context.pages());
      const window = pages.find((page) => page.url().includes('workbench'));
      if (window) return window;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    if (Date.now() > end) throw new Error(`No VS Code window answered on the debugging port ${port}.`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

function freePort() {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
