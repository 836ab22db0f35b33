// The renderer in a browser: loads the production bundle of dist/, renders payloads, reads canvases back.
// Prints a line for each test and closes with `N passed, N failed`. Names of groups as arguments run those alone.
// With CONVLENS_GPU=1 the machine's graphics card draws and computes in place of SwiftShader.
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { WEBGL, WEBGPU, deviceOf, launch, openOnCard, startServer } from './browser.mjs';
import { backendCases, textureCases } from './cases/backends.mjs';
import { contrastCases } from './cases/contrast.mjs';
import { contextCases } from './cases/context.mjs';
import { experimentCases } from './cases/experiment.mjs';
import { keyboardCases } from './cases/keyboard.mjs';
import { languageCases } from './cases/language.mjs';
import { messageCases, renderingCases } from './cases/rendering.mjs';
import { screenshotCases } from './cases/screenshots.mjs';
import { summaryCases } from './cases/summary.mjs';
import { understandingCases } from './cases/understanding.mjs';
import { viewingCases } from './cases/viewing.mjs';
import { waitingCases } from './cases/waiting.mjs';
import { createReport, expect } from './report.mjs';

const report = createReport();
const dist = path.resolve(import.meta.dirname, '../../dist');

await report.test('the bundle stays under 1.2 MB, its first part under 300 kB', async () => {
  const files = (await readdir(dist)).filter((name) => /^renderer[\w.]*\.js$/.test(name));
  const sizes = await Promise.all(files.map(async (name) => (await stat(path.join(dist, name))).size));
  const total = sizes.reduce((a, b) => a + b, 0);
  const first = sizes[files.indexOf('renderer.js')];
  expect(total < 1.2e6, `${total} bytes in all`);
  expect(first < 3e5, `${first} bytes in renderer.js`);
  return `${Math.round(first / 1000)} kB first, ${Math.round(total / 1000)} kB in all`;
});

const GROUPS = {
  rendering: renderingCases,
  messages: messageCases,
  experiment: experimentCases,
  viewing: viewingCases,
  understanding: understandingCases,
  keyboard: keyboardCases,
  language: languageCases,
  contrast: contrastCases,
  context: contextCases,
  waiting: waitingCases,
  summary: summaryCases,
  screenshots: screenshotCases,
  textures: textureCases,
};
const only = process.argv.slice(2);
const isWanted = (group) => only.length === 0 || only.includes(group);

const server = await startServer();
const card = process.env.CONVLENS_GPU ? await openOnCard(server, 'webgl2') : undefined;
if (process.env.CONVLENS_GPU) console.log(card ? `on ${card.device}` : 'no graphics card was found: in software');
const webgl = card?.browser ?? (await launch(WEBGL));
for (const [group, cases] of Object.entries(GROUPS)) {
  if (isWanted(group)) await cases(report, webgl, server);
}
if (isWanted('backends')) await backendCases(report, webgl, server, ['webgl2', 'webasm', 'cpu']);
await webgl.close();
if (isWanted('webgpu')) {
  const webgpu = (card && (await openOnCard(server, 'webgpu'))?.browser) ?? (await launchWithAdapter());
  await backendCases(report, webgpu, server, ['webgpu']);
  await webgpu.close();
}
server.close();
process.exitCode = report.close();

/** A browser with WebGPU. On a busy machine its graphics process may come too late to offer an adapter: once more, then. */
async function launchWithAdapter() {
  for (let attempt = 1; ; attempt++) {
    const browser = await launch(WEBGPU);
    const page = await browser.newPage();
    await page.goto(server.origin);
    const offered = await deviceOf.webgpu(page);
    await page.close();
    if (offered || attempt === 3) return browser;
    await browser.close();
  }
}
