/** Recorded calls of JAX 0.10 and Flax 0.12 on arrays of many element types: the shape and the type of every output, every refusal. */
import { beforeAll, expect, test } from 'vitest';
import { evaluateLayer, errorMessage } from '../../src/analysis/calculator/evaluate';
import { formatDim } from '../../src/shape';
import { loadParser } from '../../src/python/syntax';
import type { Value } from '../../src/python/interpreter/values';
import { recorded } from './rows';

interface Row {
  id: string;
  expr: string;
  output?: unknown;
  error?: string;
}

const rows = recorded<Row>('flax_types.jsonl');

/** `(2,3)float32`, and lists of them. */
function typed(value: Value): unknown {
  if (value.kind === 'tensor') return `(${(value.shape ?? []).map(formatDim).join(',')})${value.dtype}`;
  if (value.kind === 'tuple' || value.kind === 'list') return value.items.map(typed);
  return 'value' in value ? value.value : value.kind === 'none' ? null : value.kind;
}

function answer(expr: string): unknown {
  try {
    return typed(evaluateLayer({ expr, spelling: 'flax' }).value);
  } catch (error) {
    return `refused: ${errorMessage(error)}`;
  }
}

beforeAll(() => loadParser());

test('shapes and element types', () => {
  const wrong = rows
    .map(({ expr, output, error }) => ({ expr, wanted: error === undefined ? output : 'refused', got: answer(expr) }))
    .map((row) =>
      row.wanted === 'refused' && String(row.got).startsWith('refused') ? { ...row, got: 'refused' } : row,
    )
    .filter(({ wanted, got }) => JSON.stringify(wanted) !== JSON.stringify(got));
  expect(wrong).toEqual([]);
});
