// `npm run bench:view`: how soon 512 maps of 112 × 112 are seen, and how fluid pointing and scrolling are. Needs a
// production build; runs Chromium with rendering in software, so these figures are the worst that a person meets.
import { WEBGL, launch, openPage, startServer } from '../../test/renderer/browser.mjs';

const payload = {
  version: 1,
  tensors: {
    x: { shape: [1, 256, 112, 112], init: { type: 'uniform', low: -1, high: 1, seed: 1 } },
    w: { shape: [512, 1, 3, 3], init: { type: 'uniform', low: -1, high: 1, seed: 2 } },
  },
  steps: [
    {
      type: 'conv',
      op: 'Conv2d',
      framework: 'torch',
      dataFormat: 'channels_first',
      input: 'x',
      weight: 'w',
      stride: [1, 1],
      dilation: [1, 1],
      padding: [
        [1, 1],
        [1, 1],
      ],
      groups: 256,
    },
  ],
};

const server = await startServer();
const browser = await launch(WEBGL);
const { page } = await openPage(browser, server, { width: 1100, height: 900 });

const first = await page.evaluate(async (data) => {
  const start = performance.now();
  await window.page.show(window.renderer, 'output', data);
  const until = (selector) =>
    new Promise((resolve) => {
      const look = () => (document.querySelector(selector) ? resolve() : requestAnimationFrame(look));
      look();
    });
  await until('#output .cl-backend');
  const computed = performance.now();
  await until('#output .cl-band canvas');
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  return { computed: computed - start, painted: performance.now() - computed };
}, payload);
console.log(
  `data to result shown in the status ${Math.round(first.computed)} ms, from there to painted ${Math.round(first.painted)} ms`,
);

await page.click('#output .cl-button:has-text("more maps")');
await page.waitForSelector('#output .cl-tile[aria-setsize="1280"]');
await page.waitForTimeout(1000);

/** Milliseconds between frames while something is done in each. */
const frames = (act) =>
  page.evaluate(
    ([source]) =>
      new Promise((resolve) => {
        const step = new Function('i', source);
        const times = [];
        let last;
        let i = 0;
        const frame = (now) => {
          if (last !== undefined) times.push(now - last);
          last = now;
          step(i++);
          if (times.length < 120) requestAnimationFrame(frame);
          else resolve(times);
        };
        requestAnimationFrame(frame);
      }),
    [act],
  );
const tell = (what, times) => {
  const sorted = [...times].sort((a, b) => a - b);
  const mean = times.reduce((a, b) => a + b) / times.length;
  console.log(
    `${what}: ${(1000 / mean).toFixed(0)} frames a second, 95 % within ${sorted[Math.floor(0.95 * sorted.length)].toFixed(1)} ms`,
  );
};
tell('at rest     ', await frames(''));
tell(
  'pointing    ',
  await frames(`
  const atlas = document.querySelector('#output .cl-atlas');
  const box = atlas.getBoundingClientRect();
  atlas.dispatchEvent(new PointerEvent('pointermove', {
    bubbles: true, clientX: box.left + 60 + (i * 5) % 600, clientY: 500 + (i % 40) }));`),
);
tell('scrolling   ', await frames('window.scrollBy(0, 40)'));
await browser.close();
server.close();
