import type { GPU } from 'gpu.js';
import { depthwiseTexel } from '../kernels/depthwiseTexel';
import { groupedTexel } from '../kernels/groupedTexel';
import { type Block, type Program, itemOfMaps } from '../kernels/program';
import type { Backend, DeviceMaps, DeviceParameters, Kernel, KernelPlan } from './types';
import { type RawTexture, createGpu, createTextKernel, refuseFallback, texelArgument } from './gpujs';

/**
 * gpu.js on WebGL2. One canvas and context serve every kernel of the page: a page has about sixteen.
 * @throws Error when the browser gives no WebGL2 context with float textures.
 */
export function openWebGl2(): Backend {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('webgl2', { alpha: false, depth: false, antialias: false });
  if (!context) throw new Error('The browser gives no WebGL2 context.');
  if (!context.getExtension('EXT_color_buffer_float')) {
    throw new Error('WebGL2 is there, but cannot render to float textures (EXT_color_buffer_float).');
  }
  const gpu = createGpu({ mode: 'webgl2', canvas, context });
  return {
    name: 'webgl2',
    compile: (plan) => compile(gpu, context, plan),
    finish: async () => context.finish(),
    isLost: () => context.isContextLost(),
    destroy: () => {
      void gpu.destroy();
      context.getExtension('WEBGL_lose_context')?.loseContext();
    },
  };
}

interface Textures extends DeviceParameters {
  readonly weight: UploadedBlock;
  readonly bias: UploadedBlock;
}

function compile(gpu: GPU, gl: WebGL2RenderingContext, { correlation }: KernelPlan): Kernel {
  const depthwise = correlation.groups > 1 && correlation.inPerGroup === 1;
  const program = depthwise ? depthwiseTexel(correlation) : groupedTexel(correlation);
  const kernel = createTextKernel(gpu, program.source, program.companions, {
    output: [...program.output],
    pipeline: true,
  });
  let input: UploadedBlock | undefined;

  const send: Kernel['upload'] = (item) => {
    if (input) gl.deleteTexture(input.texture);
    input = upload(gl, program.packInput(item));
  };
  return {
    upload: send,
    take: async (maps) => send(itemOfMaps(maps.layout, await maps.read())),
    parameters: (weights, biases): Textures => {
      const weight = upload(gl, program.packWeight(weights));
      const bias = upload(gl, program.packBias(biases));
      return {
        weight,
        bias,
        release: () => {
          for (const { texture } of [weight, bias]) gl.deleteTexture(texture);
        },
      };
    },
    run: async (parameters): Promise<DeviceMaps> => {
      const { weight, bias } = parameters as Textures;
      const args = [input!, weight, bias].map(({ texture, size, dimensions }) =>
        texelArgument({ texture, size, dimensions: [...dimensions], context: gl, kernel }),
      );
      const result = kernel(...args);
      refuseFallback(kernel, 'webgl2');
      return {
        layout: program.result,
        read: async (into) => {
          const raw =
            program.companions.length === 0
              ? (result as RawTexture).renderRawOutput()
              : interleave(result, program, into);
          if (gl.isContextLost()) throw new Error('The WebGL2 context was lost.');
          return raw;
        },
      };
    },
    destroy: () => {
      if (input) gl.deleteTexture(input.texture);
      kernel.destroy();
    },
  };
}

/** The rows of a kernel map's outputs in their order: row i·n + k is row i of output k. */
function interleave(result: unknown, program: Program, into: Float32Array | undefined): Float32Array {
  const outputs = result as Record<string, RawTexture>;
  const names = ['result', ...program.companions];
  const [width, height, blocks] = program.output;
  const row = width * height * 4;
  const length = blocks * names.length * row;
  const raw = into && into.length >= length ? into : new Float32Array(length);
  names.forEach((name, k) => {
    const own = outputs[name].renderRawOutput();
    for (let i = 0; i < blocks; i++) raw.set(own.subarray(i * row, (i + 1) * row), (i * names.length + k) * row);
  });
  return raw;
}

interface UploadedBlock {
  texture: WebGLTexture;
  /** Width and height of the texture. */
  size: [number, number];
  /** x, y, z of the kernel's index. */
  dimensions: Block['size'];
}

/** A block of texels as a texture that gpu.js reads as `Array(4)` values at [z][y][x]. */
function upload(gl: WebGL2RenderingContext, block: Block): UploadedBlock {
  const texels = block.data.length / 4;
  const limit = gl.getParameter(gl.MAX_TEXTURE_SIZE) as number;
  // A power of two lets the compiler turn the division of a flat index into a shift.
  const width = Math.min(limit, 2 ** Math.ceil(Math.log2(Math.sqrt(texels))));
  const height = Math.ceil(texels / width);
  if (height > limit) {
    throw new Error(`${texels} texels do not fit a texture of at most ${limit} × ${limit}.`);
  }
  const full = Math.floor(texels / width);
  const texture = gl.createTexture();
  gl.activeTexture(gl.TEXTURE0);
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, false);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, width, height, 0, gl.RGBA, gl.FLOAT, null);
  // Whole lines straight from the block, then the last, shorter one: no copy to fill up the rectangle.
  if (full > 0) gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, full, gl.RGBA, gl.FLOAT, block.data, 0);
  if (texels > full * width) {
    const rest = texels - full * width;
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, full, rest, 1, gl.RGBA, gl.FLOAT, block.data, full * width * 4);
  }
  return { texture, size: [width, height], dimensions: block.size };
}
