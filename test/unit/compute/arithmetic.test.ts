import { describe, expect, it } from 'vitest';
import { GAP, INSIDE, PADDING, arithmeticOf } from '../../../src/compute/arithmetic';
import { denseMaps } from '../../../src/compute/layout';
import { sizeOf } from '../../../src/compute/ndarray';
import { type ConvProblem, inPerGroup, inputShapeOf, outputShapeOf, weightShapeOf } from '../../../src/compute/problem';
import { reference } from '../../../src/compute/reference';
import { generate, mulberry32 } from '../../../src/protocol/random';
import { randomProblem, squareProblem } from './problems';

const numbers = (shape: readonly number[], seed: number): Float32Array =>
  generate({ type: 'uniform', low: -1, high: 1, seed }, sizeOf(shape));

const plain = squareProblem(4, 3);
const [axis] = plain.axes;
const counting = denseMaps(
  [1, 1, 4, 4],
  Float32Array.from({ length: 16 }, (_, i) => i + 1),
  'channels_first',
);
const corner = { item: 0, channel: 0, position: [0, 0] };

describe('the arithmetic of one number', () => {
  it('adds up to the reference, for 200 random convolutions', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const problem = randomProblem(seed);
      const random = mulberry32(seed + 9000);
      const shape = inputShapeOf(problem);
      const input = denseMaps(shape, numbers(shape, seed), seed % 2 ? 'channels_first' : 'channels_last');
      const weight = numbers(weightShapeOf(problem), seed + 1000);
      const bias = seed % 3 ? numbers([problem.outChannels], seed + 2000) : undefined;
      const [, channels, ...spatial] = outputShapeOf(problem);
      const position = spatial.map((size) => Math.floor(random() * size));
      const flat = position.reduce((at, index, i) => at * spatial[i] + index, 0);
      const at = { item: seed % problem.batch, channel: Math.floor(random() * channels), position };
      const limit = 1 + (seed % 4);
      const told = arithmeticOf(problem, input, weight, bias, at, limit);
      const expected = reference(problem, input, weight, bias).at(at.item, at.channel, flat);
      const label = `seed ${seed} ${JSON.stringify(problem)}`;
      expect(told.value, label).toBeCloseTo(expected, 10);
      const listed = told.contributions.reduce((sum, c) => sum + c.sum, 0);
      expect(listed + told.rest.sum + (told.bias ?? 0), label).toBeCloseTo(expected, 10);
      expect(told.contributions.length + told.rest.channels, label).toBe(inPerGroup(problem));
      for (const { products, sum, kernel, patch } of told.contributions) {
        expect(
          products.reduce((a, b) => a + b, 0),
          label,
        ).toBeCloseTo(sum, 10);
        expect([...products], label).toEqual([...kernel].map((factor, tap) => factor * patch[tap] + 0));
      }
    }
  });

  it.each([
    ['max', true],
    ['average', true],
    ['average', false],
  ] as const)('adds up for %s pooling, padding counted: %s, and through an activation', (kind, countsPadding) => {
    const pool = { ...axis, stride: 2, output: 2 };
    const problem: ConvProblem = {
      ...plain,
      inChannels: 2,
      outChannels: 2,
      groups: 2,
      axes: [pool, pool],
      pooling: { kind, countsPadding },
      activation: { name: 'relu' },
    };
    const data = Float32Array.from({ length: 32 }, (_, i) => Math.sin(i * 7));
    data[9] = -Infinity;
    const input = denseMaps([1, 2, 4, 4], data, 'channels_first');
    const loop = reference(problem, input, new Float32Array());
    for (let flat = 0; flat < 8; flat++) {
      const [channel, row, column] = [flat >> 2, (flat >> 1) & 1, flat & 1];
      const at = { item: 0, channel, position: [row, column] };
      const told = arithmeticOf(problem, input, new Float32Array(), undefined, at, 4);
      const expected = loop.at(0, channel, row * 2 + column);
      if (Number.isFinite(expected)) expect(told.value).toBeCloseTo(expected, 12);
      else expect(told.value).toBe(expected);
      expect(Math.max(0, told.sum)).toBe(told.value);
    }
  });

  it('shows padding as such, with the zeros that stand there', () => {
    const told = arithmeticOf(plain, counting, new Float32Array(9).fill(2), undefined, corner, 4);
    expect([told.rows, told.columns]).toEqual([3, 3]);
    const [P, I] = [PADDING, INSIDE];
    expect([...told.places]).toEqual([P, P, P, P, I, I, P, I, I]);
    expect([...told.contributions[0].patch]).toEqual([0, 0, 0, 0, 1, 2, 0, 5, 6]);
    expect(told.value).toBe(28);
  });

  it('shows padding with the numbers that another mode puts there', () => {
    const reflect = { ...plain, paddingMode: 'reflect' as const };
    const told = arithmeticOf(reflect, counting, new Float32Array(9).fill(1), undefined, corner, 4);
    expect([...told.contributions[0].patch]).toEqual([6, 5, 6, 2, 1, 2, 6, 5, 6]);
    expect(told.places[0]).toBe(PADDING);
  });

  it('of a transposed convolution shows the taps that no input reaches', () => {
    const up = { input: 2, kernel: 2, stride: 2, dilation: 1, padBefore: 0, padAfter: 0, output: 4 };
    const problem = { ...plain, axes: [up, up], transposed: true };
    const input = denseMaps([1, 1, 2, 2], Float32Array.of(1, 2, 3, 4), 'channels_first');
    const at = { item: 0, channel: 0, position: [1, 2] };
    const told = arithmeticOf(problem, input, Float32Array.of(10, 20, 30, 40), undefined, at, 1);
    expect([...told.places]).toEqual([GAP, GAP, INSIDE, GAP]);
    expect(told.value).toBe(60);
  });

  it('lists the channels that add most and puts the rest together', () => {
    const problem = {
      ...plain,
      inChannels: 5,
      axes: [{ ...axis, input: 1, kernel: 1, padBefore: 0, padAfter: 0, output: 1 }],
    };
    const input = denseMaps([1, 5, 1], Float32Array.of(1, -7, 2, 5, -1), 'channels_first');
    const at = { item: 0, channel: 0, position: [0] };
    const told = arithmeticOf(problem, input, new Float32Array(5).fill(1), Float32Array.of(0.5), at, 2);
    expect(told.contributions.map(({ channel, sum }) => [channel, sum])).toEqual([
      [1, -7],
      [3, 5],
    ]);
    expect(told.rest).toEqual({ channels: 3, sum: 2 });
    expect(told.value).toBe(0.5);
  });

  it('lists first what makes the result NaN', () => {
    const problem = {
      ...plain,
      inChannels: 2,
      axes: [{ ...axis, input: 1, kernel: 1, padBefore: 0, padAfter: 0, output: 1 }],
    };
    const input = denseMaps([1, 2, 1], Float32Array.of(9, NaN), 'channels_first');
    const at = { item: 0, channel: 0, position: [0] };
    const told = arithmeticOf(problem, input, Float32Array.of(1, 1), undefined, at, 1);
    expect(told.contributions[0].channel).toBe(1);
    expect(told.value).toBeNaN();
  });
});
