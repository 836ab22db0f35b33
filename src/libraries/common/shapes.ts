/**
 * Python values as sizes, shapes and axes, and back.
 */
import { formatShape, isNumber, unknownDim, type Dim, type Shape } from '../../shape';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { int, TupleValue, type ClassValue, type Value } from '../../python/interpreter/values';
import { elementsOf } from './elements';
import { said } from '../../protocol/say';

/**
 * A size: an integer, a symbol, a tensor or NumPy scalar of one integer.
 * @throws PyError TypeError for what is no integer.
 */
export function dimOf(cx: Context, value: Value, what?: string): Dim {
  if (value.kind === 'tensor') {
    const elements = elementsOf(value);
    return elements?.length === 1 ? elements[0] : cx.unknownDim(said`${what ?? 'a size'} is a tensor's element`);
  }
  return cx.dim(value, what);
}

/** Whether a value is a sequence of sizes rather than one size. */
export function isSequence(value: Value): boolean {
  if (value.kind === 'tensor') return value.shape === undefined || value.shape.length > 0;
  return value.kind === 'tuple' || value.kind === 'list' || value.kind === 'range' || value.kind === 'iterator';
}

/**
 * The sizes in a sequence: tuple, list, torch.Size, TensorShape, a tensor of integers. `none` says what None
 * stands for (a batch size that is not fixed). Undefined where not even the length is known.
 */
export function shapeArg(cx: Context, value: Value, what = 'shape', none?: (axis: number) => Dim): Shape | undefined {
  if (value.kind === 'unknown') return undefined;
  if (value.kind === 'tensor' && isSequence(value)) {
    const elements = elementsOf(value);
    if (elements) return elements;
    const length = value.shape?.length === 1 ? value.shape[0] : undefined;
    if (length === undefined || !isNumber(length)) return undefined;
    return Array.from({ length }, () => cx.unknownDim(said`${what} is a tensor whose numbers are not known`));
  }
  if (value.kind === 'instance' || isSequence(value)) {
    const items = cx.sequence(value);
    return items?.map((item, axis) => {
      if (item.kind !== 'none') return dimOf(cx, item, what);
      return none ? none(axis) : unknownDim(said`${what} leaves axis ${axis} open (None)`);
    });
  }
  return [dimOf(cx, value, what)];
}

/** A shape given as `*args`: one sequence, or the sizes one by one. */
export function shapeArgs(cx: Context, args: readonly Value[], what = 'shape'): Shape | undefined {
  if (args.length === 1) return shapeArg(cx, args[0], what);
  return args.map((value) => dimOf(cx, value, what));
}

/** A shape as the tuple that Python sees; `cls` is torch.Size or the like. */
export function shapeValue(shape: Shape, cls?: ClassValue): TupleValue {
  return new TupleValue(
    shape.map((dim) => int(dim)),
    cls,
  );
}

/** Axes as given: numbers, 'all' for None, undefined where they are not known. */
export type Axes = readonly number[] | 'all' | undefined;

/** An `axis`/`dim` argument: an integer, a sequence of them or None. @throws PyError TypeError for what is neither */
export function axesArg(cx: Context, value: Value, what = 'axis'): Axes {
  if (value.kind === 'none') return 'all';
  if (value.kind === 'unknown') return undefined;
  const dims = isSequence(value) ? shapeArg(cx, value, what) : [dimOf(cx, value, what)];
  return dims?.every(isNumber) ? (dims as number[]) : undefined;
}

/** One axis; undefined where it is not known. @throws PyError TypeError for what is no integer */
export function axisArg(cx: Context, value: Value, what = 'axis'): number | undefined {
  if (value.kind === 'none') throw new PyError('TypeError', `${what} must be an integer, not None`);
  if (value.kind === 'tensor' && value.shape?.some((size) => isNumber(size) && size !== 1)) {
    throw new PyError(
      'TypeError',
      said`only integer scalar arrays can be converted to a scalar index: ${what} is an array of shape ${formatShape(value.shape)}. Give several arrays as one list, [a, b].`,
      'not-an-integer',
    );
  }
  const dim = dimOf(cx, value, what);
  return isNumber(dim) ? dim : undefined;
}
