import { beforeAll, describe, expect, it, vi } from 'vitest';
import { networkOf } from '../../../renderers/model/network';
import { type Computation, createRunner } from '../../../renderers/model/runner';
import type { Session, StepResult, Wanted } from '../../../renderers/model/session';
import type { TensorData } from '../../../src/protocol/payload';
import { UNPADDED, conv, payload } from '../../support/build';

const one = (shape: number[]): TensorData => ({ shape, init: { type: 'constant', value: 1 } });
const network = networkOf(payload({ x: one([4, 1, 3, 3]), w: one([1, 1, 1, 1]) }, [conv({ padding: UNPADDED })]));

/** A session whose results come when the test says so. */
function heldSession() {
  const asked: { item: number; give(): void; fail(reason: string): void; end(): void }[] = [];
  const ended: (Wanted | undefined)[] = [];
  const session: Session = {
    result: (_, step, item) =>
      new Promise((resolve, reject) => {
        const result = { step, item, by: 'reference' } as StepResult;
        asked.push({
          item,
          give: () => resolve(result),
          fail: (reason) => reject(new Error(reason)),
          end: () => reject(AbortSignal.abort().reason as Error),
        });
      }),
    inputs: () => undefined,
    provisional: () => Promise.resolve(undefined),
    forget: () => undefined,
    end: async (unless) => void ended.push(unless),
  };
  const seen: Computation[] = [];
  const runner = createRunner(session);
  runner.subscribe(() => seen.push(runner.get()));
  // Several turns of the clock: on a busy machine one may come before the frame that it is to wait for.
  const turn = async (): Promise<void> => {
    for (let i = 0; i < 3; i++) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return { asked, ended, seen, runner, turn, items: () => seen.flatMap(({ result }) => result?.item ?? []) };
}

describe('the computation of what was asked for last', () => {
  beforeAll(() => {
    globalThis.requestAnimationFrame ??= (callback) => Number(setTimeout(callback, 0, 0));
  });

  it('leaves out what was asked for in between', async () => {
    const { asked, runner, turn, items } = heldSession();
    for (const item of [0, 1, 2, 3]) runner.request(network, 0, item);
    await turn();
    expect(asked.map(({ item }) => item)).toEqual([0]);
    asked[0].give();
    await turn();
    expect(asked.map(({ item }) => item)).toEqual([0, 3]);
    asked[1].give();
    await turn();
    expect(items().at(-1)).toBe(3);
    expect(items()).not.toContain(1);
    expect(runner.get().busy).toBe(false);
  });

  it('takes up a request that comes with the news of a result', async () => {
    const { asked, runner, turn } = heldSession();
    let isAsked = false;
    runner.subscribe(() => {
      if (isAsked || !runner.get().result) return;
      isAsked = true;
      // As an element does that is drawn with the result: a moment later, in the same turn.
      void Promise.resolve().then(() => runner.request(network, 0, 1));
    });
    runner.request(network, 0, 0);
    await turn();
    asked[0].give();
    await turn();
    expect(asked.map(({ item }) => item)).toEqual([0, 1]);
  });

  it('keeps the result before while the next is computed, and when that fails', async () => {
    const { asked, runner, turn } = heldSession();
    runner.request(network, 0, 0);
    await turn();
    asked[0].give();
    await turn();
    runner.request(network, 0, 1);
    await turn();
    expect(runner.get()).toMatchObject({ busy: true, result: { item: 0 } });
    asked[1].fail('no memory');
    await turn();
    expect(runner.get()).toMatchObject({ busy: false, error: 'no memory', result: { item: 0 } });
  });

  it('an error goes with the next result', async () => {
    const { asked, runner, turn } = heldSession();
    runner.request(network, 0, 0);
    await turn();
    asked[0].fail('no memory');
    await turn();
    runner.request(network, 0, 1);
    await turn();
    asked[1].give();
    await turn();
    expect(runner.get().error).toBeUndefined();
    expect(runner.get().result?.item).toBe(1);
  });

  it('ends for a newer request once it goes on for long, and nothing is said of that', async () => {
    const { asked, ended, runner, seen, turn } = heldSession();
    runner.request(network, 0, 0);
    await turn();
    runner.request(network, 0, 1);
    await turn();
    expect(ended).toEqual([]);
    await vi.waitFor(() => expect(ended).toMatchObject([{ item: 1 }]), 1000);
    asked[0].end();
    await turn();
    expect(asked.map(({ item }) => item)).toEqual([0, 1]);
    asked[1].give();
    await turn();
    expect(seen.some(({ error }) => error !== undefined)).toBe(false);
    expect(runner.get()).toMatchObject({ busy: false, result: { item: 1 } });
  });

  it('is cancelled at once: what was shown stays, and to go back to it computes nothing', async () => {
    const { asked, ended, runner, turn } = heldSession();
    runner.request(network, 0, 0);
    await turn();
    asked[0].give();
    await turn();
    runner.request(network, 0, 1);
    await turn();
    runner.cancel();
    expect(ended).toEqual([undefined]);
    expect(runner.get()).toMatchObject({ busy: false, cancelled: true, result: { item: 0 } });
    runner.request(network, 0, 0);
    expect(runner.get()).toMatchObject({ busy: false, cancelled: undefined, result: { item: 0 } });
    // What rests nowhere comes to its end: it is not shown.
    asked[1].give();
    await turn();
    expect(runner.get()).toMatchObject({ busy: false, result: { item: 0 } });
    expect(asked).toHaveLength(2);
  });

  it('is computed after all where that is asked for', async () => {
    const { asked, runner, turn } = heldSession();
    runner.request(network, 0, 0);
    await turn();
    runner.cancel();
    asked[0].end();
    await turn();
    expect(runner.get()).toEqual({ busy: false, cancelled: true });
    runner.resume();
    await turn();
    asked[1].give();
    await turn();
    expect(runner.get()).toMatchObject({ busy: false, result: { item: 0 } });
    expect(runner.get().cancelled).toBeUndefined();
  });

  it('reports nothing after it was stopped, and ends what it computes', async () => {
    const { asked, ended, runner, seen, turn } = heldSession();
    runner.request(network, 0, 0);
    await turn();
    const before = seen.length;
    runner.stop();
    expect(ended).toEqual([undefined]);
    asked[0].give();
    await turn();
    expect(seen.length).toBe(before);
  });
});
