import * as vscode from 'vscode';
import { fromBase64 } from '../protocol/codec';
import type { BackendSetting, RendererMessage, RendererSettings } from '../protocol/messages';
import { RENDERER_ID } from './names';

/** Notebooks whose views are kept, at most; the oldest go first. */
const MOST = 32;

/**
 * Does for the notebook renderer what a webview may not do: write the clipboard, save a file, keep how outputs were left until the
 * notebook is opened again.
 */
export function registerRendererMessages(): vscode.Disposable {
  const messaging = vscode.notebooks.createRendererMessaging(RENDERER_ID);
  const kept = new Map<string, unknown>();
  const keep = (notebook: string, state: unknown): void => {
    kept.delete(notebook);
    kept.set(notebook, state);
    if (kept.size > MOST) kept.delete(kept.keys().next().value!);
  };
  return vscode.Disposable.from(
    messaging.onDidReceiveMessage(async ({ editor, message }) => {
      if (!isRendererMessage(message)) return;
      const notebook = editor.notebook.uri.toString();
      if (message.type === 'ready') await messaging.postMessage({ ...settings(), kept: kept.get(notebook) }, editor);
      else if (message.type === 'keep') keep(notebook, message.state);
      else if (message.type === 'copyText') await vscode.env.clipboard.writeText(message.text);
      else await saveFile(editor.notebook.uri, message);
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('convlens.backend')) void messaging.postMessage(settings());
    }),
  );
}

function settings(): RendererSettings {
  const backend = vscode.workspace.getConfiguration('convlens').get<BackendSetting>('backend', 'auto');
  return { type: 'settings', backend, language: vscode.env.language };
}

async function saveFile(notebook: vscode.Uri, message: RendererMessage & { type: 'saveFile' }): Promise<void> {
  // A name from a webview must not lead out of the notebook's folder.
  const name = message.suggestedName.replace(/[\\/:*?"<>|]/g, '_');
  const target = await vscode.window.showSaveDialog({ defaultUri: vscode.Uri.joinPath(notebook, '..', name) });
  if (!target) return;
  await vscode.workspace.fs.writeFile(target, fromBase64(message.base64));
}

/** Outputs of other origins share the webview, so what arrives is looked at before it is believed. */
function isRendererMessage(message: unknown): message is RendererMessage {
  if (typeof message !== 'object' || message === null) return false;
  const fields = message as Record<string, unknown>;
  if (fields.type === 'ready' || fields.type === 'keep') return true;
  if (fields.type === 'copyText') return typeof fields.text === 'string';
  return fields.type === 'saveFile' && typeof fields.suggestedName === 'string' && typeof fields.base64 === 'string';
}
