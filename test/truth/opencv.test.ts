/** What OpenCV 5.0 gives for arrays of many shapes, or refuses (record/opencv.py). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse';
import { problemsOf } from '../../src/analysis/problems';
import { disk } from '../../src/analysis/sourceFiles.node';
import { Sources } from '../../src/analysis/sources';
import type { Value } from '../../src/python/interpreter/values';
import { loadParser } from '../../src/python/syntax';

interface Row {
  expr: string;
  /** The shape and element type of each array; null where OpenCV refuses. */
  result: unknown;
}

const [header, ...lines] = readFileSync(join(import.meta.dirname, 'data/opencv.jsonl'), 'utf8')
  .trim()
  .split('\n');
const { arrays } = JSON.parse(header) as { arrays: Record<string, string> };
const rows = lines.map((line) => JSON.parse(line) as Row);

/** Arrays as the recorder writes them. */
function arraysOf(value: Value | undefined): unknown {
  if (value?.kind === 'tuple') return value.items.filter(({ kind }) => kind === 'tensor').map(arraysOf);
  return value?.kind === 'tensor' ? [value.shape, value.dtype] : undefined;
}

beforeAll(() => loadParser());

test('shapes and refusals of OpenCV', () => {
  const head = [
    'import cv2',
    'import numpy as np',
    ...Object.entries(arrays).map(([name, text]) => `${name} = ${text}`),
  ];
  const source = [...head, ...rows.map(({ expr }, i) => `r${i} = ${expr}`)].join('\n');
  const analysis = analyse(new Sources(disk), '/project/rows.py', source);
  const refused = new Set(problemsOf(analysis).map(({ line }) => line - head.length - 1));
  const got = rows.map(({ expr }, i) => ({
    expr,
    result: refused.has(i) ? null : arraysOf(analysis.names.attrs.get(`r${i}`)),
  }));
  expect(got).toEqual(rows);
});
