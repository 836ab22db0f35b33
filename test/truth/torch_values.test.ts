/** Numbers of PyTorch 1.13: where numbers are given they are PyTorch's; where they cannot be, they are unknown. */
import { expect, test } from 'vitest';
import { printed } from '../unit/libraries/torch/python';
import { recorded } from './rows';

interface Row {
  expr: string;
  x: string;
  vals: number[];
}

const rows = recorded<Row>('torch_values.jsonl');

/** Operations of which only the shape is followed. */
const SHAPE_ONLY = [/\.gather\(/, /\.diagonal\(/, /einsum/];

test.each(rows)('$expr', ({ expr, x, vals }) => {
  const [text] = printed(`x = ${x}\nprint((${expr}).reshape(-1).tolist())`);
  if (SHAPE_ONLY.some((pattern) => pattern.test(expr))) {
    expect(text.startsWith('[')).toBe(false);
    return;
  }
  const numbers = JSON.parse(text) as number[];
  expect(numbers).toHaveLength(vals.length);
  numbers.forEach((value, i) => expect(Math.abs(value - vals[i])).toBeLessThan(2e-5 * (1 + Math.abs(vals[i]))));
});
