import { describe, expect, it } from 'vitest';
import { pictureOf } from '../../../src/compute/atlas/image';
import { statisticsOf } from '../../../src/compute/atlas/statistics';
import { oddSigns, oddWords } from '../../../renderers/model/oddities';

const oddOf = (...numbers: number[]) => statisticsOf(pictureOf(Float32Array.from(numbers), 1, numbers.length)).odd;

describe('a map with numbers that are none is labelled by what it holds', () => {
  it.each([
    [[1, NaN], 'NaN', 'holds NaN'],
    [[Infinity, Infinity], '∞', 'holds infinities'],
    [[-Infinity, 0], '−∞', 'holds infinities'],
    [[Infinity, -Infinity], '±∞', 'holds infinities'],
    [[NaN, -Infinity], 'NaN −∞', 'holds NaN and infinities'],
  ])('%j: %s', (numbers, signs, words) => {
    expect(oddSigns(oddOf(...numbers))).toBe(signs);
    expect(oddWords(oddOf(...numbers))).toBe(words);
  });
});
