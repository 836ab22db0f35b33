import { formatShape } from '../format';
import { ShapeError } from '../errors';
import type { Dim, Shape } from '../types';
import type { AxisRoles, BatchRule, DataLayout, Framework, SpatialRank } from './types';
import { type Saying, said } from '../../protocol/say';

/** PyTorch and ONNX put the channels first; the others last, unless told otherwise. */
export function defaultLayout(framework: Framework): DataLayout {
  return framework === 'torch' || framework === 'onnx' ? 'channels_first' : 'channels_last';
}

/** Which leading axes a framework's convolutions and poolings accept. */
export function defaultBatch(framework: Framework): BatchRule {
  switch (framework) {
    case 'torch':
      return 'optional';
    case 'tensorflow':
      return 'some';
    case 'flax':
      return 'any';
    default:
      return 'one';
  }
}

/**
 * Finds batch, channel and spatial axes of an input.
 * @throws ShapeError `rank-mismatch` when the input has too many or too few axes.
 */
export function axisRoles(
  shape: Shape,
  rank: SpatialRank,
  layout: DataLayout,
  batch: BatchRule,
  op: string,
): AxisRoles {
  const leadingCount = shape.length - rank - 1;
  if (!acceptsLeading(batch, leadingCount))
    throw new ShapeError('rank-mismatch', rankMessage(shape, rank, layout, batch, op));
  const leading = Array.from({ length: leadingCount }, (_, i) => i);
  const first = leadingCount;
  const spatialStart = layout === 'channels_first' ? first + 1 : first;
  return {
    layout,
    batch: leadingCount > 0 ? leadingCount - 1 : undefined,
    leading,
    channels: layout === 'channels_first' ? first : first + rank,
    spatial: Array.from({ length: rank }, (_, i) => spatialStart + i),
  };
}

function acceptsLeading(batch: BatchRule, count: number): boolean {
  switch (batch) {
    case 'one':
      return count === 1;
    case 'optional':
      return count === 0 || count === 1;
    case 'some':
      return count >= 1;
    default:
      return count >= 0;
  }
}

/** The form of an input that a layer of this rank takes, as people write it: `(N, C, H, W)`. */
export function inputForm(rank: SpatialRank, layout: DataLayout, batched: boolean): string {
  const spatial = rank === 1 ? ['L'] : rank === 2 ? ['H', 'W'] : ['D', 'H', 'W'];
  const inner = layout === 'channels_first' ? ['C', ...spatial] : [...spatial, 'C'];
  return `(${(batched ? ['N', ...inner] : inner).join(', ')})`;
}

function rankMessage(shape: Shape, rank: SpatialRank, layout: DataLayout, batch: BatchRule, op: string): Saying {
  const batched = inputForm(rank, layout, true);
  const single = inputForm(rank, layout, false);
  const wanted = {
    one: said`${batched}, ${rank + 2} axes`,
    optional: said`${batched} or unbatched ${single}, ${rank + 2} or ${rank + 1} axes`,
    some: said`${batched}, ${rank + 2} axes or more`,
    any: said`${batched} or ${single}, ${rank + 1} axes or more`,
  }[batch];
  const fix = shape.length === rank + 1 && batch === 'one' ? said` Add a batch axis in front.` : '';
  return said`${op} takes an input of ${wanted}, but got ${formatShape(shape)} with ${shape.length}.${fix}`;
}

/** Puts leading sizes, channels and spatial sizes together in the order of a layout. */
export function assembleShape(
  roles: AxisRoles,
  leading: readonly Dim[],
  channels: Dim,
  spatial: readonly Dim[],
): Dim[] {
  return roles.layout === 'channels_first' ? [...leading, channels, ...spatial] : [...leading, ...spatial, channels];
}
