import { assembleShape, axisRoles } from '../conv/roles';
import type { DataLayout, SpatialRank } from '../conv/types';
import { checkPositive } from '../conv/rules/common';
import { isNumber, mul, unknownDim } from '../dim';
import { ShapeError } from '../errors';
import { formatShape } from '../format';
import type { Dim, Shape } from '../types';
import { said } from '../../protocol/say';

/**
 * Keras UpSampling1D/2D/3D: every spatial axis times its factor.
 * @throws ShapeError `rank-mismatch`, `size-not-positive`.
 */
export function upSamplingShape(
  op: string,
  input: Shape,
  rank: SpatialRank,
  factors: readonly Dim[],
  layout: DataLayout,
): Dim[] {
  checkPositive(factors, 'size', 'size-not-positive', 2);
  const roles = axisRoles(input, rank, layout, 'one', op);
  return assembleShape(
    roles,
    roles.leading.map((axis) => input[axis]),
    input[roles.channels],
    roles.spatial.map((axis, i) => mul(input[axis], factors[i])),
  );
}

/**
 * tf.image.resize, Keras Resizing: an image or a batch of images to (height, width). With `preserveAspectRatio` the
 * size is the box that the image is fitted into, computed in float32 and rounded half to even as TensorFlow does.
 * @throws ShapeError `rank-mismatch`, `argument-count`, `size-not-positive`.
 */
export function resizeShape(
  input: Shape,
  size: readonly Dim[],
  layout: DataLayout,
  preserveAspectRatio = false,
  op = 'resize',
): Dim[] {
  if (input.length !== 3 && input.length !== 4)
    throw new ShapeError(
      'rank-mismatch',
      said`${op} takes an image of 3 axes or a batch of 4, but got ${formatShape(input)} with ${input.length}.`,
    );
  if (size.length !== 2)
    throw new ShapeError('argument-count', said`${op} needs size=(height, width), but got ${formatShape(size)}.`);
  checkPositive(size, 'size', 'size-not-positive', 1);
  const roles = axisRoles(input, 2, layout, 'optional', op);
  const spatial = preserveAspectRatio
    ? fitted(
        roles.spatial.map((axis) => input[axis]),
        size,
      )
    : size;
  return assembleShape(
    roles,
    roles.leading.map((axis) => input[axis]),
    input[roles.channels],
    spatial,
  );
}

function fitted(current: readonly Dim[], size: readonly Dim[]): readonly Dim[] {
  const numbers = [...current, ...size];
  if (!numbers.every(isNumber))
    return [0, 1].map(() => unknownDim('preserve_aspect_ratio needs the size of the image, which is not a number'));
  const [height, width, boxHeight, boxWidth] = numbers;
  const scale = Math.min(Math.fround(boxHeight / height), Math.fround(boxWidth / width));
  return [height, width].map((side) => roundHalfToEven(Math.fround(scale * side)));
}

function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
