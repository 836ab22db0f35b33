/** The parts of the standard library that model code uses. One file per module or family of modules. */
import type { LibraryModule } from '../../interpreter/native';
import { mathModule } from './math';

/** All modelled modules by dotted name. */
export const modules: LibraryModule[] = [mathModule];
