import type { SyntaxProblem } from './ast';
import { PLACEHOLDER } from './context';
import { isHeader, type LogicalLine } from './logicalLines';
import type { Token } from './lexer';
import type { Piece } from './pieces';

/** What a broken line becomes so that it parses, and what was wrong with it. */
export interface Repair {
  pieces: Piece[];
  problems: SyntaxProblem[];
}

const CLOSING: Record<string, string> = { '(': ')', '[': ']', '{': '}' };

/** Keywords that stand before an operand. */
const BEFORE_OPERAND = new Set(
  'and or not in is if elif while for as lambda await del assert import from with return yield raise except'.split(' '),
);
/** Keywords that need no operand behind them. */
const OPERAND_OPTIONAL = new Set('return yield raise except else try finally pass break continue lambda'.split(' '));
const BETWEEN_OPERANDS = new Set('and or in is if else for as'.split(' '));
const KEYWORDS = new Set([...BEFORE_OPERAND, ...OPERAND_OPTIONAL, 'def', 'class', 'async', 'global', 'nonlocal']);
/** Operators that may stand where an operand begins. */
const PREFIX_OPERATORS = new Set(['+', '-', '~', '*', '**', '@', '...', '.', ':', '/', ',', '->']);
interface OpenBracket {
  token: Token;
  /** Columns before the physical line that the bracket stands on. */
  lineIndent: number;
}

/**
 * Makes a line whole token by token: closes brackets and strings, drops brackets that close nothing, puts a
 * placeholder where an operand is missing and a colon behind a header.
 */
export function repairLine(line: LogicalLine): Repair {
  const { tokens } = line;
  const pieces: Piece[] = [];
  const problems: SyntaxProblem[] = [];
  const stack: OpenBracket[] = [];
  const header = isHeader(line);
  const lastIndex = tokens.length - 1;
  const endsInColon = header && tokens[lastIndex].text === ':';
  let previous: Token | undefined;
  /** Source up to here is written or dropped. */
  let written = line.start;

  const insert = (at: number, text: string) => pieces.push({ at, text });
  const report = (token: Token, message: string) => problems.push({ start: token.start, end: token.end, message });
  const fill = (token: Token) => {
    insert(token.end, ` ${PLACEHOLDER} `);
    report(token, `An expression is missing after '${token.text}'.`);
  };
  const closeDownTo = (height: number, at: number) => {
    while (stack.length > height) {
      const { token } = stack.pop() as OpenBracket;
      insert(at, CLOSING[token.text]);
      report(token, `'${token.text}' is never closed.`);
    }
  };
  /** Closes brackets behind the previous token, or before it where it is the comma that goes on with the list. */
  const closeBefore = (height: number) => {
    if (!previous || stack.length <= height) return;
    const comma = previous.text === ',' ? pieces.pop() : undefined;
    if (!comma && needsOperand(previous)) fill(previous);
    closeDownTo(height, previous.end);
    if (comma) pieces.push(comma);
    else previous = { ...previous, kind: 'close', text: ')' };
  };

  tokens.forEach((token, i) => {
    if (token.first) closeByIndent(token, stack, closeBefore);
    if (previous && needsOperand(previous) && !startsOperand(token, previous)) fill(previous);
    if (previous?.text === ':' && stack[stack.length - 1]?.token.text === '{' && lacksValue(token, tokens[i + 1])) {
      fill(previous);
      if (token.first && token.kind !== 'close') insert(previous.end, ',');
    }
    if (endsInColon && i === lastIndex) closeDownTo(0, token.start);
    if (token.kind === 'close' && !closes(token, stack, (height) => closeDownTo(height, token.start))) {
      report(token, `'${token.text}' closes nothing.`);
      written = token.end;
      return;
    }
    if (isMissingBetween(token, previous)) {
      insert(token.start, ` ${PLACEHOLDER} `);
      report(token, `An expression is missing before '${token.text}'.`);
    }
    if (previous && endsOperand(previous) && startsNewOperand(token, previous) && stack.length > 0) {
      insert(previous.end, ',');
      report(token, `A comma is missing before '${token.text}'.`);
    }
    // Between the tokens of two physical lines one blank is enough, and safe where brackets have gone.
    if (token.first && previous) insert(token.start, ' ');
    else if (previous) pieces.push({ start: written, end: token.start });
    pieces.push({ start: token.start, end: token.end });
    written = token.end;
    if (token.unclosed !== undefined) {
      insert(token.end, token.unclosed);
      report(token, 'This string is never closed.');
    }
    if (token.kind === 'open') stack.push({ token, lineIndent: token.indent });
    previous = token;
  });

  const last = tokens[lastIndex];
  if (previous && needsOperand(previous)) fill(previous);
  closeDownTo(0, last.end);
  if (header && !endsInColon && !hasInlineBody(tokens)) {
    insert(last.end, ':');
    report(last, "':' is missing.");
  }
  return { pieces, problems };
}

/**
 * True for a line that ends where something must follow, outside brackets: the grammar skips the line end and takes
 * the next statement for what is missing (`x =` above `y = 1`).
 */
export function isUnfinished(line: LogicalLine): boolean {
  const last = line.tokens[line.tokens.length - 1];
  return needsOperand(last) || (isHeader(line) && !hasInlineBody(line.tokens));
}

/**
 * At the start of a physical line, brackets opened on a line that is indented as far, or further, are taken for
 * forgotten ones: what stands in a bracket is indented deeper than the line that opened it.
 */
function closeByIndent(token: Token, stack: OpenBracket[], closeDownTo: (height: number) => void): void {
  if (token.kind === 'close') {
    const opener = stack.findIndex(
      (open) => open.lineIndent === token.indent && CLOSING[open.token.text] === token.text,
    );
    // A bracket that closes on a line of its own belongs to the line that is indented alike.
    if (opener >= 0) closeDownTo(lastOnSameLine(stack, opener) + 1);
    return;
  }
  let height = stack.length;
  while (height > 1 && stack[height - 1].lineIndent >= token.indent) height--;
  closeDownTo(height);
}

/** The last bracket that was opened on the same physical line. */
function lastOnSameLine(stack: readonly OpenBracket[], index: number): number {
  let last = index;
  while (stack[last + 1]?.lineIndent === stack[index].lineIndent) last++;
  return last;
}

/** Closes what stands between a closing bracket and its opening one; false where there is none. */
function closes(token: Token, stack: OpenBracket[], closeDownTo: (height: number) => void): boolean {
  for (let i = stack.length - 1; i >= 0; i--) {
    if (CLOSING[stack[i].token.text] !== token.text) continue;
    closeDownTo(i + 1);
    stack.pop();
    return true;
  }
  return false;
}

/** `(, a)`, `a, , b`, `f(=1)`: nothing stands where an operand should. */
function isMissingBetween(token: Token, previous: Token | undefined): boolean {
  if (!previous || (token.text !== ',' && token.text !== '=')) return false;
  return previous.text === ',' || previous.kind === 'open';
}

/** `{"a": }` or `{"a":` above `"b": 1`: what follows the colon of a dictionary's key is no value. */
function lacksValue(token: Token, next: Token | undefined): boolean {
  return token.text === '}' || token.text === ',' || (token.first && next?.text === ':');
}

function isKeyword(token: Token): boolean {
  return token.kind === 'name' && KEYWORDS.has(token.text);
}

function endsOperand(token: Token): boolean {
  if (token.kind === 'name') return !isKeyword(token);
  return token.kind === 'number' || token.kind === 'string' || token.kind === 'close' || token.text === '...';
}

/** True where something must follow a token. */
function needsOperand(token: Token): boolean {
  if (token.text === 'else') return !token.first;
  if (token.kind === 'name') return BEFORE_OPERAND.has(token.text) && !OPERAND_OPTIONAL.has(token.text);
  return token.kind === 'operator' && !['...', ',', ':', ';', '*', '/'].includes(token.text);
}

/** True for a token that can follow one that needs an operand. */
function startsOperand(token: Token, previous: Token): boolean {
  if (previous.text === '.')
    return (token.kind === 'name' && !isKeyword(token)) || token.text === '.' || token.text === 'import';
  if (token.kind === 'name')
    return !BETWEEN_OPERANDS.has(token.text) || (previous.text === 'is' && token.text === 'not');
  if (token.kind === 'operator') return PREFIX_OPERATORS.has(token.text) && ![',', ':', '/', '->'].includes(token.text);
  return token.kind !== 'close';
}

/** True where a token begins a second operand right behind a first one. */
function startsNewOperand(token: Token, previous: Token): boolean {
  if (token.kind === 'string') return previous.kind !== 'string';
  if (token.kind === 'number') return true;
  return token.kind === 'name' && !isKeyword(token);
}

/** `if x: y`: the colon stands within. */
function hasInlineBody(tokens: readonly Token[]): boolean {
  let depth = 0;
  return tokens.some((token) => {
    if (token.kind === 'open') depth++;
    else if (token.kind === 'close') depth--;
    return depth === 0 && token.text === ':';
  });
}
