import * as vscode from 'vscode';
import { MODELS, type InputOrigin, type ModelInfo } from '../../protocol/messages';
import type { Request } from '../client';
import { COMMANDS } from '../names';
import { pythonDocuments } from '../pythonDocuments';
import { activePython, type ModelChoice } from './choose';

/** How long after the last edit or move of the cursor the item is brought up to date, in milliseconds. */
const quiet = 500;

/** The language status item: which input the numbers in the active editor are for, with a way to change it. */
export function registerInputStatus(request: Request): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem('convlens.input', []);
  item.name = vscode.l10n.t('ConvLens: model input');
  let timer: NodeJS.Timeout | undefined;
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void update(item, request).catch(() => hide(item)), quiet);
  };
  later();
  return vscode.Disposable.from(
    item,
    vscode.window.onDidChangeActiveTextEditor(later),
    vscode.window.onDidChangeTextEditorSelection(later),
    vscode.workspace.onDidChangeTextDocument(({ document }) => document.languageId === 'python' && later()),
    vscode.workspace.onDidChangeConfiguration((change) => change.affectsConfiguration('convlens') && later()),
    new vscode.Disposable(() => clearTimeout(timer)),
  );
}

async function update(item: vscode.LanguageStatusItem, request: Request): Promise<void> {
  const editor = activePython();
  if (!editor) return;
  const uri = editor.document.uri.toString();
  const models = await shownAsBusy(item, request<ModelInfo[]>(MODELS, { uri }));
  const model = modelAt(models, uri, editor.selection.active.line);
  if (!model) return hide(item);
  const choice: ModelChoice = { uri, model: model.name };
  item.selector = pythonDocuments() as vscode.DocumentSelector;
  item.text = `${model.name} ${model.input}`;
  item.detail = originText(model.origin);
  item.command = { title: vscode.l10n.t('Change…'), command: COMMANDS.setModelInput, arguments: [choice] };
}

/** Says that the document is being read where that takes a while: a large library is read for the first time. */
async function shownAsBusy<T>(item: vscode.LanguageStatusItem, answer: Promise<T>): Promise<T> {
  const timer = setTimeout(() => {
    item.busy = true;
    item.text = vscode.l10n.t('Reading the code…');
    item.detail = undefined;
    item.command = undefined;
    item.selector = pythonDocuments() as vscode.DocumentSelector;
  }, quiet);
  try {
    return await answer;
  } finally {
    clearTimeout(timer);
    item.busy = false;
  }
}

/** An item that matches no document is not shown. */
function hide(item: vscode.LanguageStatusItem): void {
  item.selector = [];
}

/** The model whose class the cursor is in or behind, else the document's first. */
function modelAt(models: readonly ModelInfo[], uri: string, line: number): ModelInfo | undefined {
  const before = models.filter(({ at }) => at.uri === uri && at.line <= line);
  return before.sort((a, b) => b.at.line - a.at.line)[0] ?? models[0];
}

function originText(origin: InputOrigin): string {
  switch (origin) {
    case 'call':
      return vscode.l10n.t('input of a call in the source');
    case 'annotation':
      return vscode.l10n.t('input by annotation');
    case 'comment':
      return vscode.l10n.t('input by comment');
    case 'pinned':
      return vscode.l10n.t('input set by you');
    case 'symbols':
      return vscode.l10n.t('no input given: sizes are symbols');
  }
}
