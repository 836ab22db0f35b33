import { resolve } from 'node:path';
import { analyse } from '../analysis/analyse';
import { hoverAt } from '../analysis/hover/hover';
import { analyseNotebook, cellsOf } from '../analysis/notebook';
import { offsetAt } from '../python/syntax';
import { UsageError, newSources, readInput, rootsOf } from './session';

/** `convlens hover`: in a notebook, lines run through its Python cells from the first to the last. */
export function hover(file: string, line: string, column: string, options: { pythonPath: string[] }): void {
  const text = readInput(file);
  const position = { line: Number(line), column: Number(column) };
  if (!Number.isInteger(position.line) || !Number.isInteger(position.column)) {
    throw new UsageError(`line and column are numbers from 1, not ${line} ${column}`);
  }
  const roots = rootsOf(options.pythonPath);
  const path = resolve(file);
  const analysis = file.endsWith('.ipynb')
    ? analyseNotebook(newSources(), path, cellsOf(text), { roots }).analysis
    : analyse(newSources(), path, text, { roots });
  const found = hoverAt(analysis, offsetAt(analysis.source, position));
  if (found) console.log(found.markdown);
}
