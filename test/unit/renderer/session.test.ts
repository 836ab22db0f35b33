import { describe, expect, it, vi } from 'vitest';
import { networkOf } from '../../../renderers/model/network';
import { createSession } from '../../../renderers/model/session';
import type { Chooser } from '../../../src/compute/chooser';
import { createEngine } from '../../../src/compute/engine';
import { openTuned } from '../../../src/compute/backends/webasm';
import { convolve } from '../../../src/compute/reference';
import { conv, payload, uniform } from '../../support/build';
import { countingReads } from '../compute/chains';

const { backend, reads } = countingReads(openTuned());
const engine = createEngine(backend);
const chooser: Chooser = {
  pick: async () => ({ engine, rejected: [] }),
  rank: async () => undefined,
  lose: () => undefined,
  retry: () => undefined,
};
vi.mock('../../../src/compute/backend', () => ({ chooseBackends: () => chooser }));

describe('a session', () => {
  const tensors = { x: uniform([1, 2, 5, 5], 1), w: uniform([2, 2, 3, 3], 2) };
  const network = networkOf(payload(tensors, [conv(), conv({ input: 0 }), conv({ input: 1 }), conv({ input: 2 })]));

  it('brings back what is shown, a step’s output and input, and nothing of the steps before', async () => {
    const session = createSession();
    const last = await session.result(network, 3, 0);
    expect(reads()).toBe(2);
    const before = await session.result(network, 2, 0);
    expect(last.input).toBe(before.maps);
    expect(reads()).toBe(3);
    const again = await session.result(network, 3, 0);
    expect(again).toBe(last);
    expect(reads()).toBe(3);
  });

  it('shows the same numbers of a step whether or not others were shown', async () => {
    const [alone, after] = [createSession(), createSession()];
    for (let step = 0; step < 3; step++) await after.result(network, step, 0);
    const [one, other] = [await alone.result(network, 3, 0), await after.result(network, 3, 0)];
    expect([...one.maps.data]).toEqual([...other.maps.data]);
  });

  it('has the first maps of a large step early, as the reference has them, and no more than are soon computed', () => {
    const large = { x: uniform([2, 64, 96, 96], 3), w: uniform([128, 1, 3, 3], 4), b: uniform([128], 5) };
    const wide = networkOf(payload(large, [conv({ groups: 64, bias: 'b' })]));
    const { early, input, weight, bias, planned } = createSession().inputs(wide, 0, 1, true)!;
    const [, count, ...size] = early!.shape;
    expect(size).toEqual([96, 96]);
    expect(count).toBeGreaterThan(20);
    expect(count).toBeLessThan(128);
    const all = convolve({ ...planned.problem, batch: 1 }, input, weight, bias);
    expect(early!.data.every((value, i) => value === all.data[i])).toBe(true);
    expect(createSession().inputs(wide, 0, 1, false)!.early).toBeUndefined();
  });

  it('ends what nobody waits for any more, and not what is needed for what is asked for next', async () => {
    // Two layers of two thousand million multiply-adds: both rest.
    const large = { x: uniform([1, 256, 60, 60], 6), w: uniform([256, 256, 3, 3], 7) };
    const long = networkOf(payload(large, [conv(), conv({ input: 0 })]));
    const session = createSession();
    const first = session.result(long, 0, 0);
    const second = session.result(long, 1, 0);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await session.end({ network: long, step: 0, item: 0 });
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
    const { maps } = await first;
    expect(await session.result(long, 0, 0)).toBe(await first);
    // What was computed is not lost by an end that comes later.
    await session.end();
    expect((await session.result(long, 0, 0)).maps).toBe(maps);
    const ended = session.result(long, 1, 0);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await session.end();
    await expect(ended).rejects.toMatchObject({ name: 'AbortError' });
    expect((await session.result(long, 1, 0)).maps.data.some(Number.isNaN)).toBe(false);
  });
});
