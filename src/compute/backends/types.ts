import type { Block, Program } from '../kernels/program';
import type { Correlation } from '../lower';

/** gpu.js's modes that ConvLens uses, best first. */
export const BACKEND_NAMES = ['webgl2', 'webgpu', 'webasm', 'cpu'] as const;
export type BackendName = (typeof BACKEND_NAMES)[number];

/** A kernel compiled for one program: blocks in, the raw output out. Its buffers are reused by the next run. */
export interface CompiledKernel {
  run(input: Block, weight: Block, bias: Block): Promise<Float32Array>;
  destroy(): void;
}

/** One way of running programs. Opening one may fail; running one may fail when its context is lost. */
export interface Backend {
  readonly name: BackendName;
  /** The program for a correlation in the form that this backend runs best. */
  programFor(plan: Correlation): Program;
  compile(program: Program): CompiledKernel;
  /** True once the device is gone: nothing that was compiled runs any more. */
  isLost(): boolean;
  destroy(): void;
}
