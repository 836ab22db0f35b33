import { kindOf } from '../../src/compute/atlas/structure';
import { type BackendName, wasLost } from '../../src/compute/backends/types';
import type { Chooser, Rejected } from '../../src/compute/chooser';
import type { DeviceResult, Engine, RunTimes } from '../../src/compute/engine';
import type { Maps } from '../../src/compute/layout';
import type { NumberArray } from '../../src/compute/ndarray';
import { type ConvProblem, inputShapeOf } from '../../src/compute/problem';
import { finishResting } from '../../src/compute/backends/rest';
import { convolve, convolving } from '../../src/compute/reference';
import type { BackendSetting } from '../../src/protocol/messages';
import type { BackendWish } from './backendSetting';
import { sayError } from '../../src/protocol/say';
import { t } from './words';

/** What computed a result: a backend of gpu.js, or the reference loop where gpu.js has none. */
export interface Computed {
  readonly maps: Maps;
  readonly times: RunTimes;
  readonly by: BackendName | 'reference';
  /** Why it was not the first choice; empty when it was. */
  readonly notes: readonly string[];
  /** What was tried and cannot compute here, with the reasons. */
  readonly rejected?: readonly Rejected[];
}

const LABELS: Record<Computed['by'], string> = {
  webgl2: 'WebGL2',
  webgpu: 'WebGPU',
  webasm: 'WebAssembly',
  cpu: 'JavaScript',
  reference: 'reference loop',
};

/** The name of a backend for people. */
export function backendLabel(by: Computed['by']): string {
  return t(LABELS[by]);
}

/** Everything that can compute here, whether or not this machine offers it. */
export const BACKENDS: readonly Computed['by'][] = ['webgl2', 'webgpu', 'webasm', 'cpu', 'reference'];

/**
 * One chooser, and so one context of each kind, for all outputs of the notebook: VS Code loads the renderer once per
 * webview. It is made at the first computation.
 */
let chooser: Promise<Chooser> | undefined;

let ready = false;

/** Whether an engine was chosen: until then the first computation waits for gpu.js to be loaded and tested. */
export function isReady(): boolean {
  return ready;
}

/**
 * Fetches what computes, without running it: while an output is read and laid out. It is not an error yet when that fails.
 */
export function prepare(): void {
  choosing().catch(() => undefined);
}

function choosing(): Promise<Chooser> {
  chooser ??= import(/* webpackChunkName: "backend" */ '../../src/compute/backend').then((m) => m.chooseBackends());
  return chooser;
}

/** A result that may still lie on a device: its numbers are brought back when they are first asked for. */
export interface Output {
  read(): Promise<Computed>;
  /** Where the next step of a chain finds it without a way through arrays. */
  readonly device?: { readonly engine: Engine; readonly result: DeviceResult };
}

/** What is to be computed: one batch item. */
interface Job {
  readonly problem: ConvProblem;
  /** Holds that item alone. */
  readonly input: Maps | Output;
  readonly weight: NumberArray;
  readonly bias: NumberArray | undefined;
  /** Ends it: as soon as it waits for others, or lets the page have its turn. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Computes one batch item on the backend that is wished for, with `auto` on the best, and where it cannot compute here
 * on another that can.
 * @param input holds that item alone.
 * @throws the signal's reason where that ends it.
 */
export function compute(
  wish: BackendWish,
  problem: ConvProblem,
  input: Maps | Output,
  weight: NumberArray,
  bias: NumberArray | undefined,
  signal?: AbortSignal,
): Promise<Output> {
  const job = { problem, input, weight, bias, signal };
  if (wish === 'reference') return byLoop(job, []);
  if (inputShapeOf(problem).includes(0)) {
    return byLoop(job, [t('There is no input to compute from, so only the bias is left.')]);
  }
  return computeOn(wish, job, []);
}

/**
 * Lets a backend that cannot compute here, or lost its context, try again: with the next that wishes for it.
 */
export async function retry(by: Computed['by']): Promise<void> {
  if (by !== 'reference') (await choosing()).retry(by);
}

/** @param failed what cannot compute this job. */
async function computeOn(wish: BackendSetting, job: Job, failed: readonly Rejected[]): Promise<Output> {
  const { problem, input, weight, bias, signal } = job;
  try {
    const among = await choosing();
    const { engine, rejected } = await among.pick(wish, kindOf(problem), failed);
    const { backend } = engine;
    const { name } = backend;
    ready = true;
    // What was lost, what failed at this, what was asked for. With `auto` it is no news that a machine has no GPU.
    const isNews = (other: Rejected): boolean =>
      other.isLost || failed.includes(other) || other.name === wish || other.name === 'webasm';
    const notes = notesOf(engine, rejected.filter(isNews));
    /** On a new device where this one was lost; else on another backend, for this one cannot compute the job. */
    const goOn = async (error: unknown): Promise<Output> => {
      signal?.throwIfAborted();
      if (!(await wasLost(backend))) return computeOn(wish, job, [...failed, { name, error }]);
      among.lose(name);
      return computeOn(wish, job, failed);
    };
    const read = async (result: DeviceResult): Promise<Computed> => {
      try {
        return { ...(await result.read({ split: true, signal })), by: name, notes, rejected };
      } catch (error) {
        return (await goOn(error)).read();
      }
    };
    try {
      const there = 'read' in input && input.device?.engine === engine ? input.device.result : undefined;
      const from = there ?? (await numbersOf(input));
      const result = await engine.compute(problem, 0, from, weight, bias, { signal });
      // What is fastest is found out while nobody waits, for the computations to come.
      if (wish === 'auto') whenIdle(() => void among.rank());
      let reading: Promise<Computed> | undefined;
      return { device: { engine, result }, read: () => (reading ??= read(result)) };
    } catch (error) {
      return await goOn(error);
    }
  } catch (error) {
    signal?.throwIfAborted();
    return byLoop(job, [messageOf(error)]);
  }
}

async function numbersOf(input: Maps | Output): Promise<Maps> {
  return 'read' in input ? (await input.read()).maps : input;
}

/** By the float64 reference loop; the page has its turn meanwhile. */
async function byLoop({ problem, input, weight, bias, signal }: Job, notes: string[]): Promise<Output> {
  const from = await numbersOf(input);
  const start = performance.now();
  const maps = await finishResting(convolving({ ...problem, batch: 1 }, from, weight, bias), signal);
  const computed = loopResult(maps, start, notes);
  return { read: async () => computed };
}

const messageOf = (error: unknown): string => sayError(error, t);

function whenIdle(run: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(run);
  else setTimeout(run, 200);
}

/** The faster way of running this backend, where it is not run so, and what is not used, with the reasons. */
function notesOf({ backend, hindrance }: Engine, unused: readonly Rejected[]): readonly string[] {
  const others = unused.map(({ name, error }) => t('{0} is not used: {1}', backendLabel(name), messageOf(error)));
  if (hindrance === undefined) return others;
  return [
    t('{0} runs without ConvLens’s faster code: {1}', backendLabel(backend.name), messageOf(hindrance)),
    ...others,
  ];
}

/** The same for what is soon done, in one go. */
export function byReference(
  problem: ConvProblem,
  input: Maps,
  weight: NumberArray,
  bias: NumberArray | undefined,
): Computed {
  const start = performance.now();
  return loopResult(convolve({ ...problem, batch: 1 }, input, weight, bias), start, []);
}

function loopResult(maps: Maps, start: number, notes: readonly string[]): Computed {
  return {
    maps,
    times: { upload: 0, compute: performance.now() - start, readback: 0, firstCall: false },
    by: 'reference',
    notes,
  };
}
