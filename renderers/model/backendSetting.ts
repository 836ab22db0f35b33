import type { RendererContext } from 'vscode-notebook-renderer';
import { BACKEND_SETTINGS, type BackendSetting, type RendererSettings } from '../../src/protocol/messages';

/** Milliseconds that a first computation waits for the setting; without an extension to answer, it is `auto`. */
const PATIENCE = 150;

let setting: Promise<BackendSetting> = Promise.resolve('auto');

/** `convlens.backend` as it stands. */
export function backendSetting(): Promise<BackendSetting> {
  return setting;
}

/**
 * Asks the extension for the setting and follows its changes.
 * @param changed called when another backend is set than was computed on before.
 */
export function followBackendSetting(context: Partial<RendererContext<void>> | undefined, changed: () => void): void {
  if (!context?.postMessage || !context.onDidReceiveMessage) return;
  setting = new Promise((resolve) => {
    const giveUp = setTimeout(() => resolve('auto'), PATIENCE);
    let answered = false;
    context.onDidReceiveMessage!((message: unknown) => {
      if (!isSettings(message)) return;
      clearTimeout(giveUp);
      resolve(message.backend);
      if (answered) {
        setting = Promise.resolve(message.backend);
        changed();
      }
      answered = true;
    });
  });
  context.postMessage({ type: 'ready' });
}

function isSettings(message: unknown): message is RendererSettings {
  const { type, backend } = (message ?? {}) as Partial<RendererSettings>;
  return type === 'settings' && BACKEND_SETTINGS.some((name) => name === backend);
}
