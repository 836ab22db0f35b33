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

/** White space, and the end of a line that a backslash continues. */
const SPACE = /(?:[ \t\f\u00a0\ufeff\u2060\u200b]|\\(?:\r\n|\r|\n))+/y;
const NEWLINE = /\r\n|\r|\n/y;
const COMMENT = /#[^\r\n]*/y;
const STRING_START = /(?:[bB][rR]?|[rR][bBfFtT]?|[uU][rR]?|[fFtT][rR]?)?('''|"""|'|")/y;
/** The characters a string literal may begin with. */
const STRING_FIRST = `'"bBrRuUfFtT`;
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

/** Where a scan stands: on which physical line, how deep in brackets. */
interface Place {
  at: number;
  first: boolean;
  indent: number;
  depth: number;
}

function scan(source: string, distrust: boolean): Tokens {
  const tokens: Token[] = [];
  const comments: Span[] = [];
  const place: Place = { at: 0, first: true, indent: 0, depth: 0 };
  let lineStart = 0;
  while (place.at < source.length) {
    const { at } = place;
    const newline = matchAt(NEWLINE, source, at);
    if (newline !== undefined) {
      place.at += newline.length;
      place.first = true;
      lineStart = place.at;
      continue;
    }
    const space = matchAt(SPACE, source, at);
    if (space !== undefined) {
      place.at += space.length;
      continue;
    }
    if (source[at] === '#') {
      place.at += matchAt(COMMENT, source, at)?.length ?? 1;
      comments.push({ start: at, end: place.at });
      continue;
    }
    if (place.first) place.indent = columnOf(source, lineStart, at);
    const token =
      magicToken(source, place, tokens[tokens.length - 1]) ??
      stringToken(source, place, distrust) ??
      plainToken(source, place);
    if (token.kind === 'open') place.depth++;
    else if (token.kind === 'close' && place.depth > 0) place.depth--;
    tokens.push(token);
    place.at = token.end;
    place.first = false;
  }
  return { tokens, comments };
}

function matchAt(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}

function newToken({ at, first, indent }: Place, kind: Token['kind'], text: string): Token {
  return { kind, text, start: at, end: at + text.length, first, indent };
}

/** What belongs to IPython: at the start of a statement, as the value of an assignment, or as a question at its end. */
function magicToken(source: string, place: Place, previous: Token | undefined): Token | undefined {
  const character = source[place.at];
  if (place.depth > 0 || (character !== '%' && character !== '!' && character !== '?')) return undefined;
  const starts = place.first || (character !== '?' && previous?.text === '=');
  const text = matchAt(starts ? REST_OF_LINE : HELP, source, place.at);
  return text === undefined ? undefined : newToken(place, 'magic', text.trimEnd());
}

function columnOf(source: string, lineStart: number, at: number): number {
  let column = 0;
  for (let i = lineStart; i < at; i++) column = source[i] === '\t' ? column + 8 - (column % 8) : column + 1;
  return column;
}

function plainToken(source: string, place: Place): Token {
  const name = matchAt(NAME, source, place.at);
  if (name !== undefined) return newToken(place, 'name', name);
  const number = matchAt(NUMBER, source, place.at);
  if (number !== undefined) return newToken(place, 'number', number);
  const text = matchAt(OPERATOR, source, place.at) ?? ' ';
  if ('([{'.includes(text)) return newToken(place, 'open', text);
  if (')]}'.includes(text)) return newToken(place, 'close', text);
  return newToken(place, 'operator', text);
}

function stringToken(source: string, place: Place, distrust: boolean): Token | undefined {
  if (!STRING_FIRST.includes(source[place.at])) return undefined;
  STRING_START.lastIndex = place.at;
  const opening = STRING_START.exec(source);
  if (!opening) return undefined;
  const quote = opening[1];
  const from = place.at + opening[0].length;
  let end = closingQuote(source, from, quote);
  if (end !== undefined && distrust && quote.length === 3 && CODE_LINE.test(source.slice(from, end))) end = undefined;
  if (end !== undefined) return newToken(place, 'string', source.slice(place.at, end));
  return { ...newToken(place, 'string', source.slice(place.at, lineEnd(source, from))), unclosed: quote };
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
