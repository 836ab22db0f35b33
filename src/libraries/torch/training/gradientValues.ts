/** `x.grad` and `torch.autograd.grad`: gradients have the shape of what they are taken by; their numbers are not computed. */
import { said } from '../../../protocol/say';
import type { Context } from '../../../python/interpreter/context';
import { PyError } from '../../../python/interpreter/errors';
import { native } from '../../../python/interpreter/native';
import { FALSE, NONE, TensorValue, tuple, type Value } from '../../../python/interpreter/values';
import { equalDims, formatShape, isNumber, numElements } from '../../../shape';
import { hasNoGradient, isLeaf, recordResult, requiresGradient } from '../../common/gradients';
import { tensorType } from '../tensor';

/** What the program has done about gradients so far. */
interface Passes {
  /** Whether `x.grad` holds something: it does after a backward pass, until gradients are cleared. */
  now: 'none' | 'made' | 'cleared';
  /** What was assigned to `x.grad` since. */
  assigned: Map<TensorValue, Value>;
}

const passesOf = (cx: Context): Passes => cx.session('torch.backward', () => ({ now: 'none', assigned: new Map() }));

/** Notes that a backward pass has filled gradients, or that an optimizer or a module has cleared them. */
export function noteGradients(cx: Context, now: 'made' | 'cleared'): void {
  const passes = passesOf(cx);
  passes.now = now;
  passes.assigned.clear();
}

/** A tensor for the gradient by another. */
function gradientBy({ shape, dtype, reason }: TensorValue): TensorValue {
  return new TensorValue(tensorType, shape, dtype, reason);
}

/** `x.grad`: only leaves that require one keep it (PyTorch 2.13, `Tensor.grad`, `Tensor.retain_grad`). */
export function gradientOf(cx: Context, tensor: TensorValue): Value {
  const { now, assigned } = passesOf(cx);
  const own = assigned.get(tensor);
  if (own) return own;
  if (hasNoGradient(tensor) || tensor.attrs?.get('requires_grad') === FALSE) return NONE;
  const isKept = requiresGradient(tensor) && isLeaf(tensor);
  if (isKept && (now === 'made' || cx.isSupposing)) return gradientBy(tensor);
  if (now === 'none' && cx.mode === 'run') return NONE;
  return cx.unknown('whether a backward pass has given it a gradient is not known');
}

export function setGradient(cx: Context, tensor: TensorValue, value: Value): void {
  passesOf(cx).assigned.set(tensor, value);
}

/**
 * The outputs of a backward pass with the gradients by them that it begins with.
 * @throws PyError RuntimeError for more than one element without its gradient, and for gradients of other shapes
 */
export function checkBackward(outputs: readonly TensorValue[], given: readonly Value[] | undefined): void {
  outputs.forEach((output, i) => {
    const gradient = given?.[i];
    const count = output.shape ? numElements(output.shape) : undefined;
    if ((!given || gradient?.kind === 'none') && count !== undefined && isNumber(count) && count !== 1) {
      throw new PyError(
        'RuntimeError',
        said`grad can be implicitly created only for scalar outputs, and this tensor has ${count} elements: reduce it first, with loss.mean() or loss.sum()`,
        'not-a-scalar',
      );
    }
    if (gradient?.kind !== 'tensor' || !gradient.shape || !output.shape) return;
    const [own, other] = [output.shape, gradient.shape];
    if (own.length === other.length && own.every((size, axis) => equalDims(size, other[axis]) !== false)) return;
    throw new PyError(
      'RuntimeError',
      said`Mismatch in shape: the gradient has shape ${formatShape(other)} and the output ${formatShape(own)}. Give one number for each of the output.`,
      'broadcast-mismatch',
    );
  });
}

const tensorsOf = (cx: Context, value: Value): readonly Value[] | undefined =>
  value.kind === 'tensor' ? [value] : cx.sequence(value);

const isTensor = (value: Value): value is TensorValue => value.kind === 'tensor';

/** `torch.autograd.grad(outputs, inputs)`: a gradient for each input. */
export const grad = native(
  'grad',
  'outputs, inputs, grad_outputs=None, retain_graph=None, create_graph=False, allow_unused=None, is_grads_batched=False, materialize_grads=False, only_inputs=True',
  (a, cx) => {
    const [outputs, inputs] = ['outputs', 'inputs'].map((name) => tensorsOf(cx, a.get(name)));
    if (!outputs || !inputs) return cx.unknown('what gradients are taken by is not known');
    const isBatched = a.truth('is_grads_batched') !== false;
    const given = a.isNone('grad_outputs') ? undefined : tensorsOf(cx, a.get('grad_outputs'));
    if (!isBatched && (given || a.isNone('grad_outputs'))) checkBackward(outputs.filter(isTensor), given);
    cx.trained();
    const gradients = inputs.map((input) =>
      isTensor(input) && !isBatched ? gradientBy(input) : cx.unknown('the shape of this gradient is not known'),
    );
    if (a.truth('create_graph') !== false) recordResult(tuple(gradients), [...outputs, ...inputs]);
    return tuple(gradients);
  },
);
