import type * as vscode from 'vscode';
import { activateOn } from './activate';
import { startClient } from './client.node';
import { registerEnvironment } from './environment/register';
import { startWorkerSession } from './kernel/session.node';

/** The extension where VS Code has Node: on the desktop, and on the server of a remote window. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const host = {
    startSession: () => startWorkerSession(context.asAbsolutePath('dist/kernel.js')),
    startClient: () => startClient(context.asAbsolutePath('dist/server.js')),
  };
  const client = activateOn(host, context);
  context.subscriptions.push(registerEnvironment(client.notify));
  await client.ready;
}
