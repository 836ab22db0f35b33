import type { GPU } from 'gpu.js';
import type { Program } from '../kernels/program';
import { scalarProgram } from '../kernels/scalar';
import {
  createGpu,
  createTextKernel,
  flatInput,
  isWebAssemblySupported,
  isWebGpuAvailable,
  refuseFallback,
} from './gpujs';
import type { Backend, BackendName, CompiledKernel } from './types';

/**
 * gpu.js on `webasm`, `cpu` or `webgpu`: one number per thread, plain arrays in and out.
 * @throws Error when the mode is not offered here.
 */
export async function openScalar(mode: Exclude<BackendName, 'webgl2'>): Promise<Backend> {
  if (mode === 'webasm' && !isWebAssemblySupported()) throw new Error('WebAssembly with SIMD is not offered here.');
  if (mode === 'webgpu' && !(await isWebGpuAvailable())) throw new Error('The browser gives no WebGPU adapter.');
  const gpu = createGpu({ mode });
  return {
    name: mode,
    programFor: scalarProgram,
    compile: (program) => compile(gpu, mode, program),
    isLost: () => false,
    destroy: () => void gpu.destroy(),
  };
}

function compile(gpu: GPU, mode: BackendName, program: Program): CompiledKernel {
  const kernel = createTextKernel(gpu, program.source, program.companions, { output: [...program.output] });
  const [width, height, depth] = program.output;
  return {
    run: async (...blocks) => {
      const planes = (await kernel(...blocks.map((block) => flatInput(block.data, block.size)))) as Float32Array[][];
      refuseFallback(kernel, mode);
      const raw = new Float32Array(width * height * depth);
      for (let z = 0; z < depth; z++) {
        for (let y = 0; y < height; y++) raw.set(planes[z][y], (z * height + y) * width);
      }
      return raw;
    },
    destroy: () => kernel.destroy(),
  };
}
