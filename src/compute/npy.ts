import type { NumberArray } from './ndarray';

/**
 * A NumPy file (`.npy`, format version 1.0 of `numpy.lib.format`): magic, header length, a Python dict as text
 * padded so that the data begins at a multiple of 64 bytes, then the numbers, little-endian and row-major.
 * @param data `shape`'s numbers, row-major; float32 and float64, int32 and uint8 keep their type.
 */
export function encodeNpy(shape: readonly number[], data: NumberArray): Uint8Array {
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dict = `{'descr': '${descriptorOf(data)}', 'fortran_order': False, 'shape': (${axes}), }`;
  const before = MAGIC.length + 2;
  const length = Math.ceil((before + dict.length + 1) / 64) * 64 - before;
  const header = new TextEncoder().encode(`${dict.padEnd(length - 1)}\n`);
  const bytes = new Uint8Array(before + length + data.byteLength);
  bytes.set(MAGIC);
  bytes.set([length & 255, length >> 8], MAGIC.length);
  bytes.set(header, before);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), before + length);
  return bytes;
}

/** `\x93NUMPY`, version 1.0. */
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0];

function descriptorOf(data: NumberArray): string {
  if (data instanceof Float32Array) return '<f4';
  if (data instanceof Float64Array) return '<f8';
  return data instanceof Int32Array ? '<i4' : '|u1';
}
