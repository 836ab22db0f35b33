// Chromium in front of the VS Code server: opens the workbench and passes on what its extension host says.
import path from 'node:path';
import { format } from 'node:util';
import { chromium } from 'playwright-core';
import { cache, root } from '../lib/paths.mjs';

/** WebGL2 in software, so that a machine without a GPU draws what one with a GPU draws. */
const graphics = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'];
const quietly = ['--no-sandbox', '--disable-quic', '--disable-background-networking'];

const hostFrames = /^\s+at .*(workbench\.js|extensionHostProcess\.js|lib\/vscode\/)/m;
const ourFrames = [path.join(root, 'dist'), path.join(cache, 'vscode-suite')];

/** Opens Chromium on an empty page of the size that screenshots have; resolves to `{ page, close() }`. */
export async function openChromium(executablePath) {
  const browser = await chromium.launch({ executablePath, args: [...quietly, ...graphics] });
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, deviceScaleFactor: 1 });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  return { page, close: () => browser.close() };
}

/**
 * Opens a workbench that runs an extension's tests and resolves to their exit code.
 * The extension host's console reaches `log(line)`.
 */
export async function runInWorkbench(page, url, log) {
  const exit = new Promise((resolve) => {
    page.exposeFunction('codeAutomationExit', (code) => resolve(code));
  });
  await page.exposeFunction('codeAutomationLog', (_type, args) => {
    const line = format(...args);
    if (!ofVsCodeItself(line)) log(line);
  });
  await page.goto(url);
  return exit;
}

/**
 * VS Code also reports its own troubles there: native modules that are not compiled here (see ensure-server),
 * a gallery that cannot be reached. Their stacks lie in its own files and touch none of ours.
 */
function ofVsCodeItself(line) {
  return hostFrames.test(line) && !ourFrames.some((folder) => line.includes(folder));
}
