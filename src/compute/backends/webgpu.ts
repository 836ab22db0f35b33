import type { GPU } from 'gpu.js';
import { QUAD, planarProgram } from '../kernels/planar';
import { type Block, itemOfMaps } from '../kernels/program';
import { scalarProgram } from '../kernels/scalar';
import {
  type BufferResult,
  type WebGpuContext,
  acquireWebGpu,
  bufferArgument,
  createGpu,
  createTextKernel,
  isWebGpuAvailable,
  refuseFallback,
} from './gpujs';
import type { Backend, DeviceMaps, DeviceParameters, Kernel, KernelPlan } from './types';
import { type Floats, createFloats, createReader } from './webgpuBuffers';

/**
 * gpu.js on WebGPU. Its device is one for the page; buffers are made, filled and read here, because gpu.js copies
 * array arguments at every call and unpacks results number by number.
 * @throws Error when the browser gives no adapter.
 */
export async function openWebGpu(): Promise<Backend> {
  if (!(await isWebGpuAvailable())) throw new Error('The browser gives no WebGPU adapter.');
  const context = await acquireWebGpu();
  const gpu = createGpu({ mode: 'webgpu' });
  return {
    name: 'webgpu',
    compile: (plan) => compile(gpu, context, plan),
    finish: async () => {
      await context.device.queue.onSubmittedWorkDone();
    },
    isLost: () => context.isLost,
    destroy: () => void gpu.destroy(),
  };
}

interface Parameters extends DeviceParameters {
  readonly weight: Floats;
  readonly bias: Floats;
}

function compile(gpu: GPU, context: WebGpuContext, plan: KernelPlan): Kernel {
  const { device } = context;
  const planar = plan.operation === 'conv';
  const program = planar ? planarProgram(plan.correlation, plan.activation) : scalarProgram(plan);
  const kernel = createTextKernel(gpu, program.source, program.companions, {
    output: [...program.output],
    pipeline: true,
  });
  const [width, height, depth] = program.output;
  const reader = createReader(device, width * (planar ? QUAD : 1) * height * depth);
  let input: Floats | undefined;

  const bring = (block: Block, before?: Floats): Floats => {
    const floats = before ?? createFloats(device, block.size);
    floats.write(block.data);
    return floats;
  };
  const upload: Kernel['upload'] = (item) => {
    input = bring(program.packInput(item), input);
  };
  return {
    upload,
    take: async (maps) => upload(itemOfMaps(maps.layout, await maps.read())),
    parameters: (weights, biases): Parameters => {
      const weight = bring(program.packWeight(weights));
      const bias = bring(program.packBias(biases));
      return {
        weight,
        bias,
        release: () => {
          weight.release();
          bias.release();
        },
      };
    },
    run: async (parameters): Promise<DeviceMaps> => {
      const { weight, bias } = parameters as Parameters;
      const args = [input!, weight, bias].map(({ buffer, size }) => bufferArgument(buffer, size, context));
      const result = (await kernel(...args)) as BufferResult;
      refuseFallback(kernel, 'webgpu');
      return {
        layout: program.result,
        read: async (into) => {
          const raw = await reader.read(result.buffer, into);
          if (context.isLost) throw new Error('The WebGPU device was lost.');
          return raw;
        },
      };
    },
    destroy: () => {
      input?.release();
      reader.release();
      kernel.destroy();
    },
  };
}
