/**
 * Sources of public packages that are interpreted, never run: fetched once into `.cache/sources`, undefined
 * where they cannot be had (the tests then say skipped).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const CACHE = resolve(__dirname, '../../.cache/sources');

function run(command: string, args: readonly string[], cwd: string): boolean {
  return spawnSync(command, args, { cwd, stdio: 'ignore', timeout: 120_000 }).status === 0;
}

/** Runs a recipe in a fresh folder unless what it makes is already there. */
function fetched(name: string, made: string, recipe: (folder: string) => boolean): string | undefined {
  const folder = join(CACHE, name);
  const root = join(folder, made);
  if (existsSync(root)) return root;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return recipe(folder) && existsSync(root) ? root : undefined;
}

const named = (folder: string, ending: string): string | undefined =>
  readdirSync(folder).find((file) => file.endsWith(ending));

/** The import root of Debian's python3-torchvision (0.14.1). */
export function torchvisionRoot(): string | undefined {
  return fetched('torchvision', 'usr/lib/python3/dist-packages', (folder) => {
    if (!run('apt-get', ['download', 'python3-torchvision'], folder)) return false;
    const archive = named(folder, '.deb');
    return archive !== undefined && run('dpkg', ['-x', archive, '.'], folder);
  });
}

/** The import root of Keras 3.15.1. */
export function kerasRoot(): string | undefined {
  return fetched('keras', 'root/', (folder) => {
    const pip = ['-m', 'pip', 'download', 'keras==3.15.1', '--no-deps', '--quiet', '--dest', '.'];
    if (!run('python3', pip, folder)) return false;
    const wheel = named(folder, '.whl');
    return wheel !== undefined && run('python3', ['-m', 'zipfile', '-e', wheel, 'root'], folder);
  });
}
