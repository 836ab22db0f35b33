/**
 * Subscripts on tensors: Python's index values as the rules of src/shape read them, and as numbers.
 */
import { put, take, type NumericIndex } from '../../compute/numeric/indexing';
import { astype, type NdArray } from '../../compute/ndarray';
import type { Context } from '../../python/interpreter/context';
import { notAnInteger, PyError } from '../../python/interpreter/errors';
import { int, NONE, TensorValue, type UnknownValue, type Value } from '../../python/interpreter/values';
import {
  axesTaken,
  broadcastShapes,
  indexShape,
  isNumber,
  ShapeError,
  type Dim,
  type IndexItem,
  type Shape,
} from '../../shape';
import { kindOf, storedDtype } from './dtypes';
import { symbolicElements } from './elements';
import { readNested } from './literals';
import { dimOf } from './shapes';
import {
  AxisLimit,
  affordable,
  operandOf,
  resultTensor,
  shapeWithMoreAxes,
  unknownTensor,
  type TensorFamily,
} from './tensors';
import { replaceNumbers, shareNumbers } from './views';
import { said } from '../../protocol/say';

interface Index {
  readonly items: IndexItem[];
  /** The same in numbers; undefined where a position is not known. */
  readonly numbers?: NumericIndex[];
  /** Only integers, slices, None and `...`: what NumPy and PyTorch answer with a view. */
  readonly basic: boolean;
}

/** `tensor[index]`. @throws PyError IndexError */
export function getItem(cx: Context, family: TensorFamily, tensor: TensorValue, index: Value): TensorValue {
  const parsed = parseIndex(cx, index);
  if ('kind' in parsed) return unknownTensor(family, tensor.dtype, parsed);
  const result = itemOf(cx, family, tensor, parsed);
  return family.indexed && parsed.basic ? family.indexed(result, tensor, parsed.items) : result;
}

/**
 * The rows of a tensor, one after the other. Where their numbers are not known they are alike: only the first of
 * perhaps many thousands is worked out, and where nothing but its shape could be changed in it, one stands for all.
 */
export function* rowsOf(cx: Context, family: TensorFamily, tensor: TensorValue, length: number): Generator<Value> {
  let like: TensorValue | undefined;
  let one: TensorValue | undefined;
  for (let i = 0; i < length; i++) {
    if (like && !tensor.data) {
      if (!one || family.name === 'torch' || one.shape !== like.shape) {
        one = new TensorValue(like.cls, like.shape, like.dtype, like.reason);
        one.layout = like.layout;
      }
      yield one;
      continue;
    }
    const row = getItem(cx, family, tensor, int(i));
    if (!tensor.data && !symbolicElements(tensor)) like = row;
    yield row;
  }
}

function itemOf(cx: Context, family: TensorFamily, tensor: TensorValue, parsed: Index): TensorValue {
  const { dtype } = tensor;
  const shape = tensor.shape ?? impliedShape(cx, tensor, parsed.items);
  if (!shape) return unknownTensor(family, dtype, shapeWithMoreAxes(cx, tensor, axesAdded(parsed.items)));
  const result = indexed(family, shape, parsed.items);
  const { numbers } = parsed;
  const elements = symbolicElements(tensor);
  if (elements) {
    return resultTensor(family, result, dtype, { elements: numbers && pick(elements, shape, numbers) });
  }
  const { data } = tensor;
  if (!data || !numbers || !affordable(cx, result)) return withoutNumbers(family, tensor, result);
  const scalar = result.length === 0 && family.name === 'numpy';
  if (!family.views || !parsed.basic || scalar) {
    return resultTensor(family, result, dtype, { data: taken(family, data, numbers) });
  }
  return shareNumbers(
    resultTensor(family, result, dtype),
    tensor,
    (base) => take(base, numbers),
    (base, view) => putCopy(base, numbers, view),
  );
}

/**
 * How many axes a selection has beyond what it is taken from; masks and arrays are not counted. What one element is taken of may be a
 * list of tensors too: not a number then.
 */
const axesAdded = (items: readonly IndexItem[]): number =>
  items[0]?.kind === 'int'
    ? NaN
    : items.reduce((sum, { kind }) => sum + (kind === 'newaxis' ? 1 : kind === 'int' ? -1 : 0), 0);

/** The shape of a selection. @throws PyError IndexError */
function indexed(family: TensorFamily, shape: Shape, items: readonly IndexItem[]): Dim[] {
  const options = { integersAreArrays: family.name !== 'torch', clamps: family.name === 'jax' };
  return asIndexError(() => indexShape(shape, items, options));
}

/** An array of at most n axes from which n are taken has n. */
function impliedShape(cx: Context, { native }: TensorValue, items: readonly IndexItem[]): Shape | undefined {
  const taken = items.reduce((sum, item) => sum + axesTaken(item), 0);
  if (!(native instanceof AxisLimit) || taken !== native.most) return undefined;
  return Array.from({ length: taken }, () => cx.unknownDim('the size of an array that is read from a file'));
}

/** A tensor whose numbers are not known has the shape all the same; a mask's count is then a size not known. */
function withoutNumbers(family: TensorFamily, tensor: TensorValue, shape: Shape): TensorValue {
  return resultTensor(family, shape, tensor.dtype);
}

/** Elements of a tensor of sizes, by number positions. */
function pick(elements: readonly Dim[], shape: Shape, numbers: readonly NumericIndex[]): Dim[] | undefined {
  if (!shape.every(isNumber)) return undefined;
  const positions: NdArray = {
    shape: [...shape] as number[],
    dtype: 'int64',
    data: Float64Array.from(elements, (_, i) => i),
  };
  return Array.from(asIndexError(() => take(positions, numbers)).data, (position) => elements[position]);
}

/**
 * `tensor[index] = value`: the value is broadcast to the selection and converted to the tensor's dtype.
 * Numbers that cannot be followed are forgotten.
 * @throws PyError IndexError; ValueError (RuntimeError for torch) where the value does not fit.
 */
export function setItem(cx: Context, family: TensorFamily, tensor: TensorValue, index: Value, value: Value): Value {
  const parsed = parseIndex(cx, index);
  const source = operandOf(cx, value, family) ?? operandOfList(cx, value, family);
  const { shape, data } = tensor;
  if ('kind' in parsed || !shape || !source?.shape) {
    replaceNumbers(cx, tensor, undefined);
    return NONE;
  }
  const target = indexed(family, shape, parsed.items);
  if (family.name === 'torch' && !parsed.basic && value.kind === 'tensor') checkPut(tensor, parsed.items, value);
  checkFits(family, source.shape, target);
  const stored = storedDtype(tensor.dtype);
  const { numbers } = parsed;
  if (!data || !numbers || !source.data || !stored) {
    if (data) replaceNumbers(cx, tensor, undefined);
    return NONE;
  }
  const from = astype(source.data, stored);
  const changed = orClamped(family, () => putCopy(data, numbers, from, family.name !== 'torch'));
  replaceNumbers(cx, tensor, changed);
  return NONE;
}

/**
 * PyTorch puts numbers at positions that are listed only where they have the tensor's own dtype; one number for all that a
 * mask selects is converted (ATen TensorAdvancedIndexing.cpp, `_index_put_impl_`).
 * @throws PyError RuntimeError
 */
function checkPut({ dtype }: TensorValue, items: readonly IndexItem[], value: TensorValue): void {
  if (dtype === undefined || value.dtype === undefined || dtype === value.dtype) return;
  const isFilled =
    items.every((item) => item.kind === 'mask') && value.shape?.every((size) => size === 1 || !isNumber(size));
  if (isFilled ?? true) return;
  throw new PyError(
    'RuntimeError',
    said`The tensor is ${dtype} and what is put into it ${value.dtype}, but both must have one dtype. Convert the value with .to(x.dtype).`,
    'dtype-mismatch',
  );
}

function operandOfList(cx: Context, value: Value, family: TensorFamily) {
  const nested = readNested(cx, value);
  if (!nested) return undefined;
  return operandOf(cx, resultTensor(family, nested.shape, nested.dtype, { data: nested.data }), family);
}

/** A copy with the selection written: arrays never change under a fork that may be taken back. */
function putCopy(base: NdArray, numbers: readonly NumericIndex[], value: NdArray, integersAreArrays = true): NdArray {
  const copy: NdArray = { shape: base.shape, dtype: base.dtype, data: base.data.slice() };
  put(copy, numbers, value, integersAreArrays);
  return copy;
}

function checkFits(family: TensorFamily, from: Shape, to: Shape): void {
  const extra = Math.max(0, from.length - to.length);
  // A leading size that may be 1 may be dropped.
  const own = from.slice(0, extra).every((dim) => dim === 1 || !isNumber(dim)) ? from.slice(extra) : from;
  let fits = own.length <= to.length;
  if (fits) {
    try {
      const together = broadcastShapes([own, to], '__setitem__');
      fits = together.every((dim, i) => !(isNumber(dim) && isNumber(to[i]) && dim !== to[i]));
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error;
      fits = false;
    }
  }
  if (fits) return;
  const text = (shape: Shape) => shape.map((dim) => (isNumber(dim) ? String(dim) : '?')).join(',');
  const tuple = (shape: Shape) => `(${text(shape)}${shape.length === 1 ? ',' : ''})`;
  throw family.name === 'torch'
    ? new PyError(
        'RuntimeError',
        said`shape mismatch: value tensor of shape [${text(from)}] cannot be broadcast to indexing result of shape [${text(to)}]`,
        'broadcast-mismatch',
      )
    : new PyError(
        'ValueError',
        said`could not broadcast input array from shape ${tuple(from)} into shape ${tuple(to)}`,
        'broadcast-mismatch',
      );
}

const taken = (family: TensorFamily, data: NdArray, numbers: readonly NumericIndex[]): NdArray | undefined =>
  orClamped(family, () => take(data, numbers, family.name !== 'torch'));

/** Numbers that an index selects or changes; undefined where JAX moves a position outside to the end, or passes over it. */
function orClamped(family: TensorFamily, run: () => NdArray): NdArray | undefined {
  try {
    return asIndexError(run);
  } catch (error) {
    if (family.name === 'jax' && error instanceof PyError) return undefined;
    throw error;
  }
}

/** Runs an indexing rule; what it refuses is an IndexError in Python. */
function asIndexError<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof ShapeError) throw new PyError('IndexError', error.saying, error.code, error.fix);
    if (error instanceof RangeError) throw new PyError('IndexError', error.message, 'index-out-of-range');
    throw error;
  }
}

/**
 * What stands between the brackets. An index of which nothing is known is the unknown value itself.
 * @throws PyError IndexError for what is no index.
 */
function parseIndex(cx: Context, index: Value): Index | UnknownValue {
  const parts = index.kind === 'tuple' ? index.items : [index];
  const items: IndexItem[] = [];
  const numbers: NumericIndex[] = [];
  let basic = true;
  for (const part of parts) {
    const parsed = parseItem(cx, part);
    if ('reason' in parsed) return parsed;
    items.push(...parsed.items);
    if (parsed.number) numbers.push(parsed.number);
    basic &&= parsed.items.every((item) => item.kind !== 'array' && item.kind !== 'mask');
  }
  if (items.filter((item) => item.kind === 'ellipsis').length > 1) {
    throw new PyError('IndexError', "an index can only have a single ellipsis ('...')");
  }
  return { items, numbers: numbers.length === parts.length ? numbers : undefined, basic };
}

type ParsedItem = { items: IndexItem[]; number?: NumericIndex } | UnknownValue;

function parseItem(cx: Context, part: Value): ParsedItem {
  switch (part.kind) {
    case 'none':
      return { items: [{ kind: 'newaxis' }], number: { kind: 'newaxis' } };
    case 'singleton':
      return { items: [{ kind: 'ellipsis' }], number: { kind: 'ellipsis' } };
    case 'slice':
      return sliceItem(cx, part.start, part.stop, part.step);
    case 'bool':
      return maskItem([], { shape: [], dtype: 'bool', data: Uint8Array.of(Number(part.value)) });
    case 'int':
      return intItem(part.value);
    case 'unknown':
      if (part.symbol === undefined) return part;
      // A parameter that nobody has given is most likely a position; a list or a mask would keep or join axes.
      cx.assumeNumber();
      return intItem(cx.dim(part));
    case 'tensor':
      return tensorItem(cx, part);
    case 'list':
    case 'tuple':
    case 'range': {
      const nested = readNested(cx, part);
      if (!nested) return cx.unknown('an index is a list whose elements are not known');
      return arrayItem(nested.shape, nested.shape[0] === 0 ? 'int64' : nested.dtype, nested.data);
    }
    case 'float':
      if (!isNumber(part.value)) return intItem(part.value);
      throw notAnInteger('an index', part.value, 'IndexError');
    default:
      throw new PyError('IndexError', NO_INDEX);
  }
}

const NO_INDEX =
  'only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid indices';

function intItem(value: Dim): ParsedItem {
  return { items: [{ kind: 'int', value }], number: isNumber(value) ? { kind: 'int', value } : undefined };
}

function maskItem(shape: Shape, array: NdArray | undefined): ParsedItem {
  const count = array && shape.length > 0 ? Array.from(array.data).filter((x) => x !== 0).length : undefined;
  return { items: [{ kind: 'mask', shape, count }], number: array && { kind: 'mask', array } };
}

function arrayItem(shape: Shape, dtype: string | undefined, data: NdArray | undefined): ParsedItem {
  if (dtype === 'bool') return maskItem(shape, data);
  if (dtype !== undefined && kindOf(dtype) !== 'int') {
    throw new PyError(
      'IndexError',
      said`An index must hold integers or truths, but this one is ${dtype}. Convert it first, with .long() or .astype('int64').`,
      'dtype-mismatch',
    );
  }
  return {
    items: [{ kind: 'array', shape, range: data && rangeOf(data) }],
    number: data && { kind: 'array', array: data },
  };
}

/** The lowest and the highest of the positions; undefined where there are none. */
function rangeOf({ data }: NdArray): [number, number] | undefined {
  if (data.length === 0) return undefined;
  let [lowest, highest] = [data[0], data[0]];
  for (const position of data) {
    if (position < lowest) lowest = position;
    if (position > highest) highest = position;
  }
  return [lowest, highest];
}

function tensorItem(cx: Context, part: TensorValue): ParsedItem {
  if (!part.shape) return part.reason ?? cx.unknown('an index is a tensor of unknown shape');
  if (part.shape.length === 0 && part.dtype && kindOf(part.dtype) === 'int') return intItem(dimOf(cx, part));
  return arrayItem(part.shape, part.dtype, part.data);
}

function sliceItem(cx: Context, start: Value, stop: Value, step: Value): ParsedItem {
  const read = (value: Value): Dim | null => (value.kind === 'none' ? null : dimOf(cx, value, 'a slice bound'));
  const [first, last, by] = [read(start), read(stop), read(step)];
  if (by === 0) throw new PyError('ValueError', 'slice step cannot be zero');
  const known = (bound: Dim | null): bound is number | null => bound === null || isNumber(bound);
  return {
    items: [{ kind: 'slice', start: first, stop: last, step: by }],
    number:
      known(first) && known(last) && known(by) ? { kind: 'slice', start: first, stop: last, step: by } : undefined,
  };
}
