import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { denseMaps } from '../../../src/compute/layout';
import type { ConvProblem } from '../../../src/compute/problem';
import { convolve } from '../../../src/compute/reference';
import { type TorchCase, flatten, problemOfCase } from './torchValues';

const { cases } = JSON.parse(
  readFileSync(new URL('../../truth/data/torch_conv_values.json', import.meta.url), 'utf8'),
) as { cases: TorchCase[] };

describe('the float64 reference', () => {
  it.each(cases.map((row) => [row.id, row.expr, row] as const))(
    'gives PyTorch’s numbers exactly: %i %s',
    (_, __, row) => {
      const input = denseMaps(row.input_shape, flatten(row.input), 'channels_first');
      const bias = row.bias ? Float64Array.from(row.bias) : undefined;
      const { data, shape } = convolve(problemOfCase(row), input, flatten(row.weight), bias);
      expect(shape).toEqual(row.output_shape);
      expect(data).toEqual(flatten(row.output));
    },
  );

  const line = (over: Partial<ConvProblem['axes'][0]>, mode: ConvProblem['paddingMode']): ConvProblem => ({
    batch: 1,
    inChannels: 1,
    outChannels: 1,
    groups: 1,
    axes: [{ input: 4, kernel: 3, stride: 1, dilation: 1, padBefore: 2, padAfter: 0, output: 4, ...over }],
    paddingMode: mode,
    transposed: false,
  });
  const input = denseMaps([1, 1, 4], Float64Array.of(1, 2, 3, 4), 'channels_first');
  const first = Float64Array.of(1, 0, 0);

  it.each([
    ['zeros', [0, 0, 1, 2]],
    ['reflect', [3, 2, 1, 2]],
    ['replicate', [1, 1, 1, 2]],
    ['circular', [3, 4, 1, 2]],
  ] as const)('pads with %s as torch.nn.functional.pad does', (mode, expected) => {
    expect([...convolve(line({}, mode), input, first).data]).toEqual(expected);
  });

  it('computes over three axes', () => {
    const axis = { input: 2, kernel: 2, stride: 1, dilation: 1, padBefore: 0, padAfter: 0, output: 1 };
    const problem: ConvProblem = { ...line({}, 'zeros'), axes: [axis, axis, axis] };
    const cube = denseMaps([1, 1, 2, 2, 2], Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8), 'channels_first');
    const weight = Float64Array.of(1, 10, 100, 1000, 1e4, 1e5, 1e6, 1e7);
    expect([...convolve(problem, cube, weight).data]).toEqual([87654321]);
  });

  it('does not multiply padding: an infinite weight there leaves the sum finite', () => {
    const { data } = convolve(line({}, 'zeros'), input, Float64Array.of(Infinity, 0, 1));
    expect(data[0]).toBe(1);
  });
});
