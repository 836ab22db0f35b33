import { LanguageClient } from 'vscode-languageclient/browser';
import { FETCH_FILES, type FetchFilesParams } from '../protocol/messages';
import { clientOptions, started, type Client } from './client';
import { fetchFiles } from './workspaceFiles';

/** Starts the language server in a worker, and gives it the files it asks for. */
export function startClient(startWorker: () => Promise<Worker>): Client {
  const client = new LanguageClient('convlens', 'ConvLens', startWorker, clientOptions());
  client.onRequest(FETCH_FILES, ({ paths }: FetchFilesParams) => fetchFiles(paths));
  return started(client);
}
