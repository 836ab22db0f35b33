import { beforeAll, describe, expect, it } from 'vitest';
import {
  identifierAt,
  loadParser,
  nodesAt,
  offsetAt,
  parseModule,
  positionAt,
  sourceText,
} from '../../../src/python/syntax';

beforeAll(() => loadParser());

describe('lines and columns', () => {
  const source = sourceText('ab\r\n𝒳c\n\rd');

  it('count from 1, in UTF-16 units, whatever ends a line', () => {
    expect([0, 2, 4, 6, 8, 9].map((offset) => positionAt(source, offset))).toEqual([
      { line: 1, column: 1 },
      { line: 1, column: 3 },
      { line: 2, column: 1 },
      { line: 2, column: 3 },
      { line: 3, column: 1 },
      { line: 4, column: 1 },
    ]);
  });

  it('beyond the text are taken for the nearest place', () => {
    expect(offsetAt(source, { line: 1, column: 99 })).toBe(2);
    expect(offsetAt(source, { line: 99, column: 1 })).toBe(source.text.length);
    expect(offsetAt(source, { line: 0, column: 5 })).toBe(0);
    expect(positionAt(source, 999)).toEqual({ line: 4, column: 2 });
  });

  it('go there and back', () => {
    for (const offset of [0, 1, 2, 4, 5, 6, 7, 8, 9, 10]) {
      expect(offsetAt(source, positionAt(source, offset))).toBe(offset);
    }
  });
});

describe('nodes at an offset', () => {
  const text = '@deco(1)\ndef f(x: int = size):\n    y = self.conv(x, k=a[0]) + 1\n    with g() as h: pass\n';
  const module = parseModuleLater(text);
  const texts = (at: number) => nodesAt(module(), at).map((node) => text.slice(node.start, node.end).split('\n')[0]);

  it('come innermost first', () => {
    expect(texts(text.indexOf('conv'))).toEqual([
      'self.conv',
      'self.conv(x, k=a[0])',
      'self.conv(x, k=a[0]) + 1',
      'y = self.conv(x, k=a[0]) + 1',
      'def f(x: int = size):',
    ]);
  });

  it('are found in arguments, parameters, decorators and with items', () => {
    expect(texts(text.indexOf('a[0]'))[0]).toBe('a');
    expect(texts(text.indexOf('size'))[0]).toBe('size');
    expect(texts(text.indexOf('deco'))[0]).toBe('deco');
    expect(texts(text.indexOf('g()'))[0]).toBe('g');
  });

  it('include what ends at the offset, unless something begins there', () => {
    expect(texts(text.indexOf('(x, k'))[0]).toBe('self.conv');
    expect(texts(text.indexOf('x, k') + 1)[0]).toBe('x');
  });
});

/** The module, parsed when it is first asked for: the parser loads before the tests, not before this file. */
function parseModuleLater(text: string) {
  let module: ReturnType<typeof parseModule> | undefined;
  return () => (module ??= parseModule(text));
}

describe('the identifier at an offset', () => {
  it('is the whole name around or before it', () => {
    expect(identifierAt('a.conv1(x)', 4)).toEqual({ start: 2, end: 7, name: 'conv1' });
    expect(identifierAt('a.conv1(x)', 7)?.name).toBe('conv1');
    expect(identifierAt('größe = 1', 3)?.name).toBe('größe');
  });

  it('is nothing between names and in numbers', () => {
    expect(identifierAt('a  b', 2)).toBeUndefined();
    expect(identifierAt('12', 1)).toBeUndefined();
  });
});
