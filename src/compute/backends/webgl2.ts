import type { GPU } from 'gpu.js';
import { depthwiseTexel } from '../kernels/depthwiseTexel';
import { groupedTexel } from '../kernels/groupedTexel';
import type { Block, Program } from '../kernels/program';
import type { Backend, CompiledKernel } from './types';
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
    programFor: (plan) => (plan.groups > 1 && plan.inPerGroup === 1 ? depthwiseTexel(plan) : groupedTexel(plan)),
    compile: (program) => compile(gpu, context, program),
    isLost: () => context.isContextLost(),
    destroy: () => {
      void gpu.destroy();
      context.getExtension('WEBGL_lose_context')?.loseContext();
    },
  };
}

function compile(gpu: GPU, gl: WebGL2RenderingContext, program: Program): CompiledKernel {
  const kernel = createTextKernel(gpu, program.source, program.companions, {
    output: [...program.output],
    pipeline: true,
  });
  return {
    run: async (...blocks) => {
      const textures = blocks.map((block) => upload(gl, block));
      try {
        const args = textures.map(({ texture, size }, i) =>
          texelArgument({ texture, size, dimensions: [...blocks[i].size], context: gl, kernel }),
        );
        const result = kernel(...args);
        refuseFallback(kernel, 'webgl2');
        const raw =
          program.companions.length === 0 ? (result as RawTexture).renderRawOutput() : interleave(result, program);
        if (gl.isContextLost()) throw new Error('The WebGL2 context was lost.');
        return raw;
      } finally {
        for (const { texture } of textures) gl.deleteTexture(texture);
      }
    },
    destroy: () => kernel.destroy(),
  };
}

/** The rows of a kernel map's outputs in their order: row i·n + k is row i of output k. */
function interleave(result: unknown, program: Program): Float32Array {
  const outputs = result as Record<string, RawTexture>;
  const names = ['result', ...program.companions];
  const [width, height, blocks] = program.output;
  const row = width * height * 4;
  const raw = new Float32Array(blocks * names.length * row);
  names.forEach((name, k) => {
    const own = outputs[name].renderRawOutput();
    for (let i = 0; i < blocks; i++) raw.set(own.subarray(i * row, (i + 1) * row), (i * names.length + k) * row);
  });
  return raw;
}

interface UploadedBlock {
  texture: WebGLTexture;
  size: [number, number];
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
  return { texture, size: [width, height] };
}
