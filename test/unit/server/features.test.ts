import { describe, expect, it } from 'vitest';
import {
  FileChangeType,
  type CodeAction,
  type CodeLens,
  type Hover,
  type InlayHint,
  type Range,
  type TextEdit,
} from 'vscode-languageserver';
import { MODELS, MODEL_SUMMARY, type ModelInfo, type ModelSummary } from '../../../src/protocol/messages';
import { net } from '../analysis/analysed';
import { ROOT, startSession, type Session } from './session';

const URI = `${ROOT}/model.py`;
/** The folder of the files as the engine knows it. */
const PATH = ROOT.replace('file://', '');
const everything: Range = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };

/** The line of the first line of a text that holds a piece. */
const lineOf = (text: string, piece: string) => text.split('\n').findIndex((line) => line.includes(piece));

const hints = ({ client }: Session, uri = URI, range = everything) =>
  client.sendRequest<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri }, range });
const lenses = ({ client }: Session, uri = URI) =>
  client.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
const actions = ({ client }: Session, uri: string, line: number, only?: string[], character = 20) =>
  client.sendRequest<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: { line, character }, end: { line, character } },
    context: { diagnostics: [], ...(only ? { only } : {}) },
  });
const labels = (found: readonly InlayHint[]) =>
  found.map(({ label, position }) => `${position.line} ${typeof label === 'string' ? label : label[0].value}`);

function applied(text: string, edits: readonly TextEdit[]): string {
  const starts = text.split('\n').reduce((all, line) => [...all, all[all.length - 1] + line.length + 1], [0]);
  const offset = ({ line, character }: Range['start']) => starts[line] + character;
  return edits
    .toSorted((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce((t, { range, newText }) => t.slice(0, offset(range.start)) + newText + t.slice(offset(range.end)), text);
}

describe('inlay hints', () => {
  it('stand at the ends of lines, in the range asked for', async () => {
    const session = await startSession();
    const text = net();
    session.open(URI, text);
    const [first, second] = ['self.relu(self.conv1(x))', 'return self.conv2(x)'].map((piece) => lineOf(text, piece));
    expect(labels(await hints(session))).toEqual([`${first} → 1×16×32×32`, `${second} → 1×32×30×30`]);
    const visible = { start: { line: second, character: 0 }, end: { line: second, character: 12 } };
    expect(labels(await hints(session, URI, visible))).toEqual([`${second} → 1×32×30×30`]);
  });

  it('tell more when they are resolved: the hover, and where the layer is made', async () => {
    const session = await startSession();
    const text = net();
    session.open(URI, text);
    const [, hint] = await hints(session);
    const { label } = await session.client.sendRequest<InlayHint>('inlayHint/resolve', hint);
    if (typeof label === 'string') throw new Error('the label has no parts');
    expect(label[0].location).toMatchObject({ uri: URI, range: { start: { line: lineOf(text, 'nn.Conv2d(16') } } });
    expect(label[0].tooltip).toMatchObject({
      kind: 'markdown',
      value: expect.stringContaining('receptive field 5 × 5'),
    });
  });

  it('are an arrow or nothing where the user wants less', async () => {
    const session = await startSession();
    session.open(URI, net());
    session.configure({ inlayHints: 'hover' });
    expect((await hints(session)).map(({ label }) => (label as { value: string }[])[0].value)).toEqual(['→', '→']);
    session.configure({ inlayHints: 'off' });
    expect(await hints(session)).toEqual([]);
  });
});

describe('code lenses', () => {
  it('open the summary of the class', async () => {
    const session = await startSession();
    session.open(URI, net());
    const [lens, ...others] = await lenses(session);
    expect(others).toEqual([]);
    expect(lens.command).toMatchObject({
      title: '(1, 3, 32, 32) → (1, 32, 30, 30) · 5,088 params · 4.59 M MACs',
      command: 'convlens.showModelSummary',
      arguments: [{ uri: URI, model: 'Net' }],
    });
  });

  it('offer to set an input that nobody gives, and use it', async () => {
    const session = await startSession();
    session.open(URI, net(undefined, ''));
    expect((await lenses(session)).map(({ command }) => command?.command)).toEqual([
      'convlens.showModelSummary',
      'convlens.setModelInput',
    ]);
    session.configure({ inputs: { Net: '2,3,16,16' } });
    expect((await lenses(session))[0].command?.title).toMatch(/^\(2, 3, 16, 16\) → \(2, 32, 14, 14\)/);
    session.configure({ codeLens: false });
    expect(await lenses(session)).toEqual([]);
  });
});

describe('diagnostics and quick fixes', () => {
  const wrong = net('nn.Conv2d(8, 32, 3)');

  it('name the layer that made the channels', async () => {
    const session = await startSession();
    const published = session.diagnostics(URI, (d) => d.length > 0);
    session.open(URI, wrong);
    const [problem] = await published;
    expect(problem).toMatchObject({ code: 'channel-mismatch', severity: 1, source: 'ConvLens' });
    expect(problem.range.start.line).toBe(lineOf(wrong, 'return self.conv2'));
    expect(problem.relatedInformation?.[0]).toMatchObject({
      message: expect.stringContaining('conv1 (Conv2d)'),
      location: { uri: URI, range: { start: { line: lineOf(wrong, 'self.relu(self.conv1') } } },
    });
  });

  it('can be turned off', async () => {
    const session = await startSession();
    const published = session.diagnostics(URI, (d) => d.length > 0);
    session.open(URI, wrong);
    await published;
    const cleared = session.diagnostics(URI, (d) => d.length === 0);
    session.configure({ diagnostics: 'off' });
    expect(await cleared).toEqual([]);
  });

  it('are repaired by the first fix', async () => {
    const session = await startSession();
    session.open(URI, wrong);
    const [set, lazy] = await actions(session, URI, lineOf(wrong, 'return self.conv2'));
    expect(set).toMatchObject({
      title: 'Set in_channels=16, which is what arrives',
      kind: 'quickfix',
      isPreferred: true,
    });
    expect(set.diagnostics?.[0].code).toBe('channel-mismatch');
    expect(applied(wrong, set.edit!.changes![URI])).toBe(net('nn.Conv2d(16, 32, 3)'));
    expect(applied(wrong, lazy.edit!.changes![URI])).toBe(net('nn.LazyConv2d(32, 3)'));
  });

  it('speak Chinese where VS Code does', async () => {
    const session = await startSession({}, 'zh-cn');
    session.open(URI, wrong);
    const [set] = await actions(session, URI, lineOf(wrong, 'return self.conv2'));
    expect(set.title).toBe('改为 in_channels=16，即实际输入的大小');
    const [problem] = set.diagnostics ?? [];
    expect(problem.message).toMatch(/^输入 \(1, 16, 32, 32\) 有 16 个通道/);
    expect(problem.relatedInformation?.[0].message).toBe('16 个通道来自 conv1 (Conv2d)，其输出为 (1, 16, 32, 32)');
  });

  const caller = 'import torch\nfrom blocks import Net\nNet()(torch.zeros(1, 3, 32, 32))\n';
  const blocks = net('nn.Conv2d(8, 32, 3)', '');

  it('may change another file of the workspace', async () => {
    const session = await startSession({ '/project/blocks.py': blocks });
    session.open(URI, caller);
    const [set] = await actions(session, URI, 2);
    expect(applied(blocks, set.edit!.changes![`${ROOT}/blocks.py`])).toBe(net('nn.Conv2d(16, 32, 3)', ''));
  });

  it('never change a library', async () => {
    const session = await startSession({ '/project/venv/site-packages/blocks.py': blocks });
    session.configure({ pythonPath: ['/project/venv/site-packages'] });
    session.open(URI, caller);
    expect(await actions(session, URI, 2)).toEqual([]);
  });

  it('offer the padding that keeps the size on a constructor, where rewrites are wanted', async () => {
    const session = await startSession();
    const text = net();
    session.open(URI, text);
    const line = lineOf(text, 'nn.Conv2d(16');
    const [padding] = await actions(session, URI, line, ['refactor'], 30);
    expect(applied(text, padding.edit!.changes![URI])).toBe(net('nn.Conv2d(16, 32, 3, padding=1)'));
    expect(await actions(session, URI, line, ['quickfix'], 30)).toEqual([]);
  });
});

describe('the model requests', () => {
  it('give the models of a document and the summary of one', async () => {
    const session = await startSession();
    session.open(URI, net());
    const [info] = await session.client.sendRequest<ModelInfo[]>(MODELS, { uri: URI });
    expect(info).toMatchObject({ name: 'Net', input: '(1, 3, 32, 32)', origin: 'call', isOwn: true });
    expect(info.calledAt?.line).toBe(lineOf(net(), 'Net()(torch'));
    const summary = await session.client.sendRequest<ModelSummary>(MODEL_SUMMARY, { uri: URI, model: 'Net' });
    expect(summary.root.children.map((row) => row.at?.line)).toEqual(
      ['nn.Conv2d(3', 'nn.ReLU', 'nn.Conv2d(16'].map((piece) => lineOf(net(), piece)),
    );
    expect(await session.client.sendRequest(MODEL_SUMMARY, { uri: URI, model: 'Other' })).toBeNull();
  });
});

describe('in a notebook', () => {
  const [head, call] = net('nn.Conv2d(8, 32, 3)').split('\n\nNet()');
  const cells = [head, `\nNet()${call}`];
  const NOTEBOOK = `${ROOT}/demo.ipynb`;

  it('places are those of the cells', async () => {
    const session = await startSession();
    const [first, second] = session.openNotebook(NOTEBOOK, cells);
    expect(labels(await hints(session, first))).toEqual([`${lineOf(head, 'self.relu(')} → 1×16×32×32`]);
    expect((await lenses(session, first))[0].range.start.line).toBe(lineOf(head, 'class Net'));
    expect(await lenses(session, second)).toEqual([]);
    const [set] = await actions(session, first, lineOf(head, 'return self.conv2'));
    expect(applied(head, set.edit!.changes![first])).toContain('nn.Conv2d(16, 32, 3)');
    const [model] = await session.client.sendRequest<ModelInfo[]>(MODELS, { uri: second });
    expect(model).toMatchObject({ at: { uri: first }, calledAt: { uri: second, line: 1 } });
  });

  it('problems are published for the cell they are in, with the call in another', async () => {
    const session = await startSession();
    const cell = `${NOTEBOOK.replace('file:', 'vscode-notebook-cell:')}#c0`;
    const published = session.diagnostics(cell, (d) => d.length > 0);
    const [, second] = session.openNotebook(NOTEBOOK, cells);
    const [problem] = await published;
    expect(problem.relatedInformation?.map(({ location }) => location.uri)).toContain(second);
  });
});

describe('the environment that the user selected', () => {
  const text = ['import torch', 'from blocks import Block', 'out = Block()(torch.randn(1, 3, 8, 8))', ''].join('\n');
  const block = (channels: number) =>
    [
      'from torch import nn',
      'class Block(nn.Module):',
      '    def __init__(self):',
      '        super().__init__()',
      `        self.conv = nn.Conv2d(3, ${channels}, 1)`,
      '    def forward(self, x):',
      '        return self.conv(x)',
      '',
    ].join('\n');

  it('is where imports are found, after the workspace', async () => {
    const session = await startSession({ '/env/site-packages/blocks.py': block(16) });
    session.open(URI, text);
    expect(labels(await hints(session))).toEqual([]);
    void session.client.sendNotification('convlens/environment', { folders: ['/env/site-packages'] });
    expect(labels(await hints(session))).toEqual(['2 → 1×16×8×8']);
  });

  it("stands behind what is the workspace's own", async () => {
    const files = { '/env/site-packages/blocks.py': block(16), '/project/blocks.py': block(4) };
    const session = await startSession(files);
    void session.client.sendNotification('convlens/environment', { folders: ['/env/site-packages'] });
    session.open(URI, text);
    expect(labels(await hints(session))).toEqual(['2 → 1×4×8×8']);
  });
});

describe('a hover where something is underlined', () => {
  const text = net('nn.Conv2d(8, 32, 3)');
  const hoverAt = async (session: Session, piece: string) => {
    const line = lineOf(text, piece);
    const position = { line, character: text.split('\n')[line].indexOf(piece) + 8 };
    const hover = await session.client.sendRequest<Hover>('textDocument/hover', {
      textDocument: { uri: URI },
      position,
    });
    return JSON.stringify(hover.contents);
  };

  it('does not repeat what is said there, and says it where it is not', async () => {
    const session = await startSession();
    session.open(URI, text);
    expect(await hoverAt(session, 'self.conv2(x)')).not.toContain('fails');
    expect(await hoverAt(session, 'nn.Conv2d(8')).toContain('fails');
    await session.configure({ diagnostics: 'off' });
    expect(await hoverAt(session, 'self.conv2(x)')).toContain('fails');
  });
});

describe('files that a program reads', () => {
  const program = [
    'import torch, yaml',
    'from torch import nn',
    'with open("net.yaml") as file:',
    '    width = yaml.safe_load(file)["width"]',
    'y = nn.Conv2d(3, width, 3)(torch.zeros(1, 3, 8, 8))',
  ].join('\n');

  it('are read again when they change, and only what was made from them is', async () => {
    const files: Record<string, string> = { [`${PATH}/net.yaml`]: 'width: 16\n', [`${PATH}/log.json`]: '{}' };
    const session = await startSession(files);
    session.open(URI, program);
    expect(labels(await hints(session)).at(-1)).toContain('→ 1×16×6×6');
    const changed = (name: string, type: FileChangeType) =>
      session.client.sendNotification('workspace/didChangeWatchedFiles', {
        changes: [{ uri: `${ROOT}/${name}`, type }],
      });
    files[`${PATH}/net.yaml`] = 'width: 32\n';
    await changed('log.json', FileChangeType.Changed);
    expect(labels(await hints(session)).at(-1)).toContain('→ 1×16×6×6');
    await changed('net.yaml', FileChangeType.Changed);
    expect(labels(await hints(session)).at(-1)).toContain('→ 1×32×6×6');
    delete files[`${PATH}/net.yaml`];
    await changed('net.yaml', FileChangeType.Deleted);
    expect(labels(await hints(session)).at(-1)).not.toContain('→ 1×32×6×6');
  });
});
