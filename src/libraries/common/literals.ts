/**
 * Nested Python sequences as arrays: what `np.array`, `torch.tensor` and `tf.constant` read.
 */
import { fromFlat, sizeOf, type NdArray } from '../../compute/ndarray';
import type { Context } from '../../python/interpreter/context';
import { PyError } from '../../python/interpreter/errors';
import type { TensorValue, Value } from '../../python/interpreter/values';
import { isNumber, productOf, type Dim, type Shape } from '../../shape';
import { kindOf, promoteTypes, storedDtype, type Kind } from './dtypes';
import { elementsOf, symbolicElements } from './elements';
import { said } from '../../protocol/say';

export interface Nested {
  readonly shape: Shape;
  /** The kind that the Python scalars have together; undefined where tensors alone decide or something is unknown. */
  readonly weak?: Kind;
  /** Of a mixture: the kind that the Python scalars among the elements have, and the dtype of the others together. */
  readonly scalars?: Kind;
  readonly strong?: string;
  /** NumPy's dtype of it: float64 for floats, int64 for integers, what tensors inside promote to. */
  readonly dtype?: string;
  readonly data?: NdArray;
  /** Elements as sizes, where some are no numbers. */
  readonly elements?: readonly Dim[];
}

/** Whether a tensor inside of a sequence counts as the one number in it, as PyTorch's do in `torch.tensor([…])`. */
type CountsAsNumber = (element: TensorValue) => boolean;

/**
 * Reads a (nested) sequence of numbers and tensors. Undefined for what is no sequence or number, and where
 * the length of a part is not known.
 * @throws PyError ValueError where the parts have different lengths, or what counts as a number holds several.
 */
export function readNested(cx: Context, value: Value, countsAsNumber?: CountsAsNumber): Nested | undefined {
  switch (value.kind) {
    case 'bool':
      return leaf('bool', Number(value.value));
    case 'int':
    case 'float':
      return leaf(value.kind, value.value);
    case 'complex':
      return { shape: [], weak: 'complex', dtype: 'complex128' };
    case 'tensor':
      if (!value.shape) return undefined;
      return {
        shape: value.shape,
        dtype: value.dtype,
        data: value.data,
        elements: value.data ? undefined : elementsOf(value),
      };
    case 'list':
    case 'tuple':
    case 'range':
    case 'iterator': {
      const items = cx.sequence(value);
      // Of a list that may hold more, what is known to be in it is refused all the same.
      if (!items && value.kind === 'list') parts(cx, value.items, countsAsNumber);
      // A list of one parameter that nobody gave may be a batch of one of anything.
      if (items?.length === 1 && items[0].kind === 'unknown') return undefined;
      return items && joined(cx, parts(cx, items, countsAsNumber));
    }
    default:
      return undefined;
  }
}

/** The elements of a sequence; what reads like the one before it is not read again, for there may be very many. */
function parts(cx: Context, items: readonly Value[], countsAsNumber?: CountsAsNumber): (Nested | undefined)[] {
  let read: Nested | undefined;
  // How deep the lists go, the first element says: a tensor beside a list of numbers is a row of them (tensor_new.cpp, `compute_sizes`).
  const areRows = items[0]?.kind === 'list' || items[0]?.kind === 'tuple';
  const counts = areRows ? undefined : countsAsNumber;
  const readOne = (item: Value): Nested | undefined =>
    item.kind === 'tensor' ? element(cx, item, counts) : element(cx, item, countsAsNumber);
  return items.map((item, i) => (read = i > 0 && isLike(item, items[i - 1]) ? read : readOne(item)));
}

/** Whether two values surely read alike: rows of one array whose numbers are not known, tuples of such rows. */
function isLike(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.kind === 'tensor' && b.kind === 'tensor') {
    const bare = !a.data && !b.data && !symbolicElements(a) && !symbolicElements(b);
    return bare && a.cls === b.cls && a.dtype === b.dtype && a.shape !== undefined && a.shape === b.shape;
  }
  return (
    a.kind === 'tuple' &&
    b.kind === 'tuple' &&
    a.items.length === b.items.length &&
    a.items.every((item, i) => isLike(item, b.items[i]))
  );
}

/** Inside a sequence a parameter nobody gave reads as a size; alone it may be anything. */
function element(cx: Context, value: Value, countsAsNumber?: CountsAsNumber): Nested | undefined {
  if (value.kind === 'tensor' && countsAsNumber?.(value)) return oneNumber(value);
  return value.kind === 'unknown' && value.symbol !== undefined
    ? leaf('int', cx.dim(value))
    : readNested(cx, value, countsAsNumber);
}

/** @throws PyError ValueError for a tensor of several numbers, as `torch.tensor` does (tensor_new.cpp) */
function oneNumber({ shape, dtype, data }: TensorValue): Nested {
  const count = shape && productOf(shape);
  if (count !== undefined && isNumber(count) && count !== 1) {
    throw new PyError(
      'ValueError',
      said`only one element tensors can be converted to Python scalars, and one in the list has ${count}: use torch.stack for a list of tensors`,
      'rank-mismatch',
    );
  }
  return { shape: [], dtype, data: data?.data.length === 1 ? fromFlat([], data.data, data.dtype) : undefined };
}

/** The shape of a text or of (nested) lists of texts, all of one length; undefined for anything else. */
export function shapeOfTexts(value: Value): number[] | undefined {
  if (value.kind === 'str') return [];
  if ((value.kind !== 'list' || value.open) && value.kind !== 'tuple') return undefined;
  const [first, ...others] = value.items.map(shapeOfTexts);
  return first && others.every((shape) => shape?.join() === first.join()) ? [value.items.length, ...first] : undefined;
}

const DEFAULTS: Record<Kind, string> = { bool: 'bool', int: 'int64', float: 'float64', complex: 'complex128' };

function leaf(weak: Kind, value: Dim): Nested {
  const dtype = DEFAULTS[weak];
  if (!isNumber(value)) return { shape: [], weak, dtype, elements: [value] };
  const exact = weak !== 'int' || Number.isSafeInteger(value);
  return { shape: [], weak, dtype, data: exact ? fromFlat([], [value], dtype as 'int64') : undefined };
}

/** Analysing, the numbers of a larger array than this are of no use. */
const MOST_READ = 2 ** 16;

function joined(cx: Context, parts: readonly (Nested | undefined)[]): Nested | undefined {
  if (parts.length === 0) return { shape: [0], weak: 'float', dtype: 'float64', data: fromFlat([0], [], 'float64') };
  const known = parts.filter((part) => part !== undefined);
  if (known.length < parts.length) return undefined;
  const [first] = known;
  const distinct = [...new Set(known)];
  distinct.forEach((part) => checkRegular(first.shape, part.shape, known.length));
  const shape = [known.length, ...first.shape];
  const dtype = distinct.map((part) => part.dtype).reduce((a, b) => (a && b ? promoteTypes(a, b) : undefined));
  const scalars = widestKind(distinct.map((part) => part.weak ?? part.scalars));
  const others = distinct.flatMap((part) => (part.weak ? [] : [part.strong ?? part.dtype]));
  const weak = others.length === 0 ? scalars : undefined;
  const strong = scalars && !weak ? others.reduce((a, b) => (a && b ? promoteTypes(a, b) : undefined)) : undefined;
  const types = { dtype, weak, ...(strong && { scalars, strong }) };
  const size = productOf(shape);
  if (cx.mode === 'analysis' && isNumber(size) && size > MOST_READ) return { shape, ...types };
  const stored = storedDtype(dtype);
  if (stored && known.every((part) => part.data)) {
    const numbers = new Float64Array(sizeOf(shape as number[]));
    let at = 0;
    for (const part of known) {
      numbers.set(part.data!.data, at);
      at += part.data!.data.length;
    }
    return { shape, ...types, data: fromFlat(shape as number[], numbers, stored) };
  }
  const elements = known.map((part) => part.elements ?? (part.data && Array.from(part.data.data)));
  const readable = elements.every((part) => part !== undefined) && (!dtype || kindOf(dtype) !== 'complex');
  return { shape, ...types, elements: readable ? elements.flat() : undefined };
}

const ORDER: readonly Kind[] = ['bool', 'int', 'float', 'complex'];

const widestKind = (kinds: readonly (Kind | undefined)[]): Kind | undefined =>
  kinds.reduce((a, b) => (a && b ? (ORDER.indexOf(a) > ORDER.indexOf(b) ? a : b) : (a ?? b)));

function checkRegular(first: Shape, other: Shape, parts: number): void {
  const differs =
    first.length !== other.length || first.some((dim, i) => isNumber(dim) && isNumber(other[i]) && dim !== other[i]);
  if (!differs) return;
  throw new PyError(
    'ValueError',
    `setting an array element with a sequence. The requested array has an inhomogeneous shape after 1 dimensions. ` +
      `The detected shape was (${parts},) + inhomogeneous part.`,
  );
}
