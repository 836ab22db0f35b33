/** Modules of flax.linen as programs use them; the numbers are those of Flax 0.12. */
import { describe, expect, test } from 'vitest';
import { run } from './run';

const PRELUDE = 'import jax\nimport jax.numpy as jnp\nfrom flax import linen as nn\nkey = jax.random.PRNGKey(0)\n';

const CNN = `${PRELUDE}
class CNN(nn.Module):
    width: int = 32
    @nn.compact
    def __call__(self, x):
        x = nn.Conv(features=self.width, kernel_size=(3, 3))(x)
        x = nn.relu(x)
        x = nn.avg_pool(x, window_shape=(2, 2), strides=(2, 2))
        x = nn.Conv(features=64, kernel_size=(3, 3))(x)
        x = nn.relu(x)
        x = nn.avg_pool(x, window_shape=(2, 2), strides=(2, 2))
        x = x.reshape((x.shape[0], -1))
        x = nn.Dense(features=256)(x)
        x = nn.relu(x)
        return nn.Dense(features=10)(x)
`;

describe('compact modules', () => {
  test('the CNN of the Flax documentation', () => {
    const program = `${CNN}
model = CNN()
variables = model.init(key, jnp.ones((1, 28, 28, 1)))
y = model.apply(variables, jnp.ones((8, 28, 28, 1)))
names = sorted(variables['params'].keys())
kernel = variables['params']['Dense_0']['kernel']
`;
    const outcome = run(program);
    expect(outcome.of('y')).toBe('(8, 10)');
    expect(outcome.params('model')).toBe('824458');
    expect(outcome.of('names')).toBe("['Conv_0', 'Conv_1', 'Dense_0', 'Dense_1']");
    expect(outcome.of('kernel')).toBe('(3136, 256)');
  });

  test('another image size than the one it was initialized with is refused', () => {
    const program = `${CNN}
model = CNN()
variables = model.init(key, jnp.ones((1, 28, 28, 1)))
y = model.apply(variables, jnp.ones((8, 32, 32, 1)))
`;
    expect(() => run(program)).toThrow(
      /"kernel" of CNN\/Dense_0 has shape \(3136, 256\), but this input needs \(4096, 256\)/,
    );
    expect(run(program, 'analysis').problems.join()).toContain('weight-mismatch');
  });

  test('nested modules, names given, and modules passed to Sequential', () => {
    const outcome = run(`${PRELUDE}
class Block(nn.Module):
    features: int
    @nn.compact
    def __call__(self, x, train: bool = False):
        y = nn.Conv(self.features, (3, 3), use_bias=False, name='conv')(x)
        y = nn.BatchNorm(use_running_average=not train)(y)
        return nn.relu(y) + x
class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        for _ in range(2):
            x = Block(16)(x)
        return nn.Sequential([nn.Dense(4), nn.relu, nn.Dense(3)])(x)
model = Net()
out, variables = model.init_with_output(key, jnp.zeros((2, 8, 8, 16)))
names = sorted(variables['params'].keys())
stats = variables['batch_stats']['Block_1']['BatchNorm_0']['mean']
logits, updates = model.apply(variables, jnp.zeros((2, 8, 8, 16)), mutable=['batch_stats'])
kept = list(updates.keys())
`);
    expect(outcome.of('out')).toBe('(2, 8, 8, 3)');
    expect(outcome.of('names')).toBe("['Block_0', 'Block_1', 'Dense_0', 'Dense_1']");
    expect(outcome.of('stats')).toBe('(16,)');
    expect(outcome.of('kept')).toBe("['batch_stats']");
  });
});

describe('modules with setup', () => {
  test('attributes name the submodules, lists number them', () => {
    const outcome = run(`${PRELUDE}
class MLP(nn.Module):
    sizes: tuple
    def setup(self):
        self.layers = [nn.Dense(n) for n in self.sizes]
        self.out = nn.Dense(1)
    def __call__(self, x):
        return self.out(self.features(x))
    def features(self, x):
        for layer in self.layers:
            x = nn.relu(layer(x))
        return x
model = MLP(sizes=(8, 6))
v = model.init(key, jnp.zeros((4, 5)))
names = sorted(v['params'].keys())
f = model.apply(v, jnp.zeros((4, 5)), method=model.features)
g = model.apply(v, jnp.zeros((4, 5)), method='features')
`);
    expect(outcome.of('names')).toBe("['layers_0', 'layers_1', 'out']");
    expect(outcome.of('f')).toBe('(4, 6)');
    expect(outcome.of('g')).toBe('(4, 6)');
    expect(outcome.params('model')).toBe('109');
  });
});

describe('parameters of layers', () => {
  test.each([
    ['nn.LSTMCell(5)', 260],
    ['nn.OptimizedLSTMCell(5)', 260],
    ['nn.GRUCell(5)', 200],
    ['nn.SimpleCell(5)', 65],
  ])('%s has %i', (cell, count) => {
    const outcome = run(`${PRELUDE}
cell = ${cell}
carry = cell.initialize_carry(key, (2, 7))
(carry, y), v = cell.init_with_output(key, carry, jnp.zeros((2, 7)))
`);
    expect(outcome.of('y')).toBe('(2, 5)');
    expect(outcome.params('cell')).toBe(String(count));
  });

  test('attention projects queries, keys and values', () => {
    const outcome = run(`${PRELUDE}
layer = nn.MultiHeadDotProductAttention(num_heads=2, qkv_features=8)
y, v = layer.init_with_output(key, jnp.zeros((2, 6, 10)))
names = sorted(v['params'].keys())
`);
    expect(outcome.of('y')).toBe('(2, 6, 10)');
    expect(outcome.params('layer')).toBe('354');
    expect(outcome.of('names')).toBe("['key', 'out', 'query', 'value']");
  });

  test('self.param and self.variable', () => {
    const outcome = run(`${PRELUDE}
class Scale(nn.Module):
    @nn.compact
    def __call__(self, x):
        scale = self.param('scale', nn.initializers.ones, (x.shape[-1],))
        count = self.variable('counts', 'n', lambda: jnp.zeros(()))
        count.value += 1
        return x * scale
m = Scale()
v = m.init(key, jnp.zeros((3, 4)))
s = v['params']['scale']
n = v['counts']['n']
`);
    expect(outcome.of('s')).toBe('(4,)');
    expect(outcome.of('n')).toBe('()');
    expect(outcome.params('m')).toBe('4');
  });

  test.each([
    ['nn.Conv(4, (3, 3), kernel_dilation=(2,), padding=1)', '(1, 8, 6, 4)'],
    ['nn.Conv(4, (3, 3), input_dilation=(2, 2, 2), padding=1)', '(1, 15, 15, 4)'],
    ["nn.ConvTranspose(4, (3, 3), padding='valid')", '(1, 6, 6, 4)'],
    ["nn.Conv(4, (3, 3), padding='same_lower')", '(1, 8, 8, 4)'],
    ['nn.InstanceNorm()', '(1, 8, 8, 2)'],
    ['nn.DenseGeneral((3, 5), axis=(-2, -1))', '(1, 8, 3, 5)'],
  ])('%s gives %s', (layer, shape) => {
    expect(run(`${PRELUDE}y, _ = ${layer}.init_with_output(key, jnp.zeros((1, 8, 8, 2)))`).of('y')).toBe(shape);
  });
});

test('a model nobody calls is traced with named sizes', () => {
  const outcome = run(`${CNN}m = CNN()\n`, 'analysis');
  expect(outcome.problems).toEqual([]);
});

test('tabulate lists modules and parameters', () => {
  const outcome = run(
    `${CNN}text = CNN().tabulate(key, jnp.ones((1, 28, 28, 1)))\nfound = 'Total Parameters: 824,458' in text and 'Conv_1' in text\n`,
  );
  expect(outcome.of('found')).toBe('True');
});

/** The shapes and counts are those that Flax 0.12.8 gives for the same programs. */
describe('lifted modules', () => {
  const SCAN = `${PRELUDE}
class Block(nn.Module):
    width: int
    @nn.compact
    def __call__(self, x, _):
        return x + nn.Dense(self.width)(x), x.mean(-1)
class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        blocks = nn.scan(Block, variable_axes={'params': 0}, split_rngs={'params': True}, in_axes=nn.broadcast, length=6)
        return blocks(16, name='blocks')(x, None)
model = Net()
variables = model.init(key, jnp.ones((4, 8, 16)))
kernel = variables['params']['blocks']['Dense_0']['kernel']
y, means = model.apply(variables, jnp.ones((4, 8, 16)))
`;

  test('scan stacks the parameters of its steps and what each step gives', () => {
    const outcome = run(SCAN);
    expect(outcome.of('kernel')).toBe('(6, 16, 16)');
    expect(outcome.of('y')).toBe('(4, 8, 16)');
    expect(outcome.of('means')).toBe('(6, 4, 8)');
    expect(outcome.params('model')).toBe('1632');
  });

  test('vmap gives each example weights of its own', () => {
    const outcome = run(`${PRELUDE}
BatchDense = nn.vmap(nn.Dense, in_axes=0, out_axes=0, variable_axes={'params': 0}, split_rngs={'params': True})
model = BatchDense(5)
variables = model.init(key, jnp.ones((3, 2, 7)))
kernel = variables['params']['kernel']
y = model.apply(variables, jnp.ones((3, 2, 7)))
`);
    expect(outcome.of('kernel')).toBe('(3, 7, 5)');
    expect(outcome.of('y')).toBe('(3, 2, 5)');
    expect(outcome.params('model')).toBe('120');
  });
});
