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

/** Picks backends; every one is opened at most once, and tested with a kind of convolution when that is first asked for. */
export interface Chooser {
  /**
   * The engine for a setting. With `auto` the first correct one in the order of how soon they are ready; once
   * `rank` is done, the fastest.
   * @throws Error naming every reason when there is none.
   */
  pick(setting: BackendSetting, kind: ConvKind): Promise<Choice>;
  /** Opens and measures what has not been, the quickest to start first; `auto` takes the fastest from then on. */
  rank(): Promise<void>;
  /** Never to be picked again: its context was lost. */
  lose(name: BackendName): void;
}

/** In the order of how soon they compute: WebAssembly compiles in milliseconds, shaders take a tenth of a second and more. */
const ORDER: readonly BackendName[] = ['webasm', 'webgl2', 'webgpu', 'cpu'];

/** Milliseconds that measuring one backend may go on for, its first call left out. */
const MEASURE_FOR = 40;

/**
 * @param open opens a backend that computes a kind of convolution as the reference does; throws where there is none.
 * @param isWorthOpening whether a backend can be faster than what was measured before it; what cannot is not opened to rank it.
 */
export function createChooser(
  open: (name: BackendName, kind: ConvKind) => Promise<Engine>,
  isWorthOpening: (name: BackendName) => Promise<boolean>,
): Chooser {
  const rejected = new Map<BackendName, Rejected>();
  const times = new Map<BackendName, number>();

  const engineOf = async (name: BackendName, kind: ConvKind): Promise<Engine | undefined> => {
    if (rejected.has(name)) return undefined;
    try {
      return await open(name, kind);
    } catch (error) {
      rejected.set(name, { name, error });
      return undefined;
    }
  };

  const pick: Chooser['pick'] = async (setting, kind) => {
    // What was measured goes by its time; what was not follows in the order of readiness.
    const timeOf = (name: BackendName): number => times.get(name) ?? Infinity;
    const auto = [...ORDER].sort((a, b) => timeOf(a) - timeOf(b) || ORDER.indexOf(a) - ORDER.indexOf(b));
    const names = setting === 'auto' ? auto : [setting, ...auto.filter((name) => name !== setting)];
    for (const name of names) {
      const engine = await engineOf(name, kind);
      if (engine) return { engine, rejected: [...rejected.values()].filter((other) => other.name !== name) };
    }
    const reasons = [...rejected.values()].map((other) => `${other.name}: ${sayError(other.error, inEnglish)}`);
    throw new SaidError('No backend of gpu.js can compute here. {0}', reasons.join(' '));
  };

  let ranking: Promise<void> | undefined;
  const rank = async (): Promise<void> => {
    for (const name of ORDER) {
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
      rejected.set(name, { name, error: new SaidError('Its context was lost.'), isLost: true });
      times.delete(name);
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
