/** einops on the tensors of several libraries, as functions and as layers. */
import { describe, expect, test } from 'vitest';
import { entryShapes, run } from '../flax/run';

describe('functions', () => {
  test.each([
    ["rearrange(torch.zeros(2, 6, 4, 4), 'b (h d) x y -> b h (x y) d', h=3)", '(2, 3, 16, 2)'],
    ["reduce(torch.zeros(2, 6, 4, 4), 'b c (h 2) (w 2) -> b c h w', 'max')", '(2, 6, 2, 2)'],
    ["repeat(torch.zeros(4), 'c -> b c n', b=2, n=3)", '(2, 4, 3)'],
    ["rearrange([torch.zeros(3, 4)] * 5, 'b h w -> h w b')", '(3, 4, 5)'],
    ["einsum(torch.zeros(2, 5, 8), torch.zeros(7, 8), 'batch time feat, out feat -> batch time out')", '(2, 5, 7)'],
    ["pack([torch.zeros(2, 3, 4), torch.zeros(2, 5)], 'b *')[0]", '(2, 17)'],
    ["unpack(torch.zeros(2, 17), [[3, 4], [-1]], 'b *')", '[(2, 3, 4), (2, 5)]'],
    ["parse_shape(torch.zeros(2, 3, 4), 'b _ w')", "{'b': 2, 'w': 4}"],
  ])('%s', (expr, wanted) => {
    const program = `import torch\nfrom einops import *\nfrom einops import rearrange, reduce, repeat, einsum, pack, unpack, parse_shape\ny = ${expr}\n`;
    const outcome = run(program);
    expect(outcome.of('y').replace(/^\{b: 2, w: 4\}$/, "{'b': 2, 'w': 4}")).toBe(wanted);
  });

  test.each([
    ['import torch\nx = torch.zeros(2, 3)', 'Tensor'],
    ['import numpy as np\nx = np.zeros((2, 3))', 'ndarray'],
    ['import jax.numpy as jnp\nx = jnp.zeros((2, 3))', 'Array'],
    ['import keras\nx = keras.Input((3,))', 'KerasTensor'],
  ])('the result is of the class of the input: %s', (making, cls) => {
    const outcome = run(`${making}\nfrom einops import rearrange\nname = type(rearrange(x, 'a b -> b a')).__name__\n`);
    expect(outcome.of('name').replaceAll("'", '')).toBe(cls);
  });

  test('an axis that cannot be divided is a problem with a code', () => {
    const program =
      "import torch\nfrom einops import rearrange\ny = rearrange(torch.zeros(2, 7), 'b (h d) -> b h d', h=2)\n";
    expect(run(program, 'analysis').problems).toEqual([
      "size-not-divisible: einops.rearrange('b (h d) -> b h d'): the axis (h d) of 7 cannot be divided into parts of 2.",
    ]);
  });

  test('the exception can be caught as EinopsError', () => {
    const program = `
import torch
from einops import rearrange, EinopsError
try:
    rearrange(torch.zeros(2, 7), 'a b c -> a')
    y = 'passed'
except EinopsError:
    y = 'refused'
`;
    expect(run(program).of('y')).toContain('refused');
  });

  test('an input nobody describes takes rank and named sizes from the pattern', () => {
    const program = `
import torch
from torch import nn
from einops import rearrange
class Patches(nn.Module):
    def forward(self, x):
        y = rearrange(x, 'b c (h p1) (w p2) -> b (h w) (p1 p2 c)', p1=16, p2=8)
        return rearrange(y, 'b n d -> b d n')
`;
    expect(entryShapes(program)).toEqual(['(b, c, 16·h, 8·w) → (b, h·w, 128·c)', '(b, h·w, 128·c) → (b, 128·c, h·w)']);
  });
});

describe('layers', () => {
  test('of PyTorch, in a Sequential', () => {
    const outcome = run(`
import torch
from torch import nn
from einops.layers.torch import Rearrange, Reduce, EinMix
m = nn.Sequential(nn.Conv2d(3, 8, 3), Rearrange('b c h w -> b (h w) c'), EinMix('b t c -> b t o', weight_shape='c o', bias_shape='o', c=8, o=5), Reduce('b t c -> b c', 'mean'))
y = m(torch.zeros(2, 3, 10, 10))
`);
    expect(outcome.of('y')).toBe('(2, 5)');
    expect(outcome.params('m')).toBe(String(3 * 8 * 9 + 8 + 45));
    expect(outcome.calls.filter((op) => op === 'EinMix')).toHaveLength(1);
  });

  test('of Keras, in a functional model', () => {
    const outcome = run(`
import keras
from einops.layers.keras import Rearrange, Reduce, EinMix
x = keras.Input((10, 10, 3))
y = Rearrange('b h w c -> b (h w) c', name='tokens')(x)
y = EinMix('b t c -> b t o', weight_shape='c o', c=3, o=5)(y)
y = Reduce('b t c -> b c', 'mean')(y)
m = keras.Model(x, y)
shape = y.shape
`);
    expect(outcome.of('shape')).toContain('5)');
    expect(outcome.params('m')).toBe('15');
  });

  test('of Flax', () => {
    const outcome = run(`
import jax, jax.numpy as jnp
from einops.layers.flax import Rearrange
y, _ = Rearrange('b (h d) -> b h d', sizes={'h': 2}).init_with_output(jax.random.PRNGKey(0), jnp.zeros((3, 8)))
`);
    expect(outcome.of('y')).toBe('(3, 2, 4)');
  });
});
