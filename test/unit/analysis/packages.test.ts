import { describe, expect, it } from 'vitest';
import { isOpaque } from '../../../src/analysis/packages';
import { programFiles } from '../../../src/analysis/programFiles';
import type { FileSystem } from '../../../src/analysis/fileSystem';
import { Sources } from '../../../src/analysis/sources';

function disk(texts: Record<string, string>): FileSystem {
  const below = (path: string) => Object.keys(texts).filter((file) => file.startsWith(`${path}/`));
  return {
    read: (path) => texts[path],
    isDirectory: (path) => below(path).length > 0,
    list: (path) => {
      const names = new Set(below(path).map((file) => file.slice(path.length + 1).split('/')[0]));
      return names.size > 0 ? [...names] : undefined;
    },
    size: (path) => texts[path]?.length,
  };
}

describe('installed packages', () => {
  const site = '/env/lib/site-packages';

  it('are not read where they are compiled and know no framework', () => {
    const files = disk({ [`${site}/pandas/__init__.py`]: 'import numpy', [`${site}/pandas/_libs/algos.so`]: '' });
    expect(isOpaque(files, `${site}/pandas`)).toBe(true);
  });

  it('are read where a compiled package imports its framework', () => {
    const files = disk({
      [`${site}/boxes/__init__.py`]: '',
      [`${site}/boxes/ops/nms.py`]: 'import torch',
      [`${site}/boxes/_C.so`]: '',
    });
    expect(isOpaque(files, `${site}/boxes`)).toBe(false);
  });

  it('are read where they are small, and not where they are large', () => {
    const modules = (n: number) =>
      disk(
        Object.fromEntries(
          Array.from({ length: n }, (_, i) => [`${site}/tool/m${i}.py`, 'def f():\n    import torch']),
        ),
      );
    expect(isOpaque(modules(12), `${site}/tool`)).toBe(false);
    expect(isOpaque(modules(300), `${site}/tool`)).toBe(true);
  });

  it('are always read outside of an environment', () => {
    expect(isOpaque(disk({ '/project/net/__init__.py': '', '/project/net/_c.so': '' }), '/project/net')).toBe(false);
  });
});

describe('files of a program', () => {
  const texts = {
    '/p/a.yaml': 'a: 1',
    '/p/sub/a.yaml': 'a: 2',
    '/p/sub/b.yaml': 'b',
    '/etc/passwd': 'root',
    '/p/big.txt': 'x'.repeat(70_000),
  };
  const files = programFiles(new Sources(disk(texts)), ['/p/sub', '/p']);

  it('are read below the folders of the program only', () => {
    expect(files.read('/p/a.yaml')).toBe('a: 1');
    expect(files.read('/etc/passwd')).toBeUndefined();
    expect(files.read('../../etc/passwd')).toBeUndefined();
  });

  it('are not known where the working folder decides which one is meant', () => {
    expect(files.read('b.yaml')).toBe('b');
    expect(files.read('a.yaml')).toBeUndefined();
  });

  it('are data where they are large', () => expect(files.read('/p/big.txt')).toBeUndefined());
});
