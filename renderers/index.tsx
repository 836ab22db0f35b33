import { render } from 'preact';
import type { ActivationFunction } from 'vscode-notebook-renderer';
import css from './styles/view.css';
import { Message } from './view/Message';
import { OutputView } from './view/OutputView';

/** VS Code's entry point: shows `application/vnd.convlens.v1+json` outputs. */
export const activate: ActivationFunction = () => {
  const roots = new Map<string, HTMLElement>();
  const dispose = (id: string): void => {
    const root = roots.get(id);
    if (root) render(null, root);
    roots.delete(id);
  };
  return {
    renderOutputItem(item, element) {
      dispose(item.id);
      // The style travels with each output: VS Code may put outputs into roots of their own.
      const style = document.createElement('style');
      style.textContent = css;
      const root = document.createElement('div');
      element.replaceChildren(style, root);
      roots.set(item.id, root);
      render(
        viewOf(() => item.json()),
        root,
      );
    },
    disposeOutputItem(id) {
      for (const key of id === undefined ? [...roots.keys()] : [id]) dispose(key);
    },
  };
};

function viewOf(read: () => unknown) {
  try {
    return <OutputView data={read()} />;
  } catch (error) {
    const text = `The output is not JSON: ${error instanceof Error ? error.message : String(error)}`;
    return <Message title="ConvLens cannot read this output" text={text} advice="Run the cell again." />;
  }
}
