import type { ColorRange, ColorScale } from './colors';
import { type Histogram, quantileOf } from './histogram';

/** The part of a range that the colours are spread over, as shares of it: what lies outside takes the end colours. */
export interface Clip {
  readonly low: number;
  readonly high: number;
}

export const UNCLIPPED: Clip = { low: 0, high: 1 };

/** The two handles never meet. */
const LEAST = 0.01;

/** The numbers at the ends of the colours after clipping. */
export function clipRange({ low, high }: ColorRange, clip: Clip): ColorRange {
  const width = high - low;
  // Unclipped ends stay the very numbers, without the rounding of the way through shares.
  return {
    low: clip.low === 0 ? low : low + clip.low * width,
    high: clip.high === 1 ? high : low + clip.high * width,
  };
}

/** Moves one handle to a share of the range. Around zero the other mirrors it, so that zero stays in the middle. */
export function moveClip(clip: Clip, end: 'low' | 'high', share: number, scale: ColorScale): Clip {
  const within = (value: number, from: number, to: number): number => Math.max(from, Math.min(to, value));
  if (scale === 'diverging') {
    const low = end === 'low' ? within(share, 0, 0.5 - LEAST / 2) : 1 - within(share, 0.5 + LEAST / 2, 1);
    return { low, high: 1 - low };
  }
  return end === 'low'
    ? { low: within(share, 0, clip.high - LEAST), high: clip.high }
    : { low: clip.low, high: within(share, clip.low + LEAST, 1) };
}

/** The clip that leaves the given share of the numbers out at each end: what outliers hide comes into view. */
export function clipOutliers(histogram: Histogram, range: ColorRange, share: number, scale: ColorScale): Clip {
  const width = range.high - range.low;
  if (!(width > 0) || histogram.total === 0) return UNCLIPPED;
  const at = (part: number): number => (quantileOf(histogram, part) - range.low) / width;
  const [low, high] = [at(share), at(1 - share)];
  if (scale === 'diverging') {
    return moveClip(UNCLIPPED, 'high', Math.max(1 - low, high), scale);
  }
  return moveClip(moveClip(UNCLIPPED, 'low', low, scale), 'high', high, scale);
}
