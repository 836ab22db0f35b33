import { CONV_KINDS } from '../../../src/compute/atlas/structure';
import { type BackendName, openBackend, selfTest } from '../../../src/compute/backend';
import type { Backend } from '../../../src/compute/backends/types';
import { openWebGl2 } from '../../../src/compute/backends/webgl2';
import { compare } from '../../../src/compute/compare';
import { type Engine, createEngine } from '../../../src/compute/engine';
import { denseMaps } from '../../../src/compute/layout';
import { sizeOf } from '../../../src/compute/ndarray';
import { type ConvProblem, inputShapeOf } from '../../../src/compute/problem';
import { reference } from '../../../src/compute/reference';
import { TOLERANCE } from '../../../src/compute/tolerance';
import { generate } from '../../../src/protocol/random';
import { chainFaults } from '../../unit/compute/chains';
import { byEngine, faultOf, goldenOf, type GoldenRow } from '../../support/goldens';
import { parametersFor, randomFollowing, randomProblem, volumeProblem, wideProblem } from '../../unit/compute/problems';
import { type TorchCase, flatten, problemOfCase } from '../../unit/compute/torchValues';

/** What came of running many convolutions on one backend. */
export interface PropertyReport {
  offered: boolean;
  reason?: string;
  count: number;
  worst: number;
  failures: string[];
}

const numbers = (shape: readonly number[], seed: number): Float32Array =>
  generate({ type: 'uniform', low: -2, high: 2, seed }, sizeOf(shape));

const withEngine = (name: BackendName, body: (engine: Engine, report: PropertyReport) => Promise<void>) =>
  withBackend(() => openBackend(name), body);

async function withBackend(
  open: () => Backend | Promise<Backend>,
  body: (engine: Engine, report: PropertyReport) => Promise<void>,
) {
  const report: PropertyReport = { offered: true, count: 0, worst: 0, failures: [] };
  let engine: Engine;
  try {
    engine = createEngine(await open());
  } catch (error) {
    return { ...report, offered: false, reason: String(error) };
  }
  try {
    await body(engine, report);
  } catch (error) {
    report.failures.push(String(error));
  } finally {
    engine.backend.destroy();
  }
  return report;
}

function note(report: PropertyReport, error: number, what: string): void {
  report.count++;
  report.worst = Math.max(report.worst, error);
  if (!(error <= TOLERANCE)) report.failures.push(`${what}: relative error ${error}`);
}

/** Which of the seeds 1 … `count` are run: from the `first` on and around, no more after `seconds` when `atLeast` are done. */
interface Seeds {
  readonly count: number;
  readonly first: number;
  readonly atLeast: number;
  readonly seconds: number;
}

/** Seeded random convolutions, each compared with the float64 reference on every number. */
export function randomPlans(name: BackendName, { count, first, atLeast, seconds }: Seeds): Promise<PropertyReport> {
  return withEngine(name, async (engine, report) => {
    for (const kind of CONV_KINDS) await selfTest(engine, kind);
    const end = performance.now() + 1000 * seconds;
    for (let i = 0; i < count && (i < atLeast || performance.now() < end); i++) {
      const seed = 1 + ((first - 1 + i) % count);
      await checkSeeded(engine, report, randomProblem(seed), seed);
    }
  });
}

/** Seeded poolings and activations, and problems of three axes, compared with the float64 reference on every number. */
export function randomOthers(name: BackendName, kind: 'following' | 'volume', count: number): Promise<PropertyReport> {
  return withEngine(name, async (engine, report) => {
    for (let seed = 1; seed <= count; seed++) {
      await checkSeeded(engine, report, kind === 'volume' ? volumeProblem(seed) : randomFollowing(seed), seed);
    }
  });
}

/** A batch item of a problem on the numbers of a seed, every number compared with the reference. */
async function checkSeeded(engine: Engine, report: PropertyReport, problem: ConvProblem, seed: number): Promise<void> {
  const shape = inputShapeOf(problem);
  const input = denseMaps(shape, numbers(shape, seed), seed % 2 ? 'channels_first' : 'channels_last');
  const { weight, bias } = parametersFor(problem, seed);
  const item = seed % problem.batch;
  const { maps } = await engine.run(problem, item, input, weight, bias);
  const { relative } = compare(maps, reference(problem, input, weight, bias), item);
  note(report, relative, `seed ${seed} ${JSON.stringify(problem)}`);
}

/** Seeded chains of layers that stay on the device: numbers and read backs. */
export function chains(name: BackendName, count: number): Promise<PropertyReport> {
  return withEngine(name, async ({ backend }, report) => {
    for (let seed = 1; seed <= count; seed++) {
      report.failures.push(...(await chainFaults(backend, seed)));
      report.count++;
    }
  });
}

/** One layer with `count` weights after each other, then with the first again: more than stay on a device at a time. */
export function manyWeights(name: BackendName, problem: ConvProblem, count: number): Promise<PropertyReport> {
  return withEngine(name, async (engine, report) => {
    const input = denseMaps(inputShapeOf(problem), numbers(inputShapeOf(problem), 1), 'channels_last');
    const sets = Array.from({ length: count }, (_, i) => parametersFor(problem, i + 1));
    for (const { weight, bias } of [...sets, sets[0]]) {
      const { maps } = await engine.run(problem, 0, input, weight, bias);
      note(report, compare(maps, reference(problem, input, weight, bias), 0).relative, `weights ${report.count + 1}`);
    }
  });
}

/** One layer, of whose results `limit` are compared. */
export function someNumbers(name: BackendName, problem: ConvProblem, limit: number): Promise<PropertyReport> {
  return withEngine(name, (engine, report) => checkOne(engine, report, problem, limit));
}

/** Runs a problem on seeded numbers and compares `limit` of the results with the reference. */
async function checkOne(engine: Engine, report: PropertyReport, problem: ConvProblem, limit?: number): Promise<void> {
  const shape = inputShapeOf(problem);
  const input = denseMaps(shape, numbers(shape, 1), 'channels_last');
  const { weight, bias } = parametersFor(problem, 1);
  const { maps } = await engine.run(problem, 0, input, weight, bias);
  const { relative } = compare(maps, reference(problem, input, weight, bias), 0, limit);
  note(report, relative, JSON.stringify(problem));
}

/** Seeded convolutions, poolings and activations on WebGL2 as if its textures were at most `limit` wide and high, and with `firstMacs` drawn tile by tile. */
export function smallTextures(limit: number, count: number, firstMacs?: number): Promise<PropertyReport> {
  return withBackend(
    () => openWebGl2(limit, firstMacs),
    async (engine, report) => {
      const kinds = [wideProblem, randomProblem, randomFollowing];
      for (let seed = 1; seed <= count; seed++) await checkOne(engine, report, kinds[seed % kinds.length](seed));
    },
  );
}

/** The numbers that PyTorch itself computed, each batch item. */
export function torchValues(name: BackendName, cases: TorchCase[]): Promise<PropertyReport> {
  return withEngine(name, async (engine, report) => {
    for (const row of cases) {
      const problem = problemOfCase(row);
      const input = denseMaps(row.input_shape, flatten(row.input), 'channels_first');
      const expected = denseMaps(row.output_shape, flatten(row.output), 'channels_first');
      const bias = row.bias ? Float64Array.from(row.bias) : undefined;
      for (let item = 0; item < problem.batch; item++) {
        const { maps } = await engine.run(problem, item, input, flatten(row.weight), bias);
        note(report, worstDifference(problem, maps, expected, item), `case ${row.id} ${row.expr}`);
      }
    }
  });
}

/** What other libraries publish in their own tests or computed for us. */
export function goldens(name: BackendName, rows: readonly GoldenRow[]): Promise<PropertyReport> {
  return withEngine(name, async (engine, report) => {
    for (const row of rows) {
      report.count++;
      const fault = faultOf(row, await byEngine(engine, goldenOf(row)));
      if (fault) report.failures.push(fault);
    }
  });
}

type MapsOf = ReturnType<typeof denseMaps>;

/** The largest relative difference to numbers that are exact. */
function worstDifference(problem: ConvProblem, maps: MapsOf, expected: MapsOf, item: number): number {
  let worst = 0;
  const [rows, columns] = problem.axes.map((axis) => axis.output);
  for (let o = 0; o < problem.outChannels; o++) {
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const at = ({ data, layout }: MapsOf, n: number): number =>
          data[n * layout.batch + layout.channel[o] + y * layout.spatial[0] + x * layout.spatial[1]];
        const wanted = at(expected, item);
        const off = Math.abs(at(maps, 0) - wanted);
        worst = Math.max(worst, Number.isNaN(off) ? Infinity : off / Math.max(1, Math.abs(wanted)));
      }
    }
  }
  return worst;
}
