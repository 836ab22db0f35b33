import { lessThan, mul } from '../dim';
import { ShapeError } from '../errors';
import { formatShape } from '../format';
import type { Dim, Shape } from '../types';
import { normalizeAxis } from './axes';
import { said } from '../../protocol/say';

/**
 * torch.Tensor.repeat: one count per axis; more counts than axes add axes in front.
 * @throws ShapeError `argument-count`, `size-not-positive`.
 */
export function repeatShape(input: Shape, repeats: readonly Dim[]): Dim[] {
  if (repeats.length < input.length)
    throw new ShapeError(
      'argument-count',
      said`repeat${formatShape(repeats)} has ${repeats.length} counts, but ${formatShape(input)} has ${input.length} axes; give at least as many, 1 where nothing repeats.`,
    );
  return multiplied(input, repeats, 'repeat');
}

/** np.tile, torch.tile: as repeat, with missing counts 1 in front. */
export function tileShape(input: Shape, repeats: readonly Dim[]): Dim[] {
  const missing = Math.max(0, input.length - repeats.length);
  return multiplied(input, [...new Array<Dim>(missing).fill(1), ...repeats], 'tile');
}

/**
 * tf.tile: exactly one count per axis.
 * @throws ShapeError `rank-mismatch`, `size-not-positive`.
 */
export function tfTileShape(input: Shape, multiples: readonly Dim[]): Dim[] {
  if (multiples.length !== input.length)
    throw new ShapeError(
      'rank-mismatch',
      said`tile of ${formatShape(input)} needs ${input.length} multiples, one per axis, but got ${multiples.length}.`,
    );
  return multiplied(input, multiples, 'tile');
}

/** Every element of one axis repeated `times` (torch.repeat_interleave, np.repeat, tf.repeat). */
export function repeatAxisShape(input: Shape, times: Dim, axis: number): Dim[] {
  const place = normalizeAxis(axis, input.length, 'repeat');
  return input.map((dim, i) => (i === place ? mul(dim, times) : dim));
}

function multiplied(input: Shape, counts: readonly Dim[], op: string): Dim[] {
  const negative = counts.find((count) => lessThan(count, 0));
  if (negative !== undefined)
    throw new ShapeError('size-not-positive', said`${op} by ${formatShape(counts)}: a count must not be negative.`);
  const added = counts.length - input.length;
  return counts.map((count, i) => (i < added ? count : mul(input[i - added], count)));
}
