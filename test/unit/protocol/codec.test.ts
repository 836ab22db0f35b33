import { describe, expect, it } from 'vitest';
import { decodeTensor, encodeTensor, fromBase64, toBase64 } from '../../../src/protocol/codec';
import type { Dtype } from '../../../src/protocol/payload';
import { generate } from '../../../src/protocol/random';

describe('tensors as base64', () => {
  it.each<[Dtype, number[]]>([
    ['float32', [0, -0, 1.5, 3.4028234663852886e38, Infinity, -Infinity, NaN]],
    ['float64', [Math.PI, 5e-324, -1.7976931348623157e308, NaN]],
    ['float16', [0, -0, 1, -2.5, 65504, 2 ** -24, 2 ** -14, Infinity, -Infinity, NaN]],
    ['int32', [0, -1, 2147483647, -2147483648]],
    ['int64', [0, -1, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER]],
    ['uint8', [0, 1, 255]],
    ['bool', [0, 1]],
  ])('%s survives the way there and back', (dtype, values) => {
    const stored = encodeTensor([values.length], dtype, values);
    expect([...decodeTensor(stored)]).toEqual(values);
  });

  it('is little-endian', () => {
    expect([...fromBase64(encodeTensor([1], 'int32', [1]).data)]).toEqual([1, 0, 0, 0]);
    expect([...fromBase64(encodeTensor([1], 'float32', [1]).data)]).toEqual([0, 0, 0x80, 0x3f]);
  });

  it.each([
    [1 + 2 ** -11, 1],
    [1 + 3 * 2 ** -11, 1 + 2 ** -9],
    [2047.9, 2048],
    [65519, 65504],
    [65520, Infinity],
    [2 ** -25, 0],
    [1.5 * 2 ** -24, 2 ** -23],
  ])('rounds %d to the float16 %d, ties to even', (value, expected) => {
    expect(decodeTensor(encodeTensor([1], 'float16', [value]))[0]).toBe(expected);
  });

  it('agrees with Node’s base64 beyond one piece', () => {
    const bytes = Uint8Array.from({ length: 70_001 }, (_, i) => (i * 31) & 255);
    expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
  });

  it('names the sizes when bytes are missing', () => {
    const cut = { ...encodeTensor([3], 'float32', [1, 2, 3]), shape: [4] };
    expect(() => decodeTensor(cut)).toThrow('(4) takes 16 bytes, but 12 are stored');
  });

  it('says so when the text is not base64', () => {
    expect(() => decodeTensor({ shape: [1], dtype: 'uint8', data: '*' })).toThrow('not base64');
  });
});

describe('numbers that can be made again', () => {
  it('are the same for the same seed and different for another', () => {
    const normal = (seed: number): Float32Array => generate({ type: 'normal', mean: 0, std: 1, seed }, 64);
    expect(normal(7)).toEqual(normal(7));
    expect(normal(7)).not.toEqual(normal(8));
  });

  it('start as documented: mulberry32, one draw per uniform number', () => {
    const [first, second] = generate({ type: 'uniform', low: 0, high: 1, seed: 1 }, 2);
    expect(first).toBe(Math.fround(0.6270739405881613));
    expect(second).toBe(Math.fround(0.002735721180215478));
  });

  it('do not depend on how many follow', () => {
    const init = { type: 'normal', mean: 1, std: 2, seed: 5 } as const;
    expect([...generate(init, 10).subarray(0, 5)]).toEqual([...generate(init, 5)]);
  });

  it('have the mean and spread asked for', () => {
    const values = [...generate({ type: 'normal', mean: 3, std: 2, seed: 11 }, 40_000)];
    const mean = values.reduce((a, b) => a + b) / values.length;
    const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
    expect(mean).toBeCloseTo(3, 1);
    expect(Math.sqrt(variance)).toBeCloseTo(2, 1);
  });
});
