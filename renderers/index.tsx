import { render } from 'preact';
import type { ActivationFunction } from 'vscode-notebook-renderer';
import { backendSetting, followBackendSetting } from './model/backendSetting';
import { connectDelivery } from './model/deliver';
import { type OpenedOutput, type Refusal, isRefusal, openOutput } from './model/output';
import { prepare } from './model/engine';
import { createRegistry } from './model/registry';
import { languageLoaded, onLanguage, setLanguage } from './model/words';
import { styles } from './styles';
import { saying } from '../src/protocol/say';
import { Message } from './view/Message';
import { OutputView } from './view/OutputView';

/** Milliseconds that an output waits for how it was left and for the words of its language. */
const PATIENCE = 150;

/** VS Code's entry point: shows `application/vnd.convlens.v1+json` outputs. */
export const activate: ActivationFunction = (context) => {
  connectDelivery(context.postMessage);
  const outputs = new Map<string, { element: HTMLElement; show(): void }>();
  const registry = createRegistry({
    getState: () => context.getState(),
    setState(state) {
      context.setState(state);
      // What VS Code keeps goes with the webview when the notebook is closed.
      context.postMessage?.({ type: 'keep', state });
    },
  });
  followBackendSetting(context, registry.restore);
  // Until the extension says which language VS Code is in, the browser's own is the best that is known.
  void setLanguage(navigator.language);
  onLanguage(() => {
    for (const { element, show } of outputs.values()) {
      render(null, element);
      show();
    }
  });
  const dispose = (id: string): void => {
    const output = outputs.get(id);
    if (output) render(null, output.element);
    outputs.delete(id);
    registry.close(id);
  };
  const viewOf = (id: string, opened: OpenedOutput | Refusal) =>
    isRefusal(opened) ? <Message {...opened} /> : <OutputView store={registry.open(id, opened)} title={opened.title} />;
  return {
    async renderOutputItem(item, element) {
      dispose(item.id);
      // The style travels with each output: VS Code may put outputs into roots of their own.
      const style = document.createElement('style');
      style.textContent = styles;
      const root = document.createElement('div');
      element.replaceChildren(style, root);
      const opened = read(() => item.json());
      if (!isRefusal(opened)) prepare();
      const show = (): void => render(viewOf(item.id, opened), root);
      outputs.set(item.id, { element: root, show });
      // With words that are on their way all of it would be made again: they are given a moment.
      const known = backendSetting().then(languageLoaded);
      await Promise.race([known, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
      // By then it may have gone, or have been shown with the words.
      if (outputs.get(item.id)?.element === root && !root.hasChildNodes()) show();
    },
    disposeOutputItem(id) {
      for (const key of id === undefined ? [...outputs.keys()] : [id]) dispose(key);
    },
  };
};

function read(json: () => unknown): OpenedOutput | Refusal {
  try {
    return openOutput(json());
  } catch (error) {
    const text = saying('The output is not JSON: {0}', error instanceof Error ? error.message : String(error));
    return { title: 'ConvLens cannot read this output', text, advice: 'Run the cell again.' };
  }
}
