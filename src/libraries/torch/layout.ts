/**
 * What is known of how tensors lie in memory. Only what is certain is kept: tensors that a program makes, what layers and
 * products make anew, and views of these. Of every other tensor nothing is known, and nothing is refused.
 */
import { isContiguous as areContiguous, contiguousSteps, ShapeError, viewSteps, type Shape } from '../../shape';
import type { IndexItem } from '../../shape';
import type { Context } from '../../python/interpreter/context';
import type { Bound, Rule } from '../../python/interpreter/native';
import type { TensorValue, Value } from '../../python/interpreter/values';
import { isConcrete } from './tensor';
import { said } from '../../protocol/say';

/** The steps of a tensor's axes, where they are known. */
export function stepsOf(tensor: TensorValue): readonly number[] | undefined {
  return tensor.layout?.shape === tensor.shape ? tensor.layout?.steps : undefined;
}

/** Whether a tensor is contiguous; undefined where that is not known. */
export function isContiguous(tensor: TensorValue): boolean | undefined {
  const steps = stepsOf(tensor);
  return steps && isConcrete(tensor.shape) ? areContiguous(tensor.shape, steps) : undefined;
}

export function setSteps(tensor: TensorValue, steps: readonly number[] | undefined): TensorValue {
  tensor.layout = steps && tensor.shape ? { shape: tensor.shape, steps } : undefined;
  return tensor;
}

/** Says that a new tensor is contiguous. */
export function madeContiguous<V extends Value>(value: V): V {
  if (value.kind === 'tensor' && isConcrete(value.shape)) setSteps(value, contiguousSteps(value.shape));
  return value;
}

/** Set once a program asks for a memory format: layers then keep that instead of row-major order. */
export const otherFormats = (cx: Context): { used: boolean } => cx.session('torch.layout', () => ({ used: false }));

/** Notes a memory format among the arguments of a call. */
export function noteFormat(a: Bound): void {
  if (a.has('memory_format') || a.extra.has('memory_format')) otherFormats(a.cx).used = true;
}

/** A view with the axes in another order. */
export function permutedSteps(view: TensorValue, base: TensorValue, order: readonly number[]): TensorValue {
  const steps = stepsOf(base);
  return setSteps(view, steps && order.map((axis) => steps[axis]));
}

/** `expand`: axes of one element are read again and again. */
export function expandedSteps(view: TensorValue, base: TensorValue): TensorValue {
  const steps = stepsOf(base);
  if (!steps || !isConcrete(base.shape) || !isConcrete(view.shape)) return view;
  const more = view.shape.length - base.shape.length;
  const { shape } = base;
  return setSteps(
    view,
    view.shape.map((size, i) => (i < more || (shape[i - more] === 1 && size !== 1) ? 0 : steps[i - more])),
  );
}

/** A view or copy under another shape, as `reshape` makes it. */
export function reshapedSteps(result: TensorValue, base: TensorValue): TensorValue {
  const steps = stepsOf(base);
  if (!steps || !isConcrete(base.shape) || !isConcrete(result.shape)) return result;
  return setSteps(result, viewSteps(base.shape, steps, result.shape) ?? contiguousSteps(result.shape));
}

/** @throws ShapeError `not-contiguous` where `view` would have to copy */
export function checkView(cx: Context, base: TensorValue, shape: Shape, fn: string): void {
  const steps = stepsOf(base);
  if (!steps || !isConcrete(base.shape) || !isConcrete(shape) || otherFormats(cx).used) return;
  if (viewSteps(base.shape, steps, shape)) return;
  throw new ShapeError(
    'not-contiguous',
    said`${fn}: the elements of (${base.shape.join(', ')}) lie ${steps.join(', ')} apart in memory, so that (${shape.join(', ')}) is no view of them. Use reshape, or contiguous() before.`,
    { parameter: 'method', value: 'reshape' },
  );
}

/** Basic indices: integers take an axis away, slices walk in larger steps. */
export function indexedSteps(result: TensorValue, base: TensorValue, items: readonly IndexItem[]): TensorValue {
  const steps = stepsOf(base);
  if (!steps || !isConcrete(base.shape)) return result;
  const taken = items.filter((item) => item.kind !== 'newaxis' && item.kind !== 'ellipsis').length;
  const rank = base.shape.length;
  const found: number[] = [];
  let axis = 0;
  const whole = (count: number) => {
    for (; count > 0; count--) found.push(steps[axis++]);
  };
  for (const item of items) {
    if (item.kind === 'newaxis') found.push(1);
    else if (item.kind === 'ellipsis') whole(rank - taken);
    else if (item.kind === 'int') axis++;
    else if (item.kind === 'slice' && (item.step === null || typeof item.step === 'number')) {
      found.push(steps[axis++] * (item.step ?? 1));
    } else return result;
  }
  whole(rank - axis);
  return result.shape?.length === found.length ? setSteps(result, found) : result;
}

/** A piece of a tensor along one axis, or one entry of it. */
export function pieceSteps(piece: TensorValue, base: TensorValue, without?: number): TensorValue {
  return setSteps(
    piece,
    stepsOf(base)?.filter((_, i) => i !== without),
  );
}

/** A product of matrices is written anew; that of a matrix with a batch may be a transposed one. */
export function productSteps(result: TensorValue, left: TensorValue, right: TensorValue): TensorValue {
  const [a, b] = [left.shape?.length ?? 0, right.shape?.length ?? 0];
  return a >= 2 && b >= 2 && (a >= b || a >= 3) ? madeContiguous(result) : result;
}

/** A function whose result is written in row-major order, whatever it is made of. */
export const makingContiguous =
  (rule: Rule): Rule =>
  (a, cx) => {
    noteFormat(a);
    return madeContiguous(rule(a, cx));
  };

/** What is written anew in the order of its inputs: contiguous where they all are. */
export function likeInputs(result: Value, inputs: readonly TensorValue[]): Value {
  const isNew = result.kind === 'tensor' && !inputs.includes(result);
  return isNew && inputs.length > 0 && inputs.every((input) => isContiguous(input)) ? madeContiguous(result) : result;
}
