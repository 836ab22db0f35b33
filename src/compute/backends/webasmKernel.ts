import { SaidError } from '../../protocol/say';
import { FunctionBuilder, type GPU, WebAssemblyFunctionNode, WebAssemblyKernel as StockKernel } from 'gpu.js';
import { createTextKernel, sizedInput } from './gpujs';
import { type CellOrder, LANES, type ResultPlace, TunedFunctionNode } from './webasmCode';
import type {
  Entry,
  FunctionBuilder as Builder,
  Globals,
  Kernel,
  KernelConstructor,
  MemoryLayout,
  ModuleBuilder,
} from './webasmTypes';

const Base = StockKernel as unknown as KernelConstructor;
const BYTES = Float32Array.BYTES_PER_ELEMENT;

/**
 * A kernel's memory at most. WebAssembly ends at 4 GB; up to half of that, addresses are positive integers and
 * counters of cells exact as floats.
 */
const MAX_BYTES = 2 ** 31;

/** What a kernel is made of, beside gpu.js's own settings. */
export interface TunedSettings {
  readonly source: string;
  /** Cells along x, y, z; along x a multiple of four. */
  readonly threads: readonly [number, number, number];
  /** Elements of each array argument along x, y, z, in the order of the source's arguments. */
  readonly sizes: Readonly<Record<string, readonly number[]>>;
  readonly place: ResultPlace;
  readonly order: CellOrder;
}

/**
 * gpu.js's WebAssembly kernel with the code of `TunedFunctionNode`, run without copies: arguments and result are views of
 * its memory. Cells are computed slice by slice in an order of the caller's.
 */
export class TunedKernel extends Base {
  settings: TunedSettings | undefined;
  private runPart: ((slice: number, from: number, to: number) => void) | undefined;

  /** The stock method with another node class and any number of components; nothing here draws random numbers. */
  override translateSource(): boolean {
    const { fromKernel } = FunctionBuilder as unknown as { fromKernel(kernel: Kernel, node: unknown): Builder };
    const builder = fromKernel.call(FunctionBuilder, this, TunedFunctionNode);
    const root = builder.functionMap.kernel as TunedFunctionNode;
    root.place = this.settings!.place;
    this.functionBuilder = builder;
    this.tracedFunctions = builder.traceFunctionCalls('kernel', []);
    this.returnType ??= builder.getKernelResultType();
    this.componentCount = this.settings!.place.components.length;
    this.usesRandom = false;
    this.usedMathImports = new Set(root.usedMathImports);
    return true;
  }

  override computeLayout(args: unknown[]): MemoryLayout {
    const layout = super.computeLayout(args);
    return { ...layout, totalBytes: layout.outputOffset + this.settings!.place.length * BYTES };
  }

  /**
   * `run_simd(start, end)`: the cells of these slices of the outermost coordinate, with no division; and
   * `run_part(slice, start, end)`: of one slice those with the second coordinate in a range.
   */
  override _emitRunSimd(builder: ModuleBuilder, globals: Globals): void {
    const { order } = this.settings!;
    const firstLocal = 3;
    const global = { x: globals.threadX, y: globals.threadY, z: globals.threadZ };
    const [x, y, z] = this.threadDim;
    const size = { x, y, z };
    const emit = (name: string, ranged: number): void => {
      const run = builder.addFunction(name, { params: ['i32', 'i32', 'i32'], locals: ['i32', 'i32', 'i32'] });
      // The coordinate that has a range finds it in the parameters that follow those for the coordinates before it.
      const open = (depth: number): void => {
        if (depth === order.length) return void run.call('kernel_simd');
        const axis = order[depth];
        const local = firstLocal + depth;
        if (depth === ranged) run.localGet(ranged);
        else run.i32Const(0);
        run.localSet(local).loop().localGet(local).globalSet(global[axis]);
        open(depth + 1);
        run
          .localGet(local)
          .i32Const(axis === 'x' ? LANES : 1)
          .i32Add()
          .localTee(local);
        if (depth === ranged) run.localGet(ranged + 1);
        else run.i32Const(size[axis]);
        run.i32LtS().brIf(0).end();
      };
      if (ranged > 0) run.localGet(0).globalSet(global[order[0]]);
      open(ranged);
    };
    emit('run_simd', 0);
    emit('run_part', 1);
    builder.exportFunction('run_part');
  }

  /**
   * The stock method for a kernel of one size, run on this thread: what it compiles is not validated before, for compiling
   * does that, and not kept for sizes to come.
   */
  override _instantiate(_key: string, args: unknown[]): void {
    const layout = this.computeLayout(args);
    const [x, y, z] = this.threadDim;
    const { bytes, initial, maximum } = this._assembleModule(layout, x * y * z, false);
    const memory = new WebAssembly.Memory({ initial, maximum });
    const env: Record<string, WebAssembly.ImportValue> = { memory };
    for (const name of this.usedMathImports) env[`math_${name}`] = Math[name as 'exp'];
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env });
    this._active = { layout, f32: new Float32Array(memory.buffer), runSimd: exports.run_simd as Entry['runSimd'] };
    this.runPart = exports.run_part as typeof this.runPart;
  }

  /** The memory of an array argument: zeros until it is written. */
  argument(name: string): Float32Array {
    const { layout, f32 } = this._active!;
    const { offset, flatLength } = layout.arrays[name];
    return f32.subarray(offset / BYTES, offset / BYTES + flatLength);
  }

  /** The memory of the result. */
  result(): Float32Array {
    const { layout, f32 } = this._active!;
    return f32.subarray(layout.outputOffset / BYTES, layout.outputOffset / BYTES + this.settings!.place.length);
  }

  /** Slices of the outermost coordinate. */
  slices(): number {
    return this.threadDim['xyz'.indexOf(this.settings!.order[0])];
  }

  /** Steps of the second coordinate in a slice. */
  steps(): number {
    return this.threadDim['xyz'.indexOf(this.settings!.order[1])];
  }

  /** Computes the cells of a slice with the second coordinate in `from` … `to` − 1. */
  executePart(slice: number, from: number, to: number): void {
    this.runPart!(slice, from, to);
  }

  /** Computes the cells of slices `from` … `to` − 1 of the outermost coordinate. */
  execute(from: number, to: number): void {
    this._active!.runSimd(from, to, 0);
  }
}

/**
 * Compiles a kernel.
 * @throws Error when it needs more memory than there is.
 */
export function createTunedKernel(gpu: GPU, settings: TunedSettings): TunedKernel {
  const sizes = Object.values(settings.sizes);
  const elements = sizes.reduce((total, [x, y, z]) => total + x * y * z, settings.place.length);
  if (elements * BYTES > MAX_BYTES) throw tooLarge(elements);
  const maker = gpu as unknown as { Kernel: unknown };
  const stock = maker.Kernel;
  maker.Kernel = TunedKernel;
  const shortcut = createTextKernel(gpu, settings.source, [], {
    output: [...settings.threads],
    argumentTypes: Object.fromEntries(Object.keys(settings.sizes).map((name) => [name, 'Input'])),
  });
  maker.Kernel = stock;
  const kernel = (shortcut as unknown as { kernel: TunedKernel }).kernel;
  kernel.settings = settings;
  try {
    kernel.build(...sizes.map(sizedInput));
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(elements);
    throw error;
  }
  return kernel;
}

/** What is said where so many numbers have no room. */
export function tooLarge(elements: number): Error {
  const megabytes = Math.ceil((elements * BYTES) / 2 ** 20).toLocaleString('en');
  return new SaidError(
    'Input, weights and output take {0} MB of WebAssembly memory, more than there is. Make the input smaller or choose another backend.',
    megabytes,
  );
}

/** The methods that `TunedFunctionNode` and `TunedKernel` override or call, of the version that they were written for. */
export const RELIED_ON = {
  node: [
    ...[
      'walkFunction',
      'toString',
      'getJsAST',
      'emitFunction',
      'emitVectorFunction',
      'enterBlock',
      'enterLoop',
      'enterIf',
      'exit',
    ],
    ...[
      'stmtVariableDeclaration',
      'getVariableSignature',
      'setScalarLocal',
      'emitIndex',
      'isThreadDependent',
      'getDeclaration',
      'getType',
    ],
    ...[
      'vDeclareVarying',
      'vstmtFor',
      'vstatementBody',
      'exprIdentifier',
      'vexpr',
      'vexprIdentifier',
      'emitFlatLoad',
      'vGather',
      'vCoerce',
      'vEmitByType',
    ],
    ...['vexprBinary', 'vstmtReturn', 'vRetireOrReturn', 'stmtRootReturn', 'emitArrayElement', 'astErrorOutput'],
  ],
  kernel: ['build', 'translateSource', 'computeLayout', '_assembleModule', '_emitRunSimd', '_instantiate', 'destroy'],
} as const;

/** The classes that gpu.js exports. */
export interface GpuClasses {
  readonly WebAssemblyFunctionNode?: unknown;
  readonly WebAssemblyKernel?: unknown;
}

/** Whether gpu.js has what the tuned classes rely on. That its text is the one they were written for is for the tests to see. */
export function isTunable(classes: GpuClasses = { WebAssemblyFunctionNode, WebAssemblyKernel: StockKernel }): boolean {
  const has = (constructor: unknown, names: readonly string[]): boolean => {
    const { prototype } = (constructor ?? {}) as { prototype?: Record<string, unknown> };
    return prototype !== undefined && names.every((name) => typeof prototype[name] === 'function');
  };
  return has(classes.WebAssemblyFunctionNode, RELIED_ON.node) && has(classes.WebAssemblyKernel, RELIED_ON.kernel);
}
