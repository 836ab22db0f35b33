import { describe, expect, it } from 'vitest';
import { type ConvRequest, planConv, spellingsOf } from '../../../src/shape';

const transposed: ConvRequest = {
  framework: 'torch',
  op: 'Conv2d',
  rank: 2,
  inputShape: [1, 4, 5, 5],
  layout: 'channels_first',
  batch: 'one',
  transposed: true,
  stride: [2, 2],
  dilation: [1, 1],
  padding: {
    kind: 'explicit',
    edges: [
      [1, 1],
      [1, 1],
    ],
  },
  paddingMode: 'zeros',
  groups: 1,
  weightShape: [4, 3, 3, 3],
  weightLayout: 'IOk',
  bias: true,
};

const codeOf = (request: ConvRequest): Record<string, string> =>
  Object.fromEntries(spellingsOf(planConv(request)).map(({ framework, code }) => [framework, code]));

/** A transposed convolution that cuts as much off the edges of both axes. */
const cutting = (before: number, after: number): Record<string, string> =>
  codeOf({
    ...transposed,
    padding: {
      kind: 'explicit',
      edges: [
        [before, after],
        [before, after],
      ],
    },
  });

// Each of these was run with PyTorch 2.13, Keras 3.15 and TensorFlow 2.21 on the same numbers.
describe('transposed convolutions in the words of other frameworks', () => {
  it('give a part of the end back as PyTorch’s output_padding', () => {
    const code = 'nn.ConvTranspose2d(4, 3, 3, stride=2, padding=1, output_padding=1)';
    expect(cutting(1, 0).PyTorch).toBe(code);
    expect(codeOf({ ...transposed, outputPadding: [1, 1] }).PyTorch).toBe(code);
  });

  it('are cut by a layer of its own in PyTorch where the end is cut more, or less by a step', () => {
    expect(cutting(0, 1).PyTorch).toBe(
      'nn.Sequential(nn.ConvTranspose2d(4, 3, 3, stride=2), nn.ConstantPad2d((0, -1, 0, -1), 0))',
    );
    expect(cutting(2, 0).PyTorch).toBe(
      'nn.Sequential(nn.ConvTranspose2d(4, 3, 3, stride=2), nn.ConstantPad2d((-2, 0, -2, 0), 0))',
    );
  });

  it('are gradients in TensorFlow, of the convolution whose input has the output’s shape', () => {
    const code = (padding: string, size: number): string =>
      `tf.nn.bias_add(tf.nn.conv2d_transpose(x, tf.zeros([3, 3, 3, 4]), output_shape=[tf.shape(x)[0], ${size}, ${size}, 3], strides=2, padding=${padding}), tf.zeros([3]))`;
    expect(cutting(0, 1).TensorFlow).toBe(code("'SAME'", 10));
    expect(cutting(0, 0).TensorFlow).toBe(code("'VALID'", 11));
    expect(cutting(1, 1).TensorFlow).toBe(code("'SAME'", 9));
    expect(cutting(1, 0).TensorFlow).toBe(code('[[0, 0], [1, 0], [1, 0], [0, 0]]', 10));
  });

  it('are Keras’s "same" only where the odd one is cut from the end', () => {
    expect(cutting(0, 1).Keras).toBe("layers.Conv2DTranspose(3, 3, strides=2, padding='same')");
    expect(cutting(0, 0).Keras).toBe('layers.Conv2DTranspose(3, 3, strides=2)');
    const cropped = (rows: string): string =>
      `keras.Sequential([layers.Conv2DTranspose(3, 3, strides=2), layers.Cropping2D(${rows})])`;
    expect(cutting(1, 0).Keras).toBe(cropped('((1, 0), (1, 0))'));
    expect(cutting(1, 1).Keras).toBe(cropped('((1, 1), (1, 1))'));
  });

  it.each([1, 2, 3, 4, 5].flatMap((kernel) => [1, 2, 3, 4].map((stride) => [kernel, stride])))(
    'come back to Keras as they were: kernel %i, stride %i',
    (kernel, stride) => {
      for (const padding of ['valid', 'same_upper'] as const) {
        const { Keras } = codeOf({
          ...transposed,
          framework: 'keras',
          op: 'Conv2DTranspose',
          padding: { kind: padding },
          stride: [stride, stride],
          weightShape: [4, 3, kernel, kernel],
        });
        const same = padding === 'same_upper' && kernel > stride;
        const options = [stride > 1 ? `strides=${stride}` : '', same ? "padding='same'" : ''].filter(Boolean);
        expect(Keras).toBe(`layers.Conv2DTranspose(${['3', String(kernel), ...options].join(', ')})`);
      }
    },
  );
});

it('Keras has no strides together with dilation', () => {
  const plain = { ...transposed, transposed: false, weightShape: [3, 4, 3, 3], weightLayout: 'OIk' } as const;
  expect(codeOf({ ...plain, stride: [2, 2] }).Keras).toContain('strides=2');
  expect(codeOf({ ...plain, stride: [1, 1], dilation: [1, 2] }).Keras).toContain('dilation_rate=(1, 2)');
  expect(codeOf({ ...plain, stride: [2, 1], dilation: [1, 2] }).Keras).toBeUndefined();
});
