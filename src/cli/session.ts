/** What every command starts from. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { analyse, type Analysis, type AnalysisOptions } from '../analysis/analyse';
import { Environment, type Libraries } from '../analysis/environment';
import { isInstalled } from '../analysis/packages';
import { analyseNotebook, cellsOf } from '../analysis/notebook';
import { disk } from '../analysis/sourceFiles.node';
import { ParseCache, Sources } from '../analysis/sources';
import { storedTrees } from '../analysis/storedTrees.node';

/** A file could not be read, or a command was not understood: exit status 2. */
export class UsageError extends Error {}

export function readInput(file: string): string {
  if (!existsSync(file)) throw new UsageError(`${file}: no such file`);
  if (statSync(file).isDirectory()) throw new UsageError(`${file} is a folder: name a file in it`);
  return readFileSync(file, 'utf8');
}

/**
 * The Python files and notebooks that a path names: a file itself; of a folder all that lie below, but for what is hidden,
 * installed (virtual environments, `site-packages`, `node_modules`) or cached.
 */
export function filesAt(path: string): string[] {
  if (!existsSync(path) || !statSync(path).isDirectory()) return [path];
  const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  if (entries.some(({ name }) => name === 'pyvenv.cfg')) return [];
  return entries.flatMap((entry) => {
    const { name } = entry;
    if (name.startsWith('.') || ['site-packages', 'node_modules', '__pycache__'].includes(name)) return [];
    if (entry.isDirectory()) return filesAt(join(path, name));
    return /\.(py|ipynb)$/.test(name) ? [join(path, name)] : [];
  });
}

/** What the files that one command reads have in common. */
export interface Project {
  sources: Sources;
  /** Import roots, absolute: those given, then the working folder. */
  roots: string[];
  libraries: Libraries;
}

export function openProject(pythonPath: readonly string[]): Project {
  const given = pythonPath.map((folder) => resolve(folder));
  const roots = [...given.filter((folder) => !isInstalled(folder)), process.cwd()];
  const cache = new ParseCache();
  const libraries = new Environment(cache, storedTrees()).at(given.filter(isInstalled), disk);
  return { sources: new Sources(disk, cache, libraries.sources), roots, libraries };
}

/** The analysis of a file or notebook. @throws UsageError where it cannot be read */
export function analyseFile({ sources, ...project }: Project, file: string, options: AnalysisOptions = {}): Analysis {
  const text = readInput(file);
  const path = resolve(file);
  if (!file.endsWith('.ipynb')) return analyse(sources, path, text, { ...project, ...options });
  const cells = cellsOf(text);
  if (!cells) throw new UsageError(`${file} is no notebook: expected JSON with a list of cells`);
  return analyseNotebook(sources, path, cells, { ...project, ...options }).analysis;
}

/** A path as printed: relative to an import root or the working folder, absolute elsewhere. */
export function printed(file: string): string {
  const path = relative(process.cwd(), resolve(file));
  return path.startsWith('..') ? file : path;
}

export const folderOf = (file: string): string => dirname(resolve(file));
