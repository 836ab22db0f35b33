import { type OpenedOutput, type OutputAction, type OutputState, type Snapshot } from './output';
import { reduceOutput, snapshotOf, stateOf } from './output';
import { type Store, createStore } from './store';
import { isSettled } from './viewState';

export type OutputStore = Store<OutputState, OutputAction>;

/** Where snapshots are kept while the page lives, or longer: VS Code keeps a renderer's state with its webview. */
export interface Keeper {
  getState(): unknown;
  setState(state: unknown): void;
}

/** Where an output stands, as far as its page tells. */
export interface Place {
  /** What the page calls the output's cell: the same while the notebook is open, whatever the cell's outputs are. */
  readonly cell: string | undefined;
  /** How far down it stands, in pixels: less than what comes behind it. Undefined where it is not in the page. */
  top(): number | undefined;
}

const NOWHERE: Place = { cell: undefined, top: () => undefined };

interface Kept extends Pick<OpenedOutput, 'signature' | 'numbers'> {
  readonly snapshot: Snapshot;
  readonly cell?: string;
  readonly top?: number;
}

interface Live {
  readonly store: OutputStore;
  /** How it was opened. */
  readonly first: OutputState;
  readonly opened: OpenedOutput;
  readonly place: Place;
  top: number | undefined;
  end(): void;
}

/** Outputs whose state is kept, at most; the oldest go first. */
const MOST = 64;

/** The states of all outputs of a notebook, by the id of the output. */
export interface Registry {
  /**
   * The state of an output: its own where it was shown before, else that of an output of the same kind that has gone.
   * Running a cell again disposes of its output and makes another, which so goes on where the one before was left.
   */
  open(id: string, opened: OpenedOutput, place?: Place): OutputStore;
  /** Takes up what was kept of outputs of another page: those of the same notebook before it was closed. */
  restore(state: unknown): void;
  /** Tells that an output has gone from the page; its state may be asked for again. */
  close(id: string): void;
}

export function createRegistry(keeper: Keeper): Registry {
  const kept = new Map<string, Kept>(readKept(keeper.getState()));
  const live = new Map<string, Live>();
  /** Outputs whose state waits for another: those that went from this page, and those of the page before. */
  const gone = new Set<string>();
  const before = new Set<string>();
  let saving: ReturnType<typeof setTimeout> | undefined;

  const keep = (id: string): void => {
    const entry = live.get(id);
    if (!entry) return;
    const { signature, numbers } = entry.opened;
    kept.delete(id);
    kept.set(id, {
      signature,
      numbers,
      snapshot: snapshotOf(entry.store.get()),
      cell: entry.place.cell,
      top: entry.top,
    });
    if (kept.size > MOST) forget(kept.keys().next().value!);
    clearTimeout(saving);
    saving = setTimeout(save, 300);
  };

  const save = (): void => {
    // Outputs move when those above them grow. Not at every step of the pointer: it is measured.
    for (const [id, entry] of live) {
      entry.top = entry.place.top() ?? entry.top;
      const own = kept.get(id);
      if (own) kept.set(id, { ...own, top: entry.top });
    }
    keeper.setState({ version: 1, outputs: [...kept] });
  };

  const forget = (id: string): void => {
    kept.delete(id);
    gone.delete(id);
    before.delete(id);
  };

  const close = (id: string): void => {
    const entry = live.get(id);
    if (!entry) return;
    keep(id);
    entry.end();
    live.delete(id);
    gone.add(id);
  };

  /** Which of those that have gone an output goes on for; of several alike the first in the notebook comes first. */
  const predecessorOf = (opened: OpenedOutput, { cell }: Place): string | undefined => {
    let best: { id: string; fit: number; top: number } | undefined;
    for (const id of gone) {
      const own = kept.get(id);
      if (own?.signature !== opened.signature) continue;
      const fit = fitOf(own, opened, cell, before.has(id));
      const top = own.top ?? 0;
      const isBetter = !best || fit > best.fit || (fit === best.fit && top <= best.top);
      if (fit > 0 && isBetter) best = { id, fit, top };
    }
    return best?.id;
  };

  return {
    open(id, opened, place = NOWHERE) {
      close(id);
      const left = kept.get(id)?.signature === opened.signature ? id : predecessorOf(opened, place);
      const state = stateOf(opened.network, left === undefined ? undefined : kept.get(left)?.snapshot);
      gone.delete(id);
      before.delete(id);
      if (left !== undefined && left !== id) forget(left);
      const store = createStore(reduceOutput, state);
      const end = store.subscribe(() => keep(id));
      live.set(id, { store, first: state, opened, place, top: place.top(), end });
      return store;
    },
    restore(state) {
      for (const [id, entry] of readKept(state)) {
        if (kept.has(id)) continue;
        kept.set(id, entry);
        gone.add(id);
        before.add(id);
      }
      // What is shown already goes on from there too, if nobody has done anything with it in this moment.
      const shown = [...live.values()].sort((a, b) => (a.top ?? 0) - (b.top ?? 0));
      for (const { store, first, opened, place } of shown) {
        const left = isAsLeft(store.get(), first) ? predecessorOf(opened, place) : undefined;
        if (left === undefined || !before.has(left)) continue;
        store.dispatch({ type: 'resume', state: stateOf(opened.network, kept.get(left)?.snapshot) });
        forget(left);
      }
    },
    close,
  };
}

/**
 * How well an output goes on for one of the same kind that has gone; 0 where it does not. In the same page it is the cell that
 * tells them apart; in a page that was opened again, where cells are called otherwise, their numbers do.
 * @param isBefore whether the one that has gone is of the page before.
 */
function fitOf(own: Kept, opened: OpenedOutput, cell: string | undefined, isBefore: boolean): number {
  const isSame = own.numbers === opened.numbers;
  if (isBefore) return isSame ? 1 : 0;
  const isKnown = cell !== undefined && own.cell !== undefined;
  if (isKnown && cell !== own.cell) return 0;
  return isSame ? 2 : 1;
}

function isAsLeft(a: OutputState, b: OutputState): boolean {
  return a.history === b.history && isSettled(a.view, b.view);
}

/** What was kept, or nothing where it is of another version or damaged. */
function readKept(state: unknown): [string, Kept][] {
  const { version, outputs } = (state ?? {}) as { version?: number; outputs?: [string, Kept][] };
  return version === 1 && Array.isArray(outputs) ? outputs : [];
}
