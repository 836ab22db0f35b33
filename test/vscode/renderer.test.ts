import assert from 'node:assert/strict';
import { decode } from 'fast-png';
import * as vscode from 'vscode';
import { fromBase64 } from '../../src/protocol/codec';
import type { Payload } from '../../src/protocol/payload';
import { comparePicture } from '../renderer/page/picture';
import { evaluateInFrames, hover, resize, screenshot } from './bridge';
import { eventually } from './eventually';
import { payloadMime, outputText, runCells } from './notebooks';
import { THEMES, type Theme, openNotebook, useTheme } from './workspaceFolder';

/** What the first output of ConvLens in the notebook's webview shows. */
interface Shown {
  header: string;
  status: string;
  width: number;
  /** Boxes of the output maps, in pixels from the corner of all maps. */
  tiles: { x: number; y: number; width: number; height: number }[];
  bands: { top: number; png: string }[];
}

const readView = `(() => {
  const root = document.querySelector('.cl-root');
  if (!root?.querySelector('.cl-backend') || !root.querySelector('.cl-band canvas')) return undefined;
  const pixels = (element, key) => parseFloat(element.style[key]);
  return {
    header: root.querySelector('.cl-header').textContent,
    status: root.querySelector('.cl-status').textContent,
    width: parseFloat(root.querySelector('.cl-viewer').style.getPropertyValue('--cl-room')),
    tiles: [...root.querySelectorAll('.cl-tile-output')].map((tile) => ({
      x: pixels(tile, 'left'), y: pixels(tile, 'top'), width: pixels(tile, 'width'), height: pixels(tile, 'height'),
    })),
    bands: [...root.querySelectorAll('.cl-band canvas')].map((canvas) => ({
      top: pixels(canvas.parentElement, 'top'), png: canvas.toDataURL('image/png').split(',')[1],
    })),
  };
})()`;

const shown = (): Promise<Shown> =>
  eventually('maps in the notebook', async () => (await evaluateInFrames<Shown>(readView))[0], 30_000);

/** The cell of a notebook whose code contains a text. */
function cellWith(notebook: vscode.NotebookDocument, text: string): vscode.NotebookCell {
  const isCode = (cell: vscode.NotebookCell): boolean => cell.kind === vscode.NotebookCellKind.Code;
  const cell = notebook.getCells().find((c) => isCode(c) && c.document.getText().includes(text));
  assert.ok(cell, `no cell of ${notebook.uri.path} contains ${text}`);
  return cell;
}

/** Moves the pointer to the middle of a map. */
function pointAt({ x, y, width, height }: Shown['tiles'][number]): Promise<void> {
  return hover('.cl-atlas', { x: Math.round(x + width / 2), y: Math.round(y + height / 2) });
}

async function reveal(cell: vscode.NotebookCell): Promise<void> {
  const range = new vscode.NotebookRange(cell.index, cell.index + 1);
  vscode.window.activeNotebookEditor?.revealRange(range, vscode.NotebookEditorRevealType.AtTop);
  await new Promise((resolve) => setTimeout(resolve, 500));
}

describe('the notebook renderer', () => {
  let notebook: vscode.NotebookDocument;
  let cell: vscode.NotebookCell;

  const payload = (): Payload => JSON.parse(outputText(cell, payloadMime));
  const expectMaps = (view: Shown): void => {
    const bands = view.bands.map(({ top, png }) => ({ top, ...decode(fromBase64(png)) }));
    const report = comparePicture(bands, view.width, payload(), 0, 'viridis', false);
    assert.deepEqual(report.wrong.slice(0, 5), []);
    // Three inputs, twelve kernels and twelve outputs.
    assert.equal(report.tiles, 27);
    assert.ok(report.pixels >= 3 * 169 + 12 * 25 + 12 * 169, `only ${report.pixels} numbers were compared`);
  };

  /** The canvases are there a moment before they are painted. */
  const paintedMaps = (): Promise<true> =>
    eventually('the painted maps', async () => {
      expectMaps(await shown());
      return true as const;
    });

  before(async () => {
    await useTheme('light');
    // So high that cell and output fit: maps far out of sight are not painted.
    await resize(1280, 1400);
    notebook = await openNotebook('examples/depthwise-multiplier.ipynb');
    cell = cellWith(notebook, '.depthwise_conv2d');
    await runCells(notebook, 0, cell.index + 1);
    await reveal(cell);
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await resize(1280, 900);
  });

  it('computes the maps with gpu.js and says how far they are from the reference', async () => {
    const { header, status } = await eventually('the comparison with the reference', async () => {
      const view = await shown();
      return view.status.includes('max difference') && view;
    });
    assert.match(header, /\(2, 13, 13, 3\) → \(2, 13, 13, 12\)/);
    assert.match(header, /3 → 12 = 3 × 4/);
    assert.match(status, /WebGL2|WebGPU|WebAssembly/);
    assert.match(status, /max difference to the float64 reference/);
  });

  it('paints every number of the float64 reference in the colour of the scale', async () => {
    await paintedMaps();
  });

  it('reads the number under the pointer', async () => {
    const { tiles } = await shown();
    const seen: string[] = [];
    for (const tile of tiles) {
      const before = seen.at(-1);
      await pointAt(tile);
      const number = `document.querySelector('.cl-readout strong')?.textContent`;
      seen.push(
        await eventually('another number', async () => {
          const [text] = await evaluateInFrames<string>(number);
          return text !== before && text;
        }),
      );
    }
    assert.equal(seen.join(' '), '2 2.1 2.2 2.3 3 3.1 3.2 3.3 4 4.1 4.2 4.3');
  });

  for (const theme of Object.keys(THEMES) as Theme[]) {
    it(`takes the colours of the theme (${theme})`, async () => {
      await useTheme(theme);
      const { color, foreground } = await eventually('the colours of the theme', async () => {
        const [colors] = await evaluateInFrames<{ color: string; foreground: string }>(`(() => {
          const root = document.querySelector('.cl-root');
          if (!root || !document.body.classList.contains('vscode-${CLASSES[theme]}')) return undefined;
          const probe = root.appendChild(document.createElement('span'));
          probe.style.color = 'var(--vscode-foreground)';
          const colors = { color: getComputedStyle(root).color, foreground: getComputedStyle(probe).color };
          probe.remove();
          return colors;
        })()`);
        return colors;
      });
      assert.equal(color, foreground);
      await pointAt((await shown()).tiles[6]);
      await screenshot(`notebook-${theme}`);
    });
  }

  it('computes again what was saved, without any kernel', async () => {
    await useTheme('light');
    await vscode.commands.executeCommand('workbench.action.files.save');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const saved = await vscode.workspace.openNotebookDocument(notebook.uri);
    await vscode.window.showNotebookDocument(saved);
    cell = cellWith(saved, '.depthwise_conv2d');
    await reveal(cell);
    await paintedMaps();
  });
});

const CLASSES: Record<Theme, string> = {
  light: 'light',
  dark: 'dark',
  contrast: 'high-contrast',
  contrastLight: 'high-contrast-light',
};
