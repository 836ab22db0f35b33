import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { fromFlat, full } from '../../../src/compute/ndarray';
import { type OutputStep, buildPayload, textOf } from '../../../src/compute/output';
import { previewPng } from '../../../src/compute/preview';
import { planStep } from '../../../src/compute/step';
import { decodeTensor } from '../../../src/protocol/codec';
import { validatePayload } from '../../../src/protocol/validate';

const step: OutputStep = {
  op: 'tf.nn.depthwise_conv2d',
  framework: 'tensorflow',
  dataFormat: 'channels_last',
  input: full([2, 13, 13, 3], 1),
  weight: fromFlat([12, 1, 1, 1], [2, 2.1, 2.2, 2.3, 3, 3.1, 3.2, 3.3, 4, 4.1, 4.2, 4.3], 'float64'),
  stride: [1, 1],
  dilation: [1, 1],
  padding: [
    [0, 0],
    [0, 0],
  ],
  groups: 3,
};

describe('a payload', () => {
  it('is what the protocol accepts, through JSON as a notebook stores it', () => {
    const payload = buildPayload([step], 'Four filters for each channel');
    expect(validatePayload(JSON.parse(JSON.stringify(payload)))).toMatchObject({ ok: true });
    expect(payload.title).toBe('Four filters for each channel');
    expect([...decodeTensor(payload.tensors.weight)].slice(0, 2)).toEqual([2, Math.fround(2.1)]);
  });

  it('stores a tensor that two steps share once, and reads earlier steps by index', () => {
    const pointwise: OutputStep = {
      ...step,
      input: 0,
      weight: { shape: [12, 4, 1, 1], init: { type: 'constant', value: 1 } },
    };
    const payload = buildPayload([step, { ...pointwise }]);
    expect(payload.steps.map(({ input }) => input)).toEqual(['input1', 0]);
    const twice = buildPayload([step, step]);
    expect(Object.keys(twice.tensors)).toEqual(['input1', 'weight1']);
  });

  it('says what equal numbers are instead of storing them, where JSON can say it', () => {
    const { tensors } = buildPayload([step]);
    expect(tensors.input).toEqual({ shape: [2, 13, 13, 3], init: { type: 'constant', value: 1 } });
    expect([...decodeTensor(tensors.input)]).toEqual(Array.from({ length: 2 * 13 * 13 * 3 }, () => 1));
    for (const value of [NaN, Infinity, -0]) {
      const { input } = buildPayload([{ ...step, input: full([2, 13, 13, 3], value) }]).tensors;
      expect(Object.is(decodeTensor(input)[0], value)).toBe(true);
    }
  });

  it('is refused in the ConvPlan’s words when the shapes make no convolution', () => {
    expect(() => buildPayload([{ ...step, weight: full([12, 2, 1, 1], 1) }])).toThrow(/channels/);
    expect(() => buildPayload([{ ...step, stride: [1] }])).toThrow(/axes/);
  });

  it('says in text what the view’s header says', () => {
    expect(textOf(buildPayload([step]))).toBe(
      'tf.nn.depthwise_conv2d  (2, 13, 13, 3) → (2, 13, 13, 12)  3 → 12 = 3 × 4 channels, 4,056 MACs',
    );
  });

  it('plans asymmetric padding and a transposed step', () => {
    const transposed = { ...step, type: 'conv' as const, input: 'x', weight: 'w', bias: undefined, groups: 1 };
    const { problem } = planStep(
      {
        ...transposed,
        transposed: true,
        stride: [2, 2],
        outputPadding: [1, 0],
        padding: [
          [1, 0],
          [0, 2],
        ],
      },
      [1, 4, 5, 5],
      () => [4, 6, 3, 3],
    );
    expect(problem.axes.map((axis) => axis.output)).toEqual([11, 9]);
  });
});

describe('the stored picture', () => {
  it('is a PNG that holds the maps in their colours', () => {
    const { width, height, data } = decode(previewPng(buildPayload([step]))!);
    const colors = new Set<string>();
    for (let i = 0; i < data.length; i += 4) colors.add(data.subarray(i, i + 3).join());
    expect(width).toBeLessThanOrEqual(640);
    expect(height).toBeGreaterThan(100);
    // Viridis from its first to its last colour, on white.
    for (const color of ['68,1,84', '253,231,37', '255,255,255']) expect(colors).toContain(color);
  });

  it('takes the output that the caller has', () => {
    const wrong = full([2, 13, 13, 12], 5);
    const given = decode(previewPng(buildPayload([step]), wrong)!);
    const computed = decode(previewPng(buildPayload([step]))!);
    expect(Buffer.compare(Buffer.from(given.data), Buffer.from(computed.data))).not.toBe(0);
  });

  it('is left out when computing it would take long', () => {
    const large: OutputStep = {
      ...step,
      input: { shape: [1, 512, 512, 64], init: { type: 'constant', value: 1 } },
      weight: { shape: [64, 64, 3, 3], init: { type: 'constant', value: 1 } },
      groups: 1,
    };
    expect(previewPng(buildPayload([large]))).toBeUndefined();
  });
});
