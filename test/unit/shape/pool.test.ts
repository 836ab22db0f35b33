import { describe, expect, it } from 'vitest';
import {
  adaptivePoolShape,
  adaptiveWindow,
  globalPoolShape,
  planPool,
  SAME_UPPER,
  sym,
  symmetric,
  VALID,
} from '../../../src/shape';
import type { PoolPlan, PoolRequest } from '../../../src/shape';

const pool = (more: Partial<PoolRequest>): PoolPlan =>
  planPool({
    framework: 'torch',
    op: 'MaxPool2d',
    kind: 'max',
    rank: 2,
    inputShape: [1, 8, 13, 13],
    kernel: [3, 3],
    stride: [2, 2],
    padding: VALID,
    ...more,
  });

describe('windows', () => {
  it('move by their own size unless told otherwise', () =>
    expect(pool({ stride: undefined }).outputShape).toEqual([1, 8, 4, 4]));

  it('drop a window that would start in the padding after', () => {
    const settings = { kernel: [2, 2], stride: [2, 2], padding: symmetric([1, 1]), ceilMode: true };
    expect(pool({ ...settings, inputShape: [1, 8, 4, 5] }).outputShape).toEqual([1, 8, 3, 3]);
    expect(pool({ kernel: [1, 1], stride: [4, 4], ceilMode: true, inputShape: [3, 8, 19, 20] }).outputShape).toEqual([
      3, 8, 5, 5,
    ]);
  });

  it('keep symbols', () =>
    expect(pool({ inputShape: [sym('N'), 8, 12, 12], padding: symmetric([1, 1]) }).outputShape.slice(1)).toEqual([
      8, 6, 6,
    ]));

  it.each<[string, Partial<PoolRequest>, string]>([
    ['padding of more than half', { kernel: [2, 2], padding: symmetric([2, 2]) }, 'pool-padding'],
    ['negative padding', { padding: symmetric([-1, 0]) }, 'padding-negative'],
    ['a window that does not fit', { inputShape: [1, 8, 2, 13] }, 'kernel-too-large'],
    ['an input of two axes', { inputShape: [8, 13] }, 'rank-mismatch'],
    ['a stride of zero', { stride: [0, 1] }, 'stride-not-positive'],
    ['one value for two axes', { kernel: [2] }, 'argument-count'],
    ['a window as large as TF padding', { framework: 'tensorflow', padding: symmetric([3, 3]) }, 'pool-padding'],
    ['Keras without room', { framework: 'keras', inputShape: [1, 2, 9, 8] }, 'kernel-too-large'],
  ])('refuse %s', (_, more, code) => expect(pool(more).error?.code).toBe(code));

  it('avg_pool3d needs an input as large as the window, whatever the padding', () => {
    const request = {
      rank: 3 as const,
      kernel: [4, 4, 4],
      stride: undefined,
      padding: symmetric([1, 1, 1]),
      inputShape: [1, 1, 10, 9, 3],
    };
    expect(pool({ ...request, kind: 'avg' }).error?.code).toBe('kernel-too-large');
    expect(pool({ ...request, kind: 'max' }).outputShape).toEqual([1, 1, 3, 2, 1]);
  });

  it('SAME covers the input, JAX gives empty outputs', () => {
    expect(pool({ framework: 'keras', inputShape: [1, 13, 13, 8], padding: SAME_UPPER }).outputShape).toEqual([
      1, 7, 7, 8,
    ]);
    expect(pool({ framework: 'flax', inputShape: [1, 2, 13, 8], kernel: [20, 3] }).outputShape).toEqual([1, 0, 6, 8]);
  });
});

describe('adaptive and global pooling', () => {
  it('give the wanted size; null keeps', () => {
    expect(adaptivePoolShape('AdaptiveAvgPool2d', [3, 7, 4, 14], 2, [null, 2])).toEqual([3, 7, 4, 2]);
    expect(adaptivePoolShape('AdaptiveAvgPool2d', [7, 4, 14], 2, [0, 1])).toEqual([7, 0, 1]);
    expect(() => adaptivePoolShape('AdaptiveAvgPool2d', [7, 4], 2, [1, 1])).toThrow(/4 or 3 axes/);
    expect(() => adaptivePoolShape('AdaptiveAvgPool1d', [7, 4], 1, [-1])).toThrow(/output_size=−1/);
  });

  it('adaptive windows cover the input', () => {
    const windows = Array.from({ length: 3 }, (_, i) => adaptiveWindow(7, 3, i));
    expect(windows).toEqual([
      { start: 0, end: 3 },
      { start: 2, end: 5 },
      { start: 4, end: 7 },
    ]);
  });

  it('global pooling drops or keeps the axes', () => {
    expect(globalPoolShape('GlobalMaxPooling2D', [2, 6, 6, 3], 2, 'channels_last', false)).toEqual([2, 3]);
    expect(globalPoolShape('GlobalMaxPooling2D', [2, 3, 6, 6], 2, 'channels_first', true)).toEqual([2, 3, 1, 1]);
  });
});
