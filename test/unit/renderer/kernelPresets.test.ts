import { describe, expect, it } from 'vitest';
import { inEnglish, sayIt, saying } from '../../../src/protocol/say';
import { PRESETS, type PresetName, presetKernel, presetProblem } from '../../../renderers/model/kernelPresets';

const kernel = (name: PresetName, ...sizes: number[]): number[] => [...presetKernel({ name }, sizes)];
const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);

describe('kernels known by name', () => {
  it('have their textbook numbers for 3 × 3', () => {
    expect(kernel('identity', 3, 3)).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0]);
    expect(kernel('sobelX', 3, 3)).toEqual([-1, 0, 1, -2, 0, 2, -1, 0, 1]);
    expect(kernel('sobelY', 3, 3)).toEqual([-1, -2, -1, 0, 0, 0, 1, 2, 1]);
    expect(kernel('laplacian', 3, 3)).toEqual([0, 1, 0, 1, -4, 1, 0, 1, 0]);
    expect(kernel('box', 3, 3)).toEqual(new Array(9).fill(Math.fround(1 / 9)));
  });

  it('go over to other sizes and numbers of axes', () => {
    expect(kernel('sobelX', 1, 5)).toEqual([-1, -2, 0, 2, 1]);
    expect(kernel('sobelX', 5, 5).slice(10, 15)).toEqual([-6, -12, 0, 12, 6]);
    expect(kernel('laplacian', 3)).toEqual([1, -2, 1]);
    expect(kernel('laplacian', 3, 3, 3)[13]).toBe(-6);
    expect(kernel('identity', 2, 4)).toEqual([0, 1, 0, 0, 0, 0, 0, 0]);
  });

  it('are sized as their sums say', () => {
    for (const sizes of [[3, 3], [5, 5], [7, 4], [11]]) {
      expect(sum(kernel('gaussian', ...sizes))).toBeCloseTo(1, 5);
      expect(sum(kernel('gabor', ...sizes))).toBeCloseTo(0, 5);
      expect(sum(kernel('gabor', ...sizes).map(Math.abs))).toBeCloseTo(1, 5);
    }
  });

  it('a Gabor filter turned by 90° is the other one transposed', () => {
    const [a, b] = [0, 90].map((angle) => [...presetKernel({ name: 'gabor', angle }, [5, 5])]);
    b.forEach((tap, i) => expect(tap).toBeCloseTo(a[(i % 5) * 5 + Math.floor(i / 5)], 6));
  });

  it('random ones follow from their seed', () => {
    const random = (seed: number): number[] => [...presetKernel({ name: 'random', seed }, [3, 3])];
    expect(random(1)).toEqual(random(1));
    expect(random(1)).not.toEqual(random(2));
  });

  it('exist for every size that is not refused with a reason, and hold no NaN', () => {
    for (const name of PRESETS) {
      for (const sizes of [[1, 1], [2, 2], [1, 3], [3, 1], [3, 3], [1], [4], [2, 3, 3]]) {
        const problem = presetProblem(name, sizes);
        if (problem) expect(() => presetKernel({ name }, sizes)).toThrow(sayIt(problem, inEnglish));
        else expect(kernel(name, ...sizes).every(Number.isFinite), `${name} ${sizes.join('×')}`).toBe(true);
      }
    }
    expect(presetProblem('laplacian', [2, 2])).toEqual(
      saying('Laplacian needs three taps or more on each axis; the kernel is {0}.', '2 × 2'),
    );
  });
});
