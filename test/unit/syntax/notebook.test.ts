import { beforeAll, describe, expect, it } from 'vitest';
import { cellPositionAt, loadParser, offsetInCell, parseNotebook } from '../../../src/python/syntax';
import { dumpStatements } from './dump';
import { problems, read } from './helpers';

beforeAll(() => loadParser());

describe("IPython's own syntax", () => {
  it.each([
    ['%matplotlib inline\nx = 1\n', '(assign [x] 1)'],
    ['!pip install "a\nx = 1\n', '(assign [x] 1)'],
    ['!ls \\\n  -l\nx = 1\n', '(assign [x] 1)'],
    ['%%time\nx = 1\n', '(assign [x] 1)'],
    ['%%writefile -a a/b.py\nx = 1\n', '(write -a a/b.py (assign [x] 1))'],
    ['%%writefile a.txt\nx = 1\n', ''],
    ['%%bash\nfor x in a; do\n', ''],
    ['x = !ls\ny = x\n', '(assign [x] (error ""))\n(assign [y] x)'],
    ['t = %timeit -o f(1)\n', '(assign [t] (error ""))'],
    ['f?\n?g\nmodel.fit??\nx = 1\n', '(assign [x] 1)'],
    ['if a:\n    !pip install b\nelse:\n    %cd c\nx = 1\n', '(if a {(pass)} {(pass)})\n(assign [x] 1)'],
    ['x = (a\n  % b)\n%timeit y\n', '(assign [x] (% a b))'],
    ['%time y = f()\n', '(pass)\n(assign [y] (call f [] []))'],
    ['%time for a in b: c\n', ''],
    ['# %%\n%%html\n<b>\n# %%\nx = 1\n', '(assign [x] 1)'],
  ])('%s', (source, dump) => {
    expect(read(source)).toBe(dump);
    expect(problems(source)).toEqual([]);
  });

  it('leaves every place where it was', () => {
    const source = '%timeit a\nx = conv(1)\n';
    const { module } = parseNotebook([source]);
    expect(source.slice(module.body[0].start, module.body[0].end)).toBe('x = conv(1)');
  });
});

describe('a notebook', () => {
  it('is one module in the order of its cells', () => {
    const { module, source } = parseNotebook(['x = 1', '%%bash\nls', 'y = x\n# note']);
    expect(dumpStatements(module.body)).toEqual(['(assign [x] 1)', '(assign [y] x)']);
    expect(source.text.slice(module.body[1].start, module.body[1].end)).toBe('y = x');
    expect(module.comments.map((comment) => source.text.slice(comment.start, comment.end))).toEqual(['# note']);
  });

  it('keeps a broken cell from swallowing the next', () => {
    const { module } = parseNotebook(['x = """', 'y = f(', 'z = 3']);
    expect(dumpStatements(module.body)).toEqual(['(assign [x] "")', '(assign [y] (call f [] []))', '(assign [z] 3)']);
    expect(module.problems).toHaveLength(2);
  });

  it('tells the cell, line and column of an offset, and back', () => {
    const { source } = parseNotebook(['a\r\nbc', '', 'd']);
    const places = [0, 3, 5, 6, 7].map((offset) => cellPositionAt(source, offset));
    expect(places).toEqual([
      { cell: 0, line: 1, column: 1 },
      { cell: 0, line: 2, column: 1 },
      { cell: 0, line: 2, column: 3 },
      { cell: 1, line: 1, column: 1 },
      { cell: 2, line: 1, column: 1 },
    ]);
    expect(places.map((place) => place && offsetInCell(source, place))).toEqual([0, 3, 5, 6, 7]);
    expect(offsetInCell(source, { cell: 3, line: 1, column: 1 })).toBeUndefined();
  });
});
