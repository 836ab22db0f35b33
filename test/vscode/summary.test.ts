import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { evaluateInFrames, screenshot } from './bridge';
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
      const lens = `document.querySelector('.codelens-decoration')?.innerText`;
      await eventually('the line above the class', async () =>
        (await evaluateInFrames<string>(lens)).some((shown) => shown.includes('(1, 3, 224, 224) → (1, 128, 112, 112)')),
      );
      await screenshot(`summary-${theme}`);
    });
  }
});
