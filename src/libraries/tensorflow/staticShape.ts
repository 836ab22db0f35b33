/**
 * Static shapes as TensorFlow and Keras know them: sizes may be None until data is fed.
 *
 * A None is an unknown dimension with one fixed reason. The reason survives arithmetic (dim.ts keeps the first
 * operand's), so what follows from a None is a None again, and is told apart from a size the analysis lost.
 */
import { isUnknown, unknownDim, type Dim, type Shape } from '../../shape';
import { PyError } from '../../python/interpreter/errors';
import type { Context } from '../../python/interpreter/context';
import { elementsOf } from '../common/elements';
import { NONE, int, type Value } from '../../python/interpreter/values';
import { said } from '../../protocol/say';

/** The size that is None in a static shape. */
export const NONE_DIM: Dim = unknownDim('its size is None: it is known only when data is fed');

export function isNoneDim(dim: Dim): boolean {
  return isUnknown(dim) && isUnknown(NONE_DIM) && dim.reason === NONE_DIM.reason;
}

/** What a `tf.TensorShape` object holds; undefined where not even the rank is known. */
export class StaticShape {
  constructor(readonly shape: Shape | undefined) {}
}

/** A size as Python sees it in a static shape. */
export function sizeValue(dim: Dim): Value {
  return isNoneDim(dim) ? NONE : int(dim);
}

/** One entry of a shape argument; None is an unknown size and −1 stays −1. */
export function readSize(value: Value, cx: Context, what: string): Dim {
  if (value.kind === 'none') return NONE_DIM;
  if (value.kind === 'instance') {
    const inner = value.attrs.get('value');
    if (inner && value.cls.name === 'Dimension') return readSize(inner, cx, what);
  }
  if (value.kind === 'tensor') {
    const sizes = elementsOf(value);
    if (sizes?.length === 1) return sizes[0];
    if (value.dtype && /^(float|bool|str|complex)/.test(value.dtype)) {
      throw new PyError('TypeError', `${what} must be an integer, not a ${value.dtype} tensor. Cast it to int32.`);
    }
    return cx.unknownDim(said`${what} is computed from a tensor whose numbers are not known`);
  }
  return cx.dim(value, what);
}

/**
 * A shape argument: a list, tuple, TensorShape, array or integer tensor. Undefined where its length is not known.
 * @throws PyError TypeError where an entry is no integer
 */
export function readShape(value: Value, cx: Context, what: string): Dim[] | undefined {
  if (value.kind === 'int' || value.kind === 'bool') return [readSize(value, cx, what)];
  if (value.kind === 'tensor') {
    const sizes = elementsOf(value);
    if (sizes) return [...sizes];
    const length = value.shape?.length === 1 ? value.shape[0] : undefined;
    if (typeof length !== 'number' || length > 16) return undefined;
    return Array.from({ length }, () =>
      cx.unknownDim(said`${what} is computed from a tensor whose numbers are not known`),
    );
  }
  if (value.kind === 'unknown' || value.kind === 'none') return undefined;
  if (value.kind === 'instance' && value.native instanceof StaticShape) {
    return value.native.shape ? [...value.native.shape] : undefined;
  }
  return cx.sequence(value)?.map((item) => readSize(item, cx, what));
}

/** A plain number (integer, float or bool); undefined for anything else, a tensor's number among them. */
export function numberOf(value: Value): number | undefined {
  if (value.kind === 'bool') return Number(value.value);
  const number = value.kind === 'int' || value.kind === 'float' ? value.value : undefined;
  return typeof number === 'number' ? number : undefined;
}

/** Whether every size is a number. */
export function isStatic(shape: Shape | undefined): shape is readonly number[] {
  return shape !== undefined && shape.every((dim) => typeof dim === 'number');
}

/** The shape as TensorFlow's messages print it: `(None, 28, 28, 1)`. */
export function describeShape(shape: Shape | undefined): string {
  if (!shape) return '<unknown>';
  const sizes = shape.map((dim) => (isUnknown(dim) ? 'None' : typeof dim === 'number' ? String(dim) : dim.key));
  return sizes.length === 1 ? `(${sizes[0]},)` : `(${sizes.join(', ')})`;
}
