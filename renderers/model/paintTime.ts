import type { StepResult } from './session';

const times = new WeakMap<StepResult, number>();
const listeners = new WeakMap<StepResult, Set<() => void>>();

/** Milliseconds that painting what is in sight took when the result came; undefined before. */
export function paintTimeOf(result: StepResult): number | undefined {
  return times.get(result);
}

/** Results whose first pictures are being painted: what comes into sight later is no part of their time. */
const open = new WeakSet<StepResult>();

/** Paints some of a result's pictures and takes the time. */
export function timePainting(result: StepResult, paint: () => void): void {
  const start = performance.now();
  paint();
  const took = performance.now() - start;
  const before = times.get(result);
  if (before === undefined) {
    open.add(result);
    // The pictures in sight are painted one after the other before the page does anything else.
    setTimeout(() => {
      open.delete(result);
      for (const listener of listeners.get(result) ?? []) listener();
    });
  }
  if (open.has(result)) times.set(result, (before ?? 0) + took);
}

/** Calls back when the time is known; gives the function that ends it. */
export function onPaintTime(result: StepResult, listener: () => void): () => void {
  const all = listeners.get(result) ?? new Set();
  listeners.set(result, all.add(listener));
  return () => all.delete(listener);
}
