import { beforeAll, describe, expect, it } from 'vitest';
import { hintDetails, hintsBetween } from '../../../src/analysis/hints';
import { lensesOf } from '../../../src/analysis/lenses';
import { reportedProblems } from '../../../src/analysis/problems';
import { relatedTo } from '../../../src/analysis/related';
import { modelInfos, summaryOf, type PlaceOf } from '../../../src/analysis/summary';
import { rowText, summaryCsv, summaryMarkdown } from '../../../src/analysis/summaryText';
import { countText, sortedRows } from '../../../src/protocol/summary';
import type { SummaryRow } from '../../../src/protocol/messages';
import { loadParser } from '../../../src/python/syntax';
import { analysed, net } from './analysed';

beforeAll(() => loadParser());

const placeOf: PlaceOf = (site) => ({ uri: site.file, line: 0, character: site.start });

describe('inlay hints', () => {
  const labels = (text: string, start = 0, end = text.length) =>
    hintsBetween(analysed(text), start, end).map((hint) => hint.label);

  it('say what statements of the forward pass give', () => {
    expect(labels(net())).toEqual(['→ 1×16×32×32', '→ 1×32×30×30']);
  });

  it('keep to the range', () => {
    const text = net();
    expect(labels(text, text.indexOf('return self'))).toEqual(['→ 1×32×30×30']);
  });

  it('leave lines alone whose comment says the shape', () => {
    expect(labels(net().replace('return self.conv2(x)', 'return self.conv2(x)  # (N, 32, 30, 30)'))).toEqual([
      '→ 1×16×32×32',
    ]);
  });

  it('stay short where sizes are long expressions', () => {
    const text = net('nn.Conv2d(16, 32, 5, 3, dilation=2)', '');
    const hints = hintsBetween(analysed(text), 0, text.length);
    expect(hints.map((hint) => hint.label)).toEqual(['→ N×16×H×W', '→ N×32×(⌊H/3⌋ − 2)×(⌊W/3⌋ − 2)']);
    const deeper = text.replace('return self.conv2(x)', 'return torch.cat([self.conv2(x).flatten(2)] * 2, 2)');
    const [, last] = hintsBetween(analysed(deeper), 0, deeper.length);
    expect(last.label).toBe('→ N×32×…');
    expect(last.detail).toMatch(/^\(N, 32, .*H.*\)$/);
  });

  it('write one axis as a shape: a lone number reads as a value', () => {
    expect(labels('import numpy as np\nline = np.zeros(12)\nmean = line.mean()\n')).toEqual(['→ (12,)', '→ scalar']);
  });

  it('lead to the layer that is called', () => {
    const text = net();
    const analysis = analysed(text);
    const [, last] = hintsBetween(analysis, 0, text.length);
    const { markdown, definition } = hintDetails(analysis, last.offset, 'en');
    expect(text.slice(definition!.start, definition!.end)).toBe('nn.Conv2d(16, 32, 3)');
    expect(markdown).toContain('Conv2d   (1, 16, 32, 32) → (1, 32, 30, 30)');
  });
});

describe('code lenses', () => {
  it('say what a model takes, gives and costs', () => {
    expect(lensesOf(analysed(net()))).toMatchObject([
      {
        model: 'Net',
        title: '(1, 3, 32, 32) → (1, 32, 30, 30) · 5,088 params · 4.59 M MACs',
        origin: 'call',
        isClass: true,
      },
    ]);
  });

  it('say it in the language of the reader', () => {
    const text = net(undefined, 'net = Net()\nfor size in (8, 8):\n    net(torch.zeros(1, 3, size, size))');
    expect(lensesOf(analysed(text), 'zh').map((lens) => lens.title)).toEqual([
      '(1, 3, 8, 8) → (1, 32, 6, 6) · 5,088 参数 · 194 k MACs · 2 次调用',
    ]);
  });

  it('prefer the call with known sizes', () => {
    const text = net(undefined, 'def run(x):\n    return Net()(x)\n\nNet()(torch.zeros(2, 3, 8, 8))');
    expect(lensesOf(analysed(text))[0].title).toMatch(/^\(2, 3, 8, 8\)/);
  });

  it('stand above the call that makes a model of another file or of Keras', () => {
    const imported = 'import torch\nfrom nets import Net\nmodel = Net()\ny = model(torch.zeros(1, 3, 32, 32))\n';
    const keras =
      'import keras\nx = keras.Input((8, 8, 3))\nnet = keras.Model(x, keras.layers.Conv2D(4, 3)(x))\nnet.summary()\n';
    for (const [text, call, model, title] of [
      [imported, 'Net()', 'Net', '(1, 3, 32, 32) → (1, 32, 30, 30) · 5,088 params · 4.59 M MACs'],
      [keras, 'keras.Model(x, keras.layers.Conv2D(4, 3)(x))', 'net', '(?, 8, 8, 3) → (?, 6, 6, 4) · 112 params'],
    ]) {
      const [lens, ...others] = lensesOf(analysed(text, {}, { '/project/nets.py': net(undefined, '') }));
      expect(others).toEqual([]);
      expect(text.slice(lens.start, lens.end)).toBe(call);
      expect(lens).toMatchObject({ model, isClass: false });
      expect(lens.title).toContain(title);
    }
  });
});

describe('problems', () => {
  it('name the layer that made the channels, through layers that keep them', () => {
    const analysis = analysed(net('nn.Conv2d(8, 32, 3)'));
    const [made, through] = relatedTo(analysis, analysis.ip.findings.problems[0]);
    expect(made).toMatchObject({
      kind: 'made',
      message: 'the 16 channels come from conv1 (Conv2d), which gives (1, 16, 32, 32)',
    });
    expect(through).toMatchObject({ kind: 'through' });
  });

  it('name it through layers that work in place', () => {
    const analysis = analysed(net('nn.Conv2d(8, 32, 3)').replace('nn.ReLU()', 'nn.ReLU(inplace=True)'));
    expect(relatedTo(analysis, analysis.ip.findings.problems[0])[0].message).toContain('conv1 (Conv2d)');
  });

  it('of an imported file are shown at the call that leads there', () => {
    const text = 'import torch\nfrom blocks import Net\nNet()(torch.zeros(1, 3, 32, 32))\n';
    const analysis = analysed(text, {}, { '/project/blocks.py': net('nn.Conv2d(8, 32, 3)', '') });
    const [{ problem, site }] = reportedProblems(analysis);
    expect(problem.site!.file).toBe('/project/blocks.py');
    expect(text.slice(site.start, site.end)).toBe('Net()(torch.zeros(1, 3, 32, 32))');
  });

  it('are not shown on lines that do not parse', () => {
    const text = net('nn.Conv2d(8, 32, 3)');
    expect(reportedProblems(analysed(text))).toHaveLength(1);
    const broken = text.replace('return self.conv2(x)', 'return self.conv2(x) )');
    expect(reportedProblems(analysed(broken))).toEqual([]);
  });
});

const nested = `
import torch
from torch import nn

class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.unused = nn.Linear(2, 2)
        self.conv = nn.Conv2d(width, width, 3, padding=1)

    def forward(self, x):
        return torch.relu(self.conv(x))

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(8, 2)
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        self.blocks = nn.ModuleList([Block(8), Block(8)])

    def forward(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return self.head(x.mean((2, 3)))

Net()(torch.zeros(1, 3, 4, 4))
`;

describe('the model summary', () => {
  const summary = () => summaryOf(analysed(nested), 'Net', placeOf)!;

  it('is a tree along the modules, in the order of execution', () => {
    const outline = (row: SummaryRow, depth = 0): string[] => [
      `${'  '.repeat(depth)}${row.name} ${row.type} ${row.output || '–'} ${row.params} ${row.macs}`,
      ...row.children.flatMap((child) => outline(child, depth + 1)),
    ];
    expect(outline(summary().root)).toEqual([
      'Net Net (1, 2) 1422 21904',
      '  stem Conv2d (1, 8, 4, 4) 224 3456',
      '  blocks ModuleList – 1180 18432',
      '    0 Block (1, 8, 4, 4) 590 9216',
      '      conv Conv2d (1, 8, 4, 4) 584 9216',
      '      unused Linear – 6 0',
      '    1 Block (1, 8, 4, 4) 590 9216',
      '      conv Conv2d (1, 8, 4, 4) 584 9216',
      '      unused Linear – 6 0',
      '  head Linear (1, 2) 18 16',
    ]);
  });

  it('has receptive fields of leaf layers and the places where modules are made', () => {
    const [stem, blocks] = summary().root.children;
    expect(stem.receptiveField).toBe('3');
    expect(blocks.children[1].children[0].receptiveField).toBe('7');
    expect(stem.at?.character).toBe(nested.indexOf('nn.Conv2d(3, 8'));
  });

  it('shows a module with two names under the first, its parameters counted once', () => {
    const { root } = summaryOf(
      analysed(net('self.conv1').replace('(self.conv1(x))', '(self.conv1(x) * 2)')),
      'Net',
      placeOf,
    )!;
    expect(root.params).toBe(448);
    expect(root.children.map((row) => row.name)).toEqual(['conv1', 'relu']);
  });

  it('says why a layer is refused', () => {
    const { root } = summaryOf(analysed(net('nn.Conv2d(8, 32, 3)')), 'Net', placeOf)!;
    const [, , conv2] = root.children;
    expect(conv2).toMatchObject({ name: 'conv2', output: '', failure: expect.stringContaining('in_channels=16') });
  });

  it('is there for models of other files too', () => {
    const text = 'import torch\nfrom blocks import Net\nmodel = Net()\nmodel(torch.zeros(1, 3, 8, 8))\n';
    const analysis = analysed(text, {}, { '/project/blocks.py': net(undefined, '') });
    const [info] = modelInfos(analysis, placeOf);
    expect(info).toMatchObject({ name: 'Net', input: '(1, 3, 8, 8)', origin: 'call', isOwn: false });
    expect(info.at.character).toBe(text.indexOf('Net()'));
    expect(summaryOf(analysis, 'Net', placeOf)!.root.children).toHaveLength(3);
  });

  it('is there for a Keras model that is only built, with what each layer is connected to', () => {
    const text = `
import keras
from keras import layers
image = keras.Input((32, 32, 3), name="image")
stem = layers.Conv2D(16, 3, padding="same", name="stem")(image)
body = layers.Conv2D(16, 3, padding="same", name="body")(stem)
total = layers.Add(name="sum")([stem, body])
model = keras.Model(image, total)
model.compile("adam", "mse")
chain = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(4, 3)])
`;
    const analysis = analysed(text);
    expect(modelInfos(analysis, placeOf).map(({ name }) => name)).toEqual(['model', 'chain']);
    const before = analysis.ip.recorder.calls.length;
    const built = summaryOf(analysis, 'model', placeOf)!;
    expect(built.root).toMatchObject({ type: 'Functional', params: 2768 });
    expect(built.root.children.map(({ name, connectedTo }) => [name, connectedTo])).toEqual([
      ['image', '-'],
      ['stem', 'image[0][0]'],
      ['body', 'stem[0][0]'],
      ['sum', 'stem[0][0], body[0][0]'],
    ]);
    const [input, first] = built.root.children;
    expect([input.output, first.input, first.output]).toEqual([
      '(None, 32, 32, 3)',
      '(None, 32, 32, 3)',
      '(None, 32, 32, 16)',
    ]);
    expect(summaryMarkdown(built).split('\n')[2]).toMatch(/Receptive field \| Connected to \|$/);
    expect(summaryCsv(built).split('\r\n')[5]).toMatch(/,"stem\[0\]\[0\], body\[0\]\[0\]"$/);
    const [conv] = summaryOf(analysis, 'chain', placeOf)!.root.children;
    expect(conv).toMatchObject({ type: 'Conv2D', params: 40 });
    expect(conv.connectedTo).toBeUndefined();
    expect(analysis.ip.recorder.calls).toHaveLength(before);
  });

  it('sorts by counts, largest first, and leaves rows without a number last', () => {
    const { children } = summary().root;
    expect(sortedRows(children, 'params').map((row) => row.name)).toEqual(['blocks', 'stem', 'head']);
    const [first, second] = children;
    const mixed = [{ ...first, macs: 'H·W' }, second];
    expect(sortedRows(mixed, 'macs').map((row) => row.name)).toEqual(['blocks', 'stem']);
  });

  it('fits a row into a narrow view', () => {
    const { root } = summary();
    expect([root, ...root.children].map((row) => rowText(row, 'params'))).toEqual([
      '1×2 · 1,422 params · 21.9 k MACs',
      'Conv2d 1×8×4×4 · 224 params · 3.46 k MACs',
      'ModuleList · 1,180 params · 18.4 k MACs',
      'Linear 1×2 · 18 params · 16 MACs',
    ]);
  });

  it('copies as a Markdown table', () => {
    const lines = summaryMarkdown(summary()).split('\n');
    expect(lines[0]).toBe('**Net** (1, 3, 4, 4) → (1, 2)');
    expect(lines[2]).toBe('| Layer | Type | Input | Output | Params | MACs | Receptive field |');
    expect(lines[5]).toBe('| \u2003stem | Conv2d | (1, 3, 4, 4) | (1, 8, 4, 4) | 224 | 3,456 | 3 |');
  });

  it('copies as CSV with quoted shapes and plain numbers', () => {
    const lines = summaryCsv(summary(), 'params').split('\r\n');
    expect(lines[0]).toBe('Layer,Type,Input,Output,Params,MACs,Receptive field');
    expect(lines[1]).toBe('Net,Net,"(1, 3, 4, 4)","(1, 2)",1422,21904,');
    expect(lines[2]).toBe('blocks,ModuleList,,,1180,18432,');
  });

  it('writes counts as people read them', () => {
    expect([countText(1234567), countText('9·planes'), countText(null)]).toEqual(['1,234,567', '9·planes', '?']);
  });
});
