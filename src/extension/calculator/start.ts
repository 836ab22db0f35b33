import * as vscode from 'vscode';
import { CALCULATOR_START, type CalculatorStartParams } from '../../protocol/messages';
import type { Request } from '../client';
import { pythonDocuments } from '../pythonDocuments';

/** The layer under the cursor of the active editor in the calculator's words, or undefined where there is none. */
export async function layerUnderCursor(request: Request): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (!editor || vscode.languages.match(pythonDocuments() as vscode.DocumentSelector, editor.document) === 0) {
    return undefined;
  }
  const { line, character } = editor.selection.active;
  const params: CalculatorStartParams = { uri: editor.document.uri.toString(), position: { line, character } };
  return (await request<string | null>(CALCULATOR_START, params)) ?? undefined;
}
