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

/** The state of a store, kept current. */
export function useStore<State, Action>(store: Store<State, Action>): State {
  const [state, setState] = useState(() => store.get());
  useEffect(() => {
    const update = (): void => setState(() => store.get());
    update();
    return store.subscribe(update);
  }, [store]);
  return state;
}
