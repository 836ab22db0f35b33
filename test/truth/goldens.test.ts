/**
 * Convolution and what follows it with the numbers that other libraries publish in their own tests or computed for us:
 * planned by that library's rules, computed by the float64 loop and by gpu.js. README.md says where the rows come from. The
 * tests of the renderer compute the same rows on every backend that a browser has.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openBackend } from '../../src/compute/backend';
import { openScalar } from '../../src/compute/backends/scalar';
import { createEngine } from '../../src/compute/engine';
import { byEngine, byLoop, faultOf, goldenOf, goldenRows } from '../support/goldens';

const folder = join(import.meta.dirname, 'data/goldens');
const rows = readdirSync(folder).flatMap((file) => goldenRows(readFileSync(join(folder, file), 'utf8')));

describe('the float64 loop', () => {
  test.each(rows)('$source', (row) => {
    expect(faultOf(row, byLoop(goldenOf(row)))).toBeUndefined();
  });
});

describe.each([
  ['cpu', () => openBackend('cpu')],
  ['webasm', () => openBackend('webasm')],
  ['webasm as gpu.js has it', () => openScalar('webasm')],
] as const)('gpu.js on %s', async (_, open) => {
  const engine = createEngine(await open());
  test.each(rows)('$source', async (row) => {
    expect(faultOf(row, await byEngine(engine, goldenOf(row)))).toBeUndefined();
  });
});
