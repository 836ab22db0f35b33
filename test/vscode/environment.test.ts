import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { eventually } from './eventually';
import { openText, positionOf } from './workspaceFolder';

const select = (name: string): Thenable<void> =>
  vscode.commands.executeCommand('python.selectForTest', name && path.join(process.env.CONVLENS_TEST_FOLDER!, name));

describe('the environment that the Python extension has selected', () => {
  before(async () => {
    await vscode.extensions.getExtension('ms-python.python')!.activate();
  });
  after(() => select(''));

  /** What the hovers at a text of the document say. */
  async function hovered(document: vscode.TextDocument, text: string): Promise<string> {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      positionOf(document, text),
    );
    return hovers.flatMap(({ contents }) => contents.map((c) => (c as vscode.MarkdownString).value)).join('\n');
  }

  /** Waits until the hover of the call shows a shape. */
  async function showsShape(shape: string): Promise<void> {
    const { document } = await openText('environment.py');
    await eventually(`a hover with ${shape}`, async () => (await hovered(document, 'stem()(')).includes(shape));
  }

  it('is where packages are read from, and another is read when it is selected', async () => {
    await select('environments/slim');
    await showsShape('(1, 8, 32, 32)');
    await select('environments/wide');
    await showsShape('(1, 64, 16, 16)');
  });

  it('is not needed: without one the import is unknown, and that is no problem', async () => {
    await select('');
    const { document } = await openText('environment.py');
    await eventually('a hover that knows no shape', async () => !(await hovered(document, 'y = ')).includes('16, 16'));
    const problems = vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'ConvLens');
    assert.deepEqual(problems, []);
  });
});
