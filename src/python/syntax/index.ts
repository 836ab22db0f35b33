import type { Module } from './ast';
import { lowerExpression } from './lowerExpressions';
import { lowerBlock } from './lowerStatements';
import { parse } from './parser';
import { recoverModule } from './recover';

export { loadParser } from './parser';

/**
 * Reads one file of Python. Never throws on broken source: what does not parse becomes `error` nodes and
 * `problems`, what is intact around it is kept. `loadParser` must have been awaited.
 */
export function parseModule(source: string): Module {
  const tree = parse(source);
  if (tree.hasError) return recoverModule(source);
  const cx = { source, yields: [], expression: lowerExpression };
  const body = lowerBlock(cx, tree.root);
  const comments = tree.comments.map(({ start, end }) => ({ start, end, text: source.slice(start + 1, end).trim() }));
  return { body, problems: [], comments };
}
