/** Tensors as text: as each library prints them, and honestly where their numbers are not known. */
import type { TensorValue } from '../../../python/interpreter/values';
import { formatShape } from '../../../shape';

export * from './numpy';
export { torchRepr } from './torch';
export { tensorflowRepr, tensorflowText, tensorflowValue } from './tensorflow';

/** A tensor whose numbers are not known: `<Tensor (N, 3, H, W) float32>`. */
export function describeTensor(tensor: TensorValue): string {
  const shape = tensor.shape ? formatShape(tensor.shape) : 'of unknown shape';
  return `<${[tensor.cls.name, shape, tensor.dtype].filter(Boolean).join(' ')}>`;
}
