/** A document's or notebook's analysis with the texts it was made from: positions in them stay what they were. */
import type { Position } from 'vscode-languageserver';
import { analyse, type Analysis, type AnalysisOptions } from '../analysis/analyse';
import { analyseNotebook } from '../analysis/notebook';
import type { Sources } from '../analysis/sources';
import { offsetAt, type SourceText } from '../python/syntax';
import type { Subject } from './documents';

/** A document, or a cell of a notebook. */
export interface Part {
  uri: string;
  source: SourceText;
  /** Where its text starts in the analysed text. */
  start: number;
}

export interface Analysed {
  analysis: Analysis;
  parts: readonly Part[];
  /** The URI of a file that the analysis has read. */
  uriOf: (path: string) => string;
}

/** @throws Stopped when cancelled */
export function analyseSubject(
  { path, texts, isNotebook }: Subject,
  sources: Sources,
  options: AnalysisOptions,
  uriOf: (path: string) => string,
): Analysed {
  if (!isNotebook) {
    const [{ uri, text }] = texts;
    const analysis = analyse(sources, path, text, options);
    return { analysis, parts: [{ uri, source: analysis.source, start: 0 }], uriOf };
  }
  const cells = texts.map(({ text }) => text);
  const { analysis, notebook } = analyseNotebook(sources, path, cells, options);
  const parts = notebook.cells.map(({ source, start }, i) => ({ uri: texts[i].uri, source, start }));
  return { analysis, parts, uriOf };
}

/** The offset into the analysed text of a place in one of its documents. */
export function offsetIn({ parts }: Analysed, uri: string, { line, character }: Position): number | undefined {
  const part = parts.find((p) => p.uri === uri);
  return part && part.start + offsetAt(part.source, { line: line + 1, column: character + 1 });
}

/**
 * Whether what an analysis says of a line still holds its place in the present texts: every line has the number it
 * had, and this one has not changed.
 */
export function stillStands({ parts }: Analysed, { texts }: Subject, uri: string, line: number): boolean {
  if (parts.length !== texts.length) return false;
  return parts.every(({ uri: of, source }, i) => {
    const text = texts[i].text;
    if (of !== texts[i].uri) return false;
    if (source.text === text) return true;
    const [before, now] = [source.text, text].map((t) => t.split(/\r\n|\r|\n/));
    return before.length === now.length && (of !== uri || before[line] === now[line]);
  });
}
