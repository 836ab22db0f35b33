import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import type { Network } from '../model/network';
import type { OutputState, SettledOutput } from '../model/output';
import type { OutputStore } from '../model/registry';
import { type Computation, createRunner } from '../model/runner';
import { createSession } from '../model/session';
import { useStore } from '../model/store';
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

/** What follows the cursor, rendered again with it, and nothing around it. */
export function AtCursor({
  store,
  children,
}: {
  store: OutputStore;
  children: (cursor: Cursor | undefined) => ComponentChildren;
}) {
  return children(useCursor(store));
}

/** The width to lay out for, in whole steps of eight pixels so that a scrollbar's coming and going changes nothing. */
export function useWidth(root: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(720);
  useLayoutEffect(() => {
    const element = root.current!;
    const measure = (): void => setWidth(Math.max(240, Math.floor((element.clientWidth - 4) / 8) * 8));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return width;
}

/** The computation of one step for one batch item, begun anew whenever one of them or the network changes. */
export function useComputation(network: Network, step: number, item: number): Computation {
  const runner = useMemo(() => createRunner(createSession()), []);
  const [state, setState] = useState<Computation>(() => runner.get());
  useEffect(() => {
    const end = runner.subscribe(() => setState(runner.get()));
    return () => {
      end();
      runner.stop();
    };
  }, [runner]);
  // What has no plan is not computed: the maps stay as they were.
  const canCompute = 'planned' in network.plans[step];
  useEffect(() => {
    if (canCompute) runner.request(network, step, item);
  }, [runner, network, step, item, canCompute]);
  return state;
}
