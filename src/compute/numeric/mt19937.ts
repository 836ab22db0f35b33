/**
 * The Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998) as `numpy.random.RandomState` uses it: the same
 * seed gives the same numbers, bit for bit.
 */
const N = 624;
const M = 397;

export class MersenneTwister {
  private readonly state = new Uint32Array(N);
  private at = N;
  /** How many 32-bit words have been drawn. */
  drawn = 0;

  /** `seed` is one integer (taken modulo 2^32) or several, as `np.random.seed` takes them. */
  constructor(seed: number | readonly number[]) {
    if (typeof seed === 'number') this.initialize(seed);
    else this.initializeByArray(seed);
  }

  private initialize(seed: number): void {
    const { state } = this;
    state[0] = seed % 2 ** 32;
    for (let i = 1; i < N; i++) {
      const previous = state[i - 1] ^ (state[i - 1] >>> 30);
      state[i] = Math.imul(1812433253, previous) + i;
    }
  }

  private initializeByArray(key: readonly number[]): void {
    this.initialize(19650218);
    const { state } = this;
    const mix = (i: number) => state[i - 1] ^ (state[i - 1] >>> 30);
    let i = 1;
    let j = 0;
    const step = () => {
      if (++i >= N) {
        state[0] = state[N - 1];
        i = 1;
      }
    };
    for (let k = Math.max(N, key.length); k > 0; k--) {
      state[i] = (state[i] ^ Math.imul(mix(i), 1664525)) + key[j] + j;
      j = (j + 1) % key.length;
      step();
    }
    for (let k = N - 1; k > 0; k--) {
      state[i] = (state[i] ^ Math.imul(mix(i), 1566083941)) - i;
      step();
    }
    state[0] = 0x80000000;
  }

  /** The next 32 random bits. */
  next(): number {
    if (this.at >= N) this.refill();
    this.drawn++;
    let y = this.state[this.at++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  private refill(): void {
    const { state } = this;
    for (let k = 0; k < N; k++) {
      const y = (state[k] & 0x80000000) | (state[(k + 1) % N] & 0x7fffffff);
      state[k] = state[(k + M) % N] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.at = 0;
  }

  /** Passes over `count` words. */
  skip(count: number): void {
    for (let i = 0; i < count; i++) this.next();
  }

  /** A float64 in [0, 1) with 53 random bits. */
  double(): number {
    const [a, b] = [this.next() >>> 5, this.next() >>> 6];
    return (a * 67108864 + b) / 9007199254740992;
  }

  /** An integer from 0 to `max` ≥ 0 inclusive: masked bits, drawn again while they are too large. */
  upTo(max: number): number {
    if (!(max > 0)) return 0;
    if (max <= 0xffffffff) {
      const mask = max === 0xffffffff ? 0xffffffff : 2 ** (32 - Math.clz32(max)) - 1;
      for (;;) {
        const value = (this.next() & mask) >>> 0;
        if (value <= max) return value;
      }
    }
    const mask = 2n ** BigInt(BigInt(max).toString(2).length) - 1n;
    for (;;) {
      const high = BigInt(this.next());
      const value = ((high << 32n) | BigInt(this.next())) & mask;
      if (value <= BigInt(max)) return Number(value);
    }
  }
}
