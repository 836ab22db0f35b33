import { assembleShape, axisRoles } from '../conv/roles';
import type { DataLayout, SpatialRank } from '../conv/types';
import { isNumber, lessThan } from '../dim';
import { ShapeError } from '../errors';
import { formatDim } from '../format';
import type { Dim, Shape } from '../types';
import { said } from '../../protocol/say';

/**
 * PyTorch's adaptive pooling: the output size is given per axis, null keeps the input's. 0 is allowed.
 * @throws ShapeError `rank-mismatch`, `adaptive-output` for a negative size or a wrong number of sizes.
 */
export function adaptivePoolShape(
  op: string,
  input: Shape,
  rank: SpatialRank,
  outputSize: readonly (Dim | null)[],
): Shape {
  const roles = axisRoles(input, rank, 'channels_first', 'optional', op);
  if (outputSize.length !== rank)
    throw new ShapeError(
      'adaptive-output',
      said`output_size of ${op} needs ${rank} ${rank === 1 ? 'value' : 'values'}, but has ${outputSize.length}.`,
    );
  const spatial = outputSize.map((size, i) => {
    if (size !== null && (lessThan(size, 0) || (isNumber(size) && !Number.isInteger(size))))
      throw new ShapeError(
        'adaptive-output',
        said`output_size=${formatDim(size)} of ${op} must be a whole number of 0 or more, or None to keep the input's size.`,
        { parameter: 'output_size', value: 1 },
      );
    return size ?? input[roles.spatial[i]];
  });
  return assembleShape(
    roles,
    roles.leading.map((axis) => input[axis]),
    input[roles.channels],
    spatial,
  );
}

/**
 * Global pooling over all spatial axes: they become 1 (`keepDims`) or vanish. Keras takes exactly one batch axis.
 * @throws ShapeError `rank-mismatch`.
 */
export function globalPoolShape(
  op: string,
  input: Shape,
  rank: SpatialRank,
  layout: DataLayout,
  keepDims: boolean,
): Shape {
  const roles = axisRoles(input, rank, layout, 'one', op);
  const leading = roles.leading.map((axis) => input[axis]);
  const channels = input[roles.channels];
  if (!keepDims) return [...leading, channels];
  return assembleShape(roles, leading, channels, new Array<Dim>(rank).fill(1));
}

/**
 * The slices that one output position of PyTorch's adaptive pooling averages: from ⌊i·in/out⌋ up to ⌈(i+1)·in/out⌉
 * (ATen `start_index`, `end_index`). Windows may overlap and differ in size.
 */
export function adaptiveWindow(input: number, output: number, index: number): { start: number; end: number } {
  if (output <= 0) throw new ShapeError('adaptive-output', said`An output of ${formatDim(output)} has no windows.`);
  return { start: Math.floor((index * input) / output), end: Math.ceil(((index + 1) * input) / output) };
}
