import { SaidError } from '../../protocol/say';
import type { GPU } from 'gpu.js';
import { depthwiseTexel } from '../kernels/depthwiseTexel';
import { type Gather, texelGather } from '../kernels/gather';
import { groupedTexel } from '../kernels/groupedTexel';
import type { Program } from '../kernels/program';
import type { TexelProgram } from '../kernels/texelCode';
import { regionOf, texelSize } from '../kernels/texelPack';
import { macsOfCorrelation } from '../lower';
import { createLru } from '../lru';
import { type TextKernel, createGpu, createTextKernel, refuseFallback, texelArgument } from './gpujs';
import { type PlacedParameters, createParameterPlaces } from './parameters';
import type { Backend, DeviceMaps, Kernel, KernelPlan } from './types';
import { improveKernels } from './webgl2Kernel';
import { type Drawing, drawTiles, isSoonDrawn } from './webgl2Tiles';
import { type Device, type TexelBlock, type Texels, createTexels, openDevice, readTexels } from './webgl2Texels';

/**
 * gpu.js on WebGL2. One canvas and context serve every kernel of the page: a page has about sixteen.
 * @param limit textures are at most as wide and as high; the device's own limit unless told.
 * @param firstMacs multiply-adds of a first tile: see `drawTiles`.
 * @throws Error when the browser gives no WebGL2 context with float textures.
 */
export function openWebGl2(limit?: number, firstMacs?: number): Backend {
  const device = openDevice(limit, firstMacs);
  // gpu.js grows the canvas to the size of its outputs, which nothing here looks at.
  const canvas = { width: 1, height: 1 } as HTMLCanvasElement;
  const gpu = createGpu({ mode: 'webgl2', canvas, context: device.gl });
  improveKernels(gpu, device.limit);
  return {
    name: 'webgl2',
    compile: (plan) => compile(gpu, device, plan),
    finish: async () => {
      device.finish();
      return performance.now();
    },
    isLost: () => device.gl.isContextLost(),
    destroy: () => {
      void gpu.destroy();
      device.destroy();
    },
  };
}

function texelProgram(plan: KernelPlan, maxRows: number): TexelProgram {
  const { groups, inPerGroup } = plan.correlation;
  const byChannel = plan.operation !== 'conv' || (groups > 1 && inPerGroup === 1);
  return byChannel ? depthwiseTexel(plan, maxRows) : groupedTexel(plan, maxRows);
}

/** What a kernel left on the device, in textures of its own. */
interface TexelMaps extends DeviceMaps {
  readonly textures: readonly TexelBlock[];
}

function compile(gpu: GPU, device: Device, plan: KernelPlan): Kernel {
  const { gl } = device;
  const program = texelProgram(plan, device.drawBuffers);
  const drawing: Drawing = { ...device, macs: macsOfCorrelation(plan.correlation), own: { perMs: 0 } };
  const kernel = createTextKernel(gpu, program.source, program.companions, {
    output: [...program.output],
    pipeline: true,
  });
  /** Of what comes from arrays; what comes from another kernel lies in a texture of its gatherer. */
  let uploaded: Texels | undefined;
  let input: TexelBlock | undefined;
  const gatherers = createLru<Gatherer>(MAX_GATHERERS, (gatherer) => gatherer.release());

  const places = createParameterPlaces(program, (size) => createTexels(device, size));
  return {
    upload: (item) => {
      uploaded ??= createTexels(device, texelSize(program.input));
      const region = uploaded.hasRowOfEach ? regionOf(item, program.input) : undefined;
      if (region) uploaded.writeRegion(region);
      else uploaded.write(program.packInput(item).data);
      input = uploaded;
    },
    take: async (maps, turned) => {
      const { textures, layout } = maps as TexelMaps;
      const key = JSON.stringify([
        textures.map(({ dimensions }) => dimensions),
        [...Array.from(layout.channel)],
        turned,
      ]);
      let gatherer = gatherers.get(key);
      if (!gatherer) {
        const source = { textures: textures.length, channel: layout.channel };
        gatherer = createGatherer(gpu, device, texelGather(program.input, source, turned));
        gatherers.set(key, gatherer);
      }
      input = gatherer.gather(textures);
    },
    parameters: (weights, biases) => places.place(weights, biases),
    run: async (parameters, { signal } = {}): Promise<TexelMaps> => {
      const { weight, bias } = parameters as PlacedParameters<Texels>;
      const args = [input!, weight, bias].map((block) => argumentOf(gl, kernel, block));
      const atOnce = isSoonDrawn(drawing);
      const result = atOnce ? kernel(...args) : withoutDrawing(gl, () => kernel(...args));
      refuseFallback(kernel, 'webgl2');
      const textures = texturesOf(result, program);
      if (!atOnce) await drawTiles(gl, drawing, Array.from(textures[0].size), signal);
      return {
        layout: program.result,
        textures,
        read: async (into) => {
          const raw = readTexels(device, textures, program.output, into);
          if (gl.isContextLost()) throw new SaidError('The WebGL2 context was lost.');
          return raw;
        },
      };
    },
    destroy: () => {
      uploaded?.release();
      places.destroy();
      gatherers.clear();
      kernel.destroy();
    },
  };
}

/** Has a kernel set everything up for what it draws. */
function withoutDrawing(gl: WebGL2RenderingContext, setUp: () => unknown): unknown {
  gl.enable(gl.RASTERIZER_DISCARD);
  try {
    return setUp();
  } finally {
    gl.disable(gl.RASTERIZER_DISCARD);
  }
}

/** Kernels whose output a kernel is ready to take: one in a chain, some more while it is edited. */
const MAX_GATHERERS = 4;

/** Makes a kernel's input of what another kernel left. */
interface Gatherer {
  gather(textures: readonly TexelBlock[]): TexelBlock;
  release(): void;
}

function createGatherer(gpu: GPU, device: Device, { source, output, tables }: Gather): Gatherer {
  const kernel = createTextKernel(gpu, source, [], { output: [...output], pipeline: true });
  const placed = tables.map((table) => {
    const texels = createTexels(device, table.size);
    texels.write(table.data);
    return texels;
  });
  return {
    gather: (textures) => {
      const result = kernel(...[...textures, ...placed].map((block) => argumentOf(device.gl, kernel, block)));
      refuseFallback(kernel, 'webgl2');
      return { ...(result as OutputTexture), dimensions: output };
    },
    release: () => {
      for (const texels of placed) texels.release();
      kernel.destroy();
    },
  };
}

function argumentOf(context: WebGL2RenderingContext, kernel: TextKernel, block: TexelBlock): unknown {
  const [width, height] = Array.from(block.size);
  return texelArgument({
    texture: block.texture,
    size: [width, height],
    dimensions: [...block.dimensions],
    context,
    kernel,
  });
}

/** gpu.js's view of an output texture. */
interface OutputTexture {
  readonly texture: WebGLTexture;
  readonly size: ArrayLike<number>;
}

/** The outputs of a kernel or of a kernel map, in the order of the rows they hold. */
function texturesOf(result: unknown, { companions, output }: Program): TexelBlock[] {
  const outputs = companions.length === 0 ? { result } : (result as Record<string, unknown>);
  return ['result', ...companions].map((name) => {
    const { texture, size } = outputs[name] as OutputTexture;
    return { texture, size, dimensions: output };
  });
}
