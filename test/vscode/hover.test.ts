import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { evaluateInFrames, screenshot } from './bridge';
import { eventually } from './eventually';
import { THEMES, type Theme, openNotebook, openText, positionOf, useTheme } from './workspaceFolder';

/** The Markdown of all hovers at a place, once the language server has one that contains `expected`. */
function hoverText(document: vscode.TextDocument, position: vscode.Position, expected: string): Promise<string> {
  let last = '';
  return eventually(`a hover with ${expected}`, async () => {
    const command = 'vscode.executeHoverProvider';
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(command, document.uri, position);
    last = hovers.flatMap(({ contents }) => contents.map((part) => (part as vscode.MarkdownString).value)).join('\n');
    return last.includes(expected) && last;
  }).catch((error: Error) => {
    throw new Error(`${error.message} The hover was: ${last}`);
  });
}

describe('the hover', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('answers on a layer in a Python file, with the numbers put in', async () => {
    const { document } = await openText('net.py');
    const text = await hoverText(document, positionOf(document, 'Conv2d(3'), '(1, 64, 112, 112)');
    assert.match(text, /\(1, 3, 224, 224\) → \(1, 64, 112, 112\)/);
    assert.match(text, /⌊\(224 \+ 2·3 − 1·\(7 − 1\) − 1\) \/ 2⌋ \+ 1 = 112/);
    assert.match(text, /9,472 params/);
    assert.match(text, /MACs/);
  });

  it('says where the extra channels of a depthwise layer come from', async () => {
    const { document } = await openText('net.py');
    const text = await hoverText(document, positionOf(document, 'self.depthwise', 6), '(1, 128, 112, 112)');
    assert.match(text, /64 → 128 = 64 × 2/);
  });

  it('follows what is typed, also where the code is broken', async () => {
    const editor = await openText('net.py');
    const { document } = editor;
    await editor.edit((edit) => {
      edit.replace(new vscode.Range(positionOf(document, 'stride=2'), positionOf(document, 'stride=2', 8)), 'stride=4');
      edit.insert(document.lineAt(document.lineCount - 1).range.end, '\nbroken = (');
    });
    await hoverText(document, positionOf(document, 'Conv2d(3'), '(1, 64, 56, 56)');
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('answers in a notebook cell from what earlier cells defined', async () => {
    const notebook = await openNotebook('depthwise.ipynb');
    const { document } = notebook.cellAt(1);
    const text = await hoverText(document, positionOf(document, 'depthwise_conv2d'), '(1, 5, 5, 4)');
    assert.match(text, /2 → 4 = 2 × 2/);
  });

  for (const theme of Object.keys(THEMES) as Theme[]) {
    it(`is shown in the editor (${theme})`, async () => {
      await useTheme(theme);
      const editor = await openText('net.py');
      const position = positionOf(editor.document, 'Conv2d(3', 2);
      await hoverText(editor.document, position, '(1, 64, 112, 112)');
      editor.selection = new vscode.Selection(position, position);
      await vscode.commands.executeCommand('editor.action.showHover');
      const shown = await eventually('the hover on screen', async () => {
        const texts = await evaluateInFrames<string>(`document.querySelector('.monaco-hover:not(.hidden)')?.innerText`);
        return texts.find((text) => text.includes('112'));
      });
      await screenshot(`hover-${theme}`);
      assert.match(shown, /params/);
    });
  }
});
