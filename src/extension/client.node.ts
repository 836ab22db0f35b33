import { LanguageClient, TransportKind, type ServerOptions } from 'vscode-languageclient/node';
import { clientOptions, started, type Client } from './client';

/** Starts the language server in a process of its own: a slow file must never hold up the editor. */
export function startClient(serverScript: string): Client {
  const server: ServerOptions = {
    run: { module: serverScript, transport: TransportKind.ipc },
    debug: { module: serverScript, transport: TransportKind.ipc, options: { execArgv: ['--inspect=6009'] } },
  };
  return started(new LanguageClient('convlens', 'ConvLens', server, clientOptions()));
}
