import { describe, expect, it } from 'vitest';
import type { Payload } from '../../../src/protocol/payload';
import { currentNetwork } from '../../../renderers/model/history';
import { type Refused, networkOf } from '../../../renderers/model/network';
import {
  type OpenedOutput,
  type OutputAction,
  type OutputState,
  isRefusal,
  openOutput,
  reduceOutput,
  snapshotOf,
  stateOf,
} from '../../../renderers/model/output';
import { createRegistry } from '../../../renderers/model/registry';
import { FIRST_VIEW } from '../../../renderers/model/viewState';
import { inEnglish, sayIt } from '../../../src/protocol/say';
import { conv, payload, uniform } from '../../support/build';
import { PAYLOADS } from '../../support/payloads';

const step = conv({ groups: 3 });
const grouped = (seed = 2): Payload =>
  payload(
    {
      x: { shape: [2, 3, 8, 8], init: { type: 'uniform', low: 0, high: 1, seed: 1 } },
      w: uniform([6, 1, 3, 3], seed),
    },
    [step],
  );

const start = (): OutputState => stateOf(networkOf(grouped()));
const after = (state: OutputState, ...actions: OutputAction[]): OutputState => actions.reduce(reduceOutput, state);
const stride = (n: number): OutputAction => ({
  type: 'edit',
  edit: { type: 'settings', step: 0, change: { stride: [n, n] } },
});
const weight = (value: number, joins = false): OutputAction => ({
  type: 'edit',
  joins,
  edit: { type: 'weight', step: 0, index: 4, value },
});
const point = (row: number, column: number, channel = 5): OutputAction => ({
  type: 'point',
  cursor: { kind: 'output', channel, row, column },
});

describe('undo, redo, reset', () => {
  it('go back and forth over the same networks', () => {
    const edited = after(start(), stride(2), weight(1));
    const undone = after(edited, { type: 'undo' });
    expect(undone.history.done).toHaveLength(1);
    expect(currentNetwork(after(undone, { type: 'redo' }).history)).toBe(currentNetwork(edited.history));
    expect(currentNetwork(after(edited, { type: 'undo' }, { type: 'undo' }).history)).toBe(edited.history.original);
    expect(currentNetwork(after(edited, { type: 'reset' }).history)).toBe(edited.history.original);
  });

  it('a new edit ends what could be done again', () => {
    const state = after(start(), stride(2), { type: 'undo' }, weight(1));
    expect(state.history.undone).toHaveLength(0);
    expect(after(state, { type: 'redo' })).toBe(state);
  });

  it('edits of one gesture are undone together, those of different things are not', () => {
    expect(after(start(), weight(1), weight(12, true), weight(123, true)).history.done).toHaveLength(1);
    expect(after(start(), weight(1), weight(12)).history.done).toHaveLength(2);
    expect(after(start(), stride(2), weight(1, true)).history.done).toHaveLength(2);
  });

  it('actions without effect give the very same state', () => {
    const state = start();
    for (const type of ['undo', 'redo', 'reset'] as const) expect(after(state, { type })).toBe(state);
    expect(after(state, { type: 'step', step: 0 }, { type: 'point', cursor: undefined })).toBe(state);
  });
});

describe('the view', () => {
  it('lets go of a pixel that an edit takes away, and keeps one that stays', () => {
    expect(after(start(), point(7, 7), stride(2)).view.cursor).toBeUndefined();
    expect(after(start(), point(3, 3), stride(2)).view.cursor).toMatchObject({ row: 3, column: 3 });
  });

  it('keeps what it points at while settings make no convolution, for the maps stay', () => {
    const state = after(start(), point(7, 7), stride(0));
    expect('refused' in currentNetwork(state.history).plans[0]).toBe(true);
    expect(state.view.cursor).toMatchObject({ row: 7, column: 7 });
  });

  it('picks maps and lets them go', () => {
    const pick = (channel: number): OutputAction => ({ type: 'pick', map: { kind: 'output', channel } });
    const picked = after(start(), pick(1), pick(2));
    expect(picked.view.selected.map(({ channel }) => channel)).toEqual([1, 2]);
    expect(after(picked, pick(1)).view.selected.map(({ channel }) => channel)).toEqual([2]);
  });

  it('stays within the steps and batch items that there are', () => {
    const state = after(start(), { type: 'step', step: 3 }, { type: 'show', values: { item: 9 } });
    expect([state.view.step, state.view.item]).toEqual([0, 1]);
  });
});

describe('the state of an output that goes and comes', () => {
  const opened = (seed?: number): OpenedOutput => {
    const output = openOutput(grouped(seed));
    if (isRefusal(output)) throw new Error(output.title);
    return output;
  };
  const memory = () => {
    let state: unknown;
    return { getState: () => state, setState: (next: unknown) => (state = JSON.parse(JSON.stringify(next))) };
  };

  it('is plain data that leads to the same network', () => {
    const state = after(start(), stride(2), weight(3), { type: 'show', values: { scale: 'magma' } });
    const again = stateOf(networkOf(grouped()), JSON.parse(JSON.stringify(snapshotOf(state))));
    expect(again.view).toEqual(state.view);
    expect(currentNetwork(again.history).plans).toEqual(currentNetwork(state.history).plans);
    expect(currentNetwork(again.history).tensors.w.numbers()).toEqual(
      currentNetwork(state.history).tensors.w.numbers(),
    );
  });

  it('is given up where it cannot be made again', () => {
    const snapshot = { view: FIRST_VIEW, edits: [{ type: 'weight', step: 7, index: 0, value: 1 }] as never };
    expect(stateOf(networkOf(grouped()), snapshot).view).toEqual(FIRST_VIEW);
  });

  it('goes over to the output that the cell makes when it is run again', () => {
    const registry = createRegistry(memory());
    registry.open('a', opened()).dispatch(stride(2));
    registry.open('other', opened());
    registry.close('a');
    expect(registry.open('b', opened(5)).get().history.done).toHaveLength(1);
    expect(registry.open('c', opened()).get().history.done).toHaveLength(0);
  });

  it('is not given to an output of another kind', () => {
    const registry = createRegistry(memory());
    registry.open('a', opened()).dispatch(stride(2));
    registry.close('a');
    const other = openOutput({ ...grouped(), steps: [{ ...step, padding: [[0, 0], [0, 0]] }] }); // prettier-ignore
    expect(registry.open('b', other as OpenedOutput).get().history.done).toHaveLength(0);
  });

  it('goes over to the same output of a page that is opened later', async () => {
    const keeper = memory();
    createRegistry(keeper).open('a', opened()).dispatch(stride(2));
    await new Promise((resolve) => setTimeout(resolve, 350));
    const later = createRegistry(memory());
    later.restore(keeper.getState());
    later.restore({ version: 7, outputs: 'of another version' });
    expect(later.open('b', opened()).get().history.done).toHaveLength(1);
    expect(later.open('c', opened()).get().history.done).toHaveLength(0);
  });

  const at = (cell: string | undefined, top = 0) => ({ cell, top: () => top });
  const edits = (store: { get(): OutputState }): number => store.get().history.done.length;

  it('is that of the same cell, where two look the same and all are run again', () => {
    const registry = createRegistry(memory());
    registry.open('a', opened(), at('one')).dispatch(stride(2));
    registry.open('b', opened(), at('two', 500));
    for (const id of ['a', 'b']) registry.close(id);
    expect(edits(registry.open('c', opened(5), at('one')))).toBe(1);
    expect(edits(registry.open('d', opened(), at('two', 500)))).toBe(0);
  });

  it('is not given to another cell that looks the same', () => {
    const registry = createRegistry(memory());
    registry.open('a', opened(), at('one')).dispatch(stride(2));
    registry.close('a');
    expect(edits(registry.open('b', opened(), at('two')))).toBe(0);
    expect(edits(registry.open('c', opened(), at('one')))).toBe(1);
  });

  it('goes from top to bottom where one cell has several that look the same', () => {
    const registry = createRegistry(memory());
    registry.open('a', opened(), at('one', 0)).dispatch(stride(2));
    registry.open('b', opened(), at('one', 500));
    for (const id of ['a', 'b']) registry.close(id);
    expect(edits(registry.open('c', opened(), at('one', 0)))).toBe(1);
    expect(edits(registry.open('d', opened(), at('one', 500)))).toBe(0);
  });

  it('is found by its numbers, then from top to bottom, in a page that is opened later', async () => {
    const keeper = memory();
    const first = createRegistry(keeper);
    first.open('b', opened(), at('two', 500)).dispatch({ type: 'show', values: { scale: 'grey' } });
    first.open('a', opened(), at('one', 0)).dispatch({ type: 'show', values: { scale: 'magma' } });
    first.open('c', opened(7), at('three', 900)).dispatch(stride(2));
    await new Promise((resolve) => setTimeout(resolve, 350));
    const later = createRegistry(memory());
    later.restore(keeper.getState());
    const scaleOf = (id: string, seed?: number): string =>
      later.open(id, opened(seed), at(`cell of ${id}`)).get().view.scale;
    expect(scaleOf('never touched', 9)).toBe('viridis');
    expect(edits(later.open('of its numbers', opened(7), at('last')))).toBe(1);
    expect([scaleOf('first'), scaleOf('second'), scaleOf('third')]).toEqual(['magma', 'grey', 'viridis']);
  });

  it('comes late to an output that is shown already, and not to one that was changed since', async () => {
    const keeper = memory();
    const first = createRegistry(keeper);
    first.open('a', opened(1), at('one', 0)).dispatch(stride(2));
    first.open('b', opened(2), at('two', 500)).dispatch({ type: 'show', values: { scale: 'magma' } });
    await new Promise((resolve) => setTimeout(resolve, 350));
    const later = createRegistry(memory());
    const [a, b] = [later.open('c', opened(1), at('1', 0)), later.open('d', opened(2), at('2', 500))];
    b.dispatch({ type: 'show', values: { scale: 'grey' } });
    later.restore(keeper.getState());
    expect([edits(a), b.get().view.scale]).toEqual([1, 'grey']);
  });

  it('is kept with the page, by the id of the output', async () => {
    const keeper = memory();
    createRegistry(keeper).open('a', opened()).dispatch(stride(2));
    await new Promise((resolve) => setTimeout(resolve, 400));
    const later = createRegistry(keeper);
    expect(later.open('b', opened()).get().history.done).toHaveLength(0);
    expect(later.open('a', opened()).get().history.done).toHaveLength(1);
  });
});

describe('an output with a layer that takes long to compute', () => {
  const opened = openOutput(PAYLOADS['one layer that takes long']()) as OpenedOutput;
  const refusalsOf = ({ history }: OutputState) =>
    currentNetwork(history).plans.map((planning) => ('refused' in planning ? [planning.why, planning.awaits] : []));
  const wait: OutputAction = { type: 'edit', edit: { type: 'await', step: 0 } };

  it('is opened, and its layers say which is to be awaited', () => {
    expect(isRefusal(opened)).toBe(false);
    const state = stateOf(opened.network);
    expect(refusalsOf(state)).toEqual([
      ['long', 0],
      ['unread', 0],
    ]);
    const [{ refused }] = opened.network.plans as Refused[];
    expect(sayIt(refused, inEnglish)).toMatch(/^This takes .* multiply-adds, which one thread computes in about/);
  });

  it('is computed with those behind it where somebody waits, until that is undone', () => {
    const state = after(stateOf(opened.network), wait);
    expect(refusalsOf(state)).toEqual([[], []]);
    expect(refusalsOf(after(state, { type: 'undo' }))).toEqual(refusalsOf(stateOf(opened.network)));
  });

  it('waits for other settings of the layer too', () => {
    const wider = { type: 'settings', step: 0, change: { outChannels: 200 } } as const;
    expect(refusalsOf(after(stateOf(opened.network), wait, { type: 'edit', edit: wider }))[0]).toEqual([]);
  });
});

describe('going back to what was computed before', () => {
  const opened = openOutput(PAYLOADS['two steps']()) as OpenedOutput;
  const edit = (outChannels: number): OutputAction => ({
    type: 'edit',
    edit: { type: 'settings', step: 1, change: { outChannels } },
  });
  const standing = ({ view, history }: OutputState) => ({ ...view, network: currentNetwork(history) });

  it('undoes the edits since, to be done again, and shows the layer, item and backend that were shown', () => {
    const before = after(stateOf(opened.network), edit(5));
    const later = after(
      before,
      edit(6),
      edit(7),
      { type: 'step', step: 1 },
      { type: 'show', values: { backend: 'cpu' } },
    );
    const back = after(later, { type: 'return', to: standing(before) });
    expect(standing(back)).toMatchObject({ network: currentNetwork(before.history), step: 0, backend: undefined });
    expect(currentNetwork(after(back, { type: 'redo' }, { type: 'redo' }).history)).toBe(currentNetwork(later.history));
    expect(after(back, { type: 'return', to: standing(back) })).toBe(back);
  });

  it('does again what was undone', () => {
    const before = after(stateOf(opened.network), edit(5), edit(6), edit(7), { type: 'undo' });
    const later = after(before, { type: 'undo' }, { type: 'undo' });
    const back = after(later, { type: 'return', to: standing(before) });
    expect(back.history).toEqual(before.history);
  });

  it('takes the last edit back where what was before it is not there any more', () => {
    const first = after(stateOf(opened.network), edit(5));
    const typed = after(first, { ...edit(56), joins: true } as OutputAction);
    const back = after(typed, { type: 'return', to: standing(first) });
    expect(currentNetwork(back.history)).toBe(opened.network);
  });
});

describe('an output of which some layers cannot be shown', () => {
  it('is opened at the first that can, and the others say why not', () => {
    const opened = openOutput(PAYLOADS['one layer too large']()) as OpenedOutput;
    const why = opened.network.plans.map((planning) => ('refused' in planning ? planning.why : undefined));
    expect(why).toEqual(['tooMuch', 'unread', undefined, undefined]);
    const [, behind] = opened.network.plans as Refused[];
    expect(sayIt(behind.refused, inEnglish)).toMatch(
      /^Layer 1, whose maps it reads, has none\. The output .* would hold/,
    );
    const state = stateOf(opened.network);
    expect(state.view.step).toBe(2);
    expect(after(state, { type: 'step', step: 0 }).view.step).toBe(0);
  });

  it('is refused where none can, with the first layer’s reason', () => {
    const { steps, ...rest } = PAYLOADS['one layer too large']();
    const refusal = openOutput({ ...rest, steps: steps.slice(0, 2) });
    expect(refusal).toMatchObject({ title: 'This output is too large to show' });
  });
});
