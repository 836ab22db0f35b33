import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { click, evaluateInFrames, screenshot } from './bridge';
import { eventually } from './eventually';
import { useTheme } from './workspaceFolder';

const run = vscode.commands.executeCommand;

/** The editor with an example in it. */
const opened = (name: string): Promise<vscode.TextEditor> =>
  eventually(`${name} in an editor`, () => {
    const editor = vscode.window.activeTextEditor;
    return editor && editor.document.uri.path.endsWith(`/${name}`) ? editor : undefined;
  });

describe('the walkthrough', () => {
  before(() => useTheme('light'));
  afterEach(() => run('workbench.action.closeAllEditors'));

  it('leads to a hover, to mistakes, to feature maps and to the calculator', async () => {
    await run('workbench.action.openWalkthrough', 'convlens.convlens#start', false);
    const text = await eventually('its steps', async () => {
      const pages = await evaluateInFrames<string>(
        `document.querySelector('.getting-started-steps-container, .gettingStartedDetailsContent')?.innerText`,
      );
      return pages.find((page) => page.includes('Calculate one layer'));
    });
    for (const title of ['See what comes out of a layer', 'Find out before running', 'Look at feature maps'])
      assert.match(text, new RegExp(title));
    await screenshot('walkthrough');
    await click('.getting-started-step .monaco-button');
    const { document } = await opened('resnet.py');
    assert.equal(document.languageId, 'python');
  });

  it('opens copies of the examples, which keep what is changed in them', async () => {
    await run('convlens.openExample', 'mistakes.py');
    const editor = await opened('mistakes.py');
    await eventually('its mistakes', () => vscode.languages.getDiagnostics(editor.document.uri).length === 4);
    await screenshot('example-mistakes');
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '# mine\n'));
    await editor.document.save();
    await run('workbench.action.closeAllEditors');
    await run('convlens.openExample', 'mistakes.py');
    const again = await opened('mistakes.py');
    assert.equal(again.document.lineAt(0).text, '# mine');
  });
});
