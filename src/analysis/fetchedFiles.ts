/**
 * Files where there is no disk: in a browser they come from whoever holds the workspace, and only on request. The engine
 * cannot wait, so what is not at hand is noted and taken for missing; once it has been fetched, the same program is read again.
 */
import type { Fetched } from '../protocol/messages';
import type { FileSystem } from './fileSystem';

/** Asks for what is at some paths; the answers stand in the order of the paths. */
export type Ask = (paths: string[]) => Promise<Fetched[]>;

interface Known {
  text?: string;
  /** The names in a folder, each with whether it is a folder. */
  entries?: ReadonlyMap<string, boolean>;
}

export class FetchedFiles implements FileSystem {
  private readonly known = new Map<string, Known>();
  private readonly wanted = new Set<string>();
  private readonly asked = new Set<string>();

  /**
   * @param ask is called with paths in the folders only
   * @param folders the folders of the workspace: nothing is known of what lies outside
   */
  constructor(
    private readonly ask: Ask,
    private readonly folders: readonly string[],
  ) {}

  read(path: string): string | undefined {
    return this.kindOf(path) === 'file' ? this.at(path)?.text : undefined;
  }

  isDirectory(path: string): boolean {
    return this.kindOf(path) === 'folder';
  }

  list(path: string): string[] | undefined {
    const entries = this.entriesOf(path);
    return entries && [...entries.keys()];
  }

  /** A file has another text, or its folder another file. */
  forget(path: string): void {
    this.known.delete(path);
    this.known.delete(folderOf(path));
  }

  /** Where nothing can be had, because the connection has ended say, nothing is there. */
  async fetch(): Promise<boolean> {
    const paths = [...this.wanted].filter((path) => !this.asked.has(path));
    this.wanted.clear();
    if (paths.length === 0) return false;
    for (const path of paths) this.asked.add(path);
    const found = await this.ask(paths).catch(() => []);
    paths.forEach((path, i) => {
      this.asked.delete(path);
      this.known.set(path, knownFrom(found[i]));
    });
    return true;
  }

  private at(path: string): Known | undefined {
    const found = this.known.get(path);
    if (!found) this.wanted.add(path);
    return found;
  }

  /** Told by the folder it lies in, so that nobody is asked for all the places where a module might be. */
  private kindOf(path: string): 'file' | 'folder' | undefined {
    if (this.folders.includes(path)) return 'folder';
    if (!this.folders.some((folder) => path.startsWith(`${folder.replace(/\/$/, '')}/`))) return undefined;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const isFolder = this.entriesOf(folderOf(path))?.get(name);
    return isFolder === undefined ? undefined : isFolder ? 'folder' : 'file';
  }

  private entriesOf(path: string): ReadonlyMap<string, boolean> | undefined {
    return this.kindOf(path) === 'folder' ? this.at(path)?.entries : undefined;
  }
}

function knownFrom(found: Fetched | undefined): Known {
  if (found?.kind === 'folder')
    return { entries: new Map(found.entries.map(({ name, isFolder }) => [name, isFolder])) };
  return found?.kind === 'file' ? { text: found.text } : {};
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';
