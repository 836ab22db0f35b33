import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { decode } from 'fast-png';
import * as vscode from 'vscode';
import { validatePayload } from '../../src/protocol/validate';
import { PAYLOADS } from '../support/payloads';
import { box, evaluateInFrames, press, resize, screenshot } from './bridge';
import { eventually } from './eventually';
import { runCells } from './notebooks';
import { askedWhereToSave, atElement, notebookOf, pause, pressButton, pressTakeAway, reveal } from './viewPage';
import { openNotebook, useTheme } from './workspaceFolder';

const folder = process.env.CONVLENS_TEST_FOLDER!;

/** What has the focus in an output; undefined where it is elsewhere. */
async function focusedClass(): Promise<string | undefined> {
  const focused = `document.activeElement?.closest('.cl-root') ? document.activeElement.className : undefined`;
  return (await evaluateInFrames<string>(focused))[0];
}

/** Presses Tab until an element of a class has the focus. */
async function tabTo(name: string): Promise<void> {
  for (let i = 0; i < 25; i++) {
    if ((await focusedClass())?.split(' ').includes(name)) return;
    await press('Tab');
  }
  assert.fail(`Tab leads to no .${name}, but to ${await focusedClass()}`);
}

describe('an output in the hand', () => {
  before(async () => {
    await useTheme('light');
    await resize(1280, 1000);
    fs.writeFileSync(path.join(folder, 'one.ipynb'), notebookOf(['depthwise picture']));
    await openNotebook('one.ipynb');
    await reveal(0);
    await pressButton('.cl-takeaway > .cl-link');
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await resize(1280, 900);
    fs.rmSync(path.join(folder, 'one.ipynb'));
  });

  it('is saved as pictures: a map pixel by pixel, and all maps as they are shown', async () => {
    const save = async (label: string, name: string) => {
      await pressTakeAway(label);
      await askedWhereToSave();
      await press('Enter');
      const file = path.join(folder, name);
      await eventually(`the saved ${name}`, async () => fs.existsSync(file) && fs.statSync(file).size > 0);
      return decode(fs.readFileSync(file));
    };
    const map = await save('output 0 as PNG', 'edges-output-0.png');
    assert.deepEqual([map.width % 96, map.height % 96], [0, 0]);
    const colors = (data: ArrayLike<number>) =>
      new Set(
        Array.from({ length: data.length / 4 }, (_, i) => Array.prototype.slice.call(data, 4 * i, 4 * i + 3).join()),
      );
    assert.ok(colors(map.data).size > 20, 'the map is there in its colours');
    const all = await save('all shown maps as PNG', 'edges-maps.png');
    assert.ok(all.width > 300 && all.height > 300, `${all.width} × ${all.height}`);
  });

  it('is copied as the payload that it is', async () => {
    await pressTakeAway('copy the output as JSON');
    const copied = await eventually('the payload on the clipboard', async () => {
      const text = await vscode.env.clipboard.readText();
      return text.startsWith('{') && (JSON.parse(text) as unknown);
    });
    const validated = validatePayload(copied);
    assert.ok(validated.ok);
    assert.deepEqual(validated.payload.steps, PAYLOADS['depthwise picture']().steps);
  });

  it('is gone through by keys from its cell: to the maps, one large, beside another, and back', async () => {
    await vscode.commands.executeCommand('notebook.focusTop');
    await vscode.commands.executeCommand('notebook.cell.focusInOutput');
    await pause(500);
    await tabTo('cl-atlas');
    await press('ArrowRight');
    await press('Enter');
    await atElement('.cl-stage', 'true');
    await eventually('the focus on the large map', async () => (await focusedClass()) === 'cl-stage');
    await press('+');
    await press('0');
    await atElement(
      '.cl-stage select',
      `(element.value = 'beside', element.dispatchEvent(new Event('change', { bubbles: true })), true)`,
    );
    await press('ArrowRight');
    const compared = await eventually('the difference at a pixel', async () => {
      const text = await atElement<string>('.cl-compared', 'element.textContent');
      return /= /.test(text) && text;
    });
    assert.match(compared, /^[−\d.e]+ − .+ = [−\d.e]+$/);
    await screenshot('view-beside');
    await press('Escape');
    await eventually('the focus on all maps', async () => (await focusedClass()) === 'cl-atlas');
  });
});

describe('an output that is higher than the window', () => {
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await resize(1280, 900);
    fs.rmSync(path.join(folder, 'high.ipynb'));
  });

  it('is scrolled to what the keyboard leads to', async () => {
    await useTheme('light');
    await resize(1280, 600);
    fs.writeFileSync(path.join(folder, 'high.ipynb'), notebookOf(['many maps']));
    await openNotebook('high.ipynb');
    await reveal(0);
    await vscode.commands.executeCommand('notebook.focusTop');
    await vscode.commands.executeCommand('notebook.cell.focusInOutput');
    await pause(500);
    await tabTo('cl-atlas');
    for (let i = 0; i < 8; i++) {
      await press('ArrowDown');
      await eventually('the map in the window', async () => {
        const { y, height } = await box('[data-top] .cl-cursor-map');
        return y > 100 && y + height < 600;
      });
    }
    await tabTo('cl-opens');
    await eventually('the last button in the window', async () => (await box('[data-top] .cl-opens')).y < 580);
  });
});

describe('an output whose cell runs again', () => {
  it('goes on as it was left', async () => {
    await useTheme('light');
    await resize(1280, 1400);
    const notebook = await openNotebook('examples/depthwise-multiplier.ipynb');
    const index = notebook.getCells().findIndex((cell) => {
      return cell.kind === vscode.NotebookCellKind.Code && cell.document.getText().includes('.depthwise_conv2d');
    });
    await runCells(notebook, 0, index + 1);
    await reveal(index);
    // The batch item comes first, the colours second.
    const colours = '.cl-toolbar .cl-choice:nth-of-type(2) select';
    await atElement(
      colours,
      `(element.value = 'magma', element.dispatchEvent(new Event('change', { bubbles: true })), true)`,
    );
    const first = notebook.cellAt(index).outputs[0].items[0];
    await runCells(notebook, index, index + 1);
    await eventually('another output', async () => notebook.cellAt(index).outputs[0]?.items[0] !== first);
    await reveal(index);
    assert.equal(await atElement(colours, 'element.value'), 'magma');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await resize(1280, 900);
  });
});

describe('a notebook that is closed', () => {
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    fs.rmSync(path.join(folder, 'closed.ipynb'));
  });

  it('shows its outputs as they were left when it is opened again', async () => {
    await useTheme('light');
    fs.writeFileSync(path.join(folder, 'closed.ipynb'), notebookOf(['grouped']));
    await openNotebook('closed.ipynb');
    await reveal(0);
    const colours = '.cl-toolbar select';
    const choose = `(element.value = 'magma', element.dispatchEvent(new Event('change', { bubbles: true })), true)`;
    await atElement(colours, choose);
    await pause(1000);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await pause(1000);
    await openNotebook('closed.ipynb');
    await reveal(0);
    assert.equal(await atElement(colours, 'element.value'), 'magma');
  });

  it('tells outputs that look the same apart', async () => {
    fs.writeFileSync(path.join(folder, 'closed.ipynb'), notebookOf(['grouped', 'grouped', 'grouped']));
    await openNotebook('closed.ipynb');
    const colours = '.cl-toolbar select';
    const wanted = ['magma', 'grey', 'diverging'];
    for (const [index, name] of wanted.entries()) {
      await reveal(index);
      await atElement(
        colours,
        `(element.value = '${name}', element.dispatchEvent(new Event('change', { bubbles: true })), true)`,
      );
    }
    await pause(1000);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await pause(1000);
    await openNotebook('closed.ipynb');
    const seen: string[] = [];
    for (const index of wanted.keys()) {
      await reveal(index);
      seen.push(await atElement<string>(colours, 'element.value'));
    }
    assert.deepEqual(seen, wanted);
  });
});
