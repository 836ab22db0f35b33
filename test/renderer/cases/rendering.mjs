// Outputs as they are shown: pixels read back from the canvases, texts, keyboard, messages.
import { expect } from '../report.mjs';
import { openPage } from '../browser.mjs';

/** Shows a payload by name and waits until its maps are painted. */
export async function show(page, name, id = 'output') {
  await page.evaluate(([n, i]) => window.page.show(window.renderer, i, window.page.PAYLOADS[n]()), [name, id]);
  await painted(page, id);
}

/** Waits until an output names its backend and the frame after that was drawn. */
export async function painted(page, id = 'output') {
  await page.waitForSelector(`#${id} .cl-backend`, { timeout: 20_000 });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

const text = (page, selector) => page.textContent(`#output ${selector}`);

/** The text of an element once it is what is expected, or what it is after two seconds: what is read follows the pointer at the pace of reading. */
async function textWith(page, selector, expected) {
  let seen = '';
  for (const end = Date.now() + 2000; Date.now() < end; await page.waitForTimeout(20)) {
    seen = await text(page, selector);
    if (seen.includes(expected)) break;
  }
  return seen;
}

const check = (page, name, { item = 0, scale = 'viridis', all = false, kinds = ['input', 'kernel', 'output'] } = {}) =>
  page.evaluate(
    ([n, i, s, a, k]) =>
      window.page.checkPicture(document.getElementById('output'), window.page.PAYLOADS[n](), i, s, a, k),
    [name, item, scale, all, kinds],
  );

function expectPicture(report, least) {
  expect(report.wrong.length === 0, `${report.wrong.length} wrong pixels, first: ${report.wrong[0]}`);
  expect(report.tiles >= least, `${report.tiles} maps were painted, at least ${least} were expected`);
  return `${report.tiles} maps, ${report.pixels} numbers compared`;
}

const PICTURES = [
  ['depthwise example', 27],
  ['depthwise picture', 27],
  ['grouped', 20],
  ['full', 19],
  ['one by one', 7],
  ['no input channels', 2],
  ['nan and infinities', 10],
  ['one axis', 15],
  ['three axes', 3],
  ['transposed', 7],
  ['two steps', 27],
];

export async function renderingCases(report, browser, server) {
  await report.test('gpu.js is loaded only when something is to be computed', async () => {
    server.requests.length = 0;
    const { page } = await openPage(browser, server);
    await page.evaluate(() => window.page.show(window.renderer, 'output', window.page.REFUSED['no steps'].data));
    await page.waitForSelector('#output .cl-message');
    const chunks = () =>
      server.requests.filter((path) => /^\/dist\/renderer\..+\.js$/.test(path) && path !== '/dist/renderer.js');
    expect(chunks().length === 0, `loaded before: ${chunks()}`);
    await show(page, 'grouped');
    expect(chunks().length > 0, 'no chunk was loaded');
    await page.close();
  });

  await report.test('small maps are painted before gpu.js is there', async () => {
    const { page } = await openPage(browser, server);
    let release;
    const held = new Promise((resolve) => (release = resolve));
    await page.route('**/renderer.*.js', async (route) => {
      await held;
      await route.continue();
    });
    await page.evaluate(() => window.page.show(window.renderer, 'output', window.page.PAYLOADS.grouped()));
    await page.waitForFunction(() =>
      document.querySelector('#output .cl-status').textContent.includes('reference loop'),
    );
    await page.waitForTimeout(300);
    const remark = expectPicture(await check(page, 'grouped'), 20);
    release();
    await painted(page);
    await page.close();
    return remark;
  });

  await report.test(
    'of large maps inputs, kernels and the first outputs are painted before gpu.js is there, and nothing moves when all come',
    async () => {
      const { page } = await openPage(browser, server, { width: 1100 });
      let release;
      const held = new Promise((resolve) => (release = resolve));
      await page.route('**/renderer.gpujs.js', async (route) => {
        await held;
        await route.continue();
      });
      const places = () =>
        page.$$eval('#output .cl-tile, #output .cl-label, #output .cl-frame', (elements) =>
          elements.map((element) => {
            const { x, y, width, height } = element.getBoundingClientRect();
            return [x, y, width, height].join();
          }),
        );
      await page.evaluate(() =>
        window.page.show(window.renderer, 'output', window.page.PAYLOADS['hundreds of large maps']()),
      );
      await page.waitForFunction(() => document.querySelector('#output .cl-band canvas'));
      const early = await check(page, 'hundreds of large maps', { kinds: ['input', 'kernel'] });
      const remark = expectPicture(early, 20);
      const status = await text(page, '.cl-status');
      expect(status.includes('The first maps by the float64 reference loop'), status);
      const isPainted = await page.evaluate(() => {
        const [tile, canvas] = ['.cl-tile-output', '.cl-band canvas'].map((one) => document.querySelector(one));
        const [at, box] = [tile, canvas].map((one) => one.getBoundingClientRect());
        return canvas.getContext('2d').getImageData(at.x - box.x + 2, at.y - box.y + 2, 1, 1).data[3] > 0;
      });
      expect(isPainted, 'the first output map is not painted');
      const before = await places();
      release();
      await painted(page);
      const after = await places();
      expect(before.length > 100 && before.join(';') === after.join(';'), `${before.length} elements, some moved`);
      expectPicture(await check(page, 'hundreds of large maps'), 40);
      await page.close();
      return remark;
    },
  );

  for (const [name, least] of PICTURES) {
    await report.test(`picture: ${name}`, async () => {
      const { page, problems } = await openPage(browser, server);
      await show(page, name);
      const remark = expectPicture(await check(page, name), least);
      expect(problems.length === 0, problems.join('\n'));
      await page.close();
      return remark;
    });
  }

  const { page, problems } = await openPage(browser, server);
  await show(page, 'depthwise example');

  await report.test('header: shapes in the framework’s order, channels, backend, difference', async () => {
    await page.waitForSelector('#output .cl-trust');
    const header = await text(page, '.cl-header');
    const status = await text(page, '.cl-status');
    expect(header.includes('(2, 13, 13, 3) → (2, 13, 13, 12)'), header);
    expect(header.includes('channels 3 → 12 = 3 × 4'), header);
    expect(/WebGL2|WebGPU|WebAssembly/.test(status) && status.includes('difference to the float64 reference'), status);
  });

  await report.test('pointing at the middle of each map reads 2, 2.1, 2.2, 2.3, 3, … 4.3', async () => {
    const seen = [];
    const expected = '2 2.1 2.2 2.3 3 3.1 3.2 3.3 4 4.1 4.2 4.3'.split(' ');
    const boxes = await page.$$('#output .cl-tile-output');
    for (const [i, box] of boxes.entries()) {
      const { x, y, width, height } = await box.boundingBox();
      await page.mouse.move(x + width / 2, y + height / 2);
      await textWith(page, '.cl-readout', `output ${i} [6, 6]`);
      seen.push(await text(page, '.cl-readout strong'));
    }
    expect(seen.join(' ') === expected.join(' '), seen.join(' '));
    const readout = await text(page, '.cl-readout');
    expect(readout.includes('output 11 [6, 6]') && readout.includes('from input 2, its kernel 3'), readout);
    expect(readout.includes('reads rows 4 … 8, columns 4 … 8'), readout);
    const fields = await page.getAttribute('#output .cl-line-of', 'd');
    expect(fields.match(/M/g).length === 1, `one receptive field on the one input that is read: ${fields}`);
    const dimmed = await page.$$('#output .cl-tile-input.cl-dimmed');
    expect(dimmed.length === 2, `the two inputs that take no part are dimmed, not ${dimmed.length}`);
  });

  await report.test('arrow keys move between maps and, with Shift, between pixels', async () => {
    await page.mouse.move(0, 0);
    await page.focus('#output .cl-atlas');
    const leads = async (key, place, what) => {
      await page.keyboard.press(key);
      const seen = await textWith(page, '.cl-readout', place);
      expect(seen.includes(place), `${what}, not to ${seen}`);
    };
    await leads('ArrowRight', 'output 0 [6, 6]', 'the first key leads to the first output');
    await leads('ArrowRight', 'output 1 [6, 6]', 'right leads to the next map');
    await leads('Shift+ArrowDown', 'output 1 [7, 6]', 'Shift moves by a pixel');
    await leads('ArrowDown', 'output 5 [7, 6]', 'down leads to the map below');
  });

  await report.test('another batch item and another colour scale are painted', async () => {
    await page.selectOption('#output .cl-choice:has-text("Batch item") select', '1');
    await page.selectOption('#output .cl-choice:has-text("Colours") select', 'diverging');
    await painted(page);
    await page.waitForTimeout(100);
    const remark = expectPicture(await check(page, 'depthwise example', { item: 1, scale: 'diverging' }), 27);
    expect(problems.length === 0, problems.join('\n'));
    return remark;
  });
  await page.close();

  await report.test('several steps: each with its own shape and maps', async () => {
    const { page: steps } = await openPage(browser, server);
    await show(steps, 'two steps');
    await steps.click('#output .cl-layer:nth-child(2)');
    await steps.waitForFunction(() =>
      document.querySelector('#output .cl-shape')?.textContent.includes('(1, 8, 48, 48)'),
    );
    await painted(steps);
    expect((await steps.$$('#output .cl-tile-output')).length === 8, 'eight maps of the second step');
    await steps.close();
  });

  await report.test('of long names of layers the end stays in sight: it is what tells them apart', async () => {
    const { page: narrow } = await openPage(browser, server, { width: 420 });
    await narrow.evaluate(() => {
      const payload = window.page.PAYLOADS['two steps']();
      for (const step of payload.steps) step.name = `backbone.layer1.0.downsample.block.${step.name}`;
      return window.page.show(window.renderer, 'output', payload);
    });
    await painted(narrow);
    const names = await narrow.$$eval('#output .cl-layer-name', (cells) =>
      cells.map((cell) => {
        const [box, name] = [cell, cell.firstElementChild].map((element) => element.getBoundingClientRect());
        return { isCut: name.width > box.width, endsInside: name.right <= box.right + 1 };
      }),
    );
    expect(names.length === 2 && names.every(({ isCut, endsInside }) => isCut && endsInside), JSON.stringify(names));
    await narrow.close();
  });

  await report.test('beside another editor, two hundred pixels wide, nothing of an output is cut off', async () => {
    const { page: slim } = await openPage(browser, server, { width: 240 });
    for (const name of ['depthwise picture', 'grouped', 'full']) {
      await show(slim, name);
      const cut = await slim.$$eval('#output .cl-root, #output .cl-root *', (elements) => {
        const { right } = document.getElementById('output').getBoundingClientRect();
        return elements
          .filter((element) => element.getBoundingClientRect().right > right + 1)
          .map(({ className }) => className);
      });
      expect(cut.length === 0, `${name}: ${cut.join(', ')}`);
    }
    await slim.close();
  });

  await report.test('of several layers those that can be shown are; of the others it is said why not', async () => {
    const { page: layers, problems: thrown } = await openPage(browser, server);
    await show(layers, 'one layer too large');
    const listed = await layers.$$eval('#output .cl-layer-shape', (shapes) => shapes.map((shape) => shape.textContent));
    expect(listed.join('; ') === 'too large; no input; → (1, 12, 48, 48); → (1, 8, 48, 48)', listed.join('; '));
    expect((await layers.$$('#output .cl-tile-output')).length === 12, 'the first that can be shown is');
    await layers.click('#output .cl-layer:nth-child(1)');
    const why = await layers.textContent('#output .cl-message');
    expect(why.includes('This layer is too large to show') && why.includes('(1, 12, 18046, 18046)'), why);
    expect((await layers.$$('#output .cl-atlas')).length === 0, 'maps of a layer that has none');
    await layers.focus('#output .cl-layer-list');
    for (let i = 0; i < 3; i++) await layers.keyboard.press('ArrowDown');
    await layers.waitForFunction(() => document.querySelectorAll('#output .cl-tile-output').length === 8);
    expect(thrown.length === 0, thrown.join('\n'));
    await layers.close();
  });

  await report.test('a layer that takes long is computed where somebody asks for it', async () => {
    const { page: long, problems: thrown } = await openPage(browser, server);
    const payload = 'one layer that takes long';
    await long.evaluate((name) => window.page.show(window.renderer, 'output', window.page.PAYLOADS[name]()), payload);
    await long.waitForSelector('#output .cl-message');
    const listed = await long.$$eval('#output .cl-layer-shape', (shapes) => shapes.map((shape) => shape.textContent));
    expect(listed.join('; ') === 'takes long; no input', listed.join('; '));
    await long.click('#output .cl-layer:nth-child(2)');
    expect((await long.textContent('#output .cl-message')).includes('Layer 1, whose maps it reads'), 'why it has none');
    await long.click('#output .cl-message button');
    await long.waitForFunction(() => !document.querySelector('#output .cl-message'));
    expect((await long.$$('#output .cl-tile-output')).length === 4, 'the maps have their places');
    expect(thrown.length === 0, thrown.join('\n'));
    await long.close();
  });

  await report.test('512 maps: first some, then all; only those near the window have a canvas', async () => {
    const { page: many, problems: trouble } = await openPage(browser, server);
    const start = Date.now();
    await show(many, 'many maps');
    const first = Date.now() - start;
    const tiles = () => many.getAttribute('#output .cl-tile', 'aria-setsize');
    expect((await tiles()) === '240', `the first 96 maps with 48 inputs and 96 kernels, not ${await tiles()}`);
    await many.click('#output .cl-button');
    await many.waitForSelector('#output .cl-tile[aria-setsize="1280"]');
    await many.waitForTimeout(200);
    const elements = (await many.$$('#output .cl-tile')).length;
    expect(elements < 640, `${elements} elements for 1,280 maps`);
    const canvases = (await many.$$('#output canvas')).length;
    const bands = (await many.$$('#output .cl-band')).length;
    expect(canvases < bands, `${canvases} canvases for ${bands} bands`);
    await many.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    await many.waitForTimeout(300);
    const remark = expectPicture(await check(many, 'many maps', { all: true }), 100);
    expect(trouble.length === 0, trouble.join('\n'));
    await many.close();
    return `${remark}, first painted after ${first} ms`;
  });

  await report.test('on a fine screen reduced maps show more of themselves, and others are as they were', async () => {
    const { page: fine } = await openPage(browser, server, { scale: 2 });
    const bands = async (name) => {
      await show(fine, name);
      return fine.$$eval('#output .cl-band canvas', (canvases) =>
        canvases.map((canvas) => {
          const { width, height } = canvas.getBoundingClientRect();
          const tile = document.querySelector('#output .cl-tile-output').getBoundingClientRect();
          return { density: [canvas.width / width, canvas.height / height], tile: tile.width };
        }),
      );
    };
    const [reduced] = await bands('hundreds of large maps');
    expect(reduced.density.join() === '2,2' && reduced.tile < 112, JSON.stringify(reduced));
    const dense = await check(fine, 'hundreds of large maps');
    expect(dense.wrong.length === 0 && dense.tiles > 0, `${dense.wrong.length}: ${dense.wrong[0]}`);
    const [small] = await bands('grouped');
    expect(small.density.join() === '1,1', JSON.stringify(small));
    const picture = await check(fine, 'grouped');
    expect(picture.wrong.length === 0, picture.wrong[0]);
    await fine.close();
  });

  await report.test('a huge map is reduced, not cut', async () => {
    const { page: huge } = await openPage(browser, server);
    await show(huge, 'huge map');
    const { width, height } = await (await huge.$('#output .cl-tile-output')).boundingBox();
    expect(width <= 900 && height > 100, `${width} × ${height}`);
    expect(Math.abs(width / height - 4 / 3) < 0.02, `the sides keep their ratio: ${width} × ${height}`);
    await huge.close();
  });

  await report.test('NaN and infinities are counted in the legend', async () => {
    const { page: odd } = await openPage(browser, server);
    await show(odd, 'nan and infinities');
    const legend = await odd.textContent('#output .cl-scale');
    expect(/\d+ NaN or ∞/.test(legend), legend);
    await odd.close();
  });

  await report.test('nothing moves when the result arrives', async () => {
    const { page: still } = await openPage(browser, server);
    const height = (p) => p.evaluate(() => document.querySelector('#output .cl-root').getBoundingClientRect().height);
    await still.evaluate(() => window.page.show(window.renderer, 'output', window.page.PAYLOADS.grouped()));
    const before = await height(still);
    await painted(still);
    const after = await height(still);
    expect(before === after, `${before} before, ${after} after`);
    await still.close();
  });
}

export async function messageCases(report, browser, server) {
  const { page, problems } = await openPage(browser, server);
  const names = await page.evaluate(() => Object.keys(window.page.REFUSED));
  for (const name of names) {
    await report.test(`message instead of maps: ${name}`, async () => {
      await page.evaluate((n) => window.page.show(window.renderer, 'output', window.page.REFUSED[n].data), name);
      await page.waitForSelector('#output .cl-message');
      const message = await page.textContent('#output .cl-message');
      const says = await page.evaluate((n) => window.page.REFUSED[n].says, name);
      expect(message.includes(says), `“${message}” does not say “${says}”`);
      await page.evaluate(() => window.renderer.disposeOutputItem('output'));
    });
  }
  await report.test('message instead of maps: what is not JSON', async () => {
    await page.evaluate(() => {
      const json = () => JSON.parse('{');
      return window.renderer.renderOutputItem({ id: 'output', json }, document.getElementById('output'));
    });
    expect((await page.textContent('#output .cl-message')).includes('not JSON'), 'says that it is not JSON');
  });
  await report.test('refused outputs leave no error in the console', () => {
    expect(problems.length === 0, problems.join('\n'));
  });
  await page.close();
}
