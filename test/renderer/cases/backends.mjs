// Every backend that the browser offers computes what the reference computes.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from '../report.mjs';
import { openPage } from '../browser.mjs';

/**
 * Random convolutions for each backend. What Node runs too (`webasm`, `cpu`) sees more of them in the unit tests, but
 * `webasm` without the fused multiply-adds that the browser has.
 */
const PLANS = { webgl2: 200, webasm: 500, cpu: 200, webgpu: 500 };

/** Poolings and activations for each backend. */
const FOLLOWING = 60;

const values = path.resolve(import.meta.dirname, '../../truth/data/torch_conv_values.json');

/** `names`: the backends to look for in this browser. */
export async function backendCases(report, browser, server, names) {
  const { cases } = JSON.parse(await readFile(values, 'utf8'));
  for (const name of names) {
    const plans = PLANS[name];
    const { page } = await openPage(browser, server);
    const start = performance.now();
    const random = await page.evaluate(([n, count]) => window.page.randomPlans(n, count), [name, plans]);
    const ran = performance.now() - start;
    if (!random.offered) {
      report.skip(
        `${name}: random convolutions and PyTorch's numbers`,
        `this browser does not offer it (${random.reason})`,
      );
      await page.close();
      continue;
    }
    await report.test(`${name}: ${plans} seeded random convolutions agree with the float64 reference`, () => {
      expect(random.failures.length === 0, random.failures.slice(0, 5).join('\n'));
      expect(random.count === plans, `only ${random.count} of ${plans} were computed`);
      return `largest relative error ${random.worst.toExponential(1)}, ${Math.round(ran / 1000)} s`;
    });
    await report.test(
      `${name}: ${FOLLOWING} seeded poolings and activations agree with the float64 reference`,
      async () => {
        const found = await page.evaluate(([n, count]) => window.page.randomFollowings(n, count), [name, FOLLOWING]);
        expect(found.failures.length === 0, found.failures.slice(0, 5).join('\n'));
        expect(found.count === FOLLOWING, `only ${found.count} were computed`);
        return `largest relative error ${found.worst.toExponential(1)}`;
      },
    );
    await report.test(`${name}: the numbers that PyTorch computed`, async () => {
      const torch = await page.evaluate(([n, rows]) => window.page.torchValues(n, rows), [name, cases]);
      expect(torch.failures.length === 0, torch.failures.slice(0, 5).join('\n'));
      expect(torch.count >= cases.length, `only ${torch.count} were computed`);
      return `${torch.count} items, largest relative error ${torch.worst.toExponential(1)}`;
    });
    await page.close();
  }
}
