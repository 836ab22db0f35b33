// Every backend that the browser offers computes what the reference computes.
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect } from '../report.mjs';
import { openPage } from '../browser.mjs';
import { deviceCases } from './context.mjs';

/**
 * Random convolutions for each backend. What Node runs too (`webasm`, `cpu`) sees them in the unit tests as well, but
 * `webasm` without the fused multiply-adds that the browser has; of `webgpu`, the text of the kernels.
 */
const PLANS = 500;

/**
 * In software the kernel of every plan takes a second or so to compile. A suite that runs every day goes through all plans
 * in some days then: it begins with another seed each day, and stops after this time. `CONVLENS_ALL_PLANS=1` runs them all.
 */
const SHADERS = ['webgl2', 'webgpu'];
const AT_LEAST = 100;
const SECONDS = 90;
const DAY = 24 * 3600 * 1000;

function seedsOf(name) {
  const all = !SHADERS.includes(name) || process.env.CONVLENS_ALL_PLANS;
  const first = all ? 1 : 1 + ((Math.floor(Date.now() / DAY) * AT_LEAST) % PLANS);
  return { count: PLANS, first, atLeast: all ? PLANS : AT_LEAST, seconds: SECONDS };
}

/** What else is computed, and how much of each on each backend. */
const OTHERS = { following: 'poolings and activations', volume: 'problems of three axes' };
const SOME = 60;

/** Chains of three to six layers for each backend. */
const CHAINS = 10;

const truth = path.resolve(import.meta.dirname, '../../truth/data');

/** What other libraries publish in their own tests or computed for us: `test/truth/README.md` says more. */
async function goldenRows() {
  const folder = path.join(truth, 'goldens');
  const texts = await Promise.all((await readdir(folder)).map((file) => readFile(path.join(folder, file), 'utf8')));
  return texts.flatMap((text) =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  );
}

/** `names`: the backends to look for in this browser. */
export async function backendCases(report, browser, server, names) {
  const { cases } = JSON.parse(await readFile(path.join(truth, 'torch_conv_values.json'), 'utf8'));
  const goldens = await goldenRows();
  if (names.includes('webgpu')) await deviceCases(report, browser, server);
  for (const name of names) {
    const seeds = seedsOf(name);
    const { page } = await openPage(browser, server);
    const start = performance.now();
    const random = await page.evaluate(([n, all]) => window.page.randomPlans(n, all), [name, seeds]);
    const ran = performance.now() - start;
    if (!random.offered) {
      report.skip(
        `${name}: random convolutions and PyTorch's numbers`,
        `this browser does not offer it (${random.reason})`,
      );
      await page.close();
      continue;
    }
    await report.test(`${name}: seeded random convolutions agree with the float64 reference`, () => {
      expect(random.failures.length === 0, random.failures.slice(0, 5).join('\n'));
      expect(random.count >= seeds.atLeast, `only ${random.count} of ${seeds.atLeast} were computed`);
      return `${random.count} of ${PLANS} from seed ${seeds.first} on, largest relative error ${random.worst.toExponential(1)}, ${Math.round(ran / 1000)} s`;
    });
    for (const [kind, what] of Object.entries(OTHERS)) {
      await report.test(`${name}: ${SOME} seeded ${what} agree with the float64 reference`, async () => {
        const found = await page.evaluate((all) => window.page.randomOthers(...all), [name, kind, SOME]);
        expect(found.failures.length === 0, found.failures.slice(0, 5).join('\n'));
        expect(found.count === SOME, `only ${found.count} were computed`);
        return `largest relative error ${found.worst.toExponential(1)}`;
      });
    }
    await report.test(`${name}: a layer that is edited again and again, and an input of 6 MB`, async () => {
      const runs = [
        await page.evaluate((all) => window.page.manyWeights(...all), [name, EDITED, WEIGHTS]),
        await page.evaluate((all) => window.page.someNumbers(...all), [name, LARGE_INPUT, 3000]),
      ];
      const failures = runs.flatMap((found) => found.failures);
      expect(failures.length === 0, failures.slice(0, 5).join('\n'));
      expect(runs[0].count === WEIGHTS + 1 && runs[1].count === 1, 'not all were computed');
    });
    // In main memory nothing is brought back from anywhere.
    if (name !== 'cpu') {
      await report.test(
        `${name}: ${CHAINS} seeded chains of layers stay on the device, one read back each`,
        async () => {
          const found = await page.evaluate(([n, count]) => window.page.chains(n, count), [name, CHAINS]);
          expect(found.failures.length === 0, found.failures.slice(0, 5).join('\n'));
          expect(found.count === CHAINS, `only ${found.count} were computed`);
        },
      );
    }
    await report.test(`${name}: the numbers that PyTorch computed`, async () => {
      const torch = await page.evaluate(([n, rows]) => window.page.torchValues(n, rows), [name, cases]);
      expect(torch.failures.length === 0, torch.failures.slice(0, 5).join('\n'));
      expect(torch.count >= cases.length, `only ${torch.count} were computed`);
      return `${torch.count} items, largest relative error ${torch.worst.toExponential(1)}`;
    });
    await report.test(`${name}: the numbers of ONNX, TensorFlow.js, PyTorch, TensorFlow and Keras`, async () => {
      const found = await page.evaluate(([n, rows]) => window.page.goldens(n, rows), [name, goldens]);
      expect(found.failures.length === 0, found.failures.slice(0, 5).join('\n'));
      expect(found.count === goldens.length, `only ${found.count} were computed`);
      return `${found.count} calls`;
    });
    await page.close();
  }
}

const axis = (input, kernel = 1, stride = 1, pad = 0) => ({
  input,
  kernel,
  stride,
  dilation: 1,
  padBefore: pad,
  padAfter: pad,
  output: Math.floor((input + 2 * pad - kernel) / stride) + 1,
});
const layer = (inChannels, outChannels, axes, more = {}) => ({
  batch: 1,
  inChannels,
  outChannels,
  groups: 1,
  axes,
  paddingMode: 'zeros',
  transposed: false,
  ...more,
});

/** More weights than an engine keeps, and more numbers than a browser takes to a device at once. */
const EDITED = layer(6, 8, [axis(9, 3, 1, 1), axis(11, 3, 2, 1)], { groups: 2 });
const WEIGHTS = 20;
const LARGE_INPUT = layer(96, 96, [axis(128, 3, 2, 1), axis(128, 3, 2, 1)], { groups: 96 });

/** What is wider or higher than a texture of 8192 × 8192, SwiftShader's largest, or of 16384 × 16384. */
const LARGE = {
  'weights of 512 → 512 channels, 3 × 3': layer(512, 512, [axis(14, 3, 1, 1), axis(14, 3, 1, 1)]),
  'weights of 64 → 2048 channels, 1 × 1': layer(64, 2048, [axis(7), axis(7)]),
  'a row of 20000': layer(3, 5, [axis(1), axis(20000, 3, 1, 1)]),
  'a column of 20000': layer(3, 5, [axis(20000, 3, 2, 1), axis(1)]),
  'a signal of 100000': layer(2, 3, [axis(100000, 5, 1, 2)]),
  'a pooled signal of 100000': layer(5, 5, [axis(100000, 2, 1)], {
    groups: 5,
    pooling: { kind: 'average', countsPadding: false },
  }),
};

/** Of `smallTextures`: every problem fits a texture so small, few as the fast layouts want it. */
const SMALL_TEXTURE = 160;
const SMALL_TEXTURE_PLANS = 45;

/** WebGL2 has a largest texture; what exceeds it in one direction is laid out otherwise. */
export async function textureCases(report, browser, server) {
  const { page } = await openPage(browser, server);
  for (const [name, problem] of Object.entries(LARGE)) {
    await report.test(`webgl2 beyond the width of a texture: ${name}`, async () => {
      const found = await page.evaluate((one) => window.page.someNumbers('webgl2', one, 3000), problem);
      expect(found.offered && found.failures.length === 0, found.reason ?? found.failures[0]);
      expect(found.count === 1, 'nothing was computed');
      return `largest relative error ${found.worst.toExponential(1)}`;
    });
  }
  for (const firstMacs of [undefined, 100]) {
    const drawn = firstMacs ? ', drawn in tiles' : '';
    await report.test(
      `webgl2: ${SMALL_TEXTURE_PLANS} seeded plans with textures of ${SMALL_TEXTURE}${drawn}`,
      async () => {
        const found = await page.evaluate(
          (args) => window.page.smallTextures(...args),
          [SMALL_TEXTURE, SMALL_TEXTURE_PLANS, firstMacs],
        );
        expect(found.offered && found.failures.length === 0, found.reason ?? found.failures.slice(0, 5).join('\n'));
        expect(found.count === SMALL_TEXTURE_PLANS, `only ${found.count} were computed`);
        return `largest relative error ${found.worst.toExponential(1)}`;
      },
    );
  }
  await page.close();
}
