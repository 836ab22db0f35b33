import { describe, expect, it } from 'vitest';
import { CONV_KINDS } from '../../../src/compute/atlas/structure';
import { openBackend, selfTest } from '../../../src/compute/backend';
import { compare } from '../../../src/compute/compare';
import { type Engine, createEngine } from '../../../src/compute/engine';
import { openScalar } from '../../../src/compute/backends/scalar';
import { laneProgram } from '../../../src/compute/backends/webasm';
import { denseMaps } from '../../../src/compute/layout';
import { lower } from '../../../src/compute/lower';
import { sizeOf } from '../../../src/compute/ndarray';
import { type ConvProblem, inputShapeOf } from '../../../src/compute/problem';
import { reference } from '../../../src/compute/reference';
import { TOLERANCE } from '../../../src/compute/tolerance';
import { generate } from '../../../src/protocol/random';
import { largeProblem, parametersFor, randomFollowing, randomProblem, volumeProblem, wideProblem } from './problems';

const numbers = (shape: readonly number[], seed: number): Float32Array =>
  generate({ type: 'uniform', low: -2, high: 2, seed }, sizeOf(shape));

describe.each([
  ['cpu', 150],
  ['webasm', 500],
] as const)('the kernels under gpu.js on %s', (name, count) => {
  it('pass the self-test by which a backend is chosen', async () => {
    const engine = createEngine(await openBackend(name));
    for (const kind of CONV_KINDS) await selfTest(engine, kind);
  });

  it(`agree with the float64 reference on ${count} seeded random convolutions`, async () => {
    const engine = createEngine(await openBackend(name));
    for (let seed = 1; seed <= count; seed++) await expectAgreement(engine, randomProblem(seed), seed);
  });

  it(`agree with it on ${count / 5} seeded convolutions of many channels`, async () => {
    const engine = createEngine(await openBackend(name));
    for (let seed = 1; seed <= count / 5; seed++) await expectAgreement(engine, wideProblem(seed), seed);
  });

  it('agree with it on 60 seeded problems of three axes', async () => {
    const engine = createEngine(await openBackend(name));
    for (let seed = 1; seed <= 60; seed++) await expectAgreement(engine, volumeProblem(seed), seed);
  });

  it('agree with it on 60 seeded poolings and activations', async () => {
    const engine = createEngine(await openBackend(name));
    for (let seed = 1; seed <= 60; seed++) await expectAgreement(engine, randomFollowing(seed), seed);
  });
});

describe('the kernels under gpu.js on cpu, some channels at a time', () => {
  it('agree with the float64 reference on 150 seeded convolutions, poolings and activations', async () => {
    const engine = createEngine(openScalar('cpu', 500));
    const kinds = [wideProblem, randomProblem, randomFollowing];
    for (let seed = 1; seed <= 150; seed++) await expectAgreement(engine, kinds[seed % 3](seed), seed);
  });
});

describe('the kernels under gpu.js on webasm, stripe by stripe', () => {
  it('agree with the float64 reference on 40 seeded problems over hundreds of kilobytes', async () => {
    const engine = createEngine(await openBackend('webasm'));
    const blocks: number[] = [];
    for (let seed = 1; seed <= 40; seed++) {
      const problem = largeProblem(seed);
      const program = laneProgram({ operation: problem.pooling?.kind ?? 'conv', correlation: lower(problem)! });
      if (program.stripes) blocks.push(program.stripes.blocks);
      await expectAgreement(engine, problem, seed);
    }
    expect(blocks.length).toBeGreaterThan(30);
    expect(blocks).toContain(1);
    expect(new Set(blocks).size).toBeGreaterThan(3);
  });
});

async function expectAgreement(engine: Engine, problem: ConvProblem, seed: number): Promise<void> {
  const shape = inputShapeOf(problem);
  const input = denseMaps(shape, numbers(shape, seed), seed % 2 ? 'channels_first' : 'channels_last');
  const { weight, bias } = parametersFor(problem, seed);
  const item = problem.batch - 1;
  const { maps } = await engine.run(problem, item, input, weight, bias);
  const { relative } = compare(maps, reference(problem, input, weight, bias), item);
  expect(relative, `seed ${seed}: ${JSON.stringify(problem)}`).toBeLessThanOrEqual(TOLERANCE);
}
