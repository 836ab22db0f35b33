import { describe, expect, it } from 'vitest';
import { openBackend } from '../../../src/compute/backend';
import type { Backend } from '../../../src/compute/backends/types';
import { openScalar } from '../../../src/compute/backends/scalar';
import { createEngine } from '../../../src/compute/engine';
import { denseMaps, toDense } from '../../../src/compute/layout';
import { chainFaults } from './chains';
import { squareProblem } from './problems';

const problem = squareProblem(4, 3, { batch: 2, inChannels: 2, outChannels: 3 });

/** A backend that computes and counts what is brought to it. */
function counting(): { backend: Backend; counts: { compile: number; input: number; parameters: number } } {
  const counts = { compile: 0, input: 0, parameters: 0 };
  const cpu = openScalar('cpu');
  const backend: Backend = {
    ...cpu,
    compile: (plan) => {
      counts.compile++;
      const kernel = cpu.compile(plan);
      return {
        ...kernel,
        upload: (item) => {
          counts.input++;
          kernel.upload(item);
        },
        parameters: (weight, bias) => {
          counts.parameters++;
          return kernel.parameters(weight, bias);
        },
      };
    },
  };
  return { backend, counts };
}

const input = denseMaps([2, 2, 4, 4], new Float32Array(64).fill(1), 'channels_first');
const [weight, other] = [1, 2].map((value) => new Float32Array(54).fill(value));

describe('the engine', () => {
  it('brings input and weights to the device once, for as long as they are the same arrays', async () => {
    const { backend, counts } = counting();
    const engine = createEngine(backend);
    const first = await engine.run(problem, 0, input, weight);
    const second = await engine.run(problem, 0, input, weight);
    expect(counts).toEqual({ compile: 1, input: 1, parameters: 1 });
    expect([...second.maps.data]).toEqual([...first.maps.data]);
  });

  it('keeps the input when the weights change, and weights that it knows', async () => {
    const { backend, counts } = counting();
    const engine = createEngine(backend);
    const first = await engine.run(problem, 0, input, weight);
    const changed = await engine.run(problem, 0, input, other);
    const again = await engine.run(problem, 0, input, weight);
    expect(counts).toEqual({ compile: 1, input: 1, parameters: 2 });
    expect([...changed.maps.data]).toEqual(Array.from(first.maps.data, (value) => 2 * value));
    expect([...again.maps.data]).toEqual([...first.maps.data]);
  });

  it('brings another batch item and a copy of the weights anew', async () => {
    const { backend, counts } = counting();
    const engine = createEngine(backend);
    await engine.run(problem, 0, input, weight);
    await engine.run(problem, 1, input, weight.slice());
    expect(counts).toEqual({ compile: 1, input: 2, parameters: 2 });
  });
});

describe.each(['webasm', 'cpu'] as const)('numbers that were read from %s', (name) => {
  it('are left alone by what is computed later', async () => {
    const engine = createEngine(await openBackend(name));
    const { maps } = await engine.run(problem, 0, input, weight);
    const before = [...maps.data];
    const { maps: later } = await engine.run(problem, 0, input, other);
    expect([...maps.data]).toEqual(before);
    expect([...later.data]).not.toEqual(before);
  });

  it('stand in the array that the caller has, as long as he leaves them there', async () => {
    const engine = createEngine(await openBackend(name));
    const into = new Float32Array(1000);
    const first = await engine.run(problem, 0, input, weight, undefined, { into });
    expect(first.maps.data).toBe(into);
    const expected = toDense(first.maps, 'channels_first');
    into.fill(NaN);
    const again = await engine.run(problem, 0, input, weight);
    expect([...toDense(again.maps, 'channels_first')]).toEqual([...expected]);
  });

  it('are computed again for a layer that follows, where the caller has changed them', async () => {
    const engine = createEngine(await openBackend(name));
    const result = await engine.compute(problem, 0, input, weight);
    const into = new Float32Array(1000);
    await engine.run(problem, 0, input, other);
    await result.read({ into });
    into.fill(NaN);
    const next = { ...problem, batch: 1, inChannels: 3 };
    const ones = new Float32Array(81).fill(1);
    const { maps } = await engine.run(next, 0, result, ones);
    expect([...maps.data].every(Number.isFinite)).toBe(true);
  });
});

describe('a run that is ended', () => {
  const long = squareProblem(72, 3, { batch: 1, inChannels: 128, outChannels: 256 });
  const maps = denseMaps([1, 128, 72, 72], new Float32Array(128 * 72 * 72).fill(1), 'channels_first');
  const ones = new Float32Array(256 * 128 * 9).fill(1);

  it('fails with the signal’s reason at the next rest, and the next run is right', async () => {
    const engine = createEngine(await openBackend('webasm'));
    const ending = new AbortController();
    setTimeout(() => ending.abort());
    const into = new Float32Array(256 * 72 * 72).fill(NaN);
    const run = engine.run(long, 0, maps, ones, undefined, { into, signal: ending.signal });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    // Runs have their turn one after the other: behind this one nothing is left of the first.
    const whole = await engine.run(long, 0, maps, ones);
    expect(new Set(whole.maps.data)).toEqual(new Set([512, 768, 1152]));
    expect(into.includes(NaN)).toBe(true);
  });

  it('does not wait for those before it', async () => {
    const engine = createEngine(await openBackend('webasm'));
    const ending = new AbortController();
    let done = false;
    const before = engine.run(long, 0, maps, ones).then(() => (done = true));
    const waiting = engine.run(problem, 0, input, weight, undefined, { signal: ending.signal });
    setTimeout(() => ending.abort());
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect(done).toBe(false);
    await before;
  });
});

describe('a chain of layers', () => {
  it.each(['webasm', 'cpu'] as const)('stays on the device of %s until its numbers are asked for', async (name) => {
    const backend = await openBackend(name);
    // In main memory plain arrays are what kernels hand on: each is read by the next.
    for (let seed = 1; seed <= 15; seed++) expect(await chainFaults(backend, seed, name === 'cpu' ? 9 : 0)).toEqual([]);
  });

  it('computes anew what another run of its kernel overwrote', async () => {
    const { backend, counts } = counting();
    const engine = createEngine(backend);
    const square = { ...problem, outChannels: 2 };
    const some = new Float32Array(36).map((_, i) => i % 5);
    const once = await engine.compute(square, 0, input, some);
    const twice = await engine.compute(square, 0, once, some);
    const expected = (await createEngine(openScalar('cpu')).run(square, 0, input, some)).maps;
    expect([...(await once.read()).maps.data]).toEqual([...expected.data]);
    expect([...(await twice.read()).maps.data]).not.toEqual([...expected.data]);
    expect(counts.compile).toBe(1);
  });

  it('is not taken from the device of another engine', async () => {
    const result = await createEngine(openScalar('cpu')).compute(problem, 0, input, weight);
    const next = createEngine(openScalar('cpu')).compute({ ...problem, inChannels: 3 }, 0, result, weight);
    await expect(next).rejects.toThrow('another engine');
  });
});
