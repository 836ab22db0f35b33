// The GPU context: one for all outputs, and what happens without one.
import { expect } from '../report.mjs';
import { openPage } from '../browser.mjs';
import { painted, show } from './rendering.mjs';

/** Runs in the page ahead of everything: remembers the WebGL2 contexts that are made. */
function recordContexts() {
  const original = HTMLCanvasElement.prototype.getContext;
  window.contexts = [];
  HTMLCanvasElement.prototype.getContext = function (type, ...rest) {
    const context = original.call(this, type, ...rest);
    if (type === 'webgl2' && context) window.contexts.push(context);
    return context;
  };
}

/** Runs in the page ahead of everything: a browser without WebGL2. */
export function withoutWebGl2() {
  const original = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (type, ...rest) {
    return type === 'webgl2' || type === 'webgl' ? null : original.call(this, type, ...rest);
  };
}

const status = (page, id = 'output') => page.textContent(`#${id} .cl-status`);

export async function contextCases(report, browser, server) {
  await report.test('twenty outputs share one context', async () => {
    const { page } = await openPage(browser, server, { before: recordContexts, backend: 'webgl2' });
    for (let i = 0; i < 20; i++) await show(page, i % 2 ? 'grouped' : 'depthwise example', `output${i}`);
    // gpu.js makes one context of its own, once, to see what the browser can do.
    const count = await page.evaluate(() => new Set(window.contexts).size);
    expect(count <= 2, `${count} contexts`);
    await page.close();
    return `${count} contexts with gpu.js's own probe`;
  });

  await report.test('a lost context: the next computation goes on without it and says so', async () => {
    const { page } = await openPage(browser, server, { before: recordContexts, backend: 'webgl2' });
    await show(page, 'depthwise example');
    expect((await status(page)).includes('WebGL2'), await status(page));
    await page.evaluate(() => {
      for (const context of window.contexts) context.getExtension('WEBGL_lose_context')?.loseContext();
    });
    await page.waitForTimeout(100);
    await page.selectOption('#output .cl-choice:has-text("Batch item") select', '1');
    await page.waitForFunction(() => document.querySelector('#output .cl-status').textContent.includes('WebAssembly'));
    expect((await status(page)).includes('WebGL2 is not used: Its context was lost.'), await status(page));
    await page.close();
  });

  await report.test('without WebGL2 another backend of gpu.js computes and the view says so', async () => {
    const { page } = await openPage(browser, server, { before: withoutWebGl2, backend: 'webgl2' });
    await show(page, 'grouped');
    const line = await status(page);
    expect(line.includes('WebAssembly') && line.includes('WebGL2 is not used'), line);
    const picture = await page.evaluate(() =>
      window.page.checkPicture(document.getElementById('output'), window.page.PAYLOADS.grouped(), 0, 'viridis', false),
    );
    expect(picture.wrong.length === 0 && picture.tiles >= 20, JSON.stringify(picture.wrong.slice(0, 3)));
    await page.close();
  });

  await report.test('an output that is rendered again replaces the one before', async () => {
    const { page } = await openPage(browser, server);
    await show(page, 'grouped');
    await show(page, 'full');
    await painted(page);
    expect((await page.$$('.cl-root')).length === 1, 'one view');
    await page.evaluate(() => window.renderer.disposeOutputItem());
    expect((await page.$$('.cl-root')).length === 0, 'none after all were disposed of');
    await page.close();
  });
}
