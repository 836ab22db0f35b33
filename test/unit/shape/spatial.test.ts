import { describe, expect, it } from 'vitest';
import {
  channelShuffleShape,
  depthToSpaceShape,
  extractPatchesShape,
  foldShape,
  formatShape,
  interpolateShape,
  padShape,
  pixelShuffleShape,
  pixelUnshuffleShape,
  resizeShape,
  spaceToDepthShape,
  spatialPadShape,
  sym,
  torchPadLayerShape,
  torchPadShape,
  unfoldShape,
  upSamplingShape,
} from '../../../src/shape';
import type { InterpolateRequest } from '../../../src/shape';

const codeOf = (rule: () => unknown): string | undefined => {
  try {
    rule();
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('fold and unfold', () => {
  it('are inverse in shape', () => {
    const window = { stride: [2, 2], padding: [1, 1], dilation: [1, 1] };
    const blocks = unfoldShape([2, 3, 8, 10], [3, 3], window);
    expect(blocks).toEqual([2, 27, 20]);
    expect(foldShape(blocks, [8, 10], [3, 3], window)).toEqual([2, 3, 8, 10]);
  });

  it('refuse what does not fit', () => {
    expect(codeOf(() => unfoldShape([1, 3, 3, 9], [4, 4], { dilation: [2, 2] }))).toBe('kernel-too-large');
    expect(codeOf(() => unfoldShape([9, 14], [2, 2], {}))).toBe('rank-mismatch');
    expect(codeOf(() => foldShape([1, 33, 1], [3, 6], [4, 4], {}))).toBe('fold-mismatch');
    expect(codeOf(() => foldShape([1, 16, 5], [5, 5], [4, 4], {}))).toBe('fold-mismatch');
  });

  it('extract_patches stacks the window into the channels', () =>
    expect(extractPatchesShape([2, 10, 10, 6], [4, 3], [3, 3], [1, 1], 'SAME')).toEqual([2, 4, 4, 72]));
});

describe('interpolate', () => {
  const run = (more: Partial<InterpolateRequest>): unknown =>
    interpolateShape({ input: [1, 3, 9, 8], mode: 'nearest', ...more });

  it('takes a size, or multiplies and rounds down', () => {
    expect(run({ size: 7 })).toEqual([1, 3, 7, 7]);
    expect(run({ scaleFactor: [1.5, 0.25] })).toEqual([1, 3, 13, 2]);
    expect(formatShape(interpolateShape({ input: [1, 3, sym('H'), 8], mode: 'nearest', scaleFactor: 2 }))).toBe(
      '(1, 3, 2·H, 16)',
    );
    expect(run({ mode: 'area', scaleFactor: 0.1 })).toEqual([1, 3, 0, 0]);
  });

  it.each<[string, Partial<InterpolateRequest>, string]>([
    ['both size and factor', { size: 4, scaleFactor: 2 }, 'resize-arguments'],
    ['neither', {}, 'resize-arguments'],
    ['corners for nearest', { size: 4, alignCorners: false }, 'align-corners'],
    ['a mode of another rank', { size: 4, mode: 'linear' }, 'rank-mismatch'],
    ['an unknown mode', { size: 4, mode: 'cubic' }, 'resize-arguments'],
    ['a factor per axis too many', { scaleFactor: [1, 2, 3] }, 'argument-count'],
    ['an empty output', { scaleFactor: 0.1, mode: 'bilinear' }, 'output-not-positive'],
    ['a recomputed factor of a size', { size: 4, recomputeScaleFactor: true }, 'resize-arguments'],
  ])('refuses %s', (_, more, code) => expect(codeOf(() => run(more))).toBe(code));
});

describe('resizing in TensorFlow and Keras', () => {
  it('resizes to a box, or fits into it', () => {
    expect(resizeShape([5, 9, 8], [12, 12], 'channels_last')).toEqual([12, 12, 8]);
    expect(resizeShape([5, 9, 8], [12, 12], 'channels_last', true)).toEqual([7, 12, 8]);
    expect(codeOf(() => resizeShape([1, 6, 9, 3], [0, 3], 'channels_last'))).toBe('size-not-positive');
    expect(upSamplingShape('UpSampling2D', [2, 3, 4, 5], 2, [2, 3], 'channels_last')).toEqual([2, 6, 12, 5]);
  });
});

describe('pixels and channels', () => {
  it('move between each other', () => {
    expect(pixelShuffleShape([2, 12, 5, 5], 2)).toEqual([2, 3, 10, 10]);
    expect(pixelUnshuffleShape([3, 10, 10], 2)).toEqual([12, 5, 5]);
    expect(depthToSpaceShape([3, 13, 14, 27], 3, 'channels_last')).toEqual([3, 39, 42, 3]);
    expect(spaceToDepthShape([1, 8, 2, 6], 2, 'channels_first')).toEqual([1, 32, 1, 3]);
    expect(channelShuffleShape([1, 12, 3], 4)).toEqual([1, 12, 3]);
  });

  it('must divide', () => {
    expect(codeOf(() => pixelShuffleShape([2, 11, 5, 5], 2))).toBe('size-not-divisible');
    expect(codeOf(() => pixelUnshuffleShape([12, 8], 2))).toBe('rank-mismatch');
    expect(codeOf(() => depthToSpaceShape([1, 2, 2, 10], 3, 'channels_last'))).toBe('size-not-divisible');
    expect(codeOf(() => spaceToDepthShape([1, 8, 5, 3], 2, 'channels_last'))).toBe('size-not-divisible');
    expect(codeOf(() => channelShuffleShape([1, 11, 3], 2))).toBe('channels-divisibility');
  });
});

describe('padding', () => {
  it('counts from the last axis in PyTorch', () => {
    expect(torchPadShape([2, 2, 11, 9], [2, 3, -2, -1])).toEqual([2, 2, 8, 14]);
    expect(torchPadLayerShape('ReflectionPad2d', [1, 2, 4, 4], 2, 3, 'reflect')).toEqual([1, 2, 10, 10]);
  });

  it.each<[string, number[], number[], string, string]>([
    ['an odd number of amounts', [1, 2, 3], [1, 0, 1], 'constant', 'argument-count'],
    ['more axes than there are', [3], [1, 1, 1, 1], 'constant', 'rank-mismatch'],
    ['reflection by the size', [1, 2, 2, 4], [1, 1, 2, 1], 'reflect', 'pad-mismatch'],
    ['wrapping by more than the size', [1, 2, 2, 4], [1, 1, 3, 1], 'circular', 'pad-mismatch'],
    ['wrapping without a batch', [2, 2, 4], [1, 1, 1, 1], 'circular', 'rank-mismatch'],
    ['a crop past the end', [1, 1], [1, -2], 'constant', 'pad-mismatch'],
    ['a crop to nothing beside a pad', [5, 3], [-1, -2, -2, 2], 'constant', 'pad-mismatch'],
    ['an unknown mode', [2, 2], [1, 1], 'mirror', 'padding-mode'],
  ])('PyTorch refuses %s', (_, input, pads, mode, code) =>
    expect(codeOf(() => torchPadShape(input, pads, mode))).toBe(code),
  );

  it('may crop to nothing when it only crops', () => expect(torchPadShape([2, 3], [-2, -1])).toEqual([2, 0]));

  it('takes pairs in TensorFlow and Keras', () => {
    expect(padShape([3, 4], [[1, 2], [0, 3]], 'CONSTANT')).toEqual([6, 7]); // prettier-ignore
    expect(codeOf(() => padShape([3, 4], [[3, 0], [0, 0]], 'REFLECT'))).toBe('pad-mismatch'); // prettier-ignore
    expect(padShape([3, 4], [[3, 0], [0, 0]], 'SYMMETRIC')).toEqual([6, 4]); // prettier-ignore
    expect(padShape([3, 4], [[7, 0], [0, 0]], 'reflect', true)).toEqual([10, 4]); // prettier-ignore
    expect(codeOf(() => padShape([3, 4], [[1, 2]], 'CONSTANT'))).toBe('rank-mismatch');
    expect(spatialPadShape('Cropping1D', [2, 6, 4], 1, [[-2, -1]], 'channels_last')).toEqual([2, 3, 4]);
    expect(codeOf(() => spatialPadShape('Cropping1D', [2, 3, 4], 1, [[-2, -2]], 'channels_last'))).toBe('pad-mismatch');
  });
});
