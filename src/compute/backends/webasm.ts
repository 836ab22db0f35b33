import { SaidError } from '../../protocol/say';
import { type Correlation, macsOfCorrelation } from '../lower';
import { depthwiseLanes } from '../kernels/depthwiseLanes';
import { groupedLanes } from '../kernels/groupedLanes';
import type { LaneProgram } from '../kernels/laneProgram';
import { type ItemSource, itemOfMaps } from '../kernels/program';
import { createGpu } from './gpujs';
import type { Backend, DeviceMaps, DeviceParameters, Kernel, KernelPlan } from './types';
import { createTunedKernel, isTunable, tooLarge } from './webasmKernel';
import { type Rest, createRest } from './rest';

/** Milliseconds of a piece of work from which on the next one is not made longer. */
const BRIEF = 5;

/** Multiply-adds that take about as long as a frame or two. */
const MACS_AT_ONCE = 2e8;

/** Does `from` … `to` − 1 piece by piece, larger ones while they are soon done, and lets the page have its turn between them. */
async function inPieces(from: number, to: number, rest: Rest, work: (from: number, to: number) => void): Promise<void> {
  for (let at = from, count = 1; at < to;) {
    const start = performance.now();
    const next = Math.min(to, at + count);
    work(at, next);
    at = next;
    if (performance.now() - start < BRIEF) count *= 2;
    const pause = rest();
    if (pause) await pause;
  }
}

/**
 * gpu.js on WebAssembly, one thread, with the code of `webasmCode.ts`. Where gpu.js is not as that expects it, stock gpu.js is
 * there: `openScalar`, which is correct and slow.
 * @throws Error when WebAssembly is not offered here, and at the first `compile` when gpu.js lacks what the code relies on.
 */
export function openTuned(): Backend {
  const gpu = createGpu({ mode: 'webasm' });
  return {
    name: 'webasm',
    compile: (plan) => {
      if (!isTunable()) throw new SaidError('This gpu.js lacks methods that webasmCode.ts overrides.');
      return compileLanes(laneProgram(plan), plan.correlation);
    },
    finish: async () => performance.now(),
    isLost: () => false,
    destroy: () => void gpu.destroy(),
  };

  function compileLanes(program: LaneProgram, correlation: Correlation): Kernel {
    const { fill } = correlation;
    const macs = macsOfCorrelation(correlation);
    const kernel = createTunedKernel(gpu, program);
    const input = kernel.argument('x');
    // What is padding is never written again.
    if (fill !== 0) input.fill(fill);
    const weight = kernel.argument('w');
    const bias = kernel.argument('b');
    const memory = kernel.result();
    let present: DeviceParameters | undefined;
    const { stripes, length } = program;
    /** An input that is laid out stripe by stripe, each right before it is read. */
    let striped: ItemSource | undefined;
    const upload: Kernel['upload'] = (item) => {
      if (stripes) striped = item;
      else program.packInput(item, input);
    };
    const isBrief = macs <= MACS_AT_ONCE;
    // A slice of much work is computed part by part.
    const isInParts = macs / kernel.slices() > MACS_AT_ONCE;
    /** Computes some slices of the outermost coordinate: at once where all of them together are soon done. */
    const executeSlices = (from: number, to: number, rest: Rest): Promise<void> | undefined => {
      if (isBrief) {
        kernel.execute(from, to);
        return undefined;
      }
      return isInParts
        ? executeParts(from, to, rest)
        : inPieces(from, to, rest, (at, next) => kernel.execute(at, next));
    };
    const executeParts = async (from: number, to: number, rest: Rest): Promise<void> => {
      for (let slice = from; slice < to; slice++) {
        await inPieces(0, kernel.steps(), rest, (at, next) => kernel.executePart(slice, at, next));
      }
    };
    /** Computes every cell; gives the milliseconds that laying out the input took of it. */
    const execute = async (result: Float32Array, signal: AbortSignal | undefined): Promise<number> => {
      const end = kernel.slices();
      const rest = createRest(signal);
      let packing = 0;
      const { slices = end, step = 0, rows = 0 } = stripes ?? {};
      for (let slice = 0, from = 0, made = 0; slice < end; slice += slices, from += step, made += memory.length) {
        if (striped) {
          const start = performance.now();
          program.packInput(striped, input, { from, to: from + rows });
          packing += performance.now() - start;
        }
        const pieces = executeSlices(slice, Math.min(end, slice + slices), rest);
        if (pieces) await pieces;
        result.set(made + memory.length > length ? memory.subarray(0, length - made) : memory, made);
      }
      striped = undefined;
      return packing;
    };
    /** An array of this kernel's own for its result, until that is read: then it is the reader's. */
    let own: Float32Array | undefined;
    return {
      isInputForOneRun: stripes !== undefined,
      upload,
      take: async (maps, turned) => upload(itemOfMaps(maps.layout, (maps as WasmMaps).data, turned)),
      parameters: (weights, biases): WasmParameters => {
        const packed = { weight: new Float32Array(weight.length), bias: new Float32Array(bias.length) };
        program.packWeight(weights, packed.weight);
        program.packBias(biases, packed.bias);
        return { ...packed, release: () => undefined };
      },
      run: async (parameters, { into, signal } = {}): Promise<WasmMaps> => {
        if (parameters !== present) {
          const packed = parameters as WasmParameters;
          weight.set(packed.weight);
          bias.set(packed.bias);
          present = parameters;
        }
        const isLent = into !== undefined && into.length >= length;
        const data = isLent ? into : (own ??= arrayOf(length));
        const packing = await execute(data, signal);
        return {
          layout: program.result,
          data,
          packing,
          isLent,
          read: async (other) => {
            if (other && other !== data && other.length >= length) {
              other.set(data);
              return other;
            }
            if (data === own) own = undefined;
            return data;
          },
        };
      },
      destroy: () => kernel.destroy(),
    };
  }
}

/** @throws Error when there is no room for it. */
function arrayOf(length: number): Float32Array {
  try {
    return new Float32Array(length);
  } catch {
    throw tooLarge(length);
  }
}

/** Weight and bias as the lanes read them; they are in the kernel's memory when it ran with them last. */
interface WasmParameters extends DeviceParameters {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/** Maps in main memory, outside of the kernel's: what was read is not brought back again. */
interface WasmMaps extends DeviceMaps {
  readonly data: Float32Array;
}

/** The form that suits a plan: what goes channel by channel has an input channel in each lane, any other an output channel. */
export function laneProgram(plan: KernelPlan): LaneProgram {
  const { groups, inPerGroup } = plan.correlation;
  const byChannel = plan.operation !== 'conv' || (groups > 1 && inPerGroup === 1);
  return byChannel ? depthwiseLanes(plan) : groupedLanes(plan);
}
