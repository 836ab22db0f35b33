/** The names that a block binds: a function's local variables, a module's own names (Python reference, "Naming and binding"). */
import type * as ast from './ast';

type Node = Record<string, unknown> & { kind?: string };

/** Where a statement, an expression or a pattern binds names. */
const TARGETS: Readonly<Record<string, readonly string[]>> = {
  assign: ['targets'],
  augAssign: ['target'],
  annAssign: ['target'],
  delete: ['targets'],
  for: ['target'],
  named: ['target'],
};

/** In which order code objects list parameters. */
const ORDER = ['positionalOnly', 'normal', 'keywordOnly', 'varArgs', 'varKeywords'] as const;

/** The names of parameters, then of what the body binds, in order; not those of functions and classes inside. */
export function localNames(node: ast.FunctionDef | ast.LambdaExpr): string[] {
  const names = new Set(ORDER.flatMap((type) => node.params.filter((p) => p.type === type).map(({ name }) => name)));
  const foreign = new Set<string>();
  if (node.kind === 'function') visit(node.body, names, foreign);
  return [...names].filter((name) => !foreign.has(name));
}

/** The names that statements of a module bind where they are run. */
export function boundNames(body: readonly ast.Stmt[]): Set<string> {
  const names = new Set<string>();
  visit(body, names, new Set());
  return names;
}

function visit(tree: unknown, names: Set<string>, foreign: Set<string>): void {
  if (Array.isArray(tree)) return tree.forEach((item) => visit(item, names, foreign));
  if (typeof tree !== 'object' || tree === null) return;
  const node = tree as Node;
  const add = (name: unknown): void => void (typeof name === 'string' && names.add(name));
  switch (node.kind) {
    case 'function':
      return add(node.name);
    case 'class':
      // A pattern of this kind has no name, and captures names inside.
      if ('name' in node) return add(node.name);
      break;
    case 'lambda':
    case 'comprehension':
      return;
    case 'global':
    case 'nonlocal':
      for (const name of node.names as string[]) foreign.add(name);
      return;
    case 'import':
    case 'importFrom':
      for (const { name, asname } of node.names as ast.ImportAlias[]) add(asname ?? name.split('.')[0]);
      return;
    case 'with':
      for (const { target } of node.items as ast.WithStmt['items']) bound(target, add);
      break;
    case 'try':
      for (const { name } of node.handlers as ast.TryStmt['handlers']) add(name);
      break;
    case 'as':
    case 'star':
      add(node.name);
      break;
    case 'mapping':
      add(node.rest);
      break;
    default:
      for (const key of TARGETS[node.kind ?? ''] ?? []) bound(node[key], add);
  }
  for (const key in node) visit(node[key], names, foreign);
}

/** The names in an assignment's target; `a.b = …` and `a[i] = …` bind none. */
function bound(target: unknown, add: (name: unknown) => void): void {
  if (Array.isArray(target)) return target.forEach((each) => bound(each, add));
  const expr = target as ast.Expr | undefined;
  if (expr?.kind === 'name') add(expr.id);
  else if (expr?.kind === 'starred') bound(expr.value, add);
  else if (expr?.kind === 'tuple' || expr?.kind === 'list') bound(expr.elements, add);
}
