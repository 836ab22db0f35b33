/** What the tests of the view ask of an output of ConvLens in a notebook's webview. */
import * as vscode from 'vscode';
import { PAYLOADS } from '../support/payloads';
import { boxesOf, evaluateInFrames } from './bridge';
import { eventually } from './eventually';
import { payloadMime } from './notebooks';

/** A notebook file as it is saved after its cells have run. */
export function notebookOf(names: readonly string[]): string {
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
export async function ofOutputs<T>(expression: string): Promise<T[]> {
  const code = `(() => {
    const outputs = [...document.querySelectorAll('.cl-root')];
    return outputs.length === 0 ? undefined : outputs.map((output) => (${expression}));
  })()`;
  return (await evaluateInFrames<T[]>(code))[0] ?? [];
}

const outputsShown = (): Promise<string[]> =>
  ofOutputs<string>(`output.querySelector('.cl-backend')?.textContent ?? ''`);

/** Marks the output that is first in sight with `data-top`. */
export async function markTop(): Promise<void> {
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
export async function reveal(index: number): Promise<void> {
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

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Evaluates an expression with `element`, what matches in the output that is first in sight. */
export async function atElement<T>(selector: string, expression: string): Promise<T> {
  const code = `(() => {
    const element = document.querySelector(${JSON.stringify(`[data-top] ${selector}`)});
    return element ? (${expression}) : undefined;
  })()`;
  return eventually(`${selector} in sight`, async () => (await evaluateInFrames<T>(code))[0]);
}

export const pressButton = (selector: string): Promise<boolean> => atElement(selector, '(element.click(), true)');

/** Presses the button with a text in what is taken away. */
export const pressTakeAway = (text: string): Promise<boolean> =>
  atElement(
    '.cl-takeaway-panel',
    `([...element.querySelectorAll('button')].find((b) => b.textContent === ${JSON.stringify(text)}).click(), true)`,
  );

/** Waits until VS Code asks where to save a file. */
export async function askedWhereToSave(): Promise<void> {
  await eventually('the question where to save', async () => {
    const dialog = `document.querySelector('.quick-input-widget')?.offsetParent ? true : undefined`;
    return (await evaluateInFrames<boolean>(dialog)).length > 0;
  });
  await pause(500);
}
