import { ACTIVATION_NAMES } from '../../../src/compute/activation';
import type { Backend } from '../../../src/compute/backends/types';
import { compare } from '../../../src/compute/compare';
import { type DeviceResult, type Engine, createEngine } from '../../../src/compute/engine';
import { type Maps, denseMaps, toDense } from '../../../src/compute/layout';
import { type NumberArray, sizeOf } from '../../../src/compute/ndarray';
import { type ConvAxis, type ConvProblem, inputShapeOf, weightShapeOf } from '../../../src/compute/problem';
import { reference } from '../../../src/compute/reference';
import { TOLERANCE } from '../../../src/compute/tolerance';
import { generate, mulberry32 } from '../../../src/protocol/random';

/** One layer of a chain with its numbers. */
interface Layer {
  readonly problem: ConvProblem;
  readonly weight: NumberArray;
  readonly bias?: NumberArray;
}

const numbers = (shape: readonly number[], seed: number): Float32Array =>
  generate({ type: 'uniform', low: -1, high: 1, seed }, sizeOf(shape));

/** A seeded chain of what networks are made of: every layer fits the one before, some are repeated. */
export function randomChain(seed: number): Layer[] {
  const random = mulberry32(seed);
  const int = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
  const rank = int(1, 4) === 1 ? 1 : 2;
  let channels = int(1, 9);
  let sizes = Array.from({ length: rank }, () => int(6, 14));
  const layers: Layer[] = [];
  const count = int(3, 6);
  while (layers.length < count) {
    const before = layers.at(-1)?.problem;
    const problem =
      before && fits(before, channels, sizes) && random() < 0.3 ? before : randomLayer(int, channels, sizes);
    const own = seed * 100 + layers.length;
    layers.push({
      problem,
      weight: problem.pooling
        ? new Float32Array(0)
        : problem.activation
          ? new Float32Array(channels).fill(1)
          : numbers(weightShapeOf(problem), own),
      bias:
        problem.pooling || problem.activation || own % 3 === 0 ? undefined : numbers([problem.outChannels], own + 50),
    });
    channels = problem.outChannels;
    sizes = problem.axes.map((axis) => axis.output);
  }
  return layers;
}

/** Whether a layer can follow what it makes: its input is of that many channels and of those sizes. */
function fits({ inChannels, axes }: ConvProblem, channels: number, sizes: readonly number[]): boolean {
  return inChannels === channels && axes.every((axis, i) => axis.input === sizes[i]);
}

function randomLayer(
  int: (low: number, high: number) => number,
  channels: number,
  sizes: readonly number[],
): ConvProblem {
  const common = { batch: 1, inChannels: channels, outChannels: channels, groups: channels, transposed: false };
  const single = sizes.map((size) => axisOf(size, { kernel: 1 }));
  switch (int(0, 5)) {
    case 0:
      return { ...common, axes: single, paddingMode: 'zeros', activation: { name: ACTIVATION_NAMES[int(0, 5)] } };
    case 1:
      // Batch normalization: a factor and an addend for each channel.
      return { ...common, axes: single, paddingMode: 'zeros' };
    case 2: {
      const axes = sizes.map((size) => axisOf(size, { kernel: Math.min(size, 2), stride: int(1, 2) }));
      const pooling = { kind: int(0, 1) ? 'max' : 'average', countsPadding: false } as const;
      return { ...common, axes, paddingMode: 'zeros', pooling };
    }
    default: {
      const groups = int(0, 1) ? 1 : channels % 2 === 0 ? 2 : channels;
      const transposed = int(0, 5) === 0;
      const paddingMode = transposed
        ? 'zeros'
        : (['zeros', 'zeros', 'reflect', 'replicate', 'circular'] as const)[int(0, 4)];
      const kernel = Math.min(int(1, 4), ...sizes);
      const axes = sizes.map((size) => {
        const pad = Math.min(kernel - 1, size - 1);
        const stride = int(1, 2);
        return axisOf(size, { kernel, stride, padBefore: pad, padAfter: int(0, pad) }, transposed);
      });
      return { ...common, groups, outChannels: groups * int(1, 4), axes, paddingMode, transposed };
    }
  }
}

function axisOf(input: number, some: Partial<ConvAxis> & { kernel: number }, transposed = false): ConvAxis {
  const axis = { input, stride: 1, dilation: 1, padBefore: 0, padAfter: 0, ...some };
  const { kernel, stride, padBefore, padAfter } = axis;
  const output = transposed
    ? (input - 1) * stride + kernel - padBefore - padAfter
    : Math.floor((input + padBefore + padAfter - kernel) / stride) + 1;
  return output >= 1 ? { ...axis, output } : axisOf(input, { ...some, padBefore: 0, padAfter: 0 }, transposed);
}

/** A backend that counts how often results are brought back. */
export function countingReads(backend: Backend): { backend: Backend; reads: () => number } {
  let count = 0;
  return {
    reads: () => count,
    backend: {
      ...backend,
      compile: (plan) => {
        const kernel = backend.compile(plan);
        return {
          ...kernel,
          run: async (parameters) => {
            const maps = await kernel.run(parameters);
            return {
              ...maps,
              read: (into) => {
                count++;
                return maps.read(into);
              },
            };
          },
        };
      },
    },
  };
}

/**
 * Runs a chain layer by layer through arrays, and again staying on the device, where its last layer alone is read.
 * @param mayRead read backs that the backend takes beside that of the last layer.
 * @returns what is wrong with it; empty when the chain read back once, every layer agrees with the reference and all
 *   numbers are the same both ways, those of the layers between too, when they are asked for in the end.
 */
export async function chainFaults(opened: Backend, seed: number, mayRead = 0): Promise<string[]> {
  const layers = randomChain(seed);
  const { backend, reads } = countingReads(opened);
  const faults: string[] = [];
  const shape = inputShapeOf(layers[0].problem);
  const input = denseMaps(shape, numbers(shape, seed), seed % 2 ? 'channels_first' : 'channels_last');
  const engine = createEngine(backend);
  let before: Maps = input;
  const expected: Float32Array[] = [];
  for (const { problem, weight, bias } of layers) {
    const { maps } = await engine.run(problem, 0, before, weight, bias);
    const { relative } = compare(maps, reference(problem, before, weight, bias), 0);
    if (!(relative <= TOLERANCE)) faults.push(`${JSON.stringify(problem)}: relative error ${relative}`);
    expected.push(toDense(maps, 'channels_first'));
    before = maps;
  }

  const sofar = reads();
  const results = await keptOnDevice(engine, layers, input);
  const { maps } = await results.at(-1)!.read();
  const taken = reads() - sofar;
  if (taken > 1 + mayRead) faults.push(`${taken} read backs`);
  const check = (own: Maps, index: number): void => {
    const numbersOf = toDense(own, 'channels_first');
    const wrong = numbersOf.findIndex((value, i) => !Object.is(value, expected[index][i]));
    if (wrong >= 0) faults.push(`layer ${index}: ${numbersOf[wrong]} for ${expected[index][wrong]} at ${wrong}`);
  };
  check(maps, layers.length - 1);
  for (let index = layers.length - 1; index >= 0; index--) check((await results[index].read()).maps, index);
  return faults.map((fault) => `seed ${seed}: ${fault}`);
}

async function keptOnDevice(engine: Engine, layers: readonly Layer[], input: Maps): Promise<DeviceResult[]> {
  const results: DeviceResult[] = [];
  for (const { problem, weight, bias } of layers) {
    results.push(await engine.compute(problem, 0, results.at(-1) ?? input, weight, bias));
  }
  return results;
}
