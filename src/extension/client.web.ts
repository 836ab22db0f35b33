import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';
import { FETCH_FILES, type FetchFilesParams } from '../protocol/messages';
import { clientOptions, started, type Client } from './client';
import { fetchFiles } from './workspaceFiles';

/** Starts the language server in a worker, and gives it the files it asks for. */
export function startClient(startWorker: () => Promise<Worker>): Client {
  // Not the worker itself: the client asks whether it is a `Worker`, which VS Code's extension host has put its own class for.
  const transports = async () => {
    const worker = await startWorker();
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
  };
  const client = new LanguageClient('convlens', 'ConvLens', transports, clientOptions());
  client.onRequest(FETCH_FILES, ({ paths }: FetchFilesParams) => fetchFiles(paths));
  return started(client);
}
