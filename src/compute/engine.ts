import type { Backend, DeviceParameters, Kernel } from './backends/types';
import { type Lru, createLru } from './lru';
import type { Maps } from './layout';
import { type Correlation, type LoweredAxis, lower } from './lower';
import type { NumberArray } from './ndarray';
import { axisShares } from './pooling';
import { type ConvProblem, outputShapeOf } from './problem';

/** How long one run took, in milliseconds. What was found on the device from an earlier run took no time. */
export interface RunTimes {
  /** Padding and laying out input and weights, and bringing them to the device. */
  readonly upload: number;
  /** The kernel alone; its first run holds its compilation too. */
  readonly compute: number;
  /** Bringing the result back. */
  readonly readback: number;
  /** True when the kernel was compiled in this run. */
  readonly firstCall: boolean;
}

export interface RunResult {
  /** (1, C, …spatial): one batch item. */
  readonly maps: Maps;
  readonly times: RunTimes;
}

export interface RunOptions {
  /** Filled with the result where it is long enough, in place of an array made for it. */
  readonly into?: Float32Array;
}

/**
 * Runs problems on one backend. Kernels are kept by plan; weights and the input that a kernel ran with last stay on
 * the device. They are known by the identity of their arrays: whoever changes numbers makes a new array.
 */
export interface Engine {
  readonly backend: Backend;
  /**
   * One batch item of a convolution, or of what the problem says in its place; pooling takes no weight (an empty array).
   * @throws Error for three spatial axes, or when the backend fails.
   */
  run(
    problem: ConvProblem,
    item: number,
    input: Maps,
    weight: NumberArray,
    bias?: NumberArray,
    options?: RunOptions,
  ): Promise<RunResult>;
}

interface CachedKernel {
  readonly correlation: Correlation;
  readonly kernel: Kernel;
  readonly parameters: Lru<DeviceParameters>;
  /** Of pooling: what stands in the place of weight and bias. */
  readonly factors?: readonly [NumberArray, NumberArray];
  /** What stands in the kernel's input. */
  input?: string;
}

const MAX_CACHED_KERNELS = 32;
/** Numbers of weights that stay on the device for each kernel: 64 MB. */
const MAX_CACHED_WEIGHTS = 2 ** 24;

export function createEngine(backend: Backend): Engine {
  const kernels = createLru<CachedKernel>(MAX_CACHED_KERNELS, ({ kernel, parameters }) => {
    parameters.clear();
    kernel.destroy();
  });
  // One run at a time: a kernel has one place for its input and one for its output.
  let last: Promise<unknown> = Promise.resolve();

  const lookUp = (problem: ConvProblem): { entry: CachedKernel; fresh: boolean } => {
    const key = JSON.stringify({ ...problem, batch: 1 });
    const known = kernels.get(key);
    if (known) return { entry: known, fresh: false };
    const correlation = lower(problem);
    if (!correlation) {
      throw new Error('Convolution over three spatial axes has no kernel; the reference loop computes it.');
    }
    const entry: CachedKernel = {
      correlation,
      kernel: backend.compile({
        operation: problem.pooling?.kind ?? 'conv',
        correlation,
        activation: problem.activation,
      }),
      factors: problem.pooling && poolFactors(problem, correlation),
      parameters: createLru<DeviceParameters>(MAX_CACHED_WEIGHTS, (parameters) => parameters.release()),
    };
    kernels.set(key, entry);
    return { entry, fresh: true };
  };

  const run: Engine['run'] = async (problem, item, input, weight, bias, { into } = {}) => {
    const start = performance.now();
    const { entry, fresh } = lookUp(problem);
    bringInput(entry, input, item);
    const parameters = bringParameters(entry, ...(entry.factors ?? ([weight, bias] as const)));
    const uploaded = performance.now();
    const result = await entry.kernel.run(parameters);
    await backend.finish();
    const computed = performance.now();
    const data = await result.read(into);
    const done = performance.now();
    const [, ...shape] = outputShapeOf(problem);
    const { rows } = entry.correlation;
    const spatial = problem.axes.map((_, axis) => result.layout.spatial[axis === rows.axis ? 0 : 1]);
    return {
      maps: { shape: [1, ...shape], data, layout: { ...result.layout, spatial } },
      times: {
        upload: uploaded - start,
        compute: computed - uploaded,
        readback: done - computed,
        firstCall: fresh,
      },
    };
  };

  return {
    backend,
    run: (...args) => {
      const result = last.then(() => run(...args));
      last = result.catch(() => undefined);
      return result;
    },
  };
}

/** Brings a batch item to the kernel's input, unless it is what the kernel ran with last. */
function bringInput(entry: CachedKernel, { data, layout }: Maps, item: number): void {
  const key = `${identityOf(data)} ${identityOf(layout)} ${item}`;
  if (entry.input === key) return;
  entry.input = undefined;
  const strideOf = (axis: number | undefined): number => (axis === undefined ? 0 : layout.spatial[axis]);
  entry.kernel.upload({
    data,
    offset: item * layout.batch,
    channel: layout.channel,
    rowStride: strideOf(entry.correlation.rows.axis),
    columnStride: strideOf(entry.correlation.columns.axis),
  });
  entry.input = key;
}

function bringParameters(
  { kernel, parameters }: CachedKernel,
  weight: NumberArray,
  bias: NumberArray | undefined,
): DeviceParameters {
  const key = `${identityOf(weight)} ${bias ? identityOf(bias) : ''}`;
  const known = parameters.get(key);
  if (known) return known;
  const made = kernel.parameters(weight, bias);
  parameters.set(key, made, weight.length);
  return made;
}

/** For the rows and columns of pooling what every output there is multiplied with. */
function poolFactors(problem: ConvProblem, { rows, columns }: Correlation): [NumberArray, NumberArray] {
  const shares = axisShares(problem);
  const of = ({ axis }: LoweredAxis): NumberArray => (axis === undefined ? new Float32Array([1]) : shares[axis]);
  return [of(rows), of(columns)];
}

const identities = new WeakMap<object, number>();
let lastIdentity = 0;

/** A number that an object has to itself for as long as it lives. */
function identityOf(object: object): number {
  let identity = identities.get(object);
  if (identity === undefined) identities.set(object, (identity = ++lastIdentity));
  return identity;
}
