/** The part of gpu.js 2.24's WebAssembly backend that `webasmCode.ts` and `webasmKernel.ts` build on; its own declarations leave it out. */

/** A node of the kernel's syntax tree, as acorn makes it: fields by its `type`. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Ast = any;

/** gpu.js's names for what lies on the stack: a single number or boolean, or one for each of the four lanes. */
export type StackType = 'f32' | 'i32' | 'bool' | 'vf32' | 'vi32' | 'vbool' | 'void';

/** The two places that an array can come from. */
export type ArrayTable = 'arrays' | 'constantArrays';

/** A function under construction: one method for each instruction. */
export interface Emitter {
  bytes: number[];
  addLocal(type: string): number;
  _push(bytes: readonly number[]): Emitter;
  block(): Emitter;
  loop(): Emitter;
  end(): Emitter;
  brIf(depth: number): Emitter;
  call(name: string): Emitter;
  drop(): Emitter;
  return_(): Emitter;
  localGet(index: number): Emitter;
  localSet(index: number): Emitter;
  localTee(index: number): Emitter;
  globalGet(index: number): Emitter;
  globalSet(index: number): Emitter;
  i32Const(value: number): Emitter;
  i32Add(): Emitter;
  i32Mul(): Emitter;
  i32DivS(): Emitter;
  i32LtS(): Emitter;
  i32GeS(): Emitter;
  f32Load(offset: number, align?: number): Emitter;
  v128Load(offset: number, align?: number): Emitter;
  v128Store(offset: number, align?: number): Emitter;
}

export interface ModuleBuilder {
  addFunction(name: string, signature: { params?: string[]; results?: string[]; locals?: string[] }): Emitter;
  exportFunction(name: string): void;
}

/** Where an array argument lies in memory: bytes, elements. */
export interface ArrayRecord {
  index: number;
  offset: number;
  dims: number[];
  flatLength: number;
}

export interface MemoryLayout {
  arrays: Record<string, ArrayRecord>;
  constantArrays: Record<string, ArrayRecord>;
  outputOffset: number;
  totalBytes?: number;
}

export type Globals = Record<string, number>;

export interface Declaration {
  inForLoopInit: boolean;
  suggestedType: string | null;
  valueType: string | null;
}

interface Local {
  kind: string;
  index: number;
  wtype: string;
  gtype: string;
}

export interface FunctionNode {
  readonly isRootKernel: boolean;
  readonly source: string;
  readonly assembler: { module: ModuleBuilder; layout: MemoryLayout; globals: Globals } | null;
  readonly em: Emitter;
  readonly locals: Map<string, Local>;
  readonly taintedLocals: Set<string>;
  readonly vMaskDepth: number;
  readonly usesRandom: boolean;
  readonly usedMathImports: Set<string>;
  /** Parses the source, once. */
  getJsAST(): Ast;
  toString(): string;
  walkFunction(em: Emitter): void;
  emitFunction(assembler: NonNullable<FunctionNode['assembler']>): Emitter;
  emitVectorFunction(assembler: NonNullable<FunctionNode['assembler']>): Emitter;
  getDeclaration(id: Ast): Declaration;
  /** Such as `value[][]`; with `isRaw`, with its names. */
  getVariableSignature(ast: Ast, isRaw?: boolean): string | null;
  getType(ast: Ast): string;
  isThreadDependent(ast: Ast): boolean;
  setScalarLocal(name: string, wtype: string, gtype: string, emitInit: () => void): void;
  emitIndex(ast: Ast): void;
  emitArrayElement(ast: Ast): void;
  stmtVariableDeclaration(ast: Ast): void;
  vDeclareVarying(declaration: Ast, statement: Ast): void;
  stmtRootReturn(ast: Ast, type: string): void;
  enterBlock(type?: string): void;
  enterLoop(type?: string): void;
  enterIf(type?: string): void;
  exit(): void;
  emitFlatLoad(table: ArrayTable, name: string, x: Ast, y: Ast, z: Ast, node: Ast): StackType;
  exprIdentifier(ast: Ast): StackType;
  vstatementBody(ast: Ast): void;
  astErrorOutput(message: string, ast: Ast): Error;
  vGather(table: ArrayTable, name: string, x: Ast, y: Ast, z: Ast, node: Ast): StackType;
  vCoerce(from: StackType, to: StackType): StackType;
  vEmitByType(ast: Ast, want: StackType): StackType;
  exprBinary(ast: Ast): StackType;
  vexpr(ast: Ast): StackType;
  vexprIdentifier(ast: Ast): StackType;
  vexprBinary(ast: Ast): StackType;
  vstmtFor(ast: Ast): void;
  vstmtReturn(ast: Ast): void;
  vRetireOrReturn(): void;
}

export type NodeConstructor = new (...args: unknown[]) => FunctionNode;

export interface AssembledModule {
  bytes: Uint8Array<ArrayBuffer>;
  initial: number;
  maximum: number;
}

/** One instance of a compiled kernel, with its memory. */
export interface Entry {
  layout: MemoryLayout;
  f32: Float32Array;
  runSimd: (start: number, end: number, seed: number) => void;
}

export interface FunctionBuilder {
  functionMap: Record<string, FunctionNode>;
  traceFunctionCalls(name: string, found: string[]): string[];
  getKernelResultType(): string;
}

export interface Kernel {
  built: boolean;
  output: number[];
  threadDim: number[];
  argumentNames: string[];
  argumentTypes: string[];
  returnType: string | null;
  componentCount: number;
  functionBuilder: FunctionBuilder;
  tracedFunctions: string[];
  usesRandom: boolean;
  usedMathImports: Set<string>;
  fallbackReason?: string;
  _active: Entry | null;
  build(...args: unknown[]): void;
  translateSource(): boolean;
  computeLayout(args: unknown[]): MemoryLayout;
  /** The WebAssembly of the kernel, and the pages of memory that it needs. */
  _assembleModule(layout: MemoryLayout, cells: number, shared: boolean): AssembledModule;
  _instantiate(key: string, args: unknown[]): void;
  _emitRunSimd(builder: ModuleBuilder, globals: Globals): void;
  destroy(): void;
}

export type KernelConstructor = new (...args: unknown[]) => Kernel;
