/** What every command starts from. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { analyse, type Analysis } from '../analysis/analyse';
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
  return readFileSync(file, 'utf8');
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

/** The analysis of a file or notebook. @throws SyntaxError for a notebook that is no JSON */
export function analyseFile({ sources, ...options }: Project, file: string): Analysis {
  const text = readInput(file);
  const path = resolve(file);
  if (file.endsWith('.ipynb')) return analyseNotebook(sources, path, cellsOf(text), options).analysis;
  return analyse(sources, path, text, options);
}

/** A path as printed: relative to an import root or the working folder, absolute elsewhere. */
export function printed(file: string): string {
  const path = relative(process.cwd(), resolve(file));
  return path.startsWith('..') ? file : path;
}

export const folderOf = (file: string): string => dirname(resolve(file));
