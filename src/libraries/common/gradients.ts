/**
 * Which tensors require a gradient, where that is certain (PyTorch 2.13, docs/notes/autograd.rst, "Locally disabling
 * gradient computation"): parameters and leaves that were told so, and what was computed of them while gradients were recorded.
 */
import { said } from '../../protocol/say';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import type { TensorValue, Value } from '../../python/interpreter/values';

/** Results that autograd has recorded. */
const recorded = new WeakSet<TensorValue>();

const isFloating = ({ dtype }: TensorValue): boolean => /^(?:b?float|complex)/.test(dtype ?? '');

/** Whether a tensor certainly requires a gradient. */
export function requiresGradient(tensor: TensorValue): boolean {
  const told = tensor.attrs?.get('requires_grad');
  if (told) return told.kind === 'bool' && told.value;
  const { mro } = tensor.cls;
  const isParameter = mro.some(({ name, module }) => name === 'Parameter' && module === 'torch.nn.parameter');
  return isFloating(tensor) && (recorded.has(tensor) || isParameter);
}

/** Whether a tensor that requires a gradient is one that the program made, not one that was computed. */
export const isLeaf = (tensor: TensorValue): boolean => !recorded.has(tensor);

/** The tensors in a value: itself, or those of a tuple, list or dict. */
function tensorsIn(value: Value): TensorValue[] {
  if (value.kind === 'tensor') return [value];
  if (value.kind === 'tuple' || value.kind === 'list') return value.items.flatMap(tensorsIn);
  return value.kind === 'dict' ? [...value.entries.values()].flatMap((entry) => tensorsIn(entry.value)) : [];
}

/** Floats that no gradient reaches: they were converted from what has none, or computed of such alone. */
const constants = new WeakSet<TensorValue>();

/** Whether no gradient certainly reaches a tensor: of whole numbers and truths there are none. */
export function hasNoGradient(tensor: TensorValue): boolean {
  if (tensor.attrs?.has('requires_grad')) return false;
  return constants.has(tensor) || (tensor.dtype !== undefined && !isFloating(tensor));
}

/** Says that something is written into a tensor: what it requires then is not known. */
export const noteWritten = (tensor: TensorValue): void => void constants.delete(tensor);

/** Notes of new tensors that they were computed of others; what requires a gradient among those hands it on. */
export function recordResult(result: Value, inputs: readonly Value[]): void {
  const made = tensorsIn(result).filter(isFloating);
  if (made.length === 0) return;
  const given = inputs.flatMap(tensorsIn);
  if (given.length > 0 && given.every(hasNoGradient))
    for (const tensor of made) if (!given.includes(tensor)) constants.add(tensor);
  if (given.some(requiresGradient)) for (const tensor of made) if (!given.includes(tensor)) recorded.add(tensor);
}

/** @throws PyError RuntimeError where NumPy is given a tensor that requires a gradient */
export function checkForNumpy(cx: Context, tensor: TensorValue): void {
  if (!requiresGradient(tensor) || cx.isSupposing || cx.handedOver) return;
  throw new PyError(
    'RuntimeError',
    said`numpy(): the tensor requires a gradient, and NumPy records none. Use tensor.detach().numpy().`,
    'requires-gradient',
    { parameter: 'input', value: '.detach()' },
  );
}
