import { describe, expect, it } from 'vitest';
import { encodeTensor } from '../../../src/protocol/codec';
import type { ConvStep, Payload } from '../../../src/protocol/payload';
import { validatePayload } from '../../../src/protocol/validate';

const step: ConvStep = {
  type: 'conv',
  op: 'Conv2d',
  framework: 'torch',
  dataFormat: 'channels_first',
  input: 'x',
  weight: 'w',
  stride: [1, 1],
  dilation: [1, 1],
  padding: [
    [0, 0],
    [1, 1],
  ],
  groups: 1,
};
const payload: Payload = {
  version: 1,
  tensors: {
    x: encodeTensor([1, 1, 2, 2], 'float32', [1, 2, 3, 4]),
    w: { shape: [1, 1, 1, 1], init: { type: 'constant', value: 2 } },
  },
  steps: [step],
};
const problemOf = (data: unknown): string => {
  const result = validatePayload(data);
  return result.ok ? 'ok' : `${result.problem.kind}: ${result.problem.message}`;
};

const follows = { op: 'follows', framework: 'torch', dataFormat: 'channels_first', input: 0 };

describe('an arriving payload', () => {
  it('passes when it is what the protocol says', () => {
    expect(validatePayload(payload)).toEqual({ ok: true, payload });
  });

  it('passes with the line breaks that .ipynb files put into base64', () => {
    const x = encodeTensor([1, 1, 8, 8], 'float32', new Float32Array(64));
    const data = x.data.replace(/(.{76})/g, '$1\n');
    expect(problemOf({ ...payload, tensors: { ...payload.tensors, x: { ...x, data } } })).toBe('ok');
  });

  it.each([
    ['not an object', 'text', /^malformed: .*the output/],
    ['null', null, /^malformed/],
    ['a newer version', { ...payload, version: 2 }, /^newer: This output has version 2/],
    ['no version', { tensors: payload.tensors, steps: payload.steps }, /^malformed: .*version/],
    ['nothing at all', undefined, /^malformed/],
    ['no steps', { ...payload, steps: [] }, /^malformed: .*steps/],
    ['an unknown step', { ...payload, steps: [{ ...step, type: 'attention' }] }, /^malformed: .*steps\/0\/type/],
    ['a pooling step without its window', { ...payload, steps: [{ ...step, type: 'pool' }] }, /^malformed: .*kernel/],
    [
      'an activation that nobody knows',
      { ...payload, steps: [step, { ...follows, type: 'activation', function: 'swizzle' }] },
      /^malformed: .*function/,
    ],
    [
      'a normalization whose mean is not there',
      { ...payload, steps: [step, { ...follows, type: 'batch_norm', mean: 'm', variance: 'w', epsilon: 0 }] },
      /no tensor “m”/,
    ],
    ['stride 0', { ...payload, steps: [{ ...step, stride: [0, 1] }] }, /^malformed: .*stride\/0/],
    ['a fractional group count', { ...payload, steps: [{ ...step, groups: 1.5 }] }, /^malformed: .*groups/],
    ['a tensor that is not there', { ...payload, steps: [{ ...step, weight: 'v' }] }, /no tensor “v”/],
    ['a step that reads itself', { ...payload, steps: [{ ...step, input: 0 }] }, /does not come before/],
    ['dilation of another rank', { ...payload, steps: [{ ...step, dilation: [1] }] }, /dilation has 1 entries/],
    ['a negative size', { ...payload, tensors: { ...payload.tensors, w: { shape: [-1], init: step } } }, /^malformed/],
    [
      'too few bytes',
      { ...payload, tensors: { ...payload.tensors, x: encodeTensor([9], 'float32', [1]) } },
      /“x” of shape \(9\) and type float32 takes 36 bytes/,
    ],
    [
      'more numbers than a view takes',
      {
        ...payload,
        tensors: { ...payload.tensors, x: { shape: [64, 1024, 1025], init: { type: 'constant', value: 0 } } },
      },
      /^oversized: .*“x”/,
    ],
    [
      'both numbers and a recipe',
      { ...payload, tensors: { ...payload.tensors, w: { ...payload.tensors.w, dtype: 'uint8', data: '' } } },
      /^malformed/,
    ],
  ])('is refused with the reason: %s', (_, data, expected) => {
    expect(problemOf(data)).toMatch(expected);
  });
});
