import { render } from 'preact';
import type { ActivationFunction } from 'vscode-notebook-renderer';
import { backendSetting, followBackendSetting } from './model/backendSetting';
import { connectDelivery } from './model/deliver';
import { type OpenedOutput, type Refusal, isRefusal, openOutput } from './model/output';
import { prepare } from './model/engine';
import { type Place, createRegistry } from './model/registry';
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
  /** Outputs that have not been shown yet, and where they stand. */
  const waiting = new Map<HTMLElement, { id: string; place: Place }>();
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
  /** Shows what waits from the top of the notebook to its end: VS Code hands it over in any order, and what was kept stands in this. */
  const showWaiting = (): void => {
    const inOrder = [...waiting].map(([root, { id, place }]) => ({ root, id, top: place.top() ?? 0 }));
    waiting.clear();
    inOrder.sort((a, b) => a.top - b.top);
    for (const { root, id } of inOrder) {
      // By now it may have gone, or have been shown with the words.
      const output = outputs.get(id);
      if (output?.element === root && !root.hasChildNodes()) output.show();
    }
  };
  const viewOf = (id: string, opened: OpenedOutput | Refusal, place: Place) =>
    isRefusal(opened) ? (
      <Message {...opened} />
    ) : (
      <OutputView store={registry.open(id, opened, place)} title={opened.title} />
    );
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
      const place = placeOf(element);
      const show = (): void => render(viewOf(item.id, opened, place), root);
      waiting.set(root, { id: item.id, place });
      outputs.set(item.id, { element: root, show });
      // With words that are on their way all of it would be made again: they are given a moment.
      const known = backendSetting().then(languageLoaded);
      await Promise.race([known, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
      showWaiting();
    },
    disposeOutputItem(id) {
      for (const key of id === undefined ? [...outputs.keys()] : [id]) dispose(key);
    },
  };
};

/** Where VS Code has put an output. Its webview has an element for each cell, with a name of its own: there is no other way to know. */
function placeOf(element: HTMLElement): Place {
  const root = element.getRootNode();
  const outside = root instanceof ShadowRoot ? root.host : element;
  return {
    cell: outside.closest('.cell_container')?.id || undefined,
    top: () => (element.isConnected ? element.getBoundingClientRect().top + scrollY : undefined),
  };
}

function read(json: () => unknown): OpenedOutput | Refusal {
  try {
    return openOutput(json());
  } catch (error) {
    const text = saying('The output is not JSON: {0}', error instanceof Error ? error.message : String(error));
    return { title: 'ConvLens cannot read this output', text, advice: 'Run the cell again.' };
  }
}
