/**
 * The code that the view offers to take away, run by the frameworks themselves on the numbers of the lab. They are not part of
 * the project: `CONVLENS_ORACLE_PYTHON` names a Python that has them, else the tests say skipped.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Maps, denseMaps, toDense } from '../../src/compute/layout';
import { sizeOf } from '../../src/compute/ndarray';
import { type ConvProblem, inputShapeOf, outputShapeOf, weightShapeOf } from '../../src/compute/problem';
import { convolve } from '../../src/compute/reference';
import { convPlan, planStep, poolPlan } from '../../src/compute/step';
import type { ConvStep, PoolStep } from '../../src/protocol/payload';
import { generate, mulberry32 } from '../../src/protocol/random';
import { spellingsOf, spellingsOfStep } from '../../src/shape';
import { type GoldenRow, type Tensor, byLoop, goldenOf, goldenRows } from '../support/goldens';
import { randomProblem } from '../unit/compute/problems';

const python = process.env.CONVLENS_ORACLE_PYTHON ?? 'python3';
const LIBRARIES = ['torch', 'tensorflow', 'keras', 'flax'];
const finds = `from importlib.util import find_spec; print(all(map(find_spec, ${JSON.stringify(LIBRARIES)})))`;
const hasLibraries = spawnSync(python, ['-c', finds], { encoding: 'utf8' }).stdout?.trim() === 'True';

const CONVOLUTIONS = 40;
const POOLINGS = 20;

interface Asked {
  readonly framework: string;
  readonly code: string;
  readonly input: Tensor;
  readonly weight?: Tensor;
  readonly bias?: Tensor;
  readonly expected: Tensor;
}

const drawn = (shape: readonly number[], seed: number): Tensor => ({
  shape,
  data: [...generate({ type: 'uniform', low: -1, high: 1, seed }, sizeOf(shape))],
});

function convolutionAsked(seed: number): Asked[] {
  const problem: ConvProblem = { ...randomProblem(seed), batch: 1 };
  const { axes, groups, paddingMode, transposed } = problem;
  const bias = seed % 2 ? drawn([problem.outChannels], seed + 2) : undefined;
  const step: ConvStep = {
    type: 'conv',
    op: `Conv${axes.length}d`,
    framework: 'torch',
    dataFormat: 'channels_first',
    input: 'x',
    weight: 'weight',
    ...(bias && { bias: 'bias' }),
    stride: axes.map((axis) => axis.stride),
    dilation: axes.map((axis) => axis.dilation),
    padding: axes.map((axis) => [axis.padBefore, axis.padAfter]),
    paddingMode,
    groups,
    transposed,
  };
  const input = drawn(inputShapeOf(problem), seed);
  const weight = drawn(weightShapeOf(problem), seed + 1);
  const shapes: Record<string, readonly number[]> = { weight: weight.shape, bias: [problem.outChannels] };
  const shapeOf = (name: string): readonly number[] => shapes[name];
  // Some of the problems give a transposed output more rows than a step can say: what counts is the step's own plan.
  const planned = planStep(step, input.shape, shapeOf).problem;
  const numbers = (from: Tensor): Float32Array => Float32Array.from(from.data);
  const maps = denseMaps([...input.shape], numbers(input), 'channels_first');
  const output = convolve(planned, maps, numbers(weight), bias && numbers(bias));
  const expected = { shape: outputShapeOf(planned), data: [...toDense(output, 'channels_first')] };
  return spellingsOf(convPlan(step, input.shape, shapeOf)).map((spelling) => ({
    ...spelling,
    input,
    weight,
    bias,
    expected,
  }));
}

function poolingAsked(seed: number): Asked[] {
  const random = mulberry32(seed);
  const int = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
  const kind = int(0, 1) ? 'max' : 'average';
  const rank = int(1, 3);
  const each = <T>(make: () => T): T[] => Array.from({ length: rank }, make);
  const kernel = each(() => int(1, 4));
  const step: PoolStep = {
    type: 'pool',
    op: 'Pool',
    framework: 'torch',
    dataFormat: 'channels_first',
    input: 'x',
    kind,
    kernel,
    stride: int(0, 2) ? each(() => int(1, 3)) : kernel,
    dilation: each(() => (kind === 'max' ? int(1, 2) : 1)),
    padding: kernel.map((size) => [int(0, size >> 1), int(0, size >> 1)]),
    ceilMode: int(0, 2) === 0,
    countsPadding: int(0, 1) === 1,
  };
  if (int(0, 2)) step.padding = step.padding.map(([before]) => [before, before]);
  const input = drawn([1, int(1, 3), ...each(() => int(7, 10))], seed);
  const { problem } = planStep(step, input.shape, () => []);
  const maps = convolve(
    problem,
    denseMaps([...input.shape], Float32Array.from(input.data), 'channels_first'),
    new Float32Array(),
  );
  const expected = { shape: outputShapeOf(problem), data: [...toDense(maps, 'channels_first')] };
  return spellingsOf(poolPlan(step, input.shape), step.countsPadding).map((row) => ({ ...row, input, expected }));
}

/** Steps that follow, as PyTorch, TensorFlow and Keras computed them. */
function followingAsked(row: GoldenRow): Asked[] {
  if (!('step' in row)) return [];
  const { problem, input } = goldenOf(row);
  const first = (maps: Maps): Tensor => ({ shape: maps.shape, data: [...toDense(maps, 'channels_first')] });
  const { weight: scale, bias: offset, mean, variance } = row.tensors;
  const held = { ...(scale && { scale }), ...(offset && { offset }), ...(mean && { mean, variance }) };
  const expected = first(byLoop(goldenOf(row)));
  return spellingsOfStep(row.step, inputShapeOf(problem)).map((spelling) => ({
    ...spelling,
    ...held,
    input: first(input),
    expected,
  }));
}

type Answer = Tensor | { readonly error: string };

function answers(asked: readonly Asked[]): Answer[] {
  const lines = asked.map(({ expected: _, ...rest }) => JSON.stringify(rest)).join('\n');
  const options = { input: lines, encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
  const { stdout, stderr } = spawnSync(python, [join(import.meta.dirname, 'record/spellings.py')], options);
  const found = stdout.trim().split('\n');
  if (found.length !== asked.length)
    throw new Error(`${found.length} of ${asked.length} answered: ${stderr.slice(-2000)}`);
  return found.map((line) => JSON.parse(line) as Answer);
}

/** What is wrong with an answer; undefined where nothing is. */
function faultOf({ expected }: Asked, answer: Answer): string | undefined {
  if ('error' in answer) return answer.error;
  if (answer.shape.join() !== expected.shape.join())
    return `(${answer.shape.join()}) instead of (${expected.shape.join()})`;
  const worst = expected.data.reduce((most, value, i) => Math.max(most, Math.abs(value - answer.data[i])), 0);
  return worst <= 1e-4 ? undefined : `differs by ${worst}`;
}

describe.skipIf(!hasLibraries)('code to take away, run by the frameworks', () => {
  const seeds = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
  const following = goldenRows(readFileSync(join(import.meta.dirname, 'data/goldens/following.jsonl'), 'utf8'));
  const asked = [
    ...seeds(CONVOLUTIONS).flatMap(convolutionAsked),
    ...seeds(POOLINGS).flatMap(poolingAsked),
    ...following.flatMap(followingAsked),
  ];

  test('gives the numbers of the lab', { timeout: 600_000 }, () => {
    const faults = answers(asked).flatMap((answer, i) => {
      const fault = faultOf(asked[i], answer);
      return fault ? [`${asked[i].framework}: ${asked[i].code} on (${asked[i].input.shape.join(', ')}): ${fault}`] : [];
    });
    expect(faults).toEqual([]);
  });

  test('is there for every framework', () => {
    const count = (framework: string): number => asked.filter((row) => row.framework === framework).length;
    for (const framework of ['PyTorch', 'Keras', 'TensorFlow', 'Flax']) expect(count(framework)).toBeGreaterThan(15);
  });
});
