/** Source files: reading, parsing once per content, and finding the file an import means. */
import type { SourcePlace } from '../shape';
import {
  ModuleReader,
  parseModuleLazily,
  positionAt,
  sourceText,
  type SourceText,
  type TreeStore,
} from '../python/syntax';
import type { Module } from '../python/syntax/ast';
import type { SourceFinder } from '../python/interpreter';
import type { FileSystem } from './fileSystem';
import { installedVersions, isCompiled, isInstalled, isOpaque, normalizedName } from './packages';

export interface Parsed {
  source: SourceText;
  module: Module;
}

/** Characters of imported files that are kept parsed when no analysis needs them at the moment. */
const MAX_IMPORTED = 20_000_000;

/** Files analysed lately whose unchanged functions are not read again after an edit. */
const MAX_READERS = 24;

/** Parsed files, shared by analyses: each is parsed once per content. */
export class ParseCache {
  /** The file asked for last at the end. */
  private readonly imported = new Map<string, Parsed>();
  private importedSize = 0;
  private readonly analysed = new Map<string, { reader: ModuleReader; parsed?: Parsed }>();

  /**
   * A file that is imported: its functions are read when they are called.
   * @param store where its tree may be from an earlier process
   */
  import(path: string, text: string, store?: TreeStore): Parsed {
    const known = this.imported.get(path);
    this.imported.delete(path);
    const parsed = known?.source.text === text ? known : parsedText(text, parseModuleLazily(text, store));
    this.imported.set(path, parsed);
    this.importedSize += text.length - (known?.source.text.length ?? 0);
    for (const [oldest, { source }] of this.imported) {
      if (this.importedSize <= MAX_IMPORTED || oldest === path) break;
      this.imported.delete(oldest);
      this.importedSize -= source.text.length;
    }
    return parsed;
  }

  /** A file that is analysed: all of it is read, after an edit only what has changed. */
  read(path: string, text: string): Parsed {
    const known = this.analysed.get(path) ?? { reader: new ModuleReader() };
    this.analysed.delete(path);
    this.analysed.set(path, known);
    for (const oldest of [...this.analysed.keys()].slice(0, -MAX_READERS)) this.analysed.delete(oldest);
    if (known.parsed?.source.text !== text) known.parsed = parsedText(text, known.reader.read(text));
    return known.parsed;
  }
}

const parsedText = (text: string, module: Module): Parsed => ({ source: sourceText(text), module });

/** Source files as last read. */
export class Sources {
  private readonly parsed = new Map<string, Parsed>();
  /** Files that the program itself reads. */
  private readonly texts = new Set<string>();

  /**
   * @param cache what other analyses have parsed; positions are those of the texts that were read through this object
   * @param beneath what was read for others and is used here too: the modules of the environment
   * @param store keeps trees for the next process
   */
  constructor(
    readonly files: FileSystem,
    private readonly cache = new ParseCache(),
    private readonly beneath?: Sources,
    private readonly store?: TreeStore,
  ) {}

  /** The text and tree of a file; undefined where it cannot be read. */
  load(path: string): Parsed | undefined {
    const text = this.files.read(path);
    if (text === undefined) return undefined;
    const known = this.parsed.get(path);
    return known?.source.text === text ? known : this.keep(path, this.cache.import(path, text, this.store));
  }

  /** The tree of a text that is analysed, with all that does not parse in it. */
  parse(path: string, text: string): Parsed {
    return this.keep(path, this.cache.read(path, text));
  }

  /** Keeps a tree made elsewhere (a notebook read as one module). */
  put(path: string, text: string, module: Module): Parsed {
    return this.keep(path, parsedText(text, module));
  }

  private keep(path: string, parsed: Parsed): Parsed {
    this.parsed.set(path, parsed);
    return parsed;
  }

  /** The text of a file that the program reads; undefined where it cannot be read. */
  text(path: string): string | undefined {
    this.texts.add(path);
    return this.files.read(path);
  }

  /** Whether a file was read through this object. */
  has(path: string): boolean {
    return this.parsed.has(path) || this.texts.has(path) || this.beneath?.has(path) === true;
  }

  private parsedText(path: string): Parsed | undefined {
    return this.parsed.get(path) ?? this.beneath?.parsedText(path);
  }

  /** The source line on which a place begins. */
  lineOf(site: { file: string; start: number }): string | undefined {
    const source = this.parsedText(site.file)?.source;
    return source?.text.split('\n')[positionAt(source, site.start).line - 1];
  }

  place(site: { file: string; start: number }): SourcePlace | undefined {
    const parsed = this.parsedText(site.file);
    return parsed && { file: site.file, ...positionAt(parsed.source, site.start) };
  }
}

/** Joins with forward slashes, which every platform reads. */
const join = (...parts: string[]) => parts.filter(Boolean).join('/');

/**
 * The package a file lies in, and the folder that is its import root: the folders upwards that hold an
 * `__init__.py`. No package for a script.
 */
export function packageOf(files: FileSystem, file: string): { name: string; root: string } | undefined {
  const names: string[] = [];
  let folder = file.slice(0, Math.max(0, file.lastIndexOf('/')));
  while (folder && files.read(`${folder}/__init__.py`) !== undefined) {
    names.unshift(folder.slice(folder.lastIndexOf('/') + 1));
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
  }
  return names.length > 0 ? { name: names.join('.'), root: folder } : undefined;
}

/**
 * Finds modules below the importing file's folder first, then in each root (workspace folders, the selected
 * environment's site-packages, `--python-path`). A folder without `__init__.py` is a package only where no root has a
 * module of that name (Python reference, "Namespace packages").
 */
export function sourceFinder(sources: Sources, roots: readonly string[]): SourceFinder {
  const find: SourceFinder['find'] = (name, importer) => {
    const relative = name.split('.').join('/');
    const folder = importer.includes('/') ? importer.slice(0, importer.lastIndexOf('/')) : '.';
    const paths = [folder, ...roots].map((root) => join(root, relative));
    for (const path of paths) {
      if (!name.includes('.') && isOpaque(sources.files, path)) return 'opaque';
      const asPackage = sources.load(`${path}/__init__.py`);
      if (asPackage) return { file: `${path}/__init__.py`, isPackage: true, ast: asPackage.module };
      const asModule = sources.load(`${path}.py`);
      if (asModule) return { file: `${path}.py`, isPackage: false, ast: asModule.module };
      if (isCompiled(sources.files, path)) return 'opaque';
    }
    return paths.some((path) => sources.files.isDirectory(path)) ? 'namespace' : undefined;
  };
  const version = (distribution: string) =>
    roots
      .filter(isInstalled)
      .map((root) => installedVersions(sources.files, root).get(normalizedName(distribution)))
      .find((found) => found !== undefined);
  const at = (file: string) => {
    for (const path of [file, ...roots.map((root) => join(root, file))]) {
      const parsed = sources.load(path);
      if (parsed) return { file: path, isPackage: path.endsWith('/__init__.py'), ast: parsed.module };
    }
    return undefined;
  };
  return { find, at, version, seesEnvironment: roots.some(isInstalled) };
}
