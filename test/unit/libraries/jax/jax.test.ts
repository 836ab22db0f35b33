/** JAX: arrays, convolutions by dimension numbers, functions of functions. */
import { expect, test } from 'vitest';
import { run } from '../flax/run';

const PRELUDE = 'import jax\nimport jax.numpy as jnp\nfrom jax import lax, random\nkey = random.PRNGKey(0)\n';

test.each([
  ['jnp.concatenate([jnp.zeros((2, 3)), jnp.ones((2, 4))], axis=1)', '(2, 7)'],
  ["lax.conv_general_dilated(jnp.zeros((1, 3, 8, 8)), jnp.zeros((5, 3, 3, 3)), (2, 2), 'SAME')", '(1, 5, 4, 4)'],
  [
    "lax.conv_general_dilated(jnp.zeros((1, 8, 8, 6)), jnp.zeros((3, 3, 1, 12)), (1, 1), 'VALID', dimension_numbers=('NHWC', 'HWIO', 'NHWC'), feature_group_count=6)",
    '(1, 6, 6, 12)',
  ],
  [
    "lax.conv_general_dilated(jnp.zeros((1, 8, 8, 6)), jnp.zeros((3, 3, 6, 4)), (1, 1), [(0, 0), (1, 1)], rhs_dilation=(2, 1), dimension_numbers=('NHWC', 'HWIO', 'NCHW'))",
    '(1, 4, 4, 8)',
  ],
  [
    "lax.reduce_window(jnp.zeros((1, 8, 8, 3)), -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), 'VALID')",
    '(1, 4, 4, 3)',
  ],
  ['jax.vmap(lambda a: a.sum())(jnp.zeros((4, 5)))', '(4,)'],
  ['jax.grad(lambda w: (w ** 2).sum())(jnp.zeros((3, 2)))', '(3, 2)'],
  ['jax.eval_shape(lambda x: x @ x.T, jax.ShapeDtypeStruct((4, 6), jnp.float32))', '(4, 4)'],
  ['random.split(key, 3)', '(3, 2)'],
  ['jax.nn.one_hot(jnp.array([1, 2]), 5)', '(2, 5)'],
  ['jnp.zeros(3).at[1].set(5.0)', '(3,)'],
  ['lax.scan(lambda c, x: (c + x, c * 2), 0.0, jnp.arange(6.0))[1]', '(6,)'],
  ['jax.jit(lambda x: jnp.dot(x, x))(jnp.ones(3)).dtype', "dtype('float32')"],
])('%s gives %s', (expr, wanted) => {
  expect(run(`${PRELUDE}y = ${expr}\n`).of('y')).toBe(wanted);
});

test('arrays do not change', () => {
  expect(() => run(`${PRELUDE}x = jnp.zeros(3)\nx[0] = 1\n`)).toThrow(/immutable/);
});
