// What is said of one output number, in thirty convolutions of all kinds: see page/understanding.ts.
import { expect } from '../report.mjs';
import { openPage } from '../browser.mjs';
import { withoutWebGl2 } from './context.mjs';
import { painted } from './rendering.mjs';

const PLANS = 30;

export async function understandingCases(report, browser, server) {
  const { page, problems } = await openPage(browser, server, { height: 2200, before: withoutWebGl2 });

  await report.test('what is said of a number is what a plain loop finds, in thirty convolutions', async () => {
    let compared = 0;
    for (let seed = 1; seed <= PLANS; seed++) {
      const places = await page.evaluate(async (s) => {
        window.renderer.disposeOutputItem();
        window.plan = window.page.understandPlan(s);
        await window.page.show(window.renderer, 'output', window.plan.payload);
        const { output, outChannels } = window.plan;
        const random = window.page.mulberry32(s);
        const below = (n) => Math.floor(random() * n);
        // A corner, where padding is, and two places anywhere.
        const corner = { channel: outChannels - 1, position: output.map(() => 0) };
        const anywhere = () => ({ channel: below(outChannels), position: output.map(below) });
        return [corner, anywhere(), anywhere()];
      }, seed);
      await painted(page);
      for (const { channel, position } of places) {
        const { x, y } = await page.evaluate(
          ([c, p]) => window.page.pointOf(document.getElementById('output'), window.plan, c, p),
          [channel, position],
        );
        await page.mouse.move(x, y);
        const wrong = () =>
          page.evaluate(
            ([c, p]) => window.page.misunderstood(document.getElementById('output'), window.plan, c, p),
            [channel, position],
          );
        // What is read follows the pointer at the pace of reading.
        let found = ['nothing was read'];
        for (let attempt = 0; attempt < 8 && found.length > 0; attempt++) {
          await page.waitForTimeout(80);
          found = await wrong().catch((error) => [String(error)]);
        }
        expect(found.length === 0, `plan ${seed}, output ${channel} [${position}]: ${found.join('; ')}`);
        compared++;
      }
    }
    expect(problems.length === 0, problems.join('\n'));
    return `${compared} numbers`;
  });
  await page.close();
}
