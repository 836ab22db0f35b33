/** Recorded calls of einops 0.8.2 on NumPy arrays: shapes, numbers (as a weighted sum) and refusals. */
import { expect, test } from 'vitest';
import { run } from '../unit/libraries/flax/run';
import { recorded } from './rows';

interface Row {
  op: 'rearrange' | 'repeat' | 'reduce';
  pattern: string;
  shape: number[];
  lengths: Record<string, number>;
  reduction?: string;
  output?: number[];
  sum?: number;
  error?: string;
}

const rows = recorded<Row>('einops.jsonl');

const tupleText = (sizes: readonly number[]): string => `(${sizes.join(', ')}${sizes.length === 1 ? ',' : ''})`;

function answer(row: Row): string {
  const lengths = Object.entries(row.lengths).map(([name, size]) => `, ${name}=${size}`);
  const reduction = row.reduction ? `, '${row.reduction}'` : '';
  const count = row.shape.reduce((product, size) => product * size, 1);
  const program = `
import numpy as np
from einops import rearrange, reduce, repeat
x = np.arange(${count}, dtype='float64').reshape(${tupleText(row.shape)}) % 13
y = np.asarray(${row.op}(x, '${row.pattern}'${reduction}${lengths.join('')}))
text = str(y.shape) + ' ' + str(float((y.ravel() * np.arange(1, y.size + 1)).sum()))
`;
  try {
    return run(program).of('text');
  } catch {
    return 'refused';
  }
}

test.each(['rearrange', 'repeat', 'reduce'] as const)('%s', (op) => {
  const wrong = rows
    .filter((row) => row.op === op)
    .map((row) => ({
      call: `${row.pattern} @ ${row.shape.join()} ${JSON.stringify(row.lengths)} ${row.reduction ?? ''}`,
      wanted: row.output ? tupleText(row.output) : 'refused',
      sum: row.sum,
      got: answer(row).replaceAll("'", ''),
    }))
    .filter(({ wanted, sum, got }) => {
      const [shape, number] = got.split(/(?<=\)) /);
      if (wanted === 'refused') return got !== 'refused';
      return shape !== wanted || Math.abs(Number(number) - sum!) > 1e-6 * Math.max(1, Math.abs(sum!));
    });
  expect(wrong).toEqual([]);
});
