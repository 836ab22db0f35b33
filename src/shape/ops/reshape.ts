import { compareDims, div, divides, equalDims, isNumber, isUnknown, lessThan, productOf } from '../dim';
import { ShapeError } from '../errors';
import { formatDim, formatShape } from '../format';
import type { Dim, Shape } from '../types';
import { normalizeAxis } from './axes';
import { said } from '../../protocol/say';

/** How many elements a tensor has. */
export function numElements(shape: Shape): Dim {
  return productOf(shape);
}

/**
 * view and reshape: the same elements under new sizes, of which one may be −1 and is then worked out, also for
 * symbols: (N, 512, 7, 7) as (N, −1) is (N, 25088).
 * @throws ShapeError `view-mismatch`.
 */
export function reshapeShape(input: Shape, sizes: readonly Dim[], op = 'reshape'): Dim[] {
  checkSizes(sizes, op);
  const [from, to] = cancelSameUnknowns(
    input,
    sizes.filter((size) => size !== -1),
  );
  const total = productOf(from);
  const known = productOf(to);
  if (!sizes.includes(-1)) {
    const sign = compareDims(total, known);
    if (sign !== undefined && sign !== 0) throw mismatch(input, sizes, op);
    return [...sizes];
  }
  if (known === 0)
    throw new ShapeError(
      'view-mismatch',
      said`${op} to ${formatShape(sizes)} cannot work out −1 beside a size of 0. Give the size.`,
    );
  if (isNumber(total) && isNumber(known) ? total % known !== 0 : isFractional(total, known))
    throw mismatch(input, sizes, op);
  const inferred = div(total, known);
  return sizes.map((size) => (size === -1 ? inferred : size));
}

/** Whether the quotient is a number for all symbols and certainly not whole: (N, 256) as (N, −1, 100). */
function isFractional(total: Dim, known: Dim): boolean {
  const quotient = div(total, known);
  return isNumber(quotient) && !Number.isInteger(quotient);
}

function checkSizes(sizes: readonly Dim[], op: string): void {
  const negative = sizes.find((size) => size !== -1 && lessThan(size, 0));
  if (negative !== undefined)
    throw new ShapeError(
      'view-mismatch',
      said`${op} to ${formatShape(sizes)}: ${formatDim(negative)} is no size; only −1 may be negative, for one axis that is worked out.`,
    );
  if (sizes.filter((size) => size === -1).length > 1)
    throw new ShapeError(
      'view-mismatch',
      said`${op} to ${formatShape(sizes)} has −1 more than once; only one size can be worked out. Give the others.`,
    );
}

/**
 * `x.view(x.size(0), −1)` is known even where the batch is not: the very same unknown on both sides cancels. One that
 * stands for several axes of the input cannot be told apart and stays.
 */
function cancelSameUnknowns(input: Shape, sizes: Shape): [Dim[], Dim[]] {
  const from = [...input];
  const to = [...sizes];
  for (const unknown of input.filter(isUnknown)) {
    if (input.filter((dim) => dim === unknown).length > 1) continue;
    const [i, j] = [from.indexOf(unknown), to.indexOf(unknown)];
    if (i < 0 || j < 0) continue;
    from.splice(i, 1);
    to.splice(j, 1);
  }
  return [from, to];
}

function mismatch(input: Shape, sizes: readonly Dim[], op: string): ShapeError {
  const rest = productOf(sizes.filter((size) => size !== -1));
  const total = formatDim(productOf(input));
  const inferred = sizes.includes(-1);
  return new ShapeError(
    'view-mismatch',
    said`${op} of ${formatShape(input)} to ${formatShape(sizes)}: the input has ${total} elements, but the new shape ${inferred ? said`needs a multiple of ${formatDim(rest)}` : said`has ${formatDim(rest)}`}. The number of elements must stay the same.`,
  );
}

/**
 * Axes `start` to `end` (inclusive) become one. A scalar becomes (1,).
 * @throws ShapeError `axis-out-of-range` (also when start comes after end).
 */
export function flattenShape(input: Shape, start = 0, end = -1): Dim[] {
  const first = normalizeAxis(start, input.length, 'flatten');
  const last = normalizeAxis(end, input.length, 'flatten');
  if (first > last)
    throw new ShapeError(
      'axis-out-of-range',
      said`flatten from axis ${start} to ${end} of ${formatShape(input)}: the first axis must not come after the last.`,
      { parameter: 'start_dim', value: last },
    );
  return [...input.slice(0, first), productOf(input.slice(first, last + 1)), ...input.slice(last + 1)];
}

/**
 * One axis becomes several whose product it is; one of them may be −1 (nn.Unflatten, Tensor.unflatten).
 * @throws ShapeError `view-mismatch`.
 */
export function unflattenShape(input: Shape, axis: number, sizes: readonly Dim[]): Dim[] {
  const place = normalizeAxis(axis, input.length, 'unflatten');
  const size = input[place];
  checkSizes(sizes, 'unflatten');
  const known = productOf(sizes.filter((s) => s !== -1));
  const fits = sizes.includes(-1) ? divides(known, size) : equalDims(known, size);
  if (fits === false)
    throw new ShapeError(
      'view-mismatch',
      said`unflatten to ${formatShape(sizes)}: the sizes must multiply to axis ${place} of ${formatShape(input)}, which is ${formatDim(size)}, but ${sizes.includes(-1) ? said`${formatDim(known)} does not divide it` : said`multiply to ${formatDim(known)}`}.`,
    );
  const filled = sizes.map((s) => (s === -1 ? div(size, known) : s));
  return [...input.slice(0, place), ...filled, ...input.slice(place + 1)];
}
