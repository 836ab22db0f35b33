import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { click, evaluateInFrames, screenshot } from './bridge';
import { eventually } from './eventually';
import { THEMES, type Theme, openText, useTheme } from './workspaceFolder';

/** The text of the model summary's rows, once one of them contains `expected`. */
function rows(expected: string): Promise<string> {
  return eventually(`a row with ${expected}`, async () => {
    const all = await evaluateInFrames<string>(
      `[...document.querySelectorAll('.split-view-view')].filter((v) => v.innerText.startsWith('Model Summary')).map((v) => v.innerText).join('\\n')`,
    );
    return all.find((text) => text.includes(expected));
  });
}

describe('the model summary', () => {
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await useTheme('light');
  });

  for (const theme of Object.keys(THEMES) as Theme[]) {
    it(`lists the layers with their shapes and costs (${theme})`, async () => {
      await useTheme(theme);
      const { document } = await openText('net.py');
      await vscode.commands.executeCommand('convlens.showModelSummary', { uri: document.uri.toString(), model: 'Net' });
      const text = await rows('depthwise');
      assert.match(text, /stem/);
      assert.match(text, /9,472/);
      // VS Code gives up a request for the lines above classes where the editor loses the focus, until it has it again.
      await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
      await eventually('the line above the class, and no other', async () => {
        const shown = `[...document.querySelectorAll('.codelens-decoration')].map((line) => line.innerText).join('|')`;
        const lines = (await evaluateInFrames<string>(shown)).filter((text) => text !== '');
        return lines.length === 1 && /^\(1, 3, 224, 224\) → \(1, 128, 112, 112\)[^|]*$/.test(lines[0]);
      });
      await screenshot(`summary-${theme}`);
    });
  }

  for (const theme of Object.keys(THEMES) as Theme[]) {
    it(`is a table in a tab of its own, sorted by a click, that leads to the line (${theme})`, async () => {
      await useTheme(theme);
      const editor = await openText('net.py');
      const model = { uri: editor.document.uri.toString(), model: 'Net' };
      await vscode.commands.executeCommand('convlens.showModelSummary', model);
      await vscode.commands.executeCommand('convlens.showSummaryTable', model);
      const inTable = (selector: string, expected: RegExp) =>
        eventually(`${selector} with ${expected}`, async () => {
          const texts = `[...document.querySelectorAll('${selector}')].map((e) => e.innerText.replace(/\\s+/g, ' ')).join('|') || undefined`;
          return (await evaluateInFrames<string>(texts)).find((text) => expected.test(text));
        });
      await inTable('[role=row]', /stem.*9,472.*depthwise.*1,280/s);
      await screenshot(`summary-table-${theme}`);
      await click('[role=columnheader]:nth-child(5) button');
      await inTable('[aria-sort=descending]', /Params/);
      await click('#row-2 [role=rowheader]');
      await eventually('the line that makes the layer', () => {
        const shown = vscode.window.activeTextEditor;
        return shown?.document.lineAt(shown.selection.active.line).text.includes('self.depthwise = ');
      });
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    });
  }
});
