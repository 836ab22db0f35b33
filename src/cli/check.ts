import type { Analysis } from '../analysis/analyse';
import { problemsOf } from '../analysis/problems';
import { analyseFile, filesAt, openProject, printed, UsageError, type Project } from './session';

/** A problem as it is printed. */
interface Row {
  file: string;
  line: number;
  column: number;
  severity: string;
  code: string;
  message: string;
}

/**
 * `convlens check`: exit status 0 clean, 1 problems found, 2 where a file could not be read; the others are checked all the
 * same. What only informs is listed and no problem. Lines are printed as they are found.
 */
export function check(paths: string[], options: { pythonPath: string[]; json?: boolean }): void {
  const project = openProject(options.pythonPath);
  const rows = new Map<string, Row>();
  for (const file of paths.flatMap(filesAt)) {
    for (const row of rowsOf(project, file)) {
      const line = `${row.file}:${row.line}:${row.column}: ${row.severity} ${row.code}: ${row.message}`;
      // Every program that calls a function finds what is wrong in it.
      if (rows.has(line)) continue;
      rows.set(line, row);
      if (!options.json) console.log(line);
    }
  }
  if (options.json) console.log(JSON.stringify([...rows.values()]));
  if ([...rows.values()].some(({ severity }) => severity !== 'information')) process.exitCode ??= 1;
}

function rowsOf(project: Project, file: string): Row[] {
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
