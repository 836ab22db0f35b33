import type { CstNode } from './cst';
import { tokenize } from './lexer';
import { logicalLineEnd } from './outline';

/**
 * True where the grammar has taken the next statement for what is missing in one that is still being typed: where a
 * token is missing it skips the line end, and reads `x =` above `y = 1` as `x = y = 1`.
 * @param root the tree of a source that parses without an error.
 */
export function hasJoinedLines(source: string, root: CstNode): boolean {
  return root.children.some((statement) => isJoined(source, statement));
}

function isJoined(source: string, node: CstNode): boolean {
  let headEnd = node.start;
  for (const child of node.children) {
    if (child.type === 'block') {
      if (hasJoinedLines(source, child)) return true;
      const colon = source.indexOf(':', headEnd);
      if (colon >= 0 && colon < child.start) headEnd = colon + 1;
    } else if (standsAlone(child)) {
      if (isJoined(source, child)) return true;
    } else if (child.named) {
      headEnd = child.end;
    }
  }
  const lineEnd = source.indexOf('\n', node.start);
  return lineEnd >= 0 && lineEnd < headEnd && breaksOutsideBrackets(source.slice(node.start, headEnd));
}

/** Clauses with a block, decorators and what they stand on: they begin on a line of their own. */
function standsAlone(node: CstNode): boolean {
  return (
    node.type === 'decorator' ||
    node.type.endsWith('_definition') ||
    node.children.some((child) => child.type === 'block')
  );
}

function breaksOutsideBrackets(text: string): boolean {
  const end = logicalLineEnd(text);
  return end === undefined ? breaksBetweenTokens(text) : end < text.length;
}

/** For what quotes and brackets alone do not tell, such as the same quotes inside of an f-string. */
function breaksBetweenTokens(text: string): boolean {
  let depth = 0;
  return tokenize(text).tokens.some((token, i) => {
    if (token.first && i > 0 && depth === 0) return true;
    if (token.kind === 'open') depth++;
    else if (token.kind === 'close') depth--;
    return false;
  });
}
