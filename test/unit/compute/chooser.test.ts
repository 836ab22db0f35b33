import { describe, expect, it } from 'vitest';
import type { BackendName } from '../../../src/compute/backends/types';
import { type Source, createChooser } from '../../../src/compute/chooser';
import type { Engine } from '../../../src/compute/engine';

const CARDS: readonly BackendName[] = ['webgl2', 'webgpu'];

/** Engines that take as long as the table says; those it leaves out are not offered. `cards` are worth opening to be ranked. */
function chooserOf(times: Partial<Record<BackendName, number>>, cards = CARDS) {
  const opened: BackendName[] = [];
  /** The devices that were lost: `name 1` is the second that a backend was opened with. */
  const lost = new Set<string>();
  const sourceOf = (name: BackendName): Source => {
    let device = -1;
    let isOpen = false;
    return {
      open: async () => {
        if (!isOpen) device++;
        isOpen = true;
        if (!opened.includes(name)) opened.push(name);
        const compute = times[name];
        if (compute === undefined) throw new Error('not offered here');
        const run = async () => ({ times: { upload: 0, compute, readback: 0, firstCall: false } });
        const own = `${name} ${device}`;
        return { backend: { name, isLost: () => lost.has(own) }, run, device } as unknown as Engine;
      },
      forget: () => (isOpen = false),
    };
  };
  const chooser = createChooser(
    { webgl2: sourceOf('webgl2'), webgpu: sourceOf('webgpu'), webasm: sourceOf('webasm'), cpu: sourceOf('cpu') },
    async (name) => cards.includes(name),
  );
  const picked = async (setting: Parameters<typeof chooser.pick>[0]) =>
    (await chooser.pick(setting, 'full')).engine.backend.name;
  return { chooser, picked, opened, lost };
}

describe('the choice of a backend', () => {
  it('is what is ready first, and the fastest once all are measured', async () => {
    const { chooser, picked, opened } = chooserOf({ webasm: 8, webgl2: 3, webgpu: 5, cpu: 1 });
    expect(await picked('auto')).toBe('webasm');
    expect(opened).toEqual(['webasm']);
    await chooser.rank();
    expect(await picked('auto')).toBe('webgl2');
    expect(opened).toEqual(['webasm', 'webgl2', 'webgpu']);
  });

  it('opens nothing to measure it that cannot be faster, unless it is asked for', async () => {
    const { chooser, picked, opened } = chooserOf({ webasm: 8, webgl2: 3, webgpu: 5 }, ['webgpu']);
    await chooser.rank();
    expect(opened).toEqual(['webasm', 'webgpu']);
    expect(await picked('auto')).toBe('webgpu');
    expect(await picked('webgl2')).toBe('webgl2');
  });

  it('opens what nothing comes before, worth it or not', async () => {
    const { chooser, picked } = chooserOf({ cpu: 100 });
    await chooser.rank();
    expect(await picked('auto')).toBe('cpu');
  });

  it('follows the setting, and says why it could not', async () => {
    const { chooser, picked } = chooserOf({ webasm: 8, cpu: 100 });
    expect(await picked('cpu')).toBe('cpu');
    const { engine, rejected } = await chooser.pick('webgl2', 'full');
    expect(engine.backend.name).toBe('webasm');
    expect(rejected).toEqual([{ name: 'webgl2', error: new Error('not offered here') }]);
  });

  it('opens anew what lost its context at rest, as often as it does', async () => {
    const { chooser, lost } = chooserOf({ webasm: 8, webgl2: 3 });
    for (let time = 0; time < 4; time++) {
      const { engine, rejected } = await chooser.pick('webgl2', 'full');
      expect(engine).toMatchObject({ backend: { name: 'webgl2' }, device: time });
      expect(rejected).toEqual([]);
      lost.add(`webgl2 ${time}`);
    }
  });

  it('opens anew what lost its context at work once; after the second time it waits to be asked', async () => {
    const { chooser, picked } = chooserOf({ webasm: 8, webgl2: 3 });
    await chooser.rank();
    chooser.lose('webgl2');
    expect((await chooser.pick('auto', 'full')).engine).toMatchObject({ backend: { name: 'webgl2' }, device: 1 });
    chooser.lose('webgl2');
    expect(await picked('auto')).toBe('webasm');
    const { engine, rejected } = await chooser.pick('webgl2', 'full');
    expect(engine.backend.name).toBe('webasm');
    expect(rejected).toContainEqual(expect.objectContaining({ name: 'webgl2', isLost: true }));
    chooser.retry('webgl2');
    expect((await chooser.pick('webgl2', 'full')).engine).toMatchObject({ backend: { name: 'webgl2' }, device: 2 });
    await chooser.rank();
    expect(await picked('auto')).toBe('webgl2');
  });

  it('gives up on what has no context that lasts', async () => {
    const { chooser, lost } = chooserOf({ webasm: 8, webgl2: 3 });
    lost.add('webgl2 0').add('webgl2 1');
    const { engine, rejected } = await chooser.pick('webgl2', 'full');
    expect(engine.backend.name).toBe('webasm');
    expect(rejected).toContainEqual(expect.objectContaining({ name: 'webgl2', isLost: true }));
  });

  it('passes over what cannot compute the problem at hand, and no other', async () => {
    const { chooser, picked } = chooserOf({ webasm: 8, webgl2: 3 });
    const failure = { name: 'webgl2', error: new Error('too large') } as const;
    const { engine, rejected } = await chooser.pick('webgl2', 'full', [failure]);
    expect(engine.backend.name).toBe('webasm');
    expect(rejected).toEqual([failure]);
    expect(await picked('webgl2')).toBe('webgl2');
  });

  it('says of every backend why none can compute', async () => {
    await expect(chooserOf({}).chooser.pick('auto', 'full')).rejects.toThrow(
      /webasm: not offered here.*cpu: not offered here/,
    );
  });
});
