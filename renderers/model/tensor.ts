import type { NumberArray } from '../../src/compute/ndarray';
import { decodeTensor } from '../../src/protocol/codec';
import type { TensorData } from '../../src/protocol/payload';
import type { InputSource } from './inputSource';

/** A tensor of the network. Its numbers are never written to: an edit makes another tensor. */
export interface Tensor {
  /** In the order in which it is stored. */
  readonly shape: readonly number[];
  numbers(): NumberArray;
  /** As it arrived, where nothing was changed. */
  readonly stored?: TensorData;
  /** What was put in its place, where it is an input that was changed. */
  readonly source?: InputSource;
}

/** A tensor as it arrived, decoded when its numbers are first asked for. */
export function storedTensor(stored: TensorData): Tensor {
  let numbers: NumberArray | undefined;
  return { shape: stored.shape, stored, numbers: () => (numbers ??= decodeTensor(stored)) };
}

/** A tensor of numbers that are there. */
export function tensorOf(shape: readonly number[], numbers: NumberArray): Tensor {
  return { shape, numbers: () => numbers };
}
