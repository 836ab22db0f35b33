import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { check } from '../../../src/cli/check';
import { filesAt } from '../../../src/cli/session';
import { trace } from '../../../src/cli/trace';
import { loadParser } from '../../../src/python/syntax';

const MISTAKE = 'import torch\nfrom torch import nn\nnn.Conv2d(3, 8, 3)(torch.zeros(1, 4, 9, 9))\n';
const NETWORK = 'import torch\nfrom torch import nn\nnn.Sequential(nn.Conv2d(3, 8, 3))(torch.zeros(1, 3, 9, 9))\n';
const notebook = (...cells: string[]) =>
  JSON.stringify({ cells: cells.map((source) => ({ cell_type: 'code', source })), nbformat: 4 });

let folder: string;
const put = (name: string, text: string): string => {
  const file = join(folder, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  return file;
};

beforeAll(() => loadParser());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'convlens-cli-'));
  process.exitCode = undefined;
  // As the bundler defines it, and away from the user's own cache.
  vi.stubGlobal('SYNTAX_VERSION', 'test');
  for (const name of ['XDG_CACHE_HOME', 'LOCALAPPDATA', 'HOME']) vi.stubEnv(name, folder);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  process.exitCode = undefined;
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

/** What a command prints on both streams, and its exit status. */
function outcome(run: () => void): { out: string; errors: string; status: unknown } {
  const [out, errors] = (['log', 'error'] as const).map((stream) =>
    vi.spyOn(console, stream).mockImplementation(() => undefined),
  );
  run();
  const text = (spy: typeof out) => spy.mock.calls.map((args) => args.join(' ')).join('\n');
  return { out: text(out), errors: text(errors), status: process.exitCode };
}

describe('check', () => {
  it('says what goes wrong inside an installed package at the call of it', () => {
    const net = 'from torch import nn\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n';
    const forward = '        self.fc = nn.Linear(8, 2)\n    def forward(self, x):\n        return self.fc(x)\n';
    put('site-packages/nets/__init__.py', net + forward);
    const file = put('mistake.py', 'import torch\nimport nets\nnet = nets.Net()\nout = net(torch.zeros(1, 9))\n');
    const { out } = outcome(() => check([file], { pythonPath: [join(folder, 'site-packages')] }));
    expect(out).toMatch(/^\S*mistake\.py:4:7: error features-mismatch: In __init__\.py:7: The input/);
  });

  it('says once what goes wrong in a function that several files call', () => {
    put('layers.py', 'import torch\ndef halves(x):\n    return torch.zeros(3, 4) @ x\n');
    const call = 'import torch\nfrom layers import halves\nhalves(torch.zeros(5, 4))\n';
    put('first.py', call);
    put('second.py', call);
    const { out } = outcome(() => check([folder], { pythonPath: [] }));
    expect(out.match(/layers\.py:3:\d+: error matmul-mismatch/g)).toHaveLength(1);
  });

  it('checks every file that can be read, says which cannot, and ends with status 2', () => {
    const files = [put('broken.ipynb', '{"cells": ['), join(folder, 'missing.py'), put('mistake.py', MISTAKE)];
    const { out, errors, status } = outcome(() => check(files, { pythonPath: [] }));
    expect(out).toMatch(/^\S*mistake\.py:3:1: error channel-mismatch: /);
    expect(errors.split('\n')).toEqual([
      `${files[0]} is no notebook: expected JSON with a list of cells`,
      `${files[1]}: no such file`,
    ]);
    expect(status).toBe(2);
  });

  it('takes a folder for what lies in it', () => {
    put('a.py', MISTAKE);
    put('b.ipynb', notebook('import torch', MISTAKE));
    const { out, status } = outcome(() => check([folder], { pythonPath: [] }));
    expect(out.split('\n').map((line) => /(\w\.\w+):(\d+)/.exec(line)?.slice(1))).toEqual([
      ['a.py', '3'],
      ['b.ipynb', '4'],
    ]);
    expect(status).toBe(1);
  });
});

describe('the files of a folder', () => {
  it('are those of the user, in order', () => {
    for (const name of [
      'b.py',
      'a/c.ipynb',
      'notes.txt',
      '.git/hook.py',
      'a/__pycache__/c.py',
      'lib/site-packages/d.py',
    ])
      put(name, '');
    put('env/pyvenv.cfg', '');
    put('env/bin/activate.py', '');
    expect(filesAt(folder)).toEqual([join(folder, 'a/c.ipynb'), join(folder, 'b.py')]);
  });
});

describe('trace', () => {
  it('reads the cells of a notebook', () => {
    const file = put('net.ipynb', notebook('%matplotlib inline', NETWORK));
    const { out } = outcome(() => trace(file, { input: [], pythonPath: [] }));
    expect(out).toContain('Sequential [[1,3,9,9]] → [1,8,7,7]');
  });
});
