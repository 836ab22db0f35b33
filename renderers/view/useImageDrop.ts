import { useEffect, useState } from 'preact/hooks';
import { sayError } from '../../src/protocol/say';
import type { Network } from '../model/network';
import type { OutputStore } from '../model/registry';
import { t } from '../model/words';

/** What a place does with an image file that is dropped on it. */
export interface ImageDrop {
  /** True while a file is held over the place. */
  readonly isOver: boolean;
  /** Why what was dropped last is no input. */
  readonly problem: string | undefined;
  onDragEnter(event: DragEvent): void;
  onDragOver(event: DragEvent): void;
  onDragLeave(event: DragEvent): void;
  onDrop(event: DragEvent): void;
}

/** An image file that is dropped anywhere on an output takes the place of the input that a step goes back to. */
export function useImageDrop(network: Network, step: number, dispatch: OutputStore['dispatch']): ImageDrop {
  const [isOver, setOver] = useState(false);
  const [problem, setProblem] = useState<string>();
  // What is tried out next has nothing to do with it any more.
  useEffect(() => setProblem(undefined), [network]);
  const take = async (file: File): Promise<void> => {
    try {
      const { droppedInput } = await import(/* webpackChunkName: "experiment" */ '../model/droppedInput');
      dispatch({ type: 'edit', edit: await droppedInput(file, network, step) });
      setProblem(undefined);
    } catch (error) {
      setProblem(sayError(error, t));
    }
  };
  const welcome = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.stopPropagation();
    setOver(true);
  };
  return {
    isOver,
    problem,
    // VS Code opens a file itself where the window hears that one is dragged over it (`webview/browser/pre/index.html`).
    onDragEnter: welcome,
    onDragOver: welcome,
    onDragLeave({ currentTarget, relatedTarget }) {
      // From one element in it to another is not away from it.
      if (!(relatedTarget instanceof Node && (currentTarget as Node).contains(relatedTarget))) setOver(false);
    },
    onDrop(event) {
      const file = event.dataTransfer?.files[0];
      setOver(false);
      if (!file) return;
      event.preventDefault();
      event.stopPropagation();
      void take(file);
    },
  };
}
