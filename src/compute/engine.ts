import { createRest } from './backends/rest';
import type { Backend, DeviceMaps, DeviceParameters, Kernel, KernelOptions } from './backends/types';
import { type Lru, createLru } from './lru';
import type { Maps } from './layout';
import { type Correlation, type LoweredAxis, lower } from './lower';
import type { NumberArray } from './ndarray';
import { axisShares } from './pooling';
import { type RunPlanes, runVolume } from './volume';
import { type ConvProblem, outputShapeOf } from './problem';

/** How long one run took, in milliseconds. What was found on the device from an earlier run took no time. */
export interface RunTimes {
  /** Padding and laying out input and weights, and bringing them to the device. */
  readonly upload: number;
  /** The kernel alone (see `RunOptions.split`), with what of the steps before was not computed yet; its first run holds its compilation too. */
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
  /**
   * Has the times tell computing from reading back, which takes another way to the device and back. Otherwise what a device
   * computes while it is read counts as reading back.
   */
  readonly split?: boolean;
  /** Ends the run: at once while it waits for others, at the next rest of a backend that has any. It fails with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * One batch item of a result, on the device of the engine that made it. It can be read and computed with at any time: what
 * another run of its kernel overwrote is computed again, from what it was made of.
 */
export interface DeviceResult {
  /** (1, C, …spatial). */
  readonly shape: readonly number[];
  /** Brings the numbers back. */
  read(options?: RunOptions): Promise<RunResult>;
}

/**
 * Runs problems on one backend. Kernels are kept by plan; weights and the input that a kernel ran with last stay on
 * the device. They are known by the identity of their arrays: whoever changes numbers makes a new array.
 */
export interface Engine {
  readonly backend: Backend;
  /** Why the backend does not run as well as it can, where a slower way of running it had to do. */
  readonly hindrance?: unknown;
  /**
   * One batch item of a convolution, or of what the problem says in its place; pooling takes no weight (an empty array).
   * The result stays on the device; in a chain of layers the next one takes it from there.
   * @param input what this engine left on its device, or an array of which `item` is brought there.
   * @throws Error when the backend fails.
   */
  compute(
    problem: ConvProblem,
    item: number,
    input: Maps | DeviceResult,
    weight: NumberArray,
    bias?: NumberArray,
    options?: Pick<RunOptions, 'signal'>,
  ): Promise<DeviceResult>;
  /** The same with the result brought back. */
  run(
    problem: ConvProblem,
    item: number,
    input: Maps | DeviceResult,
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
  /** Whose output the kernel holds. */
  holds?: DeviceResult;
}

interface Made {
  readonly entry: CachedKernel;
  readonly maps: DeviceMaps;
}

/** What `compute` is asked for. */
type Work = readonly [
  problem: ConvProblem,
  item: number,
  input: Maps | DeviceResult,
  weight: NumberArray,
  bias: NumberArray | undefined,
];

/** What is behind a result. */
interface Origin {
  readonly problem: ConvProblem;
  readonly item: number;
  readonly input: Maps | DeviceResult;
  readonly weight: NumberArray;
  readonly bias: NumberArray | undefined;
  /** The kernel that ran last for it, and what it left. */
  made?: Made;
  /** Of three spatial axes: the numbers, which are put together from several runs. */
  volume?: RunResult;
  /** Milliseconds that its runs took and that no reader was told of yet. */
  spent: { upload: number; compute: number; firstCall: boolean };
}

const MAX_CACHED_KERNELS = 32;
/** Numbers of weights that stay on the device for each kernel, 64 MB, in so many sets at most. */
const MAX_CACHED_WEIGHTS = 2 ** 24;
const MAX_CACHED_SETS = 8;

const nothing = (): Origin['spent'] => ({ upload: 0, compute: 0, firstCall: false });

/** @param hindrance see `Engine`. */
export function createEngine(backend: Backend, hindrance?: unknown): Engine {
  const kernels = createLru<CachedKernel>(MAX_CACHED_KERNELS, (entry) => {
    entry.holds = undefined;
    entry.parameters.clear();
    entry.kernel.destroy();
  });
  const origins = new WeakMap<DeviceResult, Origin>();

  // One thing at a time: a kernel has one place for its input and one for its output.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(task: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
    const result = last.then(() => {
      signal?.throwIfAborted();
      return task();
    });
    last = result.catch(() => undefined);
    return signal ? unlessEnded(result, signal) : result;
  };

  const lookUp = (problem: ConvProblem): { entry: CachedKernel; fresh: boolean } => {
    const key = JSON.stringify({ ...problem, batch: 1 });
    const known = kernels.get(key);
    if (known) return { entry: known, fresh: false };
    const correlation = lower(problem);
    if (!correlation) throw new Error('A problem of three spatial axes has no kernel of its own.');
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

  const originOf = (result: DeviceResult): Origin => {
    const origin = origins.get(result);
    if (!origin) throw new Error('This result lies on the device of another engine: read it there.');
    return origin;
  };

  /** Has a result on the device: where it is not there, or not any more, it is computed. */
  const present = async (result: DeviceResult, options: KernelOptions): Promise<Made> => {
    const origin = originOf(result);
    if (origin.made && origin.made.entry.holds === result) return origin.made;
    const { problem, item, input, weight, bias, spent } = origin;
    const before = 'read' in input ? await present(input, { signal: options.signal }) : undefined;
    const start = performance.now();
    const { entry, fresh } = lookUp(problem);
    const parameters = bringParameters(entry, ...(entry.factors ?? ([weight, bias] as const)));
    await (before ? takeInput(entry, input as DeviceResult, before) : bringInput(entry, input as Maps, item));
    const uploaded = performance.now();
    entry.holds = undefined;
    if (entry.kernel.isInputForOneRun) entry.input = undefined;
    const maps = await entry.kernel.run(parameters, options);
    // The caller's array is soon overwritten: whoever asks later has it computed again.
    if (!maps.isLent) entry.holds = result;
    const { packing = 0 } = maps;
    spent.upload += uploaded - start + packing;
    spent.compute += performance.now() - uploaded - packing;
    spent.firstCall ||= fresh;
    return (origin.made = { entry, maps });
  };

  const read = async (result: DeviceResult, options: RunOptions = {}): Promise<RunResult> => {
    if (isVolume(result)) return readVolume(result, options);
    const { entry, maps } = await present(result, options);
    const origin = originOf(result);
    const start = performance.now();
    // Both are on their way at once: waiting for one before the other is asked for would cost a way there and back.
    const finished = options.split ? backend.finish() : start;
    const [data, computed] = await Promise.all([maps.read(options.into), finished]);
    const readback = performance.now() - computed;
    const { upload, compute, firstCall } = origin.spent;
    origin.spent = nothing();
    const { rows } = entry.correlation;
    const spatial = origin.problem.axes.map((_, axis) => maps.layout.spatial[axis === rows.axis ? 0 : 1]);
    return {
      maps: { shape: result.shape, data, layout: { ...maps.layout, spatial } },
      times: { upload, compute: compute + computed - start, readback, firstCall },
    };
  };

  const isVolume = (result: DeviceResult): boolean => originOf(result).problem.axes.length === 3;

  /** Volumes come about in main memory, slice by slice. */
  const readVolume = async (result: DeviceResult, { split, signal }: RunOptions = {}): Promise<RunResult> => {
    const origin = originOf(result);
    const { problem, item, input, weight, bias } = origin;
    if (origin.volume) return origin.volume;
    const before = 'read' in input ? (await read(input, { split, signal })).maps : itemOf(input, item);
    const times = { upload: 0, compute: 0, readback: 0, firstCall: false };
    const rest = createRest(signal);
    const run: RunPlanes = async (...[planar, ...numbers]) => {
      const plane = await read(make(planar, 0, ...numbers), { split, signal });
      times.upload += plane.times.upload;
      times.compute += plane.times.compute;
      times.readback += plane.times.readback;
      times.firstCall ||= plane.times.firstCall;
      // A plane that is soon computed rests nowhere, and there may be hundreds.
      const pause = rest();
      if (pause) await pause;
      return plane.maps;
    };
    const maps = await runVolume({ problem: { ...problem, batch: 1 }, input: before, weight, bias, run });
    return (origin.volume = { maps, times });
  };

  const make = (...[problem, item, input, weight, bias]: Work): DeviceResult => {
    const [, ...shape] = outputShapeOf(problem);
    const result: DeviceResult = {
      shape: [1, ...shape],
      read: (options) => inTurn(() => read(result, options), options?.signal),
    };
    origins.set(result, { problem, item, input, weight, bias, spent: nothing() });
    return result;
  };

  return {
    backend,
    hindrance,
    compute: (...[problem, item, input, weight, bias, { signal } = {}]) =>
      inTurn(async () => {
        const result = make(problem, item, input, weight, bias);
        await (isVolume(result) ? readVolume(result, { signal }) : present(result, { signal }));
        return result;
      }, signal),
    run: (problem, item, input, weight, bias, options) =>
      inTurn(() => read(make(problem, item, input, weight, bias), options), options?.signal),
  };
}

/** The same promise, which fails as soon as the signal ends it: what waits for its turn need not wait for the end of others. */
function unlessEnded<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (): void => reject(signal.reason as Error);
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
    void result.then(resolve, reject).finally(() => signal.removeEventListener('abort', end));
  });
}

/** Takes what another kernel holds, or this one, unless it is what the kernel ran with last. */
async function takeInput(entry: CachedKernel, result: DeviceResult, made: Made): Promise<void> {
  const key = `result ${identityOf(result)}`;
  if (entry.input === key) return;
  entry.input = undefined;
  await entry.kernel.take(made.maps, made.entry.correlation.rows.axis !== entry.correlation.rows.axis);
  entry.input = key;
}

/** Brings a batch item to the kernel's input, unless it is what the kernel ran with last. */
async function bringInput(entry: CachedKernel, { data, layout }: Maps, item: number): Promise<void> {
  const key = `${identityOf(data)} ${identityOf(layout)} ${item}`;
  if (entry.input === key) return;
  entry.input = undefined;
  const strideOf = (axis: number | undefined): number => (axis === undefined ? 0 : layout.spatial[axis]);
  await entry.kernel.upload({
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
  parameters.set(key, made, Math.max(weight.length, MAX_CACHED_WEIGHTS / MAX_CACHED_SETS));
  return made;
}

/** One batch item of maps as maps of their own. */
function itemOf({ shape, data, layout }: Maps, item: number): Maps {
  const start = item * layout.batch;
  return { shape: [1, ...shape.slice(1)], data: data.subarray(start), layout };
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
