import type { GPU } from 'gpu.js';
import { type Block, itemOfMaps } from '../kernels/program';
import { scalarProgram } from '../kernels/scalar';
import { createGpu, createTextKernel, flatInput, refuseFallback } from './gpujs';
import type { Backend, DeviceMaps, DeviceParameters, Kernel, KernelPlan } from './types';

type ScalarMode = 'cpu' | 'webasm';

/**
 * Stock gpu.js on `cpu` or `webasm`: plain arrays in and out. What stays on the device is kept in main memory, laid out
 * as the kernel reads it.
 */
export function openScalar(mode: ScalarMode): Backend {
  const gpu = createGpu({ mode });
  return {
    name: mode,
    compile: (plan) => compileScalar(gpu, mode, plan),
    finish: async () => undefined,
    isLost: () => false,
    destroy: () => void gpu.destroy(),
  };
}

interface Blocks extends DeviceParameters {
  readonly weight: Block;
  readonly bias: Block;
}

/** A kernel of one number per thread: the form that every mode runs. */
function compileScalar(gpu: GPU, mode: ScalarMode, plan: KernelPlan): Kernel {
  const program = scalarProgram(plan);
  const kernel = createTextKernel(gpu, program.source, program.companions, { output: [...program.output] });
  const [width, height, depth] = program.output;
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
    run: async (parameters): Promise<DeviceMaps> => {
      const { weight, bias } = parameters as Blocks;
      const args = [input!, weight, bias].map((block) => flatInput(block.data, block.size));
      const planes = (await kernel(...args)) as Float32Array[][];
      refuseFallback(kernel, mode);
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
