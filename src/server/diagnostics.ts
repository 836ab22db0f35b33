/** Problems of an analysis as diagnostics of its documents. */
import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Analysis } from '../analysis/analyse';
import { problemsOf } from '../analysis/problems';
import { offsetAt } from '../python/syntax';
import type { NotebookAnalysis } from '../analysis/notebook';

/** One list for each document, empty where nothing is wrong. */
export function diagnosticsOf(
  found: { analysis: Analysis; notebook?: NotebookAnalysis },
  documents: readonly TextDocument[],
): { document: string; diagnostics: Diagnostic[] }[] {
  const { analysis, notebook } = found;
  const starts = notebook ? notebook.notebook.cells.map((cell) => cell.start) : [0];
  const lists = documents.map((document) => ({ document: document.uri, diagnostics: [] as Diagnostic[] }));
  for (const problem of problemsOf(analysis)) {
    if (problem.file !== analysis.file) continue;
    const start = offsetAt(analysis.source, problem);
    const end = offsetAt(analysis.source, { line: problem.endLine, column: problem.endColumn });
    const at = starts.findLastIndex((offset) => offset <= start);
    const document = documents[at];
    if (!document) continue;
    lists[at].diagnostics.push({
      range: { start: document.positionAt(start - starts[at]), end: document.positionAt(end - starts[at]) },
      severity: problem.severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
      code: problem.code,
      source: 'ConvLens',
      message: problem.message,
    });
  }
  return lists;
}
