import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { press, screenshot } from './bridge';
import { eventually } from './eventually';
import { openText } from './workspaceFolder';

const problemsIn = (document: vscode.TextDocument): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'ConvLens');

/** The first quick fix that is offered for a problem. */
async function fixFor(document: vscode.TextDocument, problem: vscode.Diagnostic) {
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    problem.range,
    vscode.CodeActionKind.QuickFix.value,
  );
  return actions.find(({ edit }) => edit);
}

describe('mistakes in a file', () => {
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('are all underlined, and repaired by their first quick fix where there is one', async () => {
    const editor = await openText('mistakes.py');
    const { document } = editor;
    const problems = await eventually('every mistake', () => {
      const found = problemsIn(document);
      return found.length === 11 && found;
    });
    const codes = problems.map(({ code }) => code).sort();
    const first = problems.find(({ code }) => code === 'channel-mismatch')!;
    editor.selection = new vscode.Selection(first.range.start, first.range.start);
    await vscode.commands.executeCommand('editor.action.quickFix');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await screenshot('quick-fix');
    await press('Escape');

    const repaired: unknown[] = [];
    for (let left = problems; ; left = problemsIn(document)) {
      const fixes = await Promise.all(left.map(async (problem) => ({ problem, fix: await fixFor(document, problem) })));
      const next = fixes.find(({ fix }) => fix);
      if (!next) break;
      await vscode.workspace.applyEdit(next.fix!.edit!);
      repaired.push(next.problem.code);
      await eventually('one mistake less', () => problemsIn(document).length === 11 - repaired.length);
    }
    const withoutFix = ['cat-mismatch', 'view-mismatch'];
    assert.deepEqual([...repaired, ...withoutFix].sort(), codes);
    assert.deepEqual(
      problemsIn(document)
        .map(({ code }) => code)
        .sort(),
      withoutFix,
    );
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });
});
