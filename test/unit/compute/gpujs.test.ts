import { describe, expect, it } from 'vitest';
import { isImprovable } from '../../../src/compute/backends/webgl2Kernel';

describe('gpu.js, whose generated code is improved', () => {
  it('still has the WebGL2 kernel that the changes are made for', () => {
    expect(isImprovable()).toBe(true);
  });
});
