import { atMost, div, divides, equalDims, mul } from '../dim';
import { ShapeError } from '../errors';
import { formatDim, formatShape } from '../format';
import type { DataLayout } from '../conv/types';
import type { Dim, Shape } from '../types';
import { type Saying, said } from '../../protocol/say';

/**
 * nn.PixelShuffle: (…, C·r², H, W) → (…, C, H·r, W·r).
 * @throws ShapeError `rank-mismatch`, `size-not-divisible`, `size-not-positive`.
 */
export function pixelShuffleShape(input: Shape, upscale: Dim): Dim[] {
  const { leading, channels, height, width } = imageAxes(input, 'pixel_shuffle');
  checkFactor(upscale, 'upscale_factor');
  const area = mul(upscale, upscale);
  checkDivisible(area, channels, said`${'pixel_shuffle'} by ${formatDim(upscale)}`, said`channels`, input);
  return [...leading, div(channels, area), mul(height, upscale), mul(width, upscale)];
}

/**
 * nn.PixelUnshuffle: (…, C, H·r, W·r) → (…, C·r², H, W).
 * @throws ShapeError `rank-mismatch`, `size-not-divisible`, `size-not-positive`.
 */
export function pixelUnshuffleShape(input: Shape, downscale: Dim): Dim[] {
  const { leading, channels, height, width } = imageAxes(input, 'pixel_unshuffle');
  checkFactor(downscale, 'downscale_factor');
  const op = said`${'pixel_unshuffle'} by ${formatDim(downscale)}`;
  checkDivisible(downscale, height, op, said`height`, input);
  checkDivisible(downscale, width, op, said`width`, input);
  return [...leading, mul(channels, mul(downscale, downscale)), div(height, downscale), div(width, downscale)];
}

/**
 * tf.nn.depth_to_space: channels become blocks of block × block pixels.
 * @throws ShapeError `rank-mismatch`, `size-not-divisible`, `size-not-positive`.
 */
export function depthToSpaceShape(input: Shape, block: Dim, layout: DataLayout): Dim[] {
  const { axes, put } = tfImage(input, layout, 'depth_to_space', block);
  const area = mul(block, block);
  checkDivisible(area, axes.channels, said`${'depth_to_space'} by ${formatDim(block)}`, said`channels`, input);
  return put(div(axes.channels, area), mul(axes.height, block), mul(axes.width, block));
}

/**
 * tf.nn.space_to_depth: blocks of block × block pixels become channels.
 * @throws ShapeError `rank-mismatch`, `size-not-divisible`, `size-not-positive`.
 */
export function spaceToDepthShape(input: Shape, block: Dim, layout: DataLayout): Dim[] {
  const { axes, put } = tfImage(input, layout, 'space_to_depth', block);
  const op = said`${'space_to_depth'} by ${formatDim(block)}`;
  checkDivisible(block, axes.height, op, said`height`, input);
  checkDivisible(block, axes.width, op, said`width`, input);
  return put(mul(axes.channels, mul(block, block)), div(axes.height, block), div(axes.width, block));
}

/**
 * nn.ChannelShuffle: the shape stays; the channels (axis 1) must be a multiple of the groups.
 * @throws ShapeError `rank-mismatch`, `channels-divisibility`.
 */
export function channelShuffleShape(input: Shape, groups: Dim): Dim[] {
  if (input.length < 3)
    throw new ShapeError(
      'rank-mismatch',
      said`channel_shuffle takes (N, C, …) of 3 axes or more, but got ${formatShape(input)}.`,
    );
  if (atMost(groups, 0) || divides(groups, input[1]) === false)
    throw new ShapeError(
      'channels-divisibility',
      said`channel_shuffle in ${formatDim(groups)} groups needs a multiple of it as channels, but ${formatShape(input)} has ${formatDim(input[1])}.`,
      { parameter: 'groups', value: 1 },
    );
  return [...input];
}

interface ImageAxes {
  readonly leading: readonly Dim[];
  readonly channels: Dim;
  readonly height: Dim;
  readonly width: Dim;
}

function imageAxes(input: Shape, op: string): ImageAxes {
  if (input.length < 3)
    throw new ShapeError(
      'rank-mismatch',
      said`${op} takes (…, C, H, W) of 3 axes or more, but got ${formatShape(input)}.`,
    );
  const [channels, height, width] = input.slice(-3);
  return { leading: input.slice(0, -3), channels, height, width };
}

function tfImage(
  input: Shape,
  layout: DataLayout,
  op: string,
  block: Dim,
): { axes: ImageAxes; put: (channels: Dim, height: Dim, width: Dim) => Dim[] } {
  if (input.length !== 4)
    throw new ShapeError(
      'rank-mismatch',
      said`${op} takes a batch of images of 4 axes, but got ${formatShape(input)}.`,
    );
  if (atMost(block, 1))
    throw new ShapeError('size-not-positive', said`block_size=${formatDim(block)} of ${op} must be 2 or more.`, {
      parameter: 'block_size',
      value: 2,
    });
  const [batch] = input;
  if (layout === 'channels_first') {
    const axes = { leading: [batch], channels: input[1], height: input[2], width: input[3] };
    return { axes, put: (c, h, w) => [batch, c, h, w] };
  }
  const axes = { leading: [batch], channels: input[3], height: input[1], width: input[2] };
  return { axes, put: (c, h, w) => [batch, h, w, c] };
}

function checkFactor(factor: Dim, parameter: string): void {
  if (atMost(factor, 0))
    throw new ShapeError('size-not-positive', said`${parameter}=${formatDim(factor)} must be a positive integer.`, {
      parameter,
      value: 2,
    });
}

function checkDivisible(divisor: Dim, size: Dim, op: Saying, what: Saying, input: Shape): void {
  if (equalDims(divisor, 1) || divides(divisor, size) !== false) return;
  throw new ShapeError(
    'size-not-divisible',
    said`${op} needs ${what} divisible by ${formatDim(divisor)}, but ${formatShape(input)} has ${formatDim(size)}.`,
  );
}
