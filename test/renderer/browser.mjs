// A Chromium and a loopback server: what the renderer tests run in.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { THEMES, classOf } from './themes.mjs';

const root = path.resolve(import.meta.dirname, '../..');

/** Chromium's switches for WebGL2 in software. */
export const WEBGL = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

/** Switches for WebGPU in software; such a browser has no WebGL. */
export const WEBGPU = [
  '--enable-unsafe-webgpu',
  '--use-angle=vulkan',
  '--use-vulkan=native',
  '--enable-features=Vulkan',
  '--ignore-gpu-blocklist',
];

/**
 * Sets of switches for a graphics card, to be tried in this order: through Vulkan, which does not start each time, then
 * through OpenGL. A Chromium without a window has no surface that Vulkan could draw to.
 */
const VULKAN = ['--use-angle=vulkan', '--enable-features=Vulkan', '--disable-vulkan-surface'];
const CARD = (process.platform === 'linux' ? [VULKAN, VULKAN, ['--use-angle=gl-egl']] : [[]]).map((switches) => [
  ...switches,
  '--enable-unsafe-webgpu',
  '--ignore-gpu-blocklist',
]);

/** Whether a driver has made a device of a card: on Linux a browser looks for one for long. */
const mayHaveCard = () =>
  process.platform !== 'linux' || ['/dev/dri', '/dev/nvidia0', '/dev/dxg'].some((device) => existsSync(device));

/** True for what draws without a graphics card. */
const isSoftware = (device) => /swiftshader|llvmpipe|software|WebAssembly/i.test(device);

const COMMON = ['--no-sandbox', '--disable-quic', '--disable-background-networking'];

/** What VS Code 1.139 says of tables in a notebook's webview (`webviewPreloads`): styles of ours have to stand against it. */
const NOTEBOOK_TABLES = `
  table, thead, tr, th, td, tbody { border: none transparent; border-spacing: 0; border-collapse: collapse; }
  table, th, tr { vertical-align: middle; text-align: right; }
  thead { font-weight: bold; background-color: rgba(130, 130, 130, 0.16); }
  th, td { padding: 4px 8px; }
  tr:nth-child(even) { background-color: rgba(130, 130, 130, 0.08); }
  tbody th { font-weight: normal; }`;

/** Serves the production bundle and the test page's script; `requests` collects what was asked for. */
export async function startServer() {
  const { outputFiles } = await build({
    entryPoints: [path.join(root, 'test/renderer/page/index.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    alias: { 'gpu.js': path.join(root, 'node_modules/gpu.js/dist/gpu-browser.min.js') },
    logLevel: 'error',
  });
  const script = outputFiles[0].contents;
  const requests = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    requests.push(pathname);
    void answer(pathname, script, response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, requests, close: () => server.close() };
}

async function answer(pathname, script, response) {
  const send = (type, body) => response.writeHead(200, { 'content-type': type }).end(body);
  if (pathname === '/') return send('text/html', '<!doctype html><meta charset="utf-8"><title>renderer</title>');
  if (pathname === '/page.js') return send('text/javascript', script);
  if (pathname === '/favicon.ico') return response.writeHead(204).end();
  const bundle = /^\/dist\/((?:renderer|summary)[\w.]*\.js)$/.exec(pathname);
  if (!bundle) return response.writeHead(404).end();
  try {
    return send('text/javascript', await readFile(path.join(root, 'dist', bundle[1])));
  } catch {
    return response.writeHead(404).end();
  }
}

export function launch(switches) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [...COMMON, ...switches],
  });
}

/** A browser that cannot use the card may wait for it for ever. */
const MAX_CARD_MS = 15_000;
const MAX_CLOSE_MS = 5_000;

const after = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** `{ browser, device }`: a browser that offers a graphics backend on this machine's card; undefined where there is none. */
export async function openOnCard(server, backend) {
  if (!mayHaveCard()) return undefined;
  for (const switches of CARD) {
    const browser = await launch(switches);
    const asked = (async () => {
      const page = await browser.newPage();
      await page.goto(server.origin);
      const device = await deviceOf[backend](page);
      await page.close();
      return device;
    })();
    const device = await Promise.race([asked.catch(() => undefined), after(MAX_CARD_MS)]);
    if (device && !isSoftware(device)) return { browser, device };
    // What waits for the card may not close either; it ends with this process.
    await Promise.race([browser.close(), after(MAX_CLOSE_MS)]);
  }
  return undefined;
}

/** For each of the graphics backends, the name of what a page computes on with it; undefined when it is not offered. */
export const deviceOf = {
  webgl2: (page) =>
    page.evaluate(() => {
      const gl = document.createElement('canvas').getContext('webgl2');
      const info = gl?.getExtension('WEBGL_debug_renderer_info');
      return gl ? String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER)) : undefined;
    }),
  webgpu: (page) =>
    page.evaluate(async () => {
      const ask = () => navigator.gpu?.requestAdapter();
      // The first question may come before Chromium's graphics process can answer it.
      const adapter = (await ask()) ?? (await ask());
      if (!adapter) return undefined;
      const { vendor, architecture, device, description } = adapter.info;
      return [vendor, architecture, device, description].filter(Boolean).join(' ') || 'an adapter without a name';
    }),
};

/** A page with the renderer activated: `renderer` and `page` are there as globals. With `backend` an extension answers that it is set, and `setBackend` sets another. `before` runs ahead of every script; `locale` is the browser's language, `scale` how many pixels the screen has for one of the page. */
export async function openPage(
  browser,
  server,
  { theme = 'light', width = 900, height = 1000, scale = 1, before, backend, locale } = {},
) {
  const page = await browser.newPage({
    viewport: { width, height },
    deviceScaleFactor: scale,
    ...(locale && { locale }),
  });
  const problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('GL Driver Message')) problems.push(message.text());
  });
  if (before) await page.addInitScript(before);
  await page.goto(server.origin);
  const variables = Object.entries(THEMES[theme]).map(([name, value]) => `--vscode-${name}: ${value};`);
  await page.addStyleTag({
    content: `:root { ${variables.join(' ')} --vscode-font-size: 13px; --vscode-editor-font-family: monospace; }
      body { background: var(--vscode-editor-background); margin: 12px; font-family: sans-serif; }${NOTEBOOK_TABLES}`,
  });
  await page.evaluate((classes) => (document.body.className = classes), classOf(theme));
  await page.evaluate(async (set) => {
    await import('/page.js');
    const { activate } = await import('/dist/renderer.js');
    let state;
    const listeners = [];
    const messaging = {
      postMessage: ({ type }) => {
        if (type === 'ready') for (const listener of listeners) listener({ type: 'settings', backend: set });
      },
      onDidReceiveMessage: (listener) => listeners.push(listener),
    };
    window.setBackend = (backend) => listeners.forEach((listener) => listener({ type: 'settings', backend }));
    window.renderer = activate({ getState: () => state, setState: (next) => (state = next), ...(set && messaging) });
  }, backend);
  return { page, problems };
}
