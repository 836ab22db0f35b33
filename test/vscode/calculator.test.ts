import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { click, evaluateInFrames, press, screenshot, type } from './bridge';
import { eventually } from './eventually';
import { openText, positionOf, useTheme } from './workspaceFolder';

const widget = `document.querySelector('.quick-input-widget')`;

/** The rows of the open quick pick, once one of them contains `expected`; a closed one keeps its rows, unseen. */
function rows(expected: string): Promise<string> {
  return eventually(`a calculator row with ${expected}`, async () => {
    const open = `${widget}?.checkVisibility() || undefined`;
    const texts = await evaluateInFrames<string>(
      `(${open}) && ${widget}.querySelector('.quick-input-list')?.innerText`,
    );
    return texts.map((text) => text.replaceAll('\u00a0', ' ')).find((text) => text.includes(expected));
  });
}

async function input(): Promise<string> {
  return (await evaluateInFrames<string>(`${widget}?.querySelector('input')?.value`))[0];
}

async function calculate(text: string): Promise<void> {
  await vscode.commands.executeCommand('convlens.openCalculator', text);
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 700));

describe('the shape calculator', () => {
  before(() => useTheme('light'));
  afterEach(async () => {
    await press('Escape');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    // The empty editor area takes the focus a moment after the last editor is gone, which closes a quick pick.
    await settled();
  });

  it('shows output, arithmetic and cost', async () => {
    await calculate('Conv2d(3, 64, 7, stride=2, padding=3) @ 224×224');
    const text = await rows('112, 112)');
    assert.match(text, /⌊\(224 \+ 2·3 − 1·\(7 − 1\) − 1\) \/ 2⌋ \+ 1 = 112/);
    assert.match(text, /9,472/);
    assert.match(text, /MACs/);
    await screenshot('calculator-light');
  });

  it('answers anew with every key', async () => {
    await calculate('Conv2d(3, 64, 7, stride=2, padding=3) @ 224×22');
    await rows('112, 11)');
    await press('End');
    await type('4');
    await rows('112, 112)');
  });

  it('says what is wrong', async () => {
    await calculate('Conv2d(3, 64, 7, groups=2) @ 224×224');
    const text = await rows('groups');
    assert.match(text, /in_channels/);
    await screenshot('calculator-error');
  });

  it('starts from the layer under the cursor', async () => {
    const editor = await openText('net.py');
    const position = positionOf(editor.document, 'Conv2d(64');
    editor.selection = new vscode.Selection(position, position);
    await vscode.commands.executeCommand('convlens.openCalculator');
    await rows('112, 112)');
    assert.match(await input(), /Conv2d\(64, 128/);
  });

  it('copies the shape', async () => {
    await calculate('Conv2d(3, 64, 7, stride=2, padding=3) @ 224×224');
    await rows('112, 112)');
    await press('Enter');
    const copied = await eventually('the clipboard', async () => {
      const text = await vscode.env.clipboard.readText();
      return text.includes('112') && text;
    });
    assert.match(copied, /64, 112, 112\)/);
  });

  it('inserts the result as a comment above the line, indented like it', async () => {
    const editor = await openText('net.py');
    const position = positionOf(editor.document, 'self.stem');
    editor.selection = new vscode.Selection(position, position);
    await vscode.commands.executeCommand('convlens.openCalculator');
    await rows('Insert as a comment');
    await click('.quick-input-widget .monaco-list-row:has-text("Insert as a comment")');
    const inserted = await eventually('the comment', () => {
      const { text } = editor.document.lineAt(position.line);
      return text.includes('#') && text;
    });
    assert.match(inserted, /^ {8}# .*112/);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  for (const theme of ['dark', 'contrast'] as const) {
    it(`is shown in other themes (${theme})`, async () => {
      await useTheme(theme);
      // So does a theme that is being put on.
      await settled();
      await calculate('tf.keras.layers.SeparableConv2D(128, 3, padding="same", depth_multiplier=2) @ 56×56×64');
      await rows('56, 56, 128)');
      await screenshot(`calculator-${theme}`);
      await rows('56, 56, 128)');
    });
  }
});
