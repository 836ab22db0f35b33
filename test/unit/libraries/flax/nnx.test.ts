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

/** Every shape and count below is what Flax 0.12.8 gives for this program. */
test('a transformer of nnx layers, taken apart and put together; recurrent layers, einsum, scan', () => {
  const outcome = run(`import jax
import jax.numpy as jnp
from flax import nnx

class Encoder(nnx.Module):
    def __init__(self, width, depth, *, rngs):
        self.embed = nnx.Conv(3, width, kernel_size=(8, 8), strides=(8, 8), rngs=rngs)
        self.pos = nnx.Param(jax.random.normal(rngs.params(), (1, 16, width)))
        self.blocks = nnx.List([Block(width, rngs=rngs) for _ in range(depth)])
        self.norm = nnx.LayerNorm(width, rngs=rngs)
    def __call__(self, x):
        x = self.embed(x)
        x = x.reshape(x.shape[0], -1, x.shape[-1]) + self.pos
        for block in self.blocks:
            x = block(x)
        return self.norm(x)

class Block(nnx.Module):
    def __init__(self, width, *, rngs):
        self.attention = nnx.MultiHeadAttention(num_heads=4, in_features=width, qkv_features=width, decode=False, rngs=rngs)
        self.mlp = nnx.Sequential(nnx.Linear(width, 4 * width, rngs=rngs), nnx.gelu, nnx.Dropout(0.1, rngs=rngs), nnx.Linear(4 * width, width, rngs=rngs))
    def __call__(self, x):
        x = x + self.attention(x)
        return x + self.mlp(x)

rngs = nnx.Rngs(0)
model = Encoder(32, 2, rngs=rngs)
y = model(jnp.ones((2, 32, 32, 3)))
graphdef, params, rest = nnx.split(model, nnx.Param, ...)
merged = nnx.merge(graphdef, params, rest)
z = merged(jnp.ones((5, 32, 32, 3)))
kernel = params['embed']['kernel']
rnn = nnx.RNN(nnx.LSTMCell(3, 7, rngs=rngs))
a = rnn(jnp.ones((2, 5, 3)))
both = nnx.Bidirectional(nnx.RNN(nnx.GRUCell(3, 4, rngs=rngs)), nnx.RNN(nnx.GRUCell(3, 4, rngs=rngs)))
b = both(jnp.ones((2, 5, 3)))
general = nnx.LinearGeneral((2, 3), (4, 5), axis=(1, -1), rngs=rngs)
c = general(jnp.ones((16, 2, 3)))
product = nnx.Einsum('nta,hab->nthb', (8, 2, 4), (8, 4), rngs=rngs)
d = product(jnp.ones((16, 11, 2)))
@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=(nnx.Carry, 0))
def step(carry, x):
    return carry + x.sum(), x * 2
total, doubled = step(jnp.array(0.0), jnp.ones((9, 3)))
`);
  expect(['y', 'z', 'a', 'b', 'c', 'd', 'total', 'doubled', 'kernel'].map((name) => outcome.of(name))).toEqual([
    '(2, 16, 32)',
    '(5, 16, 32)',
    '(2, 5, 7)',
    '(2, 5, 8)',
    '(16, 4, 5)',
    '(16, 11, 8, 4)',
    '()',
    '(9, 3)',
    '(8, 8, 3, 32)',
  ]);
  expect(['model', 'rnn', 'both', 'general', 'product'].map((name) => outcome.params(name))).toEqual([
    '31904',
    '308',
    '192',
    '140',
    '96',
  ]);
  expect(outcome.internalErrors).toEqual([]);
});
