import type { BackendName, Choice, Rejected } from '../../src/compute/backend';
import type { Engine, RunTimes } from '../../src/compute/engine';
import type { Maps } from '../../src/compute/layout';
import type { NumberArray } from '../../src/compute/ndarray';
import { type ConvProblem, inputShapeOf } from '../../src/compute/problem';
import { convolve } from '../../src/compute/reference';

/** What computed a result: a backend of gpu.js, or the reference loop where gpu.js has none. */
export interface Computed {
  readonly maps: Maps;
  readonly times: RunTimes;
  readonly by: BackendName | 'reference';
  /** Why it was not the first choice; empty when it was. */
  readonly notes: readonly string[];
}

const ORDER: readonly BackendName[] = ['webgl2', 'webasm', 'cpu'];

const LABELS: Record<Computed['by'], string> = {
  webgl2: 'WebGL2',
  webgpu: 'WebGPU',
  webasm: 'WebAssembly',
  cpu: 'JavaScript',
  reference: 'reference loop',
};

/** The name of a backend for people. */
export function backendLabel(by: Computed['by']): string {
  return LABELS[by];
}

/**
 * One engine, and so one GPU context, for all outputs of the notebook: VS Code loads the renderer once per
 * webview. It is made at the first computation, and made anew from what is left when its context is lost.
 */
let choice: Promise<Choice> | undefined;
let lost: Rejected[] = [];

let ready = false;

/** Whether an engine was chosen: until then the first computation waits for gpu.js to be loaded and tested. */
export function isReady(): boolean {
  return ready;
}

async function chooseNow(): Promise<Choice> {
  const chosen = await chooseFrom(ORDER.filter((name) => !lost.some((gone) => gone.name === name)));
  ready = true;
  return chosen;
}

async function chooseFrom(names: readonly BackendName[]): Promise<Choice> {
  const { chooseEngine } = await import(/* webpackChunkName: "backend" */ '../../src/compute/backend');
  return chooseEngine(names);
}

/** Everything that can compute here, whether or not this machine offers it. */
export const BACKENDS: readonly Computed['by'][] = ['webgl2', 'webgpu', 'webasm', 'cpu', 'reference'];

/** Engines that were opened to be compared, beside the one that was chosen. */
const others = new Map<BackendName, Promise<Engine>>();

/**
 * Computes one batch item on the backend that is named, and on no other.
 * @throws Error with the reason where it is not offered here or cannot compute this.
 */
export async function computeOn(
  by: Computed['by'],
  problem: ConvProblem,
  input: Maps,
  weight: NumberArray,
  bias: NumberArray | undefined,
): Promise<Computed> {
  if (by === 'reference') return byReference(problem, input, weight, bias, []);
  const chosen = await choice?.catch(() => undefined);
  const engine = chosen?.engine.backend.name === by ? chosen.engine : await openOther(by);
  const result = await engine.run(problem, 0, input, weight, bias);
  return { ...result, by, notes: [] };
}

async function openOther(name: BackendName): Promise<Engine> {
  const known = await others.get(name)?.catch(() => undefined);
  if (known && !known.backend.isLost()) return known;
  const opening = chooseFrom([name]).then(({ engine }) => engine);
  others.set(name, opening);
  return opening;
}

/** Computes one batch item. `input` holds that item alone. */
export async function compute(
  problem: ConvProblem,
  input: Maps,
  weight: NumberArray,
  bias: NumberArray | undefined,
): Promise<Computed> {
  if (problem.axes.length > 2) {
    return byReference(problem, input, weight, bias, ['Three spatial axes have no kernel yet.']);
  }
  if (inputShapeOf(problem).includes(0)) {
    return byReference(problem, input, weight, bias, ['There is no input to compute from, so only the bias is left.']);
  }
  try {
    choice ??= chooseNow();
    const { engine, rejected } = await choice;
    try {
      const result = await engine.run(problem, 0, input, weight, bias);
      return { ...result, by: engine.backend.name, notes: notesOf(rejected) };
    } catch (error) {
      if (!engine.backend.isLost()) throw error;
      lost = [...lost, { name: engine.backend.name, reason: 'Its context was lost.' }];
      choice = undefined;
      return await compute(problem, input, weight, bias);
    }
  } catch (error) {
    return byReference(problem, input, weight, bias, [error instanceof Error ? error.message : String(error)]);
  }
}

function notesOf(rejected: readonly Rejected[]): string[] {
  return [...lost, ...rejected].map(({ name, reason }) => `${backendLabel(name)} is not used: ${reason}`);
}

function byReference(
  problem: ConvProblem,
  input: Maps,
  weight: NumberArray,
  bias: NumberArray | undefined,
  notes: string[],
): Computed {
  const start = performance.now();
  const maps = convolve({ ...problem, batch: 1 }, input, weight, bias);
  return {
    maps,
    times: { upload: 0, compute: performance.now() - start, readback: 0, firstCall: false },
    by: 'reference',
    notes,
  };
}
