import type { Analysis } from '../analysis/analyse';
import { problemsOf } from '../analysis/problems';
import { analyseFile, filesAt, openProject, printed, UsageError, type Project } from './session';

/**
 * `convlens check`: exit status 0 clean, 1 problems found, 2 where a file could not be read; the others are checked all the
 * same. What only informs is listed and no problem.
 */
export function check(paths: string[], options: { pythonPath: string[]; json?: boolean }): void {
  const project = openProject(options.pythonPath);
  const rows = paths.flatMap(filesAt).flatMap((file) => {
    const analysis = readable(project, file);
    if (!analysis) return [];
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
  if (rows.some(({ severity }) => severity !== 'information')) process.exitCode ??= 1;
}

/** The analysis of a file; undefined where it cannot be read, which is said. */
function readable(project: Project, file: string): Analysis | undefined {
  try {
    return analyseFile(project, file);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
    return undefined;
  }
}
