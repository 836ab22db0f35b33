import * as vscode from 'vscode';
import type { WorkerStart } from '../protocol/messages';
import { enginePath } from '../protocol/paths';
import { GRAMMAR_WASM, RUNTIME_WASM } from '../python/syntax/wasmFiles';

/** The files of the Python parser, beside the bundles. */
const PARSER_FILES = [RUNTIME_WASM, GRAMMAR_WASM];

/**
 * Starts the extension's workers in a browser. What they need goes by way of VS Code, which alone can read the extension's files
 * wherever those are: a worker may load nothing from elsewhere.
 */
export function workersOf({ extensionUri }: vscode.ExtensionContext): (script: string) => Promise<Worker> {
  const read = (...path: string[]) =>
    vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'dist', ...path)) as Promise<
      Uint8Array<ArrayBuffer>
    >;
  const readParser = async () =>
    Object.fromEntries(await Promise.all(PARSER_FILES.map(async (name) => [name, await read(name)] as const)));
  let parser: ReturnType<typeof readParser> | undefined;
  const urls = new Map<string, Promise<string>>();
  const urlOf = (script: string): Promise<string> => {
    const url = urls.get(script) ?? read('web', script).then((code) => URL.createObjectURL(new Blob([code])));
    urls.set(script, url);
    return url;
  };
  return async (script) => {
    parser ??= readParser();
    const worker = new Worker(await urlOf(script));
    const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => enginePath(uri));
    worker.postMessage({ parser: await parser, folders } satisfies WorkerStart);
    return worker;
  };
}
