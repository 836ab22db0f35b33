import { beforeAll, describe, expect, it } from 'vitest';
import { startSession } from '../../../../src/analysis/kernel/session';
import { disk } from '../../../../src/analysis/sourceFiles.node';
import { MIME } from '../../../../src/compute/output';
import { loadParser } from '../../../../src/python/syntax';

beforeAll(() => loadParser());

/** The `text/plain` of what a cell shows of its convolutions, without shapes and costs. */
function shownOf(code: string): string[] {
  const session = startSession({ files: disk, roots: [] });
  const lines: string[] = [];
  session.execute(code, (reply) => {
    if (reply.type === 'error') throw new Error(`${reply.name}: ${reply.message}`);
    if (reply.type === 'display' && MIME in reply.data) lines.push(...String(reply.data['text/plain']).split('\n'));
  });
  return lines;
}

describe('what followed a convolution in a cell', () => {
  it('is captured from modules, in the order of their calls', () => {
    const lines = shownOf(`
import torch
from torch import nn
model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.LeakyReLU(0.2), nn.MaxPool2d(2), nn.Conv2d(2, 2, 2)).eval()
y = model(torch.randn(1, 1, 8, 8))`);
    expect(lines.map((line) => line.split('  ')[0])).toEqual([
      'Conv2d',
      'BatchNorm2d',
      'LeakyReLU',
      'MaxPool2d',
      'Conv2d',
    ]);
    expect(lines[2]).toContain('leaky_relu, slope 0.2');
    expect(lines[3]).toContain('(1, 2, 6, 6) → (1, 2, 3, 3)');
  });

  it('is captured from functions, and ends where a call is none that can be shown', () => {
    const lines = shownOf(`
import torch
import torch.nn.functional as F
x = F.conv2d(torch.randn(1, 1, 9, 9), torch.randn(2, 1, 3, 3))
x = F.avg_pool2d(F.gelu(x), 3, 2, padding=1, count_include_pad=False)
x = F.relu(x - 1)`);
    expect(lines.map((line) => line.split('  ')[0])).toEqual(['conv2d', 'gelu', 'avg_pool2d']);
  });

  it('is captured from Keras, an activation that belongs to the layer too', () => {
    const lines = shownOf(`
import tensorflow as tf
x = tf.keras.layers.Conv2D(2, 3, activation='relu')(tf.random.normal((1, 8, 8, 1)))
x = tf.keras.layers.MaxPooling2D()(x)
y = tf.nn.relu6(tf.nn.conv2d(tf.random.normal((1, 8, 8, 1)), tf.random.normal((3, 3, 1, 2)), 1, 'SAME'))`);
    expect(lines.map((line) => line.split('  ')[0])).toEqual([
      'Conv2D',
      'relu',
      'MaxPooling2D',
      'tf.nn.conv2d',
      'tf.nn.relu6',
    ]);
  });

  it('is captured of separable convolutions as the two that they are', () => {
    // The activation is there only where it makes of the two convolutions, number by number, what the layer gave.
    const lines = shownOf(`
import tensorflow as tf
x = tf.keras.layers.SeparableConv2D(5, 3, strides=2, depth_multiplier=2, padding='same', activation='relu')(tf.random.normal((1, 9, 9, 3)))
y = tf.nn.relu(tf.nn.separable_conv2d(tf.random.normal((1, 8, 8, 2)), tf.random.normal((3, 3, 2, 2)), tf.random.normal((1, 1, 4, 3)), [1, 1, 1, 1], 'SAME'))`);
    expect(lines.map((line) => line.split('  ')[0])).toEqual([
      'SeparableConv2D depthwise',
      'SeparableConv2D pointwise',
      'relu',
      'tf.nn.separable_conv2d depthwise',
      'tf.nn.separable_conv2d pointwise',
      'tf.nn.relu',
    ]);
    expect(lines[0]).toContain('(1, 9, 9, 3) → (1, 5, 5, 6)');
  });

  it('is captured from Flax, of weights that are known', () => {
    const lines = shownOf(`
import flax.linen as nn
import jax.numpy as jnp
import numpy as np
class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        x = nn.relu(nn.Conv(4, (3, 3), name='conv')(x))
        return nn.max_pool(x, (2, 2), (2, 2))
params = {'conv': {'kernel': jnp.asarray(np.random.rand(3, 3, 2, 4)), 'bias': jnp.zeros(4)}}
y = Net().apply({'params': params}, jnp.asarray(np.random.rand(1, 8, 8, 2)))`);
    expect(lines.map((line) => line.split('  ')[0])).toEqual(['Conv', 'relu', 'max_pool']);
  });

  it('is captured of volumes', () => {
    const lines = shownOf(`
import torch
from torch import nn
y = nn.Sequential(nn.Conv3d(1, 2, 3, padding=1), nn.ReLU(), nn.MaxPool3d(2))(torch.randn(1, 1, 4, 8, 8))`);
    expect(lines.map((line) => line.split('  ')[0])).toEqual(['Conv3d', 'ReLU', 'MaxPool3d']);
    expect(lines[2]).toContain('(1, 2, 4, 8, 8) → (1, 2, 2, 4, 4)');
  });

  it('is captured from a Keras model, batch normalization with the statistics that it has', () => {
    const lines = shownOf(`
import keras
import numpy as np
from keras import layers as L
model = keras.Sequential([
    L.Input((12, 12, 3)), L.Conv2D(4, 3, use_bias=False), L.BatchNormalization(epsilon=0.02), L.LeakyReLU(0.1),
    L.DepthwiseConv2D(3), L.BatchNormalization(), L.ReLU(6.0), L.AveragePooling2D(2),
])
y = model.predict(np.random.rand(1, 12, 12, 3))`);
    expect(lines.map((line) => line.split('  ')[0])).toEqual([
      'Conv2D',
      'BatchNormalization',
      'LeakyReLU',
      'DepthwiseConv2D',
      'BatchNormalization',
      'ReLU',
      'AveragePooling2D',
    ]);
    expect(lines[2]).toContain('leaky_relu, slope 0.1');
  });

  it('is not captured in training, where batch normalization uses the batch’s own statistics', () => {
    const lines = shownOf(`
import torch
from torch import nn
y = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2))(torch.randn(2, 1, 8, 8))
import tensorflow as tf
x = tf.keras.layers.Conv2D(2, 3)(tf.random.normal((1, 8, 8, 1)))
x = tf.keras.layers.BatchNormalization()(x, training=True)`);
    expect(lines.map((line) => line.split('  ')[0])).toEqual(['Conv2d', 'Conv2D']);
  });
});
