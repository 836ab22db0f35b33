// `npm run bench:gpu`: ConvLens's convolution against TensorFlow.js and onnxruntime-web, in Chromium on this machine.
//   --backends webgl2,webasm   which of webgl2, webgpu, webasm   (all)
//   --cases a,d                which of the seven cases          (all)
//   --rounds 9                 samples of each, fewer of what takes seconds   (9)
//   --first 5                  pages for the first calls of each, one call a page   (5)
import { parseArgs } from 'node:util';
import { ensureChromium } from '../../scripts/host/ensure-chromium.mjs';
import { stopAllOnExit } from '../../scripts/lib/process.mjs';
import { openBrowser } from './browsers.mjs';
import { installPeers } from './peers.mjs';
import { startServer } from './server.mjs';
import { lineOf, printBackend, printSummary } from './tables.mjs';

const BACKENDS = ['webgl2', 'webgpu', 'webasm'];
/** A case that takes longer is given up: its page, and where that does not help its browser, may hang. */
const MAX_CASE_MS = 300_000;
/** After this long no further turn of first calls begins. */
const MAX_FIRST_CALLS_MS = 60_000;

const { backends, cases, rounds, first } = options();
stopAllOnExit();
process.env.CHROMIUM_PATH = await ensureChromium();
const peers = await installPeers();
const server = await startServer();
const summary = { met: 0, missed: [] };
try {
  for (const backend of backends) await bench(backend);
} finally {
  server.close();
}
printSummary(summary);

/** All cases on one backend. Each has a page of its own, and each first call. */
async function bench(backend) {
  const opened = await openBrowser(backend, server);
  if (!opened.browser) {
    console.log(`\n${backend}: not offered here (${opened.reason})`);
    return;
  }
  const { device, isCard } = opened;
  let { browser } = opened;
  const reports = [];
  let limits;
  try {
    if (isCard) limits = await limitsOf(browser);
    for (const name of cases) {
      process.stderr.write(`  measuring ${backend} ${name} …\n`);
      try {
        const report = await limited(runCase(browser, name, backend));
        process.stderr.write(`    ${lineOf(report)}\n`);
        reports.push({ name, ...report, firstCalls: await limited(firstCalls(browser, name, backend, report)) });
      } catch (error) {
        reports.push({ name, title: '', measurements: [], missing: {}, firstCalls: {}, failed: error.message });
        // What hangs may hang the browser's graphics process, and so every case that follows.
        await limited(browser.close(), 10_000).catch(() => undefined);
        browser = (await openBrowser(backend, server)).browser;
        if (!browser) break;
      }
    }
  } finally {
    await browser?.close();
  }
  printBackend({ backend, device, limits, rounds, reports }, summary);
}

/** One case in a page of its own. */
async function runCase(browser, name, backend) {
  const page = await browser.newPage();
  await page.goto(server.origin);
  await page.evaluate(() => import('/page.js'));
  const args = [name, backend, rounds, peers && `${server.origin}/peers/`];
  const report = await page.evaluate((all) => window.bench.runCase(...all), args);
  await page.close();
  return report;
}

/**
 * The first calls of a case, milliseconds by contestant: one call a page, in turns, so that no load of the machine falls on one alone.
 * A contestant that the case does not run is left out, and so are calls that fail.
 */
async function firstCalls(browser, name, backend, { measurements }) {
  const names = [...new Set(measurements.filter((m) => !m.failed).map(({ contestant }) => contestant))];
  const times = Object.fromEntries(names.map((who) => [who, []]));
  const end = performance.now() + MAX_FIRST_CALLS_MS;
  for (let turn = 0; turn < first; turn++) {
    if (turn > 0 && performance.now() > end) break;
    for (const who of names) {
      const page = await browser.newPage();
      try {
        await page.goto(server.origin);
        await page.evaluate(() => import('/page.js'));
        const args = [name, backend, who, `${server.origin}/peers/`];
        times[who].push(await page.evaluate((all) => window.bench.runFirstCall(...all), args));
      } catch (error) {
        process.stderr.write(
          `  ${backend} ${name}: a first call of ${who} failed: ${String(error.message).slice(0, 200)}\n`,
        );
      } finally {
        await page.close();
      }
    }
  }
  return times;
}

/** @throws Error when it is not there after so many milliseconds. */
function limited(promise, milliseconds = MAX_CASE_MS) {
  let timer;
  const late = new Promise((_, reject) => {
    const message = `not done after ${milliseconds / 1000} s, so the rest of it was left out.`;
    timer = setTimeout(() => reject(new Error(message)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** What the graphics card reaches; undefined where it cannot be told. */
async function limitsOf(browser) {
  const page = await browser.newPage();
  try {
    await page.goto(server.origin);
    await page.evaluate(() => import('/page.js'));
    return await page.evaluate(() => window.bench.measureLimits());
  } catch {
    return undefined;
  } finally {
    await page.close();
  }
}

function options() {
  const { values } = parseArgs({
    options: {
      backends: { type: 'string' },
      cases: { type: 'string' },
      rounds: { type: 'string', default: '9' },
      first: { type: 'string', default: '5' },
    },
  });
  const CASES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const list = (name, offered) => {
    const chosen = values[name]?.split(',') ?? offered;
    const unknown = chosen.find((item) => !offered.includes(item));
    if (unknown !== undefined) fail(`--${name} ${unknown}: choose from ${offered.join(', ')}.`);
    return chosen;
  };
  const count = (name) => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < 1) fail(`--${name} ${values[name]}: give a whole number of at least 1.`);
    return value;
  };
  return {
    backends: list('backends', BACKENDS),
    cases: list('cases', CASES),
    rounds: count('rounds'),
    first: count('first'),
  };
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
