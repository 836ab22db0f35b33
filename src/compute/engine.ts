import type { Backend, CompiledKernel } from './backends/types';
import type { Program } from './kernels/program';
import type { Maps } from './layout';
import { type Correlation, lower } from './lower';
import type { NumberArray } from './ndarray';
import { type ConvProblem, outputShapeOf } from './problem';

/** How long one run took, in milliseconds. Reading back is part of `compute`: the two cannot be told apart. */
export interface RunTimes {
  /** Padding and laying out input and weights. */
  readonly prepare: number;
  /** Upload, kernel and readback; the first run of a plan holds its compilation too. */
  readonly compute: number;
  /** True when the kernel was compiled in this run. */
  readonly firstCall: boolean;
}

export interface RunResult {
  /** (1, C, …spatial): one batch item. */
  readonly maps: Maps;
  readonly times: RunTimes;
}

/** Compiled kernels by plan, the least recently used thrown away first. */
export interface Engine {
  readonly backend: Backend;
  /**
   * One batch item of a convolution.
   * @throws Error for three spatial axes, or when the backend fails.
   */
  run(problem: ConvProblem, item: number, input: Maps, weight: NumberArray, bias?: NumberArray): Promise<RunResult>;
}

interface CachedKernel {
  readonly plan: Correlation;
  readonly program: Program;
  readonly kernel: CompiledKernel;
}

const MAX_CACHED_KERNELS = 32;

/** Runs problems on one backend. */
export function createEngine(backend: Backend): Engine {
  const cache = new Map<string, CachedKernel>();
  // One run at a time: a kernel's output buffer is reused by its next run.
  let last: Promise<unknown> = Promise.resolve();

  const lookUp = (problem: ConvProblem): { entry: CachedKernel; fresh: boolean } => {
    const key = JSON.stringify({ ...problem, batch: 1 });
    const known = cache.get(key);
    if (known) {
      cache.delete(key);
      cache.set(key, known);
      return { entry: known, fresh: false };
    }
    const plan = lower(problem);
    if (!plan) throw new Error('Convolution over three spatial axes has no kernel; the reference loop computes it.');
    const program = backend.programFor(plan);
    const entry = { plan, program, kernel: backend.compile(program) };
    cache.set(key, entry);
    if (cache.size > MAX_CACHED_KERNELS) {
      const [oldest, { kernel }] = cache.entries().next().value!;
      kernel.destroy();
      cache.delete(oldest);
    }
    return { entry, fresh: true };
  };

  const run: Engine['run'] = async (problem, item, input, weight, bias) => {
    const start = performance.now();
    const { entry, fresh } = lookUp(problem);
    const { plan, program, kernel } = entry;
    const strideOf = (axis: number | undefined): number => (axis === undefined ? 0 : input.layout.spatial[axis]);
    const source = {
      data: input.data,
      offset: item * input.layout.batch,
      channel: input.layout.channel,
      rowStride: strideOf(plan.rows.axis),
      columnStride: strideOf(plan.columns.axis),
    };
    const blocks = [program.packInput(source), program.packWeight(weight), program.packBias(bias)] as const;
    const prepared = performance.now();
    const data = await kernel.run(...blocks);
    const done = performance.now();
    const [, ...shape] = outputShapeOf(problem);
    const spatial = problem.axes.map((_, axis) =>
      axis === plan.rows.axis ? program.result.spatial[0] : program.result.spatial[1],
    );
    return {
      maps: { shape: [1, ...shape], data, layout: { ...program.result, spatial } },
      times: { prepare: prepared - start, compute: done - prepared, firstCall: fresh },
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
