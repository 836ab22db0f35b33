/** The disk, as the engine reads it under Node. */
import { readFileSync, statSync } from 'node:fs';
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
};

/** The disk with the texts of open editors in front; keys are paths. */
export function diskWith(open: ReadonlyMap<string, string>): FileSystem {
  return {
    read: (path) => open.get(path) ?? disk.read(path),
    isDirectory: (path) => disk.isDirectory(path),
  };
}
