import type { Module } from './ast';
import { parseModule } from './parseModule';
import { lastAtMost } from './pieces';
import { offsetAt, type Position, positionAt, type SourceText, sourceText } from './sourceText';
import { moveSpans } from './spans';

/** A place in a notebook: the cell counted from 0, line and column in it from 1. */
export interface CellPosition extends Position {
  cell: number;
}

/** The code cells of a notebook as one text, each followed by a line end. */
export interface NotebookSource {
  text: string;
  cells: readonly { start: number; source: SourceText }[];
}

/**
 * Reads the Python cells of a notebook, in their order, as one module. Each cell is parsed by itself, so that what is
 * broken in one cannot swallow the next.
 * @param sources the text of the code cells; cells in other languages are left out by the caller or start with their
 *   cell magic (`%%bash`).
 */
export function parseNotebook(sources: readonly string[]): { module: Module; source: NotebookSource } {
  const module: Module = { body: [], problems: [], comments: [] };
  const cells: { start: number; source: SourceText }[] = [];
  let start = 0;
  for (const text of sources) {
    const cell = parseModule(text);
    const base = start;
    const shift = (offset: number) => offset + base;
    moveSpans(cell, shift, shift);
    module.body.push(...cell.body);
    module.problems.push(...cell.problems);
    module.comments.push(...cell.comments);
    cells.push({ start, source: sourceText(text) });
    start += text.length + 1;
  }
  return { module, source: { text: sources.map((text) => `${text}\n`).join(''), cells } };
}

/** The cell, line and column of an offset into a notebook's text; undefined in a notebook without cells. */
export function cellPositionAt({ cells }: NotebookSource, offset: number): CellPosition | undefined {
  const starts = cells.map((cell) => cell.start);
  const cell = Math.max(0, lastAtMost(starts, offset));
  if (!cells[cell]) return undefined;
  return { cell, ...positionAt(cells[cell].source, offset - cells[cell].start) };
}

/** The offset of a place in a cell; undefined where there is no such cell. */
export function offsetInCell({ cells }: NotebookSource, { cell, line, column }: CellPosition): number | undefined {
  const found = cells[cell];
  return found && found.start + offsetAt(found.source, { line, column });
}
