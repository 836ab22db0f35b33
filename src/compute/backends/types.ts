import type { Activation } from '../activation';
import type { ItemSource } from '../kernels/program';
import type { MapLayout } from '../layout';
import type { Correlation } from '../lower';
import type { NumberArray } from '../ndarray';

/** gpu.js's modes that ConvLens uses, best first. */
export const BACKEND_NAMES = ['webgl2', 'webgpu', 'webasm', 'cpu'] as const;
export type BackendName = (typeof BACKEND_NAMES)[number];

/** What a kernel is made for; it holds nothing of any run's numbers. */
export interface KernelPlan {
  /**
   * `conv`: weighted sums, started at the bias. `max`, `average`: the largest number of a window or the sum of them, channel
   * by channel; in the place of weight and bias are factors for every output row and column (see `axisShares`).
   */
  readonly operation: 'conv' | 'max' | 'average';
  readonly correlation: Correlation;
  /** Applied to every number that comes out. */
  readonly activation?: Activation;
}

/**
 * One way of running kernels: gpu.js in one of its modes.
 *
 * What lies on the device is seen through opaque handles. Opening a backend may fail; running may fail when
 * its context is lost. Calls come one at a time.
 */
export interface Backend {
  readonly name: BackendName;
  /** The kernel for a plan, in the form that this backend runs best. */
  compile(plan: KernelPlan): Kernel;
  /**
   * Gives the time at which everything that was run was computed, by the page's clock. Reading waits by itself, and may be begun
   * meanwhile.
   */
  finish(): Promise<number>;
  /** True once the device is gone: nothing that was compiled runs any more. */
  isLost(): boolean;
  destroy(): void;
}

/** Whether a failure was that of a device that is gone: a browser may tell of what failed a turn before it tells of the loss. */
export async function wasLost(backend: Backend): Promise<boolean> {
  if (!backend.isLost()) await new Promise((resolve) => setTimeout(resolve));
  return backend.isLost();
}

/**
 * A kernel compiled for one plan. It has one place for its input and one for its output: an input counts until
 * the next `upload` or `take` (see `isInputForOneRun`), an output until the next `run`. Parameters are as many as are made.
 */
export interface Kernel {
  /** True where an input counts for one run, which follows at once. */
  readonly isInputForOneRun?: boolean;
  /** Pads one batch item, lays it out as this kernel reads it and brings it to the device. */
  upload(item: ItemSource): void | Promise<void>;
  /**
   * The same with what a kernel of this backend left on the device, without bringing it back where that can be.
   * @param turned the rows of the maps are the columns of this kernel's correlation.
   */
  take(maps: DeviceMaps, turned: boolean): Promise<void>;
  /** Lays weight and bias, or the factors of pooling, out and brings them to the device. */
  parameters(weight: NumberArray, bias: NumberArray | undefined): DeviceParameters;
  /**
   * Computes from the input there is.
   * @param options.into the array that the result will be read into: a backend in main memory may leave it there at once (`isLent`).
   * @param options.signal ends it at its next rest, where it has any.
   * @throws the signal's reason then.
   */
  run(parameters: DeviceParameters, options?: KernelOptions): Promise<DeviceMaps>;
  destroy(): void;
}

export interface KernelOptions {
  readonly into?: Float32Array;
  readonly signal?: AbortSignal;
}

/** Weights on the device, good for the kernel that made them. */
export interface DeviceParameters {
  release(): void;
}

/** One batch item of maps on the device, until their kernel runs again. */
export interface DeviceMaps {
  /** Where the numbers lie once they are read; `spatial` belongs to (rows, columns) of the correlation. */
  readonly layout: MapLayout;
  /** Milliseconds of the run that made them in which its input was laid out. */
  readonly packing?: number;
  /** True where they lie in the array of the caller's that `run` was given, whose numbers are good until he changes them. */
  readonly isLent?: boolean;
  /**
   * The numbers, in an array that nothing here writes to any more.
   * @param into is filled where it is given and long enough.
   */
  read(into?: Float32Array): Promise<Float32Array>;
}
