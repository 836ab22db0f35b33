import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { COMMANDS } from './names';
import { besideOtherCheckers } from './otherHints';
import { pythonDocuments } from './pythonDocuments';

/** Sends one of the requests of `src/protocol/messages.ts`; rejects when the server fails or the token is cancelled. */
export type Request = <R>(method: string, params: object, token?: vscode.CancellationToken) => Promise<R>;

export interface Client extends vscode.Disposable {
  /** Settles when the server answers; a server that cannot start has been reported to the user by then. */
  ready: Promise<void>;
  request: Request;
  /** Sends a notification once the server can take it. */
  notify: (method: string, params: object) => void;
}

/** What programs import and what they read of their own project. */
const READ_FILES = '**/*.{py,yaml,yml,json,toml,cfg,ini,txt}';

/** What the language server is told, wherever it runs. Hovers may run ConvLens's own commands and no others. */
export const clientOptions = (): LanguageClientOptions => ({
  documentSelector: pythonDocuments(),
  markdown: { isTrusted: { enabledCommands: Object.values(COMMANDS) }, supportHtml: false },
  middleware: besideOtherCheckers(),
  initializationOptions: { locale: vscode.env.language },
  synchronize: {
    configurationSection: 'convlens',
    fileEvents: vscode.workspace.createFileSystemWatcher(READ_FILES),
  },
});

/** Starts the server. */
export function started(client: BaseLanguageClient): Client {
  const ready = client.start();
  return {
    ready,
    request: async (method, params, token) => {
      await ready;
      return client.sendRequest(method, params, token);
    },
    notify: (method, params) => void ready.then(() => client.sendNotification(method, params)).catch(() => undefined),
    dispose: () => void client.dispose(),
  };
}
