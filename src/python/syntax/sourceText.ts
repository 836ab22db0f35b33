import { lastAtMost } from './pieces';

/** A place in a file as editors and people count it: both from 1, columns in UTF-16 units. */
export interface Position {
  line: number;
  column: number;
}

/** A source with its lines; `\n`, `\r\n` and `\r` end a line. */
export interface SourceText {
  readonly text: string;
  /** Offsets where lines start. */
  readonly lineStarts: readonly number[];
}

export function sourceText(text: string): SourceText {
  const lineStarts = [0];
  for (const match of text.matchAll(/\r\n|\r|\n/g)) lineStarts.push(match.index + match[0].length);
  return { text, lineStarts };
}

/** The line and column of an offset; offsets beyond the text are taken for its nearest end. */
export function positionAt({ text, lineStarts }: SourceText, offset: number): Position {
  const inside = Math.max(0, Math.min(text.length, offset));
  const line = lastAtMost(lineStarts, inside);
  return { line: line + 1, column: inside - lineStarts[line] + 1 };
}

/** The offset of a line and column; a column beyond the line's end is taken for the end. */
export function offsetAt(source: SourceText, { line, column }: Position): number {
  const { text, lineStarts } = source;
  if (line < 1) return 0;
  if (line > lineStarts.length) return text.length;
  const start = lineStarts[line - 1];
  return Math.min(start + Math.max(0, column - 1), lineEnd(source, line));
}

/** The offset behind the last character of a line, its line end not counted. */
function lineEnd({ text, lineStarts }: SourceText, line: number): number {
  let end = line < lineStarts.length ? lineStarts[line] : text.length;
  const start = lineStarts[line - 1];
  while (line < lineStarts.length && end > start && (text[end - 1] === '\n' || text[end - 1] === '\r')) end--;
  return end;
}
