import type { GPU } from 'gpu.js';
import { type Block, itemOfMaps } from '../kernels/program';
import { scalarProgram } from '../kernels/scalar';
import { macsOfCorrelation } from '../lower';
import { createGpu, createTextKernel, flatInput, refuseFallback } from './gpujs';
import { createRest } from './rest';
import type { Backend, DeviceMaps, DeviceParameters, Kernel, KernelPlan } from './types';

type ScalarMode = 'cpu' | 'webasm';

/**
 * Stock gpu.js on `cpu` or `webasm`: plain arrays in and out. What stays on the device is kept in main memory, laid out
 * as the kernel reads it.
 * @param macsAtOnce multiply-adds between two rests.
 */
export function openScalar(mode: ScalarMode, macsAtOnce = MACS_AT_ONCE): Backend {
  const gpu = createGpu({ mode });
  return {
    name: mode,
    compile: (plan) => compileScalar(gpu, mode, plan, macsAtOnce),
    finish: async () => performance.now(),
    isLost: () => false,
    destroy: () => void gpu.destroy(),
  };
}

interface Blocks extends DeviceParameters {
  readonly weight: Block;
  readonly bias: Block;
}

/** Multiply-adds that take about as long as a frame or two. */
const MACS_AT_ONCE = 1e7;

/**
 * Output channels that are computed at once: all where that is soon done, else as many as divide a group, or whole groups
 * that divide them all, so that one kernel serves every slab.
 */
function slabOf({ correlation }: KernelPlan, macsAtOnce: number): number {
  const { groups, outPerGroup } = correlation;
  const channels = groups * outPerGroup;
  const most = Math.max(1, Math.floor((channels * macsAtOnce) / Math.max(1, macsOfCorrelation(correlation))));
  if (most >= channels) return channels;
  const largest = (count: number, limit: number): number => {
    for (let divisor = Math.min(count, limit); divisor > 1; divisor--) if (count % divisor === 0) return divisor;
    return 1;
  };
  return most < outPerGroup
    ? largest(outPerGroup, most)
    : outPerGroup * largest(groups, Math.floor(most / outPerGroup));
}

/** Of input, weight and bias what output channels `from` … `from + slab − 1` read, as if there were no others. */
function blocksOf(
  { correlation, operation }: KernelPlan,
  [input, weight, bias]: readonly Block[],
  from: number,
  slab: number,
): Block[] {
  const { groups, inPerGroup, outPerGroup } = correlation;
  if (slab === groups * outPerGroup) return [input, weight, bias];
  const first = Math.floor(from / outPerGroup) * inPerGroup;
  const ins = Math.ceil(slab / outPerGroup) * inPerGroup;
  const [width, height] = input.size;
  const plane = width * height;
  const x: Block = { data: input.data.subarray(first * plane, (first + ins) * plane), size: [width, height, ins] };
  // The factors of pooling belong to rows and columns.
  if (operation !== 'conv') return [x, weight, bias];
  const [taps] = weight.size;
  return [
    x,
    { data: weight.data.subarray(from * taps, (from + slab) * taps), size: [taps, slab, 1] },
    { data: bias.data.subarray(from, from + slab), size: [slab, 1, 1] },
  ];
}

/** A kernel of one number per thread: the form that every mode runs. */
function compileScalar(gpu: GPU, mode: ScalarMode, plan: KernelPlan, macsAtOnce: number): Kernel {
  const program = scalarProgram(plan);
  const [width, height, depth] = program.output;
  const slab = slabOf(plan, macsAtOnce);
  const kernel = createTextKernel(gpu, program.source, program.companions, { output: [width, height, slab] });
  let input: Block | undefined;

  const upload: Kernel['upload'] = (item) => {
    input = program.packInput(item);
  };
  return {
    upload,
    take: async (maps, turned) => upload(itemOfMaps(maps.layout, await maps.read(), turned)),
    parameters: (weight, bias): Blocks => ({
      weight: program.packWeight(weight),
      bias: program.packBias(bias),
      release: () => undefined,
    }),
    run: async (parameters, { signal } = {}): Promise<DeviceMaps> => {
      const { weight, bias } = parameters as Blocks;
      const rest = createRest(signal);
      const planes: Float32Array[][] = [];
      for (let from = 0; from < depth; from += slab) {
        const blocks = blocksOf(plan, [input!, weight, bias], from, slab);
        const part = (await kernel(...blocks.map(({ data, size }) => flatInput(data, size)))) as Float32Array[][];
        refuseFallback(kernel, mode);
        for (const plane of part) planes.push(plane);
        const pause = from + slab < depth ? rest() : undefined;
        if (pause) await pause;
      }
      return {
        layout: program.result,
        read: async (into) => {
          const length = width * height * depth;
          const raw = into && into.length >= length ? into : new Float32Array(length);
          for (let z = 0; z < depth; z++) {
            for (let y = 0; y < height; y++) raw.set(planes[z][y], (z * height + y) * width);
          }
          return raw;
        },
      };
    },
    destroy: () => kernel.destroy(),
  };
}
