import { describe, expect, it } from 'vitest';
import {
  add,
  bmmShape,
  broadcastShapes,
  chunkShape,
  concatShapes,
  einsumShape,
  expandShape,
  flattenShape,
  floorDiv,
  formatShape,
  indexShape,
  linearShape,
  matmulShape,
  mmShape,
  moveAxisShape,
  mul,
  narrowShape,
  permuteShape,
  reduceShape,
  repeatShape,
  reshapeShape,
  sliceExtent,
  splitBySize,
  splitBySizes,
  splitEvenly,
  squeezeShape,
  stackShapes,
  sub,
  sym,
  tensordotShape,
  tfTileShape,
  tileShape,
  transposeShape,
  unflattenShape,
  unknownDim,
  unsqueezeShape,
} from '../../../src/shape';
import type { IndexItem, Shape } from '../../../src/shape';

const N = sym('N');
const H = sym('H');
const C = sym('C');
const text = (shape: Shape): string => formatShape(shape);
const codeOf = (rule: () => unknown): string | undefined => {
  try {
    rule();
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('broadcasting', () => {
  it('compares from the last axis', () => {
    expect(broadcastShapes([[5, 1, 3], [4, 1], []], 'add')).toEqual([5, 4, 3]);
    expect(text(broadcastShapes([[N, 64, 1, 1], [N, 64, H, H]], 'add'))).toBe('(N, 64, H, H)'); // prettier-ignore
    expect(text(broadcastShapes([[H], [7]], 'add'))).toBe('(7,)');
    expect(text(broadcastShapes([[H], [C]], 'add'))).toBe('(?,)');
    expect(text(broadcastShapes([[unknownDim('x')], [8]], 'add'))).toBe('(8,)');
    expect(broadcastShapes([[0, 3], [1, 3]], 'add')).toEqual([0, 3]); // prettier-ignore
  });

  it('gives the larger of two sizes, where it is known which one that is', () => {
    const even = mul(2, floorDiv(H, 2));
    expect(text(broadcastShapes([[even], [H]], 'add'))).toBe('(H,)');
    expect(text(broadcastShapes([[H], [even]], 'add'))).toBe('(H,)');
  });

  it('refuses sizes that certainly differ', () => {
    expect(codeOf(() => broadcastShapes([[5], [6]], 'add'))).toBe('broadcast-mismatch'); // prettier-ignore
    expect(codeOf(() => broadcastShapes([[add(H, 1)], [add(H, 2)]], 'add'))).toBe('broadcast-mismatch'); // prettier-ignore
    expect(codeOf(() => broadcastShapes([[H], [add(H, 1)]], 'add'))).toBeUndefined(); // prettier-ignore
  });

  it('expands axes of size 1', () => {
    expect(expandShape([3, 1], [2, -1, 4])).toEqual([2, 3, 4]);
    expect(codeOf(() => expandShape([4], [5]))).toBe('expand-mismatch');
    expect(codeOf(() => expandShape([4], [-1, 4]))).toBe('expand-mismatch');
  });
});

describe('products', () => {
  it('follow the rule of matmul', () => {
    expect(matmulShape([3], [3])).toEqual([]);
    expect(matmulShape([2, 3], [3])).toEqual([2]);
    expect(matmulShape([5, 1, 2, 3], [4, 3, 6])).toEqual([5, 4, 2, 6]);
    expect(tensordotShape([2, 3, 4], [4, 3, 5], [1, 2], [1, 0])).toEqual([2, 5]);
  });

  it('name what does not fit', () => {
    expect(() => matmulShape([3, 5], [6, 5])).toThrow(/5 columns.*6 rows/);
    expect(codeOf(() => mmShape([2, 3, 3], [3, 3]))).toBe('rank-mismatch');
    expect(codeOf(() => bmmShape([2, 3, 4], [1, 4, 5]))).toBe('matmul-mismatch');
    expect(() => linearShape([3, 6], 5, 7)).toThrow(/in_features=6/);
    expect(text(linearShape([N, 512], 512, 10))).toBe('(N, 10)');
  });

  it('follow einsum equations', () => {
    expect(einsumShape('bhwc,cd->bhwd', [[2, 4, 5, 6], [6, 7]])).toEqual([2, 4, 5, 7]); // prettier-ignore
    expect(einsumShape('ij,jk', [[2, 3], [3, 4]])).toEqual([2, 4]); // prettier-ignore
    expect(einsumShape('...ij,...jk->...ik', [[8, 1, 2, 3], [5, 3, 4]])).toEqual([8, 5, 2, 4]); // prettier-ignore
    expect(einsumShape('ii', [[3, 3]])).toEqual([]);
    expect(codeOf(() => einsumShape('ii', [[3, 4]]))).toBe('einsum-mismatch');
    expect(codeOf(() => einsumShape('ij,jk->ik', [[2, 3], [4, 5]]))).toBe('einsum-mismatch'); // prettier-ignore
    expect(codeOf(() => einsumShape('ij->ik', [[2, 3]]))).toBe('einsum-mismatch');
  });
});

describe('views', () => {
  it('work out −1, also through symbols', () => {
    expect(reshapeShape([2, 3, 4], [4, -1])).toEqual([4, 6]);
    expect(text(reshapeShape([N, 512, 7, 7], [N, -1]))).toBe('(N, 25088)');
    expect(text(reshapeShape([N, mul(4, C), H, H], [N, 4, C, H, -1]))).toBe('(N, 4, C, H, H)');
    const batch = unknownDim('the batch of a loader');
    expect(text(reshapeShape([batch, 16, 5, 5], [batch, -1]))).toBe('(?, 400)');
  });

  it('refuse what cannot hold the elements', () => {
    expect(() => reshapeShape([2, 4, 6], [289])).toThrow(/48 elements.*289/);
    expect(codeOf(() => reshapeShape([N, 256], [N, 512]))).toBe('view-mismatch');
    expect(codeOf(() => reshapeShape([N, 256], [N, -1, 100]))).toBe('view-mismatch');
    expect(codeOf(() => reshapeShape([4], [-1, -1]))).toBe('view-mismatch');
    expect(codeOf(() => reshapeShape([N, 256], [-1, 512]))).toBeUndefined();
  });

  it('flatten and unflatten', () => {
    expect(text(flattenShape([N, 512, 7, 7], 1))).toBe('(N, 25088)');
    expect(flattenShape([])).toEqual([1]);
    expect(codeOf(() => flattenShape([2, 3], 1, 0))).toBe('axis-out-of-range');
    expect(unflattenShape([2, 12], 1, [3, -1])).toEqual([2, 3, 4]);
    expect(codeOf(() => unflattenShape([2, 12], 1, [5, -1]))).toBe('view-mismatch');
  });

  it('reorder axes', () => {
    expect(permuteShape([2, 3, 4], [0, -1, 1])).toEqual([2, 4, 3]);
    expect(transposeShape([2, 3, 4], 0, -1)).toEqual([4, 3, 2]);
    expect(moveAxisShape([2, 3, 4], [0], [-1])).toEqual([3, 4, 2]);
    expect(codeOf(() => permuteShape([2, 3], [1, 1]))).toBe('duplicate-axis');
    expect(codeOf(() => permuteShape([2, 3], [0]))).toBe('permute-mismatch');
    expect(codeOf(() => transposeShape([6], 2, 0))).toBe('axis-out-of-range');
  });

  it('add and remove axes of size 1', () => {
    expect(squeezeShape([1, 3, 1])).toEqual([3]);
    expect(squeezeShape([1, 3, 1], [1])).toEqual([1, 3, 1]);
    expect(codeOf(() => squeezeShape([1, 3], [1], true))).toBe('view-mismatch');
    expect(unsqueezeShape([2, 3], -1)).toEqual([2, 3, 1]);
  });
});

describe('joining and splitting', () => {
  it('adds along one axis and merges what is known of the others', () => {
    expect(text(concatShapes([[N, C, 8], [N, 3, 8]], 1))).toBe('(N, C + 3, 8)'); // prettier-ignore
    expect(text(concatShapes([[unknownDim('x'), 1], [4, 2]], -1))).toBe('(4, 3)'); // prettier-ignore
    expect(concatShapes([[0], [2, 3]], 0, 'cat', true)).toEqual([2, 3]); // prettier-ignore
    expect(() => concatShapes([[2, 3], [2, 4]], 0)).toThrow(/axis 1 is 3 .* 4 in tensor 2/); // prettier-ignore
    expect(stackShapes([[2, 3], [2, 3]], -1)).toEqual([2, 3, 2]); // prettier-ignore
    expect(codeOf(() => stackShapes([[2, 3], [2, 4]], 0))).toBe('stack-mismatch'); // prettier-ignore
  });

  it('splits by size, by sizes, in chunks and evenly', () => {
    expect(splitBySize([7], 3, 0)).toEqual([[3], [3], [1]]);
    expect(splitBySizes([7, 2], [3, -1], 0)).toEqual([[3, 2], [4, 2]]); // prettier-ignore
    expect(codeOf(() => splitBySizes([5], [1, 1], 0))).toBe('split-mismatch');
    expect(chunkShape([5], 4, 0)).toEqual([[2], [2], [1]]);
    expect(chunkShape([N, mul(2, C)], 2, 1)?.map(text)).toEqual(['(N, C)', '(N, C)']);
    expect(chunkShape([C], 2, 0)).toBeUndefined();
    expect(codeOf(() => splitEvenly([8], 5, 0))).toBe('split-mismatch');
  });

  it('repeats', () => {
    expect(repeatShape([2, 3], [4, 1, 2])).toEqual([4, 2, 6]);
    expect(codeOf(() => repeatShape([2, 3], [2]))).toBe('argument-count');
    expect(tileShape([2, 3], [2])).toEqual([2, 6]);
    expect(codeOf(() => tfTileShape([2, 3], [2]))).toBe('rank-mismatch');
  });

  it('reduces', () => {
    expect(reduceShape([2, 3, 4], [-1, 0], true, 'sum')).toEqual([1, 3, 1]);
    expect(reduceShape([2, 3, 4], undefined, false, 'sum')).toEqual([]);
    expect(codeOf(() => reduceShape([2, 3], [0, -2], false, 'sum'))).toBe('duplicate-axis');
  });
});

describe('indexing', () => {
  const slice = (start: number | null, stop: number | null, step: number | null = null): IndexItem => ({
    kind: 'slice',
    start,
    stop,
    step,
  });
  const at = (value: number): IndexItem => ({ kind: 'int', value });

  it('counts slices as Python does', () => {
    for (const size of [0, 1, 5, 8])
      for (const start of [null, -9, -2, 0, 1, 6])
        for (const stop of [null, -9, -1, 0, 3, 9])
          for (const step of [1, 2, 3, -1, -2]) {
            const expected = pythonSlice(size, start, stop, step);
            expect(sliceExtent(size, start, stop, step), `${size}[${start}:${stop}:${step}]`).toBe(expected);
          }
  });

  /** Walks the positions of a slice one by one. */
  function pythonSlice(size: number, start: number | null, stop: number | null, step: number): number {
    const place = (p: number, low: number, high: number): number => Math.min(Math.max(p < 0 ? p + size : p, low), high);
    const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
    const from = start === null ? (step > 0 ? 0 : size - 1) : place(start, low, high);
    const to = stop === null ? (step > 0 ? size : -1) : place(stop, low, high);
    let count = 0;
    for (let i = from; step > 0 ? i < to : i > to; i += step) count++;
    return count;
  }

  it('keeps symbols in slices', () => {
    expect(text([sliceExtent(H, 1, null, null)])).toBe('(H − 1,)');
    expect(text([sliceExtent(H, null, -1, null)])).toBe('(H − 1,)');
    expect(text([sliceExtent(H, null, null, 2)])).toBe('(⌊(H − 1)/2⌋ + 1,)');
    expect(text([sliceExtent(H, null, sub(H, 1), null)])).toBe('(H − 1,)');
  });

  it('takes integers, slices, ellipsis, new axes and arrays', () => {
    expect(indexShape([4, 5, 6], [at(0), { kind: 'ellipsis' }, slice(1, 3)])).toEqual([5, 2]);
    expect(indexShape([4, 5], [{ kind: 'newaxis' }, slice(null, null), at(-1)])).toEqual([1, 4]);
    const array: IndexItem = { kind: 'array', shape: [7] };
    expect(indexShape([4, 5, 6], [slice(null, null), array, array])).toEqual([4, 7]);
    expect(indexShape([4, 5, 6], [array, slice(null, null), array])).toEqual([7, 5]);
    expect(indexShape([4, 5, 6], [at(0), slice(null, null), array])).toEqual([7, 5]);
    expect(indexShape([4, 5, 6], [at(0), slice(null, null), array], { integersAreArrays: false })).toEqual([5, 7]);
    expect(text(indexShape([4, 5, 6], [{ kind: 'mask', shape: [4, 5] }]))).toBe('(?, 6)');
  });

  it('refuses what lies outside', () => {
    expect(codeOf(() => indexShape([1], [at(1)]))).toBe('index-out-of-range');
    expect(codeOf(() => indexShape([3], [at(-4)]))).toBe('index-out-of-range');
    expect(codeOf(() => indexShape([H], [at(3)]))).toBeUndefined();
    expect(codeOf(() => indexShape([3], [at(0), at(0)]))).toBe('index-out-of-range');
    const reach = (low: number, high: number): IndexItem => ({ kind: 'array', shape: [2], range: [low, high] });
    expect(codeOf(() => indexShape([4], [reach(0, 4)]))).toBe('index-out-of-range');
    expect(codeOf(() => indexShape([4], [reach(-5, 3)]))).toBe('index-out-of-range');
    expect(indexShape([4], [reach(-4, 3)])).toEqual([2]);
    expect(codeOf(() => indexShape([4, 5], [{ kind: 'mask', shape: [5] }]))).toBe('index-out-of-range');
    expect(codeOf(() => indexShape([4, H], [{ kind: 'mask', shape: [4, 1] }]))).toBeUndefined();
    expect(codeOf(() => narrowShape([2, 3], 0, 0, 3))).toBe('index-out-of-range');
  });

  it('refuses no position where nothing is taken, and none in JAX, which moves it to the end', () => {
    const nothing: IndexItem = { kind: 'array', shape: [0] };
    const beyond: IndexItem = { kind: 'array', shape: [1], range: [9, 9] };
    expect(indexShape([4, 5], [nothing, beyond])).toEqual([0]);
    expect(indexShape([4, 5], [at(9), beyond], { clamps: true })).toEqual([1]);
  });
});
