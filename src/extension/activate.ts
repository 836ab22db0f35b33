import * as vscode from 'vscode';
import { registerCalculator } from './calculator/command';
import type { Client } from './client';
import { registerCopyShape } from './copyShape';
import { registerExamples } from './examples';
import { registerKernel } from './kernel/controller';
import type { KernelSession } from './kernel/session';
import { registerSetInput } from './models/setInput';
import { registerInputStatus } from './models/status';
import { registerModelSummary } from './models/summaryView';
import { registerRendererMessages } from './rendererMessages';

/** What is started in one way under Node and in another in a browser. */
export interface Host {
  startSession: () => KernelSession;
  startClient: () => Client;
}

/**
 * Starts the language server and registers everything that ConvLens adds to VS Code.
 *
 * The notebook side stands on its own feet: it is registered first, so that notebooks run and render even
 * where the language server cannot start.
 */
export function activateOn(host: Host, context: vscode.ExtensionContext): Client {
  context.subscriptions.push(registerKernel(host.startSession), registerRendererMessages(), registerExamples(context));
  const client = host.startClient();
  context.subscriptions.push(
    registerCalculator(context.workspaceState, client.request),
    registerCopyShape(client.request),
    registerModelSummary(client.request, vscode.Uri.joinPath(context.extensionUri, 'dist')),
    registerSetInput(client.request),
    registerInputStatus(client.request),
    client,
  );
  return client;
}
