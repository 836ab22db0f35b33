import { type OpenedOutput, type OutputAction, type OutputState, type Snapshot } from './output';
import { reduceOutput, snapshotOf, stateOf } from './output';
import { type Store, createStore } from './store';

export type OutputStore = Store<OutputState, OutputAction>;

/** Where snapshots are kept while the page lives, or longer: VS Code keeps a renderer's state with its webview. */
export interface Keeper {
  getState(): unknown;
  setState(state: unknown): void;
}

interface Kept {
  readonly signature: string;
  readonly snapshot: Snapshot;
}

/** Outputs whose state is kept, at most; the oldest go first. */
const MOST = 64;

/** The states of all outputs of a notebook, by the id of the output. */
export interface Registry {
  /**
   * The state of an output: its own where it was shown before, else that of an output of the same kind that has gone.
   * Running a cell again disposes of its output and makes another, which so goes on where the one before was left.
   */
  open(id: string, opened: OpenedOutput): OutputStore;
  /** Takes up what was kept of outputs of another page: those of the same notebook before it was closed. */
  restore(state: unknown): void;
  /** Tells that an output has gone from the page; its state may be asked for again. */
  close(id: string): void;
}

export function createRegistry(keeper: Keeper): Registry {
  const kept = new Map<string, Kept>(readKept(keeper.getState()));
  const live = new Map<string, { store: OutputStore; signature: string; end(): void }>();
  const gone = new Set<string>();
  let saving: ReturnType<typeof setTimeout> | undefined;

  const keep = (id: string): void => {
    const entry = live.get(id);
    if (!entry) return;
    kept.delete(id);
    kept.set(id, { signature: entry.signature, snapshot: snapshotOf(entry.store.get()) });
    if (kept.size > MOST) forget(kept.keys().next().value!);
    clearTimeout(saving);
    saving = setTimeout(() => keeper.setState({ version: 1, outputs: [...kept] }), 300);
  };

  const forget = (id: string): void => {
    kept.delete(id);
    gone.delete(id);
  };

  const close = (id: string): void => {
    const entry = live.get(id);
    if (!entry) return;
    keep(id);
    entry.end();
    live.delete(id);
    gone.add(id);
  };

  const lastGone = (signature: string): string | undefined =>
    [...gone].filter((id) => kept.get(id)?.signature === signature).at(-1);

  return {
    open(id, opened) {
      close(id);
      const left = kept.get(id)?.signature === opened.signature ? id : lastGone(opened.signature);
      const state = stateOf(opened.network, left === undefined ? undefined : kept.get(left)?.snapshot);
      gone.delete(id);
      if (left !== undefined && left !== id) forget(left);
      const store = createStore(reduceOutput, state);
      live.set(id, { store, signature: opened.signature, end: store.subscribe(() => keep(id)) });
      return store;
    },
    restore(state) {
      for (const [id, entry] of readKept(state)) {
        if (kept.has(id)) continue;
        kept.set(id, entry);
        gone.add(id);
      }
    },
    close,
  };
}

/** What was kept, or nothing where it is of another version or damaged. */
function readKept(state: unknown): [string, Kept][] {
  const { version, outputs } = (state ?? {}) as { version?: number; outputs?: [string, Kept][] };
  return version === 1 && Array.isArray(outputs) ? outputs : [];
}
