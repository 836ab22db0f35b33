import * as vscode from 'vscode';
import {
  LanguageClient,
  TransportKind,
  type LanguageClientOptions,
  type ServerOptions,
} from 'vscode-languageclient/node';
import { COMMANDS, pythonDocuments } from './names';
import { besideOtherCheckers } from './otherHints';

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

/**
 * Starts the language server in a process of its own: a slow file must never hold up the editor.
 *
 * Hovers may run ConvLens's own commands and no others.
 */
export function startClient(serverScript: string): Client {
  const server: ServerOptions = {
    run: { module: serverScript, transport: TransportKind.ipc },
    debug: { module: serverScript, transport: TransportKind.ipc, options: { execArgv: ['--inspect=6009'] } },
  };
  const options: LanguageClientOptions = {
    documentSelector: pythonDocuments,
    markdown: { isTrusted: { enabledCommands: Object.values(COMMANDS) }, supportHtml: false },
    middleware: besideOtherCheckers(),
    initializationOptions: { locale: vscode.env.language },
    synchronize: {
      configurationSection: 'convlens',
      fileEvents: vscode.workspace.createFileSystemWatcher(READ_FILES),
    },
  };
  const client = new LanguageClient('convlens', 'ConvLens', server, options);
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
