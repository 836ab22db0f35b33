/** Recorded calls of Keras 3.15 and TensorFlow 2.21: every output's shape, every parameter count, every refusal. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { answerRow, type CalcRow } from '../../src/analysis/calculator/rows';
import { loadParser } from '../../src/python/syntax';

interface Row extends CalcRow {
  id: string;
  family?: string;
  output?: unknown;
  params?: number;
  error?: string;
  /** The static shape that tracing gives where the eager kernel refuses. */
}

const read = (file: string): Row[] => {
  const path = join(import.meta.dirname, 'data', file);
  if (!existsSync(path)) return [];
  const rows = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
  return rows.filter((row) => row.framework === 'keras' || row.framework === 'tf');
};

/** What a row expects, beside what came out, for one readable difference per row. */
function compare(row: Row): { wanted: unknown; got: unknown } {
  const answer = answerRow(row);
  if (row.error !== undefined) return { wanted: 'refused', got: 'error' in answer ? 'refused' : answer.output };
  const wanted = row.output;
  if ('error' in answer) return { wanted, got: answer };
  if (row.params === undefined) return { wanted, got: answer.output };
  return { wanted: [wanted, row.params], got: [answer.output, answer.params] };
}

beforeAll(() => loadParser());

describe.each([
  'tf_layers.jsonl',
  'tf_more.jsonl',
  'tf_unseen.jsonl',
  'tf_random.jsonl',
  'random_rows.jsonl',
  'keras_ops.jsonl',
  'varied_rows.jsonl',
  'wide_rows.jsonl',
])('%s', (file) => {
  const rows = read(file);
  const family = (row: Row): string => `${row.framework} ${row.family ?? /[\w.]+/.exec(row.expr)?.[0]}`;
  test.each([...new Set(rows.map(family))].sort())('%s', (name) => {
    const wrong = rows
      .filter((row) => family(row) === name)
      .map((row) => ({
        expr: `${row.expr} @ ${JSON.stringify(row.input)} ${JSON.stringify(row.vars ?? {})}`,
        ...compare(row),
      }))
      .filter(({ wanted, got }) => JSON.stringify(wanted) !== JSON.stringify(got));
    expect(wrong).toEqual([]);
  });
});

/**
 * Words of which a refusal's message must hold at least one, by what the framework's own message is about.
 * Some rows break two rules, of which either may be named.
 */
const CAUSES: [theirs: RegExp, ours: RegExp][] = [
  [/expected (min_)?ndim/, /ndim|axes|strides/],
  [/`padding` argument|attr 'padding'|'lower'/, /padding/],
  [/`strides` argument/, /strides/],
  [/`dilation_rate` argument/, /dilation_rate/],
  [/`kernel_size` argument/, /kernel_size/],
  [/Computed output size would be/, /kernel|window|groups/],
  [/strides > 1` not supported/, /strides.*dilation/s],
  [/input depth must be evenly divisible/, /channels/],
  [/output_padding` must be strictly/, /output_padding/],
  [/must be fully-defined|must be defined/, /None/],
  [/paddings must be less than/, /pad/],
  [/Number of groups/, /groups/],
  [/only be one -1|Only one input size/, /-1|−1/],
];

test('refusals name the cause', () => {
  const vague = read('tf_layers.jsonl').flatMap((row) => {
    const rule = row.error === undefined ? undefined : CAUSES.find(([theirs]) => theirs.test(row.error!));
    const answer = rule && answerRow(row);
    if (!rule || !answer || !('error' in answer) || rule[1].test(answer.error)) return [];
    return [{ expr: row.expr, theirs: row.error, ours: answer.error }];
  });
  expect(vague).toEqual([]);
});
