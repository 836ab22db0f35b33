import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from './eventually';
import { errorMime, outputText, payloadMime, runCells, stdout } from './notebooks';
import { openNotebook } from './workspaceFolder';

/** In a browser a running cell can only be stopped together with its kernel. */
const isNode = globalThis.process?.versions?.node !== undefined;

describe('the built-in kernel', () => {
  let notebook: vscode.NotebookDocument;
  before(async () => {
    notebook = await openNotebook('depthwise.ipynb');
    await runCells(notebook, 0, 3);
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.files.save');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('prints shapes and numbers', () => {
    assert.equal(outputText(notebook.cellAt(1), stdout).trim(), '(1, 5, 5, 4)');
    assert.equal(outputText(notebook.cellAt(2), stdout).trim(), '[ 26. -13.  54.  81.]');
  });

  it('emits the convolution, with a picture and a text for readers without ConvLens', () => {
    const payload = JSON.parse(outputText(notebook.cellAt(1), payloadMime));
    assert.equal(payload.version, 1);
    assert.equal(payload.steps.length, 1);
    assert.equal(payload.steps[0].groups, 2);
    const mimes = notebook.cellAt(1).outputs.flatMap((output) => output.items.map((item) => item.mime));
    assert.ok(mimes.includes('image/png'), `image/png is missing from ${mimes.join(', ')}`);
    assert.ok(mimes.includes('text/plain'), `text/plain is missing from ${mimes.join(', ')}`);
  });

  it('reports an error with its traceback, and stops there', async () => {
    await runCells(notebook, 3, 5, 3);
    const error = JSON.parse(outputText(notebook.cellAt(3), errorMime));
    assert.equal(error.name, 'NameError');
    assert.match(error.message, /undefined_name/);
    assert.match(error.stack, /Traceback/);
    assert.equal(notebook.cellAt(3).executionSummary?.success, false);
    assert.equal(outputText(notebook.cellAt(4), stdout), '');
  });

  it('can be interrupted, and goes on afterwards, with its variables where memory can be shared with it', async () => {
    await insertCell(notebook, 'while True:\n    pass');
    const endless = notebook.cellCount - 1;
    void vscode.commands.executeCommand('notebook.cell.execute', { ranges: [{ start: endless, end: endless + 1 }] });
    await new Promise((resolve) => setTimeout(resolve, 500));
    await vscode.commands.executeCommand('notebook.cancelExecution');
    await eventually('the interrupt', () => notebook.cellAt(endless).executionSummary?.success === false);
    await insertCell(notebook, 'print(maps.shape)');
    await runCells(notebook, notebook.cellCount - 1, notebook.cellCount);
    const last = notebook.cellAt(notebook.cellCount - 1);
    if (isNode) assert.equal(outputText(last, stdout).trim(), '(1, 5, 5, 4)');
    else assert.match(outputText(last, errorMime), /NameError/);
  });

  it('forgets its variables with a restart', async () => {
    await vscode.commands.executeCommand('convlens.restartKernel');
    await insertCell(notebook, 'print(image)');
    await runCells(notebook, notebook.cellCount - 1, notebook.cellCount);
    const last = notebook.cellAt(notebook.cellCount - 1);
    assert.match(outputText(last, errorMime), /NameError/);
  });
});

async function insertCell(notebook: vscode.NotebookDocument, code: string): Promise<void> {
  const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, code, 'python');
  const edit = new vscode.WorkspaceEdit();
  edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(notebook.cellCount, [cell])]);
  await vscode.workspace.applyEdit(edit);
}
