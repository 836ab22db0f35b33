import { describe, expect, it } from 'vitest';
import { encodeNpy } from '../../../src/compute/npy';

const text = (bytes: Uint8Array, from: number, to: number): string =>
  new TextDecoder('latin1').decode(bytes.subarray(from, to));

describe('.npy', () => {
  it('is magic, header and numbers, as numpy.lib.format describes version 1.0', () => {
    const bytes = encodeNpy([2, 3], Float32Array.of(1, 2, 3, 4, 5, 6));
    expect(text(bytes, 0, 8)).toBe('\x93NUMPY\x01\x00');
    const length = bytes[8] + 256 * bytes[9];
    expect((10 + length) % 64).toBe(0);
    const header = text(bytes, 10, 10 + length);
    expect(header.trimEnd()).toBe("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }");
    expect(header.endsWith('\n')).toBe(true);
    expect([...new Float32Array(bytes.slice(10 + length).buffer)]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it.each([
    [[4], Float64Array.of(1, 2, 3, 4), "'<f8'", '(4,)'],
    [[], Int32Array.of(7), "'<i4'", '()'],
    [[1, 1], Uint8Array.of(9), "'|u1'", '(1, 1)'],
  ] as const)('writes shape %j in its type', (shape, data, descriptor, written) => {
    const header = text(encodeNpy(shape, data), 10, 128);
    expect(header).toContain(`'descr': ${descriptor}`);
    expect(header).toContain(`'shape': ${written}`);
  });
});
