import { beforeAll, expect, it } from 'vitest';
import { startSession } from '../../../../src/analysis/kernel/session';
import { loadParser } from '../../../../src/python/syntax';

beforeAll(() => loadParser());

/** The traceback that the last of some cells ends with. */
function tracebackOf(...cells: string[]): string[] {
  let traceback: string[] = [];
  const session = startSession({ files: { read: () => undefined, isDirectory: () => false } });
  for (const cell of cells) {
    session.execute(cell, (reply) => {
      if (reply.type === 'error') traceback = reply.traceback;
    });
  }
  return traceback;
}

it('names the line of a cell at which a name is missing', () => {
  expect(tracebackOf('x = 1', 'y = 2\nprint(undefined_name)')).toEqual([
    'Traceback (most recent call last):',
    '  File "<cell 2>", line 2',
    '    print(undefined_name)',
    "NameError: name 'undefined_name' is not defined",
  ]);
});

it('lists the calls from the outside in', () => {
  const lines = tracebackOf('def half(x):\n    return x / 0', 'def run():\n    return half(1)\nrun()');
  expect(lines.filter((line) => line.startsWith('  File'))).toEqual([
    '  File "<cell 2>", line 3',
    '  File "<cell 2>", line 2',
    '  File "<cell 1>", line 2',
  ]);
  expect(lines.at(-1)).toBe('ZeroDivisionError: division by zero');
});
