// Desktop VS Code, where there is a screen to show it on and a way to get it.
import path from 'node:path';
import { cache } from '../lib/paths.mjs';
import { say, which } from '../lib/process.mjs';

const updateServer = 'https://update.code.visualstudio.com/api/releases/stable';
const patience = 5_000;

/** The `code` command of an installed VS Code, or undefined. */
export function installedCode() {
  return hasScreen() ? which('code') : undefined;
}

/**
 * The executable of a VS Code that @vscode/test-electron fetched, or undefined where there is no screen or the
 * update server does not answer at once. `CONVLENS_HOST=server` asks for the server in any case.
 */
export async function fetchedCode() {
  if (process.env.CONVLENS_HOST === 'server' || !hasScreen() || !(await answers(updateServer))) return undefined;
  try {
    const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
    return await downloadAndUnzipVSCode({ version: 'stable', cachePath: path.join(cache, 'vscode-test') });
  } catch (error) {
    say(`Desktop VS Code could not be fetched (${error.message}).`);
    return undefined;
  }
}

/** The arguments that a VS Code started by root insists on. */
export function rootArguments(data) {
  return process.getuid?.() === 0 ? ['--no-sandbox', `--user-data-dir=${data}`] : [];
}

function hasScreen() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

async function answers(url) {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(patience) })).ok;
  } catch {
    return false;
  }
}
