import { SaidError } from '../../protocol/say';
import * as gpujs from 'gpu.js';
import { GPU, Input, Texture } from 'gpu.js';
import type { BackendName } from './types';

/**
 * The part of gpu.js 2.24 that ConvLens uses, with the types that its own declarations leave out.
 * Everything else here speaks to gpu.js through this file.
 */
export interface TextKernel {
  (...args: unknown[]): unknown;
  /** Translates and compiles for arguments of the types of these, which a first call does otherwise. */
  build(...args: unknown[]): unknown;
  destroy(): void;
  /** Why gpu.js changed to its CPU mode, if it did. */
  readonly fallbackReason?: string;
}

/** What a pipeline kernel returns on WebGL2: the raw read skips gpu.js's slow unpacking into arrays. */
export interface RawTexture {
  renderRawOutput(): Float32Array;
}

/**
 * gpu.js cuts loops off at `loopMaxIterations` (1000 unless told) without a word. Kernels here have
 * literal bounds, and no bound reaches this.
 */
const LOOP_LIMIT = 2 ** 20;

export interface GpuSettings {
  mode: BackendName;
  canvas?: HTMLCanvasElement;
  context?: WebGL2RenderingContext;
}

/** @throws Error when the mode is one of WebAssembly and that is not offered here. */
export function createGpu(settings: GpuSettings): GPU {
  if (settings.mode === 'webasm' && !GPU.isWebAssemblySupported) {
    throw new SaidError('WebAssembly with SIMD is not offered here.');
  }
  return new GPU(settings as object);
}

export const isWebGpuAvailable = (): Promise<boolean> => GPU.isWebGPUAvailable();

/**
 * A kernel from its source text. With `companions`, functions that the source calls once each with an
 * `Array(4)`, it gives `{ result, [name]: … }`: gpu.js's kernel map, one draw buffer for each.
 */
export function createTextKernel(
  gpu: GPU,
  source: string,
  companions: readonly string[],
  settings: object,
): TextKernel {
  const all = {
    precision: 'single',
    // Otherwise small textures are sampled at low precision, which a phone's GPU takes at its word.
    tactic: 'precision',
    loopMaxIterations: LOOP_LIMIT,
    ...settings,
  };
  if (companions.length === 0) return gpu.createKernel(source, all as object) as unknown as TextKernel;
  const functions = Object.fromEntries(companions.map((name) => [name, `function ${name}(sums) { return sums; }`]));
  const createMap = gpu.createKernelMap.bind(gpu) as unknown as (...args: unknown[]) => TextKernel;
  return createMap(functions, source, all);
}

/** Throws when gpu.js fell back to its CPU mode by itself: a result must not go under the wrong name. */
export function refuseFallback(kernel: TextKernel, mode: BackendName): void {
  if (mode !== 'cpu' && kernel.fallbackReason)
    throw new SaidError('gpu.js left {0}: {1}.', mode, kernel.fallbackReason);
}

/** Flat numbers as a kernel argument indexed [z][y][x]. */
export function flatInput(data: Float32Array, size: readonly number[]): unknown {
  return new (Input as unknown as new (value: Float32Array, size: number[]) => unknown)(data, [...size]);
}

/** An array argument of which only the size is known yet: x, y, z in elements. */
export function sizedInput([x, y, z]: readonly number[]): unknown {
  return flatInput({ length: x * y * z } as Float32Array, [x, y, z]);
}

export interface TextureSettings {
  texture: WebGLTexture;
  /** Width and height of the texture. */
  size: [number, number];
  /** x, y, z of the kernel's index. */
  dimensions: number[];
  context: WebGL2RenderingContext;
  kernel: TextKernel;
}

/** An RGBA32F texture as a kernel argument whose elements are `Array(4)`. */
export function texelArgument(settings: TextureSettings): unknown {
  const Constructor = Texture as unknown as new (settings: object) => unknown;
  return new Constructor({ ...settings, output: settings.dimensions, type: 'ArrayTexture(4)' });
}

/** The one WebGPU device that gpu.js's kernels share. */
export interface WebGpuContext {
  readonly device: GPUDevice;
  readonly isLost: boolean;
}

/** A storage buffer as a kernel takes and, under `pipeline`, returns it. */
export interface BufferResult {
  readonly buffer: GPUBuffer;
  readonly context: WebGpuContext;
}

/** What gpu.js exports for WebGPU beyond its declarations. */
const { WebGPUContext, WebGPUBufferResult } = gpujs as unknown as {
  WebGPUContext: { acquire(): Promise<WebGpuContext> };
  WebGPUBufferResult: new (settings: object) => BufferResult;
};

/** @throws Error when there is no adapter. */
export const acquireWebGpu = (): Promise<WebGpuContext> => WebGPUContext.acquire();

/** A storage buffer of float32 as a kernel argument indexed [z][y][x]; `size` is x, y, z. */
export function bufferArgument(buffer: GPUBuffer, size: readonly number[], context: WebGpuContext): unknown {
  return new WebGPUBufferResult({ buffer, output: [...size], componentCount: 1, context });
}

/**
 * Has a WebGPU kernel translated, and the device begin to compile it, before there is anything that it could run on.
 * @param count of its arguments, all of which are buffers: only their types are looked at.
 * @returns resolves once it is compiled; a call of the kernel waits for that by itself, and fails where that fails.
 */
export async function buildKernel(kernel: TextKernel, count: number, context: WebGpuContext): Promise<void> {
  const none = (): unknown => bufferArgument({} as GPUBuffer, [1, 1, 1], context);
  await kernel.build(...Array.from({ length: count }, none));
}
