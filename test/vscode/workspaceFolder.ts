import * as vscode from 'vscode';
import { evaluateInFrames } from './bridge';
import { eventually } from './eventually';

/** A file of the temporary copy of `test/vscode/workspace` that is open in the host. */
const fileAt = (name: string): vscode.Uri => vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0].uri, name);

/** Opens a file of the workspace in an editor. */
export async function openText(name: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(fileAt(name));
  return vscode.window.showTextDocument(document);
}

/** Opens a notebook of the workspace with the built-in kernel. */
export async function openNotebook(name: string): Promise<vscode.NotebookDocument> {
  const notebook = await vscode.workspace.openNotebookDocument(fileAt(name));
  await vscode.window.showNotebookDocument(notebook);
  await vscode.commands.executeCommand('notebook.selectKernel', {
    id: 'convlens-builtin',
    extension: 'convlens.convlens',
  });
  return notebook;
}

/** The position of the first place where `text` stands in a document, `offset` characters into it. */
export function positionOf(document: vscode.TextDocument, text: string, offset = 0): vscode.Position {
  const index = document.getText().indexOf(text);
  if (index < 0) throw new Error(`${document.uri.path} does not contain ${text}`);
  return document.positionAt(index + offset);
}

/** The themes in which everything must be readable. */
export const THEMES = {
  light: 'Light Modern',
  dark: 'Dark Modern',
  contrast: 'Default High Contrast',
  contrastLight: 'Default High Contrast Light',
} as const;

export type Theme = keyof typeof THEMES;

/** The class of the window under each theme. */
const themeClasses: Record<Theme, string> = {
  light: 'vs',
  dark: 'vs-dark',
  contrast: 'hc-black',
  contrastLight: 'hc-light',
};

/** Switches to one of VS Code's own themes and waits until the window has it. */
export async function useTheme(theme: Theme): Promise<void> {
  const target = vscode.ConfigurationTarget.Workspace;
  await vscode.workspace.getConfiguration('workbench').update('colorTheme', THEMES[theme], target);
  const applied = `Boolean(document.querySelector('.monaco-workbench.${themeClasses[theme]}')) || undefined`;
  await eventually(`the theme ${THEMES[theme]}`, async () => (await evaluateInFrames<boolean>(applied)).length > 0);
}
