/** What the benchmark's page offers to the runner. */
import type { BackendName } from '../../../src/compute/backend';
import { macsOf, inputShapeOf, outputShapeOf, weightShapeOf } from '../../../src/compute/problem';
import { sizeOf } from '../../../src/compute/ndarray';
import { CASES } from './cases';
import type { Contestant } from './contestant';
import { openConvLens } from './convlens';
import { measureLimits } from './limits';
import { measureCase, measureFirstCall, type Measurement } from './measure';
import { openOnnxRuntime } from './onnxruntime';
import { openTfjs } from './tfjs';

type Compared = Exclude<BackendName, 'cpu'>;

const PEERS: Record<Compared, Record<string, (peers: string) => Promise<Contestant>>> = {
  webgl2: { 'tfjs webgl': (peers) => openTfjs('webgl', peers) },
  webgpu: {
    'tfjs webgpu': (peers) => openTfjs('webgpu', peers),
    'onnxruntime webgpu': (peers) => openOnnxRuntime('webgpu', peers),
  },
  webasm: {
    'tfjs wasm': (peers) => openTfjs('wasm', peers),
    'onnxruntime wasm': (peers) => openOnnxRuntime('wasm', peers),
  },
};

/** What came of one case on one backend. */
interface CaseReport {
  readonly title: string;
  readonly flops: number;
  /** Input, weights and output: what has to be moved at least. */
  readonly bytes: number;
  readonly measurements: readonly Measurement[];
  /** Contestants that are not there, and why. */
  readonly missing: Readonly<Record<string, string>>;
}

/** @param peers where the peers' packages are served, undefined when they are not installed. */
async function runCase(name: string, backend: Compared, rounds: number, peers?: string): Promise<CaseReport> {
  const { title, problem } = CASES[name];
  const missing: Record<string, string> = {};
  const contestants: Contestant[] = [];
  const enter = async (who: string, open: () => Promise<Contestant>): Promise<void> => {
    try {
      contestants.push(await open());
    } catch (error) {
      missing[who] = error instanceof Error ? error.message : String(error);
    }
  };
  await enter('ConvLens', () => openConvLens(backend, problem));
  if (peers) for (const [who, open] of Object.entries(PEERS[backend])) await enter(who, () => open(peers));
  const elements = [inputShapeOf(problem), weightShapeOf(problem), outputShapeOf(problem)].map(sizeOf);
  return {
    title,
    flops: 2 * macsOf(problem),
    bytes: 4 * elements.reduce((a, b) => a + b, 0),
    measurements: await measureCase(problem, contestants, rounds),
    missing,
  };
}

/** @returns the milliseconds of the first call of a case by one contestant, in this page. */
async function runFirstCall(name: string, backend: Compared, who: string, peers: string): Promise<number> {
  const { problem } = CASES[name];
  const open = who === 'ConvLens' ? () => openConvLens(backend, problem) : () => PEERS[backend][who](peers);
  return measureFirstCall(problem, await open());
}

Object.assign(window, { bench: { cases: Object.keys(CASES), runCase, runFirstCall, measureLimits } });
