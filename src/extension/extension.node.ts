import * as vscode from 'vscode';
import { registerCalculator } from './calculator/command';
import { startClient } from './client.node';
import { registerCopyShape } from './copyShape';
import { registerEnvironment } from './environment/register';
import { registerExamples } from './examples';
import { registerKernel } from './kernel/controller';
import { startWorkerSession } from './kernel/session.node';
import { registerSetInput } from './models/setInput';
import { registerInputStatus } from './models/status';
import { registerModelSummary } from './models/summaryView';
import { registerRendererMessages } from './rendererMessages';

/**
 * Starts the language server and registers everything that ConvLens adds to VS Code.
 *
 * The notebook side stands on its own feet: it is registered first, so that notebooks run and render even
 * where the language server cannot start.
 */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const kernelScript = context.asAbsolutePath('dist/kernel.js');
  context.subscriptions.push(
    registerKernel(() => startWorkerSession(kernelScript)),
    registerRendererMessages(),
    registerExamples(context),
  );

  const client = startClient(context.asAbsolutePath('dist/server.js'));
  context.subscriptions.push(
    registerCalculator(context.workspaceState, client.request),
    registerCopyShape(client.request),
    registerModelSummary(client.request, vscode.Uri.joinPath(context.extensionUri, 'dist')),
    registerSetInput(client.request),
    registerInputStatus(client.request),
    registerEnvironment(client.notify),
    client,
  );
  await client.ready;
}
