import type { Stmt } from './ast';
import { PLACEHOLDER } from './context';
import type { CstNode } from './cst';
import type { Token } from './lexer';
import { isHeader, type LogicalLine } from './logicalLines';
import { newLowering } from './lower';
import { isExpression, lowerExpression } from './lowerExpressions';
import { parse } from './parser';
import type { Piece } from './pieces';
import { moveSpans } from './spans';

/** What stands for the header of a block that could not be read: the block is kept. */
const HEADER_STANDINS = new Map([
  ['elif', `elif ${PLACEHOLDER}:`],
  ['else', 'else:'],
  ['try', 'try:'],
  ['except', 'except:'],
  ['finally', 'finally:'],
  ['for', `for ${PLACEHOLDER} in ${PLACEHOLDER}:`],
  ['while', `while ${PLACEHOLDER}:`],
  ['match', `match ${PLACEHOLDER}:`],
  ['case', 'case _:'],
]);

/** The header of a block of which nothing is known but that it is there. */
export const UNKNOWN_HEADER = `if ${PLACEHOLDER}:`;

/** The header that stands for one that cannot be repaired; names that were defined are kept. */
export function standInHeader(line: LogicalLine): Piece[] {
  const words = line.tokens.map((token) => token.text);
  const at = words.findIndex((word) => word === 'def' || word === 'class');
  const name = at >= 0 && at <= 1 ? line.tokens[at + 1] : undefined;
  if (name?.kind !== 'name') return [{ at: line.start, text: HEADER_STANDINS.get(words[0]) ?? UNKNOWN_HEADER }];
  const definition: Piece[] = [{ start: line.start, end: name.end }];
  const unknownParameters = `(*${PLACEHOLDER}, **${PLACEHOLDER}):`;
  return [...definition, { at: name.end, text: words[at] === 'def' ? unknownParameters : ':' }];
}

/**
 * What is kept of a statement that cannot be repaired: that its targets now have unknown values, or that the
 * function returns. Empty where nothing is.
 */
export function standInStatement(line: LogicalLine): Piece[] {
  if (isHeader(line)) return [];
  const missing: Piece = { at: line.end, text: ` ${PLACEHOLDER}` };
  if (line.tokens[0].text === 'return') return [{ start: line.start, end: line.tokens[0].end }, missing];
  const sign = assignmentSign(line.tokens);
  return sign ? [{ start: line.start, end: sign.end }, missing] : [];
}

/** The last `=` or `+=` outside brackets. */
function assignmentSign(tokens: readonly Token[]): Token | undefined {
  let depth = 0;
  let sign: Token | undefined;
  for (const token of tokens) {
    if (token.kind === 'open') depth++;
    else if (token.kind === 'close') depth--;
    else if (depth === 0 && /^(?:[-+*/%@&|^]|\*\*|\/\/|>>|<<)?=$/.test(token.text)) sign = token;
  }
  return sign;
}

/** The expressions inside a broken line that parse by themselves, each as a statement. */
export function intactExpressions(source: string, line: LogicalLine): Stmt[] {
  const text = source.slice(line.start, line.end);
  const cx = newLowering(text);
  const body = intactNodes(parse(text).root).map((node): Stmt => {
    return { kind: 'expr', start: node.start, end: node.end, value: lowerExpression(cx, node) };
  });
  const shift = (offset: number) => offset + line.start;
  moveSpans(body, shift, shift);
  return body;
}

/** The largest expressions without an error inside; lone names and literals say nothing by themselves. */
function intactNodes(node: CstNode): CstNode[] {
  if (isExpression(node) && node.children.length > 0 && node.type !== 'string' && isIntact(node)) return [node];
  return node.children.flatMap(intactNodes);
}

function isIntact(node: CstNode): boolean {
  return node.type !== 'ERROR' && !node.missing && node.children.every(isIntact);
}
