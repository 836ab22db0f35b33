import { type ConvKind, kindOf } from './atlas/structure';
import type { BackendName } from './backends/types';
import type { Engine } from './engine';
import { denseMaps } from './layout';
import { type ConvProblem, inputShapeOf, weightShapeOf } from './problem';
import { sizeOf } from './ndarray';
import { generate } from '../protocol/random';
import { SaidError, inEnglish, sayError } from '../protocol/say';
import type { BackendSetting } from '../protocol/messages';

/** A backend that is not used, and why: shown to whoever asks what runs and why not something faster. */
export interface Rejected {
  readonly name: BackendName;
  readonly error: unknown;
  /** True where it could compute before, until its context was lost. */
  readonly isLost?: boolean;
}

export interface Choice {
  readonly engine: Engine;
  /** What was tried before and is not offered here, is wrong, or was lost. */
  readonly rejected: readonly Rejected[];
}

/** One backend, opened when it is first asked for. */
export interface Source {
  /**
   * The engine, in which a kind of convolution computes what the reference does; or one that lost its context since.
   * @throws Error with the reason when there is none.
   */
  open(kind: ConvKind): Promise<Engine>;
  /** Lets go of what was opened or failed: the next to ask opens it anew. */
  forget(): void;
}

/** Picks backends; every one is opened once, and tested with a kind of convolution when that is first asked for. */
export interface Chooser {
  /**
   * The engine for a setting. With `auto` the first correct one in the order of how soon they are ready; once
   * `rank` is done, the fastest. What lost its context while nobody computed is opened anew.
   * @param failed what cannot compute the problem at hand, and why.
   * @throws Error naming every reason when there is none.
   */
  pick(setting: BackendSetting, kind: ConvKind, failed?: readonly Rejected[]): Promise<Choice>;
  /** Opens and measures what has not been, the quickest to start first; `auto` takes the fastest from then on. */
  rank(): Promise<void>;
  /** Its context was lost while it computed: it gets another, and after the second time only when it is asked to `retry`. */
  lose(name: BackendName): void;
  /** What was lost or could not be opened is opened anew when it is next picked. */
  retry(name: BackendName): void;
}

/** In the order of how soon they compute: WebAssembly compiles in milliseconds, shaders take a tenth of a second and more. */
const ORDER: readonly BackendName[] = ['webasm', 'webgl2', 'webgpu', 'cpu'];

/** How often a backend may lose its context at work: once can be the machine's doing, twice is taken for that of the work. */
const CHANCES = 2;

/** Milliseconds that measuring one backend may go on for, its first call left out. */
const MEASURE_FOR = 40;

/**
 * @param sources the backends.
 * @param isWorthOpening whether a backend can be faster than what was measured before it; what cannot is not opened to rank it.
 */
export function createChooser(
  sources: Record<BackendName, Source>,
  isWorthOpening: (name: BackendName) => Promise<boolean>,
): Chooser {
  const rejected = new Map<BackendName, Rejected>();
  const times = new Map<BackendName, number>();
  const losses = new Map<BackendName, number>();

  const reject = (name: BackendName): void => {
    const error = new SaidError('Its context was lost. “Compute” in the table of backends tries it again.');
    rejected.set(name, { name, error, isLost: true });
    times.delete(name);
  };

  const engineOf = async (name: BackendName, kind: ConvKind): Promise<Engine | undefined> => {
    if (rejected.has(name)) return undefined;
    const source = sources[name];
    try {
      const engine = await source.open(kind);
      if (!engine.backend.isLost()) return engine;
      source.forget();
      const another = await source.open(kind);
      if (!another.backend.isLost()) return another;
      reject(name);
    } catch (error) {
      rejected.set(name, { name, error });
    }
    return undefined;
  };

  const pick: Chooser['pick'] = async (setting, kind, failed = []) => {
    // What was measured goes by its time; what was not follows in the order of readiness.
    const timeOf = (name: BackendName): number => times.get(name) ?? Infinity;
    const auto = [...ORDER].sort((a, b) => timeOf(a) - timeOf(b) || ORDER.indexOf(a) - ORDER.indexOf(b));
    const names = setting === 'auto' ? auto : [setting, ...auto.filter((name) => name !== setting)];
    const others = (): Rejected[] => [...rejected.values(), ...failed];
    for (const name of names) {
      if (failed.some((one) => one.name === name)) continue;
      const engine = await engineOf(name, kind);
      if (engine) return { engine, rejected: others() };
    }
    const reasons = others().map((other) => `${other.name}: ${sayError(other.error, inEnglish)}`);
    throw new SaidError('No backend of gpu.js can compute here. {0}', reasons.join(' '));
  };

  let ranking: Promise<void> | undefined;
  const rank = async (): Promise<void> => {
    for (const name of ORDER) {
      if (times.has(name)) continue;
      if (times.size > 0 && !(await isWorthOpening(name))) continue;
      const engine = await engineOf(name, kindOf(MEASURED));
      if (!engine) continue;
      try {
        times.set(name, await measure(engine));
      } catch (error) {
        rejected.set(name, { name, error });
      }
    }
  };

  return {
    pick,
    rank: () => (ranking ??= rank()),
    lose: (name) => {
      const before = losses.get(name) ?? 0;
      losses.set(name, before + 1);
      sources[name].forget();
      if (before + 1 >= CHANCES) reject(name);
    },
    retry: (name) => {
      losses.delete(name);
      ranking = undefined;
      if (rejected.delete(name)) sources[name].forget();
    },
  };
}

/** An ordinary 3 × 3 convolution of 32 maps of 56 × 56, some 29 million multiply-adds: what views are full of. */
const MEASURED: ConvProblem = {
  batch: 1,
  inChannels: 32,
  outChannels: 32,
  groups: 1,
  axes: [56, 56].map((size) => ({
    input: size,
    kernel: 3,
    stride: 1,
    dilation: 1,
    padBefore: 1,
    padAfter: 1,
    output: size,
  })),
  paddingMode: 'zeros',
  transposed: false,
};

/** The shortest time of a few runs, numbers in to numbers out, in milliseconds. */
async function measure(engine: Engine): Promise<number> {
  const shape = inputShapeOf(MEASURED);
  const numbers = (sizes: readonly number[], seed: number): Float32Array =>
    generate({ type: 'uniform', low: -1, high: 1, seed }, sizeOf(sizes));
  // Two inputs in turn: the engine brings nothing that is there already.
  const inputs = [1, 2].map((seed) => denseMaps(shape, numbers(shape, seed), 'channels_last'));
  const weight = numbers(weightShapeOf(MEASURED), 3);
  let best = Infinity;
  let spent = 0;
  for (let i = 0; i < 10 && spent < MEASURE_FOR; i++) {
    const { times } = await engine.run(MEASURED, 0, inputs[i % 2], weight);
    if (times.firstCall) continue;
    const time = times.upload + times.compute + times.readback;
    best = Math.min(best, time);
    spent += time;
  }
  return best;
}
