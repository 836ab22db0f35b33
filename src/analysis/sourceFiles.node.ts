/** The disk, as the engine reads it under Node. */
import { readdirSync, readFileSync, statSync, type Stats } from 'node:fs';
import type { FileSystem } from './fileSystem';

function found(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

export const disk: FileSystem = {
  read(path) {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  },
  isDirectory: (path) => found(path)?.isDirectory() ?? false,
  size: (path) => found(path)?.size,
  stamp(path) {
    const stats = found(path);
    return stats && `${stats.mtimeMs} ${stats.size}`;
  },
  list(path) {
    try {
      return readdirSync(path);
    } catch {
      return undefined;
    }
  },
};
