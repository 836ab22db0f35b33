import { beforeAll, describe, expect, it } from 'vitest';
import { disk } from '../../../src/analysis/sourceFiles.node';
import { Sources } from '../../../src/analysis/sources';
import { traceFile } from '../../../src/analysis/trace';
import { loadParser } from '../../../src/python/syntax';

beforeAll(() => loadParser());

describe('the trace of an expression', () => {
  const source = `
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3))
        channels = self.stem(torch.zeros(1, 3, 9, 9)).shape[1]
        self.head = nn.Conv2d(channels, 4, 1)

    def forward(self, x):
        return {"head": self.head(self.stem(x))}
`;

  it.each(['Net()', 'Net()(torch.zeros(2, 3, 32, 32))'])(
    'is that of the model that gave its value, not of a layer that was called while it was built: %s',
    (call) => {
      const inputs = call.endsWith('()') ? [[2, 3, 32, 32]] : undefined;
      const trace = traceFile(new Sources(disk), '/net.py', source, { call, inputs });
      expect(trace.layers.map(({ name, out }) => [name, out])).toEqual([
        ['stem.0', [2, 8, 30, 30]],
        ['head', [2, 4, 30, 30]],
      ]);
      expect(trace.output).toEqual({ head: [2, 4, 30, 30] });
    },
  );
});

describe('a Keras model that is called for the first time', () => {
  const source = `
from tensorflow import keras
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.encoder = keras.Sequential([keras.layers.Conv2D(8, 3), keras.layers.Flatten(), keras.layers.Dense(4)])
    def call(self, x):
        return self.encoder(x)
net = Net()
net.build((None, 28, 28, 1))
`;

  it('counts the layers of a Sequential once, though building it calls them too', () => {
    const trace = traceFile(new Sources(disk), '/net.py', source, {});
    expect(trace.layers.map(({ op }) => op)).toEqual(['Conv2D', 'Flatten', 'Dense']);
    expect(trace.macs).toBe(26 * 26 * 8 * 9 + 26 * 26 * 8 * 4);
  });
});
