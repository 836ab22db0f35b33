// `npm run bench:view`: how soon 512 maps of 112 × 112 are seen, and how fluid pointing and scrolling are. Needs a
// production build. Nothing here has a graphics card, so Chromium draws in software, in its two ways: with its own
// rasteriser, as it and VS Code do on a machine without a GPU, and with a GPU that SwiftShader plays, which takes longer
// for any page: a page of plain text, scrolled in the same window, is measured beside ours.
import { WEBGL, launch, openPage, startServer } from '../../test/renderer/browser.mjs';

const WAYS = {
  'software rasteriser': ['--disable-gpu', '--enable-unsafe-swiftshader'],
  'SwiftShader as GPU': WEBGL,
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

/** The output from its data to the frames that show its first maps, the inputs, and its output maps. */
function showFirst(page) {
  return page.evaluate(async () => {
    const until = (isThere) =>
      new Promise((resolve) => {
        const look = () => (isThere() ? resolve(performance.now()) : requestAnimationFrame(look));
        look();
      });
    // The frame after the one that a callback prepares is the first in which what it has seen is on the screen.
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const painted = () => {
      const canvas = document.querySelector('#output .cl-band canvas');
      return canvas
        ?.getContext('2d')
        .getImageData(0, 0, canvas.width, canvas.height)
        .data.some((byte) => byte > 0);
    };
    const data = window.page.PAYLOADS['hundreds of large maps']();
    const start = performance.now();
    await window.page.show(window.renderer, 'output', data);
    await until(painted);
    const inputs = await nextFrame();
    await until(() => document.querySelector('#output .cl-backend'));
    return { inputs: inputs - start, outputs: (await nextFrame()) - start };
  });
}

const server = await startServer();
for (const [way, switches] of Object.entries(WAYS)) {
  const browser = await launch(switches);
  console.log(way);
  const plain = await browser.newPage({ viewport: SIZE });
  await plain.setContent(`<!doctype html>${'<p>A line of a page that holds nothing but text.</p>'.repeat(400)}`);
  tell('plain text, scrolling', await frames(plain, SCROLL));
  await plain.close();

  const { page } = await openPage(browser, server, SIZE);
  const { inputs, outputs } = await showFirst(page);
  console.log(`  data to painted inputs ${Math.round(inputs)} ms, to painted outputs ${Math.round(outputs)} ms`);
  await page.click('#output .cl-button:has-text("more maps")');
  await page.waitForSelector('#output .cl-tile[aria-setsize="1280"]');
  await page.waitForTimeout(1000);
  tell('at rest', await frames(page, ''));
  tell('pointing', await frames(page, POINT));
  tell('scrolling', await frames(page, SCROLL));
  await browser.close();
}
server.close();
