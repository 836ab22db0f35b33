import { SaidError } from '../../protocol/say';
import type { GPU } from 'gpu.js';
import { type Gather, scalarGather } from '../kernels/gather';
import { QUAD, planarProgram } from '../kernels/planar';
import { itemOfMaps } from '../kernels/program';
import { scalarProgram } from '../kernels/scalar';
import { createLru } from '../lru';
import {
  type BufferResult,
  type WebGpuContext,
  acquireWebGpu,
  bufferArgument,
  buildKernel,
  createGpu,
  createTextKernel,
  isWebGpuAvailable,
  refuseFallback,
} from './gpujs';
import { type PlacedParameters, createParameterPlaces } from './parameters';
import { nextTask } from './rest';
import type { Backend, DeviceMaps, Kernel, KernelPlan } from './types';
import { type FloatBlock, type Floats, createFloats, createReader, hurried, writeBands } from './webgpuBuffers';

/**
 * gpu.js on WebGPU. Its device is one for the page; buffers are made, filled and read here, because gpu.js copies
 * array arguments at every call and unpacks results number by number.
 * @throws Error when the browser gives no adapter.
 */
export async function openWebGpu(): Promise<Backend> {
  if (!(await isWebGpuAvailable())) throw new SaidError('The browser gives no WebGPU adapter.');
  const context = await acquireWebGpu();
  const gpu = createGpu({ mode: 'webgpu' });
  return {
    name: 'webgpu',
    compile: (plan) => compile(gpu, context, plan),
    finish: async () => {
      await hurried(context.device, context.device.queue.onSubmittedWorkDone());
      return performance.now();
    },
    isLost: () => context.isLost,
    destroy: () => void gpu.destroy(),
  };
}

/** What a kernel left on the device, in its buffer. */
interface BufferMaps extends DeviceMaps {
  readonly buffer: GPUBuffer;
  /** Numbers that it holds. */
  readonly length: number;
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
  const length = width * (planar ? QUAD : 1) * height * depth;
  const reader = createReader(device, length);
  /** Of what comes from arrays; what comes from another kernel lies in a buffer of its gatherer. */
  let uploaded: Floats | undefined;
  let input: FloatBlock | undefined;
  const gatherers = createLru<Gatherer>(MAX_GATHERERS, (gatherer) => gatherer.release());

  const places = createParameterPlaces(program, (size) => createFloats(device, size));
  // The device compiles while the first input is laid out: the next step of that is begun whenever the page has its turn.
  let isBuilding = true;
  const built = (): void => void (isBuilding = false);
  buildKernel(kernel, ARGUMENTS, context).then(built, built);
  const upload: Kernel['upload'] = async (item) => {
    input = uploaded ??= createFloats(device, program.inputSize);
    const rest = (): Promise<void> | undefined => (isBuilding ? nextTask() : undefined);
    await rest();
    await writeBands(device, uploaded, program.packBands(item), rest);
  };
  return {
    upload,
    take: async (maps, turned) => {
      const { layout, buffer, length: available } = maps as BufferMaps;
      // The program may lie on its side itself.
      const spatial = turned === Boolean(program.input.turned) ? layout.spatial : [...layout.spatial].reverse();
      const key = JSON.stringify([available, spatial, Array.from(layout.channel)]);
      let gatherer = gatherers.get(key);
      if (!gatherer) {
        const gather = scalarGather(program.input, { ...layout, spatial }, available);
        if (!gather) return upload(itemOfMaps(layout, await maps.read(), turned));
        gatherer = createGatherer(gpu, context, gather, available);
        gatherers.set(key, gatherer);
      }
      input = await gatherer.gather(buffer);
    },
    parameters: (weights, biases) => places.place(weights, biases),
    run: async (parameters): Promise<BufferMaps> => {
      const { weight, bias } = parameters as PlacedParameters<Floats>;
      const args = [input!, weight, bias].map(({ buffer, size }) => bufferArgument(buffer, size, context));
      const { buffer } = (await kernel(...args)) as BufferResult;
      refuseFallback(kernel, 'webgpu');
      return {
        layout: program.result,
        buffer,
        length,
        read: async (into) => {
          const raw = await reader.read(buffer, into);
          if (context.isLost) throw new SaidError('The WebGPU device was lost.');
          return raw;
        },
      };
    },
    destroy: () => {
      uploaded?.release();
      places.destroy();
      gatherers.clear();
      reader.release();
      kernel.destroy();
    },
  };
}

/** Input, weight and bias. */
const ARGUMENTS = 3;

/** Kernels whose output a kernel is ready to take: one in a chain, some more while it is edited. */
const MAX_GATHERERS = 4;

/** Makes a kernel's input of what another kernel left. */
interface Gatherer {
  gather(buffer: GPUBuffer): Promise<FloatBlock>;
  release(): void;
}

function createGatherer(
  gpu: GPU,
  context: WebGpuContext,
  { source, output, tables }: Gather,
  length: number,
): Gatherer {
  const kernel = createTextKernel(gpu, source, [], { output: [...output], pipeline: true });
  const placed = tables.map((table) => {
    const floats = createFloats(context.device, table.size);
    floats.write(table.data);
    return floats;
  });
  return {
    gather: async (buffer) => {
      const blocks: FloatBlock[] = [{ buffer, size: [length, 1, 1] }, ...placed];
      const result = await kernel(...blocks.map((block) => bufferArgument(block.buffer, block.size, context)));
      refuseFallback(kernel, 'webgpu');
      return { buffer: (result as BufferResult).buffer, size: output };
    },
    release: () => {
      for (const floats of placed) floats.release();
      kernel.destroy();
    },
  };
}
