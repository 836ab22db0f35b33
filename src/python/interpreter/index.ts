/** The interpreter's door for the layers above. */
export { Interpreter, type Options, type Problem } from './interpreter';
export { type ProgramFiles } from './interpreter';
export { type SourceFinder, type SourceModule } from './modules';
export { type CallRecord, type Observation, tensorsIn } from './recorder';
export { PyError, Stopped } from './errors';
export { EMPTY_FINDER, runSource } from './session';
