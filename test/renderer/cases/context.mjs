// The GPU context: one for all outputs, and what happens without one.
import { expect } from '../report.mjs';
import { openPage } from '../browser.mjs';
import { painted, show } from './rendering.mjs';

/** Runs in the page ahead of everything: remembers the WebGL2 contexts that are made. */
export function recordContexts() {
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

/** Takes every context away; gives how many were made so far. */
export async function loseContexts(page) {
  const count = await page.evaluate(() => {
    for (const context of window.contexts) context.getExtension('WEBGL_lose_context')?.loseContext();
    return window.contexts.length;
  });
  await page.waitForTimeout(100);
  return count;
}

/** An output of two batch items, and how many maps it has. */
const TWO_ITEMS = ['one axis', 15];

/** Waits until a batch item of it is painted as the reference has it. */
async function expectItem(page, item) {
  let picture;
  for (const end = Date.now() + 15_000; Date.now() < end; await page.waitForTimeout(50)) {
    picture = await page.evaluate(
      ([name, i]) => {
        const payload = window.page.PAYLOADS[name]();
        return window.page.checkPicture(document.getElementById('output'), payload, i, 'viridis', false);
      },
      [TWO_ITEMS[0], item],
    );
    if (picture.wrong.length === 0 && picture.tiles === TWO_ITEMS[1]) return;
  }
  throw new Error(JSON.stringify(picture.wrong.slice(0, 3)));
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

  await report.test('a lost context: the next computation has another, and the numbers are right', async () => {
    const { page, problems } = await openPage(browser, server, { before: recordContexts, backend: 'webgl2' });
    await show(page, TWO_ITEMS[0]);
    expect((await status(page)).includes('WebGL2'), await status(page));
    for (const item of ['1', '0']) {
      const before = await loseContexts(page);
      await page.selectOption('#output .cl-choice:has-text("Batch item") select', item);
      await page.waitForFunction((count) => window.contexts.length > count, before);
      await expectItem(page, Number(item));
      const line = await status(page);
      expect(line.includes('WebGL2') && !line.includes('not used'), line);
    }
    expect(problems.length === 0, problems.join('\n'));
    await page.close();
  });

  await report.test('contexts that are lost at work: another backend goes on, and a click tries again', async () => {
    const { page } = await openPage(browser, server, { before: recordContexts, backend: 'webgl2' });
    await show(page, TWO_ITEMS[0]);
    await page.evaluate(() => {
      // Everything that is drawn from now on costs the context.
      const draw = WebGL2RenderingContext.prototype.drawArrays;
      window.heal = () => (WebGL2RenderingContext.prototype.drawArrays = draw);
      WebGL2RenderingContext.prototype.drawArrays = function (...args) {
        this.getExtension('WEBGL_lose_context').loseContext();
        return draw.apply(this, args);
      };
    });
    await page.selectOption('#output .cl-choice:has-text("Batch item") select', '1');
    await page.waitForFunction(() => document.querySelector('#output .cl-status').textContent.includes('WebAssembly'));
    expect((await status(page)).includes('WebGL2 is not used'), await status(page));
    await expectItem(page, 1);
    await page.evaluate(() => window.heal());
    await page.click('#output .cl-backend');
    await page.click('#output .cl-backends button[aria-label="Compute on WebGL2"]');
    // Until it has computed, the line names WebGL2 as what is not used.
    await page.waitForFunction(() => {
      const line = document.querySelector('#output .cl-status').textContent;
      return line.includes('WebGL2') && !line.includes('not used');
    });
    await expectItem(page, 1);
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

  await report.test('what one backend cannot hold another computes, and that one goes on with the rest', async () => {
    const tiny = () => {
      const parameter = WebGL2RenderingContext.prototype.getParameter;
      WebGL2RenderingContext.prototype.getParameter = function (name) {
        return name === this.MAX_TEXTURE_SIZE ? 64 : parameter.call(this, name);
      };
    };
    const { page, problems } = await openPage(browser, server, { before: tiny, backend: 'webgl2' });
    await show(page, 'hundreds of large maps');
    const line = await status(page);
    const why = 'WebGL2 is not used: 64 × 114 × 114 texels do not fit a texture of at most 64 × 64.';
    expect(line.includes('WebAssembly') && line.includes(why), line);
    await show(page, 'grouped');
    expect((await status(page)).startsWith('WebGL2') && !(await status(page)).includes('not used'), await status(page));
    expect(problems.length === 0, problems.join('\n'));
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

/** The same for WebGPU, in a browser that has it. */
export async function deviceCases(report, browser, server) {
  await report.test('a lost WebGPU device: the next computation has another, and the numbers are right', async () => {
    const recordDevices = () => {
      if (!window.GPUAdapter) return;
      const request = GPUAdapter.prototype.requestDevice;
      window.devices = [];
      GPUAdapter.prototype.requestDevice = async function (...args) {
        const device = await request.apply(this, args);
        window.devices.push(device);
        return device;
      };
    };
    const { page } = await openPage(browser, server, { before: recordDevices, backend: 'webgpu' });
    await show(page, TWO_ITEMS[0]);
    expect((await status(page)).includes('WebGPU'), await status(page));
    for (const item of ['1', '0']) {
      const before = await page.evaluate(async () => {
        for (const device of window.devices) device.destroy();
        await Promise.all(window.devices.map((device) => device.lost));
        return window.devices.length;
      });
      await page.selectOption('#output .cl-choice:has-text("Batch item") select', item);
      await page.waitForFunction((count) => window.devices.length > count, before, { timeout: 20_000 });
      await expectItem(page, Number(item));
      const line = await status(page);
      expect(line.includes('WebGPU') && !line.includes('not used'), line);
    }
    await page.close();
  });

  await report.test('outputs that come and go leave nothing behind', async () => {
    const { page } = await openPage(browser, server, { backend: 'webgl2' });
    const devtools = await page.context().newCDPSession(page);
    // No handle of an element may be held here: what is counted would stay because of it.
    const run = (name) =>
      page.evaluate(async (n) => {
        window.renderer.disposeOutputItem('output');
        await window.page.show(window.renderer, 'output', window.page.PAYLOADS[n]());
        while (!document.querySelector('#output .cl-trust')) await new Promise((resolve) => setTimeout(resolve, 20));
      }, name);
    const counts = [];
    for (let round = 0; round < 4; round++) {
      for (const name of ['many maps', 'what follows', 'full']) await run(name);
      await devtools.send('HeapProfiler.collectGarbage');
      const { nodes, jsEventListeners } = await devtools.send('Memory.getDOMCounters');
      counts.push(`${nodes} nodes, ${jsEventListeners} listeners`);
    }
    expect(counts[3] === counts[1], counts.join('; '));
    await page.close();
    return counts[3];
  });
}
