import type { Difference } from '../../src/compute/compare';
import type { BackendWish } from './backendSetting';
import { type Computed, isReady, retry } from './engine';
import { sayError } from '../../src/protocol/say';
import { t } from './words';
import { whenPainted } from './paintTime';
import type { Network } from './network';
import { type Session, type StepInputs, type StepResult, type Wanted, verify } from './session';

/** What is known of the step that was asked for last. */
export interface Computation {
  /** The newest result that is there: while another is computed, the one before. */
  readonly result?: StepResult;
  /** Before the first result: what it is computed from, as far as that is there. */
  readonly inputs?: StepInputs;
  /** How far `result` is from the reference, once that was found out. */
  readonly difference?: Difference;
  /** Why what was asked for last could not be computed. */
  readonly error?: string;
  readonly busy: boolean;
  /** True where what was asked for last was cancelled, and nothing was asked for since. */
  readonly cancelled?: boolean;
}

/** Computes what was asked for last. */
export interface Runner {
  /** @param wish what is to compute it; without one, what is set for all outputs. */
  request(network: Network, step: number, item: number, wish?: BackendWish): void;
  /** Has a backend that could not compute try again, with what was asked for last. */
  retry(by: Computed['by']): Promise<void>;
  /** Ends the computation: at once for who looks on, at the next rest of what computes. The result before stays. */
  cancel(): void;
  /** Computes what was cancelled after all. */
  resume(): void;
  get(): Computation;
  subscribe(listener: () => void): () => void;
  /** Forgets what was asked for, and ends what is computed of it; nothing is reported any more. */
  stop(): void;
}

/** Milliseconds of rest before a result is compared with the reference: while a slider is moved, each is soon replaced. */
const REST = 120;

/** Milliseconds that the computation waits for the painting of what is shown before it: what is out of sight is not painted. */
const LATEST_PAINT = 100;

/** Milliseconds that a computation may take to be part of the frame that shows what was changed: half of the frame. */
const PART_OF_FRAME = 8;

/** Milliseconds that a computation may go on for when something newer was asked for: long enough to see what a slider does. */
const OLD = 250;

/**
 * One computation at a time, at most one per frame, and always of the newest request: what was asked for in between is
 * never computed, so no result is painted over a newer one. Where the one before was soon done, a change and its result are
 * seen in the same frame; else the change is seen first.
 * A computation that goes on for long ends for a newer request.
 */
export function createRunner(session: Session): Runner {
  let state: Computation = { busy: true };
  let next: Wanted | undefined;
  let last: Wanted | undefined;
  /** What `state.result` is the result of. */
  let shown: Wanted | undefined;
  /** The request that is computed; undefined once it is cancelled. */
  let current: Wanted | undefined;
  let begun = 0;
  let hurrying: ReturnType<typeof setTimeout> | undefined;
  let running = false;
  let stopped = false;
  let resting: ReturnType<typeof setTimeout> | undefined;
  let took = 0;
  const listeners = new Set<() => void>();
  const tell = (computation: Computation): void => {
    if (stopped) return;
    state = computation;
    for (const listener of [...listeners]) listener();
  };

  const work = async (): Promise<void> => {
    if (took > PART_OF_FRAME) await frameShown();
    while (next && !stopped) {
      const request = (current = next);
      const { network, step, item, wish } = request;
      next = undefined;
      begun = performance.now();
      try {
        if (!state.result) await showFirst(request);
        const start = performance.now();
        const result = await session.result(network, step, item, wish);
        took = performance.now() - start;
        if (current === request) {
          shown = request;
          if (result === state.result) tell({ ...state, error: undefined, busy: Boolean(next) });
          else tell({ result, busy: Boolean(next) });
        }
      } catch (error) {
        // What ended for something newer is no error.
        if (current === request && !(next && isEnd(error))) {
          tell({ ...state, error: sayError(error, t), busy: Boolean(next) });
        }
      }
      clearTimeout(hurrying);
      // A new request must not be kept from its frame by the painting of the one before.
      if (next) await frameShown();
    }
    // With nothing between this and the last look at what is next: a request in between would wait for ever.
    running = false;
    resting = setTimeout(check, REST);
  };

  /** Something to see before the first result: the maps by the reference loop, or what they are computed from. */
  const showFirst = async ({ network, step, item }: Wanted): Promise<void> => {
    const provisional = isReady() ? undefined : await session.provisional(network, step, item);
    const shown = provisional ?? session.inputs(network, step, item, !isReady());
    if (!shown) return;
    tell(provisional ? { result: provisional, busy: true } : { inputs: shown, busy: true });
    // Loading gpu.js takes the page up: not before this is painted.
    if (!isReady()) await whenPainted(shown, LATEST_PAINT);
  };

  const check = (): void => {
    const { result, difference } = state;
    if (!result || difference || result.by === 'reference') return;
    const isWanted = (): boolean => !stopped && state.result === result;
    void verify(result, isWanted).then((found) => {
      if (found && isWanted()) tell({ ...state, difference: found });
    });
  };

  const take = (request: Wanted): void => {
    last = request;
    if (state.cancelled && isSame(request, shown)) {
      // It went back to what is shown: there is nothing to compute.
      tell({ ...state, cancelled: undefined });
      return;
    }
    next = request;
    clearTimeout(resting);
    if (!state.busy || state.cancelled) tell({ ...state, busy: true, cancelled: undefined });
    if (running) {
      clearTimeout(hurrying);
      hurrying = setTimeout(() => void session.end(next ?? current), Math.max(0, begun + OLD - performance.now()));
      return;
    }
    running = true;
    void work();
  };

  const cancel = (): void => {
    if (!running || !state.busy) return;
    next = current = undefined;
    clearTimeout(hurrying);
    void session.end();
    tell({ ...state, busy: false, cancelled: true });
  };

  return {
    request: (network, step, item, wish) => take({ network, step, item, wish }),
    cancel,
    resume() {
      if (state.cancelled && last) take(last);
    },
    async retry(by) {
      await retry(by);
      session.forget();
      shown = undefined;
      if (last && !stopped) take({ ...last, wish: by });
    },
    get: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      stopped = true;
      clearTimeout(resting);
      clearTimeout(hurrying);
      void session.end();
      listeners.clear();
    },
  };
}

function isSame(a: Wanted, b: Wanted | undefined): boolean {
  return b !== undefined && a.network === b.network && a.step === b.step && a.item === b.item && a.wish === b.wish;
}

/** Whether an error is that of what was ended. */
function isEnd(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** Resolves when the next frame is on the screen, or a moment later where the page is hidden and has none. */
function frameShown(): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, 100);
    requestAnimationFrame(() => {
      clearTimeout(late);
      // What is drawn before a frame is on the screen after it.
      setTimeout(resolve);
    });
  });
}
