import * as vscode from 'vscode';
import { ENVIRONMENT, type EnvironmentParams } from '../../protocol/messages';
import { pythonDocuments } from '../pythonDocuments';
import { followEnvironments, type Environment } from './pythonExtension';

/**
 * Tells the server where the packages of the selected environment lie, and the user which environment that is. What
 * lies there is read, never run.
 */
export function registerEnvironment(notify: (method: string, params: EnvironmentParams) => void): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem(
    'convlens.environment',
    pythonDocuments() as vscode.DocumentSelector,
  );
  item.name = vscode.l10n.t('ConvLens: where imports are read from');
  const follow = followEnvironments((environments) => {
    show(item, environments);
    notify(ENVIRONMENT, { folders: environments.flatMap(({ folders }) => folders) });
  });
  return vscode.Disposable.from(item, follow);
}

function show(item: vscode.LanguageStatusItem, environments: readonly Environment[]): void {
  const known = environments.filter(({ folders }) => folders.length > 0);
  if (known.length === 0) {
    item.text = vscode.l10n.t('No Python environment');
    item.detail = vscode.l10n.t('imports are read from the workspace only');
  } else {
    item.text = known.map(({ label }) => label).join(', ');
    item.detail = vscode.l10n.t('imports are read from its packages, which are not run');
  }
  const canSelect = vscode.extensions.getExtension('ms-python.python') !== undefined;
  item.command = canSelect ? { title: vscode.l10n.t('Select…'), command: 'python.setInterpreter' } : undefined;
}
