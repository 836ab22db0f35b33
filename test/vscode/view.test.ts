import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { PAYLOADS } from '../support/payloads';
import { box, boxesOf, evaluateInFrames, hover, press, resize, screenshot, wheel } from './bridge';
import { eventually } from './eventually';
import { payloadMime } from './notebooks';
import { THEMES, type Theme, openNotebook, useTheme } from './workspaceFolder';

/** Twenty outputs, each kind more than once. */
const NAMES = ['depthwise picture', 'what follows', 'grouped', 'full', 'nan and infinities', 'many maps', 'one axis'];
const TWENTY = Array.from({ length: 20 }, (_, i) => NAMES[i % NAMES.length]);

/** A notebook file as it is saved after its cells have run. */
function notebookOf(names: readonly string[]): string {
  const cells = names.map((name, i) => ({
    cell_type: 'code',
    execution_count: i + 1,
    metadata: {},
    source: [`# ${i + 1}: ${name}`],
    outputs: [{ output_type: 'display_data', data: { [payloadMime]: PAYLOADS[name]() }, metadata: {} }],
  }));
  const metadata = { kernelspec: { name: 'convlens', display_name: 'ConvLens' }, language_info: { name: 'python' } };
  return JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 });
}

/** Asks each output of ConvLens that the webview holds, in their order; `output` is its root element. */
async function ofOutputs<T>(expression: string): Promise<T[]> {
  const code = `(() => {
    const outputs = [...document.querySelectorAll('.cl-root')];
    return outputs.length === 0 ? undefined : outputs.map((output) => (${expression}));
  })()`;
  return (await evaluateInFrames<T[]>(code))[0] ?? [];
}

const outputsShown = (): Promise<string[]> =>
  ofOutputs<string>(`output.querySelector('.cl-backend')?.textContent ?? ''`);

/** Marks the output that is first in sight with `data-top`. */
async function markTop(): Promise<void> {
  await evaluateInFrames(`(() => {
    for (const output of document.querySelectorAll('.cl-root')) delete output.dataset.top;
  })()`);
  const boxes = await boxesOf('.cl-root');
  const inSight = boxes.filter(({ y }) => y > 0).sort((a, b) => a.y - b.y)[0];
  await evaluateInFrames(`(() => {
    const output = document.querySelectorAll('.cl-root')[${inSight?.index}];
    if (output) output.dataset.top = 'yes';
  })()`);
}

/** Brings a cell to the top of the window and waits until its output is computed. */
async function reveal(index: number): Promise<void> {
  const range = new vscode.NotebookRange(index, index + 1);
  vscode.window.activeNotebookEditor?.revealRange(range, vscode.NotebookEditorRevealType.AtTop);
  await eventually(
    `output ${index} is computed`,
    async () => {
      const shown = await outputsShown();
      return shown.length > 0 && shown.every((by) => by !== '');
    },
    30_000,
  );
  await pause(300);
  await markTop();
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Evaluates an expression with `element`, what matches in the output that is first in sight. */
async function atElement<T>(selector: string, expression: string): Promise<T> {
  const code = `(() => {
    const element = document.querySelector(${JSON.stringify(`[data-top] ${selector}`)});
    return element ? (${expression}) : undefined;
  })()`;
  return eventually(`${selector} in sight`, async () => (await evaluateInFrames<T>(code))[0]);
}

const pressButton = (selector: string): Promise<boolean> => atElement(selector, '(element.click(), true)');

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
    const button = (text: string): string =>
      `([...document.querySelectorAll('[data-top] .cl-takeaway-panel button')].find((b) => b.textContent === '${text}').click(), true)`;
    await atElement('.cl-takeaway-panel', button('Copy'));
    await eventually('the code on the clipboard', async () =>
      (await vscode.env.clipboard.readText()).includes('nn.Conv2d(3, 12, 3'),
    );
    await atElement('.cl-takeaway-panel', button('output as .npy'));
    await eventually(
      'the question where to save',
      async () =>
        (
          await evaluateInFrames<boolean>(
            `document.querySelector('.quick-input-widget')?.offsetParent ? true : undefined`,
          )
        ).length > 0,
    );
    await pause(500);
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

  it('fits a narrow editor', async () => {
    await useTheme('light');
    await vscode.commands.executeCommand('workbench.action.splitEditorRight');
    await pause(1000);
    await reveal(0);
    await screenshot('view-narrow');
    const beyond = await ofOutputs<number>('output.scrollWidth - output.clientWidth');
    assert.ok(beyond.length > 0 && beyond.every((pixels) => pixels <= 0), `beyond its width: ${beyond.join(', ')}`);
  });
});
