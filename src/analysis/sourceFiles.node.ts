/** The disk, as the engine reads it under Node. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { FileSystem } from './sources';

export const disk: FileSystem = {
  read(path) {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  },
  isDirectory(path) {
    try {
      return statSync(path).isDirectory();
    } catch {
      return false;
    }
  },
  size(path) {
    try {
      return statSync(path).size;
    } catch {
      return undefined;
    }
  },
  list(path) {
    try {
      return readdirSync(path);
    } catch {
      return undefined;
    }
  },
};

/** The disk with the texts of open editors in front; keys are paths. */
export function diskWith(open: ReadonlyMap<string, string>): FileSystem {
  return {
    read: (path) => open.get(path) ?? disk.read(path),
    isDirectory: (path) => disk.isDirectory(path),
    list: (path) => disk.list?.(path),
    size: (path) => open.get(path)?.length ?? disk.size?.(path),
  };
}
