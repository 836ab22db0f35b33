import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from './eventually';
import { outputText, runCells, stdout } from './notebooks';
import { openNotebook, openText, positionOf } from './workspaceFolder';

/** In a browser files are fetched when they are asked for: an import of an import takes several questions. */
describe('in a browser', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  /** Waits until the hover of the call in imports.py shows a shape. */
  async function showsShape(shape: string): Promise<void> {
    const { document } = await openText('imports.py');
    await eventually(`a hover with ${shape}`, async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        positionOf(document, 'Separable(32)'),
      );
      return hovers.some(({ contents }) => (contents[0] as vscode.MarkdownString).value.includes(shape));
    });
  }

  it('there is no Node under the extension', () => {
    assert.equal(globalThis.process?.versions?.node, undefined);
  });

  it('imports are read from the workspace, one after the other, and anew when they have changed', async () => {
    await showsShape('(1, 48, 20, 20)');
    const editor = await openText('parts/widths.py');
    await editor.edit((edit) => edit.replace(editor.document.lineAt(0).range, 'WIDTH = 56'));
    await editor.document.save();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await showsShape('(1, 56, 20, 20)');
  });

  it('a notebook imports them too', async () => {
    const notebook = await openNotebook('depthwise.ipynb');
    const code = 'import torch\nfrom parts import Separable\nprint(Separable(4)(torch.ones(1, 4, 6, 6)).shape[1] > 40)';
    const edit = new vscode.WorkspaceEdit();
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, code, 'python');
    edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(notebook.cellCount, [cell])]);
    await vscode.workspace.applyEdit(edit);
    await runCells(notebook, notebook.cellCount - 1, notebook.cellCount);
    assert.equal(outputText(notebook.cellAt(notebook.cellCount - 1), stdout).trim(), 'True');
  });
});
