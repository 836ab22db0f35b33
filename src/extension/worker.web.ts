import * as vscode from 'vscode';
import type { WorkerStart } from '../protocol/messages';
import { pathOf } from './workspaceFiles';

/** The files of the Python parser, beside the bundles. */
const PARSER_FILES = ['web-tree-sitter.wasm', 'tree-sitter-python.wasm'];

/**
 * Starts one of the extension's workers in a browser. What it needs goes by way of VS Code, which alone can read the extension's
 * files wherever they are: a worker may not load from another origin.
 */
export function workersOf({ extensionUri }: vscode.ExtensionContext): (script: string) => Promise<Worker> {
  const urlOf = async (type: string, ...path: string[]): Promise<string> => {
    const data = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'dist', ...path));
    return URL.createObjectURL(new Blob([new Uint8Array(data)], { type }));
  };
  let parser: Promise<Record<string, string>> | undefined;
  const parserFiles = async () =>
    Object.fromEntries(
      await Promise.all(PARSER_FILES.map(async (name) => [name, await urlOf('application/wasm', name)] as const)),
    );
  return async (script) => {
    parser ??= parserFiles();
    const worker = new Worker(await urlOf('text/javascript', 'web', script));
    const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => pathOf(uri));
    worker.postMessage({ parser: await parser, folders } satisfies WorkerStart);
    return worker;
  };
}
