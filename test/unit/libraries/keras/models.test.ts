/** Keras models: built eagerly and lazily, shared and nested, functional and subclassed. */
import { describe, expect, test } from 'vitest';
import { program } from '../tensorflow/program';

const lines = (source: string, mode: 'run' | 'analysis' = 'run'): string[] =>
  program(`import keras\nfrom keras import layers\nimport tensorflow as tf\nimport numpy as np\n${source}`, mode).lines;

describe('Sequential', () => {
  test('with an input knows its shapes as layers are added', () => {
    expect(
      lines(`
m = keras.Sequential()
m.add(layers.Conv2D(32, (3, 3), activation='relu', input_shape=(28, 28, 1)))
m.add(layers.MaxPooling2D((2, 2)))
m.add(layers.Flatten())
m.add(layers.Dense(64))
print(m.output_shape, m.layers[0].output_shape, m.layers[0].kernel.shape, m.count_params())
m.pop()
print(m.output_shape, len(m.layers))
`),
    ).toEqual(['(None, 64) (None, 26, 26, 32) (3, 3, 1, 32) 346496', '(None, 5408) 3']);
  });

  test('without an input makes its weights at the first call', () => {
    expect(
      lines(`
m = keras.Sequential([layers.Dense(3), layers.Dense(2)])
print(len(m.weights), m(tf.zeros((4, 5))).shape, [w.shape for w in m.weights])
`),
    ).toEqual(['0 (4, 2) [TensorShape([5, 3]), TensorShape([3]), TensorShape([3, 2]), TensorShape([2])]']);
  });
});

describe('functional models', () => {
  const SIAMESE = `
a = keras.Input(shape=(32, 32, 3), name='left')
b = keras.Input(shape=(32, 32, 3), name='right')
base = keras.Sequential([keras.Input((32, 32, 3)), layers.Conv2D(8, 3, strides=2), layers.GlobalAveragePooling2D()], name='base')
fa, fb = base(a), base(b)
model = keras.Model([a, b], [layers.Dense(1, name='same')(layers.Subtract()([fa, fb])), layers.Dense(5, name='cls')(fa)])
`;
  test('count the weights of a shared model once', () => {
    expect(lines(`${SIAMESE}\nprint(model.count_params(), [l.name for l in model.layers])`)).toEqual([
      "278 ['left', 'right', 'base', 'subtract', 'same', 'cls']",
    ]);
  });

  test('run on other batches, by call and by predict', () => {
    expect(
      lines(`${SIAMESE}
x = np.zeros((4, 32, 32, 3))
print([t.shape for t in model.predict([x, x])])
print(keras.Model(model.input, model.get_layer('cls').output).output_shape)
`),
    ).toEqual(['[(4, 1), (4, 5)]', '(None, 5)']);
  });

  test('name an Input that is missing', () => {
    expect(() => lines(`${SIAMESE}\nkeras.Model(a, model.outputs[0])`)).toThrow(/not connected/);
  });
});

describe('subclassed models', () => {
  const NET = `
class Block(layers.Layer):
    def __init__(self, filters):
        super().__init__()
        self.conv = layers.Conv2D(filters, 3, padding='same', use_bias=False)
        self.bn = layers.BatchNormalization()
    def build(self, input_shape):
        self.scale = self.add_weight(name='scale', shape=(input_shape[-1],), initializer='ones')
    def call(self, x, training=False):
        return tf.nn.relu(self.bn(self.conv(x * self.scale), training=training))

class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.blocks = [Block(16 * (i + 1)) for i in range(2)]
        self.pool = layers.MaxPool2D()
        self.head = keras.Sequential([layers.Flatten(), layers.Dense(10)])
    def call(self, x):
        for block in self.blocks:
            x = self.pool(block(x))
        return self.head(x)
net = Net()
`;
  test('get real shapes through build and call', () => {
    expect(
      lines(`${NET}
print(net(tf.zeros((2, 32, 32, 3))).shape, net.count_params(), len(net.trainable_weights), len(net.weights))
`),
    ).toEqual(['(2, 10) 25741 10 14']);
  });

  test('are checked where they are fitted', () => {
    const { problems } = program(
      `import keras\nfrom keras import layers
model = keras.Sequential([layers.Conv2D(8, 3), layers.Flatten(), layers.Dense(10)])
model.compile('adam', 'mse')
(x_train, y_train), _ = keras.datasets.mnist.load_data()
model.fit(x_train, y_train)
`,
      'analysis',
    );
    expect(problems.map(({ code }) => code)).toEqual(['rank-mismatch']);
  });
});

describe('layers keep the size of their first call', () => {
  test('and refuse another number of channels', () => {
    expect(() =>
      lines(`
c = layers.Conv2D(4, 3)
c(tf.zeros((1, 8, 8, 3)))
c(tf.zeros((1, 8, 8, 4)))
`),
    ).toThrow(/channels/);
  });

  test('a Dense layer behind an open Flatten says where the None comes from', () => {
    expect(() => lines('layers.Dense(10)(layers.Flatten()(keras.Input((None, None, 3))))')).toThrow(
      /last dimension.*GlobalAveragePooling/s,
    );
  });
});

describe('numbers', () => {
  test('of a convolution with given weights', () => {
    expect(
      lines(`
c = layers.Conv2D(1, 2, kernel_initializer='ones', bias_initializer='ones')
print(c(tf.reshape(tf.range(9.0), (1, 3, 3, 1))).numpy()[0, :, :, 0])
`),
    ).toEqual(['[[ 9. 13.]', ' [21. 25.]]']);
  });
});
