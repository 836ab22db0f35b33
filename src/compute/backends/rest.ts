/** Milliseconds of computing in one task of the page, in which it answers to nothing. A part more may follow: beyond fifty a task counts as long. */
const LONGEST = 16;

/**
 * Asked between the parts of a computation: a promise where the page is to have its turn before the next part. It is
 * rejected with the signal's reason where the page ended the computation in its turn.
 */
export type Rest = () => Promise<void> | undefined;

/** Counts the time from now on, or from the last turn that the page had. */
export function createRest(signal?: AbortSignal, longest = LONGEST): Rest {
  let begun = performance.now();
  return () => {
    if (performance.now() - begun < longest) return undefined;
    return nextTask().then(() => {
      signal?.throwIfAborted();
      begun = performance.now();
    });
  };
}

/** Runs a generator to its end; the page has its turn between the pieces. */
export async function finishResting<Result>(pieces: Generator<unknown, Result>, signal?: AbortSignal): Promise<Result> {
  const rest = createRest(signal);
  for (;;) {
    const piece = pieces.next();
    if (piece.done) return piece.value;
    const pause = rest();
    if (pause) await pause;
  }
}

/** Resolves in a task of its own. A timer would wait, four milliseconds when it is set again and again, a second in a hidden page. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
