import { describe, expect, it, vi } from 'vitest';
import type { FileSystem } from '../../../src/analysis/fileSystem';
import { RecentReads } from '../../../src/server/files';

function disk(texts: Record<string, string>) {
  const versions: Record<string, number> = {};
  const read = vi.fn((path: string): string | undefined => texts[path]);
  const files: FileSystem = {
    read,
    isDirectory: () => false,
    stamp: (path) => (path in texts ? String(versions[path] ?? 0) : undefined),
  };
  const write = (path: string, text: string): void => {
    texts[path] = text;
    versions[path] = (versions[path] ?? 0) + 1;
  };
  return { files: new RecentReads(files), read, write };
}

describe('files as they were read lately', () => {
  it('stay what they are until the disk is asked again', () => {
    const { files, write } = disk({ '/a.py': 'a' });
    expect(files.read('/a.py')).toBe('a');
    write('/a.py', 'b');
    expect(files.read('/a.py')).toBe('a');
    files.ask();
    expect(files.read('/a.py')).toBe('b');
  });

  it('are read again only where they have changed', () => {
    const { files, read, write } = disk({ '/a.py': 'a', '/b.py': 'b' });
    for (const path of ['/a.py', '/b.py', '/missing.py']) files.read(path);
    write('/a.py', 'aa');
    read.mockClear();
    files.ask();
    expect(['/a.py', '/b.py', '/missing.py'].map((path) => files.read(path))).toEqual(['aa', 'b', undefined]);
    expect(read.mock.calls).toEqual([['/a.py']]);
    write('/missing.py', 'found');
    files.ask();
    expect(files.read('/missing.py')).toBe('found');
  });

  it('can be forgotten one by one', () => {
    const { files, write } = disk({ '/a.py': 'a', '/b.py': 'b' });
    for (const path of ['/a.py', '/b.py']) files.read(path);
    write('/a.py', 'aa');
    write('/b.py', 'bb');
    files.forget('/a.py');
    expect([files.read('/a.py'), files.read('/b.py')]).toEqual(['aa', 'b']);
  });
});
