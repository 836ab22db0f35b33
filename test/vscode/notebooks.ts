import * as vscode from 'vscode';
import { eventually } from './eventually';

export const payloadMime = 'application/vnd.convlens.v1+json';
export const stdout = 'application/vnd.code.notebook.stdout';
export const errorMime = 'application/vnd.code.notebook.error';

/** Runs cells `from` to `to` (excluded) and waits until `last`, the last one that is expected to run, has ended. */
export async function runCells(
  notebook: vscode.NotebookDocument,
  from: number,
  to: number,
  last = to - 1,
): Promise<void> {
  await vscode.commands.executeCommand('notebook.cell.execute', { ranges: [{ start: from, end: to }] });
  const ended = () => notebook.cellAt(last).executionSummary?.success !== undefined;
  await eventually(`cell ${last} has ended`, ended, 30_000);
}

/** What a cell's outputs hold of one MIME type, as text. */
export function outputText(cell: vscode.NotebookCell, mime: string): string {
  const items = cell.outputs.flatMap((output) => output.items).filter((item) => item.mime === mime);
  return items.map((item) => new TextDecoder().decode(item.data)).join('');
}
