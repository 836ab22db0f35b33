import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { screenshot } from './bridge';

describe('the extension', () => {
  it('is there and activates', async () => {
    const extension = vscode.extensions.getExtension('convlens.convlens');
    assert.ok(extension, 'convlens.convlens is not installed in the test host');
    await extension.activate();
    assert.ok(extension.isActive);
  });

  it('registers its commands', async () => {
    const commands = await vscode.commands.getCommands(true);
    assert.ok(commands.includes('convlens.openCalculator'), 'convlens.openCalculator');
    assert.ok(commands.includes('convlens.copyShape'), 'convlens.copyShape');
    await screenshot('workbench');
  });
});
