/**
 * Convolution and pooling with the numbers that other libraries publish in their own tests: planned by that library's
 * rules, computed by the float64 loop and by gpu.js. README.md says where the rows come from.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openBackend } from '../../src/compute/backend';
import { createEngine } from '../../src/compute/engine';
import { type Maps, channelsFirst, denseMaps, toDense } from '../../src/compute/layout';
import { fromFlat } from '../../src/compute/ndarray';
import { type ConvProblem, outputShapeOf, problemOfPlan, problemOfPool } from '../../src/compute/problem';
import { poolMaps } from '../../src/compute/pooling';
import { convolve } from '../../src/compute/reference';
import { toProtocolWeight } from '../../src/compute/weights';
import { type ConvRequest, type DataLayout, type PoolRequest, planConv, planPool } from '../../src/shape';

interface Tensor {
  shape: number[];
  data: number[];
}

interface Common {
  /** Which library's test says so. */
  source: string;
  layout: DataLayout;
  input: Tensor;
  output: Tensor;
  /** How far from a published number a result may be, relative to it where it is larger than one. */
  tolerance: number;
}

interface ConvRow extends Common, Omit<ConvRequest, 'inputShape' | 'weightShape' | 'bias' | 'biasShape' | 'layout'> {
  weight: Tensor;
  bias?: number[];
}

interface PoolRow extends Common, Omit<PoolRequest, 'inputShape' | 'layout'> {
  countsPadding?: boolean;
}

type Row = ConvRow | PoolRow;

const isPool = (row: Row): row is PoolRow => 'kind' in row;

const folder = join(import.meta.dirname, 'data/goldens');
const rows = readdirSync(folder).flatMap((file) =>
  readFileSync(join(folder, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row),
);

interface ConvGolden {
  readonly problem: ConvProblem;
  readonly weight: Float32Array;
  readonly bias?: Float32Array;
}

function inputOf({ input, layout }: Row): Maps {
  return denseMaps(channelsFirst(input.shape, layout), Float32Array.from(input.data), layout);
}

/** The row as the compute layer takes it. */
function convOf({ input, weight, bias, ...request }: ConvRow): ConvGolden {
  const plan = planConv({
    ...request,
    inputShape: input.shape,
    weightShape: weight.shape,
    bias: bias !== undefined,
    biasShape: bias && [bias.length],
  });
  const stored = toProtocolWeight(fromFlat(weight.shape, weight.data), plan.weightLayout, {
    transposed: plan.transposed,
    flipped: plan.flipped,
  });
  return {
    problem: problemOfPlan(plan),
    weight: stored.data as Float32Array,
    bias: bias && Float32Array.from(bias),
  };
}

function poolOf({ input, countsPadding = false, ...request }: PoolRow): ConvProblem {
  const plan = planPool({ ...request, inputShape: input.shape });
  return problemOfPool(plan, { kind: request.kind === 'max' ? 'max' : 'average', countsPadding });
}

/** The largest difference to the published numbers, each relative to it where it is larger than one. */
function worst(maps: Maps, row: Row): number {
  expect(channelsFirst(row.output.shape, row.layout)).toEqual(maps.shape);
  return toDense(maps, row.layout).reduce((most, value, i) => {
    const expected = row.output.data[i];
    return Math.max(most, Math.abs(value - expected) / Math.max(1, Math.abs(expected)));
  }, 0);
}

describe('the float64 loop', () => {
  test.each(rows)('$source', (row) => {
    const input = inputOf(row);
    if (isPool(row)) {
      expect(worst(poolMaps(poolOf(row), input), row)).toBeLessThanOrEqual(row.tolerance);
      return;
    }
    const { problem, weight, bias } = convOf(row);
    expect(worst(convolve(problem, input, weight, bias), row)).toBeLessThanOrEqual(row.tolerance);
  });
});

describe.each(['cpu', 'webasm'] as const)('gpu.js on %s', async (backend) => {
  const engine = createEngine(await openBackend(backend));
  // Three spatial axes have no kernel.
  const convolutions = rows.filter((row): row is ConvRow => !isPool(row) && row.rank < 3);
  test.each(convolutions)('$source', async (row) => {
    const { problem, weight, bias } = convOf(row);
    const items: number[] = [];
    for (let item = 0; item < problem.batch; item++) {
      const { maps } = await engine.run(problem, item, inputOf(row), weight, bias);
      items.push(...toDense(maps, row.layout));
    }
    const maps = denseMaps(outputShapeOf(problem), Float32Array.from(items), row.layout);
    expect(worst(maps, row)).toBeLessThanOrEqual(row.tolerance);
  });
});
