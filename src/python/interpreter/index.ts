/** The interpreter's door for the layers above. */
export { MOST_MORE_AXES, type Problem, type Severity } from './findings';
export { Interpreter } from './interpreter';
export type { Options, ProgramFiles } from './options';
export { type SourceFinder, type SourceModule } from './modules';
export { type CallRecord, type Observation, tensorsIn } from './recorder';
export { PyError, Stopped } from './errors';
export { tryOut, type Trial } from './trial';
export { EMPTY_FINDER, runSource } from './session';
