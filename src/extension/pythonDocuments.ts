import * as vscode from 'vscode';
import type { DocumentFilter, NotebookCellTextDocumentFilter } from 'vscode-languageclient';

/** Where VS Code keeps what extensions store, and so the copies of examples, when it runs in a browser. */
const STORED = 'vscode-userdata';

/** Python in files, wherever the workspace keeps them, in unsaved editors and in the cells of any notebook. */
export function pythonDocuments(): (DocumentFilter | NotebookCellTextDocumentFilter)[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const schemes = new Set(['file', 'untitled', STORED, ...folders.map(({ uri }) => uri.scheme)]);
  const files = [...schemes].map((scheme) => ({ language: 'python', scheme }));
  return [...files, { language: 'python', notebook: '*' }];
}
