import { describe, expect, it } from 'vitest';
import { ACTIVATION_NAMES, activationFunction, activationText } from '../../../src/compute/activation';
import { denseMaps } from '../../../src/compute/layout';
import { fromFlat } from '../../../src/compute/ndarray';
import { buildPayload, textOf } from '../../../src/compute/output';
import { convolve } from '../../../src/compute/reference';
import { parametersOf, planSteps } from '../../../src/compute/step';
import { decodeTensor } from '../../../src/protocol/codec';
import schema from '../../../src/protocol/payload.schema.json';
import type { PoolStep } from '../../../src/protocol/payload';

const base = { framework: 'torch', dataFormat: 'channels_first', input: 0 } as const;

/** A step on its own, computed from an input of (1, C, …). */
function run(step: Parameters<typeof buildPayload>[0][number], shape: number[], values: number[]): number[] {
  const payload = buildPayload([{ ...step, input: fromFlat(shape, values) }]);
  const [planned] = planSteps(payload);
  const numbers = (name: string) => decodeTensor(payload.tensors[name]);
  const { weight, bias } = parametersOf(planned, numbers);
  const input = denseMaps(shape, numbers('input'), 'channels_first');
  return [...convolve(planned.problem, input, weight, bias).data];
}

describe('pooling', () => {
  const pool = (over: Partial<Omit<PoolStep, 'input'>>) => ({
    ...base,
    op: 'Pool',
    type: 'pool' as const,
    kind: 'max' as const,
    kernel: [2],
    stride: [2],
    dilation: [1],
    padding: [[0, 0]] as [number, number][],
    input: 0,
    ...over,
  });
  const line = [1, 1, 5];

  it('takes the largest of each window, and NaN where there is one', () => {
    expect(run(pool({}), line, [1, 3, NaN, 2, 9])).toEqual([3, NaN]);
    expect(run(pool({ padding: [[1, 1]] }), line, [-1, -3, -5, -2, -9])).toEqual([-1, -3, -2]);
  });

  // torch.nn.functional.avg_pool1d(torch.tensor([[[1., 2., 3., 4., 5.]]]), 2, 2, 1, …)
  it('divides an average by what counts', () => {
    const average = { kind: 'average', padding: [[1, 1]] } as const;
    expect(run(pool({ ...average, padding: [[1, 1]], countsPadding: true }), line, [1, 2, 3, 4, 5])).toEqual([
      0.5, 2.5, 4.5,
    ]);
    expect(run(pool({ ...average, padding: [[1, 1]] }), line, [1, 2, 3, 4, 5])).toEqual([1, 2.5, 4.5]);
  });

  it('with ceil_mode reads a last, shorter window that counts only its own numbers', () => {
    const wide = { kind: 'average', kernel: [3], countsPadding: true, ceilMode: true } as const;
    expect(run(pool({ ...wide, kernel: [3], stride: [2] }), [1, 1, 6], [1, 2, 3, 4, 5, 6])).toEqual([2, 4, 5.5]);
  });
});

describe('batch normalization in inference', () => {
  it('scales and shifts each channel by its own statistics', () => {
    const numbers = (...values: number[]) => fromFlat([2], values);
    const step = {
      ...base,
      type: 'batch_norm' as const,
      op: 'BatchNorm1d',
      mean: numbers(1, 2),
      variance: numbers(4, 0.25),
      weight: numbers(2, 1),
      bias: numbers(0, 10),
      epsilon: 0,
      input: 0,
    };
    expect(run(step, [1, 2, 2], [1, 5, 2, 3])).toEqual([0, 4, 10, 12]);
  });
});

describe('activations', () => {
  it('are the same in the schema', () => {
    expect(schema.definitions.activation.properties.function.enum).toEqual([...ACTIVATION_NAMES]);
  });

  it.each(ACTIVATION_NAMES)('%s: the text for gpu.js says what the function computes', (name) => {
    const value = activationFunction({ name });
    // The text is JavaScript: gpu.js's own language.
    const text = new Function('x', `return ${activationText({ name }, 'x')};`) as (x: number) => number;
    for (const x of [-50, -7.5, -3, -1, -0.3, -0.05, -1e-4, 0, 1e-4, 0.05, 0.3, 1, 2.5, 6, 7, 50]) {
      expect(Math.abs(text(x) - value(x)), `at ${x}`).toBeLessThanOrEqual(
        2e-7 * Math.max(Math.abs(x), 1e-3) + 2e-7 * Math.abs(value(x)),
      );
    }
    expect(text(NaN)).toBeNaN();
  });
});

describe('the text of a chain', () => {
  it('says of every step what it is', () => {
    const channel = fromFlat([2], [1, 1]);
    const payload = buildPayload([
      {
        ...base,
        op: 'Conv2d',
        input: fromFlat([1, 1, 4, 4], new Float32Array(16)),
        weight: fromFlat([2, 1, 1, 1], [1, 2]),
        stride: [1, 1],
        dilation: [1, 1],
        padding: [
          [0, 0],
          [0, 0],
        ],
        groups: 1,
      },
      { ...base, type: 'batch_norm', op: 'BatchNorm2d', input: 0, mean: channel, variance: channel, epsilon: 1e-5 },
      { ...base, type: 'activation', op: 'LeakyReLU', input: 1, function: 'leaky_relu', parameters: { slope: 0.2 } },
      {
        ...base,
        type: 'pool',
        op: 'MaxPool2d',
        input: 2,
        kind: 'max',
        kernel: [2, 2],
        stride: [2, 2],
        dilation: [1, 1],
        padding: [
          [0, 0],
          [0, 0],
        ],
      },
    ]);
    expect(textOf(payload).split('\n')).toEqual([
      'Conv2d  (1, 1, 4, 4) → (1, 2, 4, 4)  1 → 2 channels, 32 MACs',
      'BatchNorm2d  (1, 2, 4, 4) → (1, 2, 4, 4)  each of 2 channels by its own mean and variance',
      'LeakyReLU  (1, 2, 4, 4) → (1, 2, 4, 4)  leaky_relu, slope 0.2',
      'MaxPool2d  (1, 2, 4, 4) → (1, 2, 2, 2)  maximum of 2 × 2, stride 2 × 2',
    ]);
  });
});
