import { beforeAll, describe, expect, it } from 'vitest';
import { fixesOf, rewritesAt, type Fix } from '../../../src/analysis/fixes/fixes';
import { loadParser } from '../../../src/python/syntax';
import { analysed, FILE, net } from './analysed';

beforeAll(() => loadParser());

/** The fixes of the only problem of a program, by their subjects. */
function fixesIn(text: string): Map<string, Fix> {
  const analysis = analysed(text);
  expect(analysis.ip.problems).toHaveLength(1);
  return new Map(fixesOf(analysis, analysis.ip.problems[0]).map((fix) => [fix.subject, fix]));
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
  ])('%s with %s becomes %s, and nothing is wrong any more', (layer, subject, expected) => {
    const text = net(layer);
    const fix = fixesIn(text).get(subject);
    expect(fix, 'the fix is offered').toBeDefined();
    const fixed = apply(text, fix!);
    expect(layerIn(fixed)).toBe(expected);
    expect(analysed(fixed).ip.problems).toEqual([]);
  });

  it.each([
    ['the argument is computed', 'nn.Conv2d(4 * 2, 32, 3)', ['LazyConv2d']],
    ['arguments are spread', 'nn.Conv2d(*(8, 32, 3))', []],
    ['the number would break the groups', 'nn.Conv2d(9, 9, 3, groups=3)', ['LazyConv2d']],
    ['a partial makes the layer', '__import__("functools").partial(nn.Conv2d, 8)(32, 3)', []],
    ['a comment would be lost', 'nn.Conv2d(\n            8,  # wide\n            32, 3)', ['in_channels=16']],
    ['the kernel is even', 'nn.Conv2d(16, 32, 40)', []],
    ['the stride is not 1', 'nn.Conv2d(16, 32, 41, 2)', []],
    ['the padding is computed', 'nn.Conv2d(16, 32, 41, padding=1 + 1)', []],
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
