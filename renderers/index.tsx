import { render } from 'preact';
import type { ActivationFunction } from 'vscode-notebook-renderer';
import { followBackendSetting } from './model/backendSetting';
import { connectDelivery } from './model/deliver';
import { type OpenedOutput, type Refusal, isRefusal, openOutput } from './model/output';
import { createRegistry } from './model/registry';
import experimentCss from './styles/experiment.css';
import layersCss from './styles/layers.css';
import viewCss from './styles/view.css';
import { Message } from './view/Message';
import { OutputView } from './view/OutputView';

/** VS Code's entry point: shows `application/vnd.convlens.v1+json` outputs. */
export const activate: ActivationFunction = (context) => {
  connectDelivery(context.postMessage);
  const roots = new Map<string, HTMLElement>();
  const registry = createRegistry(context);
  followBackendSetting(context);
  const dispose = (id: string): void => {
    const root = roots.get(id);
    if (root) render(null, root);
    roots.delete(id);
    registry.close(id);
  };
  const viewOf = (id: string, opened: OpenedOutput | Refusal) =>
    isRefusal(opened) ? <Message {...opened} /> : <OutputView store={registry.open(id, opened)} title={opened.title} />;
  return {
    renderOutputItem(item, element) {
      dispose(item.id);
      // The style travels with each output: VS Code may put outputs into roots of their own.
      const style = document.createElement('style');
      style.textContent = viewCss + layersCss + experimentCss;
      const root = document.createElement('div');
      element.replaceChildren(style, root);
      roots.set(item.id, root);
      render(
        viewOf(
          item.id,
          read(() => item.json()),
        ),
        root,
      );
    },
    disposeOutputItem(id) {
      for (const key of id === undefined ? [...roots.keys()] : [id]) dispose(key);
    },
  };
};

function read(json: () => unknown): OpenedOutput | Refusal {
  try {
    return openOutput(json());
  } catch (error) {
    const text = `The output is not JSON: ${error instanceof Error ? error.message : String(error)}`;
    return { title: 'ConvLens cannot read this output', text, advice: 'Run the cell again.' };
  }
}
