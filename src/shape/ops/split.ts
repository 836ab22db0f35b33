import { div, divides, equalDims, isNumber, lessThan, sub, sumOf } from '../dim';
import { ShapeError } from '../errors';
import { formatDim, formatShape } from '../format';
import type { Dim, Shape } from '../types';
import { normalizeAxis } from './axes';
import { said } from '../../protocol/say';

function withSize(input: Shape, axis: number, size: Dim): Dim[] {
  return input.map((dim, i) => (i === axis ? size : dim));
}

/**
 * torch.split with a size: pieces of `size`, the last one shorter. Undefined when the number of pieces is not known.
 * @throws ShapeError `split-mismatch` for a size that is not positive.
 */
export function splitBySize(input: Shape, size: Dim, axis: number): Dim[][] | undefined {
  const place = normalizeAxis(axis, input.length, 'split');
  const total = input[place];
  if (lessThan(size, 0) || (size === 0 && total !== 0))
    throw new ShapeError('split-mismatch', said`split_size=${formatDim(size)} must be positive.`, {
      parameter: 'split_size_or_sections',
      value: 1,
    });
  if (size === 0) return [[...input]];
  if (isNumber(total) && isNumber(size)) {
    const pieces = Math.max(1, Math.ceil(total / size));
    return Array.from({ length: pieces }, (_, i) => withSize(input, place, Math.min(size, total - i * size)));
  }
  const pieces = div(total, size);
  if (!isNumber(pieces) || !Number.isInteger(pieces)) return undefined;
  return Array.from({ length: pieces }, () => withSize(input, place, size));
}

/**
 * Pieces of given sizes, which must add up to the axis; one −1 takes what is left (tf.split).
 * @throws ShapeError `split-mismatch`.
 */
export function splitBySizes(input: Shape, sizes: readonly Dim[], axis: number, op = 'split'): Dim[][] {
  const place = normalizeAxis(axis, input.length, op);
  const total = input[place];
  const open = sizes.filter((size) => size === -1).length;
  const known = sumOf(sizes.filter((size) => size !== -1));
  if (open > 1)
    throw new ShapeError(
      'split-mismatch',
      said`${op} can work out one −1 among the sizes ${formatShape(sizes)}, not ${open}.`,
    );
  const wrong = open === 1 ? lessThan(total, known) : equalDims(known, total) === false;
  if (wrong)
    throw new ShapeError(
      'split-mismatch',
      said`The sizes ${formatShape(sizes)} of ${op} add up to ${formatDim(known)}, but axis ${place} of ${formatShape(input)} has ${formatDim(total)}. They must add up to it.`,
    );
  return sizes.map((size) => withSize(input, place, size === -1 ? sub(total, known) : size));
}

/**
 * torch.chunk: at most `chunks` pieces of ⌈size / chunks⌉. Undefined when the number of pieces is not known.
 * @throws ShapeError `split-mismatch`.
 */
export function chunkShape(input: Shape, chunks: number, axis: number): Dim[][] | undefined {
  const place = normalizeAxis(axis, input.length, 'chunk');
  if (chunks <= 0)
    throw new ShapeError('split-mismatch', said`chunks=${chunks} must be positive.`, { parameter: 'chunks', value: 1 });
  const total = input[place];
  if (isNumber(total)) {
    if (total === 0) return Array.from({ length: chunks }, () => [...input]);
    return splitBySize(input, Math.ceil(total / chunks), place);
  }
  // An expression that is a multiple of `chunks` gives that many equal pieces for certain.
  return divides(chunks, total)
    ? Array.from({ length: chunks }, () => withSize(input, place, div(total, chunks)))
    : undefined;
}

/**
 * Equal parts (tf.split with a number, np.split): the number must divide the size.
 * @throws ShapeError `split-mismatch`.
 */
export function splitEvenly(input: Shape, parts: number, axis: number, op = 'split'): Dim[][] {
  const place = normalizeAxis(axis, input.length, op);
  const total = input[place];
  if (!(parts > 0) || divides(parts, total) === false)
    throw new ShapeError(
      'split-mismatch',
      said`${op} into ${parts} equal parts needs a multiple of ${parts} on axis ${place} of ${formatShape(input)}, but it has ${formatDim(total)}.`,
    );
  const size = div(total, parts);
  return Array.from({ length: parts }, () => withSize(input, place, size));
}
