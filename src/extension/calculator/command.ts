import * as vscode from 'vscode';
import { CALCULATE, type CalculateResult } from '../../protocol/messages';
import type { Request } from '../client';
import { COMMANDS } from '../names';
import { insertComment } from './insertComment';
import { calculatorItems, type CalculatorItem } from './items';
import { layerUnderCursor } from './start';

const lastInputKey = 'calculator.lastInput';
const example = 'Conv2d(3, 64, 7, stride=2, padding=3) @ 224×224';

/**
 * `ConvLens: Shape Calculator`. It starts from the text that a hover's link carries, else from the layer under the
 * cursor, else from what was calculated last.
 */
export function registerCalculator(memory: vscode.Memento, request: Request): vscode.Disposable {
  return vscode.commands.registerCommand(COMMANDS.openCalculator, async (text?: unknown) => {
    const start = typeof text === 'string' ? text : await layerUnderCursor(request).catch(() => undefined);
    showCalculator(start ?? memory.get(lastInputKey, example), memory, request);
  });
}

/** Shows the calculator; what it says comes from the server, as the user types. */
function showCalculator(start: string, memory: vscode.Memento, request: Request): void {
  const pick = vscode.window.createQuickPick<CalculatorItem>();
  // The editor is remembered now: while the quick pick is open, the focus is elsewhere.
  const editor = vscode.window.activeTextEditor;
  let pending = new vscode.CancellationTokenSource();

  const recalculate = async (text: string): Promise<void> => {
    pending.cancel();
    pending = new vscode.CancellationTokenSource();
    const { token } = pending;
    pick.busy = true;
    try {
      const params = { text, locale: vscode.env.language };
      const items = calculatorItems(await request<CalculateResult>(CALCULATE, params, token));
      if (!token.isCancellationRequested) pick.items = items;
    } catch (error) {
      if (!token.isCancellationRequested) pick.items = [failure(error)];
    } finally {
      if (!token.isCancellationRequested) pick.busy = false;
    }
  };

  pick.title = vscode.l10n.t('ConvLens: Shape Calculator');
  pick.placeholder = vscode.l10n.t('A layer, and the size it gets: {0}', example);
  pick.value = start;
  pick.onDidChangeValue(recalculate);
  pick.onDidAccept(async () => {
    const action = pick.selectedItems[0]?.action;
    if (!action) return;
    await memory.update(lastInputKey, pick.value);
    pick.hide();
    if (action.type === 'insert') await insertComment(editor, action.comment);
    else await copy(action.text);
  });
  pick.onDidHide(() => {
    pending.cancel();
    pick.dispose();
  });
  pick.show();
  void recalculate(start);
}

async function copy(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', text.split('\n', 1)[0]), 3_000);
}

/** A failing server is said so in the list: an empty calculator would look like an empty answer. */
function failure(error: unknown): CalculatorItem {
  const description = error instanceof Error ? error.message : String(error);
  return { label: `$(error) ${vscode.l10n.t('The calculator failed')}`, description, alwaysShow: true };
}
