import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { box, hover, press, resize, screenshot, wheel } from './bridge';
import { eventually } from './eventually';
import {
  askedWhereToSave,
  atElement,
  notebookOf,
  ofOutputs,
  pause,
  pressButton,
  pressTakeAway,
  reveal,
} from './viewPage';
import { THEMES, type Theme, openNotebook, useTheme } from './workspaceFolder';

/** Twenty outputs, each kind more than once. */
const NAMES = ['depthwise picture', 'what follows', 'grouped', 'full', 'nan and infinities', 'many maps', 'one axis'];
const TWENTY = Array.from({ length: 20 }, (_, i) => NAMES[i % NAMES.length]);

describe('the view in a notebook with twenty outputs', () => {
  const folder = process.env.CONVLENS_TEST_FOLDER!;

  before(async () => {
    await useTheme('light');
    await resize(1280, 1000);
    fs.writeFileSync(path.join(folder, 'twenty.ipynb'), notebookOf(TWENTY));
    await openNotebook('twenty.ipynb');
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await resize(1280, 900);
    fs.rmSync(path.join(folder, 'twenty.ipynb'));
  });

  it('computes them as they come into sight, and scrolls over them', async () => {
    for (const index of [5, 19, 0]) {
      await reveal(index);
      await screenshot(`view-output-${index + 1}`);
    }
    const before = await box('[data-top]');
    await wheel('[data-top] .cl-atlas', 200);
    await eventually('the notebook has scrolled', async () => (await box('[data-top]')).y < before.y - 20);
    await reveal(0);
  });

  it('explains the number that is pointed at, beside the maps', async () => {
    await hover('[data-top] .cl-atlas', { x: 190, y: 70 });
    const head = await eventually('the arithmetic', async () => {
      const text = await atElement<string>('.cl-inspector', 'element.textContent');
      return text.includes('value, in float64') && text;
    });
    assert.match(head, /^output 0 \[/);
    await screenshot('view-pointing');
  });

  it('keeps what was set while it is out of sight', async () => {
    await atElement(
      '.cl-toolbar select',
      `(element.value = 'magma', element.dispatchEvent(new Event('change', { bubbles: true })))`,
    );
    await reveal(12);
    await reveal(0);
    assert.equal(await atElement('.cl-toolbar select', 'element.value'), 'magma');
  });

  it('gives its numbers, its code and itself away', async () => {
    await pressButton('.cl-takeaway > .cl-link');
    await pressTakeAway('Copy');
    await eventually('the code on the clipboard', async () =>
      (await vscode.env.clipboard.readText()).includes('nn.Conv2d(3, 12, 3'),
    );
    await pressTakeAway('output as .npy');
    await askedWhereToSave();
    await press('Enter');
    const file = path.join(folder, 'edges-output.npy');
    await eventually('the saved file', async () => fs.existsSync(file) && fs.statSync(file).size > 0);
    assert.equal(fs.statSync(file).size, 128 + 12 * 96 * 96 * 4);
  });

  for (const theme of Object.keys(THEMES) as Theme[]) {
    it(`looks as the editor does (${theme})`, async () => {
      await reveal(0);
      await useTheme(theme);
      await pressButton('.cl-disclosure');
      await pressButton('.cl-backend');
      await atElement('.cl-panel', 'true');
      await pause(500);
      await screenshot(`view-panels-${theme}`);
      await pressButton('.cl-disclosure');
      await pressButton('.cl-backend');
      await reveal(1);
      await hover('[data-top] .cl-atlas', { x: 190, y: 70 });
      await pause(300);
      await screenshot(`view-layers-${theme}`);
    });
  }

  it('fits a wide editor', async () => {
    await useTheme('dark');
    await resize(1800, 1000);
    await pause(1000);
    await reveal(0);
    await hover('[data-top] .cl-atlas', { x: 190, y: 70 });
    await screenshot('view-wide');
    assert.deepEqual(await beyondTheirWidth(), []);
    await resize(1280, 1000);
  });

  it('fits a narrow editor, with all that can be opened', async () => {
    await useTheme('light');
    await vscode.commands.executeCommand('workbench.action.splitEditorRight');
    await pause(1000);
    await reveal(0);
    await screenshot('view-narrow');
    for (const opener of ['.cl-backend', '.cl-disclosure', '.cl-takeaway > .cl-link']) await pressButton(opener);
    await atElement('.cl-panel', 'true');
    await atElement('.cl-takeaway-panel', 'true');
    await pause(500);
    await screenshot('view-narrow-panels');
    assert.deepEqual(await beyondTheirWidth(), []);
  });
});

/** What of the outputs stands beyond their right edge, the columns of times left out: they scroll by themselves. */
async function beyondTheirWidth(): Promise<string[]> {
  const found = await ofOutputs<string[]>(`(() => {
    const edge = output.getBoundingClientRect().right + 1;
    const isBeyond = (element) => element.getBoundingClientRect().right > edge && !element.closest('.cl-backends');
    return [...output.querySelectorAll('*')].filter(isBeyond).map((element) => element.className || element.tagName);
  })()`);
  assert.ok(found.length > 0, 'no output is there');
  return found.flat();
}
