/** Recorded calls of PyTorch 1.13.1: every output's shape, every parameter count, every refusal. */
import { describe, expect, test } from 'vitest';
import { evaluateRow, type Row } from './torchRow';
import { recorded } from './rows';

/** What a row expects, beside what came out, for one readable difference per row. */
function compare(row: Row): { wanted: unknown; got: unknown } {
  const answer = evaluateRow(row);
  if (row.error !== undefined) {
    return { wanted: 'refused', got: 'error' in answer ? 'refused' : answer.output };
  }
  if ('error' in answer) return { wanted: row.output, got: answer };
  if (row.params === undefined) return { wanted: row.output, got: answer.output };
  return { wanted: [row.output, row.params], got: [answer.output, answer.params] };
}

describe.each(['torch_layers.jsonl', 'torch_more.jsonl'])('%s', (file) => {
  const rows = recorded<Row>(file);
  const families = [...new Set(rows.map((row) => `${row.kind} ${row.family}`))];
  test.each(families)('%s', (family) => {
    const wrong = rows
      .filter((row) => `${row.kind} ${row.family}` === family)
      .map((row) => ({ expr: `${row.expr} @ ${JSON.stringify(row.input)}`, ...compare(row) }))
      .filter(({ wanted, got }) => JSON.stringify(wanted) !== JSON.stringify(got));
    expect(wrong).toEqual([]);
  });
});

/** Words of which a refusal's message must hold at least one, by what PyTorch's own message is about. */
const CAUSES: [pytorch: RegExp, ours: RegExp][] = [
  [/groups=|divisible by groups/, /groups|channels/],
  [/expected input.*channels/, /channels/],
  [/Kernel size can't be greater|Output size is too small/, /kernel|window|output|small|fit/i],
  [/pad should be at most half/, /half/],
  [/non-positive stride|stride should/, /stride/],
  [/mat1 and mat2/, /features|columns|rows/],
  [/Dimension out of range/, /range|axes|axis|takes/],
  [/must match the size of tensor/, /broadcast/],
  [/align_corners/, /align_corners/],
  [/shape '.*' is invalid/, /elements/],
];

test('refusals name the cause', () => {
  const vague = recorded<Row>('torch_layers.jsonl').flatMap((row) => {
    const rule = row.error === undefined ? undefined : CAUSES.find(([pytorch]) => pytorch.test(row.error!));
    const answer = rule && evaluateRow(row);
    if (!rule || !answer || !('error' in answer) || rule[1].test(answer.error)) return [];
    return [{ expr: row.expr, pytorch: row.error, ours: answer.error }];
  });
  expect(vague).toEqual([]);
});
