import { WebAssemblyFunctionNode as StockNode } from 'gpu.js';
import type { ArrayTable, Ast, Emitter, FunctionNode, NodeConstructor, StackType } from './webasmTypes';
import { type Affine, ZERO, affine, contentsOf, integer, literalBounds, plus, readsOf, scaled } from './webasmIndex';
import { F32X4_RELAXED_MADD, V128_LOAD32_SPLAT, hasRelaxedSimd, unsigned } from './webasmInstructions';

/**
 * Better WebAssembly from gpu.js 2.24: what its `WebAssemblyFunctionNode` emits for the same kernel source, with
 *
 * 1. elements that lie side by side for the four lanes read by one `v128.load` (stock: four loads, three inserts),
 * 2. an element that all four lanes read loaded and spread by one `v128.load32_splat`,
 * 3. the constant part of an index folded into the load's offset, and what a loop does not change computed before it,
 * 4. loop counters and integer constants kept as integers (stock: floats, converted back at each read),
 * 5. short loops with literal bounds written out,
 * 6. `sum + a * b` as one fused multiply-add where the engine offers relaxed SIMD,
 * 7. results stored as vectors, at a place that the kernel's caller chooses, and any number of them per cell,
 * 8. integer constants that hold the lane, `const at = left + this.thread.x`, read as part of the indices they are for.
 *
 * All of it overrides methods of the exported class, and what a rule does not cover goes to the stock method.
 * `webasmKernel.ts` uses it and says what happens when gpu.js is not the version it was written for.
 */

/** Where a cell's components are stored in the result, in elements. */
export interface ResultPlace {
  /**
   * The distance of a step of the thread's `x`, `y` or `z`, or of an integer constant that the kernel declares.
   * The lanes along x are always neighbours.
   */
  readonly strides: Readonly<Record<string, number>>;
  /** The offset of each component of the returned array. */
  readonly components: readonly number[];
  /** Elements of the whole result. */
  readonly length: number;
}

/** The order in which cells are computed, outermost coordinate first. */
export type CellOrder = readonly ['x' | 'y' | 'z', 'x' | 'y' | 'z', 'x' | 'y' | 'z'];

/** An element of an array: its index, and the byte where the array begins. */
interface Element {
  readonly index: Affine;
  readonly base: number;
}

/** Cells that one call of the vector code computes, side by side along x. */
export const LANES = 4;
const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** Alignment of an element as an exponent of two, the most that a load of neighbours may promise. */
const ALIGNMENT = 2;

/** A loop is written out up to this many array reads; beyond, it stays a loop. */
const MAX_UNROLLED_READS = 80;

/** A call in a kernel's source: control flow and the head of the function apart, what stands before a parenthesis is a name. */
const CALL = /(?<!\bfunction\s+)\b(?!(?:for|if|while|return)\b)[\w$]+\(/;

const Base = StockNode as unknown as NodeConstructor;

export class TunedFunctionNode extends Base {
  /** Where the kernel stores; without it, where stock gpu.js does. */
  place: ResultPlace | undefined;
  /** Partial addresses that already are in a local; one map for each open block. */
  private addresses: Map<string, number>[] = [new Map()];
  /** Integer constants that differ from lane to lane, each with its expression, which stands wherever the name does. */
  private laneIndices = new Map<string, Ast>();
  /** What each read of an array means in the present layout of memory. */
  private elements = new WeakMap<object, Element | 'other'>();
  /** The counters of loops that are being written out. */
  private readonly unrolled = new Map<string, number>();
  /** The last load of a single number, which a splat right behind it replaces. */
  private lastLoad: { start: number; end: number; offset: number } | undefined;

  /** How each expression that reads an element or a property is written, which its text alone decides. */
  private readonly signatures = new Map<object, string | null>();

  override getVariableSignature(ast: Ast, isRaw?: boolean): string | null {
    if (isRaw) return super.getVariableSignature(ast, isRaw);
    let signature = this.signatures.get(ast);
    if (signature === undefined) this.signatures.set(ast, (signature = super.getVariableSignature(ast)));
    return signature;
  }

  override walkFunction(em: Emitter): void {
    this.addresses = [new Map()];
    super.walkFunction(em);
  }

  /**
   * gpu.js walks a function once with an emitter that emits nothing, to find what it calls: half the time that a kernel takes to
   * build, for nothing where the source calls nothing.
   */
  override toString(): string {
    if (!this.isRootKernel || !this.place || CALL.test(this.source)) return super.toString();
    this.getJsAST();
    return '';
  }

  /** The scalar code serves rows that are no whole number of quads. A placed result has none: its body stays empty. */
  override emitFunction(assembler: NonNullable<FunctionNode['assembler']>): Emitter {
    if (!this.isRootKernel || !this.place) return super.emitFunction(assembler);
    return assembler.module.addFunction('kernel', { params: [], results: [] });
  }

  override emitVectorFunction(assembler: NonNullable<FunctionNode['assembler']>): Emitter {
    this.addresses = [new Map()];
    this.laneIndices = new Map();
    this.elements = new WeakMap();
    return super.emitVectorFunction(assembler);
  }

  override enterBlock(type?: string): void {
    super.enterBlock(type);
    this.addresses.push(new Map());
  }

  override enterLoop(type?: string): void {
    super.enterLoop(type);
    this.addresses.push(new Map());
  }

  override enterIf(type?: string): void {
    super.enterIf(type);
    this.addresses.push(new Map());
  }

  override exit(): void {
    super.exit();
    this.addresses.pop();
  }

  // ------------------------------------------------------------ integers and loops

  override stmtVariableDeclaration(node: Ast): void {
    for (const declaration of node.declarations) {
      const info = this.getDeclaration(declaration.id);
      const counter = info.inForLoopInit && info.suggestedType === 'Integer' && integer(declaration.init) !== undefined;
      const constant = node.kind === 'const' && this.getType(declaration.init) === 'Integer';
      if (!counter && !constant) {
        super.stmtVariableDeclaration({ ...node, declarations: [declaration] });
        continue;
      }
      const { name } = declaration.id;
      info.valueType = 'Integer';
      this.setScalarLocal(name, 'i32', 'Integer', () => this.emitIndex(declaration.init));
      if (this.isThreadDependent(declaration.init)) this.taintedLocals.add(name);
      this.forget(name);
    }
  }

  override vDeclareVarying(declaration: Ast, node: Ast): void {
    const { id, init } = declaration;
    if (node.kind !== 'const' || !this.isLaneIndex(init)) return super.vDeclareVarying(declaration, node);
    this.getDeclaration(id).valueType = 'Integer';
    this.laneIndices.set(id.name, init);
  }

  override vexprIdentifier(node: Ast): StackType {
    const init = this.laneIndices.get(node.name);
    return init ? this.vexpr(init) : super.vexprIdentifier(node);
  }

  /** Whether a constant is an integer that differs from lane to lane, as an index does that neighbours are read by. */
  private isLaneIndex(init: Ast): boolean {
    const index = affine(init);
    return index !== undefined && this.resolved(index).terms.has('x') && this.getType(init) === 'Integer';
  }

  override vstmtFor(node: Ast): void {
    const bounds = literalBounds(node);
    if (bounds && (bounds.end - bounds.start) * readsOf(node.body) <= MAX_UNROLLED_READS) {
      for (let value = bounds.start; value < bounds.end; value++) {
        this.unrolled.set(bounds.counter, value);
        this.vstatementBody(node.body);
      }
      this.unrolled.delete(bounds.counter);
      return;
    }
    this.hoistAddresses(node);
    super.vstmtFor(node);
  }

  override exprIdentifier(node: Ast): StackType {
    const value = this.unrolled.get(node.name);
    if (value === undefined) return super.exprIdentifier(node);
    this.em.i32Const(value);
    return 'i32';
  }

  // ------------------------------------------------------------ loads

  override emitFlatLoad(table: ArrayTable, name: string, x: Ast, y: Ast, z: Ast, node: Ast): StackType {
    const element = this.elementOf(table, name, [x, y, z], node);
    // Under a mask the stock method clamps the index, for a lane that is off may have any.
    if (!element || this.vMaskDepth > 0) return super.emitFlatLoad(table, name, x, y, z, node);
    const offset = this.emitAddress(element.index, element.base);
    const start = this.em.bytes.length;
    this.em.f32Load(offset);
    this.lastLoad = { start, end: this.em.bytes.length, offset };
    return 'f32';
  }

  override vGather(table: ArrayTable, name: string, x: Ast, y: Ast, z: Ast, node: Ast): StackType {
    const element = this.elementOf(table, name, [x, y, z], node);
    // The lanes are neighbours when thread.x enters the index once.
    if (element?.index.terms.get('x') !== 1 || this.vMaskDepth > 0) return super.vGather(table, name, x, y, z, node);
    this.em.v128Load(this.emitAddress(element.index, element.base), ALIGNMENT);
    return 'vf32';
  }

  override vCoerce(from: StackType, to: StackType): StackType {
    const load = this.lastLoad;
    if (from !== 'f32' || to !== 'vf32' || this.em.bytes.length !== load?.end) return super.vCoerce(from, to);
    this.em.bytes.length = load.start;
    this.em._push([...V128_LOAD32_SPLAT, ALIGNMENT, ...unsigned(load.offset)]);
    return 'vf32';
  }

  /** The element that indices x, y, z of an array argument mean, when they are affine. */
  private elementOf(table: ArrayTable, name: string, indices: readonly Ast[], node: Ast): Element | undefined {
    let element = this.elements.get(node);
    if (element === undefined) {
      element = this.readElement(table, name, indices) ?? 'other';
      this.elements.set(node, element);
    }
    if (element === 'other') return undefined;
    const index = this.resolved(element.index);
    for (const term of index.terms.keys()) {
      if (!THREAD.includes(term) && !this.isIntegerName(term)) return undefined;
    }
    return { index, base: element.base };
  }

  private readElement(table: ArrayTable, name: string, indices: readonly Ast[]): Element | undefined {
    const array = this.assembler?.layout[table][name];
    if (!array) return undefined;
    const strides = [1, array.dims[0], array.dims[0] * array.dims[1]];
    let index = ZERO;
    for (const [axis, ast] of indices.entries()) {
      const part = ast ? affine(ast) : ZERO;
      if (!part) return undefined;
      index = plus(index, scaled(part, strides[axis]));
    }
    return { index, base: array.offset };
  }

  private isIntegerName(name: string): boolean {
    const local = this.locals.get(name);
    return this.ahead.has(name) || (local?.kind === 'scalar' && local.wtype === 'i32' && local.gtype === 'Integer');
  }

  /** With lane indices as what they stand for; counters of loops that are being written out are numbers. */
  private resolved(index: Affine): Affine {
    let result = index;
    for (const [term, factor] of index.terms) {
      const lane = this.laneIndices.get(term);
      const meaning = lane ? this.resolved(affine(lane)!) : this.counterOf(term);
      if (!meaning) continue;
      const rest = new Map(result.terms);
      rest.delete(term);
      result = plus({ constant: result.constant, terms: rest }, scaled(meaning, factor));
    }
    return result;
  }

  private counterOf(name: string): Affine | undefined {
    const constant = this.unrolled.get(name);
    return constant === undefined ? undefined : { constant, terms: ZERO.terms };
  }

  // ------------------------------------------------------------ addresses

  /** Leaves the changing part of a byte address on the stack; gives the rest, which belongs into the instruction. */
  private emitAddress(index: Affine, base: number): number {
    // An offset is unsigned: a negative constant stays in the sum.
    const constant = Math.min(0, index.constant);
    this.emitSum(this.ordered(index), constant);
    return base + (index.constant - constant) * BYTES;
  }

  /**
   * Leaves constant + Σ factor · term, in bytes. Every partial sum is kept in a local; what changes least comes first,
   * so that the part which an inner loop leaves alone is one of them.
   */
  private emitSum(terms: readonly (readonly [string, number])[], constant: number): void {
    const { em } = this;
    const key = `${terms.join()},${constant}`;
    const known = this.addresses.find((scope) => scope.has(key))?.get(key);
    if (known !== undefined) return void em.localGet(known);
    if (terms.length === 0) return void em.i32Const(constant * BYTES);
    const [last, factor] = terms.at(-1)!;
    const thread = { x: 'threadX', y: 'threadY', z: 'threadZ' }[last];
    if (thread) em.globalGet(this.assembler!.globals[thread]);
    else em.localGet(this.locals.get(last)!.index);
    em.i32Const(factor * BYTES).i32Mul();
    if (terms.length > 1 || constant !== 0) {
      this.emitSum(terms.slice(0, -1), constant);
      em.i32Add();
    }
    const local = em.addLocal('i32');
    em.localTee(local);
    this.addresses.at(-1)!.set(key, local);
  }

  /** Terms with the most lasting first: the thread's coordinates, then locals in the order of their declaration. */
  private ordered({ terms }: Affine): [string, number][] {
    const age = (name: string): number =>
      THREAD.includes(name) ? THREAD.indexOf(name) - THREAD.length : this.locals.get(name)!.index;
    return [...terms].filter(([, factor]) => factor !== 0).sort(([a], [b]) => age(a) - age(b));
  }

  /** Names that the loop ahead declares, while `hoistAddresses` looks into it. */
  private ahead: ReadonlySet<string> = new Set();

  /** Before a loop: the part of each address inside it that it does not change. */
  private hoistAddresses(loop: Ast): void {
    const { reads, declared, constants } = contentsOf(loop);
    const known = this.laneIndices;
    this.ahead = declared;
    this.laneIndices = new Map(known);
    for (const [name, init] of constants) {
      if (init && this.isLaneIndex(init)) this.laneIndices.set(name, init);
    }
    for (const { node, name, indices } of reads) {
      const element = this.elementOf('arrays', name, indices, node);
      if (!element) continue;
      const lasting = new Map([...element.index.terms].filter(([term]) => !this.ahead.has(term)));
      const terms = this.ordered({ constant: 0, terms: lasting });
      if (terms.length === 0) continue;
      this.emitSum(terms, Math.min(0, element.index.constant));
      this.em.drop();
    }
    this.ahead = new Set();
    this.laneIndices = known;
  }

  /** A name got another value: no address that was made with it holds. */
  private forget(name: string): void {
    for (const scope of this.addresses) {
      for (const key of scope.keys()) {
        if (key.split(',').includes(name)) scope.delete(key);
      }
    }
  }

  // ------------------------------------------------------------ arithmetic and results

  /** `(a / 3) | 0` of an integer is a division of integers, which engines turn into a multiplication. */
  override exprBinary(ast: Ast): StackType {
    const { left: quotient, right: zero } = ast;
    const divisor = quotient.operator === '/' ? integer(quotient.right) : undefined;
    const whole = ast.operator === '|' && integer(zero) === 0 && divisor && this.getType(quotient.left) === 'Integer';
    if (!whole) return super.exprBinary(ast);
    this.emitIndex(quotient.left);
    this.em.i32Const(divisor).i32DivS();
    return 'i32';
  }

  override vexprBinary(ast: Ast): StackType {
    if (ast.operator !== '+' || !hasRelaxedSimd()) return super.vexprBinary(ast);
    for (const [product, addend] of [
      [ast.right, ast.left],
      [ast.left, ast.right],
    ]) {
      if (product.type !== 'BinaryExpression' || product.operator !== '*') continue;
      if (![product.left, product.right, addend].every((part) => isFloat(this.getType(part)))) continue;
      this.vEmitByType(product.left, 'vf32');
      this.vEmitByType(product.right, 'vf32');
      this.vEmitByType(addend, 'vf32');
      this.em._push(F32X4_RELAXED_MADD);
      return 'vf32';
    }
    return super.vexprBinary(ast);
  }

  override vstmtReturn(ast: Ast): void {
    const { place } = this;
    if (!place) return super.vstmtReturn(ast);
    if (this.vMaskDepth > 0) throw this.astErrorOutput('A placed result is returned once, for all lanes', ast);
    const index: Affine = { constant: 0, terms: new Map(Object.entries(place.strides)) };
    componentsOf(ast).forEach((component, i) => {
      const at = plus(index, { constant: place.components[i], terms: ZERO.terms });
      const offset = this.emitAddress(at, this.assembler!.layout.outputOffset);
      this.vEmitByType(component, 'vf32');
      this.em.v128Store(offset, ALIGNMENT);
    });
    this.vRetireOrReturn();
  }

  /** The analysis passes through here. */
  override stmtRootReturn(ast: Ast, type: string): void {
    if (!this.place) return super.stmtRootReturn(ast, type);
    for (const component of componentsOf(ast)) {
      this.emitArrayElement(component);
      this.em.drop();
    }
    this.em.return_();
  }
}

const THREAD = ['z', 'y', 'x'];

function componentsOf(returned: Ast): readonly Ast[] {
  return returned.argument.type === 'ArrayExpression' ? returned.argument.elements : [returned.argument];
}

function isFloat(type: string): boolean {
  return type === 'Number' || type === 'Float';
}
