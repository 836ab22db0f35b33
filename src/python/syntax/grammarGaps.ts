/** Valid Python that tree-sitter-python 0.25 reads wrongly, shown to it in another form of the same length. */

import { blank } from './magics';

/**
 * The grammar takes `type (a).b = c` for a type alias and may take `print (a), b` for Python 2's statement. With a
 * bracket behind, Python 3 reads both as calls of a function. The parser is shown another name; names are read from
 * the source itself.
 */
export function hideSoftKeywords(source: string): string {
  return source.replace(/\b(?:type|print)(?=[ \t]*\()/g, (keyword) => keyword.toUpperCase());
}

const TYPE_PARAMETERS = /^([ \t]*(?:async[ \t]+)?(?:def|class|type)[ \t]+\w+)([ \t]*\[)/gm;

/**
 * Blanks the type parameters of `def f[T = int]()`: the grammar lacks their defaults (PEP 696), and the tree has no
 * place for them.
 */
export function blankTypeParameters(source: string): string {
  let text = source;
  for (const match of source.matchAll(TYPE_PARAMETERS)) {
    const open = match.index + match[0].length - 1;
    const close = matchingBracket(source, open);
    if (close !== undefined) text = text.slice(0, open) + blank(text.slice(open, close + 1)) + text.slice(close + 1);
  }
  return text;
}

function matchingBracket(source: string, open: number): number | undefined {
  let depth = 0;
  for (let i = open; i < source.length; i++) {
    if (source[i] === '[') depth++;
    else if (source[i] === ']' && --depth === 0) return i;
  }
  return undefined;
}
