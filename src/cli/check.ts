import { problemsOf } from '../analysis/problems';
import { analyseFile, openProject, printed } from './session';

/** `convlens check`: exit status 0 clean, 1 problems found, 2 could not run. What only informs is listed and no problem. */
export function check(files: string[], options: { pythonPath: string[]; json?: boolean }): void {
  const project = openProject(options.pythonPath);
  const rows = files.flatMap((file) => {
    const analysis = analyseFile(project, file);
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
  if (rows.some(({ severity }) => severity !== 'information')) process.exitCode = 1;
}
