/** The file system as analyses see it: open editors' texts stand before the disk. */
import type { FileSystem } from '../analysis/fileSystem';

/** How long what was asked of the disk is taken to be unchanged, in milliseconds: an edit must not ask for all imports again. */
const FRESH = 3000;

/** The disk, asked at most once in a few seconds for each file and folder, and read only where a file has changed. */
export class RecentReads implements FileSystem {
  private readonly texts = new Map<string, { text: string | undefined; stamp?: string }>();
  /** Files whose text is known to be the present one. */
  private readonly checked = new Set<string>();
  private readonly folders = new Map<string, boolean>();
  private readonly lists = new Map<string, string[] | undefined>();
  private since = 0;

  constructor(private readonly files: FileSystem) {}

  read(path: string): string | undefined {
    const known = this.texts.get(path);
    if (known && this.checked.has(path)) return known.text;
    const stamp = this.files.stamp?.(path);
    const isSame = known && this.files.stamp && known.stamp === stamp;
    const text = isSame ? known.text : this.files.read(path);
    if (!isSame) this.texts.set(path, { text, stamp });
    this.checked.add(path);
    return text;
  }

  isDirectory(path: string): boolean {
    let is = this.folders.get(path);
    if (is === undefined) this.folders.set(path, (is = this.files.isDirectory(path)));
    return is;
  }

  list(path: string): string[] | undefined {
    if (!this.lists.has(path)) this.lists.set(path, this.files.list?.(path));
    return this.lists.get(path);
  }

  size(path: string): number | undefined {
    return this.files.size?.(path);
  }

  async fetch(): Promise<boolean> {
    return (await this.files.fetch?.()) ?? false;
  }

  /** To be called between analyses: within one, the same file always has the same text. */
  refresh(): void {
    if (Date.now() - this.since > FRESH) this.ask();
  }

  /** A file has changed. */
  forget(path: string): void {
    this.texts.delete(path);
    this.files.forget?.(path);
  }

  /** What is asked next is asked of the disk. */
  ask(): void {
    this.checked.clear();
    this.folders.clear();
    this.lists.clear();
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
