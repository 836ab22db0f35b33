import type { GeneratedTensor } from './payload';

/**
 * Numbers that need not travel: kernel and renderer make the same ones from the same `init`.
 *
 * The generator is mulberry32 (32 bits of state, seeded with `seed >>> 0`), one draw in [0, 1) per
 * step. `uniform` takes one draw per element in row-major order: low + (high − low)·u. `normal` takes
 * two draws per pair of elements (Box–Muller): with u₁, u₂ and r = √(−2 ln(1 − u₁)), the pair is
 * r·cos 2πu₂ and r·sin 2πu₂, scaled and shifted. Every number is rounded to float32 at the end.
 */
export function generate(init: GeneratedTensor['init'], length: number): Float32Array {
  const numbers = new Float32Array(length);
  switch (init.type) {
    case 'constant':
      return numbers.fill(init.value);
    case 'uniform': {
      // The state is a local of the loop: in a closure it would be put into memory anew for each of millions of numbers.
      let state = init.seed | 0;
      for (let i = 0; i < length; i++) {
        state = (state + STEP) | 0;
        numbers[i] = init.low + (init.high - init.low) * drawOf(state);
      }
      return numbers;
    }
    case 'normal': {
      const next = mulberry32(init.seed);
      for (let i = 0; i < length; i += 2) {
        const radius = Math.sqrt(-2 * Math.log(1 - next()));
        const angle = 2 * Math.PI * next();
        numbers[i] = init.mean + init.std * radius * Math.cos(angle);
        if (i + 1 < length) numbers[i + 1] = init.mean + init.std * radius * Math.sin(angle);
      }
      return numbers;
    }
  }
}

/** The mulberry32 generator: a function that gives the next number in [0, 1), 32 bits fine. */
export function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + STEP) | 0;
    return drawOf(state);
  };
}

/** What mulberry32's state grows by with each draw. */
const STEP = 0x6d2b79f5;

/** The number in [0, 1) that mulberry32 makes of a state. */
function drawOf(state: number): number {
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
}
