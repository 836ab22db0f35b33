/** The files of the workspace for those who know them by their paths: workers in a browser, where there is no disk. */
import * as vscode from 'vscode';
import type { Fetched } from '../protocol/messages';
import { enginePath } from '../protocol/paths';

/** Bytes beyond which a file is no program. */
const MAX_SIZE = 1_048_576;

/** What is at some paths, in their order; nothing is outside of the workspace's folders. */
export const fetchFiles = (paths: readonly string[]): Promise<Fetched[]> => Promise.all(paths.map(fetched));

async function fetched(path: string): Promise<Fetched> {
  const uri = uriOf(path);
  try {
    return uri ? await read(uri) : { kind: 'nothing' };
  } catch {
    return { kind: 'nothing' };
  }
}

async function read(uri: vscode.Uri): Promise<Fetched> {
  const { type, size } = await vscode.workspace.fs.stat(uri);
  if (isFolder(type)) {
    const entries = await vscode.workspace.fs.readDirectory(uri);
    return { kind: 'folder', entries: entries.map(([name, each]) => ({ name, isFolder: isFolder(each) })) };
  }
  if (size > MAX_SIZE) return { kind: 'file' };
  return { kind: 'file', text: new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)) };
}

/** Also a link to one. */
const isFolder = (type: vscode.FileType): boolean => (type & vscode.FileType.Directory) !== 0;

function uriOf(path: string): vscode.Uri | undefined {
  for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
    const folder = enginePath(uri);
    if (path === folder) return uri;
    if (path.startsWith(`${folder}/`)) return vscode.Uri.joinPath(uri, path.slice(folder.length + 1));
  }
  return undefined;
}
