import type { Module } from './ast';
import { lowerExpression } from './lowerExpressions';
import { lowerBlock } from './lowerStatements';
import { parse } from './parser';

export { loadParser } from './parser';

/**
 * Reads one file of Python. Never throws on broken source: what does not parse becomes `error` nodes and
 * `problems`, what is intact around it is kept. `loadParser` must have been awaited.
 */
export function parseModule(source: string): Module {
  const tree = parse(hideSoftKeywords(source));
  const cx = { source, yields: [], expression: lowerExpression };
  const body = lowerBlock(cx, tree.root);
  const comments = tree.comments.map(({ start, end }) => ({ start, end, text: source.slice(start + 1, end).trim() }));
  return { body, problems: [], comments };
}

/**
 * The grammar takes `type (a).b = c` for a type alias and may take `print (a), b` for Python 2's statement. With a
 * bracket behind, Python 3 reads both as calls of a function. The parser is shown another name of the same length;
 * names are read from the source itself.
 */
function hideSoftKeywords(source: string): string {
  return source.replace(/\b(?:type|print)(?=[ \t]*\()/g, (keyword) => keyword.toUpperCase());
}
