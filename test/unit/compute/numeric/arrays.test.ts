import { describe, expect, it } from 'vitest';
import { fromFlat, type Dtype } from '../../../../src/compute/ndarray';
import { broadcastShape, broadcastTo } from '../../../../src/compute/numeric/broadcast';
import { einsum } from '../../../../src/compute/numeric/einsum';
import { binary, map, where } from '../../../../src/compute/numeric/elementwise';
import { nonzero, put, resolveSlice, take, type NumericIndex } from '../../../../src/compute/numeric/indexing';
import { argsort, concatenate, pad, repeatAlong, tile } from '../../../../src/compute/numeric/manipulation';
import { matmul } from '../../../../src/compute/numeric/matmul';
import { cumulate, reduce, variance } from '../../../../src/compute/numeric/reduction';

const array = (values: number[], shape = [values.length], dtype: Dtype = 'float64') => fromFlat(shape, values, dtype);
const counted = (...shape: number[]) => {
  const size = shape.reduce((a, b) => a * b, 1);
  return array(
    Array.from({ length: size }, (_, i) => i),
    shape,
    'int64',
  );
};
const slice = (start: number | null = null, stop: number | null = null, step: number | null = null): NumericIndex => ({
  kind: 'slice',
  start,
  stop,
  step,
});
const at = (value: number): NumericIndex => ({ kind: 'int', value });
const positions = (...values: number[]): NumericIndex => ({ kind: 'array', array: array(values, undefined, 'int64') });

describe('broadcasting', () => {
  it('aligns shapes at the last axis and repeats axes of size 1', () => {
    expect(broadcastShape([[3, 1], [4], []])).toEqual([3, 4]);
    expect([...broadcastTo(array([1, 2], [2, 1]), [2, 3]).data]).toEqual([1, 1, 1, 2, 2, 2]);
  });
  it('gives an axis of size 0 where 1 meets 0', () => expect(broadcastShape([[0], [1]])).toEqual([0]));
  it('refuses sizes that differ', () =>
    expect(() => broadcastShape([[2], [3]])).toThrow('operands could not be broadcast together with shapes (2,) (3,)'));
});

describe('elementwise operations', () => {
  const apply = (op: Parameters<typeof binary>[0], x: number, y: number, dtype: Dtype, to = dtype) =>
    binary(op, array([x], [1], dtype), array([y], [1], dtype), dtype, to)?.data[0];
  it('round float32 after each operation', () => {
    expect(apply('add', 0.1, 0.2, 'float32')).toBe(Math.fround(Math.fround(0.1) + Math.fround(0.2)));
  });
  it('round float16 after each operation', () => expect(apply('add', 2048, 1, 'float16')).toBe(2048));
  it('wrap small integers', () => {
    expect(apply('add', 250, 10, 'uint8')).toBe(4);
    expect(apply('multiply', 65537, 65537, 'int32')).toBe(131073);
  });
  it('give up int64 results that are not exact', () => {
    expect(apply('multiply', 2 ** 40, 2 ** 40, 'int64')).toBeUndefined();
    expect(apply('multiply', 2 ** 20, 2 ** 20, 'int64')).toBe(2 ** 40);
  });
  it('divide and take remainders as Python does', () => {
    expect(apply('floor_divide', -7, 2, 'int64')).toBe(-4);
    expect(apply('remainder', -7, 3, 'int64')).toBe(2);
    expect(apply('remainder', 5, -3, 'float64')).toBe(-1);
    expect(apply('floor_divide', 1, 0.1, 'float64')).toBe(9);
    expect(apply('floor_divide', 7, 0, 'int64')).toBe(0);
  });
  it('compare into bools', () => {
    const result = binary('less', array([1, 2]), array([2]), 'float64', 'bool');
    expect(result).toMatchObject({ dtype: 'bool', data: Uint8Array.of(1, 0) });
  });
  it('map and choose', () => {
    expect([...map(array([1, 4]), Math.sqrt)!.data]).toEqual([1, 2]);
    const chosen = where(array([1, 0], [2], 'bool'), array([5]), array([7, 8]), 'float64');
    expect([...chosen.data]).toEqual([5, 8]);
  });
});

describe('reductions', () => {
  it('go over one axis, several axes together or apart', () => {
    const a = counted(2, 3, 4);
    expect([...reduce('sum', a, [1], false, 'int64').data]).toEqual([12, 15, 18, 21, 48, 51, 54, 57]);
    expect([...reduce('sum', a, [0, 2], false, 'int64').data]).toEqual([60, 92, 124]);
    expect(reduce('max', a, [0, 1, 2], true, 'int64')).toMatchObject({ shape: [1, 1, 1], data: Float64Array.of(23) });
  });
  it('sum float32 pairwise, as NumPy does', () => {
    const tenths = array(new Array<number>(1e6).fill(0.1), [1e6], 'float32');
    // NumPy: np.full(10**6, 0.1, np.float32).sum()
    expect(reduce('sum', tenths, [0], false, 'float32').data[0]).toBe(100000.0078125);
  });
  it('find the first extreme, NaN before all', () => {
    expect(reduce('argmax', array([1, 3, 3]), [0], false, 'int64').data[0]).toBe(1);
    expect(reduce('argmin', array([1, NaN, 0]), [0], false, 'int64').data[0]).toBe(1);
  });
  it('have no extreme of nothing', () =>
    expect(() => reduce('max', array([]), [0], false, 'float64')).toThrow(
      'zero-size array to reduction operation maximum which has no identity',
    ));
  it('measure the spread with and without Bessel', () => {
    expect(variance(array([1, 2, 3, 4]), [0], false, 0).data[0]).toBe(1.25);
    expect(variance(array([1, 2, 3, 4]), [0], false, 1).data[0]).toBeCloseTo(5 / 3, 15);
  });
  it('cumulate along an axis', () =>
    expect([...cumulate('sum', counted(2, 3), 0, 'int64').data]).toEqual([0, 1, 2, 3, 5, 7]));
});

describe('indices', () => {
  const a = counted(2, 3, 4);
  const shapeAt = (...items: NumericIndex[]) => take(a, items).shape;
  it('take slices forwards and backwards', () => {
    expect([...take(counted(5), [slice(null, null, -2)]).data]).toEqual([4, 2, 0]);
    expect([...take(counted(5), [slice(-3, -1)]).data]).toEqual([2, 3]);
    expect(resolveSlice({ start: 9, stop: null, step: -1 }, 5)).toEqual({ start: 4, step: -1, length: 5 });
  });
  it('put index arrays where they stand, in front when a slice parts them', () => {
    expect(shapeAt(slice(), positions(0, 1), positions(1, 2))).toEqual([2, 2]);
    expect(shapeAt(positions(0, 1), slice(), positions(1, 2))).toEqual([2, 3]);
    expect(shapeAt(slice(), positions(0, 1, 1))).toEqual([2, 3, 4]);
    expect(shapeAt(at(0), slice(), positions(1, 2))).toEqual([2, 3]);
  });
  it('apply integers first where they are no arrays (PyTorch)', () => {
    expect(take(a, [at(0), slice(), positions(1, 2)], false).shape).toEqual([3, 2]);
    expect([...take(a, [at(1), slice(), positions(1, 2)], false).data]).toEqual([13, 14, 17, 18, 21, 22]);
  });
  it('take what a mask marks', () => {
    const mask: NumericIndex = { kind: 'mask', array: array([0, 1, 1], [3], 'bool') };
    expect([...take(counted(3), [mask]).data]).toEqual([1, 2]);
    expect(nonzero(array([0, 1, 1, 0], [2, 2])).map((axis) => [...axis.data])).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });
  it('write broadcast values', () => {
    const target = array(new Array<number>(6).fill(0), [2, 3]);
    put(target, [slice(), at(1)], array([7]));
    put(target, [at(1)], array([1, 2, 3], [1, 3]));
    expect([...target.data]).toEqual([0, 7, 0, 1, 2, 3]);
    expect(() => put(target, [at(0)], array([1, 2]))).toThrow('could not broadcast input array from shape (2,)');
  });
  it('refuse positions outside and too many items', () => {
    expect(() => take(a, [at(2)])).toThrow('index 2 is out of bounds for axis 0 with size 2');
    expect(() => take(counted(2), [at(0), at(0)])).toThrow('too many indices for array');
  });
});

describe('putting together', () => {
  it('concatenates along any axis', () => {
    expect([...concatenate([counted(2, 1), counted(2, 2)], 1, 'int64').data]).toEqual([0, 0, 1, 1, 2, 3]);
  });
  it('tiles and repeats', () => {
    expect([...tile(counted(2), [2, 2]).data]).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
    expect([...repeatAlong(counted(3), [2, 0, 1], 0).data]).toEqual([0, 0, 2]);
  });
  it.each([
    ['constant', [9, 9, 9, 0, 1, 2, 9]],
    ['edge', [0, 0, 0, 0, 1, 2, 2]],
    ['reflect', [1, 2, 1, 0, 1, 2, 1]],
    ['symmetric', [2, 1, 0, 0, 1, 2, 2]],
    ['wrap', [0, 1, 2, 0, 1, 2, 0]],
  ] as const)('pads with mode %s', (mode, expected) =>
    expect([...pad(counted(3), [[3, 1]], mode, 9).data]).toEqual(expected),
  );
  it('sorts stably with NaN last', () => expect([...argsort(array([2, NaN, 1, 2]), 0).data]).toEqual([2, 0, 3, 1]));
});

describe('products', () => {
  it('broadcast leading axes', () => {
    const result = matmul(counted(2, 1, 2), counted(2, 3), 'int64')!;
    expect(result).toMatchObject({ shape: [2, 1, 3], data: Float64Array.of(3, 4, 5, 9, 14, 19) });
  });
  it('drop the axis that a vector got', () => {
    expect(matmul(counted(3), counted(3), 'int64')).toMatchObject({ shape: [], data: Float64Array.of(5) });
  });
  it('of bools are bools', () => {
    const ones = array([1, 1], [1, 2], 'bool');
    expect(matmul(ones, array([1, 1], [2, 1], 'bool'), 'bool')!.data[0]).toBe(1);
  });
  it('follow an einsum equation', () => {
    expect([...einsum('ij,kj->ki', [counted(2, 2), counted(1, 2)], 'int64')!.data]).toEqual([1, 3]);
    expect(einsum('ii', [counted(2, 2)], 'int64')!.data[0]).toBe(3);
    expect(einsum('...i->...', [counted(2, 2)], 'int64')).toBeUndefined();
  });
});
