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
