import type { Dtype, StoredTensor, TensorData } from './payload';
import { halfToNumber, numberToHalf } from './half';
import { generate } from './random';
import { SaidError } from './say';

/**
 * Numbers to base64 and back: little-endian, row-major, the same in Node, in a worker and in a webview.
 *
 * In memory float16 and float32 are Float32Array, float64 and int64 Float64Array, int32 Int32Array,
 * uint8 and bool Uint8Array. int64 travels as eight-byte integers and is exact up to 2^53.
 */
export type Numbers = Float32Array | Float64Array | Int32Array | Uint8Array;

const BYTES: Record<Dtype, number> = {
  float16: 2,
  float32: 4,
  float64: 8,
  int32: 4,
  int64: 8,
  uint8: 1,
  bool: 1,
};

/** What one element of `dtype` takes when stored. */
export function bytesPerElement(dtype: Dtype): number {
  return BYTES[dtype];
}

/**
 * A tensor as it travels.
 * @param data its numbers in row-major order, as many as `shape` holds.
 */
export function encodeTensor(shape: readonly number[], dtype: Dtype, data: ArrayLike<number>): StoredTensor {
  const bytes = new Uint8Array(data.length * BYTES[dtype]);
  const view = new DataView(bytes.buffer);
  const write = writerOf(dtype, view);
  for (let i = 0; i < data.length; i++) write(i, data[i]);
  return { shape: [...shape], dtype, data: toBase64(bytes) };
}

/**
 * The numbers of a tensor that arrived, stored or to be generated.
 * @throws Error when the stored bytes are not base64 or not as many as shape and dtype say.
 */
export function decodeTensor(tensor: TensorData): Numbers {
  const length = tensor.shape.reduce((product, dim) => product * dim, 1);
  if ('init' in tensor) return generate(tensor.init, length);
  const bytes = fromBase64(tensor.data);
  const expected = length * BYTES[tensor.dtype];
  if (bytes.length !== expected) {
    throw new SaidError(
      'A {0} tensor of shape ({1}) takes {2} bytes, but {3} are stored: the output was cut short or its shape was edited. Run the cell again.',
      tensor.dtype,
      tensor.shape.join(', '),
      expected,
      bytes.length,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (tensor.dtype) {
    case 'float32':
      return read(new Float32Array(length), (i) => view.getFloat32(4 * i, true));
    case 'float16':
      return read(new Float32Array(length), (i) => halfToNumber(view.getUint16(2 * i, true)));
    case 'float64':
      return read(new Float64Array(length), (i) => view.getFloat64(8 * i, true));
    case 'int64':
      return read(new Float64Array(length), (i) => Number(view.getBigInt64(8 * i, true)));
    case 'int32':
      return read(new Int32Array(length), (i) => view.getInt32(4 * i, true));
    case 'uint8':
    case 'bool':
      return bytes;
  }
}

function read<T extends Numbers>(target: T, at: (i: number) => number): T {
  for (let i = 0; i < target.length; i++) target[i] = at(i);
  return target;
}

function writerOf(dtype: Dtype, view: DataView): (i: number, value: number) => void {
  switch (dtype) {
    case 'float32':
      return (i, value) => view.setFloat32(4 * i, value, true);
    case 'float16':
      return (i, value) => view.setUint16(2 * i, numberToHalf(value), true);
    case 'float64':
      return (i, value) => view.setFloat64(8 * i, value, true);
    case 'int64':
      return (i, value) => view.setBigInt64(8 * i, BigInt(Math.trunc(value)), true);
    case 'int32':
      return (i, value) => view.setInt32(4 * i, value, true);
    case 'uint8':
      return (i, value) => view.setUint8(i, value);
    case 'bool':
      return (i, value) => view.setUint8(i, value === 0 ? 0 : 1);
  }
}

/** Bytes to base64, in pieces that stay below the engines' limit on call arguments. */
export function toBase64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let i = 0; i < bytes.length; i += 0x6000) {
    pieces.push(btoa(String.fromCharCode(...bytes.subarray(i, i + 0x6000))));
  }
  return pieces.join('');
}

/**
 * Base64 to bytes; line breaks are allowed, as `.ipynb` files hold them.
 * @throws Error when the text is not base64.
 */
export function fromBase64(text: string): Uint8Array {
  try {
    return native.fromBase64?.(text) ?? bytesOfBinary(atob(text));
  } catch {
    throw new SaidError('The stored numbers are not base64: the output was edited or damaged. Run the cell again.');
  }
}

/** ECMAScript 2026's own decoder, where the engine has it: five times as fast, and of millions of numbers it is noticed. */
const native = Uint8Array as { fromBase64?: (text: string) => Uint8Array };

/** The bytes of a string that has one in each character. */
function bytesOfBinary(binary: string): Uint8Array {
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
