import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { onBackendSetting } from '../model/backendSetting';
import type { Network } from '../model/network';
import type { OutputState, SettledOutput, Standing } from '../model/output';
import type { OutputStore } from '../model/registry';
import { type Computation, type Runner, createRunner } from '../model/runner';
import { onPaintTime, paintTimeOf } from '../model/paintTime';
import { type StepResult, createSession } from '../model/session';
import { useStore } from '../model/store';
import { t } from '../model/words';
import { type Cursor, isSettled } from '../model/viewState';

/** The state of an output without its cursor: pointing at the maps renders nothing again that has only this. */
export function useSettled(store: OutputStore): SettledOutput {
  return useStore(store, whole, isSettledOutput);
}

function whole(state: OutputState): OutputState {
  return state;
}

function isSettledOutput(a: OutputState, b: OutputState): boolean {
  return a === b || (a.history === b.history && isSettled(a.view, b.view));
}

/** The pixel that is pointed at. */
export function useCursor(store: OutputStore): Cursor | undefined {
  return useStore(store, cursorOf);
}

function cursorOf({ view }: OutputState): Cursor | undefined {
  return view.cursor;
}

/** Milliseconds between two states of what is read rather than followed: faster, nobody could read it. */
const PACE = 64;

/** The same at a pace that can be read: at once after a rest, and always at last. */
function usePacedCursor(store: OutputStore): Cursor | undefined {
  const [cursor, setCursor] = useState(() => cursorOf(store.get()));
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined;
    let last = -Infinity;
    const take = (): void => {
      waiting = undefined;
      last = performance.now();
      setCursor(cursorOf(store.get()));
    };
    const update = (): void => {
      if (waiting !== undefined) return;
      const rest = last + PACE - performance.now();
      if (rest <= 0) take();
      else waiting = setTimeout(take, rest);
    };
    update();
    const end = store.subscribe(update);
    return () => {
      end();
      clearTimeout(waiting);
    };
  }, [store]);
  return cursor;
}

interface AtCursorProps {
  store: OutputStore;
  children: (cursor: Cursor | undefined) => ComponentChildren;
}

/** What follows the cursor at every frame, rendered again with it, and nothing around it. */
export function AtCursor({ store, children }: AtCursorProps) {
  return children(useCursor(store));
}

/** What is to be read of the cursor: at each frame it would have to be laid out and painted without being read. */
export function ReadCursor({ store, children }: AtCursorProps) {
  return children(usePacedCursor(store));
}

/** The width to lay out for, in whole steps of eight pixels so that a scrollbar's coming and going changes nothing. */
export function useWidth(root: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(720);
  useLayoutEffect(() => {
    const element = root.current!;
    const measure = (): void => setWidth(Math.max(160, Math.floor((element.clientWidth - 4) / 8) * 8));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return width;
}

/**
 * Keeps an element as high as it has been: with every number that is pointed at it says more or less, and what stands
 * below it would move with the pointer. Begun anew with another subject and another width.
 */
export function useKeptHeight(subject: unknown) {
  const root = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const element = root.current!;
    let [width, height] = [0, 0];
    const keep = (): void => {
      if (element.offsetWidth !== width) {
        [width, height] = [element.offsetWidth, 0];
        element.style.minHeight = '';
      }
      const now = element.getBoundingClientRect().height;
      if (now <= height) return;
      height = now;
      element.style.minHeight = `${height}px`;
    };
    const observer = new ResizeObserver(keep);
    observer.observe(element);
    return () => {
      observer.disconnect();
      element.style.minHeight = '';
    };
  }, [subject]);
  return root;
}

const FOCUSABLE = 'button, select, input, [tabindex="0"]';

/**
 * Keeps the keyboard's focus in an output: where what has it goes (all maps for one large map, a button that has done its
 * work), the nearest thing that can have it gets it. Otherwise it would be lost, and keys would lead nowhere.
 */
export function useKeptFocus(root: { current: HTMLElement | null }): void {
  const path = useRef<readonly Element[]>([]);
  // While it is rendered, what was there before still is.
  path.current = root.current ? pathToFocus(root.current) : [];
  useLayoutEffect(() => {
    const [focused, ...around] = path.current;
    if (!focused || focused.isConnected) return;
    const place = around.find((element) => element.isConnected && element.querySelector(FOCUSABLE));
    place?.querySelector<HTMLElement>(FOCUSABLE)?.focus({ preventScroll: true });
  });
}

/** The element that has the focus and what it stands in, up to the root; nothing where it is elsewhere. */
function pathToFocus(root: HTMLElement): Element[] {
  const path: Element[] = [];
  const { activeElement } = root.getRootNode() as Document | ShadowRoot;
  if (!root.contains(activeElement)) return path;
  for (let at = activeElement; at && at !== root; at = at.parentElement) path.push(at);
  return [...path, root];
}

/** Milliseconds that painting a result took; undefined until it is painted. */
export function usePaintTime(result: StepResult): number | undefined {
  const [, setTold] = useState<unknown>();
  useEffect(() => onPaintTime(result, () => setTold({})), [result]);
  return paintTimeOf(result);
}

/** How often the setting for all outputs was changed. */
function useSettingChanges(): number {
  const [changes, setChanges] = useState(0);
  useEffect(() => onBackendSetting(() => setChanges((n) => n + 1)), []);
  return changes;
}

/**
 * The computation of one step for one batch item, begun anew whenever one of them, the network or what is to compute it
 * changes, and what has a backend try it again.
 * @param network in which the step has a plan; undefined where there is none, and nothing is computed.
 * @param standing what is asked for, with or without a plan.
 */
export function useComputation(network: Network | undefined, standing: Standing): UsedComputation {
  const { step, item, backend: wish } = standing;
  const runner = useMemo(() => createRunner(createSession()), []);
  const [state, setState] = useState<Computation>(() => runner.get());
  // In the turn of the change itself: an effect that waits for the paint would cost it a frame.
  useLayoutEffect(() => {
    const end = runner.subscribe(() => setState(runner.get()));
    return () => {
      end();
      runner.stop();
    };
  }, [runner]);
  const changes = useSettingChanges();
  useLayoutEffect(() => {
    if (network) runner.request(network, step, item, wish);
  }, [runner, network, step, item, wish, changes]);
  const before = useRef<Standing | undefined>(undefined);
  // After the request: what it asks for stands only when it is computed.
  useLayoutEffect(() => {
    const { busy, cancelled } = runner.get();
    if (!network || !(busy || cancelled)) before.current = standing;
  });
  return { computation: state, runner, before };
}

export interface UsedComputation {
  readonly computation: Computation;
  readonly runner: Runner;
  /** What stood when nothing was computed any more; undefined until the first result. */
  readonly before: { readonly current: Standing | undefined };
}

/** What a person can do about a computation that goes on for long. */
export interface Waiting {
  /** True while it has been going on for long: it can be cancelled. */
  readonly lasts: boolean;
  /** Goes back to what was shown before; where nothing was, to nothing computed. */
  cancel(): void;
  /** True where there was nothing to go back to: what was asked for is not computed. */
  readonly isLeft: boolean;
  /** Computes that after all. */
  resume(): void;
  /** What is said of it to who listens. */
  readonly heard: string;
}

export function useWaiting({ computation, runner, before }: UsedComputation, store: OutputStore): Waiting {
  const lasts = useLasting(computation.busy);
  const [outcome, setOutcome] = useState<'none' | 'back' | 'left'>('none');
  useEffect(() => {
    if (lasts) setOutcome('none');
  }, [lasts]);
  const cancel = (): void => {
    const state = store.get();
    runner.cancel();
    if (before.current) store.dispatch({ type: 'return', to: before.current });
    setOutcome(store.get() === state ? 'left' : 'back');
  };
  const heard = lasts ? 'This takes a while. Escape cancels it.' : outcome === 'back' ? 'Cancelled' : '';
  return {
    lasts,
    cancel,
    isLeft: outcome === 'left' && computation.cancelled === true,
    resume: () => runner.resume(),
    heard: heard && t(heard),
  };
}

/** Milliseconds of computing after which a person wants to know what is going on, and may want to end it. */
const LASTS = 500;

/** Whether it has been busy for long. */
function useLasting(busy: boolean): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!busy) return setLasting(false);
    const timer = setTimeout(() => setLasting(true), LASTS);
    return () => clearTimeout(timer);
  }, [busy]);
  return busy && lasting;
}
