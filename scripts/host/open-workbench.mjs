// Chromium in front of the VS Code server: opens the workbench and passes on what its extension host says.
import { chromium } from 'playwright-core';

/** WebGL2 in software, so that a machine without a GPU draws what one with a GPU draws. */
const graphics = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'];
const quietly = ['--no-sandbox', '--disable-quic', '--disable-background-networking'];

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
  await page.exposeFunction('codeAutomationLog', (_type, args) => log(args.map(asText).join(' ')));
  await page.goto(url);
  return exit;
}

function asText(value) {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
