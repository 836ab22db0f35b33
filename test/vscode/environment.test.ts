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

  /** Waits until the hover of the call shows a shape. */
  async function showsShape(shape: string): Promise<void> {
    const { document } = await openText('environment.py');
    const position = positionOf(document, 'stem()(', 1);
    await eventually(`a hover with ${shape}`, async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        position,
      );
      return hovers.some(({ contents }) => contents.some((c) => (c as vscode.MarkdownString).value.includes(shape)));
    });
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
    const position = positionOf(document, 'y = ');
    await eventually('a hover that knows no shape', async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        position,
      );
      return !hovers.some(({ contents }) =>
        contents.some((c) => (c as vscode.MarkdownString).value.includes('16, 16')),
      );
    });
    const problems = vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'ConvLens');
    assert.deepEqual(problems, []);
  });
});
