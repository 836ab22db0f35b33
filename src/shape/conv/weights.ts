import { mul } from '../dim';
import { ShapeError } from '../errors';
import { formatShape } from '../format';
import type { Dim, Shape } from '../types';
import type { Framework, SpatialRank, WeightLayout } from './types';
import { said } from '../../protocol/say';

/** The order in which a framework keeps the axes of a weight. */
export function defaultWeightLayout(framework: Framework, transposed: boolean, depthwise: boolean): WeightLayout {
  if (framework === 'torch' || framework === 'onnx') return transposed ? 'IOk' : 'OIk';
  if (depthwise) return 'kIM';
  if (transposed && framework !== 'flax') return 'kOI';
  return 'kIO';
}

/** What the two channel axes of a weight hold. For depthwise weights `out` is the multiplier. */
export interface WeightChannels {
  readonly in: Dim;
  readonly out: Dim;
}

/** Builds a weight's shape from its channel axes and its kernel. */
export function weightShapeOf(layout: WeightLayout, channels: WeightChannels, kernel: readonly Dim[]): Dim[] {
  switch (layout) {
    case 'OIk':
      return [channels.out, channels.in, ...kernel];
    case 'IOk':
      return [channels.in, channels.out, ...kernel];
    case 'kOI':
      return [...kernel, channels.out, channels.in];
    default:
      return [...kernel, channels.in, channels.out];
  }
}

/**
 * Takes a weight apart into its channel axes and its kernel.
 * @throws ShapeError `weight-mismatch` when it has not rank + 2 axes.
 */
export function readWeight(
  op: string,
  shape: Shape,
  layout: WeightLayout,
  rank: SpatialRank,
): WeightChannels & { readonly kernel: readonly Dim[] } {
  if (shape.length !== rank + 2)
    throw new ShapeError(
      'weight-mismatch',
      said`${op} takes a weight of ${weightForm(layout, rank)}, ${rank + 2} axes, but got ${formatShape(shape)} with ${shape.length}.`,
    );
  const kernelLast = layout === 'OIk' || layout === 'IOk';
  const kernel = kernelLast ? shape.slice(2) : shape.slice(0, rank);
  const [first, second] = kernelLast ? shape.slice(0, 2) : shape.slice(rank);
  const outFirst = layout === 'OIk' || layout === 'kOI';
  return { in: outFirst ? second : first, out: outFirst ? first : second, kernel };
}

/** The meaning of a weight's axes in words: `(out_channels, in_channels / groups, kH, kW)`. */
export function weightForm(layout: WeightLayout, rank: SpatialRank): string {
  const kernel = rank === 1 ? ['k'] : rank === 2 ? ['kH', 'kW'] : ['kD', 'kH', 'kW'];
  const forms: Record<WeightLayout, string[]> = {
    OIk: ['out_channels', 'in_channels / groups', ...kernel],
    IOk: ['in_channels', 'out_channels / groups', ...kernel],
    kIO: [...kernel, 'in_channels / groups', 'out_channels'],
    kOI: [...kernel, 'out_channels', 'in_channels'],
    kIM: [...kernel, 'in_channels', 'channel_multiplier'],
  };
  return `(${forms[layout].join(', ')})`;
}

/** The number of outputs that a weight's channel axes stand for, with the groups put back in. */
export function outChannelsOf(layout: WeightLayout, channels: WeightChannels, groups: Dim): Dim {
  if (layout === 'IOk') return mul(channels.out, groups);
  return layout === 'kIM' ? mul(channels.out, channels.in) : channels.out;
}
