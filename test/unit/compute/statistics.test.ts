import { describe, expect, it } from 'vitest';
import { UNCLIPPED, clipOutliers, clipRange, moveClip } from '../../../src/compute/atlas/clip';
import { histogramOf, quantileOf } from '../../../src/compute/atlas/histogram';
import { imageOf, numbersOf, pictureOf } from '../../../src/compute/atlas/image';
import { extentOf, joinStatistics, livenessOf, statisticsOf } from '../../../src/compute/atlas/statistics';
import { denseMaps } from '../../../src/compute/layout';
import { generate } from '../../../src/protocol/random';

const row = (...numbers: number[]) => pictureOf(Float64Array.from(numbers), 1, numbers.length);
const normal = (count: number, mean: number, seed: number) =>
  pictureOf(generate({ type: 'normal', mean, std: 1, seed }, count), 1, count);

describe('the statistics of a map', () => {
  it('are those of its finite numbers; NaN and infinities are counted', () => {
    expect(statisticsOf(row(NaN, -2, 7, Infinity, 0, 1))).toEqual({
      min: -2,
      max: 7,
      nonFinite: 2,
      odd: { nan: 1, positive: 1, negative: 0 },
      count: 6,
      zeros: 1,
      mean: 1.5,
      std: Math.sqrt((3.5 ** 2 + 5.5 ** 2 + 1.5 ** 2 + 0.5 ** 2) / 4),
    });
  });

  it('have the extent that is found alone', () => {
    const images = [row(NaN, -2, 7), row(Infinity, 0, 9), row()];
    expect(extentOf(images)).toEqual({ min: -2, max: 9, nonFinite: 2 });
    const { min, max, nonFinite } = statisticsOf(row(NaN, -Infinity));
    expect(extentOf([row(NaN, -Infinity)])).toEqual({ min, max, nonFinite });
  });

  it('lose nothing of a small spread around a large mean', () => {
    const { mean, std } = statisticsOf(row(1e8 - 1, 1e8, 1e8 + 1));
    expect([mean, std]).toEqual([1e8, Math.sqrt(2 / 3)]);
  });

  it('of two maps together are those of all their numbers', () => {
    const numbers = [3, -1, 0.5, NaN, 8, 0, -Infinity, 0, Infinity, -7.25];
    for (let cut = 0; cut <= numbers.length; cut++) {
      const joined = joinStatistics(
        statisticsOf(row(...numbers.slice(0, cut))),
        statisticsOf(row(...numbers.slice(cut))),
      );
      const whole = statisticsOf(row(...numbers));
      expect(joined).toEqual({ ...whole, mean: expect.closeTo(whole.mean, 12), std: expect.closeTo(whole.std, 12) });
    }
  });

  it('say which maps are dead', () => {
    const liveness = (...numbers: number[]) => livenessOf(statisticsOf(row(...numbers)));
    expect(liveness(0, -0, 0)).toBe('zero');
    expect(liveness(2, 2, 2)).toBe('constant');
    expect(liveness(0, 0, 1e-30)).toBe('alive');
    expect(liveness(0, NaN)).toBe('odd');
    // One number cannot vary: a 1 × 1 map is dead only where it is zero.
    expect([liveness(3), liveness(0)]).toEqual(['alive', 'zero']);
  });

  it('read the numbers of a map wherever they lie', () => {
    const first = denseMaps([1, 2, 2, 2], Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), 'channels_first');
    const last = denseMaps([1, 2, 2, 2], Float32Array.of(1, 5, 2, 6, 3, 7, 4, 8), 'channels_last');
    for (const maps of [first, last]) expect([...numbersOf(imageOf(maps, 0, 1))]).toEqual([5, 6, 7, 8]);
    const volume = denseMaps([1, 1, 2, 2, 1], Float32Array.of(1, 2, 3, 4), 'channels_first');
    expect([...numbersOf(imageOf(volume, 0, 0))]).toEqual([1, 2, 3, 4]);
  });
});

describe('the histogram', () => {
  it('counts every finite number once, the largest in the last bin', () => {
    const { counts, total } = histogramOf([row(0, 1, 1.9, NaN), row(2, 4)], { low: 0, high: 4 }, 4);
    expect([...counts]).toEqual([1, 2, 1, 1]);
    expect(total).toBe(5);
  });

  it('of equal numbers has them in one bin', () => {
    expect([...histogramOf([row(3, 3)], { low: 3, high: 3 }, 2).counts]).toEqual([2, 0]);
  });

  it('of every third row counts each row of as many pictures once', () => {
    const images = [0, 1, 2].map((first) => pictureOf(Float64Array.of(first, first + 3, first + 6), 3, 1));
    const { counts, total } = histogramOf(images, { low: 0, high: 9 }, 9, 3);
    // Row 0 of the first, row 1 of the second, row 2 of the third.
    expect([...counts].map((count, number) => (count ? number : undefined)).filter((n) => n !== undefined)).toEqual([
      0, 4, 8,
    ]);
    expect(total).toBe(3);
  });

  it('gives quantiles to the width of a bin', () => {
    const images = [normal(20_000, 0, 1), normal(20_000, 0, 2)];
    const { min, max } = extentOf(images);
    const histogram = histogramOf(images, { low: min, high: max }, 256);
    const sorted = Float32Array.from(images.flatMap((image) => [...image.data])).sort();
    for (const share of [0.01, 0.25, 0.5, 0.99]) {
      const exact = sorted[Math.floor(share * sorted.length)];
      expect(Math.abs(quantileOf(histogram, share) - exact)).toBeLessThan((max - min) / 256);
    }
  });
});

describe('clipping', () => {
  it('leaves the very numbers where nothing is clipped', () => {
    const range = { low: 0.1, high: 0.7 };
    expect(clipRange(range, UNCLIPPED)).toEqual(range);
    expect(clipRange({ low: -2, high: 2 }, { low: 0.25, high: 0.5 })).toEqual({ low: -1, high: 0 });
  });

  it('keeps the handles apart and inside', () => {
    expect(moveClip({ low: 0.2, high: 0.5 }, 'low', 0.9, 'viridis')).toEqual({ low: 0.49, high: 0.5 });
    expect(moveClip({ low: 0.2, high: 0.5 }, 'high', 7, 'viridis')).toEqual({ low: 0.2, high: 1 });
  });

  it('keeps zero in the middle of the diverging scale', () => {
    for (const share of [0.6, 0.9, 1.2, 0.1]) {
      const { low, high } = moveClip(UNCLIPPED, 'high', share, 'diverging');
      expect(low + high).toBeCloseTo(1);
      expect(high).toBeGreaterThan(low);
    }
  });

  it('of outliers shows what a single large number hides', () => {
    const numbers = [...normal(1000, 0, 3).data];
    const images = [row(...numbers, 1000)];
    const { min, max } = extentOf(images);
    const histogram = histogramOf(images, { low: min, high: max }, 4096);
    const { low, high } = clipRange(histogram, clipOutliers(histogram, histogram, 0.01, 'viridis'));
    expect(high).toBeLessThan(20);
    expect(low).toBeGreaterThanOrEqual(min);
  });
});
