/** Milliseconds after which the page has to be used although it never came to rest. */
const LATEST = 50;

/** Milliseconds at a stretch, also where the browser has none to spare: a busy page must not keep the work from its end. */
const STRETCH = 5;

/**
 * Runs a generator to its end in the page's idle time.
 * @param done gets what it returns.
 * @returns the function that ends it before.
 */
export function finishIdle<Result>(pieces: Generator<unknown, Result>, done: (result: Result) => void): () => void {
  let cancel = (): void => {};
  const work = (milliseconds: number): void => {
    const until = performance.now() + milliseconds;
    do {
      const piece = pieces.next();
      if (piece.done) return done(piece.value);
    } while (performance.now() < until);
    cancel = whenIdle(work);
  };
  cancel = whenIdle(work);
  return () => cancel();
}

/**
 * Calls back when the page has nothing to paint or to answer.
 * @param work gets the milliseconds that it may take.
 * @returns the function that takes it back.
 */
export function whenIdle(work: (milliseconds: number) => void): () => void {
  // Safari has none, and neither does Node.
  if (typeof requestIdleCallback !== 'function') {
    const timer = setTimeout(() => work(STRETCH));
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(
    (deadline) => work(deadline.didTimeout ? STRETCH : Math.min(STRETCH, deadline.timeRemaining())),
    {
      timeout: LATEST,
    },
  );
  return () => cancelIdleCallback(handle);
}
