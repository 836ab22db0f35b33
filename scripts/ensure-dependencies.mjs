// Makes node_modules agree with package-lock.json. Uses nothing but Node, for it runs before anything is installed.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './lib/paths.mjs';
import { must, npm, say } from './lib/process.mjs';

const oldestNode = [20, 19];

/** Installs the packages of package-lock.json where they are missing or stale; throws when Node is too old. */
export async function ensureDependencies() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
    throw new Error(
      `Node ${process.versions.node} is too old: ConvLens is built with Node ${oldestNode.join('.')} or later. ` +
        'Install a current one from https://nodejs.org and run this again.',
    );
  }
  await ensureInstalled(root);
}

/** The same for any folder with a package-lock.json of its own. `flags` go to `npm ci`. */
export async function ensureInstalled(folder, flags = []) {
  const reason = staleness(folder);
  if (!reason) return;
  say(`Installing packages (${reason}) …`);
  await must(npm, ['ci', '--no-audit', '--no-fund', ...flags], { cwd: folder, label: 'npm ci' });
}

/** Says why node_modules must be installed again, or undefined when it matches the lock file. */
function staleness(folder) {
  const installedFile = path.join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return 'none are installed';
  const wanted = packagesOf(path.join(folder, 'package-lock.json'));
  const installed = packagesOf(installedFile);
  for (const [name, entry] of Object.entries(wanted)) {
    // Optional packages are those of other platforms: npm leaves them out here.
    if (name === '' || entry.optional || entry.link) continue;
    if (installed[name]?.version !== entry.version) {
      return `${name.replace('node_modules/', '')} is not at ${entry.version}`;
    }
  }
  return undefined;
}

function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}
