/** textDocument/codeAction: quick fixes of problems, and the padding that keeps a convolution's size. */
import { CodeActionKind, type CodeAction, type Diagnostic, type Range } from 'vscode-languageserver';
import { fixesOf, rewritesAt, type Fix } from '../../analysis/fixes/fixes';
import { reportedProblems } from '../../analysis/problems';
import { offsetIn, type Analysed } from '../analysed';
import type { ServerContext } from '../context';
import { changesOf, locationOf } from '../places';
import { serverWords } from '../words';
import { diagnosticsOf } from './diagnostics';

export function serveCodeActions(server: ServerContext): void {
  const { connection, analyst, ready } = server;
  connection.onCodeAction(async ({ textDocument, range, context }, token): Promise<CodeAction[]> => {
    await ready;
    const found = await analyst.fresh(textDocument.uri, token);
    if (!found) return [];
    const wanted = (kind: string) => !context.only || context.only.some((k) => kind === k || kind.startsWith(`${k}.`));
    const fixes = wanted(CodeActionKind.QuickFix) ? quickFixes(server, found, textDocument.uri, range) : [];
    const start = offsetIn(found, textDocument.uri, range.start);
    const rewrites =
      fixes.length === 0 && start !== undefined && wanted(CodeActionKind.RefactorRewrite)
        ? rewritesAt(found.analysis, start)
        : [];
    return [...fixes, ...rewrites.flatMap((fix) => action(server, found, fix, CodeActionKind.RefactorRewrite) ?? [])];
  });
}

function quickFixes(server: ServerContext, found: Analysed, uri: string, range: Range): CodeAction[] {
  const shown = diagnosticsOf(found, 'all', server.language()).find(({ document }) => document === uri)?.diagnostics;
  return reportedProblems(found.analysis).flatMap(({ problem, site }): CodeAction[] => {
    const place = locationOf(found, site);
    if (place?.uri !== uri || !touches(place.range, range)) return [];
    const diagnostic = shown?.find((d) => d.code === problem.code && sameRange(d.range, place.range));
    return fixesOf(found.analysis, problem).flatMap(
      (fix) => action(server, found, fix, CodeActionKind.QuickFix, diagnostic) ?? [],
    );
  });
}

function action(
  { folders, language }: ServerContext,
  found: Analysed,
  fix: Fix,
  kind: CodeActionKind,
  diagnostic?: Diagnostic,
): CodeAction | undefined {
  const changes = changesOf(found, fix.edits, folders());
  if (!changes) return undefined;
  return {
    title: serverWords(language()).fix(fix),
    kind,
    edit: { changes },
    ...(diagnostic ? { diagnostics: [diagnostic], isPreferred: fix.preferred } : {}),
  };
}

const before = (a: Range['start'], b: Range['start']) =>
  a.line < b.line || (a.line === b.line && a.character < b.character);

const touches = (a: Range, b: Range): boolean => !before(a.end, b.start) && !before(b.end, a.start);

const sameRange = (a: Range, b: Range): boolean =>
  !before(a.start, b.start) && !before(b.start, a.start) && !before(a.end, b.end) && !before(b.end, a.end);
