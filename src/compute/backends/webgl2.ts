import type { GPU } from 'gpu.js';
import { depthwiseTexel } from '../kernels/depthwiseTexel';
import { groupedTexel } from '../kernels/groupedTexel';
import { type Block, type Program, itemOfMaps } from '../kernels/program';
import { createGpu, createTextKernel, refuseFallback, texelArgument } from './gpujs';
import type { Backend, DeviceMaps, DeviceParameters, Kernel, KernelPlan } from './types';
import { improveKernels } from './webgl2Kernel';
import { type Device, type Texels, createTexels, openDevice, readTexels } from './webgl2Texels';

/**
 * gpu.js on WebGL2. One canvas and context serve every kernel of the page: a page has about sixteen.
 * @param limit textures are at most as wide and as high; the device's own limit unless told.
 * @throws Error when the browser gives no WebGL2 context with float textures.
 */
export function openWebGl2(limit?: number): Backend {
  const device = openDevice(limit);
  // gpu.js grows the canvas to the size of its outputs, which nothing here looks at.
  const canvas = { width: 1, height: 1 } as HTMLCanvasElement;
  const gpu = createGpu({ mode: 'webgl2', canvas, context: device.gl });
  improveKernels(gpu, device.limit);
  return {
    name: 'webgl2',
    compile: (plan) => compile(gpu, device, plan),
    finish: async () => device.finish(),
    isLost: () => device.gl.isContextLost(),
    destroy: () => {
      void gpu.destroy();
      device.destroy();
    },
  };
}

interface Parameters extends DeviceParameters {
  readonly weight: Texels;
  readonly bias: Texels;
}

function texelProgram(plan: KernelPlan, maxRows: number): Program {
  const { groups, inPerGroup } = plan.correlation;
  const byChannel = plan.operation !== 'conv' || (groups > 1 && inPerGroup === 1);
  return byChannel ? depthwiseTexel(plan, maxRows) : groupedTexel(plan, maxRows);
}

function compile(gpu: GPU, device: Device, plan: KernelPlan): Kernel {
  const { gl } = device;
  const program = texelProgram(plan, device.drawBuffers);
  const kernel = createTextKernel(gpu, program.source, program.companions, {
    output: [...program.output],
    pipeline: true,
  });
  let input: Texels | undefined;

  const upload = (block: Block, before?: Texels): Texels => {
    const texels = before ?? createTexels(device, block.size);
    texels.write(block.data);
    return texels;
  };
  const send: Kernel['upload'] = (item) => {
    input = upload(program.packInput(item), input);
  };
  return {
    upload: send,
    take: async (maps) => send(itemOfMaps(maps.layout, await maps.read())),
    parameters: (weights, biases): Parameters => {
      const weight = upload(program.packWeight(weights));
      const bias = upload(program.packBias(biases));
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
      const args = [input!, weight, bias].map(({ texture, size, dimensions }) =>
        texelArgument({ texture, size: [...size], dimensions: [...dimensions], context: gl, kernel }),
      );
      const result = kernel(...args);
      refuseFallback(kernel, 'webgl2');
      return {
        layout: program.result,
        read: async (into) => {
          const raw = readTexels(device, texturesOf(result, program), program.output, into);
          if (gl.isContextLost()) throw new Error('The WebGL2 context was lost.');
          return raw;
        },
      };
    },
    destroy: () => {
      input?.release();
      kernel.destroy();
    },
  };
}

/** gpu.js's view of an output texture. */
interface OutputTexture {
  readonly texture: WebGLTexture;
  readonly size: ArrayLike<number>;
}

/** The outputs of a kernel or of a kernel map, in the order of the rows they hold. */
function texturesOf(result: unknown, { companions }: Program): OutputTexture[] {
  if (companions.length === 0) return [result as OutputTexture];
  const outputs = result as Record<string, OutputTexture>;
  return ['result', ...companions].map((name) => outputs[name]);
}
