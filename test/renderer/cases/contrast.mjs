// What can be told from what is around it in each of VS Code's own themes, by WCAG 2's measure.
import { expect } from '../report.mjs';
import { openPage } from '../browser.mjs';
import { THEMES } from '../themes.mjs';
import { show } from './rendering.mjs';

/** WCAG 2.2, AA: what text has to its background (1.4.3), and what a control or graphic is known by (1.4.11). */
const TEXT = 4.5;
const GRAPHIC = 3;

/** Puts `window.contrast` into a page: measures of what is shown, all with the colours behind it and opacity. */
const measures = () => {
  const parse = (text) => {
    const numbers = text.match(/[\d.]+/g).map(Number);
    const [r, g, b] = text.startsWith('color(') ? numbers.slice(0, 3).map((n) => n * 255) : numbers;
    return { rgb: [r, g, b], alpha: numbers[3] ?? 1 };
  };
  const over = ({ rgb, alpha }, below) => rgb.map((n, i) => n * alpha + below[i] * (1 - alpha));
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((n) => (n / 255 <= 0.04045 ? n / 255 / 12.92 : ((n / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => {
    const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (light + 0.05) / (dark + 0.05);
  };
  const background = (element) => {
    const below = element.parentElement ? background(element.parentElement) : [255, 255, 255];
    return over(parse(getComputedStyle(element).backgroundColor), below);
  };
  const opacity = (element) =>
    Number(getComputedStyle(element).opacity) * (element.parentElement ? opacity(element.parentElement) : 1);
  /** Of a colour that an element sets, to what is behind it. */
  const of = (element, property, behind = background(element)) => {
    const { rgb, alpha } = parse(getComputedStyle(element)[property]);
    return ratio(over({ rgb, alpha: alpha * opacity(element) }, behind), behind);
  };
  const ownText = (element) =>
    [...element.childNodes]
      .filter((node) => node.nodeType === Node.TEXT_NODE)
      .map((node) => node.textContent.trim())
      .join('');
  /** Every text that is shown, with its contrast; what is switched off needs none. */
  const texts = () =>
    [...document.querySelectorAll('body *')]
      .filter((element) => ownText(element) !== '' && element.offsetParent && element.tagName !== 'STYLE')
      .filter((element) => !element.closest('[aria-disabled="true"], .cl-heard, option'))
      .map((element) => ({
        text: `${element.className || element.tagName} “${ownText(element)}”`,
        ratio: of(element, 'color'),
      }));
  window.contrast = { of, texts, background };
};

/** The texts below the least contrast, each with its own. */
async function faint(page) {
  const texts = await page.evaluate(() => window.contrast.texts());
  expect(texts.length > 0, 'no text is shown');
  return [...new Set(texts.filter(({ ratio }) => ratio < TEXT).map((it) => `${it.text} ${it.ratio.toFixed(1)}`))];
}

async function openAll(page) {
  for (const opener of ['.cl-backend', '.cl-disclosure', '.cl-opens']) {
    if ((await page.getAttribute(`#output ${opener}`, 'aria-expanded')) === 'false') {
      await page.click(`#output ${opener}`);
    }
  }
  await page.waitForSelector('#output .cl-panel');
  await page.waitForSelector('#output .cl-takeaway-panel');
}

export async function contrastCases(report, browser, server) {
  for (const theme of Object.keys(THEMES)) {
    const { page } = await openPage(browser, server, { theme, width: 1100, before: measures });
    await page.evaluate(measures);

    await report.test(`every text can be read (${theme})`, async () => {
      const wrong = [];
      for (const name of ['what follows', 'depthwise example', 'nan and infinities', 'no input channels']) {
        await show(page, name);
        await openAll(page);
        await page.hover('#output .cl-tile-output', { force: true });
        await page.waitForTimeout(150);
        wrong.push(...(await faint(page)));
      }
      // What does not fit is said in red.
      await page.fill('#output input[aria-label="kernel size"]', '99');
      await page.waitForSelector('#output .cl-refused');
      wrong.push(...(await faint(page)));
      for (const name of ['a newer version', 'too many numbers']) {
        await page.evaluate((n) => window.page.show(window.renderer, 'output', window.page.REFUSED[n].data), name);
        wrong.push(...(await faint(page)));
      }
      const long = 'one layer that takes long';
      await page.evaluate((n) => window.page.show(window.renderer, 'output', window.page.PAYLOADS[n]()), long);
      await page.waitForSelector('#output .cl-message');
      wrong.push(...(await faint(page)));
      expect(wrong.length === 0, `below ${TEXT}: 1:\n${wrong.join('\n')}`);
    });

    await report.test(`what is chosen, wrong or counted can be seen (${theme})`, async () => {
      await show(page, 'depthwise picture');
      await openAll(page);
      const measured = await page.evaluate(async () => {
        const first = (selector) => document.querySelector(`#output ${selector}`);
        const { of, background } = window.contrast;
        const [chosen, other] = [first('[aria-pressed="true"]'), first('.cl-thumbnail[aria-pressed="false"]')];
        const bars = first('.cl-bars-all');
        return {
          'the frame of the chosen kernel': of(chosen, 'borderTopColor'),
          'that frame against those of others': of(chosen, 'borderTopColor') / of(other, 'borderTopColor'),
          'the bars of the histogram': of(bars, 'fill', background(bars.closest('.cl-scale'))),
        };
      });
      const low = Object.entries(measured).filter(([, ratio]) => ratio < GRAPHIC);
      expect(low.length === 0, low.map(([what, ratio]) => `${what}: ${ratio.toFixed(1)}`).join(', '));
      const borderOf = (selector) =>
        page.evaluate((s) => getComputedStyle(document.querySelector(`#output ${s}`)).borderTopColor, selector);
      const before = await borderOf('input[aria-label="kernel size"]');
      await page.fill('#output input[aria-label="kernel size"]', '99');
      await page.waitForSelector('#output .cl-invalid');
      expect((await borderOf('.cl-invalid')) !== before, 'a wrong field looks like any other');
    });

    await report.test(`no button but the main one has its frame (${theme})`, async () => {
      await show(page, 'depthwise picture');
      await openAll(page);
      const [shown, wanted] = await page.evaluate(() => {
        const probe = document.createElement('div');
        probe.style.cssText = 'border: 1px solid var(--vscode-button-secondaryBorder)';
        document.body.append(probe);
        const [button, own] = [document.querySelector('#output .cl-chip-button'), probe].map(
          (element) => getComputedStyle(element).borderTopColor,
        );
        probe.remove();
        return [button, own];
      });
      expect(shown === wanted, `${shown} instead of ${wanted}`);
    });
    await page.close();
  }
}
