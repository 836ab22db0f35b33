/** Chains of views and copies drawn at random (seed 20260): what PyTorch 2.13 says of the memory of each, or that view refuses. */
import { expect, test } from 'vitest';
import { problemsOf } from '../../src/analysis/problems';
import { analyseSection } from '../shapes/answers';
import { loadParser } from '../../src/python/syntax';
import { recorded } from './rows';

interface Row {
  code: string;
  refused?: boolean;
  shape?: number[];
  contiguous?: boolean;
}

const rows = recorded<Row>('torch_views.jsonl');

await loadParser();

test.each(rows)('$code', ({ code, refused, shape, contiguous }) => {
  const analysis = analyseSection([`import torch\nx = ${code}\ny = x.is_contiguous()`], false, new Map());
  expect(problemsOf(analysis).map((problem) => problem.code)).toEqual(refused ? ['not-contiguous'] : []);
  if (refused) return;
  const [x, y] = ['x', 'y'].map((name) => analysis.names.attrs.get(name));
  expect(x).toMatchObject({ kind: 'tensor', shape });
  expect(y).toMatchObject({ kind: 'bool', value: contiguous });
});
