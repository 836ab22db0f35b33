import { type Maps, denseMaps, toDense } from '../../../src/compute/layout';
import { sizeOf } from '../../../src/compute/ndarray';
import { type ConvProblem, inputShapeOf, weightShapeOf } from '../../../src/compute/problem';
import { convolve } from '../../../src/compute/reference';
import { generate } from '../../../src/protocol/random';
import type { CaseData, Contestant, Run } from './contestant';

/** What one contestant's way of running a case took. Times are in milliseconds. */
export interface Measurement {
  readonly contestant: string;
  readonly kind: Run['kind'];
  readonly variant: string;
  readonly median: number;
  readonly fastest: number;
  /** The largest |result − float64 reference|, relative to Σ|input·weight| there. */
  readonly error: number;
  /** Why there are no times. */
  readonly failed?: string;
}

export function dataOf(problem: ConvProblem): CaseData {
  const numbers = (shape: readonly number[], seed: number): Float32Array =>
    generate({ type: 'uniform', low: -1, high: 1, seed }, sizeOf(shape));
  const shape = inputShapeOf(problem);
  const first = numbers(shape, 1);
  const last = toDense(denseMaps(shape, first, 'channels_first'), 'channels_last');
  return {
    problem,
    input: { channels_first: first, channels_last: last },
    weight: numbers(weightShapeOf(problem), 2),
  };
}

interface Entry {
  readonly contestant: string;
  readonly run: Run;
  /** Calls in one sample: the clock of a page is too coarse for a single short one. */
  repeats: number;
  error: number;
  failed?: string;
  readonly samples: number[];
}

/** Milliseconds of rest before a contestant's first call. */
const SETTLE_MS = 1_000;
const WARM_UPS = 3;
/** A way that takes longer to warm up is warm. */
const MAX_WARM_UP_MS = 1_000;
const MIN_SAMPLE_MS = 10;
/** After this long, three rounds are enough: software rendering makes seconds of some peers' calls. */
const MAX_CASE_MS = 30_000;
const MIN_ROUNDS = 3;
/** A call that takes longer is not waited for, and its contestant is not called again in this case. */
const MAX_CALL_MS = 40_000;

/**
 * The time of a contestant's very first call of a case, compilation included. It asks for a page that nobody has computed in: what
 * runs first in a page finds memory that is new, and warms up the engine for the next.
 */
export async function measureFirstCall(problem: ConvProblem, contestant: Contestant): Promise<number> {
  const [run] = await contestant.prepare(dataOf(problem));
  // A browser goes on compiling a library's WebAssembly long after it was loaded: that is nobody's first call.
  await pause(SETTLE_MS);
  const start = performance.now();
  await limited(run.call());
  return performance.now() - start;
}

/** Runs one case with every contestant: each is warmed up, then come rounds in which each has its turn. */
export async function measureCase(
  problem: ConvProblem,
  contestants: readonly Contestant[],
  rounds: number,
): Promise<Measurement[]> {
  const data = dataOf(problem);
  const judge = judgeOf(data);
  const entries: Entry[] = [];
  for (const contestant of contestants) {
    let isStuck = false;
    for (const run of await contestant.prepare(data)) {
      const entry: Entry = { contestant: contestant.name, run, repeats: 1, error: NaN, samples: [] };
      entries.push(entry);
      try {
        if (isStuck) throw new Error('a call before it has not ended.');
        await warmUp(entry, judge);
      } catch (error) {
        entry.failed = messageOf(error);
        isStuck ||= error instanceof TooLong;
      }
    }
  }
  const running = entries.filter((entry) => entry.failed === undefined);
  const begun = performance.now();
  for (let round = 0; round < rounds; round++) {
    if (round >= MIN_ROUNDS && performance.now() - begun > MAX_CASE_MS) break;
    // Each round begins with another, so that nobody always runs in the shadow of the same neighbour.
    for (let turn = 0; turn < running.length; turn++) {
      const entry = running[(round + turn) % running.length];
      if (entry.failed !== undefined) continue;
      await pause();
      const start = performance.now();
      try {
        for (let i = 0; i < entry.repeats; i++) await limited(entry.run.call());
        entry.samples.push((performance.now() - start) / entry.repeats);
      } catch (error) {
        entry.failed = messageOf(error);
      }
    }
  }
  return entries.map(({ contestant, run, error, failed, samples }) => {
    const sorted = [...samples].sort((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)];
    return { contestant, kind: run.kind, variant: run.variant, median, fastest: sorted[0], error, failed };
  });
}

/** Calls a way until it is warm. */
async function warmUp(entry: Entry, judge: (maps: Maps) => number): Promise<void> {
  await pause();
  entry.error = judge(await limited(entry.run.call()));
  const warm = performance.now();
  let calls = 0;
  while (calls < WARM_UPS && performance.now() - warm < MAX_WARM_UP_MS) {
    await limited(entry.run.call());
    calls++;
  }
  entry.repeats = Math.max(1, Math.ceil((MIN_SAMPLE_MS * calls) / (performance.now() - warm)));
}

class TooLong extends Error {
  constructor() {
    super(`one call took longer than ${MAX_CALL_MS / 1000} s.`);
  }
}

/** A call's outcome. @throws TooLong when it does not come in time: the call goes on, nobody waits for it. */
function limited<T>(call: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooLong()), MAX_CALL_MS);
  });
  return Promise.race([call, late]).finally(() => clearTimeout(timer));
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const pause = (ms = 0): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The largest error of a result, every number compared with the float64 loop. */
function judgeOf({ problem, input, weight }: CaseData): (maps: Maps) => number {
  const shape = inputShapeOf(problem);
  const maps = (data: Float32Array): Maps => denseMaps(shape, data, 'channels_first');
  const exact = convolve(problem, maps(input.channels_first), weight);
  const scale = convolve(problem, maps(input.channels_first.map(Math.abs)), weight.map(Math.abs));
  return (result) => {
    const dense = toDense(result, 'channels_first');
    let worst = 0;
    for (let i = 0; i < dense.length; i++) {
      const off = Math.abs(dense[i] - exact.data[i]) / scale.data[i];
      if (!(off <= worst)) worst = Number.isNaN(off) ? Infinity : off;
    }
    return worst;
  };
}
