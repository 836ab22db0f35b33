/** One document's or notebook's analysis: its code interpreted, with all that was recorded on the way. */
import { Interpreter, Stopped, type CallRecord } from '../python/interpreter';
import type * as ast from '../python/syntax/ast';
import { str, type ModuleValue } from '../python/interpreter/values';
import { engineOptions } from './engine';
import { runEntryPoints } from './entryPoints';
import type { Libraries } from './environment';
import type { InputOrigin } from './inputs/given';
import type { PinnedInputs } from './inputs/pinned';
import { folderOf, programFiles } from './programFiles';
import { packageOf, sourceFinder, type Sources } from './sources';
import type { SourceText } from '../python/syntax';

export interface AnalysisOptions {
  /** Folders in which absolute imports are looked up, first one first. */
  roots?: readonly string[];
  /** Modules that other analyses use too; looked up after those of the roots. */
  libraries?: Libraries;
  cancelled?: () => boolean;
  /** False leaves out what the file defines but does not call. */
  entryPoints?: boolean;
  /** Inputs for models that the file does not call with known sizes. */
  pinned?: PinnedInputs;
  /** The module's statements in the order in which they run, where that is not the order in which they stand. */
  program?: readonly ast.Stmt[];
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

/** How often an analysis begins anew since libraries that it has changed were not complete yet. */
export const MAX_OVERTAKEN = 3;

/** The same for a tree that is already there: the cells of a notebook as one module. */
export function analyseModule(
  sources: Sources,
  file: string,
  source: SourceText,
  module: ast.Module,
  options: AnalysisOptions = {},
): Analysis {
  for (let attempt = 0; attempt < MAX_OVERTAKEN; attempt++) {
    try {
      return interpret(sources, file, source, module, options);
    } catch (error) {
      if (!(error instanceof Stopped) || error.why !== 'overtaken') throw error;
    }
  }
  const roots = [...(options.roots ?? []), ...(options.libraries?.roots ?? [])];
  return interpret(sources, file, source, module, { ...options, roots, libraries: undefined });
}

/** @throws Stopped when cancelled or overtaken */
function interpret(
  sources: Sources,
  file: string,
  source: SourceText,
  module: ast.Module,
  { libraries, pinned = new Map(), program = module.body, ...options }: AnalysisOptions,
): Analysis {
  const package_ = packageOf(sources.files, file);
  const roots = [...(options.roots ?? []), ...(package_ ? [package_.root] : []), ...(libraries?.roots ?? [])];
  const ip = new Interpreter({
    ...engineOptions(),
    mode: 'analysis',
    finder: sourceFinder(sources, roots),
    shared: libraries?.modules,
    files: programFiles(sources, [folderOf(file), ...roots]),
    observed: (path) => path === file,
    place: (site) => sources.place(site),
    cancelled: options.cancelled,
  });
  let names!: ModuleValue;
  let origins: Analysis['origins'] = new Map();
  let ownCalls: number | undefined;
  try {
    ip.running(() => {
      // A file of the environment imports what all programs import: its own package as it is on the disk.
      names = ip.modules.create('__main__', file, package_?.name, !libraries?.modules.contains(file));
      names.attrs.set('__name__', str('__main__'));
      ip.runModule(ip.moduleFrame(names, file), { ...module, body: [...program] });
      ownCalls = ip.recorder.calls.length;
      if (options.entryPoints === false) return;
      origins = runEntryPoints(ip, names, { file, text: source.text, comments: module.comments, pinned });
    });
  } catch (error) {
    if (!(error instanceof Stopped) || error.why !== 'budget') throw error;
  } finally {
    // Forks of what was stopped hold copies of all that changed since.
    ip.journal.closeAll();
  }
  return { file, source, module, names, ip, sources, origins, ownCalls: ownCalls ?? ip.recorder.calls.length };
}
