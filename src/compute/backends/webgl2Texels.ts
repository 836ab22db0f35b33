import { SaidError } from '../../protocol/say';
import type { Block } from '../kernels/program';
import { LANES, type TexelRegion } from '../kernels/texelPack';
import { FIRST_MACS, type Pace } from './webgl2Tiles';

/** A WebGL2 context for float textures, on a canvas that nobody sees. */
export interface Device {
  readonly gl: WebGL2RenderingContext;
  /** What results are read through. */
  readonly framebuffer: WebGLFramebuffer;
  /** A texture at least so wide and high, where the textures of a result are put together before it is brought back. */
  joining(width: number, height: number): WebGLTexture;
  /** Textures are at most as wide and as high. */
  readonly limit: number;
  /** Outputs that one kernel can have. */
  readonly drawBuffers: number;
  /** The pace of the fastest of its kernels so far. */
  readonly fastest: Pace;
  /** Multiply-adds of a first tile. */
  readonly firstMacs: number;
  /** Waits for everything that was drawn. */
  finish(): void;
  destroy(): void;
}

/** What gpu.js's kernel maps are made for. */
const MAX_DRAW_BUFFERS = 8;

/**
 * @param atMost a limit below the device's own.
 * @throws Error when the browser gives no such context.
 */
export function openDevice(atMost = Infinity, firstMacs = FIRST_MACS): Device {
  if (typeof document === 'undefined') throw new SaidError('There is no page to take a WebGL2 context from.');
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const gl = canvas.getContext('webgl2', { alpha: false, depth: false, antialias: false });
  if (!gl) throw new SaidError('The browser gives no WebGL2 context.');
  if (!gl.getExtension('EXT_color_buffer_float')) {
    throw new SaidError('WebGL2 is there, but cannot render to float textures (EXT_color_buffer_float).');
  }
  const pixel = new Uint8Array(4);
  let joined: { texture: WebGLTexture; width: number; height: number } | undefined;
  return {
    gl,
    framebuffer: gl.createFramebuffer(),
    joining: (width, height) => {
      if (!joined || joined.width < width || joined.height < height) {
        gl.deleteTexture(joined?.texture ?? null);
        joined = { texture: createTexture(gl, width, height), width, height };
      }
      return joined.texture;
    },
    limit: Math.min(atMost, gl.getParameter(gl.MAX_TEXTURE_SIZE) as number),
    drawBuffers: Math.min(MAX_DRAW_BUFFERS, gl.getParameter(gl.MAX_DRAW_BUFFERS) as number),
    fastest: { perMs: 0 },
    firstMacs,
    // In Chromium `finish` returns at once; reading a pixel waits for the commands before it.
    finish: () => {
      gl.bindFramebuffer(gl.FRAMEBUFFER, null);
      gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
    },
    destroy: () => gl.getExtension('WEBGL_lose_context')?.loseContext(),
  };
}

/**
 * Width and height of the texture for x × y × z texels. They lie one after the other, x fastest, row by row; so a row is
 * best x·y texels wide, and where that or z is too much, x wide: both are read without a division. What fits neither
 * way is cut into rows of the limit.
 * @throws Error when there are more than limit² texels.
 */
export function textureSize([x, y, z]: Block['size'], limit: number): [width: number, height: number] {
  if (x * y <= limit && z <= limit) return [x * y, z];
  if (x <= limit && y * z <= limit) return [x, y * z];
  const height = Math.ceil((x * y * z) / limit);
  if (height > limit)
    throw new SaidError('{0} texels do not fit a texture of at most {1} × {1}.', `${x} × ${y} × ${z}`, limit);
  return [limit, height];
}

/** A block of texels on the device, laid out as `textureSize` says. */
export interface TexelBlock {
  readonly texture: WebGLTexture;
  /** Width and height of the texture. */
  readonly size: ArrayLike<number>;
  /** x, y, z of the kernel's index. */
  readonly dimensions: Block['size'];
}

/** One that is filled from arrays. */
export interface Texels extends TexelBlock {
  write(data: Float32Array): void;
  /** True where each z has a row of the texture. */
  readonly hasRowOfEach: boolean;
  /** Writes a rectangle of a texture that has a row for each z; what was never written is zero. */
  writeRegion(region: TexelRegion): void;
  release(): void;
}

/** @throws Error when the block holds more texels than a texture can. */
export function createTexels({ gl, limit }: Device, dimensions: Block['size']): Texels {
  const [width, height] = textureSize(dimensions, limit);
  const texture = createTexture(gl, width, height);
  const write = (region: TexelRegion): void => {
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, false);
    gl.pixelStorei(gl.UNPACK_ROW_LENGTH, region.rowLength);
    writeInBands(gl, region);
    gl.pixelStorei(gl.UNPACK_ROW_LENGTH, 0);
  };
  return {
    texture,
    size: [width, height],
    dimensions,
    write: (data) => {
      const rows = Math.floor(data.length / (width * 4));
      write({ data, rowLength: width, x: 0, y: 0, width, height: rows });
      // The last row of a block that was cut into rows may be short.
      const rest = data.length / 4 - rows * width;
      if (rest === 0) return;
      write({ data: data.subarray(rows * width * 4), rowLength: width, x: 0, y: rows, width: rest, height: 1 });
    },
    hasRowOfEach: width === dimensions[0] * dimensions[1],
    writeRegion: write,
    release: () => gl.deleteTexture(texture),
  };
}

/** Leaves it bound. */
function createTexture(gl: WebGL2RenderingContext, width: number, height: number): WebGLTexture {
  const texture = gl.createTexture();
  gl.activeTexture(gl.TEXTURE0);
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA32F, width, height);
  return texture;
}

/** Bytes that are handed over at a time. */
const BAND = 2 ** 20;

/**
 * Writes a rectangle to the bound texture, some rows at a time: a browser's graphics process takes one band to the card
 * while the page hands it the next. On an NVIDIA H200 3.2 MB in two bands took 1.1 ms in place of 1.4.
 */
function writeInBands(gl: WebGL2RenderingContext, { data, rowLength, x, y, width, height }: TexelRegion): void {
  const texelBytes = LANES * Float32Array.BYTES_PER_ELEMENT;
  const bands = Math.max(1, Math.min(height, Math.floor((width * height * texelBytes) / BAND)));
  for (let band = 0, row = 0; band < bands; band++) {
    const end = Math.round((height * (band + 1)) / bands);
    const from = row * rowLength * LANES;
    gl.texSubImage2D(gl.TEXTURE_2D, 0, x, y + row, width, end - row, gl.RGBA, gl.FLOAT, data, from);
    if (end < height) gl.flush();
    row = end;
  }
}

/**
 * The texels of a kernel's outputs as numbers: with n textures row i of texture k becomes row i·n + k. They are put
 * together on the device and brought back at once: every way there and back takes a card as long as a small kernel.
 * @param output x, y, z of the threads.
 * @param into is filled where it is long enough.
 */
export function readTexels(
  device: Device,
  textures: readonly TexelBlock[],
  [x, y, z]: readonly [number, number, number],
  into: Float32Array | undefined,
): Float32Array {
  const { gl, framebuffer, limit } = device;
  const row = x * y;
  const joinedRow = textures.length * row;
  const length = joinedRow * z * LANES;
  const raw = into && into.length >= length ? into : new Float32Array(length);
  gl.bindFramebuffer(gl.READ_FRAMEBUFFER, framebuffer);
  const attach = (texture: WebGLTexture): void =>
    gl.framebufferTexture2D(gl.READ_FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  if (textures.every(({ size }) => size[0] === row) && joinedRow <= limit) {
    attach(textures.length === 1 ? textures[0].texture : joined(device, textures, [row, z], attach));
    gl.readPixels(0, 0, joinedRow, z, gl.RGBA, gl.FLOAT, raw);
    return raw;
  }
  // Cut into other rows: those of `textureSize`, or the nearest square as gpu.js makes it by itself.
  textures.forEach(({ texture, size }, k) => {
    attach(texture);
    const own = new Float32Array(size[0] * size[1] * LANES);
    gl.readPixels(0, 0, size[0], size[1], gl.RGBA, gl.FLOAT, own);
    for (let i = 0; i < z; i++) {
      raw.set(own.subarray(i * row * LANES, (i + 1) * row * LANES), (i * textures.length + k) * row * LANES);
    }
  });
  return raw;
}

/** One texture of several of that size, side by side. */
function joined(
  { gl, joining }: Device,
  textures: readonly TexelBlock[],
  [width, height]: readonly [number, number],
  attach: (texture: WebGLTexture) => void,
): WebGLTexture {
  const whole = joining(textures.length * width, height);
  gl.activeTexture(gl.TEXTURE0);
  gl.bindTexture(gl.TEXTURE_2D, whole);
  textures.forEach(({ texture }, k) => {
    attach(texture);
    gl.copyTexSubImage2D(gl.TEXTURE_2D, 0, k * width, 0, 0, 0, width, height);
  });
  return whole;
}
