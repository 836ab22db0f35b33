/** Reductions along axes: shapes by the rule, numbers where they are known. */
import { cumulate, reduce, variance, type Reduction } from '../../compute/numeric/reduction';
import { isFloating } from '../../compute/numeric/elementwise';
import { astype, reshape, type NdArray } from '../../compute/ndarray';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import type { TensorValue, Value } from '../../python/interpreter/values';
import { normalizeAxis, productOf, reduceShape, sumOf, type Dim } from '../../shape';
import { storedDtype } from './dtypes';
import type { Axes } from './shapes';
import { operandOf, resultTensor, sizesOf, unknownTensor, type Operand, type TensorFamily } from './tensors';
import { said } from '../../protocol/say';

export type ReductionName = Reduction | 'std' | 'var';

export interface ReduceOptions {
  axes: Axes;
  keepDims?: boolean;
  /** The dtype asked for. */
  dtype?: string;
  /** Taken from the count for std and var. */
  ddof?: number;
}

/**
 * Reduces a tensor; undefined where the value is none.
 * @throws ShapeError `axis-out-of-range`, `duplicate-axis`; PyError ValueError for max and min of nothing
 */
export function reduceTensor(
  cx: Context,
  family: TensorFamily,
  op: ReductionName,
  value: Value,
  options: ReduceOptions,
): TensorValue | undefined {
  const a = operandOf(cx, value, family);
  if (!a) return undefined;
  const own = family.promote([a]);
  const dtype = options.dtype ?? (own && family.reducedDtype(op, own));
  const keepDims = options.keepDims ?? false;
  if (!a.shape && options.axes === 'all' && !keepDims) return resultTensor(family, [], dtype);
  if (!a.shape) return unknownTensor(family, dtype, a.unknown!);
  if (!options.axes) {
    return unknownTensor(family, dtype, cx.unknown(said`the axes that ${op} goes over are not known`));
  }
  const rank = a.shape.length;
  // A tensor without axes may be reduced along axis 0 or −1, to no effect.
  const given = options.axes === 'all' ? undefined : options.axes.map((axis) => normalizeAxis(axis, rank, op));
  const axes = rank === 0 ? [] : given;
  const shape = reduceShape(a.shape, axes, keepDims, op);
  const over = axes ?? a.shape.map((_, axis) => axis);
  const data = reduceNumbers(op, a, over, keepDims, dtype, options.ddof ?? 0);
  const elements = data ? undefined : reduceSizes(op, a, over);
  return resultTensor(family, shape, dtype, { data, elements });
}

function reduceNumbers(
  op: ReductionName,
  a: Operand,
  axes: readonly number[],
  keepDims: boolean,
  dtype: string | undefined,
  ddof: number,
): NdArray | undefined {
  const stored = storedDtype(dtype);
  if (!a.data || !stored) return undefined;
  try {
    if (op === 'var' || op === 'std') {
      const spread = variance(isFloating(stored) ? astype(a.data, stored) : a.data, axes, keepDims, ddof);
      if (op === 'std') for (let i = 0; i < spread.data.length; i++) spread.data[i] = Math.sqrt(spread.data[i]);
      return spread;
    }
    // Means of integers that stay integers (TensorFlow) are truncated by the conversion to the result's type.
    return exact(reduce(op, a.data, axes, keepDims, stored));
  } catch (error) {
    if (error instanceof RangeError) throw new PyError('ValueError', error.message);
    throw error;
  }
}

/** An int64 result is given up where it left the exact integers. */
function exact(array: NdArray): NdArray | undefined {
  if (array.dtype !== 'int64') return array;
  for (let i = 0; i < array.data.length; i++) {
    const whole = Math.trunc(array.data[i]);
    if (!Number.isSafeInteger(whole)) return undefined;
    array.data[i] = whole;
  }
  return array;
}

/** Sums and products of sizes: `np.prod(x.shape[1:])`. */
function reduceSizes(op: ReductionName, a: Operand, axes: readonly number[]): Dim[] | undefined {
  const sizes = sizesOf(a);
  if (!sizes || axes.length !== a.shape!.length || (op !== 'sum' && op !== 'prod')) return undefined;
  return [op === 'sum' ? sumOf(sizes) : productOf(sizes)];
}

/** Running sums or products along an axis; without one, of the flattened tensor. */
export function cumulateTensor(
  cx: Context,
  family: TensorFamily,
  op: 'sum' | 'prod',
  value: Value,
  axis: number | undefined,
  given?: string,
): TensorValue | undefined {
  const a = operandOf(cx, value, family);
  if (!a) return undefined;
  const own = family.promote([a]);
  const dtype = given ?? (own && family.reducedDtype(op, own));
  if (!a.shape) return unknownTensor(family, dtype, a.unknown!);
  const flattens = axis === undefined || (a.shape.length === 0 && family.name === 'numpy');
  const shape = flattens ? [productOf(a.shape)] : a.shape;
  const along = axis === undefined ? 0 : normalizeAxis(axis, shape.length, `cum${op}`);
  const stored = storedDtype(dtype);
  const flat = a.data && flattens ? reshape(a.data, [a.data.data.length]) : a.data;
  const data = flat && stored && shape.length > 0 ? cumulate(op, flat, along, stored) : undefined;
  return resultTensor(family, shape, dtype, { data });
}
