import { add, equalDims } from '../dim';
import { ShapeError } from '../errors';
import { formatDim, formatShape } from '../format';
import type { Dim, Shape } from '../types';
import { normalizeAxis } from './axes';
import { betterKnown } from './merge';
import { said } from '../../protocol/say';

/**
 * Tensors put together along one axis; all other sizes must be equal. `skipEmpty`: shapes (0,) are left out, as
 * torch.cat does for historical reasons.
 * @throws ShapeError `cat-mismatch`, `rank-mismatch`, `axis-out-of-range`.
 */
export function concatShapes(shapes: readonly Shape[], axis: number, op = 'concat', skipEmpty = false): Dim[] {
  const full = skipEmpty ? shapes.filter((shape) => !(shape.length === 1 && shape[0] === 0)) : shapes;
  if (full.length === 0) {
    if (shapes.length > 0) return [0];
    throw new ShapeError('cat-mismatch', said`${op} needs at least one tensor, but the list is empty.`);
  }
  if (full[0].length === 0)
    throw new ShapeError('rank-mismatch', said`${op} cannot join scalars; use stack, or give each an axis first.`);
  const place = normalizeAxis(axis, full[0].length, op);
  return full.slice(1).reduce<Dim[]>(
    (joined, shape, i) => {
      checkFits(full[0], shape, i + 2, place, op);
      return joined.map((size, j) => (j === place ? add(size, shape[j]) : betterKnown(size, shape[j])));
    },
    [...full[0]],
  );
}

function checkFits(first: Shape, shape: Shape, position: number, axis: number, op: string): void {
  if (shape.length !== first.length)
    throw new ShapeError(
      'rank-mismatch',
      said`${op} joins tensors with equally many axes, but the first is ${formatShape(first)} and tensor ${position} is ${formatShape(shape)}.`,
    );
  const wrong = shape.findIndex((size, i) => i !== axis && equalDims(size, first[i]) === false);
  if (wrong >= 0)
    throw new ShapeError(
      'cat-mismatch',
      said`${op} along axis ${axis} needs all other sizes equal, but axis ${wrong} is ${formatDim(first[wrong])} in the first tensor ${formatShape(first)} and ${formatDim(shape[wrong])} in tensor ${position} ${formatShape(shape)}.`,
    );
}

/**
 * Tensors of one shape put together along a new axis.
 * @throws ShapeError `stack-mismatch`, `rank-mismatch`, `axis-out-of-range`.
 */
export function stackShapes(shapes: readonly Shape[], axis: number, op = 'stack'): Dim[] {
  if (shapes.length === 0) throw new ShapeError('stack-mismatch', said`${op} needs at least one tensor, but got none.`);
  const [first] = shapes;
  const place = normalizeAxis(axis, first.length + 1, op);
  const common = shapes.slice(1).reduce<Dim[]>(
    (known, shape, i) => {
      const sameRank = shape.length === first.length;
      if (!sameRank || shape.some((size, j) => equalDims(size, first[j]) === false))
        throw new ShapeError(
          sameRank ? 'stack-mismatch' : 'rank-mismatch',
          said`${op} needs tensors of one shape, but the first is ${formatShape(first)} and tensor ${i + 2} is ${formatShape(shape)}.`,
        );
      return known.map((size, j) => betterKnown(size, shape[j]));
    },
    [...first],
  );
  return [...common.slice(0, place), shapes.length, ...common.slice(place)];
}
