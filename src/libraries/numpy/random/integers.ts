/** Integers from a range, as the legacy generator draws them: masked bits, drawn again while they are too large. */
import type { MersenneTwister } from '../../../compute/numeric/mt19937';

/**
 * `count` integers from `low` to `low + range`. Types below 32 bits take several from one word (NumPy,
 * `buffered_bounded_masked_uint8`, `_uint16`, `_bool`). Undefined for types that are not followed.
 */
export function boundedIntegers(
  twister: MersenneTwister,
  low: number,
  range: number,
  count: number,
  dtype: string,
): number[] | undefined {
  const bits = dtype === 'bool' ? 1 : Number(/\d+$/.exec(dtype)?.[0] ?? 64);
  if (!(range > 0)) return new Array<number>(count).fill(low);
  if (bits >= 32) return Array.from({ length: count }, () => low + twister.upTo(range));
  const parts = bitsFrom(twister, bits);
  const mask = 2 ** (32 - Math.clz32(range)) - 1;
  return Array.from({ length: count }, () => {
    for (;;) {
      const value = parts() & mask;
      if (value <= range) return low + value;
    }
  });
}

/** Words taken apart from the low end, `bits` at a time. */
function bitsFrom(twister: MersenneTwister, bits: number): () => number {
  let word = 0;
  let left = 0;
  return () => {
    if (left === 0) {
      word = twister.next();
      left = 32 / bits;
    } else word >>>= bits;
    left--;
    return word & (2 ** bits - 1);
  };
}
