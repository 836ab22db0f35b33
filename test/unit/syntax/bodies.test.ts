import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSource } from '../../../src/python/syntax/lower';
import { loadParser, ModuleReader, parseModule, parseModuleLazily } from '../../../src/python/syntax';

/** Python programs of this repository: examples, and the programs other tests run. */
function programs(): string[] {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  return ['media', 'test/unit', 'test/shapes', 'test/vscode'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(py|md)$/.test(file))
      .flatMap((file) => sourcesIn(file, readFileSync(join(root, folder, file), 'utf8'))),
  );
}

/** A file of Python, or the Python blocks of a text about it. */
function sourcesIn(file: string, text: string): string[] {
  if (file.endsWith('.py')) return [text];
  return [...text.matchAll(/^```python\n([\s\S]*?)^```/gm)].map((match) => match[1]);
}

const tricky = [
  'def f():\n    """Text\nthat is not indented, with def g():\n"""\n    return 1\n\nx = 2\n',
  'class A:\n    @property\n    def a(self): return 1\n    def b(self,\n          c=")"):  # comment: (\n        # first\n\n        yield c\n\n    # behind\n    d = 1\n',
  'if x:\n    def f():\n        pass\nelse:\n    async def f(\n    ):\n        await g(); \n',
  'def f():\n\tif a:\n\t\treturn 1\n\telse:\n\t\treturn """\n"""\ndef g(): pass\n',
  'def f():\r\n    x = 1 \\\r\n  + 2\r\n    return x\r\ny = 1\r\n',
  'def f():\n    def g():\n        yield 1\n    return g\n',
  'def f():\n    x = (1,\n2)\n    return x',
  'def f(): x = 1; y = 2\nclass B:\n  def g(self): # nothing\n    ...\n  # end',
  "def f():\n    return f'{x['a']}'\n",
  'lambda: 0\ndef f(x: int = 1) -> int:\n    type(x)\n    print(x)\n',
];

describe('functions that are read later', () => {
  beforeAll(() => loadParser());

  it('have the bodies that they have when the whole file is read at once', () => {
    for (const source of [...tricky, ...programs()]) {
      const read = readSource(source);
      if (read) expect(parseModuleLazily(source)).toEqual({ ...read, problems: [] });
    }
  });

  it('are the same in a tree that an earlier process has stored', () => {
    const store = new Map<string, string>();
    const stored = {
      read: (source: string) => store.get(source),
      write: (source: string, tree: string) => void store.set(source, tree),
    };
    for (const source of [...tricky, ...programs()]) {
      parseModuleLazily(source, stored);
      expect(parseModuleLazily(source, stored)).toEqual(parseModuleLazily(source));
    }
    expect(store.size).toBeGreaterThan(500);
  });

  it.each([
    ['an integer beyond 2^53', 'x = 123456789012345678901234567890\n'],
    ['an infinite number', 'x = 1e999\n'],
  ])('are read again where JSON would say something else: %s', (_, source) => {
    const written: string[] = [];
    parseModuleLazily(source, { read: () => undefined, write: (text) => void written.push(text) });
    expect(written).toEqual([]);
  });

  it.each(['', '{', '[]', '{"body":[],"functions":[[[0,"body"],0,1]],"comments":[]}'])(
    'are read again where something else is stored: %s',
    (text) => {
      const source = 'def f():\n    return 1\n';
      const written: string[] = [];
      const module = parseModuleLazily(source, { read: () => text, write: (_, tree) => void written.push(tree) });
      expect(module).toEqual(parseModuleLazily(source));
      expect(written).toHaveLength(1);
    },
  );

  it('are repaired where they are broken', () => {
    const { body, problems } = parseModuleLazily('def f():\n    x = (1\n    return x\n\ny = 1\n');
    expect(body.map((statement) => statement.kind)).toEqual(['function', 'assign']);
    expect(problems.length).toBeGreaterThan(0);
    const broken = parseModuleLazily('def f():\n    x = = 1\n    return x\n\ny = 1\n').body[0];
    expect(broken.kind === 'function' && broken.body.map((statement) => statement.kind)).toContain('return');
  });
});

/** A generator of whole numbers below `n` that repeats itself for the same seed (mulberry32). */
function randomNumbers(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

describe('a file that is edited', () => {
  beforeAll(() => loadParser());

  it('is read as it would be from nothing, after any edit', () => {
    const random = randomNumbers(7);
    const inserted = [
      '\n',
      ' ',
      '(',
      ')',
      '"',
      '"""',
      '#',
      'x',
      ':',
      'def f():\n    pass\n',
      '    ',
      '\t',
      '%',
      'yield x',
    ];
    for (const program of [...tricky, ...programs().filter((text) => text.length > 600)]) {
      const reader = new ModuleReader();
      let text = program;
      for (let i = 0; i < 6; i++) {
        expect(reader.read(text), text).toEqual(parseModule(text));
        const at = random(text.length + 1);
        const removed = random(3) === 0 ? random(20) : 0;
        const added = random(3) === 0 ? '' : inserted[random(inserted.length)];
        // Every third edit is taken back, as half-typed code is completed.
        text = i % 3 === 2 ? program : text.slice(0, at) + added + text.slice(at + removed);
      }
    }
  });

  it('loses the decorators that an edit takes away', () => {
    const reader = new ModuleReader();
    reader.read('@wrap(1)\ndef f():\n    return 1\n');
    const plain = 'def f():\n    return 1\n';
    expect(reader.read(plain)).toEqual(parseModule(plain));
  });

  it('keeps the functions that an edit leaves alone', () => {
    const reader = new ModuleReader();
    const text = 'def f():\n    return 1\n\ndef g():\n    return 2\n';
    const bodies = (source: string) =>
      reader.read(source).body.map((statement) => statement.kind === 'function' && statement.body);
    const [f, g] = bodies(text);
    const [same, changed] = bodies(text.replace('2', '3'));
    expect(same).toBe(f);
    expect(changed).not.toEqual(g);
  });
});
