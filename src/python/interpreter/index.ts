/** The interpreter's door for the layers above. */
export type { Problem } from './findings';
export { Interpreter, type Options } from './interpreter';
export { type ProgramFiles } from './interpreter';
export { type SourceFinder, type SourceModule } from './modules';
export { type CallRecord, type Observation, tensorsIn } from './recorder';
export { PyError, Stopped } from './errors';
export { EMPTY_FINDER, runSource } from './session';
