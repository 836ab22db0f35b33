/**
 * Making tensors and reading operands: what every operation of every library starts and ends with.
 */
import { astype, fromFlat, full, sizeOf, type NdArray } from '../../compute/ndarray';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import { TensorValue, UnknownValue, type ClassValue, type Value } from '../../python/interpreter/values';
import { isNumber, isSymbolic, type Dim, type IndexItem, type Shape } from '../../shape';
import { kindOf, storedDtype, type Kind, type Typed } from './dtypes';
import { symbolicElements, withElements } from './elements';
import { said } from '../../protocol/say';

/** What a library says about its tensors, so that elementwise operations, reductions and indexing serve them all. */
export interface TensorFamily {
  readonly name: 'numpy' | 'torch' | 'tensorflow' | 'jax';
  /** The dtype that operands combine to; undefined where it is not known. */
  promote(operands: readonly Typed[]): string | undefined;
  /** The dtype of a true division of integers. */
  readonly quotientDtype: (dtype: string) => string;
  /** The dtype that functions of real numbers (exp, sqrt) make of integers; `quotientDtype` where it is absent. */
  readonly floatDtype?: (dtype: string) => string;
  /** The dtype of a reduction's result. */
  reducedDtype(op: string, dtype: string): string;
  /** The class of a result: NumPy gives a scalar, not an array, where no axis is left. */
  resultClass(dtype: string | undefined, shape: Shape | undefined): ClassValue;
  /** Whether a basic index shares its numbers with the tensor it was taken from. */
  readonly views: boolean;
  /** What the library keeps of how the result of an index lies in memory. */
  indexed?(result: TensorValue, base: TensorValue, items: readonly IndexItem[]): TensorValue;
  /** Refuses operands of a matrix product that the library does not convert. */
  multiplies?(cx: Context, left: TensorValue, right: TensorValue): void;
  /** What the library keeps of how a matrix product lies in memory. */
  product?(result: TensorValue, left: TensorValue, right: TensorValue): TensorValue;
  /** Reads what is neither tensor nor number as an operand: NumPy takes lists. */
  coerce?(cx: Context, value: Value): TensorValue | UnknownValue | undefined;
}

export interface TensorParts {
  /** The numbers; kept only where `dtype` has a stored form. */
  data?: NdArray;
  /** Elements as sizes, where some are no numbers. */
  elements?: readonly Dim[];
  /** Why the rank is not known, where `shape` is undefined. */
  reason?: UnknownValue;
  /** The tensor it stands for one to one: an input nobody described stays one. */
  like?: TensorValue;
}

/** Why the shape of what is made of a tensor is not known. */
export function shapeNotKnown(cx: Context, tensor: TensorValue): UnknownValue {
  if (tensor.reason) return tensor.reason;
  const { reason, at } = cx.unknown(said`the shape of ${tensor.assumable ?? 'this tensor'} is not known`);
  return new UnknownValue(reason, at, undefined, undefined, undefined, tensor.assumable ? tensor : undefined);
}

/** The same for what has so many axes more than a tensor: `x[:, None]`, `x.unsqueeze(1)`. */
export function shapeWithMoreAxes(cx: Context, tensor: TensorValue, more: number): UnknownValue {
  const { reason, at, symbol, shapeOf, facts, hangsOn, axesMore = 0 } = shapeNotKnown(cx, tensor);
  return new UnknownValue(reason, at, symbol, shapeOf, facts, hangsOn, axesMore + more);
}

/** Kept (`TensorValue.native`) with an array of which only this is known: how many axes it has at most. */
export class AxisLimit {
  constructor(readonly most: number) {}
}

/** A tensor of class `cls`. The numbers are converted to `dtype` where they come in another. */
export function makeTensor(
  cls: ClassValue,
  shape: Shape | undefined,
  dtype: string | undefined,
  parts: TensorParts = {},
): TensorValue {
  const tensor = new TensorValue(cls, shape, dtype, parts.reason ?? parts.like?.reason, parts.like?.assumable);
  const stored = storedDtype(dtype);
  if (parts.data && stored) tensor.data = astype(parts.data, stored);
  const { elements } = parts;
  if (!elements || tensor.data) return tensor;
  // Sizes that are all numbers are numbers like any others.
  if (stored && shape?.every(isNumber) && elements.every(isNumber)) {
    tensor.data = fromFlat(shape as number[], elements as number[], stored);
    return tensor;
  }
  return withElements(tensor, elements);
}

/** The most elements whose numbers are computed while analysing, and while running. */
const AFFORDABLE = { analysis: 4096, run: 2 ** 26 };

/**
 * The shape in numbers, where it is known and its elements are few enough to hold; undefined otherwise.
 * @throws PyError ValueError for negative sizes
 */
export function affordable(cx: Context, shape: Shape | undefined): number[] | undefined {
  if (!shape?.every(isNumber)) return undefined;
  const sizes = [...shape] as number[];
  const negative = sizes.find((size) => size < 0);
  if (negative !== undefined) {
    const text = said`negative dimensions are not allowed: ${negative} in (${sizes.join(', ')})`;
    throw new PyError('ValueError', text, 'size-not-positive');
  }
  if (!sizes.every(Number.isInteger)) return undefined;
  return sizeOf(sizes) <= AFFORDABLE[cx.mode] ? sizes : undefined;
}

/** A tensor with every element `value`, its numbers held where that is affordable. */
export function filledTensor(
  cx: Context,
  cls: ClassValue,
  shape: Shape | undefined,
  dtype: string | undefined,
  value: number | undefined,
): TensorValue {
  const sizes = affordable(cx, shape);
  const stored = storedDtype(dtype);
  const data = sizes && stored && value !== undefined ? full(sizes, value, stored) : undefined;
  const reason = shape ? undefined : cx.unknown('the shape it was made with is not known');
  return makeTensor(cls, shape, dtype, { data, reason });
}

/** One operand of an operation on tensors. */
export interface Operand extends Typed {
  readonly shape: Shape | undefined;
  readonly data?: NdArray;
  /** Elements as sizes, where some are no numbers. */
  readonly elements?: readonly Dim[];
  readonly tensor?: TensorValue;
  /** Why nothing is known of it. */
  readonly unknown?: UnknownValue;
  /** Where its shape is not known: one that it can be broadcast to. */
  readonly within?: Shape;
  /** Whether that it is a number is only supposed: nobody gave this parameter, it may be a tensor. */
  readonly supposed?: boolean;
}

/** Tensors that stand for Python's numbers: they widen no other. */
const weakTensors = new WeakMap<TensorValue, Kind>();

/** Says that a tensor stands for a number of Python of this kind. @returns the tensor */
export function makeWeak(tensor: TensorValue, kind: Kind): TensorValue {
  weakTensors.set(tensor, kind);
  return tensor;
}

/** A value as operand; undefined for what takes no part in arithmetic with tensors. */
export function operandOf(cx: Context, value: Value, family?: TensorFamily): Operand | undefined {
  switch (value.kind) {
    case 'tensor':
      return {
        shape: value.shape,
        rank: value.shape?.length,
        dtype: value.dtype,
        weak: weakTensors.get(value),
        data: value.data,
        elements: symbolicElements(value),
        tensor: value,
        unknown: value.shape ? undefined : (value.reason ?? cx.unknown('the shape of an operand is not known')),
        within: value.shape ? undefined : value.within,
      };
    case 'bool':
      return scalar('bool', Number(value.value));
    case 'int':
    case 'float':
      // Arithmetic on a parameter that nobody has given makes a symbol, though it may be an array.
      if (family?.name === 'numpy' && isSymbolic(value.value)) cx.assumeNumber();
      return scalar(value.kind, value.value);
    case 'complex':
      return { shape: [], rank: 0, weak: 'complex' };
    case 'unknown':
      // NumPy's functions take arrays and scalars alike: what a parameter is cannot be told from its use.
      if (value.symbol !== undefined && family?.name !== 'numpy') {
        cx.assumeNumber();
        return { ...scalar('int', cx.dim(value)), supposed: true };
      }
      return { shape: undefined, unknown: value, within: value.within };
    default: {
      if (!family?.coerce) return undefined;
      const read = family.coerce(cx, value);
      if (read) return operandOf(cx, read);
      // A list of unknown length is an array all the same.
      return value.kind === 'list' && value.open ? { shape: undefined, unknown: value.open } : undefined;
    }
  }
}

function scalar(weak: Kind, value: Dim): Operand {
  const dtype = weak === 'bool' ? 'bool' : weak === 'int' && Number.isSafeInteger(value) ? 'int64' : 'float64';
  if (isNumber(value)) return { shape: [], rank: 0, weak, data: full([], value, dtype) };
  return { shape: [], rank: 0, weak, elements: [value] };
}

/** The elements of an operand as sizes: symbols where it has them, else its numbers; undefined for floats. */
export function sizesOf(operand: Operand): readonly Dim[] | undefined {
  if (operand.elements) return operand.elements;
  const { data } = operand;
  if (!data || kindOf(data.dtype) === 'float' || data.data.length > 256) return undefined;
  return Array.from(data.data);
}

/** The result of an operation of which nothing is known but why. */
export function unknownTensor(family: TensorFamily, dtype: string | undefined, reason: UnknownValue): TensorValue {
  return makeTensor(family.resultClass(dtype, undefined), undefined, dtype, { reason });
}

/** A result with the class that the family gives it. */
export function resultTensor(
  family: TensorFamily,
  shape: Shape | undefined,
  dtype: string | undefined,
  parts: TensorParts = {},
): TensorValue {
  return makeTensor(family.resultClass(dtype, shape), shape, dtype, parts);
}
