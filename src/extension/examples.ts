import * as vscode from 'vscode';
import { COMMANDS, EXAMPLES } from './names';

/**
 * `ConvLens: Open Example`: opens a copy of an example that comes with the extension, so that it can be changed. The
 * walkthrough says which; from the command palette one is chosen.
 */
export function registerExamples({ extensionUri, globalStorageUri }: vscode.ExtensionContext): vscode.Disposable {
  const originals = vscode.Uri.joinPath(extensionUri, 'media', 'examples');
  const copies = vscode.Uri.joinPath(globalStorageUri, 'examples');
  return vscode.commands.registerCommand(COMMANDS.openExample, async (example?: unknown) => {
    const name = typeof example === 'string' ? example : await chosen();
    if (name === undefined) return;
    const copy = vscode.Uri.joinPath(copies, name);
    const { fs } = vscode.workspace;
    if (!(await exists(copy))) await fs.writeFile(copy, await fs.readFile(vscode.Uri.joinPath(originals, name)));
    await vscode.commands.executeCommand('vscode.open', copy);
  });
}

async function chosen(): Promise<string | undefined> {
  return vscode.window.showQuickPick(EXAMPLES, { title: vscode.l10n.t('Open an example of ConvLens') });
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
