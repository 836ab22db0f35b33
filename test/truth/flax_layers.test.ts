/**
 * Recorded calls of Flax 0.12 on JAX: every output's shape, every parameter count, every refusal. flax_more.jsonl holds
 * further layers (recurrent, attention, wrappers, einsum, local) and functions of jax.numpy and jax.lax.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { answerRow, type CalcRow } from '../../src/analysis/calculator/rows';
import { loadParser } from '../../src/python/syntax';
import { recorded } from './rows';

interface Row extends CalcRow {
  id: string;
  family?: string;
  output?: unknown;
  params?: number;
  error?: string;
}

const rows = [
  'flax_layers.jsonl',
  'flax_more.jsonl',
  'flax_random.jsonl',
  'random_rows.jsonl',
  'varied_rows.jsonl',
].flatMap((file) => recorded<Row>(file).filter((row) => row.framework === 'flax'));

/** Where a row stands: the recorded family, or the function it calls. */
const familyOf = (row: Row): string => `${row.kind} ${row.family ?? /[\w.]+/.exec(row.expr)?.[0]}`;

/** What a row expects, beside what came out. */
function compare(row: Row): { wanted: unknown; got: unknown } {
  const answer = answerRow(row);
  if (row.error !== undefined) return { wanted: 'refused', got: 'error' in answer ? 'refused' : answer.output };
  if ('error' in answer) return { wanted: row.output, got: answer };
  if (row.params === undefined) return { wanted: row.output, got: answer.output };
  return { wanted: [row.output, row.params], got: [answer.output, answer.params] };
}

beforeAll(() => loadParser());

describe('recorded calls of Flax', () => {
  const families = [...new Set(rows.map((row) => familyOf(row)))];
  test.each(families)('%s', (family) => {
    const wrong = rows
      .filter((row) => familyOf(row) === family)
      .map((row) => ({ expr: `${row.expr} @ ${JSON.stringify(row.input)}`, ...compare(row) }))
      .filter(({ wanted, got }) => JSON.stringify(wanted) !== JSON.stringify(got));
    expect(wrong).toEqual([]);
  });

  test('a refusal says something of the value, not that ConvLens could not follow', () => {
    const refused = rows.filter((row) => row.error !== undefined).map((row) => answerRow(row));
    const lost = refused.filter((answer) => 'error' in answer && answer.error.startsWith('ConvLens could not follow'));
    expect(lost).toEqual([]);
  });
});
