/** The example notebooks print what their text promises. */
import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { validatePayload } from '../../../src/protocol/validate';
import { loadParser } from '../../../src/python/syntax';
import { examples, execute, type Execution } from './run';

beforeAll(() => loadParser());

const lines = (execution: Execution) => execution.text.trimEnd().split('\n');

describe('depthwise-multiplier.ipynb', () => {
  it('prints which kernel made which channel, and the shapes', () => {
    const execution = execute('depthwise-multiplier.ipynb');
    expect(execution.errors).toEqual([]);
    expect(lines(execution)).toEqual([
      '(2, 13, 13, 12)',
      'output cases 0 and 1 identical? True',
      'One of the pixels for each of the 12 outputs [2.  2.1 2.2 2.3 3.  3.1 3.2 3.3 4.  4.1 4.2 4.3]',
      '[2. 2.1 2.2 2.3 3. 3.1 3.2 3.3 4. 4.1 4.2 4.3]',
      '256 channels, multiplier 1 -> (1, 28, 28, 256)',
      '256 channels, multiplier 2 -> (1, 28, 28, 512)',
      '256 channels, multiplier 3 -> (1, 28, 28, 768)',
      '(20, 64, 64, 1000)',
    ]);
  });

  it('shows the twelve maps as three channels with four kernels each', () => {
    const [payload] = execute('depthwise-multiplier.ipynb').payloads;
    expect(payload.steps).toHaveLength(1);
    expect(payload.steps[0]).toMatchObject({ groups: 3, padding: [[2, 2], [2, 2]] }); // prettier-ignore
    expect(payload.tensors.weight.shape).toEqual([12, 1, 5, 5]);
  });
});

describe('depthwise-and-groups.ipynb', () => {
  it('doubles the channels, and finds both emulations equal to the grouped layer', () => {
    const execution = execute('depthwise-and-groups.ipynb');
    expect(execution.errors).toEqual([]);
    expect(lines(execution)).toEqual([
      '='.repeat(60),
      'x_np.shape (2, 3, 3, 4)',
      'z_np.shape (2, 3, 3, 4)',
      '='.repeat(60),
      'x_np.shape (2, 3, 3, 4)',
      'z_np.shape (2, 3, 3, 8)',
      '(2, 3, 3, 4) -> (2, 3, 3, 8) -> (2, 3, 3, 3)',
      '(2, 5, 5, 8) -> (2, 5, 5, 4)',
      'halves summed, grouped layer: True max difference 0.0',
      '[(2, 5, 5, 3), (2, 5, 5, 3)] -> (2, 5, 5, 6)',
      'split and joined, grouped layer: True max difference 0.0',
    ]);
  });
});

describe('filters-or-size.ipynb', () => {
  it('prints the calculation of the question and the shapes of the layer', () => {
    const execution = execute('filters-or-size.ipynb');
    expect(execution.errors).toEqual([]);
    const calculation = (filters: number, size: number, padding: number) => [
      `# Filters: ${filters}`,
      `New Shape: [${size}, ${size}, 1]`,
      ` Padding : [${padding}, ${padding}]`,
    ];
    expect(lines(execution)).toEqual([
      ...calculation(9, 3, 0),
      ...calculation(25, 5, 1),
      ...calculation(676, 26, 0),
      ...calculation(100, 10, 1),
      '(?, 28, 28, 32)',
      '(?, 28, 28, 53)',
      '(?, 26, 26, 32)',
      '(1, 28, 28, 3)',
    ]);
  });

  it('shows the three filters of the last cell', () => {
    const { payloads } = execute('filters-or-size.ipynb');
    expect(payloads.at(-1)!.steps[0].op).toBe('tf.nn.conv2d');
  });
});

describe('every notebook', () => {
  it.each(readdirSync(examples).filter((file) => file.endsWith('.ipynb')))('%s makes valid outputs', (file) => {
    const { payloads } = execute(file);
    expect(payloads.length).toBeGreaterThan(0);
    for (const payload of payloads) expect(validatePayload(payload)).toMatchObject({ ok: true });
  });
});
