import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createGpu, createTextKernel, flatInput } from '../../../src/compute/backends/gpujs';
import { CONV_KINDS } from '../../../src/compute/atlas/structure';
import { selfTest, sourceOf } from '../../../src/compute/backend';
import type { Backend } from '../../../src/compute/backends/types';
import { openScalar } from '../../../src/compute/backends/scalar';
import { openTuned } from '../../../src/compute/backends/webasm';
import { createEngine } from '../../../src/compute/engine';
import { type ResultPlace, TunedFunctionNode } from '../../../src/compute/backends/webasmCode';
import { type GpuClasses, TunedKernel, createTunedKernel, isTunable } from '../../../src/compute/backends/webasmKernel';
import { lower } from '../../../src/compute/lower';
import { randomProblem } from './problems';

const require = createRequire(import.meta.url);
const root = path.dirname(require.resolve('gpu.js/package.json'));

describe('the gpu.js that webasmCode.ts was written for', () => {
  // When one of these fails: read what changed in gpu.js, adapt webasmCode.ts and webasmKernel.ts, then the hash here.
  it.each([
    ['src/backend/web-assembly/function-node.js', 'e279a52e15e8ae93'],
    ['src/backend/web-assembly/kernel.js', 'd0345b8a9e8bb479'],
    ['src/backend/web-assembly/wasm-builder.js', 'c110acc45d906a8e'],
    ['src/backend/function-node.js', '7bb0c7387e37459d'],
    ['src/backend/function-builder.js', 'deaed6ed069def4a'],
    ['src/backend/function-tracer.js', '727a2b9906750cde'],
  ])('%s is unchanged', (file, hash) => {
    const text = readFileSync(path.join(root, file));
    expect(createHash('sha256').update(text).digest('hex').slice(0, 16)).toBe(hash);
  });

  it('has in its browser build what the tuned classes rely on', () => {
    expect(isTunable(require('gpu.js/dist/gpu-browser.min.js') as GpuClasses)).toBe(true);
  });

  it('is not tuned when a method is missing', () => {
    const { WebAssemblyFunctionNode, WebAssemblyKernel } = require('gpu.js') as GpuClasses & Record<string, unknown>;
    expect(isTunable({ WebAssemblyFunctionNode, WebAssemblyKernel })).toBe(true);
    expect(isTunable({ WebAssemblyFunctionNode, WebAssemblyKernel: class {} })).toBe(false);
    expect(isTunable({ WebAssemblyKernel })).toBe(false);
  });
});

/** Runs a kernel of two array arguments as tuned WebAssembly and in gpu.js's CPU mode, each cell one number. */
function both(source: string, threads: [number, number, number], sizes: Record<string, [number, number, number]>) {
  const [x, y, z] = threads;
  const data = Object.values(sizes).map(([a, b, c], seed) =>
    Float32Array.from({ length: a * b * c }, (_, i) => Math.fround(Math.sin(i * 1.7 + seed))),
  );
  const place: ResultPlace = { strides: { x: 1, y: x, z: x * y }, components: [0], length: x * y * z };
  const tuned = createTunedKernel(createGpu({ mode: 'webasm' }), {
    source,
    threads,
    sizes,
    place,
    order: ['z', 'y', 'x'],
  });
  Object.keys(sizes).forEach((name, i) => tuned.argument(name).set(data[i]));
  tuned.execute(0, tuned.slices());
  const plain = createTextKernel(createGpu({ mode: 'cpu' }), source, [], { output: threads });
  const planes = plain(...Object.values(sizes).map((size, i) => flatInput(data[i], size))) as Float32Array[][];
  return { tuned: [...tuned.result()], plain: planes.flat().flatMap((row) => [...row]) };
}

const SIZES = { p: [16, 9, 2], q: [8, 7, 3] } as Record<string, [number, number, number]>;

it('tuned WebAssembly passes the self-test, so that it is what opens', async () => {
  const engine = createEngine(openTuned());
  for (const kind of CONV_KINDS) await selfTest(engine, kind);
});

it('emits the same code without gpu.js’s analysis walk as with it', () => {
  const kernels = TunedKernel.prototype as unknown as { _assembleModule(...args: unknown[]): { bytes: Uint8Array } };
  const assembled = vi.spyOn(kernels, '_assembleModule');
  const codeOf = (): string[] => {
    assembled.mockClear();
    const backend = openTuned();
    for (let seed = 1; seed <= 40; seed++) {
      const correlation = lower(randomProblem(seed));
      if (correlation) backend.compile({ operation: 'conv', correlation });
    }
    return assembled.mock.results.map(({ value }) =>
      Buffer.from((value as { bytes: Uint8Array }).bytes).toString('hex'),
    );
  };
  const without = codeOf();
  const walk = Object.getPrototypeOf(TunedFunctionNode.prototype) as { toString(): string };
  const walked = vi.spyOn(TunedFunctionNode.prototype, 'toString').mockImplementation(walk.toString);
  const withIt = codeOf();
  walked.mockRestore();
  assembled.mockRestore();
  expect(without.length).toBeGreaterThan(30);
  expect(without).toEqual(withIt);
});

it('stock gpu.js computes where the tuned code does not pass', async () => {
  const tuned = openTuned();
  // As where gpu.js's text is not the one that the tuned code was written for: kernels that compile and are wrong.
  const wrong: Backend = {
    ...tuned,
    compile: (plan) => {
      const kernel = tuned.compile(plan);
      return {
        ...kernel,
        parameters: (weight, bias) =>
          kernel.parameters(
            weight.map((w) => w + 1),
            bias,
          ),
      };
    },
  };
  const stock = openScalar('webasm');
  const { open } = sourceOf([async () => wrong, async () => stock]);
  const [engine, other] = await Promise.all([open('full'), open('depthwise')]);
  expect(engine.backend).toBe(stock);
  expect(String(engine.hindrance)).toContain('self-test');
  expect(other).toBe(engine);
  await expect(sourceOf([async () => wrong]).open('grouped')).rejects.toThrow('self-test');
});

it.each([[['z', 'y', 'x']], [['y', 'z', 'x']]] as const)(
  'computes slices in parts as in one go, in the order %j',
  (order) => {
    const [x, y, z] = [8, 5, 3];
    const kernel = createTunedKernel(createGpu({ mode: 'webasm' }), {
      source: 'function double(p) { return p[this.thread.z][this.thread.y][this.thread.x] * 2; }',
      threads: [x, y, z],
      sizes: { p: [x, y, z] },
      place: { strides: { x: 1, y: x, z: x * y }, components: [0], length: x * y * z },
      order,
    });
    kernel.argument('p').forEach((_, i, all) => (all[i] = i + 1));
    kernel.execute(0, kernel.slices());
    const whole = [...kernel.result()];
    kernel.result().fill(0);
    for (let slice = 0; slice < kernel.slices(); slice++) {
      kernel.executePart(slice, 0, 2);
      kernel.executePart(slice, 2, kernel.steps());
    }
    expect([...kernel.result()]).toEqual(whole);
    expect(new Set(whole).size).toBeGreaterThan(100);
  },
);

describe('tuned WebAssembly computes what gpu.js’s CPU mode does', () => {
  it.each([
    ['neighbours and an offset', 'return p[this.thread.z][this.thread.y + 2][this.thread.x + 3];'],
    ['an element that all lanes read', 'return q[1][this.thread.y][5] * p[0][0][this.thread.x];'],
    ['every other column', 'return p[0][this.thread.y][this.thread.x * 2];'],
    ['a negative part of an index', 'return p[this.thread.z][this.thread.y + 1][this.thread.x + 8 - 4];'],
    ['a sum whose lanes differ', 'return 1.5 + p[0][0][this.thread.x] * q[2][1][this.thread.x] + 0.25;'],
    ['the thread’s own coordinates', 'return this.thread.x * 100 + this.thread.y * 10 + this.thread.z;'],
    [
      'constants of the lane in an index, in a number and in another constant',
      `const lane = this.thread.x;
       const at = this.thread.y * 2 + lane;
       return p[this.thread.z][1][at + 3] * q[0][at][2] + at * 0.5 + lane;`,
    ],
    [
      'constants of the lane in loops, written out and not, that go by one name',
      `let s = 0;
       for (let n = 0; n < 200; n++) {
         const at = this.thread.x + 1;
         for (let k = 0; k < 3; k++) { const next = at + k * 2; s += p[1][k][next]; }
         for (let k = 0; k < 2; k++) { const next = at + k; s += p[0][k][next] * next; }
       }
       return s;`,
    ],
    [
      'a loop that is written out',
      'let s = 0.5; for (let i = 0; i < 5; i++) { s += p[0][this.thread.y + i][this.thread.x] * q[i - i][i][2]; } return s;',
    ],
    [
      'a loop that is not, with a counter in the sum',
      'let s = 0; for (let i = 2; i < 300; i++) { s += q[0][0][this.thread.x] * i; } return s;',
    ],
    [
      'loops in a loop, with an integer that changes from turn to turn',
      `let s = 0;
       for (let n = 0; n < 200; n++) {
         for (let k = 0; k < 3; k++) {
           const row = k * 2 + 1;
           s += p[1][row][this.thread.x + k] * q[k][this.thread.y][row - 1];
         }
       }
       return s;`,
    ],
    [
      'an integer by division',
      `const half = ((this.thread.y + 0.5) / 2) | 0;
       const rest = this.thread.y - half * 2;
       return q[half][rest][this.thread.x] + half * 10;`,
    ],
    [
      'a condition that differs between lanes',
      'let s = 1.5; if (this.thread.x > 1) { s = p[0][0][this.thread.x - 2]; } return s;',
    ],
    ['a greatest of two', 'return Math.max(p[0][this.thread.y][this.thread.x], 0.25);'],
  ])('%s', (_, body) => {
    const { tuned, plain } = both(`function kernel(p, q) { ${body} }`, [4, 4, 2], SIZES);
    expect(plain.some((value) => value !== 0)).toBe(true);
    tuned.forEach((value, i) =>
      expect(Math.abs(value - plain[i])).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(plain[i]))),
    );
  });

  it('stores several components where their place says', () => {
    const kernel = createTunedKernel(createGpu({ mode: 'webasm' }), {
      source: `function kernel(p) {
        const row = this.thread.y + 1;
        return [p[0][row][this.thread.x], 1.5, this.thread.x + 0.0, 4, 5, p[0][0][0] + row];
      }`,
      threads: [4, 2, 1],
      sizes: { p: [4, 3, 1] },
      place: { strides: { x: 1, row: 100 }, components: [0, 4, 8, 12, 16, 20], length: 300 },
      order: ['y', 'z', 'x'],
    });
    kernel.argument('p').set(Float32Array.from({ length: 12 }, (_, i) => i));
    kernel.execute(0, kernel.slices());
    const first = [4, 5, 6, 7, 1.5, 1.5, 1.5, 1.5, 0, 1, 2, 3, 4, 4, 4, 4, 5, 5, 5, 5, 1, 1, 1, 1];
    const second = [8, 9, 10, 11, ...first.slice(4, 20), 2, 2, 2, 2];
    expect([...kernel.result()]).toEqual([
      ...new Array<number>(100).fill(0),
      ...first,
      ...new Array<number>(76).fill(0),
      ...second,
      ...new Array<number>(76).fill(0),
    ]);
  });

  it('refuses what does not fit into WebAssembly’s memory, with the size', () => {
    const size = [2 ** 15, 2 ** 15, 1] as const;
    const settings = {
      source: 'function kernel(p) { return p[0][this.thread.y][this.thread.x]; }',
      threads: size,
      sizes: { p: size },
      place: { strides: { x: 1, y: size[0] }, components: [0], length: 2 ** 30 },
      order: ['z', 'y', 'x'] as const,
    };
    expect(() => createTunedKernel(createGpu({ mode: 'webasm' }), settings)).toThrow(/take 8,192 MB of WebAssembly/);
  });
});
