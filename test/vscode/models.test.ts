import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from './eventually';
import { openText, positionOf } from './workspaceFolder';

const everything = new vscode.Range(0, 0, 1000, 0);

const run = <T>(command: string, ...args: unknown[]): Thenable<T> =>
  vscode.commands.executeCommand<T>(command, ...args);

const labelOf = ({ label }: vscode.InlayHint): string =>
  typeof label === 'string' ? label : label.map((part) => part.value).join('');

/** Waits for a code lens whose title holds a text. */
function lensWith(document: vscode.TextDocument, text: string): Promise<vscode.CodeLens> {
  return eventually(`a code lens with ${text}`, async () => {
    const lenses = await run<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 20);
    return lenses.find((lens) => lens.command?.title.includes(text));
  });
}

describe('models in the editor', () => {
  afterEach(async () => {
    await vscode.workspace
      .getConfiguration('convlens')
      .update('inputs', undefined, vscode.ConfigurationTarget.Workspace);
    await run('workbench.action.closeAllEditors');
  });

  it('shows the shape at the end of a line', async () => {
    const { document } = await openText('mismatch.py');
    const hint = await eventually('an inlay hint', async () => {
      const hints = await run<vscode.InlayHint[]>('vscode.executeInlayHintProvider', document.uri, everything);
      return hints.find((candidate) => labelOf(candidate) === '→ 1×16×32×32');
    });
    assert.equal(hint.position.line, positionOf(document, 'x = self.stem').line);
  });

  it('underlines the mistake, names the layer that made the channels, and repairs it', async () => {
    const { document } = await openText('mismatch.py');
    const problem = await eventually('the diagnostic', () =>
      vscode.languages.getDiagnostics(document.uri).find(({ source }) => source === 'ConvLens'),
    );
    assert.equal(problem.range.start.line, positionOf(document, 'self.head(x)').line);
    assert.match(problem.relatedInformation?.[0]?.message ?? '', /stem \(Conv2d\)/);
    const actions = await run<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, problem.range);
    const fix = actions.find(({ title }) => title.includes('in_channels=16'));
    assert.ok(fix?.edit, 'a quick fix with its edit');
    await vscode.workspace.applyEdit(fix.edit);
    assert.ok(document.getText().includes('nn.Conv2d(16, 10, 1)'));
    await eventually('no diagnostic', () => vscode.languages.getDiagnostics(document.uri).length === 0);
    await run('workbench.action.files.revert');
  });

  it('uses the input that is pinned in the workspace', async () => {
    const { document } = await openText('mismatch.py');
    await lensWith(document, '(N, 3, H, W) → (N, 8, H − 2, W − 2)');
    const settings = vscode.workspace.getConfiguration('convlens');
    await settings.update('inputs', { Pinned: '4,3,10,10' }, vscode.ConfigurationTarget.Workspace);
    await lensWith(document, '(4, 3, 10, 10) → (4, 8, 8, 8)');
  });

  it('copies the summary as Markdown and as CSV', async () => {
    const { document } = await openText('net.py');
    const { command } = await lensWith(document, '(1, 3, 224, 224)');
    await run(command!.command, ...(command!.arguments ?? []));
    await run('convlens.copySummaryMarkdown');
    assert.match(await vscode.env.clipboard.readText(), /\| \u2003stem \| Conv2d \| \(1, 3, 224, 224\) \|/);
    await run('convlens.copySummaryCsv');
    assert.match(await vscode.env.clipboard.readText(), /^stem,Conv2d,"\(1, 3, 224, 224\)",/m);
  });
});
