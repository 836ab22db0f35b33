import { resolve } from 'node:path';
import { analyse } from '../analysis/analyse';
import { analyseNotebook, cellsOf } from '../analysis/notebook';
import { problemsOf } from '../analysis/problems';
import { newSources, printed, readInput, rootsOf } from './session';

/** `convlens check`: exit status 0 clean, 1 problems found, 2 could not run. */
export function check(files: string[], options: { pythonPath: string[]; json?: boolean }): void {
  const roots = rootsOf(options.pythonPath);
  const rows = files.flatMap((file) => {
    const text = readInput(file);
    const path = resolve(file);
    const analysis = file.endsWith('.ipynb')
      ? analyseNotebook(newSources(), path, cellsOf(text), { roots }).analysis
      : analyse(newSources(), path, text, { roots });
    return problemsOf(analysis).map(({ line, column, severity, code, message, ...row }) => ({
      file: printed(row.file),
      line,
      column,
      severity,
      code,
      message,
    }));
  });
  if (options.json) console.log(JSON.stringify(rows));
  else
    for (const row of rows)
      console.log(`${row.file}:${row.line}:${row.column}: ${row.severity} ${row.code}: ${row.message}`);
  if (rows.length > 0) process.exitCode = 1;
}
