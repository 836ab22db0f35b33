import {
  add,
  atMost,
  ceilDiv,
  compareDims,
  equalDims,
  isNumber,
  lessThan,
  maxDim,
  minDim,
  neg,
  sub,
  sumOf,
  unknownDim,
} from '../dim';
import { ShapeError } from '../errors';
import { formatDim, formatShape } from '../format';
import type { Dim, Shape } from '../types';
import { normalizeAxis } from './axes';
import { broadcastShapes } from './broadcast';
import { said } from '../../protocol/say';

/** One item between the brackets of x[…]. */
export type IndexItem =
  | { readonly kind: 'int'; readonly value: Dim }
  | {
      readonly kind: 'slice';
      readonly start: Dim | null;
      readonly stop: Dim | null;
      readonly step: Dim | null;
    }
  | { readonly kind: 'ellipsis' }
  | { readonly kind: 'newaxis' }
  /** An array of integers, and the lowest and the highest of them where they are known. */
  | { readonly kind: 'array'; readonly shape: Shape; readonly range?: readonly [lowest: number, highest: number] }
  /** An array of booleans, which takes as many axes as it has, and how many of them are true where that is known. */
  | { readonly kind: 'mask'; readonly shape: Shape; readonly count?: number };

/**
 * How many elements `start:stop:step` takes of an axis, by Python's rule: negative positions count from the end, and
 * positions outside are moved to the ends.
 */
export function sliceExtent(size: Dim, start: Dim | null, stop: Dim | null, step: Dim | null): Dim {
  const stride = step ?? 1;
  if (stride === 0) throw new ShapeError('index-out-of-range', 'A slice step of 0 goes nowhere; use 1 or more.');
  if (lessThan(stride, 0)) return backwards(size, start, stop, neg(stride));
  if (!lessThan(0, stride)) return unknownDim('the sign of a slice step is not known');
  const from = start === null ? 0 : clamped(start, size);
  const to = stop === null ? size : clamped(stop, size);
  return maxDim(ceilDiv(sub(to, from), stride), 0);
}

/** A position moved into 0 … size. */
function clamped(position: Dim, size: Dim): Dim {
  if (lessThan(position, 0)) return maxDim(add(size, position), 0);
  if (atMost(0, position)) return minDim(position, size);
  return unknownDim('whether a slice position counts from the start or the end is not known');
}

function backwards(size: Dim, start: Dim | null, stop: Dim | null, stride: Dim): Dim {
  if (start === null && stop === null) return ceilDiv(size, stride);
  if (!isNumber(size) || (start !== null && !isNumber(start)) || (stop !== null && !isNumber(stop)))
    return unknownDim('a backward slice of a size that is not a number');
  const place = (p: number): number => (p < 0 ? Math.max(p + size, -1) : Math.min(p, size - 1));
  const from = start === null ? size - 1 : place(start);
  const to = stop === null ? -1 : place(stop);
  return maxDim(ceilDiv(from - to, stride), 0);
}

/**
 * The shape of x[items] (NumPy, "Indexing on ndarrays"). Arrays are broadcast together; their axes stand where the
 * first of them stood, or in front when other items lie between them. PyTorch applies integers first, so for it an
 * integer does not count among the arrays (`integersAreArrays: false`). JAX moves a position outside to the end
 * (`clamps`).
 * @throws ShapeError `index-out-of-range`, `broadcast-mismatch`.
 */
export function indexShape(
  input: Shape,
  items: readonly IndexItem[],
  options: { readonly integersAreArrays?: boolean; readonly clamps?: boolean } = {},
): Dim[] {
  const full = withEllipsis(input, items);
  const advanced = full.some((item) => item.kind === 'array' || item.kind === 'mask');
  const isArray = (item: IndexItem): boolean =>
    item.kind === 'array' ||
    item.kind === 'mask' ||
    (advanced && item.kind === 'int' && options.integersAreArrays !== false);
  const output: Dim[] = [];
  const arrays: Shape[] = [];
  const blocks: number[] = [];
  const positions: [axis: number, position: Dim][] = [];
  let place = 0;
  let axis = 0;
  full.forEach((item, i) => {
    if (isArray(item)) {
      if (arrays.length === 0) place = output.length;
      const before = full.slice(0, i).filter((other) => options.integersAreArrays !== false || other.kind !== 'int');
      if (before.length === 0 || !isArray(before[before.length - 1])) blocks.push(i);
      arrays.push(arrayShape(item));
    }
    if (item.kind === 'int' && !options.clamps) checkIndex(input, axis, item.value);
    if (item.kind === 'array') for (const position of item.range ?? []) positions.push([axis, position]);
    if (item.kind === 'mask') checkMask(input, axis, item.shape);
    axis = takeItem(input, item, axis, output);
  });
  if (arrays.length === 0) return output;
  const block = broadcastShapes(arrays, said`an index of several arrays`);
  // Where nothing is taken, no position is looked at.
  const isTaken = block.every((size) => isNumber(size) && size > 0);
  if (isTaken && !options.clamps) for (const [at, position] of positions) checkIndex(input, at, position);
  const at = blocks.length > 1 ? 0 : place;
  return [...output.slice(0, at), ...block, ...output.slice(at)];
}

function arrayShape(item: IndexItem): Shape {
  if (item.kind === 'array') return item.shape;
  if (item.kind !== 'mask') return [];
  return [item.count ?? unknownDim('how many elements a boolean mask takes depends on its values')];
}

/** Consumes the axes of one item, appends what is left of them, and gives the next axis. */
function takeItem(input: Shape, item: IndexItem, axis: number, output: Dim[]): number {
  switch (item.kind) {
    case 'newaxis':
      output.push(1);
      return axis;
    case 'slice':
      output.push(sliceExtent(input[axis], item.start, item.stop, item.step));
      return axis + 1;
    case 'mask':
      return axis + item.shape.length;
    default:
      return axis + 1;
  }
}

function checkIndex(input: Shape, axis: number, value: Dim): void {
  const size = input[axis];
  if (!atMost(size, value) && !lessThan(add(value, size), 0)) return;
  throw new ShapeError(
    'index-out-of-range',
    said`Index ${formatDim(value)} is out of range for axis ${axis} of ${formatShape(input)}, which has ${formatDim(size)} elements.`,
  );
}

/** A mask has the sizes of the axes that it takes; NumPy takes an empty one anywhere. */
function checkMask(input: Shape, axis: number, mask: Shape): void {
  const wrong = mask.findIndex((size, i) => size !== 0 && equalDims(size, input[axis + i]) === false);
  if (wrong < 0) return;
  throw new ShapeError(
    'index-out-of-range',
    said`The mask ${formatShape(mask)} does not fit ${formatShape(input)}: its axis ${wrong} has ${formatDim(mask[wrong])} elements, but axis ${axis + wrong} has ${formatDim(input[axis + wrong])}. They must be equal.`,
  );
}

/** How many axes of the input an item takes; an ellipsis takes what the others leave. */
export function axesTaken(item: IndexItem): number {
  if (item.kind === 'newaxis' || item.kind === 'ellipsis') return 0;
  return item.kind === 'mask' ? item.shape.length : 1;
}

/** The items with the ellipsis, written or implied at the end, replaced by full slices. */
function withEllipsis(input: Shape, items: readonly IndexItem[]): IndexItem[] {
  const taken = items.reduce((sum, item) => sum + axesTaken(item), 0);
  if (taken > input.length)
    throw new ShapeError(
      'index-out-of-range',
      said`${taken} indices are too many for ${formatShape(input)}, which has ${input.length} axes.`,
    );
  const rest = Array.from({ length: input.length - taken }, () => FULL);
  const at = items.findIndex((item) => item.kind === 'ellipsis');
  if (at < 0) return [...items, ...rest];
  return [...items.slice(0, at), ...rest, ...items.slice(at + 1)];
}

const FULL: IndexItem = { kind: 'slice', start: null, stop: null, step: null };

/**
 * torch.narrow: `length` elements from `start` on.
 * @throws ShapeError `index-out-of-range`.
 */
export function narrowShape(input: Shape, axis: number, start: Dim, length: Dim): Dim[] {
  const place = normalizeAxis(axis, input.length, 'narrow');
  const size = input[place];
  const from = lessThan(start, 0) ? add(start, size) : start;
  if (compareDims(sumOf([from, length]), size) === 1 || lessThan(length, 0) || lessThan(from, 0))
    throw new ShapeError(
      'index-out-of-range',
      said`narrow takes ${formatDim(length)} elements from ${formatDim(start)} on, but axis ${place} of ${formatShape(input)} has ${formatDim(size)}.`,
    );
  return input.map((dim, i) => (i === place ? length : dim));
}

/** x.select(axis, index): one axis fewer. */
export function selectShape(input: Shape, axis: number, index: Dim): Dim[] {
  const place = normalizeAxis(axis, input.length, 'select');
  checkIndex(input, place, index);
  return input.filter((_, i) => i !== place);
}
