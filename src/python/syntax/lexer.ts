import type { Span } from './ast';

/** A token of Python, read loosely: for finding one's way in code that does not parse. */
export interface Token extends Span {
  /** `magic` is a line, or the rest of one, that IPython handles: `%timeit f()`, `!ls`, `f?`. */
  kind: 'name' | 'number' | 'string' | 'open' | 'close' | 'operator' | 'magic';
  text: string;
  /** True for the first token of a physical line that does not continue the one before by a backslash. */
  first: boolean;
  /** Columns of white space before the physical line's first token; a tab goes to the next multiple of 8. */
  indent: number;
  /** The quotes that would close a string that is not closed. */
  unclosed?: string;
}

export interface Tokens {
  tokens: Token[];
  comments: Span[];
}

const SPACE = /[ \t\f\u00a0\ufeff\u2060\u200b]+/y;
const NEWLINE = /\r\n|\r|\n/y;
const CONTINUATION = /\\(?:\r\n|\r|\n)/y;
const COMMENT = /#[^\r\n]*/y;
const STRING_START = /[a-zA-Z]{0,3}?('''|"""|'|")/y;
const PREFIX = /^(?:[bB]?[rR]?|[rR][bB]|[uU][rR]?|[fFtT][rR]?|[rR][fFtT])$/;
const NUMBER = /(?:\d|\.\d)(?:[eE][+-]?\d|[\w.])*/y;
const NAME = /[\p{ID_Start}_][\p{ID_Continue}]*/uy;
const OPERATOR = /\*\*=|\/\/=|>>=|<<=|\.\.\.|->|:=|<>|[-+*/%@&|^<>=!]=|\*\*|\/\/|<<|>>|[^\s\w]/uy;

/** To the end of the physical line, with the lines that backslashes add to it. */
const REST_OF_LINE = /(?:\\(?:\r\n|\r|\n)|[^\r\n])*/y;
const HELP = /\?{1,2}[ \t]*(?=[\r\n]|$)/y;

/** A line that no text in a string is likely to have, but code that a string has swallowed. */
const CODE_LINE = /^[ \t]*(?:def \w+\(|class \w+\b.*:|import \w|from \S+ import |return\b|@\w)/m;

/** Splits a source into tokens; comments are set apart, line ends show in `first`. */
export function tokenize(source: string): Tokens {
  const result = scan(source, false);
  // One pair of triple quotes too few turns code and strings inside out, from there to the end of the file. The
  // string that holds lines of code is then the one that was not closed.
  return result.tokens.some((token) => token.unclosed?.length === 3) ? scan(source, true) : result;
}

function scan(source: string, distrust: boolean): Tokens {
  const tokens: Token[] = [];
  const comments: Span[] = [];
  let at = 0;
  let first = true;
  let indent = 0;
  let lineStart = 0;
  let depth = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  };
  while (at < source.length) {
    const newline = match(NEWLINE);
    const skipped = newline ?? match(SPACE) ?? match(CONTINUATION);
    if (skipped !== undefined) {
      at += skipped.length;
      if (newline !== undefined) {
        first = true;
        lineStart = at;
      }
      continue;
    }
    const comment = match(COMMENT);
    if (comment !== undefined) {
      comments.push({ start: at, end: at + comment.length });
      at += comment.length;
      continue;
    }
    if (first) indent = columnOf(source, lineStart, at);
    const magic =
      depth === 0 && startsMagic(source[at], first, tokens[tokens.length - 1]) ? match(REST_OF_LINE) : undefined;
    const help = depth === 0 ? match(HELP) : undefined;
    const token: Token =
      magic !== undefined || help !== undefined
        ? magicToken(magic ?? help ?? '', at, first, indent)
        : (stringToken(source, at, distrust, first, indent) ?? plainToken(match, at, first, indent));
    if (token.kind === 'open') depth++;
    else if (token.kind === 'close' && depth > 0) depth--;
    tokens.push(token);
    at = token.end;
    first = false;
  }
  return { tokens, comments };
}

/** At the start of a statement, or of the value of an assignment, these characters belong to IPython. */
function startsMagic(character: string, first: boolean, previous: Token | undefined): boolean {
  if (first) return character === '%' || character === '!' || character === '?';
  return previous?.text === '=' && (character === '%' || character === '!');
}

function magicToken(text: string, start: number, first: boolean, indent: number): Token {
  const trimmed = text.trimEnd();
  return { kind: 'magic', text: trimmed, start, end: start + trimmed.length, first, indent };
}

function columnOf(source: string, lineStart: number, at: number): number {
  let column = 0;
  for (let i = lineStart; i < at; i++) column = source[i] === '\t' ? column + 8 - (column % 8) : column + 1;
  return column;
}

function plainToken(match: (pattern: RegExp) => string | undefined, at: number, first: boolean, indent: number): Token {
  const make = (kind: Token['kind'], text: string): Token => {
    return { kind, text, start: at, end: at + text.length, first, indent };
  };
  const number = match(NUMBER);
  if (number !== undefined) return make('number', number);
  const name = match(NAME);
  if (name !== undefined) return make('name', name);
  const text = match(OPERATOR) ?? ' ';
  if ('([{'.includes(text)) return make('open', text);
  if (')]}'.includes(text)) return make('close', text);
  return make('operator', text);
}

function stringToken(
  source: string,
  start: number,
  distrust: boolean,
  first: boolean,
  indent: number,
): Token | undefined {
  STRING_START.lastIndex = start;
  const opening = STRING_START.exec(source);
  if (!opening || !PREFIX.test(opening[0].slice(0, -opening[1].length))) return undefined;
  const quote = opening[1];
  const from = start + opening[0].length;
  let end = closingQuote(source, from, quote);
  if (end !== undefined && distrust && quote.length === 3 && CODE_LINE.test(source.slice(from, end))) end = undefined;
  const closed = end !== undefined;
  end ??= lineEnd(source, from);
  const token: Token = { kind: 'string', text: source.slice(start, end), start, end, first, indent };
  return closed ? token : { ...token, unclosed: quote };
}

/** The offset behind the closing quotes, or undefined where the string is not closed. */
function closingQuote(source: string, from: number, quote: string): number | undefined {
  for (let i = from; i < source.length; i++) {
    if (source[i] === '\\') i += source[i + 1] === '\r' && source[i + 2] === '\n' ? 2 : 1;
    else if (quote.length === 1 && (source[i] === '\n' || source[i] === '\r')) return undefined;
    else if (source.startsWith(quote, i)) return i + quote.length;
  }
  return undefined;
}

/** The end of the physical line, without white space before it. */
function lineEnd(source: string, from: number): number {
  let end = from;
  while (end < source.length && source[end] !== '\n' && source[end] !== '\r') end++;
  while (end > from && /\s/.test(source[end - 1])) end--;
  return end;
}
