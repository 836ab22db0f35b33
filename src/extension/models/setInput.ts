import * as vscode from 'vscode';
import { parsePinned } from '../../analysis/inputs/pinned';
import type { ModelInfo } from '../../protocol/messages';
import { DimSyntaxError } from '../../shape';
import type { Request } from '../client';
import { COMMANDS } from '../names';
import { chooseModel, reveal } from './choose';

/**
 * `ConvLens: Set Model Input…`: pins the input of a model that the file does not call with known sizes. The pin is
 * kept in the setting `convlens.inputs` of the workspace; an empty one is taken away.
 */
export function registerSetInput(request: Request): vscode.Disposable {
  return vscode.commands.registerCommand(COMMANDS.setModelInput, async (given?: unknown) => {
    const model = await chooseModel(request, given);
    if (!model) return;
    if (!model.isOwn || (model.origin !== 'symbols' && model.origin !== 'pinned')) return explain(model);
    const pinned = pinnedInputs();
    const text = await vscode.window.showInputBox({
      title: vscode.l10n.t('Input of {0}', model.name),
      prompt: vscode.l10n.t('Sizes between commas, several inputs between semicolons; names stand for any size.'),
      placeHolder: '1, 3, 224, 224',
      value: pinned[model.name] ?? '',
      validateInput: problemWith,
    });
    if (text === undefined) return;
    const { [model.name]: _before, ...others } = pinned;
    await store(text.trim() === '' ? others : { ...others, [model.name]: text.trim() });
  });
}

function pinnedInputs(): Record<string, string> {
  return vscode.workspace.getConfiguration('convlens').get<Record<string, string>>('inputs', {});
}

/** Without a folder there are no workspace settings. */
async function store(inputs: Record<string, string>): Promise<void> {
  const { Workspace, Global } = vscode.ConfigurationTarget;
  const target = vscode.workspace.workspaceFolders ? Workspace : Global;
  await vscode.workspace.getConfiguration('convlens').update('inputs', inputs, target);
}

function problemWith(text: string): string | undefined {
  if (text.trim() === '') return undefined;
  try {
    parsePinned(text);
    return undefined;
  } catch (error) {
    if (error instanceof DimSyntaxError) return error.message;
    throw error;
  }
}

/** What the source itself says stands before a pin, so the source is where to change it. */
async function explain(model: ModelInfo): Promise<void> {
  const show = vscode.l10n.t('Show');
  const message = model.isOwn
    ? vscode.l10n.t('The input {0} of {1} is given in the source. Change it there.', model.input, model.name)
    : vscode.l10n.t('{0} is defined in another file. Set its input there, or in the call.', model.name);
  const answer = await vscode.window.showInformationMessage(message, show);
  if (answer === show) await reveal(model.calledAt ?? model.at);
}
