import { useEffect, useState } from 'preact/hooks';

/** A state that outlives the elements that show it. */
export interface Store<State, Action> {
  get(): State;
  dispatch(action: Action): void;
  /** Calls back after every change; gives the function that ends it. */
  subscribe(listener: () => void): () => void;
}

export function createStore<State, Action>(
  reduce: (state: State, action: Action) => State,
  first: State,
): Store<State, Action> {
  let state = first;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    dispatch(action) {
      const next = reduce(state, action);
      if (next === state) return;
      state = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/**
 * A part of a store's state, kept current.
 * @param select which part; the same function every time.
 * @param isSame whether two of them look alike, so that nothing has to be rendered again.
 */
export function useStore<State, Action, Part>(
  store: Store<State, Action>,
  select: (state: State) => Part,
  isSame: (a: Part, b: Part) => boolean = Object.is,
): Part {
  const [part, setPart] = useState(() => select(store.get()));
  useEffect(() => {
    const update = (): void =>
      setPart((before) => {
        const after = select(store.get());
        return isSame(before, after) ? before : after;
      });
    update();
    return store.subscribe(update);
  }, [store, select, isSame]);
  return part;
}
