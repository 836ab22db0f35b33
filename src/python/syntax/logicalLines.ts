import type { Span } from './ast';
import type { Token } from './lexer';

/** A statement, or the header of a compound one, with all the physical lines it spans. */
export interface LogicalLine extends Span {
  indent: number;
  tokens: Token[];
}

/** Keywords that begin a statement and stand nowhere else. */
const STATEMENT_KEYWORDS = new Set([
  'def',
  'class',
  'return',
  'import',
  'with',
  'while',
  'try',
  'except',
  'finally',
  'elif',
  'raise',
  'assert',
  'del',
  'pass',
  'break',
  'continue',
  'global',
  'nonlocal',
]);

/**
 * Groups tokens into logical lines. Where a bracket seems not to be closed, because a new statement begins inside
 * it, the line ends there, unless the longer reading is valid Python.
 * @param isValid tells whether the source between two offsets parses as a statement.
 */
export function logicalLines(tokens: readonly Token[], isValid: (span: Span) => boolean): LogicalLine[] {
  const lines: LogicalLine[] = [];
  let at = 0;
  while (at < tokens.length) {
    const { end, suspect } = lineEnd(tokens, at);
    const broken = suspect !== undefined && !isValid({ start: tokens[at].start, end: tokens[end - 1].end });
    const next = broken ? suspect : end;
    const own = tokens.slice(at, next);
    lines.push({ start: own[0].start, end: own[own.length - 1].end, indent: own[0].indent, tokens: own });
    at = next;
  }
  return lines;
}

/**
 * The index behind a logical line's last token by the rules of Python (a line ends outside brackets), and the
 * index where, inside brackets, a new statement seems to begin.
 */
function lineEnd(tokens: readonly Token[], start: number): { end: number; suspect?: number } {
  let depth = 0;
  let suspect: number | undefined;
  for (let i = start; i < tokens.length; i++) {
    const token = tokens[i];
    if (token.first && i > start) {
      if (depth === 0) return { end: i, suspect };
      // A colon at the end of a header's line ends the header, whatever bracket is open.
      const behindHeader = tokens[i - 1].text === ':' && startsHeader(tokens[start], tokens[start + 1]);
      if (suspect === undefined && (behindHeader || startsStatement(tokens, i, tokens[start].indent))) suspect = i;
    }
    if (token.kind === 'open') depth++;
    else if (token.kind === 'close' && depth > 0) depth--;
  }
  return { end: tokens.length, suspect };
}

/** Whether the physical line at a token looks like a statement, in the middle of brackets that are still open. */
function startsStatement(tokens: readonly Token[], at: number, outerIndent: number): boolean {
  const { text, kind, indent } = tokens[at];
  if (kind === 'close') return false;
  if (STATEMENT_KEYWORDS.has(text)) return true;
  let end = at + 1;
  while (end < tokens.length && !tokens[end].first) end++;
  const line = tokens.slice(at, end);
  const has = (word: string) => line.some((token) => token.text === word);
  if (text === 'from') return has('import');
  if (text === 'async') return line[1]?.text === 'def' || line[1]?.text === 'with';
  if (text === 'if' || text === 'for' || text === 'else') return line[line.length - 1].text === ':';
  if (text === '@') return kind === 'operator' && ['def', 'class', 'async', '@'].includes(tokens[end]?.text);
  if (indent <= outerIndent) return kind !== 'operator';
  return isAssignment(line) && tokens[end]?.kind !== 'close';
}

/** `a.b = …` is no argument; `a = …` is one where a comma or bracket follows, or no blanks surround the sign. */
function isAssignment(line: readonly Token[]): boolean {
  const sign = line.findIndex((token) => token.text === '=');
  if (sign < 1) return false;
  const target = line.slice(0, sign);
  if (!target.every((token, i) => (i % 2 === 0 ? token.kind === 'name' : token.text === '.'))) return false;
  if (target.length > 1) return true;
  const last = line[line.length - 1];
  const spaced = line[sign].start > target[0].end && line[sign + 1]?.start > line[sign].end;
  return spaced && last.text !== ',' && last.kind !== 'open' && last.kind !== 'operator';
}

const HEADERS = new Set('if elif else for while with try except finally def class match case async'.split(' '));

function startsHeader(first: Token, second: Token | undefined): boolean {
  if (!HEADERS.has(first.text)) return false;
  // `async` was a name before Python 3.7.
  if (first.text === 'async') return second?.kind === 'name';
  // `match` and `case` are names elsewhere: as headers they are followed by an operand.
  return (first.text !== 'match' && first.text !== 'case') || second?.kind !== 'operator';
}

/** True where the line is one that a block follows. */
export function isHeader({ tokens }: LogicalLine): boolean {
  if (!startsHeader(tokens[0], tokens[1])) return false;
  return (tokens[0].text !== 'match' && tokens[0].text !== 'case') || tokens[tokens.length - 1].text === ':';
}

/** Clauses that go on with the statement before them. */
const CLAUSES = new Set(['elif', 'else', 'except', 'finally']);

/** Groups the logical lines of a block into its statements, each with its decorators and its body. */
export function statementChunks(lines: readonly LogicalLine[], indent: number): LogicalLine[][] {
  const chunks: LogicalLine[][] = [];
  let decorated = false;
  for (const line of lines) {
    const current = chunks[chunks.length - 1];
    const goesOn = line.indent > indent || decorated || CLAUSES.has(line.tokens[0].text);
    if (current && goesOn) current.push(line);
    else chunks.push([line]);
    decorated = line.indent <= indent && line.tokens[0].text === '@';
  }
  return chunks;
}
