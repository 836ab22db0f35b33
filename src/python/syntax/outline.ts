import type { Span } from './ast';

/** A function with its body on lines of its own, from its `def` or `async` to the end of the body. */
export interface OutlinedFunction extends Span {
  bodyStart: number;
}

/** Where things stand in a source. */
export interface Outline {
  /** Statements of the top level; several on one line are taken for one, and decorators belong to theirs. */
  statements: Span[];
  /** Functions that are not inside functions. */
  functions: OutlinedFunction[];
  comments: Span[];
}

const codes = (text: string): number[] => [...text].map((c) => c.charCodeAt(0));
const [TAB, NEWLINE, FORM_FEED, RETURN, SPACE] = codes('\t\n\f\r ');
const [HASH, COLON, BACKSLASH] = codes('#:\\');
const BYTE_ORDER_MARK = 0xfeff;

/** What a character does to a logical line, by its code. */
const [TEXT, BLANK, LINE_END, OPENING, CLOSING, QUOTE, OTHER] = [0, 1, 2, 3, 4, 5, 6];
const ROLES = new Uint8Array(128);
for (const [role, characters] of [
  [BLANK, ' \t;'],
  [LINE_END, '\n\r'],
  [OPENING, '([{'],
  [CLOSING, ')]}'],
  [QUOTE, '\'"'],
  [OTHER, '#\\'],
] as const) {
  for (const code of codes(characters)) ROLES[code] = role;
}
const roleOf = (c: number): number => (c < 128 ? ROLES[c] : TEXT);

const FUNCTION = /(?:async[ \t]+)?def[ \t]/y;
const CLAUSE = /(?:elif|else|except|finally)\b/y;

/**
 * Finds statements and functions by indentation, brackets and quotes alone, which takes a twentieth of the time of
 * parsing. Undefined where the source is broken in a way that shows at this distance: a string or bracket is not
 * closed, a line is indented like no block around it, a function has no body.
 */
export function outlineOf(
  source: string,
  { start, end }: Span = { start: 0, end: source.length },
): Outline | undefined {
  const lines = new LineScanner(source, start, end);
  const outline: Outline = { statements: [], functions: [], comments: lines.comments };
  const levels = [0];
  let open: { start: number; indent: number; bodyStart?: number } | undefined;
  let decorated = false;
  const closeFunction = (): boolean => {
    if (open && open.bodyStart === undefined) return false;
    if (open) outline.functions.push({ start: open.start, bodyStart: open.bodyStart!, end: lines.end });
    open = undefined;
    return true;
  };
  while (lines.next()) {
    const { at, indent } = lines;
    if (!enterLevel(levels, indent)) return undefined;
    if (open && indent <= open.indent && !closeFunction()) return undefined;
    if (open) open.bodyStart ??= at;
    const goesOn = indent > 0 || decorated || matches(CLAUSE, source, at);
    const isHeader = !open && matches(FUNCTION, source, at);
    if (!lines.pass()) return undefined;
    if (isHeader && lines.endsInColon) open = { start: at, indent };
    decorated = indent === 0 && source[at] === '@';
    const last = outline.statements.at(-1);
    if (goesOn && last) outline.statements[outline.statements.length - 1] = { start: last.start, end: lines.end };
    else outline.statements.push({ start: at, end: lines.end });
  }
  return closeFunction() ? outline : undefined;
}

/** Behind the first logical line of a text; undefined where a string or bracket of it is not closed. */
export function logicalLineEnd(text: string): number | undefined {
  const lines = new LineScanner(text, 0, text.length);
  return lines.pass() ? lines.at : undefined;
}

/** Goes to the level of a line; false where there is none. */
function enterLevel(levels: number[], indent: number): boolean {
  if (indent > levels[levels.length - 1]) {
    levels.push(indent);
    return true;
  }
  while (indent < levels[levels.length - 1]) levels.pop();
  return indent === levels[levels.length - 1];
}

function matches(pattern: RegExp, source: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(source);
}

/** Goes from one logical line to the next. */
class LineScanner {
  /** Columns before the line's first token; a tab goes to the next multiple of 8. */
  indent = 0;
  /** Behind the last token of the line that was passed, a semicolon not counted. */
  end = 0;
  endsInColon = false;
  readonly comments: Span[] = [];

  constructor(
    private readonly source: string,
    public at: number,
    private readonly stop: number,
  ) {}

  /** Moves to the first token of the next line; false at the end of the source. */
  next(): boolean {
    const { source } = this;
    this.indent = 0;
    for (; this.at < this.stop; this.at++) {
      const c = source.charCodeAt(this.at);
      if (c === SPACE) this.indent++;
      else if (c === TAB) this.indent += 8 - (this.indent % 8);
      else if (c === NEWLINE || c === RETURN || c === FORM_FEED || c === BYTE_ORDER_MARK) this.indent = 0;
      else if (c === HASH) this.passComment();
      else return true;
    }
    return false;
  }

  /** Moves behind the line; false where a string or bracket is not closed. */
  pass(): boolean {
    const { source } = this;
    let depth = 0;
    let last = 0;
    while (this.at < this.stop) {
      const c = source.charCodeAt(this.at);
      const role = roleOf(c);
      if (role === LINE_END && depth === 0) break;
      if (role === BLANK || role === LINE_END) {
        this.at++;
        continue;
      }
      if (c === HASH) {
        this.passComment();
        this.at++;
        continue;
      }
      if (c === BACKSLASH) {
        this.at += source.charCodeAt(this.at + 1) === RETURN && source.charCodeAt(this.at + 2) === NEWLINE ? 3 : 2;
        continue;
      }
      if (role === TEXT) this.passText();
      else if (role === QUOTE) {
        if (!this.passString(c)) return false;
      } else {
        depth += role === OPENING ? 1 : -1;
        if (depth < 0) return false;
        this.at++;
      }
      last = source.charCodeAt(this.at - 1);
      this.end = this.at;
    }
    this.endsInColon = last === COLON;
    return depth === 0;
  }

  /** Most of a source: what is read here decides how long an outline takes. */
  private passText(): void {
    const { source, stop } = this;
    let at = this.at + 1;
    while (at < stop && roleOf(source.charCodeAt(at)) === TEXT) at++;
    this.at = at;
  }

  /** Leaves the last character of the comment to be passed. */
  private passComment(): void {
    const start = this.at;
    while (this.at < this.stop && !isLineEnd(this.source.charCodeAt(this.at))) this.at++;
    this.comments.push({ start, end: this.at });
    this.at--;
  }

  private passString(quote: number): boolean {
    const { source, stop } = this;
    const isTriple = source.charCodeAt(this.at + 1) === quote && source.charCodeAt(this.at + 2) === quote;
    for (let at = this.at + (isTriple ? 3 : 1); at < stop; at++) {
      const c = source.charCodeAt(at);
      if (c === BACKSLASH) {
        at++;
        if (source.charCodeAt(at) === RETURN && source.charCodeAt(at + 1) === NEWLINE) at++;
      } else if (!isTriple && isLineEnd(c)) {
        return false;
      } else if (
        c === quote &&
        (!isTriple || (source.charCodeAt(at + 1) === quote && source.charCodeAt(at + 2) === quote))
      ) {
        this.at = at + (isTriple ? 3 : 1);
        return true;
      }
    }
    return false;
  }
}

const isLineEnd = (c: number): boolean => c === NEWLINE || c === RETURN;
