import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StoredTrees } from '../../../src/analysis/storedTrees.node';

describe('trees that are kept for the next process', () => {
  let folder: string;
  const at = (date: string, version = '1') => new StoredTrees(folder, version, new Date(date));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'convlens-trees-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are found by what they were read from', () => {
    at('2026-05-01').write('x = 1\n', 'tree');
    expect(at('2026-05-31').read('x = 1\n')).toBe('tree');
    expect(at('2026-05-31').read('x = 2\n')).toBeUndefined();
  });

  it('are not those of a build that reads sources differently', () => {
    at('2026-05-01').write('x = 1\n', 'tree');
    expect(at('2026-05-01', '2').read('x = 1\n')).toBeUndefined();
  });

  it('stay as long as somebody asks for them in each month, over the end of a year', () => {
    at('2026-11-02').write('x = 1\n', 'tree');
    for (const date of ['2026-12-31', '2027-01-01', '2027-02-28']) expect(at(date).read('x = 1\n')).toBe('tree');
  });

  it('go when nobody has for more than a month', async () => {
    at('2026-03-31').write('x = 1\n', 'tree');
    expect(at('2026-05-01').read('x = 1\n')).toBeUndefined();
    at('2026-05-01').write('x = 2\n', 'tree');
    await vi.waitFor(() => expect(readdirSync(folder)).toEqual(['2026-05']));
  });

  it('are read each time where the folder cannot be written', () => {
    const nowhere = new StoredTrees(join(import.meta.filename, 'trees'), '1');
    nowhere.write('x = 1\n', 'tree');
    expect(nowhere.read('x = 1\n')).toBeUndefined();
  });
});
