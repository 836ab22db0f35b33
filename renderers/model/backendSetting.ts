import type { RendererContext } from 'vscode-notebook-renderer';
import { BACKEND_SETTINGS, type BackendSetting, type RendererSettings } from '../../src/protocol/messages';

/** Milliseconds that a first computation waits for the setting; without an extension to answer, it is `auto`. */
const PATIENCE = 150;

let setting: Promise<BackendSetting> = Promise.resolve('auto');

/** `convlens.backend` as it stands. */
export function backendSetting(): Promise<BackendSetting> {
  return setting;
}

/** Asks the extension for the setting and follows its changes: they count for what is computed from then on. */
export function followBackendSetting({ postMessage, onDidReceiveMessage }: Partial<RendererContext<unknown>>): void {
  if (!postMessage || !onDidReceiveMessage) return;
  setting = new Promise((resolve) => {
    setTimeout(() => resolve('auto'), PATIENCE);
    onDidReceiveMessage((message: unknown) => {
      if (!isSettings(message)) return;
      resolve(message.backend);
      setting = Promise.resolve(message.backend);
    });
  });
  postMessage({ type: 'ready' });
}

function isSettings(message: unknown): message is RendererSettings {
  const { type, backend } = (message ?? {}) as Partial<RendererSettings>;
  return type === 'settings' && BACKEND_SETTINGS.some((name) => name === backend);
}
