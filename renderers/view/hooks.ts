import { useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import type { Network } from '../model/network';
import { type Computation, createRunner } from '../model/runner';
import { createSession } from '../model/session';

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
