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
    const withoutFix = ['view-mismatch'];
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

describe('convolutions of TensorFlow in another form', () => {
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  /** The first rewrite at a name's value whose text is like `wanted`. */
  async function rewriteOf(document: vscode.TextDocument, name: string, wanted: RegExp) {
    const start = document.positionAt(document.getText().indexOf(`${name} = `) + `${name} = `.length);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(start, start),
      vscode.CodeActionKind.RefactorRewrite.value,
    );
    const written = ({ edit }: vscode.CodeAction): string =>
      (edit?.get(document.uri) ?? []).map(({ newText }) => newText).join('\n');
    return actions.find((action) => wanted.test(written(action)));
  }

  const forms: readonly (readonly [name: string, form: string, edit: RegExp, line: string])[] = [
    ['grouped', 'split, convolve, concatenate', /^tf\.concat/, 'tf.split(filters, 4, axis=3)'],
    ['depthwise', 'a grouped convolution', /tf\.reshape/, 'tf.nn.conv2d(image, tf.reshape(weights, [3, 3, 1, 16])'],
    ['padded', 'explicit pads', /^\[\[/, 'padding=[[0, 0], [1, 2], [1, 2], [0, 0]]'],
  ];
  for (const [name, form, edit, line] of forms) {
    it(`${name}: as ${form}`, async () => {
      const { document } = await openText('rewrites.py');
      const action = await eventually(`the form of ${name}`, () => rewriteOf(document, name, edit));
      await vscode.workspace.applyEdit(action.edit!);
      const text = document.getText().split('\n');
      assert.ok(text.find((row) => row.startsWith(`${name} = `))!.includes(line), text.join('\n'));
      assert.deepEqual(
        problemsIn(document).map(({ message }) => message),
        [],
      );
      await vscode.commands.executeCommand('workbench.action.files.revert');
    });
  }
});
