import { type Edit, applyEdit, isSameTarget } from './edits';
import type { Network } from './network';

/** An edit and the network that it led to. */
interface Revision {
  readonly edit: Edit;
  readonly network: Network;
}

/** A network with what was done to it and what was undone. Immutable. */
export interface History {
  /** As it arrived. */
  readonly original: Network;
  readonly done: readonly Revision[];
  /** What can be done again, the next last. */
  readonly undone: readonly Revision[];
}

export type HistoryAction =
  /** `joins`: an edit in the same gesture as the one before, like the next digit typed, is undone together with it. */
  | { readonly type: 'edit'; readonly edit: Edit; readonly joins?: boolean }
  | { readonly type: 'undo' }
  | { readonly type: 'redo' }
  | { readonly type: 'reset' }
  /** Undoes or does again as much as leads to a network that was there; the last edit where it is not any more. */
  | { readonly type: 'return'; readonly network: Network };

export function historyOf(original: Network): History {
  return { original, done: [], undone: [] };
}

/** The network as it stands. */
export function currentNetwork(history: History): Network {
  return history.done.at(-1)?.network ?? history.original;
}

/** The history after an action. Pure; undoing where nothing was done gives the very same history. */
export function reduceHistory(history: History, action: HistoryAction): History {
  const { original, done, undone } = history;
  switch (action.type) {
    case 'edit': {
      const { edit } = action;
      const last = done.at(-1);
      const kept = action.joins && last && isSameTarget(last.edit, edit) ? done.slice(0, -1) : done;
      const network = applyEdit(kept.at(-1)?.network ?? original, edit);
      return { original, done: [...kept, { edit, network }], undone: [] };
    }
    case 'undo': {
      const last = done.at(-1);
      return last ? { original, done: done.slice(0, -1), undone: [...undone, last] } : history;
    }
    case 'redo': {
      const next = undone.at(-1);
      return next ? { original, done: [...done, next], undone: undone.slice(0, -1) } : history;
    }
    case 'return':
      return returnTo(history, action.network);
    case 'reset':
      return done.length === 0 && undone.length === 0 ? history : historyOf(original);
  }
}

function returnTo(history: History, network: Network): History {
  const { original, done, undone } = history;
  if (currentNetwork(history) === network) return history;
  const isIt = (revision: Revision): boolean => revision.network === network;
  const ahead = undone.findLastIndex(isIt);
  if (ahead >= 0) {
    return { original, done: [...done, ...undone.slice(ahead).reverse()], undone: undone.slice(0, ahead) };
  }
  const kept = network === original ? 0 : done.findIndex(isIt) + 1;
  if (kept === 0 && network !== original) return reduceHistory(history, { type: 'undo' });
  return { original, done: done.slice(0, kept), undone: [...undone, ...done.slice(kept).reverse()] };
}

/** What was done, to be kept and made again. */
export function editsOf(history: History): Edit[] {
  return history.done.map(({ edit }) => edit);
}

/** A history in which these edits were made. */
export function replay(original: Network, edits: readonly Edit[]): History {
  return edits.reduce((history, edit) => reduceHistory(history, { type: 'edit', edit }), historyOf(original));
}
