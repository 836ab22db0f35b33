import { describe, expect, it } from 'vitest';
import { denseMaps, toDense } from '../../../src/compute/layout';
import { astype, fromFlat, permute, reshape, stridesOf, zeros } from '../../../src/compute/ndarray';

describe('dense tensors', () => {
  it('are row-major', () => {
    expect(stridesOf([2, 3, 4])).toEqual([12, 4, 1]);
    expect([zeros([2, 0]).data.length, zeros([]).data.length]).toEqual([0, 1]);
  });

  it('refuse a wrong count, naming both', () => {
    expect(() => fromFlat([2, 2], [1, 2, 3])).toThrow('3 numbers given for shape (2, 2), which holds 4');
    expect(() => reshape(zeros([2, 3]), [4])).toThrow('6 elements');
  });

  it('convert as NumPy’s astype does', () => {
    const values = fromFlat([4], [-1.7, 0, 0.3, 1e10], 'float64');
    expect([...astype(values, 'int64').data]).toEqual([-1, 0, 0, 1e10]);
    expect([...astype(values, 'bool').data]).toEqual([1, 0, 1, 1]);
    expect(astype(fromFlat([1], [0.1], 'float64'), 'float16').data[0]).toBe(0.0999755859375);
  });

  it('permute axes', () => {
    const { shape, data } = permute(fromFlat([2, 3], [0, 1, 2, 3, 4, 5]), [1, 0]);
    expect([shape, [...data]]).toEqual([
      [3, 2],
      [0, 3, 1, 4, 2, 5],
    ]);
  });
});

describe('maps', () => {
  it('go from one order of axes to the other', () => {
    const last = denseMaps([1, 2, 1, 3], Float32Array.of(0, 10, 1, 11, 2, 12), 'channels_last');
    expect([...toDense(last, 'channels_first')]).toEqual([0, 1, 2, 10, 11, 12]);
    expect([...toDense(last, 'channels_last')]).toEqual([...last.data]);
  });
});
