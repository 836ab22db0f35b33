import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadParser, parseModule } from '../../../src/python/syntax';
import { problems, read } from './helpers';

beforeAll(() => loadParser());

describe('one broken statement loses nothing else', () => {
  it.each([
    ['an unclosed call', 'a = conv(3,\nb = 2\n', '(assign [a] (call conv [3] []))\n(assign [b] 2)'],
    ['a stray bracket', 'a = f(g(x)))\nb = 2\n', '(assign [a] (call f [(call g [x] [])] []))\n(assign [b] 2)'],
    ['a bracket on its own line', 'a = 1\n)\nb = 2\n', '(assign [a] 1)\n(assign [b] 2)'],
    ['a missing value', 'a =\nb = 2\n', '(assign [a] (error ""))\n(assign [b] 2)'],
    ['a missing operand', 'a = b +\nc = 2\n', '(assign [a] (+ b (error "")))\n(assign [c] 2)'],
    ['a missing argument', 'f(1, , 2)\n', '(expr (call f [1 (error "") 2] []))'],
    ['a keyword without its value', 'f(1, k=)\n', '(expr (call f [1] [k=(error "")]))'],
    ['a keyword without its name', 'f(=1)\n', '(expr (call f [] [**=(error "")]))'],
    ['a missing comma', 'f(a b)\n', '(expr (call f [a b] []))'],
    ['an unclosed string', 'print("abc)\nb = 2\n', '(expr (call print ["abc)"] []))\n(assign [b] 2)'],
    ['an import being typed', 'from torch import\nimport a.\nb = 2\n', '(from torch [])\n(import [a])\n(assign [b] 2)'],
    ['a missing else', 'a = b if c else\nd = 2\n', '(assign [a] (conditional c b (error "")))\n(assign [d] 2)'],
    [
      'a colon on the next line',
      'if a\n:\n    b = 1\nc = 2\n',
      '(if a {(pass)} {})\n(error {})\n(assign [b] 1)\n(assign [c] 2)',
    ],
    ['a broken f-string', 'a = f"{b.}"\nc = 2\n', '(error {})\n(assign [a] (error ""))\n(assign [c] 2)'],
  ])('%s', (_, source, dump) => {
    expect(read(source)).toBe(dump);
    expect(problems(source)).not.toEqual([]);
  });

  it('evaluates what stands before a dot without making up an attribute', () => {
    expect(read('y = self.conv(x).\nz = y\n')).toBe(
      '(assign [y] (call (error "") [(call (. self conv) [x] [])] []))\n(assign [z] y)',
    );
  });

  it('keeps what is intact in a line beyond repair, and does not keep the old value of its target', () => {
    expect(read('x = $ conv(a(1)) ! 3\ny = x\n')).toBe(
      '(error {(expr (call conv [(call a [1] [])] []))})\n(assign [x] (error ""))\n(assign [y] x)',
    );
  });
});

describe('a conflict that a merge has left', () => {
  it.each([
    ['as git writes it', ''],
    ['with what both sides came from', '||||||| 1a2b3c\n    x = 0\n'],
  ])('is read as our side: %s', (_, base) => {
    const source = `def f():\n<<<<<<< HEAD\n    x = 1\n${base}=======\n    x = 2\n    y = 3\n>>>>>>> their/branch\n    return x\n`;
    expect(read(source)).toBe('(def f [] [] - {(assign [x] 1) (return x)})');
    expect(problems(source)).toEqual([]);
  });
});

describe('the intact methods of a broken class', () => {
  const methods = [
    '    @property',
    '    def width(self):',
    '        return [self.a,',
    '  2]',
    '',
    '    async def serve(self): # what it does',
    '        yield 1',
    '',
    '    def last(self, x: int = 3) -> int:',
    '        """Says."""',
    '        def inner():',
    '            return 2',
    '        return x',
    '',
    'b = 2',
    '',
  ].join('\n');
  const whole = (broken: string): string => `class A:\n    def first(self):\n        ${broken}\n${methods}`;

  it.each(['x = f(', 'x = self.', 'if x', 'x = 1)', 'def'])(
    'are what they are where nothing is broken: %s',
    (broken) => {
      const good = '0'.padEnd(broken.length);
      const [expected] = parseModule(whole(good)).body;
      const [read, after] = parseModule(whole(broken)).body;
      if (expected.kind !== 'class' || read.kind !== 'class') throw new Error(`${read.kind} in place of a class`);
      expect(read.body.slice(-3)).toEqual(expected.body.slice(-3));
      expect(read.end).toBe(expected.end);
      expect(after.kind).toBe('assign');
    },
  );
});

describe('brackets are closed where the indentation says', () => {
  it('in a list of layers', () => {
    const source = [
      'net = nn.Sequential(',
      '    nn.Conv2d(3, 64, 3,',
      '    nn.ReLU(),',
      '    nn.Linear(64, 10',
      ')',
      'x = 1',
      '',
    ].join('\n');
    expect(read(source)).toBe(
      '(assign [net] (call (. nn Sequential) [(call (. nn Conv2d) [3 64 3] []) (call (. nn ReLU) [] []) (call (. nn Linear) [64 10] [])] []))\n(assign [x] 1)',
    );
    expect(problems(source)).toEqual(["( | '(' is never closed.", "( | '(' is never closed."]);
  });

  it('before the next statement of a block', () => {
    const source = 'def f(x):\n    x = self.b(\n\n    # comment\n    return x\n';
    expect(read(source)).toBe('(def f [] [(normal x - -)] - {(assign [x] (call (. self b) [] [])) (return x)})');
  });

  it('but not where arguments are legally indented less', () => {
    const source = 'x = f(a,\nb)\ny = (1\n';
    expect(read(source)).toBe('(assign [x] (call f [a b] []))\n(assign [y] 1)');
  });

  it('behind a value that is still to come in a dictionary', () => {
    expect(read('x = {\n  "a": f(1),\n  "b":\n  "c": 3,\n}\n')).toBe(
      '(assign [x] (dict "a":(call f [1] []) "b":(error "") "c":3))',
    );
  });
});

describe('blocks', () => {
  it('keeps the other methods of a class with a broken one', () => {
    const source = [
      'class A(nn.Module):',
      '    def __init__(self)',
      '        self.conv = nn.Conv2d(3,',
      '    def forward(self, x:',
      '        return self.conv(x',
      '    def other(self):',
      '        return 1',
      'y = A()',
      '',
    ].join('\n');
    expect(read(source)).toBe(
      '(class A [] [(. nn Module)] [] {' +
        '(def __init__ [] [(normal self - -)] - {(assign [(. self conv)] (call (. nn Conv2d) [3] []))}) ' +
        '(def forward [] [(normal self - -) (normal x - -)] - {(return (call (. self conv) [x] []))}) ' +
        '(def other [] [(normal self - -)] - {(return 1)})})\n(assign [y] (call A [] []))',
    );
  });

  it.each([
    ['if x\n    y = 1\nelse\n    z = 1\n', '(if x {(assign [y] 1)} {(assign [z] 1)})'],
    ['if x.\n    y = 1\n', '(if (call (error "") [x] []) {(assign [y] 1)} {})'],
    ['while :\n    pass\n', '(while (error "") {(pass)} {})'],
    ['for i in range(3:\n    f(i)\n', '(for i (call range [3] []) {(expr (call f [i] []))} {})'],
    ['for x in\n    y = 1\n', '(for x (error "") {(assign [y] 1)} {})'],
    ['class A(:\n    x = 1\n', '(class A [] [] [] {(assign [x] 1)})'],
    ['def f(a, b=):\n    return a\n', '(def f [] [(normal a - -) (normal b - (error ""))] - {(return a)})'],
    ['else:\n    x = 1\n', '(if (error "") {(assign [x] 1)} {})'],
    [
      'try:\n    x = f(\nexcept:\n    y = 1\n',
      '(try {(assign [x] (call f [] []))} [(except - - {(assign [y] 1)})] {} {})',
    ],
    ['@d(\nclass A:\n    x = 1\n', '(class A [(call d [] [])] [] [] {(assign [x] 1)})'],
    ['match x:\n    case [a, :\n        y = 1\n', '(match x (case (sequence [(as - a)]) - {(assign [y] 1)}))'],
  ])('%s', (source, dump) => {
    expect(read(source)).toBe(dump);
    expect(problems(source)).not.toEqual([]);
  });

  it('gives up on no more than the statement that does not fit', () => {
    const source = 'class A:\n    def a(self):\n        match x:\n            y = 2\n    def b(self): return 2\n';
    expect(read(source)).toBe(
      '(class A [] [] [] {(def a [] [(normal self - -)] - {(error {}) (error {})}) (def b [] [(normal self - -)] - {(return 2)})})',
    );
  });

  it('reads a decorator that has nothing to decorate yet', () => {
    expect(read('class A:\n    @d(1)\n    x = 1\n')).toBe(
      '(class A [] [] [] {(error {(expr (call d [1] []))}) (assign [x] 1)})',
    );
  });
});

describe('strings over several lines', () => {
  it('finds the one that was not closed', () => {
    const source = 'def f():\n    """\n    return 1\n\ndef g():\n    """Doc."""\n    return 2\n';
    expect(read(source)).toBe('(def f [] [] - {(expr "") (return 1)})\n(def g [] [] - {(expr "Doc.") (return 2)})');
  });
});

describe('places', () => {
  it('are those of the source, not of the repaired text', () => {
    const source = 'a = f(1,\nb = g(2, 3)\n';
    const [a, b] = parseModule(source).body;
    expect(source.slice(a.start, a.end)).toBe('a = f(1,');
    expect(source.slice(b.start, b.end)).toBe('b = g(2, 3)');
    expect(problems(source)).toEqual(["( | '(' is never closed."]);
  });
});

/** A generator of numbers that gives the same ones every time. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state % below;
  };
}

function countStatements(tree: unknown): number {
  if (typeof tree !== 'object' || tree === null) return 0;
  const own = 'start' in tree && 'kind' in tree && STATEMENTS.has(String(tree.kind)) ? 1 : 0;
  return Object.values(tree).reduce((sum: number, value) => sum + countStatements(value), own);
}
const STATEMENTS = new Set(['assign', 'annAssign', 'augAssign', 'expr', 'return', 'if', 'for', 'class', 'function']);

describe('any single edit', () => {
  // The parser's own sources in Python are not at hand; these test helpers are.
  const folder = new URL('.', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.py'));
  const insertions = ['', '(', ')', '[', '{', '"', "'", ':', '.', ',', '=', '\n', ' if ', '@'];

  it.each(files)('loses at most the few statements it touches: %s', (name) => {
    const source = readFileSync(new URL(name, folder), 'utf8');
    const whole = countStatements(parseModule(source).body);
    const next = random(7);
    for (let i = 0; i < 150; i++) {
      const at = next(source.length);
      const removed = next(4);
      const edited = source.slice(0, at) + insertions[next(insertions.length)] + source.slice(at + removed);
      const left = countStatements(parseModule(edited).body);
      expect(left, `edit ${i} at ${at}`).toBeGreaterThanOrEqual(whole - 4);
    }
  });
});
