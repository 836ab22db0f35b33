import { encodeTensor } from '../../src/protocol/codec';
import type { Payload, TensorData } from '../../src/protocol/payload';
import { UNPADDED, conv, payload, uniform } from './build';

/** Ones through twelve 5 × 5 filters that hold one number in the middle: each map is that number, less at no edge. */
function depthwiseExample(): Payload {
  const filters = new Float32Array(12 * 25);
  for (let o = 0; o < 12; o++) filters[o * 25 + 12] = 2 + Math.floor(o / 4) + (o % 4) / 10;
  return payload(
    {
      x: { shape: [2, 13, 13, 3], init: { type: 'constant', value: 1 } },
      w: encodeTensor([12, 1, 5, 5], 'float32', filters),
    },
    [
      conv({
        op: 'tf.nn.depthwise_conv2d',
        framework: 'tensorflow',
        dataFormat: 'channels_last',
        groups: 3,
        padding: [
          [2, 2],
          [2, 2],
        ],
      }),
    ],
    'Four filters for each of three channels',
  );
}

function withNonFinite(): Payload {
  const x = Float32Array.from({ length: 2 * 36 }, (_, i) => Math.sin(i));
  x[7] = NaN;
  x[36 + 20] = Infinity;
  return payload({ x: encodeTensor([1, 2, 6, 6], 'float32', x), w: uniform([4, 1, 3, 3], 4) }, [conv({ groups: 2 })]);
}

/** A photograph-like picture: smooth shades with an edge, so that filters have something to find. */
function picture(size: number): TensorData {
  const x = new Float32Array(3 * size * size);
  for (let c = 0; c < 3; c++) {
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const distance = Math.hypot(row - size * 0.45, column - size * (0.35 + 0.15 * c));
        const disc = distance < size * 0.28 ? 1 - distance / size : 0.1;
        x[(c * size + row) * size + column] = disc + 0.25 * Math.sin((row + 2 * column) / 9);
      }
    }
  }
  return encodeTensor([1, 3, size, size], 'float32', x);
}

function edges(): TensorData {
  const kernels = [
    [-1, 0, 1, -2, 0, 2, -1, 0, 1],
    [-1, -2, -1, 0, 0, 0, 1, 2, 1],
    [0, 1, 0, 1, -4, 1, 0, 1, 0],
    [1, 2, 1, 2, 4, 2, 1, 2, 1],
  ];
  return encodeTensor([12, 1, 3, 3], 'float32', Array.from({ length: 3 }, () => kernels.flat()).flat());
}

/** A convolution with what follows it in practice. */
function whatFollows(): Payload {
  const rest = { framework: 'torch', dataFormat: 'channels_first' } as const;
  const numbers = (low: number, high: number, seed: number): TensorData => ({
    shape: [12],
    init: { type: 'uniform', low, high, seed },
  });
  return {
    version: 1,
    title: 'A convolution and what follows it',
    tensors: {
      x: picture(48),
      w: edges(),
      mean: numbers(-0.2, 0.2, 30),
      variance: numbers(0.5, 2, 31),
      gamma: numbers(0.5, 1.5, 32),
      beta: numbers(-0.1, 0.1, 33),
    },
    steps: [
      conv({ op: 'Conv2d', name: 'features.0', groups: 3 }),
      {
        ...rest,
        type: 'batch_norm',
        op: 'BatchNorm2d',
        name: 'features.1',
        input: 0,
        mean: 'mean',
        variance: 'variance',
        weight: 'gamma',
        bias: 'beta',
        epsilon: 1e-5,
      },
      { ...rest, type: 'activation', op: 'ReLU', name: 'features.2', input: 1, function: 'relu' },
      {
        ...rest,
        type: 'pool',
        op: 'MaxPool2d',
        name: 'features.3',
        input: 2,
        kind: 'max',
        kernel: [2, 2],
        stride: [2, 2],
        dilation: [1, 1],
        padding: UNPADDED,
      },
    ],
  };
}

/** The outputs that the tests render, by name. */
export const PAYLOADS: Record<string, () => Payload> = {
  'depthwise example': depthwiseExample,
  'depthwise picture': () =>
    payload({ x: picture(96), w: edges() }, [conv({ op: 'nn.Conv2d', name: 'edges', groups: 3 })]),
  grouped: () =>
    payload({ x: uniform([1, 8, 14, 14], 1), w: uniform([12, 2, 3, 3], 2), b: uniform([12], 3) }, [
      conv({ op: 'nn.Conv2d', name: 'layer1.0.conv2', groups: 4, bias: 'b' }),
    ]),
  full: () =>
    payload({ x: picture(64), w: uniform([16, 3, 7, 7], 5) }, [
      conv({
        op: 'nn.Conv2d',
        name: 'conv1',
        stride: [2, 2],
        padding: [
          [3, 3],
          [3, 3],
        ],
      }),
    ]),
  'many maps': () =>
    payload({ x: uniform([1, 256, 28, 28], 6), w: uniform([512, 1, 3, 3], 7) }, [
      conv({ op: 'DepthwiseConv2D', framework: 'keras', groups: 256 }),
    ]),
  'hundreds of large maps': () =>
    payload({ x: uniform([1, 256, 112, 112], 1), w: uniform([512, 1, 3, 3], 2) }, [conv({ groups: 256 })]),
  'thirty-two large maps': () =>
    payload({ x: uniform([1, 32, 112, 112], 21), w: uniform([32, 1, 3, 3], 22) }, [conv({ groups: 32 })]),
  'huge map': () => payload({ x: uniform([1, 1, 1200, 1600], 8), w: uniform([2, 1, 3, 3], 9) }, [conv({})]),
  'one by one': () =>
    payload({ x: uniform([1, 4, 1, 1], 10), w: uniform([3, 4, 1, 1], 11) }, [
      conv({
        padding: UNPADDED,
      }),
    ]),
  'no input channels': () =>
    payload({ x: uniform([1, 0, 4, 4], 19), w: uniform([2, 0, 3, 3], 20), b: uniform([2], 21) }, [conv({ bias: 'b' })]),
  'nan and infinities': withNonFinite,
  'one axis': () =>
    payload({ x: uniform([2, 3, 60], 12), w: uniform([6, 1, 5], 13) }, [
      conv({ op: 'Conv1d', groups: 3, stride: [1], dilation: [2], padding: [[4, 4]] }),
    ]),
  'three axes': () =>
    payload({ x: uniform([1, 1, 4, 8, 8], 14), w: uniform([2, 1, 3, 3, 3], 15) }, [
      conv({
        op: 'Conv3d',
        stride: [1, 1, 1],
        dilation: [1, 1, 1],
        padding: [
          [1, 1],
          [1, 1],
          [1, 1],
        ],
      }),
    ]),
  transposed: () =>
    payload({ x: uniform([1, 4, 7, 7], 16), w: uniform([4, 3, 4, 4], 17) }, [
      conv({ op: 'ConvTranspose2d', transposed: true, stride: [2, 2], outputPadding: [0, 0] }),
    ]),
  'what follows': whatFollows,
  'two steps': () =>
    payload({ x: picture(48), w: edges(), p: uniform([8, 12, 1, 1], 18) }, [
      conv({ op: 'nn.Conv2d', name: 'depthwise', groups: 3 }),
      conv({
        op: 'nn.Conv2d',
        name: 'pointwise',
        input: 0,
        weight: 'p',
        padding: UNPADDED,
      }),
    ]),
  // The first and the second cannot be shown, the third and the fourth can.
  'one layer that takes long': () =>
    payload({ x: uniform([1, 256, 24, 24], 19), w: uniform([256, 256, 3, 3], 20), p: uniform([4, 256, 1, 1], 21) }, [
      conv({ name: 'long', padding: [[220, 220], [220, 220]] }), // prettier-ignore
      conv({ name: 'behind it', input: 0, weight: 'p', padding: UNPADDED, stride: [8, 8] }),
    ]),
  // Soon computed as it is, and in seconds with a stride of one.
  'long without its stride': () =>
    payload({ x: uniform([1, 256, 64, 64], 23), w: uniform([256, 256, 3, 3], 24) }, [
      conv({ name: 'wide', stride: [8, 8], padding: [[100, 100], [100, 100]] }), // prettier-ignore
    ]),
  'one layer too large': () =>
    payload({ x: picture(48), w: edges(), p: uniform([8, 12, 1, 1], 18) }, [
      conv({ name: 'huge', groups: 3, padding: [[9000, 9000], [9000, 9000]] }), // prettier-ignore
      conv({ name: 'behind it', input: 0, weight: 'p', padding: UNPADDED }),
      conv({ name: 'beside it', groups: 3 }),
      conv({ name: 'behind that', input: 2, weight: 'p', padding: UNPADDED }),
    ]),
};

const good = depthwiseExample();

/** What must give a message instead of maps, with a part of the message. */
export const REFUSED: Record<string, { data: unknown; says: string }> = {
  'text instead of an object': { data: 'maps', says: 'cannot read this output' },
  'no steps': { data: { ...good, steps: [] }, says: 'at steps' },
  'a newer version': { data: { ...good, version: 2 }, says: 'version 2' },
  'too many numbers': {
    data: {
      ...good,
      tensors: { ...good.tensors, x: { shape: [1024, 1024, 65], init: { type: 'constant', value: 0 } } },
    },
    says: 'too large to show',
  },
  'numbers cut short': {
    data: { ...good, tensors: { ...good.tensors, w: { ...good.tensors.w, data: 'AAAA' } } },
    says: 'takes 1200 bytes',
  },
  'numbers that are not base64': {
    data: { ...good, tensors: { ...good.tensors, w: { ...good.tensors.w, data: '!'.repeat(1600) } } },
    says: 'not base64',
  },
  'channels that do not fit': {
    data: { ...good, tensors: { ...good.tensors, w: { shape: [12, 2, 5, 5], init: { type: 'constant', value: 1 } } } },
    says: 'channels',
  },
  'an empty batch': {
    data: { ...good, tensors: { ...good.tensors, x: { shape: [0, 13, 13, 3], init: { type: 'constant', value: 1 } } } },
    says: 'gives (0, 13, 13, 12)',
  },
  'a tensor that is not there': { data: { ...good, tensors: { x: good.tensors.x } }, says: 'no tensor “w”' },
};
