/**
 * The environment: libraries that lie outside of the project (site-packages). Their modules are interpreted once per
 * content and shared by all analyses (interpreter/shared.ts).
 */
import { SharedModules } from '../python/interpreter/shared';
import type { TreeStore } from '../python/syntax';
import { engineOptions } from './engine';
import { isInstalled } from './packages';
import { programFiles } from './programFiles';
import type { FileSystem } from './fileSystem';
import { Sources, sourceFinder, type ParseCache } from './sources';

/** The environment as one analysis sees it. */
export interface Libraries {
  modules: SharedModules;
  /** What the modules were read from; more is added while they are used. */
  sources: Sources;
  roots: readonly string[];
}

export class Environment {
  private libraries?: Libraries;
  private files = new RecordedFiles();

  /**
   * @param cache the parsed files of all analyses
   * @param store keeps the libraries' trees for the next process
   */
  constructor(
    private readonly cache: ParseCache,
    private readonly store?: TreeStore,
  ) {}

  /**
   * The libraries in these folders; those of the last analysis, where nothing that was read of them has changed.
   * @param files must show one state of the disk as long as the libraries are used by one analysis
   */
  at(roots: readonly string[], files: FileSystem): Libraries {
    const isSame = this.libraries?.roots.join('\n') === roots.join('\n');
    if (this.libraries && isSame && this.files.areAsIn(files)) return this.libraries;
    this.files = new RecordedFiles(files);
    const sources = new Sources(this.files, this.cache, undefined, this.store);
    const modules = new SharedModules({
      ...engineOptions(),
      finder: sourceFinder(sources, roots),
      files: programFiles(sources, roots),
      place: (site) => sources.place(site),
      contains: (file) => roots.some((root) => file.startsWith(`${root}/`)),
    });
    return (this.libraries = { modules, sources, roots });
  }
}

/**
 * Which import roots belong to the project: its folders and what lies in them, but for an environment that was made there.
 * @param folders the folders of the project
 * @param others where else imports are looked up
 */
export function importRoots(
  folders: readonly string[],
  others: readonly string[],
): { project: string[]; outside: string[] } {
  const isInside = (root: string) => folders.some((folder) => root === folder || root.startsWith(`${folder}/`));
  const [project, outside] = [[...folders], [] as string[]];
  for (const root of others) (isInside(root) && !isInstalled(root) ? project : outside).push(root);
  return { project, outside };
}

/** A file system that knows what it has answered. */
class RecordedFiles implements FileSystem {
  private readonly texts = new Map<string, string | undefined>();
  private readonly folders = new Map<string, boolean>();
  private readonly lists = new Map<string, string[] | undefined>();

  constructor(private files?: FileSystem) {}

  read(path: string): string | undefined {
    if (!this.texts.has(path)) this.texts.set(path, this.files?.read(path));
    return this.texts.get(path);
  }

  isDirectory(path: string): boolean {
    if (!this.folders.has(path)) this.folders.set(path, this.files?.isDirectory(path) ?? false);
    return this.folders.get(path)!;
  }

  list(path: string): string[] | undefined {
    if (!this.lists.has(path)) this.lists.set(path, this.files?.list?.(path));
    return this.lists.get(path);
  }

  size(path: string): number | undefined {
    return this.files?.size?.(path);
  }

  /** Whether other files give the same answers to all that was asked; they answer from now on. */
  areAsIn(files: FileSystem): boolean {
    this.files = files;
    for (const [path, text] of this.texts) if (files.read(path) !== text) return false;
    for (const [path, is] of this.folders) if (files.isDirectory(path) !== is) return false;
    for (const [path, names] of this.lists) if (files.list?.(path)?.join() !== names?.join()) return false;
    return true;
  }
}
