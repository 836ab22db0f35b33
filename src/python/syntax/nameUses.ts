import type * as ast from './ast';
import { forEachNode } from './spans';

/** What a function's body does with names, in whatever order. */
export interface NameUses {
  /** Names that are called: `f` of `f(x)`. */
  called: ReadonlySet<string>;
  /** What is called on a name: `view` and `size` for the `x` of `x.view(x.size(0), -1)`. */
  methods: ReadonlyMap<string, ReadonlySet<string>>;
  /** Names that are a side of a sum, a difference, a product or a quotient. */
  calculated: ReadonlySet<string>;
}

type Body = readonly ast.Stmt[] | ast.Expr;

const CALCULATIONS = new Set(['+', '-', '*', '/', '//']);

const known = new WeakMap<Body, NameUses>();

/** The names in an expression, each once. */
export function namesIn(e: ast.Expr): string[] {
  const names = new Set<string>();
  forEachNode(e, (node) => {
    if (node.kind === 'name') names.add(node.id as string);
  });
  return [...names];
}

/** Looked up once for each body, functions inside it included. */
export function nameUses(body: Body): NameUses {
  let uses = known.get(body);
  if (!uses) known.set(body, (uses = find(body)));
  return uses;
}

function find(body: Body): NameUses {
  const called = new Set<string>();
  const methods = new Map<string, Set<string>>();
  const calculated = new Set<string>();
  forEachNode(body, (visited) => {
    const node = visited as unknown as ast.Expr;
    if (node.kind === 'call') {
      const { func } = node;
      if (func.kind === 'name') called.add(func.id);
      else if (func.kind === 'attribute' && func.value.kind === 'name') {
        const { id } = func.value;
        if (!methods.has(id)) methods.set(id, new Set());
        methods.get(id)!.add(func.attr);
      }
    } else if (node.kind === 'binary' && CALCULATIONS.has(node.op)) {
      for (const side of [node.left, node.right]) if (side.kind === 'name') calculated.add(side.id);
    }
  });
  return { called, methods, calculated };
}
