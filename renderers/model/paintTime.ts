import type { StepInputs } from './session';

const times = new WeakMap<StepInputs, number>();
const listeners = new WeakMap<StepInputs, Set<() => void>>();

/** Milliseconds that painting what is in sight took when a result, or what it is computed from, came; undefined before. */
export function paintTimeOf(shown: StepInputs): number | undefined {
  return times.get(shown);
}

/** What is being painted for the first time: pictures that come into sight later are no part of its time. */
const open = new WeakSet<StepInputs>();

/** Paints some of the pictures and takes the time. */
export function timePainting(shown: StepInputs, paint: () => void): void {
  const start = performance.now();
  paint();
  const took = performance.now() - start;
  const before = times.get(shown);
  if (before === undefined) {
    open.add(shown);
    // The pictures in sight are painted one after the other before the page does anything else.
    setTimeout(() => {
      open.delete(shown);
      for (const listener of listeners.get(shown) ?? []) listener();
    });
  }
  if (open.has(shown)) times.set(shown, (before ?? 0) + took);
}

/** Calls back when the time is known; gives the function that ends it. */
export function onPaintTime(shown: StepInputs, listener: () => void): () => void {
  const all = listeners.get(shown) ?? new Set();
  listeners.set(shown, all.add(listener));
  return () => all.delete(listener);
}

/** Resolves when the pictures are on the screen; at the latest after so many milliseconds, for what is out of sight is not painted. */
export function whenPainted(shown: StepInputs, latest: number): Promise<void> {
  return new Promise((resolve) => {
    const painted = onPaintTime(shown, () => {
      painted();
      // What is drawn before a frame is on the screen after it.
      requestAnimationFrame(() => setTimeout(resolve));
    });
    setTimeout(resolve, latest);
  });
}
