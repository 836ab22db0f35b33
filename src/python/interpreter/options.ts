/** What a session of the interpreter is made from: its surroundings, which it only asks. */
import type { SourcePlace } from '../../shape';
import type { SourceFinder } from './modules';
import type { LibraryModule } from './native';
import type { SharedModules } from './shared';
import type { Site, Value } from './values';

/** What a program may read of its own project: settings and the like. */
export interface ProgramFiles {
  read(path: string): string | undefined;
  list(path: string): string[] | undefined;
}

export interface Options {
  mode: 'analysis' | 'run';
  libraries: ReadonlyMap<string, LibraryModule>;
  /** Names that are visible everywhere. */
  builtins: ReadonlyMap<string, Value>;
  finder: SourceFinder;
  /** Modules that are not run here. */
  shared?: SharedModules;
  /** The files that lie with the program; none where left out. */
  files?: ProgramFiles;
  /** Whether the values of names in a file are kept, for hovers. */
  observed?: (file: string) => boolean;
  /** Line and column of a place, for reasons. */
  place?: (site: Site) => SourcePlace | undefined;
  /** Statements and calls after which the interpreter gives up. */
  budget?: number;
  cancelled?: () => boolean;
  print?: (text: string, stream: 'stdout' | 'stderr') => void;
  display?: (data: Record<string, unknown>) => void;
}
