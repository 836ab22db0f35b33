import type { ImportAlias, Stmt } from './ast';
import { childOfType, identifierName, type Lowering, namedChildren, spanOf, textOf } from './context';
import type { CstNode } from './cst';

function dottedName(cx: Lowering, node: CstNode): string {
  return namedChildren(node)
    .map((part) => identifierName(cx, part))
    .filter((part) => part !== '')
    .join('.');
}

function lowerAlias(cx: Lowering, node: CstNode): ImportAlias {
  if (node.type !== 'aliased_import') return { ...spanOf(node), name: dottedName(cx, node) };
  const [name, alias] = namedChildren(node);
  return { ...spanOf(node), name: dottedName(cx, name), asname: identifierName(cx, alias) };
}

/** `import a.b as c, d`. */
export function lowerImport(cx: Lowering, node: CstNode): Stmt {
  return { kind: 'import', ...spanOf(node), names: namedChildren(node).map((child) => lowerAlias(cx, child)) };
}

/** `from __future__ import x`: the module's name is a keyword of the grammar. */
export function lowerFutureImport(cx: Lowering, node: CstNode): Stmt {
  const names = namedChildren(node).map((child) => lowerAlias(cx, child));
  return { kind: 'importFrom', ...spanOf(node), level: 0, module: '__future__', names };
}

/** `from ..a import b as c`, `from a import *`. */
export function lowerImportFrom(cx: Lowering, node: CstNode): Stmt {
  const [source, ...rest] = namedChildren(node);
  const prefix = childOfType(source, 'import_prefix');
  const level = prefix ? textOf(cx, prefix).replace(/[^.]/g, '').length : 0;
  const moduleNode = source.type === 'relative_import' ? childOfType(source, 'dotted_name') : source;
  const names = rest.map((child) =>
    child.type === 'wildcard_import' ? { ...spanOf(child), name: '*' } : lowerAlias(cx, child),
  );
  return {
    kind: 'importFrom',
    ...spanOf(node),
    level,
    ...(moduleNode && { module: dottedName(cx, moduleNode) }),
    names,
  };
}
