import { beforeAll, describe, expect, it, vi } from 'vitest';
import { analyse } from '../../../src/analysis/analyse';
import { briefText } from '../../../src/analysis/brief';
import { FetchedFiles } from '../../../src/analysis/fetchedFiles';
import { Sources } from '../../../src/analysis/sources';
import type { Fetched } from '../../../src/protocol/messages';
import { loadParser } from '../../../src/python/syntax';

beforeAll(() => loadParser());

/** Somebody who has the files of a workspace: what stands in it by paths, folders with a slash at the end. */
function holder(texts: Record<string, string>) {
  const at = (path: string): Fetched => {
    if (path in texts) return { kind: 'file', text: texts[path] };
    const below = Object.keys(texts).filter((each) => each.startsWith(`${path}/`));
    if (below.length === 0) return { kind: 'nothing' };
    const names = new Map(below.map((each) => [each.slice(path.length + 1).split('/')[0], each] as const));
    return {
      kind: 'folder',
      entries: [...names].map(([name, each]) => ({ name, isFolder: each !== `${path}/${name}` })),
    };
  };
  const ask = vi.fn(async (paths: string[]) => paths.map(at));
  return { ask, files: new FetchedFiles(ask, ['/repo']), texts };
}

/** Asks until nothing more comes. */
async function settled<T>(files: FetchedFiles, question: () => T): Promise<T> {
  for (;;) {
    const answer = question();
    if (!(await files.fetch())) return answer;
  }
}

describe('files that can only be had by asking', () => {
  it('are missing until they have come', async () => {
    const { files } = holder({ '/repo/models/net.py': 'x = 1' });
    expect(files.read('/repo/models/net.py')).toBeUndefined();
    expect(await settled(files, () => files.read('/repo/models/net.py'))).toBe('x = 1');
    expect(files.isDirectory('/repo/models')).toBe(true);
    expect(files.list('/repo/models')).toEqual(['net.py']);
  });

  it('are asked for by what their folders hold, not by where they might be', async () => {
    const { files, ask } = holder({ '/repo/a.py': '' });
    const places = ['/repo/torch.py', '/repo/torch/__init__.py', '/repo/torch', '/repo/torch/nn.py'];
    await settled(files, () => places.map((place) => files.read(place)));
    expect(ask.mock.calls).toEqual([[['/repo']]]);
  });

  it('are asked for once, also where several ask', async () => {
    const { files, ask } = holder({ '/repo/a.py': 'a' });
    await settled(files, () => files.read('/repo/a.py'));
    files.read('/repo/a.py');
    expect(await files.fetch()).toBe(false);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('are none outside of the workspace', async () => {
    const { files, ask } = holder({ '/etc/secret.py': '', '/repository/a.py': '' });
    await settled(files, () => [files.read('/etc/secret.py'), files.read('/repository/a.py'), files.list('/')]);
    expect(ask).not.toHaveBeenCalled();
  });

  it('are asked for again when they have changed, and a folder when a file has come', async () => {
    const { files, texts } = holder({ '/repo/a.py': 'a' });
    await settled(files, () => files.read('/repo/a.py'));
    texts['/repo/a.py'] = 'b';
    texts['/repo/c.py'] = 'c';
    files.forget('/repo/a.py');
    const read = () => [files.read('/repo/a.py'), files.read('/repo/c.py')];
    expect(await settled(files, read)).toEqual(['b', 'c']);
  });

  it('are missing for good where the answer fails', async () => {
    const files = new FetchedFiles(() => Promise.reject(new Error('gone')), ['/repo']);
    expect(await settled(files, () => files.read('/repo/a.py'))).toBeUndefined();
  });

  it('give a program its imports, and theirs, in as many questions as they are deep', async () => {
    const { files, ask } = holder({
      '/repo/net.py': '',
      '/repo/blocks/__init__.py': 'from .stem import Stem',
      '/repo/blocks/stem.py':
        'from torch import nn\nfrom .widths import WIDTH\ndef Stem(): return nn.Conv2d(3, WIDTH, 1)',
      '/repo/blocks/widths.py': 'WIDTH = 24',
      '/repo/blocks/unused.py': 'WIDTH = 25',
    });
    const source = 'import torch\nfrom blocks import Stem\ny = Stem()(torch.zeros(1, 3, 8, 8))\n';
    const read = () => analyse(new Sources(files), '/repo/net.py', source, { roots: ['/repo'] });
    const { names } = await settled(files, read);
    expect(briefText(names.attrs.get('y')!)).toBe('(1, 24, 8, 8)');
    expect(ask.mock.calls.flat(2)).not.toContain('/repo/blocks/unused.py');
  });
});
