import { beforeAll, describe, expect, it } from 'vitest';
import { lensesOf } from '../../../src/analysis/lenses';
import { shapesInComment } from '../../../src/analysis/inputs/comments';
import { parsePinned, pinnedInputs } from '../../../src/analysis/inputs/pinned';
import { formatShape } from '../../../src/shape';
import { loadParser } from '../../../src/python/syntax';
import { analysed } from './analysed';

beforeAll(() => loadParser());

/** A model that nobody calls; `head` is its forward's definition. */
const uncalled = (head: string, after = '') => `
import torch
from torch import nn, Tensor
from jaxtyping import Float

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    ${head}
        return self.conv(x)
${after}`;

const pinned = (text: string) => ({ pinned: pinnedInputs({ Net: text }) });

/** Input and origin of Net's lens. */
function inputOf(text: string, options = {}): string {
  const [lens] = lensesOf(analysed(text, options));
  return `${lens.origin} ${lens.title.slice(0, lens.title.indexOf(' →'))}`;
}

describe('the input of a model that nobody calls', () => {
  it.each([
    ['symbols where nothing is said', 'def forward(self, x):', 'symbols (N, 3, H, W)'],
    ['a jaxtyping annotation', 'def forward(self, x: Float[Tensor, "2 3 h w"]):', 'annotation (2, 3, h, w)'],
    [
      'a named size in an annotation',
      'def forward(self, x: Float[Tensor, "batch rgb=3 8 8"]):',
      'annotation (batch, 3, 8, 8)',
    ],
    ['an open annotation says nothing', 'def forward(self, x: Float[Tensor, "*batch c h w"]):', 'symbols (N, 3, H, W)'],
    ['a comment behind def', 'def forward(self, x):  # (N, 3, 224, 224)', 'comment (N, 3, 224, 224)'],
    ['a comment that names it', 'def forward(self, x):  # x: [2, 3, 16, 16]', 'comment (2, 3, 16, 16)'],
    [
      'a comment on its line',
      'def forward(\n        self,\n        x,  # (1, 3, 9, 9)\n    ):',
      'comment (1, 3, 9, 9)',
    ],
    [
      'numbers in the middle of a sentence say nothing',
      'def forward(self, x):\n        # Max pooling over a (2, 2) window',
      'symbols (N, 3, H, W)',
    ],
    ['what is behind an arrow comes out', 'def forward(self, x):  # -> (N, 3, 9, 9)', 'symbols (N, 3, H, W)'],
    [
      'what is before an arrow goes in',
      'def forward(self, x):\n        # (2, 3, H, W) --> (2, 8, H - 2, W - 2)',
      'comment (2, 3, H, W)',
    ],
    [
      'names that are not known keep their place',
      'def forward(self, x):\n        # (b, code_len, ch), then (2, 3, 9, 9)',
      'symbols (N, 3, H, W)',
    ],
    [
      'a line about what the function makes says nothing of its inputs',
      'def forward(self, x):\n        # the sample weights shape should be (N, L)',
      'symbols (N, 3, H, W)',
    ],
    [
      'a line about the input is about it',
      'def forward(self, x):\n        # the input is an image of shape (2, 3, 9, 9)',
      'comment (2, 3, 9, 9)',
    ],
    ['prose in brackets says nothing', 'def forward(self, x):  # an image (RGB, see above)', 'symbols (N, 3, H, W)'],
  ])('%s', (_, head, expected) => {
    expect(inputOf(uncalled(head))).toBe(expected);
  });

  it('is the pinned one where the source says nothing', () => {
    expect(inputOf(uncalled('def forward(self, x):'), pinned('1,3,32,32'))).toBe('pinned (1, 3, 32, 32)');
  });

  it('is the annotation or comment before the pinned one', () => {
    const head = 'def forward(self, x):  # (N, 3, 64, 64)';
    expect(inputOf(uncalled(head), pinned('1,3,32,32'))).toBe('comment (N, 3, 64, 64)');
  });

  it('is a call with known sizes before the pinned one', () => {
    const text = uncalled('def forward(self, x):', 'Net()(torch.zeros(4, 3, 8, 8))\n');
    expect(inputOf(text, pinned('1,3,32,32'))).toBe('call (4, 3, 8, 8)');
  });

  it('is the pinned one where calls have sizes that are not known', () => {
    const text = uncalled('def forward(self, x):', 'def predict(x, net=Net()):\n    return net(x)\n');
    expect(inputOf(text, pinned('1,3,32,32'))).toBe('pinned (1, 3, 32, 32)');
  });
});

describe('shapes in comments', () => {
  const shapes = (text: string) =>
    shapesInComment(text).map(({ name, shape }) => `${name ? `${name}: ` : ''}${formatShape(shape)}`);

  it('are lists of sizes and axis names', () => {
    expect(shapes('x: (B, C, H // 2, W), labels: [B, 10]')).toEqual(['x: (B, C, ⌊H/2⌋, W)', 'labels: (B, 10)']);
  });

  it('are said of what stands in front of them', () => {
    expect(shapes('shape(x) = (batch, num_timesteps, d); y.shape: [N, 10]')).toEqual([
      'x: (batch, num_timesteps, d)',
      'y: (N, 10)',
    ]);
  });

  it.each(['Scale over the full sequence, dims (1, 2)', 'reduced along axes [1, 2]', 'strides of (2, 2)'])(
    'are not the numbers in %s',
    (text) => expect(shapes(text)).toEqual([]),
  );

  it.each(['(images, labels)', '(see the paper)', 'f(x) = (x, -1)', '[TODO, later]'])('are not found in %s', (text) => {
    expect(shapes(text)).toEqual([]);
  });
});

describe('pinned inputs', () => {
  it('may be several', () => {
    expect(parsePinned('1,3,8,8; N,10')).toHaveLength(2);
  });

  it.each(['', '1,,3', '0,3', '1,3,'.repeat(2) + '%'])('refuse %j with what was expected', (text) => {
    expect(() => parsePinned(text)).toThrow(/Cannot read/);
  });

  it('leave out entries that cannot be read', () => {
    expect([...pinnedInputs({ A: '1,3', B: '%', C: 3 }).keys()]).toEqual(['A']);
  });
});
