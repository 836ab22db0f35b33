import { describe, expect, it } from 'vitest';
import { isImprovable } from '../../../src/compute/backends/webgl2Kernel';
import { textureSize } from '../../../src/compute/backends/webgl2Texels';

describe('gpu.js, whose generated code is improved', () => {
  it('still has the WebGL2 kernel that the changes are made for', () => {
    expect(isImprovable()).toBe(true);
  });
});

describe('the texture for a block of texels', () => {
  it.each([
    ['has a row for each z', [3, 4, 5], [12, 5]],
    ['has a row for each y and z where x·y is too wide', [128, 65, 2], [128, 130]],
    ['has a row for each y and z up to its limit in height', [8192, 2, 4096], [8192, 8192]],
    ['is cut into rows of the limit where z is too high', [2, 1, 20000], [8192, 5]],
    ['is cut into rows of the limit where x is too wide', [10000, 1, 1], [8192, 2]],
    ['is cut into rows of the limit where y is too high either way', [1, 100000, 1], [8192, 13]],
  ] as const)('%s', (_, block, size) => {
    expect(textureSize(block, 8192)).toEqual(size);
  });

  it('has room for limit² texels and no more', () => {
    expect(textureSize([16, 1, 16], 16)).toEqual([16, 16]);
    expect(textureSize([256, 1, 1], 16)).toEqual([16, 16]);
    expect(() => textureSize([257, 1, 1], 16)).toThrow('257 × 1 × 1 texels do not fit a texture of at most 16 × 16.');
  });
});
