/**
 * The elements of small integer tensors as sizes: `tf.shape(x)` holds symbols as well as numbers.
 */
import { sizeOf } from '../../compute/ndarray';
import type { Dim } from '../../shape';
import type { TensorValue } from '../../python/interpreter/values';

const symbolic = new WeakMap<TensorValue, readonly Dim[]>();

/** Records the elements (row-major) of a tensor whose numbers are sizes, some of them symbols or unknown. */
export function withElements<T extends TensorValue>(tensor: T, elements: readonly Dim[]): T {
  symbolic.set(tensor, elements);
  return tensor;
}

/** More elements than a shape ever has are not read one by one. */
const MOST = 256;

/** The elements as sizes, row-major, where they are known and few; undefined otherwise. */
export function elementsOf(tensor: TensorValue): readonly Dim[] | undefined {
  const recorded = symbolic.get(tensor);
  if (recorded) return recorded;
  const { data } = tensor;
  return data && sizeOf(data.shape) <= MOST ? Array.from(data.data) : undefined;
}

/** The elements recorded with `withElements`: undefined for tensors that hold plain numbers. */
export function symbolicElements(tensor: TensorValue): readonly Dim[] | undefined {
  return symbolic.get(tensor);
}
