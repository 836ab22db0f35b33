/**
 * Rows of `test/truth/data/goldens`: what other libraries compute, as the compute layer takes it. Used by the tests in Node
 * and by those in a browser.
 */
import type { Engine } from '../../src/compute/engine';
import { type Maps, channelsFirst, denseMaps, toDense } from '../../src/compute/layout';
import { type NumberArray, fromFlat } from '../../src/compute/ndarray';
import { type ConvProblem, outputShapeOf, problemOfPlan, problemOfPool } from '../../src/compute/problem';
import { convolve } from '../../src/compute/reference';
import { parametersOf, planStep } from '../../src/compute/step';
import { toProtocolWeight } from '../../src/compute/weights';
import type { ActivationStep, BatchNormStep } from '../../src/protocol/payload';
import { type ConvRequest, type DataLayout, type PoolRequest, planConv, planPool } from '../../src/shape';

/** A tensor as it stands in a record. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface Common {
  /** Which library says so, and where. */
  readonly source: string;
  readonly layout: DataLayout;
  readonly input: Tensor;
  readonly output: Tensor;
  /** How far from its number a result may be, relative to it where it is larger than one. */
  readonly tolerance: number;
}

interface ConvRow extends Common, Omit<ConvRequest, 'inputShape' | 'weightShape' | 'bias' | 'biasShape' | 'layout'> {
  readonly weight: Tensor;
  readonly bias?: readonly number[];
}

interface PoolRow extends Common, Omit<PoolRequest, 'inputShape' | 'layout'> {
  readonly countsPadding?: boolean;
}

/** Batch normalization or an activation, in the protocol's own terms. */
interface StepRow extends Common {
  readonly step: BatchNormStep | ActivationStep;
  readonly tensors: Readonly<Record<string, Tensor>>;
}

export type GoldenRow = ConvRow | PoolRow | StepRow;

/** A row with its sizes planned by its library's rules. */
export interface Golden {
  readonly problem: ConvProblem;
  readonly input: Maps;
  readonly weight: NumberArray;
  readonly bias?: NumberArray;
}

/** The rows of a file. */
export function goldenRows(text: string): GoldenRow[] {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as GoldenRow);
}

export function goldenOf(row: GoldenRow): Golden {
  const input = mapsOf(row.input, row.layout);
  if ('step' in row) return { input, ...stepOf(row, input) };
  if ('kind' in row) return { input, problem: poolOf(row), weight: new Float32Array() };
  return { input, ...convOf(row) };
}

function mapsOf({ shape, data }: Tensor, layout: DataLayout): Maps {
  return denseMaps(channelsFirst(shape, layout), Float32Array.from(data), layout);
}

function stepOf({ step, tensors }: StepRow, input: Maps) {
  const planned = planStep(step, input.shape, (name) => tensors[name].shape);
  return { problem: planned.problem, ...parametersOf(planned, (name) => Float32Array.from(tensors[name].data)) };
}

function poolOf({ input, countsPadding = false, ...request }: PoolRow): ConvProblem {
  const plan = planPool({ ...request, inputShape: input.shape });
  return problemOfPool(plan, { kind: request.kind === 'max' ? 'max' : 'average', countsPadding });
}

function convOf({ input, weight, bias, ...request }: ConvRow) {
  const plan = planConv({
    ...request,
    inputShape: input.shape,
    weightShape: weight.shape,
    bias: bias !== undefined,
    biasShape: bias && [bias.length],
  });
  const stored = toProtocolWeight(fromFlat([...weight.shape], [...weight.data]), plan.weightLayout, {
    transposed: plan.transposed,
    flipped: plan.flipped,
  });
  return { problem: problemOfPlan(plan), weight: stored.data, bias: bias && Float32Array.from(bias) };
}

/** The maps of a row by the float64 loop. */
export function byLoop({ problem, input, weight, bias }: Golden): Maps {
  return convolve(problem, input, weight, bias);
}

/** The maps of a row by an engine, each batch item by itself. */
export async function byEngine(engine: Engine, { problem, input, weight, bias }: Golden): Promise<Maps> {
  const items: number[] = [];
  for (let item = 0; item < problem.batch; item++) {
    const { maps } = await engine.run(problem, item, input, weight, bias);
    items.push(...toDense(maps, 'channels_first'));
  }
  return denseMaps(outputShapeOf(problem), Float32Array.from(items), 'channels_first');
}

/** What is wrong with the maps of a row: another shape, or a number beyond the tolerance. Undefined where nothing is. */
export function faultOf(row: GoldenRow, maps: Maps): string | undefined {
  const shape = channelsFirst(row.output.shape, row.layout);
  if (shape.join() !== maps.shape.join()) return `${row.source}: (${maps.shape.join()}) instead of (${shape.join()})`;
  const found = toDense(maps, row.layout);
  const at = row.output.data.findIndex((expected, i) => {
    return !(Math.abs(found[i] - expected) <= row.tolerance * Math.max(1, Math.abs(expected)));
  });
  return at < 0 ? undefined : `${row.source}: ${found[at]} at ${at} instead of ${row.output.data[at]}`;
}
