import type * as vscode from 'vscode';
import { activateOn } from './activate';
import { startClient } from './client.web';
import { startWorkerSession } from './kernel/session.web';
import { workersOf } from './worker.web';

/** The extension in a browser: the same, in workers, without a Python environment to look into. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const startWorker = workersOf(context);
  const host = {
    startSession: () => startWorkerSession(() => startWorker('kernel.js')),
    startClient: () => startClient(() => startWorker('server.js')),
  };
  await activateOn(host, context).ready;
}
