import type { RendererContext } from 'vscode-notebook-renderer';
import { BACKEND_SETTINGS, type BackendSetting, type RendererSettings } from '../../src/protocol/messages';
import { setLanguage } from './words';

/** What is to compute an output: as it is set for all of them, or what was chosen for it alone. */
export type BackendWish = BackendSetting | 'reference';

/** Milliseconds that a first computation waits for the setting; without an extension to answer, it is `auto`. */
const PATIENCE = 150;

let setting: Promise<BackendSetting> = Promise.resolve('auto');
let known: BackendSetting | undefined;
const listeners = new Set<() => void>();

/** `convlens.backend` as it stands. */
export function backendSetting(): Promise<BackendSetting> {
  return setting;
}

/** Calls back when the setting is another than it was; gives the function that ends it. */
export function onBackendSetting(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Asks the extension for the setting and follows its changes: what is shown is then computed again.
 * @param restore takes what the extension has kept of the notebook's outputs.
 */
export function followBackendSetting(
  { postMessage, onDidReceiveMessage }: Partial<RendererContext<unknown>>,
  restore: (kept: unknown) => void,
): void {
  if (!postMessage || !onDidReceiveMessage) return;
  setting = new Promise((resolve) => {
    setTimeout(() => resolve('auto'), PATIENCE);
    onDidReceiveMessage((message: unknown) => {
      if (!isSettings(message)) return;
      if (message.kept !== undefined) restore(message.kept);
      if (message.language !== undefined) void setLanguage(message.language);
      resolve(message.backend);
      setting = Promise.resolve(message.backend);
      const isNews = known !== undefined && known !== message.backend;
      known = message.backend;
      if (isNews) for (const listener of [...listeners]) listener();
    });
  });
  postMessage({ type: 'ready' });
}

function isSettings(message: unknown): message is RendererSettings {
  const { type, backend } = (message ?? {}) as Partial<RendererSettings>;
  return type === 'settings' && BACKEND_SETTINGS.some((name) => name === backend);
}
