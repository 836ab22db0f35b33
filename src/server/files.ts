/** The file system as analyses see it: open editors' texts stand before the disk. */
import type { FileSystem } from '../analysis/sources';

/** How long a file that was read is taken to be unchanged, in milliseconds: an edit must not read all imports again. */
const FRESH = 3000;

/** The disk, each file read at most once in a few seconds. */
export class RecentReads implements FileSystem {
  private texts = new Map<string, string | undefined>();
  private folders = new Map<string, boolean>();
  private since = 0;

  constructor(private readonly files: FileSystem) {}

  read(path: string): string | undefined {
    if (!this.texts.has(path)) this.texts.set(path, this.files.read(path));
    return this.texts.get(path);
  }

  isDirectory(path: string): boolean {
    let is = this.folders.get(path);
    if (is === undefined) this.folders.set(path, (is = this.files.isDirectory(path)));
    return is;
  }

  list(path: string): string[] | undefined {
    return this.files.list?.(path);
  }

  size(path: string): number | undefined {
    return this.files.size?.(path);
  }

  /** To be called between analyses: within one, the same file always has the same text. */
  refresh(): void {
    if (Date.now() - this.since > FRESH) this.forget();
  }

  /** What is read next is read from the disk. @param path one file; all of them where it is left out */
  forget(path?: string): void {
    if (path !== undefined) return void this.texts.delete(path);
    this.texts = new Map();
    this.folders = new Map();
    this.since = Date.now();
  }
}

/** Files as one analysis sees them: open editors' texts in front, each path read once, whatever happens to it later. */
export function frozen(files: FileSystem, open: ReadonlyMap<string, string>): FileSystem {
  const texts = new Map<string, string | undefined>(open);
  return {
    read(path) {
      if (!texts.has(path)) texts.set(path, files.read(path));
      return texts.get(path);
    },
    isDirectory: (path) => files.isDirectory(path),
    list: (path) => files.list?.(path),
    size: (path) => texts.get(path)?.length ?? files.size?.(path),
  };
}
