/** One document's or notebook's analysis: its code interpreted, with all that was recorded on the way. */
import { Interpreter, Stopped } from '../python/interpreter';
import type * as ast from '../python/syntax/ast';
import { str, type ModuleValue } from '../python/interpreter/values';
import { engineOptions } from './engine';
import { runEntryPoints } from './entryPoints';
import { sourceFinder, type Sources } from './sources';
import type { SourceText } from '../python/syntax';

export interface AnalysisOptions {
  /** Folders in which absolute imports are looked up, first one first. */
  roots?: readonly string[];
  cancelled?: () => boolean;
  /** False leaves out what the file defines but does not call. */
  entryPoints?: boolean;
}

export interface Analysis {
  file: string;
  source: SourceText;
  module: ast.Module;
  names: ModuleValue;
  ip: Interpreter;
  sources: Sources;
}

/**
 * Interprets a file as the main program, then what it defines but does not call.
 * @throws Stopped when cancelled; a spent budget only ends the analysis early
 */
export function analyse(sources: Sources, file: string, text: string, options: AnalysisOptions = {}): Analysis {
  const { source, module } = sources.parse(file, text);
  return analyseModule(sources, file, source, module, options);
}

/** The same for a tree that is already there: the cells of a notebook as one module. */
export function analyseModule(
  sources: Sources,
  file: string,
  source: SourceText,
  module: ast.Module,
  options: AnalysisOptions = {},
): Analysis {
  const ip = new Interpreter({
    ...engineOptions(),
    mode: 'analysis',
    finder: sourceFinder(sources, options.roots ?? []),
    observed: (path) => path === file,
    place: (site) => sources.place(site),
    cancelled: options.cancelled,
  });
  const names = ip.modules.create('__main__', file);
  names.attrs.set('__name__', str('__main__'));
  try {
    ip.runModule(ip.moduleFrame(names, file), module);
    if (options.entryPoints !== false) runEntryPoints(ip, names, file);
  } catch (error) {
    if (!(error instanceof Stopped) || error.why === 'cancelled') throw error;
  }
  return { file, source, module, names, ip, sources };
}
