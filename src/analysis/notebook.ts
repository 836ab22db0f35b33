/** Notebooks: cells analysed together as one module. */
import {
  cellPositionAt,
  offsetInCell,
  parseNotebook,
  sourceText,
  type CellPosition,
  type NotebookSource,
} from '../python/syntax';
import { analyseModule, type Analysis, type AnalysisOptions } from './analyse';
import { cellBodies, needsOf, orderOf, type MissingName, type Needs } from './cellOrder';
import type { Sources } from './sources';

export interface NotebookAnalysis {
  analysis: Analysis;
  notebook: NotebookSource;
}

/** How often a notebook is read anew since a cell has turned out to need one below it. */
const MAX_ORDERS = 5;

/**
 * Interprets the Python cells of a notebook from the first to the last; `file` names it in reasons and rows. A cell
 * below that makes what a cell needs was executed before it, and is read before it.
 */
export function analyseNotebook(
  sources: Sources,
  file: string,
  cells: readonly string[],
  options: AnalysisOptions = {},
): NotebookAnalysis {
  const { module, source: notebook } = parseNotebook(cells);
  const source = sourceText(notebook.text);
  sources.put(file, notebook.text, module);
  const bodies = cellBodies(module.body, notebook);
  let needs: Needs = new Map();
  let analysis = analyseModule(sources, file, source, module, options);
  for (let reading = 1; reading < MAX_ORDERS; reading++) {
    const more = needsOf(missingNames(analysis, notebook), bodies, needs);
    if (more === needs) break;
    needs = more;
    const program = orderOf(bodies.length, needs).flatMap((cell) => bodies[cell]);
    analysis = analyseModule(sources, file, source, module, { ...options, program });
  }
  return { analysis, notebook };
}

/** What the cells themselves have read before it was bound. */
function missingNames({ file, ip }: Analysis, notebook: NotebookSource): MissingName[] {
  return ip.recorder.missing
    .filter(({ at }) => at.file === file)
    .map(({ name, at }) => ({ name, cell: cellPositionAt(notebook, at.start)!.cell }));
}

export { cellPositionAt, offsetInCell, type CellPosition };

/** A notebook file (nbformat 4), as far as it is read here. */
interface NotebookFile {
  cells?: { cell_type: string; source: string | string[] }[];
}

/** The Python cells of an `.ipynb` file; undefined for what is no notebook. */
export function cellsOf(ipynb: string): string[] | undefined {
  let file: NotebookFile | null;
  try {
    file = JSON.parse(ipynb) as NotebookFile | null;
  } catch {
    return undefined;
  }
  if (!Array.isArray(file?.cells)) return undefined;
  return file.cells
    .filter((cell) => cell.cell_type === 'code')
    .map((cell) => (Array.isArray(cell.source) ? cell.source.join('') : cell.source));
}
