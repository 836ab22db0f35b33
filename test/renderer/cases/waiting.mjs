// Computations that go on for long: the page answers meanwhile, they can be cancelled, and an edit does not wait for them.
import { expect } from '../report.mjs';
import { openPage } from '../browser.mjs';
import { loseContexts, recordContexts } from './context.mjs';
import { openExperiment } from './experiment.mjs';
import { painted, show } from './rendering.mjs';

const LONG = 'long without its stride';
const STRIDE = '#output input[aria-label="stride"]';

const text = (page, selector) => page.textContent(`#output ${selector}`);
const heard = (page) => text(page, '.cl-status + .cl-heard');

/** Waits until a computation goes on for so long that it can be cancelled. */
const lasting = (page) => page.waitForSelector('#output .cl-status button[title]:has-text("Cancel")');

/** Begins what takes seconds. */
async function begin(page, stride = '1') {
  await page.fill(STRIDE, stride);
  await lasting(page);
}

/** Waits until the maps are those of the layer as it arrived. */
async function expectArrived(page) {
  await page.waitForFunction(() => /\d m?s/.test(document.querySelector('#output .cl-status').textContent));

  const { wrong, tiles } = await page.evaluate(
    (name) =>
      window.page.checkPicture(document.getElementById('output'), window.page.PAYLOADS[name](), 0, 'viridis', false),
    LONG,
  );
  expect(wrong.length === 0 && tiles > 0, `${tiles} maps, wrong: ${wrong.slice(0, 3).join(', ')}`);
}

/** Milliseconds between two of the next thirty frames, the longest. */
const longestGap = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        let [longest, last, count] = [0, performance.now(), 0];
        const look = () => {
          const now = performance.now();
          longest = Math.max(longest, now - last);
          last = now;
          if (++count < 30) requestAnimationFrame(look);
          else resolve(longest);
        };
        requestAnimationFrame(look);
      }),
  );

async function openLong(browser, server, options) {
  const opened = await openPage(browser, server, { backend: 'webasm', height: 1900, ...options });
  await show(opened.page, LONG);
  await openExperiment(opened.page);
  return opened;
}

export async function waitingCases(report, browser, server) {
  await report.test(
    'a long computation is cancelled by its button: settings and maps are those from before',
    async () => {
      const { page, problems } = await openLong(browser, server);
      const place = await (await page.$('#output .cl-experiment')).boundingBox();
      await begin(page);
      expect((await heard(page)) === 'This takes a while. Escape cancels it.', await heard(page));
      const moved = await (await page.$('#output .cl-experiment')).boundingBox();
      expect(moved.y === place.y, `nothing moves: ${place.y} became ${moved.y}`);
      await page.click('#output .cl-status .cl-link');
      expect((await page.inputValue(STRIDE)) === '8', `stride ${await page.inputValue(STRIDE)}`);
      expect((await heard(page)) === 'Cancelled', await heard(page));
      expect((await page.$$('#output .cl-message')).length === 0, 'no message');
      await expectArrived(page);
      expect((await text(page, '.cl-edited')) === 'as it arrived', await text(page, '.cl-edited'));
      // Nothing is lost: what was cancelled can be done again, and cancelled by undoing it.
      await page.click('#output .cl-actions button:text("Redo")');
      await lasting(page);
      expect((await page.inputValue(STRIDE)) === '1', 'done again');
      await page.click('#output .cl-actions button:text("Undo")');
      await expectArrived(page);
      expect(problems.length === 0, problems.join('\n'));
      await page.close();
    },
  );

  await report.test('… and by Escape, in the field that began it, which keeps the focus', async () => {
    const { page } = await openLong(browser, server);
    await begin(page);
    await page.keyboard.press('Escape');
    expect((await page.inputValue(STRIDE)) === '8', `stride ${await page.inputValue(STRIDE)}`);
    expect(await page.evaluate(() => document.activeElement.getAttribute('aria-label') === 'stride'), 'the focus');
    await expectArrived(page);
    // The button by keyboard: when it goes, the focus stays in the status line.
    await begin(page);
    await page.focus('#output .cl-status .cl-link');
    await page.keyboard.press('Enter');
    await expectArrived(page);
    expect(await page.evaluate(() => document.activeElement.classList.contains('cl-backend')), 'handed on');
    await page.close();
  });

  await report.test('an edit while a long computation goes on does not wait for its end', async () => {
    const { page } = await openLong(browser, server);
    const start = Date.now();
    await begin(page);
    await page.click('#output .cl-status .cl-link');
    const cancelled = Date.now() - start;
    await begin(page);
    const edited = Date.now();
    await page.fill(STRIDE, '16');
    await page.waitForFunction(() => {
      const [shape, status] = ['.cl-shape strong', '.cl-status'].map((s) => document.querySelector(`#output ${s}`));
      return shape.textContent.includes('17, 17') && /\d m?s/.test(status.textContent);
    });
    const took = Date.now() - edited;
    await page.fill(STRIDE, '1');
    const again = Date.now();
    await page.waitForFunction(
      () => {
        const [shape, status] = ['.cl-shape strong', '.cl-status'].map((s) => document.querySelector(`#output ${s}`));
        return shape.textContent.includes('262, 262') && /\d m?s/.test(status.textContent);
      },
      undefined,
      { timeout: 60_000 },
    );
    const whole = Date.now() - again;
    expect(took < whole / 2, `${took} ms, and to its end it takes ${whole}`);
    await page.close();
    return `${took} ms instead of ${whole}, cancelled within ${cancelled}`;
  });

  await report.test('“Compute anyway” is taken back by cancelling', async () => {
    const { page } = await openPage(browser, server, { backend: 'webasm' });
    await page.evaluate(() =>
      window.page.show(window.renderer, 'output', window.page.PAYLOADS['one layer that takes long']()),
    );
    for (const way of ['Escape', 'button']) {
      await page.click('#output .cl-message button:text("Compute anyway")');
      await lasting(page);
      if (way === 'button') await page.click('#output .cl-status .cl-link');
      else await page.keyboard.press('Escape');
      await page.waitForSelector('#output .cl-message button:text("Compute anyway")');
      expect((await page.$$('#output .cl-message')).length === 1, 'one message');
    }
    await page.close();
  });

  await report.test('a first computation that is cancelled says so, and is begun again by a button', async () => {
    const { page } = await openPage(browser, server, { backend: 'webasm' });
    await page.evaluate((name) => {
      const payload = window.page.PAYLOADS[name]();
      payload.steps[0].stride = [2, 2];
      payload.tensors.w.shape[0] = 640;
      return window.page.show(window.renderer, 'output', payload);
    }, LONG);
    await lasting(page);
    await page.click('#output .cl-status .cl-link');
    await page.waitForSelector('#output .cl-message');
    expect((await text(page, '.cl-message')).includes('There are no maps yet.'), await text(page, '.cl-message'));
    await page.click('#output .cl-message button:text("Compute")');
    await painted(page);
    expect((await page.$$('#output .cl-message')).length === 0, 'the message goes');
    await page.close();
  });

  await report.test('the reference loop lets the page have its turn, and is cancelled too', async () => {
    const { page } = await openLong(browser, server);
    await page.click('#output .cl-backend');
    await page.click('#output [aria-label="Compute on reference loop"]');
    await page.waitForFunction(() => document.querySelector('#output .cl-backend').textContent === 'reference loop');
    await begin(page);
    const gap = await longestGap(page);
    expect(gap < 700, `${gap} ms without a frame`);
    await page.click('#output .cl-status .cl-link');
    await expectArrived(page);
    await page.close();
    return `${Math.round(gap)} ms between two frames at most`;
  });

  await report.test('WebGL2 draws what is large in tiles: the page has its turn, and it is cancelled too', async () => {
    const { page, problems } = await openLong(browser, server, { backend: 'webgl2' });
    await begin(page, '2');
    const gap = await longestGap(page);
    expect(gap < 1000, `${gap} ms without a frame`);
    await page.keyboard.press('Escape');
    await expectArrived(page);
    expect((await text(page, '.cl-backend')) === 'WebGL2', await text(page, '.cl-backend'));
    expect(problems.length === 0, problems.join('\n'));
    await page.close();
    return `${Math.round(gap)} ms between two frames at most`;
  });

  await report.test('a context that is lost while tiles are drawn: another computes it anew', async () => {
    const { page, problems } = await openLong(browser, server, { backend: 'webgl2', before: recordContexts });
    await begin(page, '3');
    await loseContexts(page);
    await page.waitForFunction(
      () => /\d m?s/.test(document.querySelector('#output .cl-status').textContent),
      undefined,
      {
        timeout: 60_000,
      },
    );
    const { wrong, tiles } = await page.evaluate((name) => {
      const payload = window.page.PAYLOADS[name]();
      payload.steps[0].stride = [3, 3];
      return window.page.checkPicture(document.getElementById('output'), payload, 0, 'viridis', false);
    }, LONG);
    expect(wrong.length === 0 && tiles > 0, `${tiles} maps, wrong: ${wrong.slice(0, 3).join(', ')}`);
    expect(problems.length === 0, problems.join('\n'));
    await page.close();
    return `${tiles} maps`;
  });

  await report.test('plain JavaScript lets the page have its turn, and is cancelled too', async () => {
    const { page } = await openLong(browser, server, { backend: 'cpu' });
    await begin(page);
    const gap = await longestGap(page);
    expect(gap < 2000, `${gap} ms without a frame`);
    await page.keyboard.press('Escape');
    await expectArrived(page);
    await page.close();
    return `${Math.round(gap)} ms between two frames at most`;
  });

  await report.test('an output that goes ends its computation, and the others have their turn', async () => {
    const { page } = await openLong(browser, server);
    await begin(page);
    await page.evaluate(() => window.renderer.disposeOutputItem('output'));
    const start = Date.now();
    await show(page, 'grouped', 'other');
    const took = Date.now() - start;
    expect(took < 1500, `${took} ms`);
    await page.close();
    return `${took} ms`;
  });

  await report.test('in Chinese', async () => {
    const { page } = await openPage(browser, server, { backend: 'webasm', locale: 'zh-CN' });
    await page.evaluate(() =>
      window.page.show(window.renderer, 'output', window.page.PAYLOADS['one layer that takes long']()),
    );
    await page.click('#output .cl-message button');
    await page.waitForSelector('#output .cl-status .cl-link');
    const line = await text(page, '.cl-status');
    expect(line === '正在计算…取消', line);
    expect((await heard(page)) === '需要一些时间。按 Escape 取消。', await heard(page));
    await page.close();
  });
}
