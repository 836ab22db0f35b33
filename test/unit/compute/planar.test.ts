import { describe, expect, it } from 'vitest';
import { planarProgram } from '../../../src/compute/kernels/planar';
import type { PlaneProgram } from '../../../src/compute/kernels/planes';
import type { ItemSource } from '../../../src/compute/kernels/program';
import { lower } from '../../../src/compute/lower';
import { type NumberArray, sizeOf } from '../../../src/compute/ndarray';
import { type ConvProblem, inputShapeOf, weightShapeOf } from '../../../src/compute/problem';
import { compare } from '../../../src/compute/compare';
import { denseMaps } from '../../../src/compute/layout';
import { reference } from '../../../src/compute/reference';
import { TOLERANCE } from '../../../src/compute/tolerance';
import { generate } from '../../../src/protocol/random';
import { randomProblem } from './problems';

const numbers = (shape: readonly number[], seed: number): Float32Array =>
  generate({ type: 'uniform', low: -2, high: 2, seed }, sizeOf(shape));

/** Runs the form's text as the JavaScript that it is, thread by thread. */
function run(
  problem: ConvProblem,
  item: number,
  input: Float32Array,
  weight: NumberArray,
  bias: NumberArray | undefined,
) {
  const plan = lower(problem)!;
  const program = planarProgram(plan);
  const { layout } = denseMaps(inputShapeOf(problem), input, 'channels_first');
  const strideOf = (axis: number | undefined): number => (axis === undefined ? 0 : layout.spatial[axis]);
  const source: ItemSource = {
    data: input,
    offset: item * layout.batch,
    channel: layout.channel,
    rowStride: strideOf(plan.rows.axis),
    columnStride: strideOf(plan.columns.axis),
  };
  const blocks = [{ data: inputOf(program, source) }, program.packWeight(weight), program.packBias(bias)];
  // Doubles in place of the blocks, so that what is read beyond them shows as NaN where it counts.
  const kernel = new Function(`return ${program.source}`)() as (this: object, ...args: Float64Array[]) => number[];
  const [quads, height, depth] = program.output;
  const raw = new Float32Array(quads * height * depth * 4);
  const args = blocks.map(({ data }) => Float64Array.from(data));
  for (let z = 0, at = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < quads; x++, at += 4) raw.set(kernel.apply({ thread: { x, y, z } }, args), at);
    }
  }
  const shape = [1, problem.outChannels, ...problem.axes.map((axis) => axis.output)];
  const spatial = problem.axes.map((_, axis) => program.result.spatial[axis === plan.rows.axis ? 0 : 1]);
  return { shape, data: raw, layout: { ...program.result, spatial } };
}

/** The input put together from its bands: NaN where there is none. */
function inputOf(program: PlaneProgram, source: ItemSource): Float32Array {
  const whole = new Float32Array(sizeOf(program.inputSize)).fill(NaN);
  for (const { data, at } of program.packBands(source)) whole.set(data, at);
  return whole;
}

describe('planes in bands', () => {
  // Bands of 16 channels last and of two channels first, neither of which divides 37.
  const [channels, height, width] = [37, 150, 200];
  const problem: ConvProblem = {
    batch: 1,
    inChannels: channels,
    outChannels: channels,
    groups: channels,
    axes: [height, width].map((input) => ({
      input,
      kernel: 3,
      stride: 1,
      dilation: 1,
      padBefore: 2,
      padAfter: 1,
      output: input + 1,
    })),
    paddingMode: 'reflect',
    transposed: false,
  };

  for (const format of ['channels_first', 'channels_last'] as const) {
    it(`are the planes in one, ${format}, time and again`, () => {
      const plan = lower(problem)!;
      const program = planarProgram(plan);
      for (const seed of [1, 2]) {
        const { data, layout } = denseMaps(inputShapeOf(problem), numbers(inputShapeOf(problem), seed), format);
        const [rowStride, columnStride] = layout.spatial;
        const source: ItemSource = { data, offset: 0, channel: layout.channel, rowStride, columnStride };
        expect([...program.packBands(source)].length).toBeGreaterThan(2);
        expect(inputOf(program, source)).toEqual(program.packInput(source).data);
        expect(program.packInput(source).data[2 * (width + 3) + 2]).toBe(data[0]);
      }
    });
  }
});

describe('four outputs of a row per thread, the text run as JavaScript', () => {
  it('agrees with the float64 reference on 500 seeded random convolutions', () => {
    for (let seed = 1; seed <= 500; seed++) {
      const problem = randomProblem(seed);
      const shape = inputShapeOf(problem);
      const input = numbers(shape, seed);
      const weight = numbers(weightShapeOf(problem), seed + 1000);
      const bias = seed % 3 ? numbers([problem.outChannels], seed + 2000) : undefined;
      const item = problem.batch - 1;
      const maps = run(problem, item, input, weight, bias);
      const { relative } = compare(
        maps,
        reference(problem, denseMaps(shape, input, 'channels_first'), weight, bias),
        item,
      );
      expect(relative, `seed ${seed}: ${JSON.stringify(problem)}`).toBeLessThanOrEqual(TOLERANCE);
    }
  });

  it('lays a single column along the quads', () => {
    const axis = { kernel: 3, stride: 1, dilation: 1, padBefore: 1, padAfter: 1 };
    const program = planarProgram(
      lower({
        batch: 1,
        inChannels: 2,
        outChannels: 3,
        groups: 1,
        axes: [{ ...axis, input: 1000, output: 1000 }],
        paddingMode: 'zeros',
        transposed: false,
      })!,
    );
    expect(program.output).toEqual([250, 1, 3]);
  });
});
