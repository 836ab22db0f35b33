/** Source files: reading, parsing once per content, and finding the file an import means. */
import type { SourcePlace } from '../shape';
import { parseModule, positionAt, sourceText, type SourceText } from '../python/syntax';
import type { Module } from '../python/syntax/ast';
import type { SourceFinder, SourceModule } from '../python/interpreter';

/** What the engine needs of a file system; synchronous, because interpreted code imports as it runs. */
export interface FileSystem {
  /** The text, or undefined where there is no such file. Open editors' texts stand before the disk. */
  read(path: string): string | undefined;
  isDirectory(path: string): boolean;
}

interface Parsed {
  source: SourceText;
  module: Module;
}

/** Files as last read, parsed at most once per content. */
export class Sources {
  private readonly parsed = new Map<string, Parsed>();

  constructor(readonly files: FileSystem) {}

  /** The text and tree of a file; undefined where it cannot be read. */
  load(path: string): Parsed | undefined {
    const text = this.files.read(path);
    return text === undefined ? undefined : this.parse(path, text);
  }

  /** The tree of a text, kept under its path until the text changes. */
  parse(path: string, text: string): Parsed {
    const known = this.parsed.get(path);
    if (known && known.source.text === text) return known;
    const parsed = { source: sourceText(text), module: parseModule(text) };
    this.parsed.set(path, parsed);
    return parsed;
  }

  /** Keeps a tree made elsewhere (a notebook read as one module). */
  put(path: string, text: string, module: Module): Parsed {
    const parsed = { source: sourceText(text), module };
    this.parsed.set(path, parsed);
    return parsed;
  }

  /** The source line on which a place begins. */
  lineOf(site: { file: string; start: number }): string | undefined {
    const source = this.parsed.get(site.file)?.source;
    return source?.text.split('\n')[positionAt(source, site.start).line - 1];
  }

  place(site: { file: string; start: number }): SourcePlace | undefined {
    const parsed = this.parsed.get(site.file);
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
 * environment's site-packages, `--python-path`).
 */
export function sourceFinder(sources: Sources, roots: readonly string[]): SourceFinder {
  const find = (name: string, importer: string): SourceModule | 'namespace' | undefined => {
    const relative = name.split('.').join('/');
    const folder = importer.includes('/') ? importer.slice(0, importer.lastIndexOf('/')) : '.';
    for (const root of [folder, ...roots]) {
      const path = join(root, relative);
      const asPackage = sources.load(`${path}/__init__.py`);
      if (asPackage) return { file: `${path}/__init__.py`, isPackage: true, ast: asPackage.module };
      const asModule = sources.load(`${path}.py`);
      if (asModule) return { file: `${path}.py`, isPackage: false, ast: asModule.module };
      if (root !== folder && sources.files.isDirectory(path)) return 'namespace';
    }
    return undefined;
  };
  return { find };
}
