// `npm run bench:view`: how soon 512 maps of 112 × 112 are seen, how fluid pointing and scrolling are, and how soon a
// changed weight is painted in 32 maps of that size. Needs a production build. Chromium draws on the graphics card where
// there is one, and in software in its two ways: with its own rasteriser, as it and VS Code do on a machine without a GPU,
// and with a GPU that SwiftShader plays, which takes longer for any page: a page of plain text, scrolled in the same
// window, is measured beside ours.
import { WEBGL, launch, openOnCard, openPage, startServer } from '../../test/renderer/browser.mjs';

const WAYS = {
  'software rasteriser': async () => ({ browser: await launch(['--disable-gpu', '--enable-unsafe-swiftshader']) }),
  'SwiftShader as GPU': async () => ({ browser: await launch(WEBGL) }),
  'graphics card': (server) => openOnCard(server, 'webgl2'),
};
const SIZE = { width: 1100, height: 900 };
const FRAMES = 120;

/** Milliseconds between frames while something is done in each. */
function frames(page, act) {
  return page.evaluate(
    ([source, count]) =>
      new Promise((resolve) => {
        const step = new Function('i', source);
        const times = [];
        let last;
        let i = 0;
        const frame = (now) => {
          if (last !== undefined) times.push(now - last);
          last = now;
          step(i++);
          if (times.length < count) requestAnimationFrame(frame);
          else resolve(times);
        };
        requestAnimationFrame(frame);
      }),
    [act, FRAMES],
  );
}

function tell(what, times) {
  const sorted = [...times].sort((a, b) => a - b);
  const mean = times.reduce((a, b) => a + b) / times.length;
  const late = sorted[Math.floor(0.95 * sorted.length)];
  console.log(`  ${what.padEnd(22)} ${(1000 / mean).toFixed(0)} frames a second, 95 % within ${late.toFixed(1)} ms`);
}

const SCROLL = 'window.scrollBy(0, 40)';
const POINT = `
  const atlas = document.querySelector('#output .cl-atlas');
  const box = atlas.getBoundingClientRect();
  atlas.dispatchEvent(new PointerEvent('pointermove', {
    bubbles: true, clientX: box.left + 60 + (i * 5) % 600, clientY: 500 + (i % 40) }));`;

/** The output from its data to the frames that show its first inputs, its first output maps, and all of them by gpu.js. */
function showFirst(page) {
  return page.evaluate(async () => {
    const until = (isThere) =>
      new Promise((resolve) => {
        const look = () => (isThere() ? resolve(performance.now()) : requestAnimationFrame(look));
        look();
      });
    // The frame after the one that a callback prepares is the first in which what it has seen is on the screen.
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const isPainted = (kind) => {
      const tile = document.querySelector(`#output .cl-tile-${kind}`)?.getBoundingClientRect();
      const canvas = document.querySelector('#output .cl-band canvas');
      if (!tile || !canvas) return false;
      const box = canvas.getBoundingClientRect();
      const [, , , alpha] = canvas.getContext('2d').getImageData(tile.x - box.x + 2, tile.y - box.y + 2, 1, 1).data;
      return alpha > 0;
    };
    const data = window.page.PAYLOADS['hundreds of large maps']();
    const start = performance.now();
    await window.page.show(window.renderer, 'output', data);
    const seen = {};
    const waits = {
      inputs: () => isPainted('input'),
      outputs: () => isPainted('output'),
      all: () => document.querySelector('#output .cl-backend'),
    };
    await Promise.all(
      Object.entries(waits).map(async ([what, isThere]) => {
        await until(isThere);
        seen[what] = Math.round((await nextFrame()) - start);
      }),
    );
    return seen;
  });
}

/**
 * What changing one of the 32 × 9 weights takes, milliseconds: from the key to the painted maps, which the next frame shows,
 * and of that, as the view says, upload, compute and readback.
 */
async function recompute(page) {
  await page.evaluate(async () => {
    window.renderer.disposeOutputItem();
    await window.page.show(window.renderer, 'output', window.page.PAYLOADS['thirty-two large maps']());
  });
  await page.waitForSelector('#output .cl-trust');
  await page.click('#output .cl-disclosure');
  await page.waitForSelector('#output .cl-panel');
  return page.evaluate(async () => {
    const cell = document.querySelector('#output [aria-label="weight row 2, column 2"]');
    const legend = () => document.querySelector('#output .cl-scale').textContent;
    const line = document.querySelector('#output .cl-scale-line');
    const changed = (from) =>
      new Promise((resolve) => {
        const look = () => {
          if (legend() === from) return;
          observer.disconnect();
          resolve();
        };
        const observer = new MutationObserver(look);
        observer.observe(line, { subtree: true, childList: true, characterData: true });
        look();
      });
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
    const seen = [];
    for (let i = 1; i <= 40; i++) {
      const before = legend();
      const shown = changed(before);
      const start = performance.now();
      set.call(cell, String(10 * i));
      cell.dispatchEvent(new Event('input', { bubbles: true }));
      await shown;
      seen.push(performance.now() - start);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const split = document.querySelector('#output .cl-status .cl-dim').title;
    const by = document.querySelector('#output .cl-backend').textContent;
    return { seen: seen.slice(10), split, by };
  });
}

const server = await startServer();
for (const [way, open] of Object.entries(WAYS)) {
  const opened = await open(server);
  if (!opened) continue;
  const { browser } = opened;
  console.log(opened.device ? `${way}: ${opened.device}` : way);
  const plain = await browser.newPage({ viewport: SIZE });
  await plain.setContent(`<!doctype html>${'<p>A line of a page that holds nothing but text.</p>'.repeat(400)}`);
  tell('plain text, scrolling', await frames(plain, SCROLL));
  await plain.close();

  const { page } = await openPage(browser, server, SIZE);
  const { inputs, outputs, all } = await showFirst(page);
  console.log(`  data to painted inputs ${inputs} ms, to painted outputs ${outputs} ms, to those of gpu.js ${all} ms`);
  await page.click('#output .cl-button:has-text("more maps")');
  await page.waitForSelector('#output .cl-tile[aria-setsize="1280"]');
  await page.waitForTimeout(1000);
  tell('at rest', await frames(page, ''));
  tell('pointing', await frames(page, POINT));
  tell('scrolling', await frames(page, SCROLL));

  const { seen, split, by } = await recompute(page);
  const sorted = [...seen].sort((a, b) => a - b);
  const [median, late] = [0.5, 0.95].map((part) => sorted[Math.floor(part * sorted.length)].toFixed(1));
  console.log(`  a changed weight to 32 painted maps: median ${median} ms, 95 % within ${late} ms (${by}; ${split})`);
  await browser.close();
}
server.close();
