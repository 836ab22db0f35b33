import { assembleShape, axisRoles } from '../conv/roles';
import type { DataLayout, SpatialRank } from '../conv/types';
import { add, atMost, lessThan, neg, sub } from '../dim';
import { ShapeError } from '../errors';
import { formatDim, formatShape } from '../format';
import type { Edges } from '../padding';
import type { Dim, Shape } from '../types';
import { said } from '../../protocol/say';

/**
 * tf.pad: one pair per axis. REFLECT needs padding < size, SYMMETRIC padding ≤ size. np.pad repeats the reflection as
 * often as needed (`unlimited`) and knows more modes.
 * @throws ShapeError `argument-count`, `padding-mode`, `padding-negative`, `pad-mismatch`.
 */
export function padShape(input: Shape, pairs: readonly Edges[], mode: string, unlimited = false): Dim[] {
  const name = mode.toUpperCase();
  if (!unlimited && !['CONSTANT', 'REFLECT', 'SYMMETRIC'].includes(name))
    throw new ShapeError(
      'padding-mode',
      said`mode='${mode}' of pad is not known; use 'CONSTANT', 'REFLECT' or 'SYMMETRIC'.`,
      { parameter: 'mode', value: 'CONSTANT' },
    );
  if (pairs.length !== input.length)
    throw new ShapeError(
      'rank-mismatch',
      said`pad of ${formatShape(input)} needs ${input.length} pairs, one (before, after) per axis, but got ${pairs.length}.`,
    );
  return input.map((size, axis) => {
    for (const edge of pairs[axis]) {
      if (lessThan(edge, 0))
        throw new ShapeError(
          'padding-negative',
          said`pad by ${formatDim(edge)} on axis ${axis} must not be negative; slice instead.`,
        );
      const tooLarge = name === 'REFLECT' ? atMost(size, edge) : name === 'SYMMETRIC' && lessThan(size, edge);
      if (tooLarge && !unlimited && lessThan(0, edge))
        throw new ShapeError(
          'pad-mismatch',
          said`pad with mode '${mode}' by ${formatDim(edge)} is too much for axis ${axis} of ${formatShape(input)}, which has ${formatDim(size)}: use at most ${formatDim(name === 'REFLECT' ? sub(size, 1) : size)}.`,
          { parameter: 'paddings', value: name === 'REFLECT' ? sub(size, 1) : size },
        );
    }
    return add(size, add(pairs[axis][0], pairs[axis][1]));
  });
}

/**
 * Keras ZeroPadding1D/2D/3D and, with negative pairs, Cropping1D/2D/3D: (before, after) per spatial axis.
 * @throws ShapeError `rank-mismatch`, `pad-mismatch` when a crop leaves nothing.
 */
export function spatialPadShape(
  op: string,
  input: Shape,
  rank: SpatialRank,
  pairs: readonly Edges[],
  layout: DataLayout,
): Dim[] {
  const roles = axisRoles(input, rank, layout, 'one', op);
  const spatial = roles.spatial.map((axis, i) => {
    const change = add(pairs[i][0], pairs[i][1]);
    const output = add(input[axis], change);
    if (atMost(output, 0) && lessThan(change, 0))
      throw new ShapeError(
        'pad-mismatch',
        said`${op} takes ${formatDim(neg(change))} of the ${formatDim(input[axis])} on axis ${axis} of ${formatShape(input)} and leaves nothing. Crop less than the size.`,
        { parameter: 'cropping', value: 0 },
      );
    return output;
  });
  return assembleShape(
    roles,
    roles.leading.map((axis) => input[axis]),
    input[roles.channels],
    spatial,
  );
}
