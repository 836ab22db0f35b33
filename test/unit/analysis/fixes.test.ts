import { beforeAll, describe, expect, it } from 'vitest';
import { fixesOf, rewritesAt, type Fix } from '../../../src/analysis/fixes/fixes';
import { loadParser } from '../../../src/python/syntax';
import { analysed, FILE, net } from './analysed';

beforeAll(() => loadParser());

/** The fixes of the only problem of a program, by their subjects. */
function fixesIn(text: string): Map<string, Fix> {
  const analysis = analysed(text);
  expect(analysis.ip.findings.problems).toHaveLength(1);
  return new Map(fixesOf(analysis, analysis.ip.findings.problems[0]).map((fix) => [fix.subject, fix]));
}

function apply(text: string, fix: Fix): string {
  const edits = fix.edits.toSorted((a, b) => b.start - a.start);
  expect(edits.every((edit) => edit.file === FILE)).toBe(true);
  return edits.reduce((result, edit) => result.slice(0, edit.start) + edit.text + result.slice(edit.end), text);
}

/** The layer that `net` was given, after a fix. */
const layerIn = (text: string) => /self\.conv2 = ([^]*?)\n\n/.exec(text)![1];

describe('quick fixes', () => {
  it.each([
    ['nn.Conv2d(8, 32, 3)', 'in_channels=16', 'nn.Conv2d(16, 32, 3)'],
    [
      'nn.Conv2d(out_channels=32, in_channels=8, kernel_size=3)',
      'in_channels=16',
      'nn.Conv2d(out_channels=32, in_channels=16, kernel_size=3)',
    ],
    ['nn.Conv2d(4 * 2, 32, 3)', 'in_channels=16', 'nn.Conv2d(16, 32, 3)'],
    ['nn.Conv2d(8, 32, 3)', 'LazyConv2d', 'nn.LazyConv2d(32, 3)'],
    [
      'nn.Conv2d(out_channels=32, kernel_size=3, in_channels=8)',
      'LazyConv2d',
      'nn.LazyConv2d(out_channels=32, kernel_size=3)',
    ],
    ['nn.BatchNorm2d(8)', 'num_features=16', 'nn.BatchNorm2d(16)'],
    ['nn.BatchNorm2d(8,)', 'LazyBatchNorm2d', 'nn.LazyBatchNorm2d()'],
    ['nn.Linear(10, 5)', 'in_features=32', 'nn.Linear(32, 5)'],
    ['nn.Linear(10, 5)', 'LazyLinear', 'nn.LazyLinear(5)'],
    ['nn.Conv2d(16, 32, 41)', 'padding=20', 'nn.Conv2d(16, 32, 41, padding=20)'],
    ['nn.Conv2d(16, 32, 41, 1, 2)', 'padding=20', 'nn.Conv2d(16, 32, 41, 1, 20)'],
    ['nn.Conv2d(16, 32, 17, dilation=3)', 'padding=24', 'nn.Conv2d(16, 32, 17, dilation=3, padding=24)'],
    ['nn.Conv2d(16, 32, 41, padding=1 + 1)', 'kernel_size=36', 'nn.Conv2d(16, 32, 36, padding=1 + 1)'],
    ['nn.Conv2d(16, 32, 40, 2)', 'kernel_size=32', 'nn.Conv2d(16, 32, 32, 2)'],
    ["nn.Conv2d(16, 32, 5, 2, 'same')", 'padding=2', 'nn.Conv2d(16, 32, 5, 2, 2)'],
    ['nn.Conv2d(16, 24, 3, groups=16 - 4)', 'groups=8', 'nn.Conv2d(16, 24, 3, groups=8)'],
    ['nn.MaxPool2d(3, padding=2)', 'padding=1', 'nn.MaxPool2d(3, padding=1)'],
    ['nn.AvgPool2d(40)', 'kernel_size=32', 'nn.AvgPool2d(32)'],
  ])('%s with %s becomes %s, and nothing is wrong any more', (layer, subject, expected) => {
    const text = net(layer);
    const fix = fixesIn(text).get(subject);
    expect(fix, 'the fix is offered').toBeDefined();
    const fixed = apply(text, fix!);
    expect(layerIn(fixed)).toBe(expected);
    expect(analysed(fixed).ip.findings.problems).toEqual([]);
  });

  it.each([
    ['the argument is computed', 'nn.Conv2d(len("in_eight"), 32, 3)', ['LazyConv2d']],
    ['arguments are spread', 'nn.Conv2d(*(8, 32, 3))', []],
    ['the number would break the groups', 'nn.Conv2d(9, 9, 3, groups=3)', []],
    ['a partial makes the layer', '__import__("functools").partial(nn.Conv2d, 8)(32, 3)', []],
    ['a comment would be lost', 'nn.Conv2d(\n            8,  # wide\n            32, 3)', ['in_channels=16']],
    ['the kernel is even', 'nn.Conv2d(16, 32, 40)', ['kernel_size=32']],
    ['the stride is not 1', 'nn.Conv2d(16, 32, 41, 2)', ['kernel_size=32']],
    ['the padding is computed', 'nn.Conv2d(16, 32, 41, padding=len("ab"))', ['kernel_size=36']],
    ['the kernel is computed', 'nn.Conv2d(16, 32, len("k" * 41))', []],
    ['no groups divide both', 'nn.Conv2d(16, 32, 3, groups=0)', []],
  ])('are left out where %s', (_, layer, expected) => {
    expect([...fixesIn(net(layer)).keys()]).toEqual(expected);
  });

  it('are left out where the constructor makes layers that get different inputs', () => {
    const text = `
import torch
from torch import nn
layers = [nn.Conv2d(8, 8, 3) for _ in range(2)]
layers[0](torch.zeros(1, 8, 9, 9))
layers[1](torch.zeros(1, 16, 9, 9))
`;
    expect([...fixesIn(text).keys()]).toEqual([]);
  });

  it('are left out where a name stands for another class', () => {
    const text = net('Conv2d(8, 32, 3)').replace('class Net', 'class Conv2d(nn.Conv2d):\n    pass\n\nclass Net');
    expect([...fixesIn(text).keys()]).toEqual([]);
  });

  it('keep lazy layers to names that are imported', () => {
    const text = net('Conv2d(8, 32, 3)').replace(
      'from torch import nn',
      'from torch import nn\nfrom torch.nn import Conv2d',
    );
    expect([...fixesIn(text).keys()]).toEqual(['in_channels=16']);
  });
});

describe('the padding that keeps the size', () => {
  const subjectsAt = (layer: string) => {
    const text = net(layer);
    return rewritesAt(analysed(text), text.indexOf(layer) + 4).map((fix) => fix.subject);
  };

  it('is offered on a convolution with an odd kernel', () => {
    expect(subjectsAt('nn.Conv2d(16, 32, 5)')).toEqual(['padding=2']);
    expect(subjectsAt('nn.Conv2d(16, 32, kernel_size=3, padding=0)')).toEqual(['padding=1']);
  });

  it('is not offered where it is there, or where nothing keeps the size', () => {
    for (const layer of ['nn.Conv2d(16, 32, 5, padding=2)', 'nn.Conv2d(16, 32, 4)', 'nn.Conv2d(16, 32, 1)']) {
      expect(subjectsAt(layer), layer).toEqual([]);
    }
    expect(subjectsAt("nn.Conv2d(16, 32, 3, padding='same')")).toEqual([]);
  });
});

describe('the same convolution in another form', () => {
  const program = (line: string): string => `
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
x = tf.zeros([2, 9, 8, 4])
w = tf.zeros([3, 3, 4, 2])
g = tf.zeros([3, 3, 2, 6])
y = ${line}
`;
  const shapeOf = (text: string): unknown => {
    const value = analysed(text).names.attrs.get('y');
    return value?.kind === 'tensor' ? value.shape : undefined;
  };

  it.each([
    [
      'explicit',
      "tf.nn.conv2d(x, w, strides=2, padding='SAME')",
      'tf.nn.conv2d(x, w, strides=2, padding=[[0, 0], [1, 1], [0, 1], [0, 0]])',
    ],
    ['explicit', "tf.nn.max_pool2d(x, 3, 2, 'SAME')", 'tf.nn.max_pool2d(x, 3, 2, [[0, 0], [1, 1], [0, 1], [0, 0]])'],
    [
      'explicit',
      "layers.Conv2D(5, 3, strides=2, padding='same')(x)",
      "layers.Conv2D(5, 3, strides=2, padding='valid')(layers.ZeroPadding2D(((1, 1), (0, 1)))(x))",
    ],
    [
      'grouped',
      "tf.nn.depthwise_conv2d(x, w, [1, 1, 1, 1], 'SAME')",
      "tf.nn.conv2d(x, tf.reshape(w, [3, 3, 1, 8]), [1, 1, 1, 1], 'SAME')",
    ],
    [
      'grouped',
      "tf.nn.depthwise_conv2d(x, filter=w, strides=[1, 1, 1, 1], padding='VALID')",
      "tf.nn.conv2d(x, filters=tf.reshape(w, [3, 3, 1, 8]), strides=[1, 1, 1, 1], padding='VALID')",
    ],
    [
      'grouped',
      'keras.layers.DepthwiseConv2D(3, depth_multiplier=2, use_bias=False)(x)',
      'keras.layers.Conv2D(8, 3, use_bias=False, groups=4)(x)',
    ],
    [
      'grouped',
      'keras.layers.DepthwiseConv2D(kernel_size=3, depth_multiplier=3)(x)',
      'keras.layers.Conv2D(filters=12, kernel_size=3, groups=4)(x)',
    ],
    [
      'split',
      "tf.nn.conv2d(x, g, 1, 'SAME')",
      "tf.concat([tf.nn.conv2d(part, kernel, 1, 'SAME') for part, kernel in zip(tf.split(x, 2, axis=3), tf.split(g, 2, axis=3))], axis=3)",
    ],
    [
      'split',
      "layers.Conv2D(6, 3, groups=2, padding='same')(x)",
      "layers.Concatenate()([layers.Conv2D(3, 3, padding='same')(x[..., i : i + 2]) for i in range(0, 4, 2)])",
    ],
  ])('%s: %s', (kind, line, expected) => {
    const text = program(line);
    const fix = rewritesAt(analysed(text), text.indexOf(line) + 12).find((f) => f.kind === kind);
    expect(fix, 'the form is offered').toBeDefined();
    const rewritten = apply(text, fix!);
    expect(rewritten).toBe(program(expected));
    expect(shapeOf(rewritten)).toEqual(shapeOf(text));
    expect(analysed(rewritten).ip.findings.problems).toEqual([]);
  });

  it('is a fix where the strides of a depthwise convolution differ', () => {
    for (const line of [
      "tf.nn.depthwise_conv2d(x, w, [1, 1, 2, 1], 'SAME')",
      'keras.layers.DepthwiseConv2D(3, strides=(1, 2))(x)',
    ]) {
      const text = program(line);
      const [fix] = fixesIn(text).values();
      expect(fix.kind).toBe('grouped');
      expect(analysed(apply(text, fix)).ip.findings.problems).toEqual([]);
    }
  });

  it.each([
    ['the padding is no literal', "tf.nn.conv2d(x, w, 1, 'SA' + 'ME')"],
    ['nothing tells the layers of a name apart', "layers.Conv2D(6, 3, groups=2, name='g')(x)"],
    ['the input is no name', 'layers.Conv2D(6, 3, groups=2)(x + 1)'],
    ['there is one group', "layers.Conv2D(6, 3, padding='valid')(x)"],
  ])('is left out where %s', (_, line) => {
    const text = program(line);
    const forms = rewritesAt(analysed(text), text.indexOf(line) + 12).filter(({ kind }) => kind !== 'padding');
    expect(forms).toEqual([]);
  });
});

describe('branches of a sum that differ', () => {
  const block = (forward: string): string => `
import torch
from torch import nn

class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(8, 8, 3)
        self.bn = nn.BatchNorm2d(8)
        self.conv2 = nn.Conv2d(8, 8, 5, padding=1)
        self.pool = nn.MaxPool2d(2)

    def forward(self, x):
        return ${forward}

Block()(torch.zeros(1, 8, 16, 16))
`;

  it('are made equal by the padding of every convolution in between', () => {
    for (const forward of ['x + self.conv2(self.bn(self.conv1(x)).relu())', 'self.conv2(self.conv1(x)) + x']) {
      const text = block(forward);
      const fix = fixesIn(text).get('padding=2, padding=1')!;
      const fixed = apply(text, fix);
      expect(fixed).toContain('nn.Conv2d(8, 8, 3, padding=1)');
      expect(fixed).toContain('nn.Conv2d(8, 8, 5, padding=2)');
      expect(analysed(fixed).ip.findings.problems).toEqual([]);
    }
  });

  it('are left alone where something else makes one smaller', () => {
    expect([...fixesIn(block('x + self.conv1(self.pool(x))')).keys()]).toEqual([]);
  });
});

describe('a matrix product whose factors do not fit', () => {
  const product = (line: string): string => `
import tensorflow as tf
import torch
q, k, v = torch.randn(2, 10, 192).chunk(3, dim=-1)
t = tf.zeros([2, 10, 64])
y = ${line}
`;

  it.each([
    ['q @ k', 'q @ k.transpose(-2, -1)'],
    ['torch.bmm(q, k.relu())', 'torch.bmm(q, k.relu().transpose(-2, -1))'],
    ['tf.matmul(t, t)', 'tf.matmul(t, t, transpose_b=True)'],
  ])('%s becomes %s', (line, expected) => {
    const text = product(line);
    const [fix] = fixesIn(text).values();
    expect(apply(text, fix)).toBe(product(expected));
    expect(analysed(product(expected)).ip.findings.problems).toEqual([]);
  });

  it.each(['q @ torch.randn(3, 4)', 'q @ (k + v)'])('%s is left alone', (line) => {
    expect([...fixesIn(product(line)).keys()]).toEqual([]);
  });
});
