/** One document's or notebook's analysis: its code interpreted, with all that was recorded on the way. */
import { Interpreter, Stopped, type CallRecord } from '../python/interpreter';
import type * as ast from '../python/syntax/ast';
import { str, type ModuleValue } from '../python/interpreter/values';
import { engineOptions } from './engine';
import { runEntryPoints } from './entryPoints';
import type { InputOrigin } from './inputs/given';
import type { PinnedInputs } from './inputs/pinned';
import { programFiles } from './programFiles';
import { packageOf, sourceFinder, type Sources } from './sources';
import type { SourceText } from '../python/syntax';

export interface AnalysisOptions {
  /** Folders in which absolute imports are looked up, first one first. */
  roots?: readonly string[];
  cancelled?: () => boolean;
  /** False leaves out what the file defines but does not call. */
  entryPoints?: boolean;
  /** Inputs for models that the file does not call with known sizes. */
  pinned?: PinnedInputs;
}

export interface Analysis {
  file: string;
  source: SourceText;
  module: ast.Module;
  names: ModuleValue;
  ip: Interpreter;
  sources: Sources;
  /** How many of the recorded calls the program itself makes; those behind are entry points'. */
  ownCalls: number;
  /** Where the inputs of models come from that the file itself does not call. */
  origins: ReadonlyMap<CallRecord, InputOrigin>;
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
  const package_ = packageOf(sources.files, file);
  const roots = [...(options.roots ?? []), ...(package_ ? [package_.root] : [])];
  const ip = new Interpreter({
    ...engineOptions(),
    mode: 'analysis',
    finder: sourceFinder(sources, roots),
    files: programFiles(sources, file, roots),
    observed: (path) => path === file,
    place: (site) => sources.place(site),
    cancelled: options.cancelled,
  });
  const names = ip.modules.create('__main__', file, package_?.name);
  names.attrs.set('__name__', str('__main__'));
  let origins: Analysis['origins'] = new Map();
  let ownCalls: number | undefined;
  try {
    ip.runModule(ip.moduleFrame(names, file), module);
    ownCalls = ip.recorder.calls.length;
    if (options.entryPoints !== false) {
      const { comments } = module;
      origins = runEntryPoints(ip, names, { file, text: source.text, comments, pinned: options.pinned ?? new Map() });
    }
  } catch (error) {
    if (!(error instanceof Stopped) || error.why === 'cancelled') throw error;
  } finally {
    // Forks of what was stopped hold copies of all that changed since.
    ip.journal.closeAll();
  }
  return { file, source, module, names, ip, sources, origins, ownCalls: ownCalls ?? ip.recorder.calls.length };
}
