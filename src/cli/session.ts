/** What every command starts from. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { disk } from '../analysis/sourceFiles.node';
import { Sources } from '../analysis/sources';

/** A file could not be read, or a command was not understood: exit status 2. */
export class UsageError extends Error {}

export function readInput(file: string): string {
  if (!existsSync(file)) throw new UsageError(`${file}: no such file`);
  return readFileSync(file, 'utf8');
}

export function newSources(): Sources {
  return new Sources(disk);
}

/** Import roots, absolute: those given, then the working folder. */
export function rootsOf(pythonPath: readonly string[]): string[] {
  return [...pythonPath.map((dir) => resolve(dir)), process.cwd()];
}

/** A path as printed: relative to an import root or the working folder, absolute elsewhere. */
export function printed(file: string): string {
  const path = relative(process.cwd(), resolve(file));
  return path.startsWith('..') ? file : path;
}

export const folderOf = (file: string): string => dirname(resolve(file));
