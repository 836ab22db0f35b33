"""A classifier of depthwise separable convolutions in Keras. Keras leaves the batch open: it is `?` in the hovers."""

import keras
from keras import layers


def separable(x, filters, stride=1):
    """Filter every channel by itself, then mix the channels."""
    x = layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU(6.0)(x)
    x = layers.Conv2D(filters, 1, use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    return layers.ReLU(6.0)(x)


inputs = keras.Input(shape=(160, 160, 3))
x = layers.Conv2D(32, 3, strides=2, padding="same", activation="relu")(inputs)
for filters, stride in [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)]:
    x = separable(x, filters, stride)

# Every channel has two kernels here, so twice as many come out.
x = layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2)(x)

x = layers.GlobalAveragePooling2D()(x)
x = layers.Dropout(0.2)(x)
outputs = layers.Dense(10, activation="softmax")(x)

model = keras.Model(inputs, outputs)
model.summary()
