/**
 * Convolutions whose numbers other libraries publish in their own tests: planned by that library's rules, computed by
 * the float64 loop and by gpu.js. README.md says where the rows come from.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openBackend } from '../../src/compute/backend';
import { createEngine } from '../../src/compute/engine';
import { type Maps, channelsFirst, denseMaps, toDense } from '../../src/compute/layout';
import { fromFlat } from '../../src/compute/ndarray';
import { type ConvProblem, outputShapeOf, problemOfPlan } from '../../src/compute/problem';
import { convolve } from '../../src/compute/reference';
import { toProtocolWeight } from '../../src/compute/weights';
import { type ConvRequest, planConv } from '../../src/shape';

interface Tensor {
  shape: number[];
  data: number[];
}

interface Row extends Omit<ConvRequest, 'inputShape' | 'weightShape' | 'bias' | 'biasShape'> {
  /** Which library's test says so. */
  source: string;
  input: Tensor;
  weight: Tensor;
  bias?: number[];
  output: Tensor;
  /** How far from a published number a result may be, relative to it where it is larger than one. */
  tolerance: number;
}

const folder = join(import.meta.dirname, 'data/conv_goldens');
const rows = readdirSync(folder).flatMap((file) =>
  readFileSync(join(folder, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row),
);

interface Golden {
  readonly problem: ConvProblem;
  readonly input: Maps;
  readonly weight: Float32Array;
  readonly bias?: Float32Array;
}

/** The row as the compute layer takes it. */
function goldenOf({ source: _, input, weight, bias, output: __, tolerance: ___, ...request }: Row): Golden {
  const layout = request.layout!;
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
    input: denseMaps(channelsFirst(input.shape, layout), Float32Array.from(input.data), layout),
    weight: stored.data as Float32Array,
    bias: bias && Float32Array.from(bias),
  };
}

/** The largest difference to the published numbers, each relative to it where it is larger than one. */
function worst(maps: Maps, row: Row): number {
  expect(channelsFirst(row.output.shape, row.layout!)).toEqual(maps.shape);
  return toDense(maps, row.layout!).reduce((most, value, i) => {
    const expected = row.output.data[i];
    return Math.max(most, Math.abs(value - expected) / Math.max(1, Math.abs(expected)));
  }, 0);
}

describe('the float64 loop', () => {
  test.each(rows)('$source', (row) => {
    const { problem, input, weight, bias } = goldenOf(row);
    expect(worst(convolve(problem, input, weight, bias), row)).toBeLessThanOrEqual(row.tolerance);
  });
});

describe.each(['cpu', 'webasm'] as const)('gpu.js on %s', async (backend) => {
  const engine = createEngine(await openBackend(backend));
  // Three spatial axes have no kernel.
  test.each(rows.filter(({ rank }) => rank < 3))('$source', async (row) => {
    const { problem, input, weight, bias } = goldenOf(row);
    const shape = outputShapeOf(problem);
    const items: Float32Array[] = [];
    for (let item = 0; item < problem.batch; item++) {
      const { maps } = await engine.run(problem, item, input, weight, bias);
      items.push(toDense(maps, row.layout!));
    }
    const data = new Float32Array(items.flatMap((numbers) => Array.from(numbers)));
    expect(worst(denseMaps(shape, data, row.layout!), row)).toBeLessThanOrEqual(row.tolerance);
  });
});
