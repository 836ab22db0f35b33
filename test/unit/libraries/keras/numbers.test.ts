import { beforeAll, describe, expect, it } from 'vitest';
import { startSession } from '../../../../src/analysis/kernel/session';
import { disk } from '../../../../src/analysis/sourceFiles.node';
import { loadParser } from '../../../../src/python/syntax';

beforeAll(() => loadParser());

/** The numbers that code prints as a list. */
function printed(code: string): number[] {
  let text = '';
  startSession({ files: disk, roots: [] }).execute(code, (reply) => {
    if (reply.type === 'error') throw new Error(`${reply.name}: ${reply.message}`);
    if (reply.type === 'stream') text += reply.text;
  });
  return JSON.parse(text) as number[];
}

const X = 'np.array([[-3., -1., -.5, 0., .5, 1., 1.5, 7.]], dtype="float32")';

/** What Keras 3.15 on TensorFlow 2.21 gives. */
const KERAS: [layer: string, numbers: number[]][] = [
  ['ReLU(max_value=6, negative_slope=0.1, threshold=1)', [-0.4, -0.2, -0.15, -0.1, -0.05, 0, 1.5, 6]],
  ['ReLU(6.0)', [0, 0, 0, 0, 0.5, 1, 1.5, 6]],
  ['ReLU()', [0, 0, 0, 0, 0.5, 1, 1.5, 7]],
  ['LeakyReLU(negative_slope=0.1)', [-0.3, -0.1, -0.05, 0, 0.5, 1, 1.5, 7]],
  ['LeakyReLU()', [-0.9, -0.3, -0.15, 0, 0.5, 1, 1.5, 7]],
  ['ELU(alpha=0.5)', [-0.4751065, -0.3160603, -0.1967347, 0, 0.5, 1, 1.5, 7]],
];

describe('the numbers of Keras layers', () => {
  it.each(KERAS)('%s', (layer, expected) => {
    const seen = printed(`import keras, numpy as np\nprint(np.asarray(keras.layers.${layer}(${X})).ravel().tolist())`);
    expect(seen).toHaveLength(expected.length);
    expected.forEach((number, i) => expect(seen[i]).toBeCloseTo(number, 6));
  });

  it.each([
    ['GlobalAveragePooling2D()', [5, 6, 17, 18]],
    ['GlobalMaxPooling2D(keepdims=True)', [10, 11, 22, 23]],
    ['GlobalAveragePooling2D(data_format="channels_first")', [2.5, 8.5, 14.5, 20.5]],
  ])('%s', (layer, expected) => {
    const x = 'np.arange(24, dtype="float32").reshape(2, 2, 3, 2)';
    expect(
      printed(`import keras, numpy as np\nprint(np.asarray(keras.layers.${layer}(${x})).ravel().tolist())`),
    ).toEqual(expected);
  });

  it('BatchNormalization by its moving statistics, along the last axis', () => {
    const seen = printed(`
import keras, numpy as np
b = keras.layers.BatchNormalization(epsilon=0.01)
b.build((None, 2, 2))
b.set_weights([np.array([2., .5]), np.array([1., -1.]), np.array([3., 4.]), np.array([.25, 9.])])
print(np.asarray(b(np.arange(4.).reshape(1, 2, 2))).ravel().tolist())`);
    const expected = [-10.7669678, -1.4997225, -2.9223223, -1.1665741];
    expected.forEach((number, i) => expect(seen[i]).toBeCloseTo(number, 5));
  });
});
