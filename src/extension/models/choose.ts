import * as vscode from 'vscode';
import { MODELS, type ModelInfo } from '../../protocol/messages';
import type { Request } from '../client';
import { pythonDocuments } from '../pythonDocuments';

/** A model of an open document, as code lenses and the status item pass it to commands. */
export interface ModelChoice {
  uri: string;
  model: string;
}

/** Commands can be run with anything by keybindings and other extensions. */
export function isModelChoice(value: unknown): value is ModelChoice {
  if (typeof value !== 'object' || value === null) return false;
  const { uri, model } = value as Record<string, unknown>;
  return typeof uri === 'string' && typeof model === 'string';
}

/** The URI of the active Python editor or notebook cell. */
export function activePython(): vscode.TextEditor | undefined {
  const editor = vscode.window.activeTextEditor;
  const isPython = editor && vscode.languages.match(pythonDocuments() as vscode.DocumentSelector, editor.document) > 0;
  return isPython ? editor : undefined;
}

/**
 * The model a command is about: the one it was given, the only one of the active document, or the one picked among
 * several. Undefined where there is none, which the user is told, or where the picking is given up.
 */
export async function chooseModel(request: Request, given: unknown): Promise<(ModelInfo & ModelChoice) | undefined> {
  const uri = isModelChoice(given) ? given.uri : activePython()?.document.uri.toString();
  const models = uri === undefined ? [] : await request<ModelInfo[]>(MODELS, { uri });
  const known = isModelChoice(given) ? models.filter(({ name }) => name === given.model) : models;
  if (uri === undefined || known.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no model in the active Python file.'));
    return undefined;
  }
  const chosen = known.length === 1 ? known[0] : await pick(known);
  return chosen && { ...chosen, uri, model: chosen.name };
}

async function pick(models: readonly ModelInfo[]): Promise<ModelInfo | undefined> {
  const items = models.map((model) => ({ label: model.name, description: model.input, model }));
  const placeHolder = vscode.l10n.t('Which model?');
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.model;
}

/** Shows a place of a document or notebook cell. */
export async function reveal({ uri, line, character }: ModelInfo['at']): Promise<void> {
  const position = new vscode.Position(line, character);
  const selection = new vscode.Range(position, position);
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(uri), { selection });
}
