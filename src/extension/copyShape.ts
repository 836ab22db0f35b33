import * as vscode from 'vscode';
import type { CalculateResult } from '../protocol/messages';
import { CALCULATE } from '../protocol/messages';
import { layerUnderCursor } from './calculator/start';
import type { Request } from './client';
import { COMMANDS } from './names';

/**
 * `ConvLens: Copy Output Shape`: copies the shape that a hover's link carries, or that of the layer under the
 * cursor when it is called from the command palette.
 */
export function registerCopyShape(request: Request): vscode.Disposable {
  return vscode.commands.registerCommand(COMMANDS.copyShape, async (shape?: unknown) => {
    const text = typeof shape === 'string' ? shape : await shapeUnderCursor(request);
    if (text === undefined) {
      const message = vscode.l10n.t('There is no layer with a known output shape under the cursor.');
      void vscode.window.showInformationMessage(message);
      return;
    }
    await vscode.env.clipboard.writeText(text);
    vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', text), 3_000);
  });
}

async function shapeUnderCursor(request: Request): Promise<string | undefined> {
  const text = await layerUnderCursor(request);
  if (text === undefined) return undefined;
  const result = await request<CalculateResult>(CALCULATE, { text, locale: vscode.env.language });
  return result.output;
}
