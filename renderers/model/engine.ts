import type { BackendName } from '../../src/compute/backend';
import type { Chooser, Rejected } from '../../src/compute/chooser';
import type { RunTimes } from '../../src/compute/engine';
import type { Maps } from '../../src/compute/layout';
import type { NumberArray } from '../../src/compute/ndarray';
import { type ConvProblem, inputShapeOf } from '../../src/compute/problem';
import { convolve } from '../../src/compute/reference';
import type { BackendSetting } from '../../src/protocol/messages';
import { backendSetting } from './backendSetting';

/** What computed a result: a backend of gpu.js, or the reference loop where gpu.js has none. */
export interface Computed {
  readonly maps: Maps;
  readonly times: RunTimes;
  readonly by: BackendName | 'reference';
  /** Why it was not the first choice; empty when it was. */
  readonly notes: readonly string[];
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
  return LABELS[by];
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

function choosing(): Promise<Chooser> {
  chooser ??= import(/* webpackChunkName: "backend" */ '../../src/compute/backend').then((m) => m.chooseBackends());
  return chooser;
}

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
  const engine = await (await choosing()).only(by);
  const result = await engine.run(problem, 0, input, weight, bias);
  return { ...result, by, notes: [] };
}

/** Computes one batch item on the backend that is set, or with `auto` on the best. `input` holds that item alone. */
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
  const setting = await backendSetting();
  try {
    const among = await choosing();
    const { engine, rejected } = await among.pick(setting);
    const { backend } = engine;
    ready = true;
    try {
      const result = await engine.run(problem, 0, input, weight, bias);
      // What is fastest is found out while nobody waits, for the computations to come.
      if (setting === 'auto') whenIdle(() => void among.rank());
      return { ...result, by: backend.name, notes: notesOf(rejected, setting) };
    } catch (error) {
      if (!backend.isLost()) throw error;
      among.lose(backend.name, 'Its context was lost.');
      return await compute(problem, input, weight, bias);
    }
  } catch (error) {
    return byReference(problem, input, weight, bias, [error instanceof Error ? error.message : String(error)]);
  }
}

function whenIdle(run: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(run);
  else setTimeout(run, 200);
}

/** Why not something else: what was lost, and what was asked for. With `auto` it is no news that a machine has no GPU. */
function notesOf(rejected: readonly Rejected[], setting: BackendSetting): string[] {
  return rejected
    .filter(({ name, reason }) => name === setting || reason.includes('lost') || name === 'webasm')
    .map(({ name, reason }) => `${backendLabel(name)} is not used: ${reason}`);
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
