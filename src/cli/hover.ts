import { hoverAt } from '../analysis/hover/hover';
import { offsetAt } from '../python/syntax';
import { UsageError, analyseFile, openProject } from './session';

/** `convlens hover`: in a notebook, lines run through its Python cells from the first to the last. */
export function hover(file: string, line: string, column: string, options: { pythonPath: string[] }): void {
  const position = { line: Number(line), column: Number(column) };
  if (!Number.isInteger(position.line) || !Number.isInteger(position.column)) {
    throw new UsageError(`line and column are numbers from 1, not ${line} ${column}`);
  }
  const analysis = analyseFile(openProject(options.pythonPath), file);
  const found = hoverAt(analysis, offsetAt(analysis.source, position));
  if (found) console.log(found.markdown);
}
