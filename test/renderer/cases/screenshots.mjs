// Pictures for the eye, into test-results/: each kind of output in light, dark and high contrast.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { openPage } from '../browser.mjs';
import { THEMES } from '../themes.mjs';
import { show } from './rendering.mjs';

const folder = path.resolve(import.meta.dirname, '../../../test-results/renderer');

const SUBJECTS = [
  'depthwise example',
  'depthwise picture',
  'grouped',
  'full',
  'nan and infinities',
  'one axis',
  'many maps',
];

export async function screenshotCases(report, browser, server) {
  await mkdir(folder, { recursive: true });
  for (const theme of Object.keys(THEMES)) {
    await report.test(`screenshots: ${theme}`, async () => {
      const { page } = await openPage(browser, server, { theme, height: 700 });
      for (const name of SUBJECTS) {
        await show(page, name);
        const map = await (await page.$$('#output .cl-tile-output'))[1].boundingBox();
        await page.mouse.move(map.x + map.width * 0.6, map.y + map.height * 0.4);
        await page.waitForTimeout(50);
        await page.screenshot({
          path: path.join(folder, `${theme} ${name}.png`.replaceAll(' ', '-')),
          fullPage: name !== 'many maps',
        });
      }
      await page.evaluate(() =>
        window.page.show(window.renderer, 'output', window.page.REFUSED['numbers cut short'].data),
      );
      await page.screenshot({ path: path.join(folder, `${theme} message.png`.replaceAll(' ', '-')) });
      await page.close();
      return `${SUBJECTS.length + 1} pictures`;
    });
  }
}
