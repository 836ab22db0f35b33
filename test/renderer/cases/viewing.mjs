// Seeing, understanding and taking away: one map large, clip handles, order, the arithmetic of a number, files.
import { readFile } from 'node:fs/promises';
import { expect } from '../report.mjs';
import { openPage } from '../browser.mjs';
import { show } from './rendering.mjs';

const text = (page, selector) => page.textContent(`#output ${selector}`);
const choose = (page, label, value) => page.selectOption(`#output .cl-choice:has-text("${label}") select`, value);

/** The middle of a map, in page coordinates. */
async function middleOf(page, selector) {
  const { x, y, width, height } = await (await page.waitForSelector(`#output ${selector}`)).boundingBox();
  return [x + width / 2, y + height / 2];
}

export async function viewingCases(report, browser, server) {
  const { page, problems } = await openPage(browser, server, { width: 1100 });
  await show(page, 'depthwise picture');

  await report.test('the arithmetic of a number ends with that number, and stays when it is pinned', async () => {
    await page.mouse.move(...(await middleOf(page, '.cl-tile-output')));
    await page.waitForTimeout(200);
    const value = await text(page, '.cl-readout strong');
    const title = await page.getAttribute('#output .cl-sums tfoot tr', 'title');
    const number = (written) => Number(written.replace('−', '-'));
    expect(Math.abs(number(title) - number(value)) < 1e-4, `${title} in the sum, ${value} in the readout`);
    await page.mouse.down();
    await page.mouse.up();
    await page.mouse.move(5, 5);
    const head = await text(page, '.cl-inspector-head');
    expect(/^output 0 \[4\d, 4\d\]Unpin/.test(head), `pinned, but it says ${head}`);
    await page.focus('#output .cl-atlas');
    await page.keyboard.press('Escape');
    // What is read follows at the pace of reading.
    await page.waitForFunction(
      () => !document.querySelector('#output .cl-inspector').textContent.includes('value, in float64'),
    );
  });

  await report.test('kernel, patch and products are wholly in sight, side by side or below each other', async () => {
    const seen = [];
    for (const width of [400, 640, 840, 900, 1000, 1200, 1400]) {
      await page.setViewportSize({ width, height: 900 });
      for (const name of ['depthwise example', 'depthwise picture', 'grouped', 'full', 'transposed']) {
        await show(page, name);
        await page.waitForTimeout(50);
        await page.mouse.move(5, 5);
        await page.hover('#output .cl-tile-output', { force: true });
        const box = await (
          await page.waitForSelector('#output .cl-written')
        ).evaluate((written) => {
          const { scrollWidth, clientWidth, className } = written;
          return { over: scrollWidth - clientWidth, isTall: className.includes('tall') };
        });
        expect(box.over <= 0, `${name} at ${width}: ${box.over} pixels are hidden`);
        if (!box.isTall) seen.push(width);
      }
    }
    await page.setViewportSize({ width: 1100, height: 1000 });
    await show(page, 'depthwise picture');
    return `${seen.length} of 35 side by side`;
  });

  await report.test('what stands below does not follow the pointer up and down', async () => {
    await show(page, 'transposed');
    const bottom = () =>
      page.evaluate(() => document.querySelector('#output .cl-takeaway').getBoundingClientRect().top);
    const [x, y] = await middleOf(page, '.cl-tile-output');
    await page.mouse.move(x, y);
    await page.waitForSelector('#output .cl-numbers');
    await page.waitForTimeout(100);
    const pointing = await bottom();
    for (const [toX, toY] of [
      [x, y + 200],
      [x + 20, y],
      [5, 5],
    ]) {
      // prettier-ignore
      await page.mouse.move(toX, toY);
      await page.waitForTimeout(150);
      const now = await bottom();
      expect(now === pointing, `${pointing} became ${now}`);
    }
    await show(page, 'depthwise picture');
  });

  await report.test(
    'what is said of a number stays in sight where the whole view is moved, as in VS Code',
    async () => {
      await show(page, 'many maps');
      const move = (pixels) =>
        page.evaluate((y) => {
          document.body.style.overflow = 'hidden';
          document.querySelector('#output').style.transform = `translateY(${-y}px)`;
        }, pixels);
      const stands = (least, most) =>
        page.waitForFunction(
          ([from, to]) => {
            const { top } = document.querySelector('#output .cl-inspector').getBoundingClientRect();
            return top >= from && top <= to;
          },
          [least, most],
          { timeout: 5000 },
        );
      const { y } = await (await page.$('#output .cl-inspector')).boundingBox();
      for (const pixels of [1500, 1900, 900]) {
        await move(pixels);
        await stands(0, page.viewportSize().height / 4);
      }
      await move(0);
      await stands(y - 1, y + 1);
      await page.evaluate(() => document.querySelector('#output').removeAttribute('style'));
      await show(page, 'depthwise picture');
    },
  );

  await report.test('clip handles move by keyboard and narrow the range', async () => {
    const before = await text(page, '.cl-scale .cl-low');
    await page.focus('#output .cl-handle-low');
    await page.keyboard.press('PageUp');
    const after = await text(page, '.cl-scale .cl-low');
    expect(before !== after, `${before} before and after`);
    await page.click('#output .cl-scale .cl-link');
    expect((await text(page, '.cl-scale .cl-low')) === before, 'the whole range again');
  });

  await report.test('maps are sorted within their groups, and across them when asked', async () => {
    await choose(page, 'Order', 'std');
    expect((await page.$$('#output .cl-frame')).length === 3, 'the borders of the groups stay');
    await page.check('#output .cl-choice:has-text("across groups") input');
    expect((await page.$$('#output .cl-frame')).length === 0, 'no borders across groups');
    expect((await text(page, '.cl-label-title')).includes('sorted across groups'), 'and the title says so');
    await choose(page, 'Order', 'structure');
  });

  await report.test('a map is shown large, beside another, and over its input', async () => {
    await page.mouse.dblclick(...(await middleOf(page, '.cl-tile-output')));
    await page.waitForSelector('#output .cl-pane-box canvas');
    await page.click('#output [aria-label="Zoom in"]');
    const zoom = await text(page, '.cl-zoom');
    const offers = await text(page, '.cl-inspector-head');
    expect(!offers.includes('Enlarge'), `it is large already, but it says ${offers}`);
    await choose(page, 'View', 'beside');
    expect((await page.$$('#output .cl-pane')).length === 3, 'two maps and their difference');
    await choose(page, 'View', 'over');
    await page.mouse.move(...(await middleOf(page, '.cl-pane-box')));
    expect((await page.$$('#output .cl-mark-field')).length === 1, 'the receptive field on the input');
    // The first Escape releases the number that the double click has pinned, the second leads back to all maps.
    await page.focus('#output .cl-stage');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.waitForSelector('#output .cl-atlas', { timeout: 5000 });
    return `zoomed to ${zoom}`;
  });

  await report.test('numbers, pictures and code can be taken away', async () => {
    await page.click('#output .cl-takeaway > .cl-link');
    const save = async (label) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.click(`#output button:text("${label}")`),
      ]);
      return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
    };
    const npy = await save('output as .npy');
    expect(npy.name === 'edges-output.npy', npy.name);
    expect(npy.bytes.toString('latin1').includes("'shape': (1, 12, 96, 96)"), 'the shape of the output');
    expect(npy.bytes.length === 128 + 12 * 96 * 96 * 4, `${npy.bytes.length} bytes`);
    const png = await save('all shown maps as PNG');
    expect(png.bytes.subarray(1, 4).toString() === 'PNG', 'a PNG');
    expect(
      (await text(page, '.cl-takeaway-panel')).includes('nn.Conv2d(3, 12, 3, padding=1, groups=3'),
      'PyTorch code',
    );
  });

  await report.test('nothing of this leaves an error in the console', () => {
    expect(problems.length === 0, problems.join('\n'));
  });
  await page.close();
}
