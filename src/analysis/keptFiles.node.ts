/** Files that are kept for the next process, in the user's cache folder: all of them can be deleted at any time. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import envPaths from 'env-paths';

/** The path of a kept file or folder. */
export const keptPath = (...names: string[]): string => join(envPaths('convlens', { suffix: '' }).cache, ...names);

/** Writes a file for this user alone. Another process never sees half of it; nothing happens where it cannot be written. */
export function replaceFile(file: string, data: Uint8Array | string): void {
  const unfinished = `${file}.${randomUUID()}`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(unfinished, data, { mode: 0o600 });
    renameSync(unfinished, file);
  } catch {
    tryRemove(unfinished);
  }
}

function tryRemove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // What is above it is no folder: there is nothing to remove.
  }
}
