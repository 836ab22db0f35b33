import { type GPU, WebGL2Kernel } from 'gpu.js';
import { textureSize } from './webgl2Texels';

/**
 * gpu.js 2.24's WebGL2 kernel with three changes that make it fetch and store texels directly. Written so that it
 * can be offered upstream; `test/unit/compute/gpujs.test.ts` fails when gpu.js changes what it builds on.
 *
 * 1. `Array(4)` arguments are read with `texelFetch` at (x + width·y, z). gpu.js makes a flat index of x, y and z, divides
 *    it by the texture's width and samples at a normalised place. Both read the same texel of a texture that is as wide
 *    as x·y; measured on SwiftShader, convolutions ran 1.6 to 2 times as fast. A kernel with an argument that
 *    `textureSize` had to lay out otherwise fetches by the layout of each.
 * 2. The output texture is laid out by `textureSize` too, where gpu.js takes the nearest square: a row of a
 *    texture is then a row of the result, which `readPixels` can write where it belongs.
 * 3. Every run sets the viewport to the kernel's own output. gpu.js draws into one as large as the largest output so
 *    far and grows the canvas along, which costs the memory of that canvas for nothing.
 */

/** The parts of gpu.js's kernel that its declarations leave out. */
interface Internals {
  readonly output: readonly number[];
  readonly context: WebGL2RenderingContext;
  texSize: Int32Array;
  maxTexSize: Int32Array;
  compiledFragmentShader: string | null;
  validateSettings(args: unknown): void;
  updateMaxTexSize(): void;
  getFragmentShader(args: ArrayLike<TexelArgument>): string;
  run(...args: unknown[]): unknown;
}

interface TexelArgument {
  /** Width and height of the texture. */
  readonly size: ArrayLike<number>;
  /** x, y, z. */
  readonly output: ArrayLike<number>;
}

interface KernelClass {
  new (...args: unknown[]): Internals;
  readonly fragmentShader: string;
  readonly features: unknown;
}

const Stock = WebGL2Kernel as unknown as KernelClass;

const STOCK_READ = 'return getImage2D(tex, texSize, texDim, z, y, x);';
const DIRECT_READ = 'return texelFetch(tex, ivec2(x + texDim.x * y, z), 0);';
/** Each branch reads the same texel where several apply; the sizes of an argument are the same for every thread. */
const FOLDED_READ = `if (texSize.x == texDim.x * texDim.y) ${DIRECT_READ}
  int row = y + texDim.y * z;
  if (texSize.x == texDim.x) return texelFetch(tex, ivec2(x, row), 0);
  int index = x + texDim.x * row;
  return texelFetch(tex, ivec2(index % texSize.x, index / texSize.x), 0);`;
const STOCK_INDEX = 'index = int(vTexCoord.s * float(uTexSize.x)) + int(vTexCoord.t * float(uTexSize.y)) * uTexSize.x;';
const DIRECT_INDEX = 'index = int(gl_FragCoord.x) + int(gl_FragCoord.y) * uTexSize.x;';

/** The changed kernel for textures of at most `limit` × `limit`. */
const texelKernel = (limit: number): KernelClass =>
  class extends Stock {
    static override get fragmentShader(): string {
      return super.fragmentShader.replace(STOCK_READ, DIRECT_READ).replace(STOCK_INDEX, DIRECT_INDEX);
    }

    override getFragmentShader(args: ArrayLike<TexelArgument>): string {
      const shader = super.getFragmentShader(args);
      const direct = Array.from(args).every(({ size, output }) => size[0] === output[0] * output[1]);
      return direct ? shader : (this.compiledFragmentShader = shader.replace(DIRECT_READ, FOLDED_READ));
    }

    override validateSettings(args: unknown): void {
      super.validateSettings(args);
      const [x, y = 1, z = 1] = this.output;
      this.texSize = new Int32Array(textureSize([x, y, z], limit));
    }

    override updateMaxTexSize(): void {
      this.maxTexSize = this.texSize;
    }

    override run(...args: unknown[]): unknown {
      this.context.viewport(0, 0, this.texSize[0], this.texSize[1]);
      return super.run(...args);
    }
  };

/** Whether this gpu.js is built as the changes expect. */
export function isImprovable(): boolean {
  const { validateSettings, updateMaxTexSize, getFragmentShader, run } = Stock.prototype as Internals;
  const shader = Stock.fragmentShader;
  return (
    [validateSettings, updateMaxTexSize, getFragmentShader, run].every((method) => typeof method === 'function') &&
    [STOCK_READ, STOCK_INDEX].every((text) => shader.split(text).length === 2)
  );
}

/**
 * Lets a GPU of mode `webgl2` make improved kernels; leaves it as it is where gpu.js is not as expected.
 * @param limit textures are at most as wide and as high.
 */
export function improveKernels(gpu: GPU, limit: number): void {
  if (isImprovable()) (gpu as unknown as { Kernel: unknown }).Kernel = texelKernel(limit);
}
