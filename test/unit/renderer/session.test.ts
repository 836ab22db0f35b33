import { describe, expect, it, vi } from 'vitest';
import { networkOf } from '../../../renderers/model/network';
import { createSession } from '../../../renderers/model/session';
import type { Chooser } from '../../../src/compute/chooser';
import { createEngine } from '../../../src/compute/engine';
import { openTuned } from '../../../src/compute/backends/webasm';
import { conv, payload, uniform } from '../../support/build';
import { countingReads } from '../compute/chains';

const { backend, reads } = countingReads(openTuned());
const engine = createEngine(backend);
const chooser: Chooser = {
  pick: async () => ({ engine, rejected: [] }),
  rank: async () => undefined,
  lose: () => undefined,
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
});
