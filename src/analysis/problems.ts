/** Problems as plain rows: where, what, and how sure. */
import type { ShapeFix } from '../shape';
import type { Analysis } from './analyse';

export interface ProblemRow {
  file: string;
  /** From 1. */
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  severity: 'error' | 'warning';
  code: string;
  message: string;
  /** The calls it came through, outermost first. */
  through: { file: string; line: number; column: number }[];
  fix?: ShapeFix;
}

/** What is certainly wrong in the files analysed, in the order it was found. */
export function problemsOf(analysis: Analysis): ProblemRow[] {
  return analysis.ip.problems.flatMap((problem): ProblemRow[] => {
    const place = problem.site && analysis.sources.place(problem.site);
    if (!problem.site || !place) return [];
    const end = analysis.sources.place({ file: problem.site.file, start: problem.site.end });
    const { severity, code, message, fix } = problem;
    const through = problem.stack.flatMap((site) => analysis.sources.place(site) ?? []);
    return [
      {
        ...place,
        endLine: end?.line ?? place.line,
        endColumn: end?.column ?? place.column,
        severity,
        code,
        message,
        through,
        ...(fix ? { fix } : {}),
      },
    ];
  });
}
