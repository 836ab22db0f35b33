import type { Ast } from './webasmTypes';

/** An index as a sum: constant + Σ factor · term, a term being a coordinate of the thread or the name of an integer. */
export interface Affine {
  readonly constant: number;
  readonly terms: ReadonlyMap<string, number>;
}

export const ZERO: Affine = { constant: 0, terms: new Map() };

const known = new WeakMap<object, Affine | 'other'>();

/**
 * An expression of integers, thread coordinates and names, put together with +, − and ·, as a sum; undefined for any
 * other. Whether the names are integers is for the caller to see.
 */
export function affine(ast: Ast): Affine | undefined {
  let form = known.get(ast);
  if (form === undefined) {
    form = read(ast) ?? 'other';
    known.set(ast, form);
  }
  return form === 'other' ? undefined : form;
}

function read(ast: Ast): Affine | undefined {
  switch (ast.type) {
    case 'Literal': {
      const constant = integer(ast);
      return constant === undefined ? undefined : { constant, terms: ZERO.terms };
    }
    case 'Identifier':
      return { constant: 0, terms: new Map([[ast.name, 1]]) };
    case 'MemberExpression': {
      const ofThread = !ast.computed && ast.object.type === 'MemberExpression' && ast.object.property.name === 'thread';
      const ofThis = ofThread && ast.object.object.type === 'ThisExpression';
      return ofThis ? { constant: 0, terms: new Map([[ast.property.name, 1]]) } : undefined;
    }
    case 'BinaryExpression': {
      const left = affine(ast.left);
      const right = left && affine(ast.right);
      if (!right) return undefined;
      if (ast.operator === '+') return plus(left, right);
      if (ast.operator === '-') return plus(left, scaled(right, -1));
      if (ast.operator !== '*') return undefined;
      if (right.terms.size === 0) return scaled(left, right.constant);
      return left.terms.size === 0 ? scaled(right, left.constant) : undefined;
    }
    default:
      return undefined;
  }
}

export function plus(a: Affine, b: Affine): Affine {
  if (b.terms.size === 0) return { constant: a.constant + b.constant, terms: a.terms };
  const terms = new Map(a.terms);
  for (const [term, factor] of b.terms) terms.set(term, (terms.get(term) ?? 0) + factor);
  return { constant: a.constant + b.constant, terms };
}

export function scaled(a: Affine, factor: number): Affine {
  if (factor === 1) return a;
  return { constant: a.constant * factor, terms: new Map([...a.terms].map(([term, own]) => [term, own * factor])) };
}

/** The value of an integer literal. */
export function integer(ast: Ast): number | undefined {
  return ast.type === 'Literal' && Number.isInteger(ast.value) ? ast.value : undefined;
}

/** `name[z][y][x]` as it stands in a kernel; indices x first. */
export interface ElementRead {
  readonly node: Ast;
  readonly name: string;
  readonly indices: readonly Ast[];
}

/** What a piece of a kernel reads, declares and changes, from one walk through it. */
export interface Contents {
  readonly reads: readonly ElementRead[];
  /** The loops that no other loop of the piece holds. */
  readonly loops: readonly Ast[];
  readonly declared: ReadonlySet<string>;
  /** The expressions of its constants; undefined for a name that several have. */
  readonly constants: ReadonlyMap<string, Ast | undefined>;
  readonly changed: ReadonlySet<string>;
  /** True when something leaves the piece or a turn of a loop early. */
  readonly leaves: boolean;
}

const walked = new WeakMap<object, Contents>();

export function contentsOf(piece: Ast): Contents {
  const before = walked.get(piece);
  if (before) return before;
  const contents = {
    reads: [] as ElementRead[],
    loops: [] as Ast[],
    declared: new Set<string>(),
    constants: new Map<string, Ast | undefined>(),
    changed: new Set<string>(),
    leaves: false,
  };
  const walk = (node: Ast, inLoop: boolean): void => {
    switch (node.type) {
      case 'ForStatement':
        if (!inLoop) contents.loops.push(node);
        inLoop = true;
        break;
      case 'VariableDeclaration':
        if (node.kind !== 'const') break;
        for (const { id, init } of node.declarations) {
          contents.constants.set(id.name, contents.constants.has(id.name) ? undefined : init);
        }
        break;
      case 'VariableDeclarator':
        contents.declared.add(node.id.name);
        break;
      case 'AssignmentExpression':
        contents.changed.add(node.left.name);
        break;
      case 'UpdateExpression':
        contents.changed.add(node.argument.name);
        break;
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'ReturnStatement':
        contents.leaves = true;
        break;
      case 'MemberExpression': {
        if (!node.computed) return;
        const indices: Ast[] = [];
        let object = node;
        for (; object.computed; object = object.object) indices.push(object.property);
        if (object.type === 'Identifier') contents.reads.push({ node, name: object.name, indices });
        for (const index of indices) walk(index, inLoop);
        return;
      }
    }
    for (const key in node) {
      const child = node[key];
      if (key !== 'loc' && child && typeof child === 'object') walk(child, inLoop);
    }
  };
  walk(piece, false);
  walked.set(piece, contents);
  return contents;
}

/** `for (let counter = start; counter < end; counter++)` with literals and a body that always runs to its end. */
export function literalBounds(loop: Ast): { counter: string; start: number; end: number } | undefined {
  const declaration = loop.init?.declarations?.length === 1 ? loop.init.declarations[0] : undefined;
  const counter = declaration?.id.name;
  const start = declaration && integer(declaration.init);
  const end = loop.test?.operator === '<' && loop.test.left.name === counter ? integer(loop.test.right) : undefined;
  const counts = loop.update?.type === 'UpdateExpression' && loop.update.operator === '++';
  if (start === undefined || end === undefined || !counts || loop.update.argument.name !== counter) return undefined;
  const { leaves, changed } = contentsOf(loop.body);
  return leaves || changed.has(counter) ? undefined : { counter, start, end };
}

/** The array reads in a piece of code when every loop of it that can be is written out. */
export function readsOf(piece: Ast): number {
  const { reads, loops } = contentsOf(piece);
  return loops.reduce((total, loop) => {
    const bounds = literalBounds(loop);
    const turns = bounds ? Math.max(0, bounds.end - bounds.start) : 1;
    return total - contentsOf(loop).reads.length + turns * readsOf(loop.body);
  }, reads.length);
}
