// What a person tries out: settings, kernels, another input, undoing; and that the maps are those of what stands there.
import { encode } from 'fast-png';
import { expect } from '../report.mjs';
import { openPage } from '../browser.mjs';
import { withoutWebGl2 } from './context.mjs';
import { painted, show } from './rendering.mjs';

const text = (page, selector) => page.textContent(`#output ${selector}`);

/** Opens the experiment of an output that is shown. */
export async function openExperiment(page) {
  await page.click('#output .cl-disclosure');
  await page.waitForSelector('#output .cl-panel');
}

const field = (label) => `#output :is(input, select, button)[aria-label="${label}"]`;

/** Waits until the header shows an output shape. */
const shapeIs = (page, shape) =>
  page.waitForFunction((wanted) => document.querySelector('#output .cl-shape strong').textContent === wanted, shape);

/** Waits until the canvases show a payload: the one of that name, changed by `change`. */
async function pictureIs(page, name, change) {
  const check = () =>
    page.evaluate(
      ([n, code]) => {
        const payload = window.page.PAYLOADS[n]();
        new Function('payload', code)(payload);
        return window.page.checkPicture(document.getElementById('output'), payload, 0, 'viridis', false);
      },
      [name, change],
    );
  for (let attempt = 0; ; attempt++) {
    const { wrong, tiles, pixels } = await check();
    if (wrong.length === 0 && pixels > 0) return `${tiles} maps, ${pixels} numbers compared`;
    if (attempt === 20) throw new Error(`${wrong.length} wrong pixels, first: ${wrong[0]}`);
    await page.waitForTimeout(100);
  }
}

async function read(page, index) {
  const map = await (await page.$$('#output .cl-tile-output'))[index].boundingBox();
  await page.mouse.move(map.x + map.width / 2, map.y + map.height / 2);
  // What is read follows the pointer at the pace of reading.
  await page.waitForTimeout(200);
  return text(page, '.cl-readout strong');
}

export async function experimentCases(report, browser, server) {
  // One page for all: what is tested is not what computes, and loading it takes longer than all the rest. It is so high
  // that the maps below the panel are in sight, and so painted and within reach of the pointer.
  const { page, problems } = await openPage(browser, server, { height: 1900, before: withoutWebGl2 });
  page.setDefaultTimeout(20_000);
  let outputs = 0;
  /** Shows a payload that no other test has changed. */
  const present = async (name) => {
    await page.evaluate(
      ([n, title]) => {
        window.renderer.disposeOutputItem();
        const payload = { ...window.page.PAYLOADS[n](), title };
        return window.page.show(window.renderer, 'output', payload);
      },
      [name, `example ${++outputs}`],
    );
    await painted(page);
  };

  await report.test('experiment: closed at first, its code loaded when it is opened', async () => {
    await present('grouped');
    expect((await page.$$('#output .cl-panel')).length === 0, 'closed');
    expect(!server.requests.includes('/dist/renderer.experiment.js'), 'not loaded before');
    await openExperiment(page);
    expect(server.requests.includes('/dist/renderer.experiment.js'), 'loaded');
  });

  await report.test('experiment: another stride and padding, with shape, arithmetic and maps', async () => {
    await present('grouped');
    await openExperiment(page);
    await page.fill(field('stride'), '2');
    await page.fill(field('padding'), '0');
    await shapeIs(page, '(1, 12, 6, 6)');
    const arithmetic = await text(page, '.cl-outcome');
    expect(arithmetic.includes('⌊(14 + 2·0 − 1·(3 − 1) − 1) / 2⌋ + 1 = 6'), arithmetic);
    const remark = await pictureIs(
      page,
      'grouped',
      'payload.steps[0].stride = [2, 2]; payload.steps[0].padding = [[0, 0], [0, 0]];',
    );
    return remark;
  });

  await report.test('experiment: what does not fit says why, and the maps stay', async () => {
    await present('grouped');
    await openExperiment(page);
    await page.fill(field('groups'), '3');
    await page.waitForSelector('#output .cl-refused');
    const words = await text(page, '.cl-refused');
    expect(/groups/.test(words) && /8/.test(words), words);
    expect((await page.getAttribute(field('groups'), 'aria-invalid')) === 'true', 'the field is marked');
    expect((await page.getAttribute(field('stride'), 'aria-invalid')) === 'false', 'the others are not');
    await shapeIs(page, '(1, 12, 14, 14)');
    const remark = await pictureIs(page, 'grouped', '');
    await page.fill(field('groups'), '2');
    await page.waitForFunction(() => !document.querySelector('#output .cl-refused'));
    return remark;
  });

  await report.test('experiment: nothing is called otherwise or moves aside while something is tried out', async () => {
    await present('depthwise picture');
    await openExperiment(page);
    const kernels = async () => (await page.$('#output .cl-thumbnails')).evaluate((it) => it.getBoundingClientRect().x);
    const before = await kernels();
    for (const split of await page.$$('#output .cl-field-row .cl-link:has-text("per")')) await split.click();
    await page.$eval('#output .cl-atlas', async (place) => {
      const canvas = new OffscreenCanvas(9, 9);
      canvas.getContext('2d');
      const files = new DataTransfer();
      files.items.add(new File([await canvas.convertToBlob()], `${'a long name '.repeat(9)}.png`));
      place.dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true }));
    });
    await page.waitForFunction(() => document.querySelector('#output .cl-chosen-input select').value === 'picture');
    expect((await kernels()) === before, `the kernels stood at ${before} and stand at ${await kernels()}`);
    await page.fill(field('dilation, H'), '99');
    await page.waitForSelector('#output .cl-refused');
    expect(await page.$(field('channel multiplier')), 'it is depthwise still');
  });

  await report.test('experiment: what is too large says so before anything is made, and is undone', async () => {
    await present('grouped');
    await openExperiment(page);
    const refused = (words) =>
      page.waitForFunction((text) => document.querySelector('#output .cl-refused')?.textContent.includes(text), words);
    await page.fill(field('padding'), '999999999');
    await refused('The output (1, 12, 2000000010, 2000000010) would hold');
    await page.fill(field('padding'), '1');
    await page.fill(field('output channels'), '-12');
    await refused('out_channels=−12 must be positive');
    await page.click('#output .cl-link:has-text("Reset")');
    await page.fill(field('size'), '100000');
    await refused('(1, 8, 100000, 100000) would hold');
    return pictureIs(page, 'grouped', '');
  });

  await report.test('experiment: one weight among twelve siblings changes one map', async () => {
    await present('depthwise example');
    await openExperiment(page);
    await page.click(field('kernel of output 5'));
    await page.fill(field('weight row 2, column 2'), '9.5');
    await page.waitForFunction(() => document.querySelector('#output .cl-scale').textContent.includes('9.5'));
    await painted(page);
    const seen = [];
    for (let map = 0; map < 12; map++) seen.push(await read(page, map));
    expect(seen.join(' ') === '2 2.1 2.2 2.3 3 9.5 3.2 3.3 4 4.1 4.2 4.3', seen.join(' '));
  });

  await report.test('experiment: presets, undone and made again with the keyboard', async () => {
    await present('depthwise example');
    await openExperiment(page);
    await page.selectOption(field('Kernels that a preset is put into'), 'all');
    await page.click('#output .cl-chip-button:has-text("Identity")');
    const middle = field('weight row 2, column 2');
    const weightIs = (value) =>
      page.waitForFunction(([at, wanted]) => document.querySelector(at).value === wanted, [middle, value]);
    await weightIs('1');
    await page.click('#output .cl-chip-button:has-text("Box blur")');
    await weightIs('0.04');
    await page.keyboard.press('Control+z');
    await weightIs('1');
    await page.keyboard.press('Control+z');
    await weightIs('2');
    await page.keyboard.press('Control+Shift+z');
    await weightIs('1');
    await page.click('#output .cl-link:has-text("Reset")');
    await weightIs('2');
    const remark = await pictureIs(page, 'depthwise example', '');
    return remark;
  });

  await report.test('experiment: a pattern, a photograph and an image file as input', async () => {
    await present('depthwise picture');
    await openExperiment(page);
    await page.selectOption(field('Input'), 'pattern ones');
    const remark = await pictureIs(
      page,
      'depthwise picture',
      "payload.tensors.x = { shape: [1, 3, 96, 96], init: { type: 'constant', value: 1 } };",
    );
    await page.selectOption(field('Input'), 'photograph cat');
    await page.waitForFunction((at) => document.querySelector(at).selectedOptions[0].text === 'Cat', field('Input'));
    const data = Uint8Array.from([255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255]);
    const buffer = Buffer.from(encode({ width: 2, height: 2, channels: 3, data }));
    await page.setInputFiles('#output input[type=file]', { name: 'white.png', mimeType: 'image/png', buffer });
    await pictureIs(
      page,
      'depthwise picture',
      "payload.tensors.x = { shape: [1, 3, 96, 96], init: { type: 'constant', value: 1 } };",
    );
    const text1 = Buffer.from('not an image');
    await page.setInputFiles('#output input[type=file]', { name: 'notes.png', mimeType: 'image/png', buffer: text1 });
    await page.waitForSelector('#output .cl-refused');
    expect((await text(page, '.cl-refused')).includes('notes.png'), 'the file is named');
    return remark;
  });

  await report.test(
    'experiment: an image file is dropped anywhere on the output, and what is none says so',
    async () => {
      await present('depthwise picture');
      const drag = (type, name, mime, bytes) =>
        page.$eval(
          '#output .cl-tile-input',
          (place, [kind, file, mimeType, data]) => {
            const files = new DataTransfer();
            files.items.add(new File([Uint8Array.from(data)], file, { type: mimeType }));
            const event = new DragEvent(kind, { dataTransfer: files, bubbles: true, cancelable: true });
            place.dispatchEvent(event);
            return event.defaultPrevented;
          },
          [type, name, mime, bytes],
        );
      const white = [...encode({ width: 2, height: 2, channels: 3, data: new Uint8Array(12).fill(255) })];
      // VS Code would open the file if its window heard of these.
      expect(await drag('dragenter', 'white.png', 'image/png', white), 'the file is welcome');
      expect(await drag('dragover', 'white.png', 'image/png', white), 'and stays so');
      await page.waitForSelector('#output .cl-over .cl-dropping');
      expect(await drag('drop', 'white.png', 'image/png', white), 'it is taken');
      const remark = await pictureIs(
        page,
        'depthwise picture',
        "payload.tensors.x = { shape: [1, 3, 96, 96], init: { type: 'constant', value: 1 } };",
      );
      expect((await page.$$('#output .cl-over')).length === 0, 'the mark is gone');
      await drag('drop', 'notes.txt', 'text/plain', [104, 105]);
      await page.waitForSelector('#output .cl-message');
      expect((await text(page, '.cl-message')).includes('notes.txt'), await text(page, '.cl-message'));
      await page.click('#output .cl-link:has-text("Undo")');
      await page.waitForFunction(() => !document.querySelector('#output .cl-message'));
      return remark;
    },
  );

  await report.test('experiment: of a kernel of eleven columns all numbers can be reached', async () => {
    await present('depthwise picture');
    await openExperiment(page);
    await page.fill(field('kernel size'), '11');
    await page.click('#output button:text("Gabor")');
    await page.click('#output .cl-tile-output', { force: true });
    await page.waitForFunction(() => document.querySelectorAll('#output .cl-written tr:first-child td').length === 33);
    const { last, edge } = await page.$eval('#output .cl-written', (written) => {
      written.focus();
      written.scrollLeft = written.scrollWidth;
      const cell = written.querySelector('tr:first-child td:last-child').getBoundingClientRect();
      return { last: cell.right, edge: document.activeElement === written && written.getBoundingClientRect().right };
    });
    expect(last <= edge + 1, `the last column ends at ${last}, what scrolls at ${edge}`);
  });

  await report.test('experiment: after fast changes the maps are those of the last', async () => {
    await present('depthwise example');
    await openExperiment(page);
    await page.focus(field('weight row 2, column 2'));
    for (let i = 0; i < 25; i++) await page.keyboard.press('ArrowUp');
    await page.waitForFunction(() => document.querySelector('#output .cl-scale').textContent.includes('4.5'));
    await painted(page);
    expect((await read(page, 0)) === '4.5', await read(page, 0));
  });

  await report.test('experiment: state survives running the cell again', async () => {
    await present('grouped');
    await openExperiment(page);
    await page.fill(field('stride'), '2');
    await shapeIs(page, '(1, 12, 7, 7)');
    await page.selectOption('#output .cl-choice:has-text("Colours") select', 'magma');
    await page.evaluate((title) => {
      window.renderer.disposeOutputItem('output');
      document.getElementById('output').remove();
      const payload = { ...window.page.PAYLOADS.grouped(), title };
      return window.page.show(window.renderer, 'again', payload);
    }, `example ${outputs}`);
    await painted(page, 'again');
    expect((await page.textContent('#again .cl-shape')).includes('(1, 12, 7, 7)'), 'the stride');
    const scale = await page.inputValue('#again .cl-choice:has-text("Colours") select');
    expect(scale === 'magma', scale);
  });

  await report.test('layers: chosen with the keyboard and stepped through, edits marked where they reach', async () => {
    await present('what follows');
    const shown = () => text(page, '.cl-header .cl-line');
    await page.focus('#output .cl-layer-list');
    await page.keyboard.press('End');
    await shapeIs(page, '(1, 12, 24, 24)');
    expect((await shown()).includes('MaxPool2d'), await shown());
    await page.keyboard.press('PageUp');
    await shapeIs(page, '(1, 12, 48, 48)');
    expect((await shown()).includes('ReLU'), await shown());
    await page.click('#output .cl-link:has-text("Next")');
    await shapeIs(page, '(1, 12, 24, 24)');
    await page.click('#output .cl-layer:nth-child(1)');
    await openExperiment(page);
    await page.fill(field('stride'), '2');
    const rows = () => page.$$eval('#output .cl-layer', (layers) => layers.map((layer) => layer.textContent));
    await page.waitForFunction(() => document.querySelector('#output .cl-layer').textContent.includes('24, 24'));
    const [first, , , last] = await rows();
    expect(
      first.includes('edited') && !last.includes('edited') && last.includes('(1, 12, 12, 12)'),
      `${first} ${last}`,
    );
    await page.fill(field('channel multiplier'), '3');
    await page.waitForFunction(() => document.querySelector('#output .cl-layer-list').textContent.includes('not fit'));
    await page.click('#output .cl-layer:nth-child(2)');
    const refusal = await text(page, '.cl-refused');
    expect(refusal.includes('9 channels'), refusal);
  });

  await report.test('backends: the chosen one computes what is shown, or says why it cannot', async () => {
    await present('grouped');
    await page.click('#output .cl-backend');
    const row = (name) => page.locator('#output .cl-backends tr', { hasText: name });
    const says = (selector, text) =>
      page.waitForFunction(
        ([css, words]) => document.querySelector(`#output ${css}`).textContent.includes(words),
        [selector, text],
      );
    const choose = (name) => row(name).locator('button').click();
    await choose('JavaScript');
    await says('.cl-backend', 'JavaScript');
    await says('.cl-status', 'max difference');
    const [state, ...times] = await row('JavaScript').locator('td').allTextContents();
    expect(times.length === 5 && times.slice(0, 4).every((time) => / (ms|s)\*?$/.test(time)), times.join(' | '));
    expect(state === 'shown', state);
    const remark = await pictureIs(page, 'grouped', '');
    await choose('WebGPU');
    await says('.cl-status', 'WebGPU is not used');
    await says('.cl-backends', 'WebGPU');
    expect((await row('WebGPU').textContent()).length > 40, 'the row says why');
    await choose('reference loop');
    await says('.cl-backend', 'reference loop');
    expect(
      (await row('reference').textContent()).includes('by definition'),
      'the reference differs from itself by nothing',
    );
    expect((await row('JavaScript').textContent()).includes('ms'), 'what was measured before stays');
    return remark;
  });

  await report.test('backends: another setting computes again what is shown', async () => {
    const { page: set } = await openPage(browser, server, { backend: 'cpu' });
    await show(set, 'grouped');
    const by = () => set.textContent('#output .cl-backend');
    expect((await by()) === 'JavaScript', await by());
    await set.evaluate(() => window.setBackend('webasm'));
    await set.waitForFunction(() => document.querySelector('#output .cl-backend').textContent === 'WebAssembly');
    await set.close();
  });

  await report.test('experiment: nothing was reported to the console', () => {
    expect(problems.length === 0, problems.join('\n'));
  });
  await page.close();
}
