/**
 * PCG64 (O'Neill, 2014: PCG XSL RR 128/64) seeded by NumPy's SeedSequence, as `numpy.random.default_rng` uses it.
 */
const MASK128 = (1n << 128n) - 1n;
const MASK64 = (1n << 64n) - 1n;
const MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;

export class Pcg64 {
  private state: bigint;
  private increment: bigint;
  /** The upper half of the last word of which only the lower half was asked for. */
  private half: number | undefined;

  /** `entropy` is the seed in 32-bit words, lowest first. */
  constructor(entropy: readonly number[]) {
    const [a, b, c, d] = seedWords(entropy);
    this.increment = ((((c << 64n) | d) << 1n) | 1n) & MASK128;
    this.state = this.increment;
    this.state = (this.state + ((a << 64n) | b)) & MASK128;
    this.step();
  }

  /** The place in the sequence as text. */
  save(): string {
    return `${this.state},${this.increment},${this.half ?? ''}`;
  }

  /** The generator at a place that `save` gave. */
  static restore(text: string): Pcg64 {
    const [state, increment, half] = text.split(',');
    const source = new Pcg64([]);
    source.state = BigInt(state);
    source.increment = BigInt(increment);
    source.half = half ? Number(half) : undefined;
    return source;
  }

  private step(): void {
    this.state = (this.state * MULTIPLIER + this.increment) & MASK128;
  }

  private output(): bigint {
    this.step();
    const mixed = (this.state >> 64n) ^ (this.state & MASK64);
    const turn = this.state >> 122n;
    return ((mixed >> turn) | (mixed << (64n - turn))) & MASK64;
  }

  /** The next 64 bits. A half that waits keeps waiting, as in NumPy. */
  next64(): bigint {
    return this.output();
  }

  /** The next 32 bits: the lower half of a word, then its upper half. */
  next32(): number {
    if (this.half !== undefined) {
      const kept = this.half;
      this.half = undefined;
      return kept;
    }
    const word = this.output();
    this.half = Number(word >> 32n);
    return Number(word & 0xffffffffn);
  }

  /** A float64 in [0, 1) with 53 random bits. */
  double(): number {
    return Number(this.next64() >> 11n) / 9007199254740992;
  }

  /** An integer from 0 to `max` ≥ 0 inclusive by Lemire's multiplication (2019). */
  upTo(max: number): number {
    if (!(max > 0)) return 0;
    if (max === 0xffffffff) return this.next32();
    if (max > 0xffffffff) return this.upTo64(BigInt(max));
    const range = max + 1;
    const threshold = (0xffffffff - max) % range;
    for (;;) {
      const product = BigInt(this.next32()) * BigInt(range);
      if (Number(product & 0xffffffffn) >= threshold) return Number(product >> 32n);
    }
  }

  /** An integer from 0 to `max` < 2^32 inclusive by masked bits: how NumPy's shuffles draw. */
  interval(max: number): number {
    if (!(max > 0)) return 0;
    const mask = 2 ** (32 - Math.clz32(max)) - 1;
    for (;;) {
      const value = (this.next32() & mask) >>> 0;
      if (value <= max) return value;
    }
  }

  private upTo64(max: bigint): number {
    const range = max + 1n;
    const threshold = (MASK64 - max) % range;
    for (;;) {
      const product = this.next64() * range;
      if ((product & MASK64) >= threshold) return Number(product >> 64n);
    }
  }
}

/** `SeedSequence(entropy).generate_state(4, uint64)` (NumPy, bit_generator.pyx; after M. O'Neill's seed_seq_fe). */
function seedWords(entropy: readonly number[]): [bigint, bigint, bigint, bigint] {
  const pool = mixedPool(entropy);
  let constant = 0x8b51f9dd;
  const words = Array.from({ length: 8 }, (_, i) => {
    let value = pool[i % 4] ^ constant;
    constant = Math.imul(constant, 0x58f38ded);
    value = Math.imul(value, constant);
    return BigInt((value ^ (value >>> 16)) >>> 0);
  });
  const wide = (i: number) => words[2 * i] | (words[2 * i + 1] << 32n);
  return [wide(0), wide(1), wide(2), wide(3)];
}

function mixedPool(entropy: readonly number[]): number[] {
  let constant = 0x43b0d7e5;
  const hash = (word: number): number => {
    let value = word ^ constant;
    constant = Math.imul(constant, 0x931e8875);
    value = Math.imul(value, constant);
    return value ^ (value >>> 16);
  };
  const mix = (x: number, y: number): number => {
    const value = Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y);
    return value ^ (value >>> 16);
  };
  const pool = Array.from({ length: 4 }, (_, i) => hash(entropy[i] ?? 0));
  for (let from = 0; from < 4; from++) {
    for (let to = 0; to < 4; to++) if (from !== to) pool[to] = mix(pool[to], hash(pool[from]));
  }
  for (const word of entropy.slice(4)) for (let to = 0; to < 4; to++) pool[to] = mix(pool[to], hash(word));
  return pool;
}
