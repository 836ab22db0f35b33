import { mulberry32 } from '../protocol/random';
import type { Maps } from './layout';
import type { Reference } from './referenceValues';

/** How far a result is from the reference. */
export interface Difference {
  /** The largest |result − reference|. */
  readonly absolute: number;
  /**
   * The largest |result − reference| relative to what was summed there: Σ|input·weight| + |bias| (behind an activation to
   * what it made of that, where it is more). Relative to the sum itself it would grow without bound where terms cancel. NaN and infinities must agree exactly.
   */
  readonly relative: number;
  /** How many numbers were compared, of how many. */
  readonly compared: number;
  readonly total: number;
}

const PIECE = 16;

/**
 * Compares one batch item with the reference, on every number or on a seeded sample of them.
 * @param limit at most this many numbers are compared.
 */
export function compare(maps: Maps, loop: Reference, item: number, limit = Infinity): Difference {
  const pieces = comparing(maps, loop, item, limit);
  for (;;) {
    const piece = pieces.next();
    if (piece.done) return piece.value;
  }
}

/** The same for who must not hold up the page: it yields after every few numbers. */
export function* comparing(maps: Maps, loop: Reference, item: number, limit = Infinity): Generator<void, Difference> {
  const [, channels, ...spatial] = maps.shape;
  const positions = spatial.reduce((a, b) => a * b, 1);
  const total = channels * positions;
  const compared = Math.min(total, limit);
  const random = mulberry32(total);
  const strides = [0, 0, 0, ...maps.layout.spatial].slice(-3);
  const [, rows, columns] = [1, 1, 1, ...spatial].slice(-3);
  let absolute = 0;
  let relative = 0;
  for (let i = 0; i < compared; i++) {
    if (i % PIECE === PIECE - 1) yield;
    const index = compared === total ? i : Math.floor(random() * total);
    const channel = Math.floor(index / positions);
    const position = index % positions;
    const x = position % columns;
    const y = Math.floor(position / columns) % rows;
    const z = Math.floor(position / (columns * rows));
    const at = maps.layout.channel[channel] + z * strides[0] + y * strides[1] + x * strides[2];
    const value = maps.data[at];
    const expected = loop.at(item, channel, position);
    if (Object.is(value, expected) || (value === expected && Number.isFinite(value))) continue;
    const off = Math.abs(value - expected);
    // A finite float64 sum beyond float32's range is an infinity there, and rightly so.
    if (!Number.isFinite(off)) {
      if (Object.is(Math.fround(expected), value)) continue;
      return { absolute: Infinity, relative: Infinity, compared, total };
    }
    absolute = Math.max(absolute, off);
    relative = Math.max(relative, off / loop.magnitudeAt(item, channel, position));
  }
  return { absolute, relative, compared, total };
}
