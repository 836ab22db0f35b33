/** Modules of flax.nnx: parameters are made when the module is, and every call is checked against them. */
import { expect, test } from 'vitest';
import { run } from './run';

const NET = `
import jax.numpy as jnp
from flax import nnx
class Net(nnx.Module):
    def __init__(self, *, rngs):
        self.conv = nnx.Conv(3, 16, kernel_size=(3, 3), strides=2, rngs=rngs)
        self.bn = nnx.BatchNorm(16, rngs=rngs)
        self.out = nnx.Linear(16, 10, rngs=rngs)
    def __call__(self, x):
        x = nnx.relu(self.bn(self.conv(x)))
        return self.out(x.mean(axis=(1, 2)))
net = Net(rngs=nnx.Rngs(0))
`;

test('a model counts its parameters before it is called', () => {
  const outcome = run(`${NET}y = net(jnp.zeros((2, 32, 32, 3)))\nk = net.conv.kernel.value\n`);
  expect(outcome.of('y')).toBe('(2, 10)');
  expect(outcome.of('k')).toBe('(3, 3, 3, 16)');
  expect(outcome.params('net')).toBe(String(3 * 3 * 3 * 16 + 16 + 32 + 170));
});

test('another number of channels is refused', () => {
  expect(() => run(`${NET}y = net(jnp.zeros((2, 32, 32, 4)))\n`)).toThrow(/4 channels/);
});
