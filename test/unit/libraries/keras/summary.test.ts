/** `model.summary()` character by character, as Keras 3.15 printed it on a terminal of 80 columns. */
import { expect, test } from 'vitest';
import { program } from '../tensorflow/program';

const summary = (source: string): string[] => program(`import keras\nfrom keras import layers\n${source}`).lines;

test('a row of layers', () => {
  expect(
    summary(`
m = keras.Sequential([keras.Input((28, 28, 1)),
    layers.Conv2D(32, 3, activation='relu', name='a_very_long_name_for_a_convolution_layer'),
    layers.MaxPooling2D(), layers.Flatten(), layers.Dense(10)])
m.summary()`),
  ).toEqual([
    'Model: "sequential"',
    '┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓',
    '┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃',
    '┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩',
    '│ a_very_long_name_for_a_convolu… │ (None, 26, 26, 32)     │           320 │',
    '│ (Conv2D)                        │                        │               │',
    '├─────────────────────────────────┼────────────────────────┼───────────────┤',
    '│ max_pooling2d (MaxPooling2D)    │ (None, 13, 13, 32)     │             0 │',
    '├─────────────────────────────────┼────────────────────────┼───────────────┤',
    '│ flatten (Flatten)               │ (None, 5408)           │             0 │',
    '├─────────────────────────────────┼────────────────────────┼───────────────┤',
    '│ dense (Dense)                   │ (None, 10)             │        54,090 │',
    '└─────────────────────────────────┴────────────────────────┴───────────────┘',
    ' Total params: 54,410 (212.54 KB)',
    ' Trainable params: 54,410 (212.54 KB)',
    ' Non-trainable params: 0 (0.00 B)',
  ]);
});

test('a graph with branches and an operation between the layers', () => {
  expect(
    summary(`
i = keras.Input((28, 28, 1))
x = layers.Conv2D(8, 3, padding='same')(i)
y = layers.Conv2D(8, 1)(i)
z = layers.BatchNormalization()(layers.Add()([x, y]) + 1)
keras.Model(i, z).summary()`).slice(1),
  ).toEqual([
    '┏━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┓',
    '┃ Layer (type)        ┃ Output Shape      ┃    Param # ┃ Connected to      ┃',
    '┡━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━┩',
    '│ input_layer         │ (None, 28, 28, 1) │          0 │ -                 │',
    '│ (InputLayer)        │                   │            │                   │',
    '├─────────────────────┼───────────────────┼────────────┼───────────────────┤',
    '│ conv2d (Conv2D)     │ (None, 28, 28, 8) │         80 │ input_layer[0][0] │',
    '├─────────────────────┼───────────────────┼────────────┼───────────────────┤',
    '│ conv2d_1 (Conv2D)   │ (None, 28, 28, 8) │         16 │ input_layer[0][0] │',
    '├─────────────────────┼───────────────────┼────────────┼───────────────────┤',
    '│ add (Add)           │ (None, 28, 28, 8) │          0 │ conv2d[0][0],     │',
    '│                     │                   │            │ conv2d_1[0][0]    │',
    '├─────────────────────┼───────────────────┼────────────┼───────────────────┤',
    '│ add_1 (Add)         │ (None, 28, 28, 8) │          0 │ add[0][0]         │',
    '├─────────────────────┼───────────────────┼────────────┼───────────────────┤',
    '│ batch_normalization │ (None, 28, 28, 8) │         32 │ add_1[0][0]       │',
    '│ (BatchNormalizatio… │                   │            │                   │',
    '└─────────────────────┴───────────────────┴────────────┴───────────────────┘',
    ' Total params: 128 (512.00 B)',
    ' Trainable params: 112 (448.00 B)',
    ' Non-trainable params: 16 (64.00 B)',
  ]);
});

test('several inputs, a shared layer, a nested model opened, operations with one and two results', () => {
  const lines = summary(`
a = keras.Input((32, 32, 3), name="left")
b = keras.Input((32, 32, 3), name="right")
shared = layers.Conv2D(8, 3, padding="same", name="shared")
inner_in = keras.Input((32, 32, 8))
z = layers.Dense(4)(layers.GlobalAveragePooling2D()(inner_in))
inner = keras.Model(inner_in, z, name="head")
x, y = shared(a), shared(b)
s = layers.Add()([x, y])
o = layers.Concatenate()([inner(x), inner(s)])
o = keras.ops.relu(o) * 2.0
p, q = keras.ops.split(o, 2, axis=-1)
out = layers.Dense(10, name="out")(p)
m = keras.Model([a, b], [out, q], name="two")
m.summary(expand_nested=True)
s = keras.Sequential([keras.Input((8,)), layers.Dense(4), keras.Sequential([layers.Dense(3)])])
i = keras.Input((8,))
print(keras.Model(i, layers.Dense(2)(i)).name)`);
  expect(lines.filter((line) => line.startsWith('│'))).toEqual([
    '│ left (InputLayer)   │ (None, 32, 32, 3) │          0 │ -                 │',
    '│ right (InputLayer)  │ (None, 32, 32, 3) │          0 │ -                 │',
    '│ shared (Conv2D)     │ (None, 32, 32, 8) │        224 │ left[0][0],       │',
    '│                     │                   │            │ right[0][0]       │',
    '│ add (Add)           │ (None, 32, 32, 8) │          0 │ shared[0][0],     │',
    '│                     │                   │            │ shared[1][0]      │',
    '│ head (Functional)   │ (None, 4)         │         36 │ shared[0][0],     │',
    '│                     │                   │            │ add[0][0]         │',
    '│    └ input_layer    │ (None, 32, 32, 8) │          0 │ -                 │',
    '│ (InputLayer)        │                   │            │                   │',
    '│    └                │ (None, 8)         │          0 │ -                 │',
    '│ global_average_poo… │                   │            │                   │',
    '│ (GlobalAveragePool… │                   │            │                   │',
    '│    └ dense (Dense)  │ (None, 4)         │         36 │ -                 │',
    '│ concatenate         │ (None, 8)         │          0 │ head[0][0],       │',
    '│ (Concatenate)       │                   │            │ head[1][0]        │',
    '│ relu (Relu)         │ (None, 8)         │          0 │ concatenate[0][0] │',
    '│ multiply (Multiply) │ (None, 8)         │          0 │ relu[0][0]        │',
    '│ split (Split)       │ [(None, 4),       │          0 │ multiply[0][0]    │',
    '│                     │ (None, 4)]        │            │                   │',
    '│ out (Dense)         │ (None, 10)        │         50 │ split[0][0]       │',
  ]);
  // Every Sequential that is built makes a functional model inside, which takes a name.
  expect(lines.at(-1)).toBe('functional_2');
});

test('what a layer makes inside of itself takes names and bytes too', () => {
  const lines = summary(`
i = keras.Input((20, 32))
x = layers.MultiHeadAttention(4, 8)(i, i)
x = layers.Dropout(0.1)(layers.Normalization()(x))
m = keras.Model(i, x)
m.summary()`);
  expect(lines.filter((line) => /dropout|params/.test(line)).map((line) => line.trim())).toEqual([
    '│ dropout_1 (Dropout) │ (None, 20, 32)    │          0 │ normalization[0]… │',
    'Total params: 4,289 (16.76 KB)',
    'Trainable params: 4,224 (16.50 KB)',
    'Non-trainable params: 65 (264.00 B)',
  ]);
});
