// What a VS Code that starts with an empty profile is told, so that nothing of its own stands in the way.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const settings = {
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  // In a browser VS Code saves by itself, and the examples would be changed by running them.
  'files.autoSave': 'off',
  // The examples lie inside this repository: VS Code would ask whether to open it.
  'git.openRepositoryInParentFolders': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'readme',
  'workbench.tips.enabled': false,
};

/**
 * Writes the user settings of the server's `--user-data-dir`, unless there are some: those are the user's own.
 * @param more settings besides
 */
export function ensureSettings(userData, more = {}) {
  const file = path.join(userData, 'User', 'settings.json');
  if (existsSync(file)) return;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...settings, ...more }, null, 2)}\n`);
}
