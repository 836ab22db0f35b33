/** Notebooks: cells analysed together, in order, as one module. */
import {
  cellPositionAt,
  offsetInCell,
  parseNotebook,
  sourceText,
  type CellPosition,
  type NotebookSource,
} from '../python/syntax';
import { analyseModule, type Analysis, type AnalysisOptions } from './analyse';
import type { Sources } from './sources';

export interface NotebookAnalysis {
  analysis: Analysis;
  notebook: NotebookSource;
}

/** Interprets the Python cells of a notebook; `file` names it in reasons and rows. */
export function analyseNotebook(
  sources: Sources,
  file: string,
  cells: readonly string[],
  options: AnalysisOptions = {},
): NotebookAnalysis {
  const { module, source: notebook } = parseNotebook(cells);
  const source = sourceText(notebook.text);
  sources.put(file, notebook.text, module);
  return { analysis: analyseModule(sources, file, source, module, options), notebook };
}

export { cellPositionAt, offsetInCell, type CellPosition };

/** The Python cells of an `.ipynb` file. @throws SyntaxError for what is no JSON */
export function cellsOf(ipynb: string): string[] {
  const parsed = JSON.parse(ipynb) as { cells?: { cell_type: string; source: string | string[] }[] };
  return (parsed.cells ?? [])
    .filter((cell) => cell.cell_type === 'code')
    .map((cell) => (Array.isArray(cell.source) ? cell.source.join('') : cell.source));
}
