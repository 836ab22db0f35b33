// The view in Chinese: walks what is shown and finds what is still in English.
import { expect } from '../report.mjs';
import { openPage } from '../browser.mjs';
import { show } from './rendering.mjs';

/** What is called the same in Chinese: names of things, units, keys, words of an API. */
const NAMES = [
  ...['gpu.js', 'WebGL2', 'WebGPU', 'WebAssembly', 'JavaScript', 'float64', 'Viridis', 'Magma', 'Sobel', 'Gabor'],
  ...['PyTorch', 'Keras', 'TensorFlow', 'Flax', 'PNG', 'JSON', '.npy', 'NaN', 'MACs', 'ms'],
  ...['Shift', 'Escape', 'Page Up', 'Page Down', 'reflect', 'replicate', 'circular', 'same', 'relu'],
];
/** The formula of a batch normalization, in the words of its parameters. */
const FORMULA = /\(x − mean\) \/ √\(variance \+ [\d.e−-]+\)( · weight)?( \+ bias)?/;

const SUBJECTS = ['depthwise example', 'grouped', 'one axis', 'what follows', 'one by one', 'no input channels'];

/** Everything that is read or heard of the output, code left out. */
const wordsOf = (page) =>
  page.evaluate(() => {
    const words = [];
    const spoken = ['aria-label', 'aria-valuetext', 'title', 'placeholder', 'label', 'alt'];
    const walker = document.createTreeWalker(
      document.querySelector('#output .cl-root'),
      NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT,
    );
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) {
        if (!node.parentElement.closest('pre, code, style')) words.push(node.textContent);
      } else words.push(...spoken.flatMap((name) => node.getAttribute(name) ?? []));
    }
    return words;
  });

async function point(page, selector) {
  const element = await page.$(`#output ${selector}`);
  if (!element) return;
  await element.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await element.boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.waitForTimeout(120);
}

export async function languageCases(report, browser, server) {
  await report.test('in a Chinese editor every word of the view is Chinese, but names', async () => {
    const { page, problems } = await openPage(browser, server, { width: 1100, locale: 'zh-CN' });
    const first = await page.evaluate(async (name) => {
      await window.page.show(window.renderer, 'output', window.page.PAYLOADS[name]());
      return document.querySelector('#output .cl-header').textContent;
    }, SUBJECTS[0]);
    expect(first.includes('通道 3 → 12'), `the first that is seen: ${first}`);
    const english = new Set();
    let count = 0;
    let refused = 0;
    const look = async (names) => {
      for (const words of await wordsOf(page)) {
        count++;
        const rest = [...names, ...NAMES].reduce((text, name) => text.replaceAll(name, ''), words.replace(FORMULA, ''));
        if (/[A-Za-z]{2}/.test(rest)) english.add(words);
      }
    };
    for (const subject of SUBJECTS) {
      await show(page, subject);
      const { title, steps } = await page.evaluate((name) => window.page.PAYLOADS[name](), subject);
      const names = [title ?? '', ...steps.flatMap((step) => [step.name ?? '', step.op])].filter(Boolean);
      for (let layer = 1; layer <= (await page.$$('#output .cl-layer')).length; layer++) {
        await page.click(`#output .cl-layer:nth-child(${layer})`);
        await page.waitForTimeout(100);
        await look(names);
      }
      if (steps.length > 1) await page.click('#output .cl-layer:nth-child(1)');
      for (const closed of await page.$$('#output [aria-expanded="false"]')) await closed.click();
      await page.waitForSelector('#output .cl-panel');
      // A number for each axis and each side.
      for (const split of await page.$$('#output .cl-field-row .cl-link:has-text("按")')) await split.click();
      // Settings that make no convolution, in the plan's words.
      const groups = await page.$('#output input[aria-label="分组"]');
      if (groups) {
        const before = await groups.inputValue();
        await groups.fill('3');
        if (await page.waitForSelector('#output .cl-refused', { timeout: 500 }).catch(() => null)) {
          await look([...names, 'groups', 'in_channels', 'out_channels']);
          refused++;
        }
        await groups.fill(before);
        await page.waitForFunction(() => !document.querySelector('#output .cl-refused'));
      }
      for (const kind of ['input', 'kernel', 'output']) {
        await point(page, `.cl-tile-${kind}`);
        await look(names);
      }
      const output = await (await page.$('#output .cl-tile-output')).boundingBox();
      await page.mouse.dblclick(output.x + output.width / 2, output.y + output.height / 2);
      await page.waitForSelector('#output .cl-stage');
      const companies = await page.$$eval('#output .cl-stage select:first-of-type option', (all) =>
        all.map(({ value }) => value).filter((value) => ['beside', 'over'].includes(value)),
      );
      for (const company of ['alone', ...companies]) {
        await page.selectOption('#output .cl-stage select >> nth=0', company).catch(() => undefined);
        await point(page, '.cl-pane-box');
        await look(names);
      }
    }
    expect(refused > 0, 'no settings were refused');
    expect(english.size === 0, `in English: ${[...english].join(' | ')}`);
    expect(problems.length === 0, problems.join('\n'));
    await page.screenshot({ path: 'test-results/renderer/chinese.png', fullPage: true });
    await page.close();
    return `${count} texts`;
  });
}
