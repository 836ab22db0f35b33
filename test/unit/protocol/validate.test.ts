import { describe, expect, it } from 'vitest';
import { encodeTensor } from '../../../src/protocol/codec';
import { inEnglish, sayIt } from '../../../src/protocol/say';
import { validatePayload } from '../../../src/protocol/validate';
import { conv, payload } from '../../support/build';

const step = conv({
  padding: [
    [0, 0],
    [1, 1],
  ],
});
const valid = payload(
  {
    x: encodeTensor([1, 1, 2, 2], 'float32', [1, 2, 3, 4]),
    w: { shape: [1, 1, 1, 1], init: { type: 'constant', value: 2 } },
  },
  [step],
);
const problemOf = (data: unknown): string => {
  const result = validatePayload(data);
  if (result.ok) return 'ok';
  const { kind, message } = result.problem;
  return `${kind}: ${sayIt(message, inEnglish)}`;
};

const follows = { op: 'follows', framework: 'torch', dataFormat: 'channels_first', input: 0 };

describe('an arriving payload', () => {
  it('passes when it is what the protocol says', () => {
    expect(validatePayload(valid)).toEqual({ ok: true, payload: valid });
  });

  it('passes with the line breaks that .ipynb files put into base64', () => {
    const x = encodeTensor([1, 1, 8, 8], 'float32', new Float32Array(64));
    const data = x.data.replace(/(.{76})/g, '$1\n');
    expect(problemOf({ ...valid, tensors: { ...valid.tensors, x: { ...x, data } } })).toBe('ok');
  });

  it.each([
    ['not an object', 'text', /^malformed: .*"string" is invalid/],
    ['null', null, /^malformed/],
    ['a newer version', { ...valid, version: 2 }, /^newer: This output has version 2/],
    ['no version', { tensors: valid.tensors, steps: valid.steps }, /^malformed: .*version/],
    ['nothing at all', undefined, /^malformed/],
    ['no steps', { ...valid, steps: [] }, /^malformed: .*steps/],
    ['an unknown step', { ...valid, steps: [{ ...step, type: 'attention' }] }, /^malformed: .*steps\/0\/type/],
    ['a pooling step without its window', { ...valid, steps: [{ ...step, type: 'pool' }] }, /^malformed: .*kernel/],
    [
      'an activation that nobody knows',
      { ...valid, steps: [step, { ...follows, type: 'activation', function: 'swizzle' }] },
      /^malformed: .*function/,
    ],
    [
      'a normalization whose mean is not there',
      { ...valid, steps: [step, { ...follows, type: 'batch_norm', mean: 'm', variance: 'w', epsilon: 0 }] },
      /no tensor “m”/,
    ],
    ['stride 0', { ...valid, steps: [{ ...step, stride: [0, 1] }] }, /^malformed: .*stride\/0/],
    ['a fractional group count', { ...valid, steps: [{ ...step, groups: 1.5 }] }, /^malformed: .*groups/],
    ['a tensor that is not there', { ...valid, steps: [{ ...step, weight: 'v' }] }, /no tensor “v”/],
    ['a step that reads itself', { ...valid, steps: [{ ...step, input: 0 }] }, /does not come before/],
    ['dilation of another rank', { ...valid, steps: [{ ...step, dilation: [1] }] }, /dilation has 1 entries/],
    ['a negative size', { ...valid, tensors: { ...valid.tensors, w: { shape: [-1], init: step } } }, /^malformed/],
    [
      'too few bytes',
      { ...valid, tensors: { ...valid.tensors, x: encodeTensor([9], 'float32', [1]) } },
      /“x” of shape \(9\) and type float32 takes 36 bytes/,
    ],
    [
      'more numbers than a view takes',
      {
        ...valid,
        tensors: { ...valid.tensors, x: { shape: [64, 1024, 1025], init: { type: 'constant', value: 0 } } },
      },
      /^oversized: .*“x”/,
    ],
    [
      'both numbers and a recipe',
      { ...valid, tensors: { ...valid.tensors, w: { ...valid.tensors.w, dtype: 'uint8', data: '' } } },
      /^malformed/,
    ],
  ])('is refused with the reason: %s', (_, data, expected) => {
    expect(problemOf(data)).toMatch(expected);
  });
});
